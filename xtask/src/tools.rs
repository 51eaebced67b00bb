//! Tools: `trunk`, `wasm-bindgen` of the version in `Cargo.lock` and `wasm-opt` to build with, `geckodriver` and axe to test
//! with.
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

/// Puts `wasm-opt` on PATH, from npm when it is not there. `false` when there is neither: then a release build is
/// a little larger.
///
/// # Errors
/// When npm fails; names the command.
pub fn wasm_opt_ready(env: &mut Env) -> Outcome<bool> {
    let _lock = Lock::take(&workspace::tools()?)?;
    let is_known = package_home("binaryen", versions::BINARYEN)?.is_some();
    if !is_known && on_path(env, "wasm-opt", versions::major(versions::BINARYEN)) {
        return Ok(true);
    }
    if !is_known && !has_npm(env) {
        return Ok(false);
    }
    let home = package_ready(env, "binaryen", versions::BINARYEN, versions::BINARYEN_DIGEST)?;
    env.path_first(&home.join("node_modules/.bin"));
    Ok(true)
}

/// Fetches axe and tells the tests about it.
///
/// # Errors
/// When npm is not there, or fails.
pub fn axe_ready(env: &mut Env) -> Outcome {
    if package_home("axe-core", versions::AXE)?.is_none() && !has_npm(env) {
        return Err(Problem::new("npm is not there to fetch it with."));
    }
    let home = package_ready(env, "axe-core", versions::AXE, versions::AXE_DIGEST)?;
    env.set("TUNEBOARD_AXE", home.join("node_modules/axe-core/axe.min.js"));
    Ok(())
}

fn has_npm(env: &Env) -> bool {
    env.find("npm").is_some() && env.find("node").is_some()
}

/// Returns the folder of an npm package of this version, if it is there.
fn package_home(name: &str, version: &str) -> Outcome<Option<PathBuf>> {
    let home = workspace::tools()?.join(format!("{name}-{version}"));
    let manifest = home.join("node_modules").join(name).join("package.json");
    Ok((package_version(&manifest).as_deref() == Some(version)).then_some(home))
}

/// Returns the folder of an npm package of this version and digest, which is fetched if it is not there. No script of the
/// package is run.
fn package_ready(env: &Env, name: &str, version: &str, digest: &str) -> Outcome<PathBuf> {
    if let Some(home) = package_home(name, version)? {
        return Ok(home);
    }
    let home = workspace::tools()?.join(format!("{name}-{version}"));
    say::line(&format!("fetching {name} {version} with npm, a few seconds, once."));
    let building = building_beside(&home);
    fs::remove_dir_all(&home).ok();
    fs::create_dir_all(&building).map_err(Problem::io(format!("Making {}", building.display())))?;
    for (file, text) in manifests(name, version, digest) {
        let path = building.join(file);
        fs::write(&path, text).map_err(Problem::io(format!("Writing {}", path.display())))?;
    }
    let mut npm = env.command("npm");
    npm.args(["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error", "--prefix"])
        .arg(&building);
    process::run_quietly(&mut npm).map_err(|problem| {
        let what = format!("npm install --ignore-scripts --prefix {} {name}@{version}", home.display());
        Problem::new(problem.to_string()).fix(what)
    })?;
    fs::remove_dir_all(&home).ok();
    fs::rename(&building, &home).map_err(Problem::io(format!("Renaming to {}", home.display())))?;
    Ok(home)
}

/// Returns the manifest and the lock file of a folder that needs one package of that content and nothing else.
fn manifests(name: &str, version: &str, digest: &str) -> [(&'static str, String); 2] {
    let needs = format!("\"dependencies\":{{\"{name}\":\"{version}\"}}");
    let root = format!("\"\":{{{needs}}}");
    let package = format!("\"node_modules/{name}\":{{\"version\":\"{version}\",\"integrity\":\"{digest}\"}}");
    let lock = format!("{{\"lockfileVersion\":3,\"requires\":true,\"packages\":{{{root},{package}}}}}");
    [("package.json", format!("{{{needs}}}")), ("package-lock.json", lock)]
}

/// Returns the folder in which a tool is put together, until it is whole; the lock keeps a second setup away
/// from it.
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

/// Returns the version in an npm package's manifest, without a parser: its line is `"version": "132.0.0",`.
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
