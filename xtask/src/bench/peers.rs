//! The peers: the newest uPlot, Chart.js and ECharts, or React and TanStack Virtual, at the time of the first run,
//! from npm.

use std::{fs, path::PathBuf};

use super::{folder, load};
use crate::{
    args::BenchSet,
    problem::{Outcome, Problem},
    process::{self, Env},
    say,
    setup::npm,
    workspace,
};

const CHARTS: [&str; 3] = ["uplot", "chart.js", "echarts"];

/// The last one puts the others into one file, as they are shipped.
const TABLE: [&str; 4] = ["react", "react-dom", "@tanstack/react-virtual", "esbuild"];

/// A peer and its version.
pub type Peer = (&'static str, String);

/// Returns the folder of the page's `/peers/`; deleting it fetches the newest ones again.
pub fn modules() -> PathBuf {
    home().join("node_modules")
}

fn home() -> PathBuf {
    folder().join("peers")
}

/// Fetches what is missing, and bundles what has to be.
///
/// # Errors
/// When there is no npm, or it fails.
pub fn ready(env: &Env, set: BenchSet) -> Outcome<Vec<Peer>> {
    let names: &[&'static str] = match set {
        BenchSet::Charts | BenchSet::Decode => &CHARTS,
        BenchSet::Table => &TABLE,
        BenchSet::Load => return Ok(vec![("tensorboard", load::ready(env)?)]),
        BenchSet::Insight => return Ok(Vec::new()),
    };
    if versions(names).is_none() {
        fetch(env, names)?;
    }
    if set == BenchSet::Table {
        bundle(env)?;
    }
    versions(names).ok_or_else(|| Problem::new(format!("npm left no peers in {}.", home().display())))
}

fn fetch(env: &Env, names: &[&str]) -> Outcome {
    if env.find("npm").is_none() || env.find("node").is_none() {
        let names = names.join(", ");
        let problem =
            format!("The benchmark compares with {names}, which npm fetches, and npm is not there.");
        return Err(Problem::new(problem).fix("sudo apt-get install nodejs npm   # or from nodejs.org"));
    }
    say::line("fetching the peers with npm, a few seconds, once.");
    let home = home();
    fs::create_dir_all(&home).map_err(Problem::io(format!("Making {}", home.display())))?;
    let mut npm = env.command("npm");
    npm.args(["install", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error", "--prefix"])
        .arg(&home);
    npm.args(names.iter().map(|name| format!("{name}@latest")));
    process::run_quietly(&mut npm)
}

/// The table of React for production: `/peers/table-react.js`.
fn bundle(env: &Env) -> Outcome {
    let mut esbuild = env.command(modules().join(".bin/esbuild"));
    esbuild.arg(workspace::root().join("xtask/bench/page/table/react.js"));
    esbuild.args(["--bundle", "--minify", "--format=esm", "--log-level=warning"]);
    esbuild.arg("--define:process.env.NODE_ENV=\"production\"");
    esbuild.arg(format!("--outfile={}", modules().join("table-react.js").display()));
    // The page's folder has no modules of its own.
    process::run(esbuild.env("NODE_PATH", modules()))
}

fn versions(names: &[&'static str]) -> Option<Vec<Peer>> {
    names
        .iter()
        .map(|name| Some((*name, npm::package_version(&modules().join(name).join("package.json"))?)))
        .collect()
}
