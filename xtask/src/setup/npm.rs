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

/// A package by its name, version and digest, with the program of it that is used, if it has one.
#[derive(Clone, Copy)]
struct Package {
    name: &'static str,
    version: &'static str,
    digest: &'static str,
    /// Name of a program in the package's folder `bin`; npm links it only if the lock file names it.
    program: Option<&'static str>,
}

const BINARYEN: Package = Package {
    name: "binaryen",
    version: versions::BINARYEN,
    digest: versions::BINARYEN_DIGEST,
    program: Some("wasm-opt"),
};

const AXE: Package =
    Package { name: "axe-core", version: versions::AXE, digest: versions::AXE_DIGEST, program: None };

/// Puts `wasm-opt` on PATH, from npm when it is not there. `false` when there is neither: then a release build is
/// a little larger.
///
/// # Errors
/// When npm fails; names the command.
pub fn wasm_opt_ready(env: &mut Env) -> Outcome<bool> {
    let _lock = Lock::take(&workspace::tools()?)?;
    let is_known = package_home(BINARYEN)?.is_some();
    if !is_known && on_path(env, "wasm-opt", versions::major(versions::BINARYEN)) {
        return Ok(true);
    }
    if !is_known && !has_npm(env) {
        return Ok(false);
    }
    let home = package_ready(env, BINARYEN)?;
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
    let esbuild = Package { name, version: versions::ESBUILD, digest, program: None };
    if package_home(esbuild)?.is_none() && !has_npm(env) {
        return Ok(false);
    }
    let package = package_ready(env, esbuild)?.join("node_modules").join(name);
    env.path_first(&if cfg!(windows) { package } else { package.join("bin") });
    Ok(true)
}

/// Fetches axe and tells the tests about it.
///
/// # Errors
/// When npm is not there, or fails.
pub fn axe_ready(env: &mut Env) -> Outcome {
    if package_home(AXE)?.is_none() && !has_npm(env) {
        return Err(Problem::new("npm is not there to fetch it with."));
    }
    let home = package_ready(env, AXE)?;
    env.set("TUNEBOARD_AXE", home.join("node_modules/axe-core/axe.min.js"));
    Ok(())
}

fn has_npm(env: &Env) -> bool {
    env.find("npm").is_some() && env.find("node").is_some()
}

/// The folder of an npm package, if it is there with its program.
fn package_home(package: Package) -> Outcome<Option<PathBuf>> {
    let home = home_of(package)?;
    let modules = home.join("node_modules");
    let manifest = modules.join(package.name).join("package.json");
    let is_there = package_version(&manifest).as_deref() == Some(package.version);
    let has_program = package.program.is_none_or(|program| modules.join(".bin").join(program).exists());
    Ok((is_there && has_program).then_some(home))
}

/// Returns the folder of an npm package of this version.
fn home_of(Package { name, version, .. }: Package) -> Outcome<PathBuf> {
    Ok(workspace::tools()?.join(format!("{}-{version}", name.trim_start_matches('@').replace('/', "-"))))
}

/// The folder of an npm package, which is fetched if it is not there. No script of the package is run.
fn package_ready(env: &Env, package: Package) -> Outcome<PathBuf> {
    if let Some(home) = package_home(package)? {
        return Ok(home);
    }
    let Package { name, version, .. } = package;
    let home = home_of(package)?;
    say::line(&format!("fetching {name} {version} with npm, a few seconds, once."));
    let building = building_beside(&home);
    fs::remove_dir_all(&home).ok();
    fs::create_dir_all(&building).map_err(Problem::io(format!("Making {}", building.display())))?;
    for (file, text) in manifests(package) {
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
fn manifests(Package { name, version, digest, program }: Package) -> [(&'static str, String); 2] {
    let needs = format!("\"dependencies\":{{\"{name}\":\"{version}\"}}");
    let root = format!("\"\":{{{needs}}}");
    let bin =
        program.map(|program| format!(",\"bin\":{{\"{program}\":\"bin/{program}\"}}")).unwrap_or_default();
    let package =
        format!("\"node_modules/{name}\":{{\"version\":\"{version}\",\"integrity\":\"{digest}\"{bin}}}");
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
        let esbuild = versions::ESBUILD_DIGESTS.iter().map(|(_, name, digest)| Package {
            name,
            version: versions::ESBUILD,
            digest,
            program: None,
        });
        for package in esbuild.chain([BINARYEN, AXE]) {
            let Package { name, version, digest, .. } = package;
            let bytes = digest.strip_prefix("sha512-").unwrap_or_default();
            assert!(bytes.len() == 88 && bytes.ends_with("=="), "{name}: {digest}");
            let [(_, manifest), (_, lock)] = manifests(package);
            assert_eq!(manifest, format!(r#"{{"dependencies":{{"{name}":"{version}"}}}}"#));
            let package = format!(r#""node_modules/{name}":{{"version":"{version}","integrity":"{digest}""#);
            assert!(lock.contains(&package) && lock.matches("\"node_modules/").count() == 1, "{lock}");
        }
    }

    #[test]
    fn program_of_a_package_is_named_where_npm_looks_for_it() {
        let [_, (_, lock)] = manifests(BINARYEN);
        assert!(lock.contains(r#""bin":{"wasm-opt":"bin/wasm-opt"}"#), "{lock}");
        let [_, (_, lock)] = manifests(AXE);
        assert!(!lock.contains("bin"), "{lock}");
    }
}
