//! The compiler: finds, or makes, a toolchain that can build for `wasm32-unknown-unknown`.
//!
//! Every later cargo call uses that one toolchain, for the host too, so that nothing is compiled twice.

use std::{path::Path, time::Duration};

use crate::{
    problem::{Outcome, Problem},
    process::{self, Env},
    say,
    setup::{
        WASM, debian,
        debian_rust::{self, LINKED, holds_std},
    },
};

/// Downloads of this size are over in a minute on most lines; an unreachable server fails within seconds.
const RUSTUP_LIMIT: Duration = Duration::from_secs(300);

/// Sets the toolchain in `env`, installing what is missing.
///
/// # Errors
/// When no way leads to a standard library for wasm32; says what to type.
pub fn ready(env: &mut Env) -> Outcome {
    if let Some(found) = candidates(env).into_iter().find(has_wasm) {
        *env = found;
        return Ok(());
    }
    let mut outer = env.clone();
    stay_on_outer(&mut outer);
    if outer.find("rustup").is_some() {
        say::line("adding the wasm32 target with rustup, about half a minute, once.");
        let mut add = outer.command("rustup");
        add.args(["target", "add", WASM]).env("RUST_BACKTRACE", "0");
        if process::run_within(RUSTUP_LIMIT, &mut add).is_ok() && has_wasm(&outer) {
            *env = outer;
            return Ok(());
        }
        say::line("rustup could not add it (above is why).");
    }
    if debian::is_at_hand(env) {
        debian_rust::install(env)?;
        if let Some(found) = candidates(env).into_iter().find(has_wasm) {
            *env = found;
            return Ok(());
        }
    }
    Err(Problem::new(
        "This Rust toolchain cannot build for WebAssembly, and what is missing could not be added.",
    )
    .fix(format!("rustup target add {WASM}")))
}

/// Makes sure that `cargo fmt` and `cargo clippy` exist.
///
/// # Errors
/// When they are missing and cannot be added.
pub fn lints_ready(env: &Env) -> Outcome {
    for (tool, component) in [("cargo-fmt", "rustfmt"), ("cargo-clippy", "clippy")] {
        let works = |env: &Env| process::output_of(env.command(tool).arg("--version")).is_some();
        if works(env) {
            continue;
        }
        say::line(&format!("adding {component} with rustup, a few seconds, once."));
        let add =
            process::run_within(RUSTUP_LIMIT, env.command("rustup").args(["component", "add", component]));
        if add.is_err() || !works(env) {
            return Err(Problem::new(format!("{component} is missing and could not be added."))
                .fix(format!("rustup component add {component}")));
        }
    }
    Ok(())
}

/// Toolchains worth asking, the one that runs us first.
fn candidates(env: &Env) -> Vec<Env> {
    let mut outer = env.clone();
    stay_on_outer(&mut outer);
    let mut candidates = vec![outer];
    if env.find("rustup").is_some() {
        candidates.push(env.with("RUSTUP_TOOLCHAIN", LINKED));
    }
    if Path::new("/usr/bin/rustc").exists() {
        // Debian's own, without rustup.
        let mut system = env.clone();
        system.path_first(Path::new("/usr/bin"));
        candidates.push(system);
    }
    candidates
}

/// `cargo +nightly xtask …` shall stay on nightly.
fn stay_on_outer(env: &mut Env) {
    if let Some(name) = std::env::var_os("RUSTUP_TOOLCHAIN") {
        env.set("RUSTUP_TOOLCHAIN", name);
    }
}

/// Asks the compiler where its library for wasm32 is, and looks whether it is there.
fn has_wasm(env: &Env) -> bool {
    let mut rustc = env.command("rustc");
    let Some(dir) = process::output_of(rustc.args(["--print", "target-libdir", "--target", WASM])) else {
        return false;
    };
    holds_std(Path::new(&dir))
}
