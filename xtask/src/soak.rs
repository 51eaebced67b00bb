//! `cargo xtask soak`: a day on a fake clock, then minutes of real use in Chromium, with faults throughout; with
//! `--random`, random use instead (`tests/e2e/random/`).
//!
//! The first is `tests/flow/soak.rs`, the second `tests/e2e/soak.rs` on the release build in `dist/`; both print a
//! table, and the second leaves its figures as JSON.

use std::fs;

use crate::{
    args::Random,
    problem::{Outcome, Problem},
    process::{self, Env},
    say, workspace,
};

/// Runs both for so many minutes of the second.
///
/// # Errors
/// When there is no release build, or when something was left behind.
pub fn soak(env: &Env, minutes: u32) -> Outcome {
    let dist = workspace::dist();
    if !dist.join("index.html").exists() {
        return Err(Problem::new("There is no release build to use.").fix("cargo xtask build"));
    }
    say::heading("a day on a fake clock");
    let env = env.with("TUNEBOARD_SOAK_MINUTES", minutes.to_string());
    test(&env, &["--test", "flow", "--", "--nocapture", "soak::"])?;
    say::heading(&format!("{minutes} minutes in Chromium"));
    let folder = workspace::target().join("soak");
    fs::create_dir_all(&folder).map_err(Problem::io(format!("Making {}", folder.display())))?;
    let file = folder.join("soak.json");
    let env = env.with("TUNEBOARD_DIST", dist).with("TUNEBOARD_SOAK_JSON", &file);
    let outcome = test(&env, &["--features", "server,e2e", "--test", "e2e", "--", "--nocapture", "soak::"]);
    say::line(&format!("the figures are in {}.", file.display()));
    outcome
}

/// Uses the page at random, for as long as was asked for.
///
/// # Errors
/// When there is no release build or no such browser, or when something was found.
pub fn random(env: &Env, options: &Random) -> Outcome {
    let dist = workspace::dist();
    if !dist.join("index.html").exists() {
        return Err(Problem::new("There is no release build to use.").fix("cargo xtask build"));
    }
    if let Some((_, why)) = env.absent().find(|(name, _)| *name == options.engine) {
        return Err(Problem::new(why));
    }
    let Random { minutes, seed, engine } = options;
    say::heading(&format!("{minutes} minutes of random use in {engine}, from seed {seed}"));
    let env = env.with("TUNEBOARD_DIST", dist).with("TUNEBOARD_RANDOM_SEED", seed.to_string());
    let env = env.with("TUNEBOARD_RANDOM_MINUTES", minutes.to_string());
    let name = format!("random::{engine}");
    test(&env, &["--features", "server,e2e", "--test", "e2e", "--", "--nocapture", &name])
}

fn test(env: &Env, args: &[&str]) -> Outcome {
    process::run(env.command("cargo").current_dir(workspace::root()).arg("test").args(args))
}
