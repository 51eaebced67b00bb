//! The repository as a whole: its top level, its manifests, what is kept out of it.

use super::{
    check, enforce,
    source::{Source, files, root, rust},
};

/// Entries of the top level, beside dot files.
const TOP: &str =
    "Cargo.toml Cargo.lock Trunk.toml index.html src style tests README.md xtask LICENSE target dist";

/// Longest Rust file, lines.
const MOST_LINES: usize = 400;

/// Crates that need no reason.
const STACK: &str =
    "leptos gloo-net serde serde_json wasm-bindgen web-sys plotters plotters-canvas wasm-bindgen-test";

fn holds(list: &str, name: &str) -> bool {
    list.split(' ').any(|known| known == name)
}

/// Crates outside the stack without a comment in the line above.
fn without_reason(source: &Source) -> Vec<usize> {
    let (mut found, mut at) = (Vec::new(), 0);
    let (mut is_list, mut before) = (false, "");
    for line in source.text.split_inclusive('\n') {
        let section = line.strip_prefix('[').map(|section| section.trim_end_matches(['\n', ']']));
        is_list = section.map_or(is_list, |section| section.ends_with("dependencies"));
        let name = match section {
            Some(section) => section.rsplit_once("dependencies.").map(|(_, name)| name),
            None if is_list && line.starts_with(char::is_alphabetic) => line.split([' ', '.', '=']).next(),
            None => None,
        };
        // Of what several crates use, the reason stands in the workspace's manifest.
        let is_known = |name: &&str| holds(STACK, name) || line.contains("workspace = true");
        found.extend(name.filter(|name| !is_known(name) && !before.starts_with('#')).map(|_| at));
        (before, at) = (line, at + line.len());
    }
    found
}

#[test]
fn every_crate_outside_the_stack_has_its_reason() {
    let manifests = ["src", "xtask"].into_iter().flat_map(|folder| files(folder, &["Cargo.toml"]));
    let manifests = manifests.chain(["Cargo.toml".to_owned()]).map(|path| Source::read(&path));
    enforce(
        &manifests.collect::<Vec<_>>(),
        without_reason,
        "say in a comment above why it is worth its weight",
    );
    let manifest = "[package]\nname = \"x\"\n[dependencies]\nserde = \"1\"\n# Why.\ntime = \"0.3\"\nrand = \"1\"\n\
                    [target.'cfg(a)'.dependencies]\ntokio = { version = \"1\", features = [\n  \"net\",\n] }\n\
                    [features]\nserver = []\n[dev-dependencies.insta]\nversion = \"1\"\n\n# Why.\n[dependencies.log]\n";
    check(without_reason, "Cargo.toml", manifest, &[7, 9, 14]);
}

#[test]
fn the_top_level_holds_only_what_belongs_there() {
    let names =
        std::fs::read_dir(root()).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let strays: Vec<String> = names.filter(|name| !name.starts_with('.') && !holds(TOP, name)).collect();
    assert_eq!(strays, [""; 0], "move these into src, style, tests or xtask");
}

#[test]
fn no_file_is_too_long() {
    let rule = |source: &Source| {
        source.text.match_indices('\n').map(|(at, _)| at).skip(MOST_LINES).take(1).collect()
    };
    enforce(rust(), rule, "split it by noun, or move its tests to a file");
    check(rule, "src/x.rs", &"//! x\n".repeat(MOST_LINES + 1), &[MOST_LINES + 1]);
}

/// Paths of the clone that a Containerfile copies.
fn copied(text: &str) -> Vec<String> {
    let text = text.replace("\\\n", " ");
    let lines = text.lines().map(|line| line.split_whitespace().collect::<Vec<_>>());
    let copies = lines.filter(|words| {
        words.first().is_some_and(|word| ["COPY", "ADD"].iter().any(|known| word.eq_ignore_ascii_case(known)))
            && !words.iter().any(|word| word.starts_with("--from="))
    });
    let sources = copies.flat_map(|words| words[1..words.len().max(2) - 1].to_vec());
    sources.filter(|word| !word.starts_with("--")).map(str::to_owned).collect()
}

#[test]
fn keys_stay_out_of_commits_and_images() {
    let read = |name: &str| std::fs::read_to_string(root().join(name)).unwrap();
    let (git, image) = (read(".gitignore"), read(".dockerignore"));
    let named = copied(&read("tests/deploy/Containerfile"));
    let is_named = |path: &String| {
        path == ".cargo" || path.starts_with(char::is_alphanumeric) && !path.contains(['*', '?', '['])
    };
    assert!(!named.is_empty() && named.iter().all(is_named), "the Containerfile copies by name: {named:?}");
    for line in ["accounts/", "/config.json", "*.env"] {
        assert!(git.lines().any(|found| found == line), ".gitignore lacks {line}");
    }
    // Images take what is named and nothing else; what holds keys comes last, so that no name lets it in.
    assert!(image.lines().any(|line| line == "*"));
    let last = image.rsplit('!').next().unwrap_or_default();
    for line in ["**/accounts", "**/config.json", "**/*.env"] {
        assert!(last.lines().any(|found| found == line), ".dockerignore lacks {line} at its end");
    }
    let bad = copied("COPY . .\nadd --chown=a src \\\n  tests/ /x\nCOPY --from=build /a /b\nRUN COPY c d\n");
    assert_eq!(bad, [".", "src", "tests/"]);
}
