//! `cargo xtask bench insight`: the rules on a million rows, on this machine and without a browser.

use std::fs;

use super::{folder, measurement::Measurement, report};
use crate::{
    args::Bench,
    problem::{Outcome, Problem},
    process::{self, Env},
    say, workspace,
};

/// Measures and reports. Goals that are missed are no failure.
///
/// # Errors
/// When the program cannot be built, fails, or measures what is no goal.
pub fn insight(env: &Env, options: &Bench) -> Outcome {
    say::line("building the rules for this machine; the first time about 2 minutes.");
    let mut cargo = env.command("cargo");
    cargo.current_dir(workspace::root()).args(["run", "--quiet", "--profile", "server"]);
    cargo.args(["--package", "bench", "--features", "host", "--bin", "bench-insight"]);
    let said = process::output_of(&mut cargo).ok_or_else(|| Problem::new("The measurements failed."))?;
    let all = said.split("\n\n").map(Measurement::read).collect::<Outcome<Vec<_>>>()?;
    let is_asked = |id: &str| options.only.is_empty() || options.only.iter().any(|only| id.starts_with(only));
    let measurements: Vec<Measurement> = all.into_iter().filter(|found| is_asked(found.goal.id)).collect();
    let surroundings = report::Surroundings { chromium: String::new(), peers: Vec::new() };
    let json = report::json(&surroundings, &measurements);
    fs::create_dir_all(folder()).map_err(Problem::io(format!("Making {}", folder().display())))?;
    let file = folder().join(format!("{}.json", options.set.name()));
    fs::write(&file, &json).map_err(Problem::io(format!("Writing {}", file.display())))?;
    if options.is_json {
        print!("{json}");
    } else {
        print!("{}", report::table(&surroundings, &measurements));
    }
    eprint!("{}", report::summary(&measurements));
    Ok(())
}
