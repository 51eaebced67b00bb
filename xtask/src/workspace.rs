//! Paths: the project, its `target` and `dist`, the folder of installed tools.

use std::{
    env, fs,
    path::{Path, PathBuf},
};

use crate::problem::{Outcome, Problem};

/// Returns the folder of the top `Cargo.toml`.
pub fn root() -> PathBuf {
    // The crate's own folder at compile time; a moved clone recompiles, as cargo's fingerprints hold the path.
    let manifest_dir = Path::new(env!("CARGO_MANIFEST_DIR"));
    manifest_dir.parent().unwrap_or(manifest_dir).to_owned()
}

/// Returns the folder of cargo's output, also the place of temporary files.
pub fn target() -> PathBuf {
    match env::var_os("CARGO_TARGET_DIR") {
        Some(dir) => root().join(dir),
        None => root().join("target"),
    }
}

/// Returns the release build.
pub fn dist() -> PathBuf {
    root().join("dist")
}

/// Tools installed by us, shared by all clones of one user; each version has a folder of its own.
///
/// # Errors
/// When no home folder is known, or it cannot be written.
pub fn tools() -> Outcome<PathBuf> {
    let dir = if let Some(dir) = non_empty("TUNEBOARD_TOOLS") {
        root().join(dir)
    } else if let Some(cache) = non_empty("XDG_CACHE_HOME") {
        cache.join("tuneboard/tools")
    } else if let Some(home) = env::home_dir() {
        home.join(".cache/tuneboard/tools")
    } else {
        return Err(Problem::new("No home folder is known, so there is no place for the build tools.")
            .fix("TUNEBOARD_TOOLS=/some/folder cargo xtask setup"));
    };
    fs::create_dir_all(&dir).map_err(|error| {
        Problem::new(format!("The folder for build tools, {}, cannot be made: {error}.", dir.display()))
            .fix("TUNEBOARD_TOOLS=/some/folder cargo xtask setup")
    })?;
    Ok(dir)
}

fn non_empty(name: &str) -> Option<PathBuf> {
    env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from)
}
