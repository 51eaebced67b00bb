//! Tools that cargo installs: `trunk` and `wasm-bindgen` of the version in `Cargo.lock` to build with, `geckodriver` to
//! test with.
//!
//! Looked for on PATH and in the folder of tools; a missing one is installed into a folder named after its version,
//! first under another name, so that a half-installed one is never taken for a whole one.

use std::{
    fs,
    path::{Path, PathBuf},
};

use crate::{
    problem::{Outcome, Problem},
    process::{self, Env},
    say,
    setup::versions,
    workspace,
};

/// A program that cargo installs.
struct Crate<'a> {
    /// The crate's name.
    name: &'a str,
    version: &'a str,
    /// Its programs; all must be there.
    programs: &'a [&'a str],
    /// Further arguments of `cargo install`.
    args: &'a [&'a str],
    /// Build time on two cores.
    takes: &'a str,
}

/// Puts `trunk` and `wasm-bindgen` first on PATH, installing what is missing.
///
/// # Errors
/// When one cannot be installed; names the command.
pub fn ready(env: &mut Env) -> Outcome {
    let bindgen = versions::wasm_bindgen(&workspace::root())?;
    crate_ready(
        env,
        &Crate {
            name: "wasm-bindgen-cli",
            version: &bindgen,
            programs: &["wasm-bindgen", "wasm-bindgen-test-runner"],
            args: &[],
            takes: "about 2 minutes",
        },
    )?;
    crate_ready(
        env,
        &Crate {
            name: "trunk",
            version: versions::TRUNK,
            programs: &["trunk"],
            // Without its check for updates: one dependency less, one request less.
            args: &["--no-default-features", "--features", "rustls"],
            takes: "about 4 minutes",
        },
    )
}

/// Puts Firefox's driver on PATH and tells the tests about it.
///
/// # Errors
/// When it cannot be built; names the command.
pub fn geckodriver_ready(env: &mut Env) -> Outcome {
    crate_ready(
        env,
        &Crate {
            name: "geckodriver",
            version: versions::GECKODRIVER,
            programs: &["geckodriver"],
            args: &[],
            takes: "about 2 minutes",
        },
    )?;
    let driver =
        env.find("geckodriver").ok_or_else(|| Problem::new("geckodriver is not where it was built."))?;
    env.set("GECKODRIVER", driver);
    Ok(())
}

fn crate_ready(env: &mut Env, wanted: &Crate<'_>) -> Outcome {
    let first = wanted.programs.first().copied().unwrap_or(wanted.name);
    let home = workspace::tools()?.join(format!("{first}-{}", wanted.version));
    if wanted.programs.iter().all(|program| has_version(env, &home.join("bin"), program, wanted.version)) {
        env.path_first(&home.join("bin"));
        return Ok(());
    }
    if wanted.programs.iter().all(|program| on_path(env, program, wanted.version)) {
        return Ok(());
    }
    let started = std::time::Instant::now();
    let building = building_beside(&home);
    fs::remove_dir_all(&home).ok();
    if !fetch(env, wanted, &building) {
        say::line(&format!("building {} {}, {}, once.", wanted.name, wanted.version, wanted.takes));
        build(env, wanted, &building)?;
    }
    fs::rename(&building, &home).map_err(Problem::io(format!("Renaming to {}", home.display())))?;
    say::line(&format!(
        "{} {} is there after {}.",
        wanted.name,
        wanted.version,
        say::elapsed(started.elapsed())
    ));
    env.path_first(&home.join("bin"));
    Ok(())
}

/// Installs a ready-made tool, where cargo-binstall is at hand and finds one.
fn fetch(env: &Env, wanted: &Crate<'_>, building: &Path) -> bool {
    if env.find("cargo-binstall").is_none() {
        return false;
    }
    let spec = format!("{}@{}", wanted.name, wanted.version);
    say::line(&format!("fetching {spec} with cargo-binstall."));
    let mut binstall = env.command("cargo-binstall");
    binstall.args(["--no-confirm", "--disable-strategies", "compile", "--root"]).arg(building).arg(spec);
    process::run_quietly(&mut binstall).is_ok()
        && wanted
            .programs
            .iter()
            .all(|program| has_version(env, &building.join("bin"), program, wanted.version))
}

/// Builds it from the versions that it was released with, or, where a mirror of the registry has not all of them, from the
/// newest that fit, and says so.
fn build(env: &Env, wanted: &Crate<'_>, building: &Path) -> Outcome {
    build_with(env, wanted, building, &["--locked"]).or_else(|problem| {
        say::line(&format!("{} is not to be had as it was released ({problem}); building it with the newest versions that fit.", wanted.name));
        build_with(env, wanted, building, &[])
    })
}

fn build_with(env: &Env, wanted: &Crate<'_>, building: &Path, locked: &[&str]) -> Outcome {
    let mut install = env.command("cargo");
    install
        .args(["install", "--quiet", wanted.name, "--version", wanted.version, "--force", "--root"])
        .arg(building)
        .args(locked)
        .args(wanted.args)
        // Kept when interrupted, so that the next try goes on from there.
        .arg("--target-dir")
        .arg(building.join("target"))
        // Half the time to build, and they still run for a second or two only.
        .env("CARGO_PROFILE_RELEASE_OPT_LEVEL", "1")
        .env("CARGO_PROFILE_RELEASE_LTO", "off")
        .env("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "16")
        .env_remove("RUSTFLAGS");
    process::run(&mut install).map_err(|problem| {
        let args: String = wanted.args.iter().flat_map(|arg| [" ", arg]).collect();
        Problem::new(problem.to_string())
            .fix(format!("cargo install {} --version {}{args}", wanted.name, wanted.version))
    })?;
    fs::remove_dir_all(building.join("target")).ok();
    Ok(())
}

/// Returns the folder in which a tool is put together until it is whole; the lock keeps a second setup away from it.
pub fn building_beside(home: &Path) -> PathBuf {
    let name = home.file_name().unwrap_or_default().to_string_lossy();
    home.with_file_name(format!(".building-{name}"))
}

fn has_version(env: &Env, bin: &Path, program: &str, version: &str) -> bool {
    let file = bin.join(program).with_extension(std::env::consts::EXE_EXTENSION);
    file.exists() && prints_version(env, file, version)
}

/// Returns true if a program of this version is on PATH.
pub fn on_path(env: &Env, program: &str, version: &str) -> bool {
    env.find(program).is_some_and(|file| prints_version(env, file, version))
}

fn prints_version(env: &Env, program: PathBuf, version: &str) -> bool {
    let output = process::output_of(env.command(program).arg("--version"));
    output.is_some_and(|output| versions::printed(&output) == Some(version))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tool_is_put_together_beside_its_place_under_a_hidden_name() {
        let home = Path::new("/cache/trunk-0.21.14");
        assert_eq!(building_beside(home), Path::new("/cache/.building-trunk-0.21.14"));
    }
}
