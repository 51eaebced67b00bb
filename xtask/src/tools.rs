//! The build tools: `trunk`, `wasm-bindgen` of the version in `Cargo.lock`, `wasm-opt`.
//!
//! Looked for on PATH and in the folder of tools; a missing one is installed into a folder named after its version,
//! first under another name, so that a half-installed one is never taken for a whole one.

use std::{
    fs,
    path::{Path, PathBuf},
};

use crate::{
    lock::Lock,
    problem::{Outcome, Problem},
    process::{self, Env},
    say, versions, workspace,
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
    /// How long it takes to build on two cores.
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
            // Without --locked: its pinned dependencies are not in every mirror of the registry.
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
            args: &["--locked", "--no-default-features", "--features", "rustls"],
            takes: "about 4 minutes",
        },
    )
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

/// Ready-made, where cargo-binstall is at hand and finds one.
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

fn build(env: &Env, wanted: &Crate<'_>, building: &Path) -> Outcome {
    let mut install = env.command("cargo");
    install
        .args(["install", "--quiet", wanted.name, "--version", wanted.version, "--force", "--root"])
        .arg(building)
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

/// Puts `wasm-opt` on PATH, from npm when it is not there. `false` when there is neither: then a release build is
/// a little larger.
///
/// # Errors
/// When npm fails; names the command.
pub fn wasm_opt_ready(env: &mut Env) -> Outcome<bool> {
    let tools = workspace::tools()?;
    let _lock = Lock::take(&tools)?;
    let home = tools.join(format!("binaryen-{}", versions::BINARYEN));
    let bin = home.join("node_modules/.bin");
    if package_version(&home.join("node_modules/binaryen/package.json")).as_deref()
        == Some(versions::BINARYEN)
    {
        env.path_first(&bin);
        return Ok(true);
    }
    if on_path(env, "wasm-opt", versions::major(versions::BINARYEN)) {
        return Ok(true);
    }
    if env.find("npm").is_none() || env.find("node").is_none() {
        return Ok(false);
    }
    say::line(&format!("fetching wasm-opt (binaryen {}) with npm, a few seconds, once.", versions::BINARYEN));
    let building = building_beside(&home);
    fs::remove_dir_all(&home).ok();
    fs::create_dir_all(&building).map_err(Problem::io(format!("Making {}", building.display())))?;
    let package = format!("binaryen@{}", versions::BINARYEN);
    let mut npm = env.command("npm");
    npm.args(["install", "--no-audit", "--no-fund", "--loglevel=error", &package, "--prefix"]).arg(&building);
    process::run_quietly(&mut npm).map_err(|problem| {
        Problem::new(problem.to_string()).fix(format!("npm install --prefix {} {package}", home.display()))
    })?;
    fs::rename(&building, &home).map_err(Problem::io(format!("Renaming to {}", home.display())))?;
    env.path_first(&bin);
    Ok(true)
}

/// Where a tool is put together, until it is whole; the lock keeps a second setup away from it.
fn building_beside(home: &Path) -> PathBuf {
    let name = home.file_name().unwrap_or_default().to_string_lossy();
    home.with_file_name(format!(".building-{name}"))
}

fn has_version(env: &Env, bin: &Path, program: &str, version: &str) -> bool {
    let file = bin.join(program).with_extension(std::env::consts::EXE_EXTENSION);
    file.exists() && prints_version(env, file, version)
}

fn on_path(env: &Env, program: &str, version: &str) -> bool {
    env.find(program).is_some_and(|file| prints_version(env, file, version))
}

fn prints_version(env: &Env, program: PathBuf, version: &str) -> bool {
    let output = process::output_of(env.command(program).arg("--version"));
    output.is_some_and(|output| versions::printed(&output) == Some(version))
}

/// The version in an npm package's manifest, without a parser: its line is `"version": "132.0.0",`.
pub fn package_version(manifest: &Path) -> Option<String> {
    let text = fs::read_to_string(manifest).ok()?;
    let rest = text.split_once("\"version\"")?.1;
    rest.split('"').nth(1).map(str::to_owned)
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
