//! The release build: Trunk, then compressed files beside the plain ones, then the table of sizes and its limits.

use std::path::Path;

use crate::{
    problem::{Outcome, Problem},
    process::{self, Env},
    say,
    sizes::{self, Sizes},
    tools, trunk, workspace,
};

/// Builds `dist/` and prints its sizes.
///
/// # Errors
/// When the build fails or is over its limit.
pub fn build(env: &Env, public_url: Option<&str>) -> Outcome {
    let mut env = env.clone();
    if !tools::wasm_opt_ready(&mut env)? {
        say::line("npm is not there; Trunk downloads wasm-opt by itself, if it can reach github.com.");
    }
    let dist = workspace::dist();
    let mut command = trunk::command(&env, "build");
    command.arg("--release").arg("--dist").arg(&dist);
    if let Some(url) = public_url {
        command.args(["--public-url", url]);
    }
    process::run(&mut command)?;
    compress(&env, &dist)?;
    let sizes = Sizes::of(&dist)?;
    print!("{}", sizes.table());
    if let Some(bytes) = sizes.over(sizes::CEILING) {
        let (over, limit) = (sizes::kilobytes(bytes), sizes::kilobytes(sizes::CEILING));
        return Err(Problem::new(format!("The page is {over} brotli over its limit of {limit}.")));
    }
    if let Some(bytes) = sizes.over(sizes::GOAL) {
        say::line(&format!("The page is still {} brotli over its goal.", sizes::kilobytes(bytes)));
    }
    Ok(())
}

/// In a program of its own and optimised: brotli at its best is slow otherwise, and xtask stays quick to compile.
fn compress(env: &Env, dist: &Path) -> Outcome {
    say::line("compressing.");
    let mut cargo = env.command("cargo");
    cargo.current_dir(workspace::root());
    cargo.args(["run", "--quiet", "--profile", "server", "--package", "compress", "--"]).arg(dist);
    process::run(&mut cargo)
}
