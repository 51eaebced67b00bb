//! Other people's code: where it comes from, under which terms, and that there is one of each.
//!
//! That no known weakness is in it cannot be told here: the advisories are not part of a clone. `cargo audit` and
//! `cargo deny check advisories` read the same `Cargo.lock`.

use std::{collections::BTreeMap, process::Command};

use serde_json::Value;

use super::source::{Source, root};

const REGISTRY: &str = "registry+https://github.com/rust-lang/crates.io-index";

/// Terms that ask for no more than a notice.
const TERMS: [&str; 10] = [
    "0BSD",
    "Apache-2.0",
    "Apache-2.0 WITH LLVM-exception",
    "BSD-3-Clause",
    "BSL-1.0",
    "CC0-1.0",
    "MIT",
    "Unicode-3.0",
    "Unlicense",
    "Zlib",
];

/// Crates of which two versions are built, and why. What only macros use reaches no visitor.
const TWICE: [(&str, &str); 7] = [
    ("convert_case", "macros of leptos, two of them"),
    ("cpufeatures", "two hashes, on the host"),
    (
        "gloo-net",
        "leptos' server functions bring an older one, of which the program keeps nothing, and which ends queries with an &",
    ),
    ("gloo-utils", "as gloo-net"),
    ("syn", "macros are between two editions of it"),
    ("thiserror", "a dependency of leptos is behind"),
    ("thiserror-impl", "as thiserror"),
];

/// A block of the lock file.
struct Locked<'a> {
    name: &'a str,
    source: Option<&'a str>,
    has_checksum: bool,
}

fn locked(text: &str) -> Vec<Locked<'_>> {
    let value = |block: &'_ str, key: &str| -> Option<(usize, usize)> {
        let at = block.find(&format!("\n{key} = \""))? + key.len() + 5;
        Some((at, at + block[at..].find('"')?))
    };
    let blocks = text.split("[[package]]").skip(1);
    blocks
        .map(|block| {
            let text = |key| value(block, key).map(|(from, to)| &block[from..to]);
            Locked {
                name: text("name").unwrap_or_default(),
                source: text("source"),
                has_checksum: value(block, "checksum").is_some(),
            }
        })
        .collect()
}

/// Crates of ours, by their names, are the only ones that may lack a source.
fn strangers(text: &str, ours: &[&str]) -> Vec<String> {
    let is_known = |one: &&Locked<'_>| match one.source {
        None => ours.contains(&one.name),
        Some(source) => source == REGISTRY && one.has_checksum,
    };
    locked(text).iter().filter(|one| !is_known(one)).map(|one| one.name.to_owned()).collect()
}

/// `a OR b` needs one that is allowed, `a AND b` both; a slash is an old way to write OR.
fn is_allowed(license: &str) -> bool {
    let license = license.replace(" / ", " OR ").replace('/', " OR ");
    let plain = |part: &str| part.trim_matches(['(', ')', ' ']).to_owned();
    let one = |part: &str| TERMS.contains(&plain(part).as_str());
    license.split(" AND ").all(|part| part.split(" OR ").any(one))
}

/// What cargo knows of every crate of a build without options, as JSON.
fn metadata() -> Value {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let output = Command::new(cargo)
        .current_dir(root())
        .args(["metadata", "--locked", "--format-version", "1"])
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap()
}

#[test]
fn every_crate_comes_from_the_registry_with_its_checksum() {
    let ours = ["tuneboard", "kernel", "xtask", "bench", "compress", "cut"];
    assert_eq!(strangers(&Source::read("Cargo.lock").text, &ours), [""; 0], "only the registry is a source");
    let block =
        |name: &str, rest: &str| format!("[[package]]\nname = \"{name}\"\nversion = \"1.0.0\"\n{rest}\n");
    let known = format!("source = \"{REGISTRY}\"\nchecksum = \"0\"");
    let text = [
        block("ours", ""),
        block("a", &known),
        block("b", "source = \"git+https://example.org/b\""),
        block("c", &format!("source = \"{REGISTRY}\"")),
        block("d", ""),
    ]
    .concat();
    assert_eq!(strangers(&text, &["ours"]), ["b", "c", "d"]);
}

#[test]
fn two_versions_of_a_crate_have_their_reason() {
    let metadata = metadata();
    let mut n_versions = BTreeMap::<&str, usize>::new();
    for package in metadata["packages"].as_array().unwrap() {
        *n_versions.entry(package["name"].as_str().unwrap()).or_default() += 1;
    }
    // The bindings to an operating system come in as many versions as there are crates that use them; none of it is
    // built for the browser.
    let twice: Vec<&str> = n_versions
        .into_iter()
        .filter(|(name, n)| 1 < *n && !name.starts_with("windows"))
        .map(|(name, _)| name)
        .collect();
    let known: Vec<&str> = TWICE.iter().map(|(name, _)| *name).collect();
    assert_eq!(twice, known, "align the versions, or give the reason in `TWICE`");
}

#[test]
fn every_crate_is_under_terms_that_ask_for_a_notice_at_most() {
    let metadata = metadata();
    let packages = metadata["packages"].as_array().unwrap();
    assert!(100 < packages.len());
    let text = |package: &Value, key: &str| package[key].as_str().unwrap_or_default().to_owned();
    let refused: Vec<String> = packages
        .iter()
        .filter(|package| !is_allowed(&text(package, "license")))
        .map(|package| format!("{}: {}", text(package, "name"), text(package, "license")))
        .collect();
    assert_eq!(refused, [""; 0], "terms that nobody has looked at");
}

#[test]
fn terms_are_read_as_they_are_written() {
    for (license, expected) in [
        ("MIT", true),
        ("MIT/Apache-2.0", true),
        ("MIT OR Apache-2.0 OR LGPL-2.1-or-later", true),
        ("(MIT OR Apache-2.0) AND Unicode-3.0", true),
        ("Apache-2.0 WITH LLVM-exception", true),
        ("GPL-3.0", false),
        ("MIT AND GPL-3.0", false),
        ("", false),
    ] {
        assert_eq!(is_allowed(license), expected, "{license}");
    }
}
