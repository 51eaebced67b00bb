//! Tools that npm has: `wasm-opt` and `esbuild` to build with, axe to test with.
//!
//! Each comes by its digest into a folder named after its version; no script of a package is run.

use std::{
    env::consts,
    fs,
    path::{Path, PathBuf},
};

use crate::{
    problem::{Outcome, Problem},
    process::{self, Env},
    say,
    setup::{
        lock::Lock,
        tools::{building_beside, on_path},
        versions,
    },
    workspace,
};

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

/// Puts `esbuild` on PATH, from npm when it is not there. `false` when there is neither: then scripts and style sheets
/// keep their comments and blanks.
///
/// # Errors
/// When npm fails; names the command.
pub fn esbuild_ready(env: &mut Env) -> Outcome<bool> {
    let _lock = Lock::take(&workspace::tools()?)?;
    if on_path(env, "esbuild", versions::ESBUILD) {
        return Ok(true);
    }
    // Each system's program is a package of its own; the one they share finds it by a script.
    let system = (consts::OS, consts::ARCH);
    let Some((_, name, digest)) = versions::ESBUILD_DIGESTS.iter().find(|(known, ..)| *known == system)
    else {
        return Ok(false);
    };
    if package_home(name, versions::ESBUILD)?.is_none() && !has_npm(env) {
        return Ok(false);
    }
    let package = package_ready(env, name, versions::ESBUILD, digest)?.join("node_modules").join(name);
    env.path_first(&if cfg!(windows) { package } else { package.join("bin") });
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

/// The folder of an npm package of this version, if it is there.
fn package_home(name: &str, version: &str) -> Outcome<Option<PathBuf>> {
    let home = home_of(name, version)?;
    let manifest = home.join("node_modules").join(name).join("package.json");
    Ok((package_version(&manifest).as_deref() == Some(version)).then_some(home))
}

/// Returns the folder of an npm package of this version.
fn home_of(name: &str, version: &str) -> Outcome<PathBuf> {
    Ok(workspace::tools()?.join(format!("{}-{version}", name.trim_start_matches('@').replace('/', "-"))))
}

/// The folder of an npm package of this version and digest, which is fetched if it is not there. No script of the package
/// is run.
fn package_ready(env: &Env, name: &str, version: &str, digest: &str) -> Outcome<PathBuf> {
    if let Some(home) = package_home(name, version)? {
        return Ok(home);
    }
    let home = home_of(name, version)?;
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

/// The manifest and the lock file of a folder that needs one package of that content and nothing else.
fn manifests(name: &str, version: &str, digest: &str) -> [(&'static str, String); 2] {
    let needs = format!("\"dependencies\":{{\"{name}\":\"{version}\"}}");
    let root = format!("\"\":{{{needs}}}");
    let package = format!("\"node_modules/{name}\":{{\"version\":\"{version}\",\"integrity\":\"{digest}\"}}");
    let lock = format!("{{\"lockfileVersion\":3,\"requires\":true,\"packages\":{{{root},{package}}}}}");
    [("package.json", format!("{{{needs}}}")), ("package-lock.json", lock)]
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
    fn every_package_comes_by_its_digest() {
        let esbuild =
            versions::ESBUILD_DIGESTS.iter().map(|(_, name, digest)| (*name, versions::ESBUILD, *digest));
        let known = [
            ("binaryen", versions::BINARYEN, versions::BINARYEN_DIGEST),
            ("axe-core", versions::AXE, versions::AXE_DIGEST),
        ];
        for (name, version, digest) in esbuild.chain(known) {
            let bytes = digest.strip_prefix("sha512-").unwrap_or_default();
            assert!(bytes.len() == 88 && bytes.ends_with("=="), "{name}: {digest}");
            let [(_, manifest), (_, lock)] = manifests(name, version, digest);
            assert_eq!(manifest, format!(r#"{{"dependencies":{{"{name}":"{version}"}}}}"#));
            let package =
                format!(r#""node_modules/{name}":{{"version":"{version}","integrity":"{digest}"}}"#);
            assert!(lock.contains(&package) && lock.matches("\"node_modules/").count() == 1, "{lock}");
        }
    }
}
