//! The rules of the house that no compiler knows: who may use whom, what is said where, how long a file is.
//!
//! Each rule takes a file and gives what breaks it, with the line and what to do; each is tried on a small
//! bad example too.
#![cfg(not(target_arch = "wasm32"))]
#![expect(clippy::unwrap_used, reason = "clippy knows the tests themselves, not the functions they share")]

#[path = "tidy/arrows.rs"]
mod arrows;
#[path = "tidy/crates.rs"]
mod crates;
#[path = "tidy/lifetimes.rs"]
mod lifetimes;
#[path = "tidy/secrets.rs"]
mod secrets;
#[path = "tidy/source.rs"]
mod source;
#[path = "tidy/style.rs"]
mod style;
#[path = "tidy/tree.rs"]
mod tree;
#[path = "tidy/vocabulary.rs"]
mod vocabulary;

use source::{Source, Violation};

/// Fails with every violation, one per line.
#[track_caller]
fn enforce(violations: impl IntoIterator<Item = Violation>) {
    let mut violations: Vec<Violation> = violations.into_iter().collect();
    violations.sort();
    violations.dedup();
    let lines: Vec<String> = violations.iter().map(Violation::to_string).collect();
    assert!(lines.is_empty(), "\n{}", lines.join("\n"));
}

/// Tries a rule on an example; `expected` are the lines it is to complain about.
#[track_caller]
fn check(rule: fn(&Source) -> Vec<Violation>, path: &str, text: &str, expected: &[usize]) {
    let lines: Vec<usize> = rule(&Source::new(path, text)).into_iter().map(|found| found.line).collect();
    assert_eq!(lines, expected, "{path}: {text}");
}
