//! Debian's Rust, where rustup's servers are out of reach.
//!
//! Debian ships a recent toolchain (`rustc-web`) with the standard library's source but without a wasm32 build of
//! it, so it is built once and put where that compiler looks.

use std::{
    env, fs,
    path::{Path, PathBuf},
};

use crate::{
    problem::{Outcome, Problem},
    process::{self, Env},
    say,
    setup::{
        WASM,
        debian::{apt_install, as_root},
    },
};

/// The name under which Debian's toolchain is linked into rustup.
pub const LINKED: &str = "web";

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

/// Debian's toolchain with a wasm32 standard library, linked into rustup as `web` when rustup is there.
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
    if holds_std(Path::new(&libdir)) {
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

/// Returns true if a library folder holds a compiled `std`.
pub fn holds_std(dir: &Path) -> bool {
    fs::read_dir(dir).is_ok_and(|entries| {
        entries.flatten().any(|entry| {
            let name = entry.file_name();
            let name = name.to_string_lossy();
            name.starts_with("libstd-") && name.ends_with(".rlib")
        })
    })
}
