//! The rules of the house that neither the compiler nor clippy knows: who may use whom, what is said where, how long a
//! file is. Each is tried on a small bad example too.
//!
//! Clippy's rules stand in `.clippy.toml` and in the manifest. That the core is free of browser crates follows from
//! its being built for the host, where they are no dependencies.
#![cfg(not(target_arch = "wasm32"))]
#![expect(clippy::unwrap_used, reason = "clippy knows the tests themselves, not the functions they share")]

mod arrows;
mod crates;
mod rules;
mod secrets;
mod source;
mod tree;

use source::Source;

/// Fails with every line that breaks the rule. A rule gives the positions in a file that break it.
#[track_caller]
fn enforce<'a>(
    sources: impl IntoIterator<Item = &'a Source>,
    rule: impl Fn(&Source) -> Vec<usize>,
    advice: &str,
) {
    let broken = |source: &Source| -> Vec<String> {
        rule(source).into_iter().map(|at| format!("{}:{}", source.path, source.line(at))).collect()
    };
    let broken: Vec<String> = sources.into_iter().flat_map(broken).collect();
    assert!(broken.is_empty(), "{advice}:\n{}", broken.join("\n"));
}

/// Tries a rule on an example; `expected` are the lines it is to complain about.
#[track_caller]
fn check(rule: impl Fn(&Source) -> Vec<usize>, path: &str, text: &str, expected: &[usize]) {
    let source = Source::new(path, text);
    let lines: Vec<usize> = rule(&source).into_iter().map(|at| source.line(at)).collect();
    assert_eq!(lines, expected, "{path}: {text}");
}
