//! Our side as wasm: compiled, bound and optimised as the app is.

use std::{fs, path::PathBuf};

use super::folder;
use crate::{
    bundle::shrink::Shrinker,
    problem::{Outcome, Problem},
    process::{self, Env},
    say,
    setup::WASM,
    workspace,
};

/// Returns the folder of the page's `/ours/`.
pub fn ours() -> PathBuf {
    folder().join("ours")
}

/// Builds it.
///
/// # Errors
/// When a tool fails.
pub fn build(env: &Env) -> Outcome {
    let shrinker = Shrinker::ready(env)?;
    say::line("building our side; the first time about 3 minutes.");
    let mut cargo = env.command("cargo");
    cargo.current_dir(workspace::root());
    process::run(cargo.args(["build", "--quiet", "--release", "--package", "bench", "--target", WASM]))?;
    let (linked, ours) = (workspace::target().join(WASM).join("release/bench.wasm"), ours());
    fs::remove_dir_all(&ours).ok();
    fs::create_dir_all(&ours).map_err(Problem::io(format!("Making {}", ours.display())))?;
    let mut bindgen = env.command("wasm-bindgen");
    bindgen.args(["--target", "web", "--no-typescript", "--out-dir"]).arg(&ours).arg(linked);
    process::run(&mut bindgen)?;
    shrinker.program(&ours.join("bench_bg.wasm"))
}
