//! Other people's code: where it comes from, and under which terms. That there is one version of each is clippy's business
//! (`.clippy.toml`), and known weaknesses are that of `cargo audit`, which fetches the advisories.

use std::process::Command;

use serde_json::Value;

use super::source::root;

/// Terms that ask for no more than a notice.
const TERMS: &str =
    "0BSD Apache-2.0 BSD-3-Clause BSL-1.0 CC0-1.0 MIT Unicode-3.0 Unlicense Zlib LLVM-exception";

/// `a OR b` needs one that is allowed, `a AND b` both; a slash is an old way to write OR, and WITH adds an exception.
fn is_allowed(license: &str) -> bool {
    let license = license.replace(" / ", " OR ").replace('/', " OR ");
    let one = |part: &str| TERMS.split(' ').any(|known| known == part.trim_matches(['(', ')', ' ']));
    license.split(" AND ").all(|part| part.split(" OR ").any(|term| term.split(" WITH ").all(one)))
}

#[test]
fn every_crate_is_from_the_registry_and_asks_for_a_notice_at_most() {
    let mut cargo = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    cargo.current_dir(root()).args(["metadata", "--locked", "--format-version", "1"]);
    let metadata: Value = serde_json::from_slice(&cargo.output().unwrap().stdout).unwrap();
    let ours = metadata["workspace_members"].as_array().unwrap();
    let is_fine = |package: &Value| {
        is_allowed(package["license"].as_str().unwrap_or_default())
            && (ours.contains(&package["id"])
                || package["source"] == "registry+https://github.com/rust-lang/crates.io-index")
    };
    let packages = metadata["packages"].as_array().unwrap().iter();
    let refused: Vec<&Value> =
        packages.filter(|package| !is_fine(package)).map(|package| &package["id"]).collect();
    assert!(refused.is_empty(), "look at their terms, and take them from the registry: {refused:?}");
    let known = ["MIT/Apache-2.0", "(MIT OR GPL-3.0) AND Unicode-3.0", "Apache-2.0 WITH LLVM-exception"];
    assert!(known.into_iter().all(is_allowed) && !["MIT AND GPL-3.0", ""].into_iter().any(is_allowed));
}
