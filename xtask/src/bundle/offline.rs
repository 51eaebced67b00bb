//! The service worker of a release build: which files it keeps.

use std::{
    fs,
    path::{Path, PathBuf},
};

use crate::{
    bundle::hash,
    problem::{Outcome, Problem},
};

const WORKER: &str = "sw.js";

/// Lines of `style/sw.js` that are filled in here.
const RELEASE: &str = "const RELEASE = \"\";";
const FILES: &str = "const FILES = [];";

/// Fills in the worker's list: all files of the build but the page, which it asks for itself, and itself. Gives the
/// worker's file back.
///
/// # Errors
/// When a file cannot be read or written, or the worker has no place for the list.
pub fn list(dist: &Path) -> Outcome<PathBuf> {
    let reading = |error| Problem::io(format!("Reading {}", dist.display()))(error);
    let mut files = Vec::new();
    collect(dist, dist, &mut files).map_err(reading)?;
    files.retain(|file| !["index.html", WORKER].contains(&file.as_str()));
    files.sort();
    let worker = dist.join(WORKER);
    let script = fs::read_to_string(&worker).map_err(Problem::io(format!("Reading {}", worker.display())))?;
    let index = fs::read(dist.join("index.html")).map_err(reading)?;
    let script = filled(&script, &index, &files)?;
    fs::write(&worker, script).map_err(Problem::io(format!("Writing {}", worker.display())))?;
    Ok(worker)
}

fn filled(script: &str, index: &[u8], files: &[String]) -> Outcome<String> {
    for line in [RELEASE, FILES] {
        if !script.contains(line) {
            let what =
                format!("style/{WORKER} has no line `{line}`, which `xtask/src/bundle/offline.rs` fills in.");
            return Err(Problem::new(what));
        }
    }
    let pieces = std::iter::once(index).chain(files.iter().map(String::as_bytes));
    let names: Vec<String> = files.iter().map(|file| format!("\"{file}\"")).collect();
    Ok(script
        .replace(RELEASE, &format!("const RELEASE = \"{}\";", hash::of(pieces)))
        .replace(FILES, &format!("const FILES = [{}];", names.join(", "))))
}

/// Paths below `root`, with slashes.
fn collect(root: &Path, dir: &Path, files: &mut Vec<String>) -> std::io::Result<()> {
    for entry in fs::read_dir(dir)? {
        let path: PathBuf = entry?.path();
        if path.is_dir() {
            collect(root, &path, files)?;
        } else {
            let below = path.strip_prefix(root).unwrap_or(&path);
            files.push(below.to_string_lossy().replace('\\', "/"));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_and_the_name_of_the_release_are_filled_in() {
        let script = format!("// x\n{RELEASE}\n{FILES}\nrest");
        let files = ["app-1/start.js".to_owned(), "icon.svg".to_owned()];
        let made = |index: &[u8]| filled(&script, index, &files).unwrap();
        let first = made(b"page");
        assert!(first.contains("const FILES = [\"app-1/start.js\", \"icon.svg\"];\nrest"), "{first}");
        assert_eq!(first, made(b"page"));
        assert_ne!(first, made(b"another page"));
        assert!(filled("nothing", b"", &files).is_err());
    }
}
