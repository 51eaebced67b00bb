//! The repository as a whole: its top level, its manifest, its fixtures.

use super::source::{Source, Violation, files, root, rust};
use super::{check, enforce};

/// What may lie at the top, beside dot files and the ignored `target` and `dist`.
const TOP: &[&str] = &[
    "Cargo.toml",
    "Cargo.lock",
    "Trunk.toml",
    "index.html",
    "src",
    "style",
    "tests",
    "README.md",
    "xtask",
    "LICENSE",
    "target",
    "dist",
];

/// Crates that need no reason.
const STACK: &[&str] = &[
    "leptos",
    "gloo-net",
    "serde",
    "serde_json",
    "wasm-bindgen",
    "web-sys",
    "plotters",
    "plotters-canvas",
    "wasm-bindgen-test",
];

fn is_out_of_place(name: &str) -> bool {
    !name.starts_with('.') && !TOP.contains(&name)
}

/// Every crate outside the stack has a line above it that says why.
fn reasons(source: &Source) -> Vec<Violation> {
    let mut violations = Vec::new();
    let (mut is_list, mut n_open, mut before, mut at) = (false, 0_i32, "", 0);
    for line in source.text.split_inclusive('\n') {
        let line_at = at;
        at += line.len();
        let line = line.trim();
        let is_inside = 0 < n_open;
        let mut name = None;
        if let Some(section) = line.strip_prefix('[').filter(|_| !is_inside) {
            let section = section.trim_end_matches(']');
            is_list = section.ends_with("dependencies");
            name = section.rsplit_once("dependencies.").map(|(_, name)| name);
        } else {
            n_open += line.matches('[').count() as i32 - line.matches(']').count() as i32;
            if is_list && !is_inside && !line.starts_with('#') {
                name = line.split_once(['=', '.']).map(|(name, _)| name.trim());
            }
        }
        if let Some(name) = name.filter(|name| !STACK.contains(name) && !before.starts_with('#')) {
            let advice = format!(
                "`{name}` is outside the stack: say in a comment directly above why it is worth its weight"
            );
            violations.push(source.at(line_at, advice));
        }
        before = line;
    }
    violations
}

/// Fixtures, as `folder/name`, that no source names.
fn unused_fixtures<'a>(fixtures: &'a [String], sources: &[Source]) -> Vec<&'a str> {
    let is_named = |fixture: &str| {
        sources
            .iter()
            .any(|source| source.path.starts_with("tests/") && source.code.contains(&format!("{fixture}\"")))
    };
    fixtures.iter().map(String::as_str).filter(|fixture| !is_named(fixture)).collect()
}

#[test]
fn the_top_level_holds_only_what_belongs_there() {
    let mut names: Vec<String> = std::fs::read_dir(root())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().to_str().unwrap().to_owned())
        .collect();
    names.retain(|name| is_out_of_place(name));
    assert_eq!(names, [""; 0], "move these into src, style, tests or xtask");
    assert!(is_out_of_place("docs") && is_out_of_place("notes.md"));
    assert!(!is_out_of_place(".ci") && !is_out_of_place("xtask"));
}

/// Instructions of a Containerfile that take more along than they name, and images without a version.
fn container_faults(source: &Source) -> Vec<Violation> {
    let mut violations = Vec::new();
    let mut at = 0;
    for line in source.text.split_inclusive('\n') {
        let words: Vec<&str> = line.split_whitespace().filter(|word| !word.starts_with("--")).collect();
        match words[..] {
            ["COPY" | "ADD", ref from @ .., _]
                if from.iter().any(|from| matches!(*from, "." | "./" | "*" | "./*")) =>
            {
                violations.push(source.at(at, "copies all there is, keys included: name files and folders"));
            }
            ["FROM", image, ..] => {
                let is_version = |part: &str| {
                    part.matches('.').count() == 2
                        && part.bytes().all(|byte| byte == b'.' || byte.is_ascii_digit())
                };
                let is_date = |part: &str| part.len() == 8 && part.bytes().all(|byte| byte.is_ascii_digit());
                let mut parts = image.split([':', '-', '@']);
                let is_pinned =
                    image.contains("@sha256:") || parts.any(|part| is_version(part) || is_date(part));
                if !is_pinned {
                    violations.push(source.at(at, "an image without a version or digest"));
                }
            }
            _ => {}
        }
        at += line.len();
    }
    violations
}

#[test]
fn containers_copy_by_name_from_pinned_images() {
    enforce(container_faults(&Source::read("tests/deploy/Containerfile")));
    let text = "FROM a/rust:1.89.0-bookworm AS build\nFROM a/debian:bookworm-slim\nFROM debian\nCOPY . .\n\
                COPY --from=build /src/dist /srv\nCOPY --chown=a ./ /x\nADD src src\nCOPY src . /x\n";
    check(container_faults, "Containerfile", text, &[2, 3, 4, 6, 8]);
}

#[test]
fn keys_stay_out_of_commits_and_images() {
    let lines = |name: &str| -> Vec<String> {
        let text = std::fs::read_to_string(root().join(name)).unwrap();
        text.lines().map(str::to_owned).collect()
    };
    let has = |lines: &[String], wanted: &str| lines.iter().any(|line| line == wanted);
    for (file, wanted) in [
        (".gitignore", ["accounts/", "/config.json", "*.env"]),
        (".dockerignore", ["**/accounts", "**/config.json", "**/*.env"]),
    ] {
        for line in wanted {
            assert!(has(&lines(file), line), "{file} lacks {line}");
        }
    }
    // The rest of a folder is left out of images unless it is named, and the names come first.
    let ignored = lines(".dockerignore");
    let last_named = ignored.iter().rposition(|line| line.starts_with('!'));
    assert!(has(&ignored, "*") && last_named < ignored.iter().position(|line| line == "**/accounts"));
}

#[test]
fn every_crate_outside_the_stack_has_its_reason() {
    enforce(reasons(&Source::read("Cargo.toml")));
    let manifest = "[package]\nname = \"x\"\n[dependencies]\nserde = \"1\"\n# Why.\ntime = \"0.3\"\nrand = \"1\"\n\
                    [target.'cfg(a)'.dependencies]\ntokio = { version = \"1\", features = [\n  \"net\",\n] }\n\
                    [features]\nserver = []\n[dev-dependencies.insta]\nversion = \"1\"\n\n# Why.\n[dependencies.log]\n";
    check(reasons, "Cargo.toml", manifest, &[7, 9, 14]);
}

#[test]
fn every_fixture_is_used_by_a_test() {
    let fixtures: Vec<String> =
        files("tests/fixtures", &[""]).iter().map(|path| path.replacen("tests/fixtures/", "", 1)).collect();
    let unused = unused_fixtures(&fixtures, rust());
    assert_eq!(unused, [""; 0], "use these files of tests/fixtures in a test, or delete them");
    let fixtures = ["a/b.json".to_owned(), "a/c.json".to_owned()];
    let sources = [Source::new("tests/x.rs", "fixture(\"a/b.json\"); // \"a/c.json\"")];
    assert_eq!(unused_fixtures(&fixtures, &sources), ["a/c.json"]);
}
