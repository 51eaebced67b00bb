//! Words that have their place: providers, serde, contexts, leftovers.

use super::{
    check, enforce,
    source::{Source, Violation, rust, words},
};

/// Providers are named in few places; everybody else asks their capabilities.
fn provider_names(source: &Source) -> Vec<Violation> {
    let is_exempt = !source.path.starts_with("src/")
        || source.path.starts_with("src/core/api/")
        || source.path.starts_with("src/simulator/")
        || source.path == "src/core/model/provider.rs";
    if is_exempt {
        return Vec::new();
    }
    let code = source.without_tests(&source.code);
    let lower = code.to_ascii_lowercase();
    let mut violations = Vec::new();
    for name in ["archetype", "openai", "together"] {
        for (at, _) in lower.match_indices(name) {
            // `altogether` is no provider; `TogetherJob` is one.
            let is_tail = code.as_bytes()[at].is_ascii_lowercase()
                && code[..at].ends_with(|c: char| c.is_ascii_lowercase());
            let is_head = code[at + name.len()..].starts_with(|c: char| c.is_ascii_lowercase());
            if !is_tail && !is_head {
                let advice = "names a provider: ask `Provider::capabilities()` or `Provider::label()`, or move it to \
                              src/core/api or src/core/model/provider.rs";
                violations.push(source.at(at, advice));
            }
        }
    }
    violations
}

/// serde derives belong to wire shapes, and the model knows nothing of serde.
fn serde_places(source: &Source) -> Vec<Violation> {
    let is_wire = source.path.starts_with("src/core/api/") && source.path.ends_with("/wire.rs");
    let mut violations = Vec::new();
    if source.path.starts_with("src/") && !is_wire && !source.path.starts_with("src/simulator/") {
        for (from, _) in source.bare.match_indices("derive(") {
            let list = source.bare[from..].split(')').next().unwrap_or_default();
            for (at, _) in words(list).filter(|(_, word)| matches!(*word, "Serialize" | "Deserialize")) {
                let advice = "derives serde outside api/*/wire.rs and simulator/: read and write JSON field by field, \
                              or through a wire shape";
                violations.push(source.at(from + at, advice));
            }
        }
    }
    if source.path.starts_with("src/core/model") {
        let found = words(&source.bare).filter(|(_, word)| word.starts_with("serde"));
        violations.extend(
            found.map(|(at, _)| source.at(at, "the model names serde: wire shapes live in src/core/api")),
        );
    }
    violations
}

/// Components take values and callbacks; they look nothing up and send nothing.
fn component_words(source: &Source) -> Vec<Violation> {
    if !source.path.starts_with("src/components/") {
        return Vec::new();
    }
    words(&source.bare)
        .filter(|(_, word)| matches!(*word, "use_context" | "expect_context" | "use_app" | "HttpRequest"))
        .map(|(at, word)| {
            source.at(at, format!("a component uses `{word}`: take the value or a callback as a prop"))
        })
        .collect()
}

/// What is left over from writing.
fn leftovers(source: &Source) -> Vec<Violation> {
    let mut violations = Vec::new();
    for (left, advice) in [
        ("todo!", "finish it"),
        ("unimplemented!", "finish it"),
        ("dbg!", "take it out"),
        ("#[ignore", "a test that does not run proves nothing: make it quick, or take it out"),
    ] {
        for (at, _) in source.bare.match_indices(left) {
            if !source.bare[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_') {
                violations.push(source.at(at, format!("`{left}` is left over: {advice}")));
            }
        }
    }
    violations
}

/// Tests wait for what they want to see, not for a number of seconds.
fn fixed_waits(source: &Source) -> Vec<Violation> {
    if !source.is_test {
        return Vec::new();
    }
    let mut violations = Vec::new();
    for call in ["sleep(", "TimeoutFuture::new(", "timer::wait("] {
        for (at, _) in source.bare.match_indices(call) {
            let argument = &source.bare[at + call.len()..];
            let argument = &argument[..argument.find(';').unwrap_or(argument.len())];
            let is_fixed = words(argument).any(|(_, word)| word.starts_with(|c: char| c.is_ascii_digit()));
            if is_fixed {
                let advice = "waits for a fixed time: wait until the thing happens, with a limit; the pause between two \
                              looks is a named constant";
                violations.push(source.at(at, advice));
            }
        }
    }
    violations
}

#[test]
fn providers_are_named_in_few_places() {
    enforce(rust().iter().flat_map(provider_names));
    let text = "// Together\nif provider == Provider::Archetype {}\nlet a = \"the proxy/together/v1\";\n\
                let altogether = togetherness;\nfn read_together() {}\nstruct NewTogetherJob;\n\
                #[cfg(test)]\nmod tests { const A: &str = \"together\"; }";
    check(provider_names, "src/state/jobs.rs", text, &[2, 3, 5, 6]);
    check(provider_names, "src/core/api/mod.rs", text, &[]);
    check(provider_names, "src/core/draft/tests.rs", text, &[]);
}

#[test]
fn serde_stays_at_the_wire() {
    enforce(rust().iter().flat_map(serde_places));
    let text = "#[derive(Debug,\n  serde::Serialize)]\nstruct A;\n#[derive(Clone)]\nstruct Deserialize;";
    check(serde_places, "src/core/config.rs", text, &[2]);
    check(serde_places, "src/core/api/together/wire.rs", text, &[]);
    check(serde_places, "src/core/model/job.rs", "//! serde\nuse serde_json::Value;", &[2]);
}

#[test]
fn components_look_nothing_up() {
    enforce(rust().iter().flat_map(component_words));
    let text = "// use_context\nlet app = expect_context::<App>();\nlet app = use_app();";
    check(component_words, "src/components/menu.rs", text, &[2, 3]);
    check(component_words, "src/pages/job.rs", text, &[]);
}

#[test]
fn nothing_is_left_over() {
    enforce(rust().iter().flat_map(leftovers));
    let text = "// todo!()\nfn a() { todo!() }\nconst B: &str = \"dbg!\";\n#[test]\n#[ignore = \"slow\"]\nfn c() { dbg!(1); not_todo!(); }";
    check(leftovers, "src/x.rs", text, &[2, 6, 5]);
}

#[test]
fn tests_wait_for_no_fixed_time() {
    enforce(rust().iter().flat_map(fixed_waits));
    let text = "async fn a() {\n  tokio::time::sleep(Duration::from_secs(3)).await;\n  sleep(BETWEEN_LOOKS).await;\n  \
                timer::wait(0.5).await;\n}";
    check(fixed_waits, "tests/e2e/jobs.rs", text, &[2, 4]);
    check(fixed_waits, "src/browser/fetch.rs", text, &[]);
}
