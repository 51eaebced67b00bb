//! The peers: the newest uPlot, Chart.js and ECharts at the time of the first run, from npm.

use std::{fs, path::PathBuf};

use super::folder;
use crate::{
    problem::{Outcome, Problem},
    process::{self, Env},
    say, tools,
};

const NAMES: [&str; 3] = ["uplot", "chart.js", "echarts"];

/// A peer and its version.
pub type Peer = (&'static str, String);

/// Where the page's `/peers/` is; deleting it fetches the newest ones again.
pub fn modules() -> PathBuf {
    folder().join("peers/node_modules")
}

/// Fetches what is missing.
///
/// # Errors
/// When there is no npm, or it fails.
pub fn ready(env: &Env) -> Outcome<Vec<Peer>> {
    if let Some(peers) = versions() {
        return Ok(peers);
    }
    if env.find("npm").is_none() || env.find("node").is_none() {
        return Err(Problem::new(
            "The benchmark compares with uPlot, Chart.js and ECharts, which npm fetches, and npm is not there.",
        )
        .fix("sudo apt-get install nodejs npm   # or from nodejs.org"));
    }
    say::line("fetching the peers with npm, a few seconds, once.");
    let home = folder().join("peers");
    fs::create_dir_all(&home).map_err(Problem::io(format!("Making {}", home.display())))?;
    let mut npm = env.command("npm");
    npm.args(["install", "--no-audit", "--no-fund", "--loglevel=error", "--prefix"]).arg(&home);
    npm.args(NAMES.map(|name| format!("{name}@latest")));
    process::run_quietly(&mut npm)?;
    versions().ok_or_else(|| Problem::new(format!("npm left no peers in {}.", home.display())))
}

fn versions() -> Option<Vec<Peer>> {
    NAMES
        .iter()
        .map(|name| Some((*name, tools::package_version(&modules().join(name).join("package.json"))?)))
        .collect()
}
