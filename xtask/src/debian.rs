//! Debian and its relatives: packages, and a wasm32 standard library where rustup's servers are out of reach.
//!
//! Debian ships a recent toolchain (`rustc-web`) with the standard library's source but without a wasm32 build of
//! it, so it is built once and put where that compiler looks.

use std::{
    env, fs,
    io::{self, IsTerminal as _},
    path::{Path, PathBuf},
};

use crate::{
    problem::{Outcome, Problem},
    process::{self, Env},
    say,
    toolchain::{self, LINKED, WASM},
};

const PACKAGES: [&str; 7] = [
    "rustc-web",
    "cargo-web",
    "rust-web-src",
    "rust-web-llvm",
    "rust-web-clippy",
    "rustfmt-web",
    // Satisfies the link /usr/bin/rust-lld of rust-web-llvm.
    "lld-22",
];

/// Returns true if packages can be installed at all.
pub fn is_at_hand(env: &Env) -> bool {
    cfg!(target_os = "linux") && env.find("apt-get").is_some() && (is_root(env) || env.find("sudo").is_some())
}

/// Returns true if the process may write everywhere.
pub fn is_root(env: &Env) -> bool {
    process::output_of(env.command("id").arg("-u")).as_deref() == Some("0")
}

/// Brings the package lists up to date, then installs; a machine just created has no lists at all.
///
/// # Errors
/// When apt-get fails; names the command.
pub fn apt_install(env: &Env, packages: &[&str]) -> Outcome {
    let wanted = packages.join(" ");
    let by_hand = format!("sudo apt-get update\nsudo apt-get install --no-install-recommends {wanted}");
    let refused = |problem: Problem| Problem::new(problem.to_string()).fix(&by_hand);
    process::run_quietly(apt_get(env).arg("update")).map_err(refused)?;
    process::run_quietly(apt_get(env).args(["install", "-y", "--no-install-recommends"]).args(packages))
        .map_err(refused)
}

/// Stops a server that Debian started when it was installed, if it was wanted as a program only. Where nothing
/// starts services, as in a container, there is nothing to do.
pub fn stop_service(env: &Env, name: &str) {
    if env.find("systemctl").is_some() {
        // Without systemd at work it fails, and nothing was started.
        drop(process::run_quietly(as_root(env, "systemctl").args(["disable", "--now", name])));
    }
}

fn apt_get(env: &Env) -> std::process::Command {
    let mut command = as_root(env, "env");
    command.args(["DEBIAN_FRONTEND=noninteractive", "apt-get", "-q"]);
    // Another apt-get may be at work, and a mirror may stumble.
    command.args(["-o", "DPkg::Lock::Timeout=300", "-o", "Acquire::Retries=3"]);
    command
}

fn as_root(env: &Env, program: &str) -> std::process::Command {
    if is_root(env) {
        return env.command(program);
    }
    let mut sudo = env.command("sudo");
    if !io::stdin().is_terminal() {
        // A prompt for a password would wait for ever.
        sudo.arg("--non-interactive");
    }
    sudo.arg(program);
    sudo
}

/// Installs Debian's toolchain with a wasm32 standard library, linked into rustup as `web` when rustup is
/// there.
///
/// # Errors
/// When a package, the build of the library or the link fails.
pub fn install(env: &Env) -> Outcome {
    say::line("installing Debian's Rust toolchain (rustc-web), about half a minute, once.");
    apt_install(env, &PACKAGES)?;
    if env.find("rustup").is_some() {
        process::run_quietly(env.command("rustup").args(["toolchain", "link", LINKED, "/usr"]))?;
    }
    let mut system = env.clone();
    system.path_first(Path::new("/usr/bin"));
    let libdir =
        process::output_of(system.command("rustc").args(["--print", "target-libdir", "--target", WASM]))
            .ok_or_else(|| Problem::new("/usr/bin/rustc does not answer.").fix("/usr/bin/rustc --version"))?;
    if toolchain::holds_std(Path::new(&libdir)) {
        return Ok(());
    }
    say::line("building the standard library for wasm32, about half a minute, once.");
    let scratch = env::temp_dir().join(format!("tuneboard-std-{}", std::process::id()));
    let built = build_std(&system, &scratch).and_then(|rlibs| put_in_place(env, &rlibs, Path::new(&libdir)));
    fs::remove_dir_all(&scratch).ok();
    built
}

/// Returns the library's `*.rlib` files, built as a dependency of an empty crate.
fn build_std(system: &Env, scratch: &Path) -> Outcome<Vec<PathBuf>> {
    let doing = format!("Writing to {}", scratch.display());
    fs::create_dir_all(scratch.join("src")).map_err(Problem::io(&doing))?;
    let manifest = "[package]\nname = \"empty\"\nedition = \"2024\"\n\n[workspace]\n";
    fs::write(scratch.join("Cargo.toml"), manifest).map_err(Problem::io(&doing))?;
    fs::write(scratch.join("src/lib.rs"), "#![no_std]\n").map_err(Problem::io(&doing))?;
    let mut cargo = system.command("cargo");
    cargo
        .current_dir(scratch)
        .args(["build", "--release", "-Zbuild-std=std,panic_abort,panic_unwind,test,proc_macro"])
        .args(["--target", WASM])
        .env("RUSTC_BOOTSTRAP", "1")
        // Release builds optimise across crates, which needs the bitcode.
        .env("RUSTFLAGS", "-Cembed-bitcode=yes")
        .env("CARGO_TARGET_DIR", scratch.join("target"));
    process::run_quietly(&mut cargo)?;
    let deps = scratch.join("target").join(WASM).join("release/deps");
    let mut rlibs: Vec<PathBuf> = fs::read_dir(&deps)
        .map_err(Problem::io(format!("Reading {}", deps.display())))?
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "rlib"))
        .filter(|path| !path.file_name().is_some_and(|name| name.to_string_lossy().starts_with("libempty-")))
        .collect();
    // `std` last: its presence is the sign that all of it is there.
    rlibs.sort_by_key(|path| {
        path.file_name().is_some_and(|name| name.to_string_lossy().starts_with("libstd-"))
    });
    Ok(rlibs)
}

fn put_in_place(env: &Env, rlibs: &[PathBuf], libdir: &Path) -> Outcome {
    process::run_quietly(as_root(env, "mkdir").arg("-p").arg(libdir))?;
    for rlib in rlibs {
        process::run_quietly(as_root(env, "install").args(["-m", "644"]).arg(rlib).arg(libdir))?;
    }
    Ok(())
}
