//! Everything CI checks, step by step.

use std::time::{Duration, Instant};

use crate::{
    args::{Build, Selection},
    bundle,
    problem::{Outcome, Problem},
    process::{self, Env},
    say,
    setup::{
        WASM, {self, Needs},
    },
    workspace,
};

/// One check.
struct Step {
    /// For the command line.
    name: &'static str,
    /// For people.
    title: &'static str,
    needs: Needs,
    run: fn(&Env) -> Outcome,
}

const STEPS: [Step; 8] = [
    Step { name: "fmt", title: "format", needs: Needs::LINTS, run: fmt },
    Step { name: "clippy", title: "lints, host", needs: Needs::LINTS, run: clippy },
    Step { name: "clippy-wasm", title: "lints, wasm32", needs: Needs::LINTS, run: clippy_wasm },
    Step { name: "test", title: "tests on the host", needs: Needs::NOTHING, run: test },
    Step { name: "doc", title: "documentation", needs: Needs::NOTHING, run: doc },
    Step { name: "web", title: "tests in the browser", needs: Needs::BROWSER, run: web },
    Step { name: "build", title: "release build and its size", needs: Needs::TOOLS, run: build },
    Step { name: "e2e", title: "end to end", needs: Needs::HOSTING, run: e2e },
];

/// Runs the selected steps, stops at the first that fails, ends with a summary.
///
/// # Errors
/// Names the step that failed and how to run it alone.
pub fn run(selection: &Selection) -> Outcome {
    let steps = selected(selection)?;
    let mut summary: Vec<(&Step, Option<Duration>, &str)> = Vec::new();
    let started = Instant::now();
    let needs = steps.iter().fold(Needs::NOTHING, |needs, step| needs.and(step.needs));
    let env = setup::ready(needs)?;
    say::line(&format!("set up in {}.", say::elapsed(started.elapsed())));
    let mut failure = None;
    for step in &steps {
        if failure.is_some() {
            summary.push((step, None, "not run"));
            continue;
        }
        say::heading(&format!("{} ({})", step.title, step.name));
        let begun = Instant::now();
        let outcome = (step.run)(&env);
        let took = begun.elapsed();
        say::line(&format!("{} took {}.", step.name, say::elapsed(took)));
        summary.push((step, Some(took), if outcome.is_ok() { "passed" } else { "FAILED" }));
        failure = outcome.err().map(|problem| (step.name, problem));
    }
    say::heading("summary");
    for (step, took, result) in &summary {
        let took = took.map(say::elapsed).unwrap_or_default();
        eprintln!("{:12} {:28} {:>12}  {result}", step.name, step.title, took);
    }
    for (_, why) in env.absent() {
        eprintln!("{:12} {why}", "skipped");
    }
    eprintln!("{:12} {:28} {:>12}", "", "all, with the set-up", say::elapsed(started.elapsed()));
    match failure {
        None => Ok(()),
        Some((name, problem)) => {
            Err(Problem::new(format!("The step {name} failed: {problem}\nTo run it alone:"))
                .fix(format!("cargo xtask test --only {name}")))
        }
    }
}

fn selected(selection: &Selection) -> Outcome<Vec<&'static Step>> {
    let named = selection.only.iter().chain(&selection.from).chain(&selection.skip);
    for name in named {
        if !STEPS.iter().any(|step| step.name == name) {
            let names: Vec<&str> = STEPS.iter().map(|step| step.name).collect();
            return Err(Problem::new(format!("There is no step `{name}`; there are {}.", names.join(", "))));
        }
    }
    let first = STEPS.iter().position(|step| selection.from.as_deref() == Some(step.name)).unwrap_or(0);
    let is_chosen = |step: &&Step| {
        (selection.only.is_empty() || selection.only.iter().any(|name| name == step.name))
            && !selection.skip.iter().any(|name| name == step.name)
    };
    Ok(STEPS.iter().skip(first).filter(is_chosen).collect())
}

/// Runs cargo on what `Cargo.lock` names and nothing newer.
fn cargo(env: &Env, args: &[&str]) -> Outcome {
    let (verb, rest) = args.split_at(1);
    let locked: &[&str] = if verb == ["fmt"] { &[] } else { &["--locked"] };
    process::run(env.command("cargo").current_dir(workspace::root()).args(verb).args(locked).args(rest))
}

/// A test file that is not there would pass for lack of tests.
fn must_exist(file: &str) -> Outcome {
    if workspace::root().join(file).exists() {
        Ok(())
    } else {
        Err(Problem::new(format!("{file} is missing, so nothing was tested.")))
    }
}

fn fmt(env: &Env) -> Outcome {
    cargo(env, &["fmt", "--all", "--check"])
        .map_err(|problem| Problem::new(problem.to_string()).fix("cargo fmt --all"))
}

fn clippy(env: &Env) -> Outcome {
    cargo(
        env,
        &["clippy", "--workspace", "--all-targets", "--features", "server,e2e", "--", "-D", "warnings"],
    )
}

fn clippy_wasm(env: &Env) -> Outcome {
    // The library's own unit tests run on the host only, and use crates that are not there for wasm32.
    must_exist("tests/web/main.rs")?;
    let crates =
        ["--package", "tuneboard", "--package", "tuneboard-core", "--package", "tuneboard-simulator"];
    let common = [&["clippy", "--target", WASM, "--lib", "--bin", "tuneboard"], &crates[..]].concat();
    let strict = ["--", "-D", "warnings"];
    cargo(env, &[&common[..], &["--test", "web"], &strict].concat())?;
    // As `cargo xtask build` has it, with the program to be cut.
    cargo(env, &[&common[..], &["--features", "split"], &strict].concat())
}

fn test(env: &Env) -> Outcome {
    cargo(env, &["test", "--workspace", "--features", "server"])
}

fn doc(env: &Env) -> Outcome {
    // For wasm32, so that the browser's side is checked too.
    cargo(
        &env.with("RUSTDOCFLAGS", "-D warnings"),
        &[
            "doc",
            "--no-deps",
            "--workspace",
            "--exclude",
            "xtask",
            "--exclude",
            "bench",
            "--exclude",
            "compress",
            "--exclude",
            "cut",
            "--target",
            WASM,
        ],
    )
}

fn web(env: &Env) -> Outcome {
    must_exist("tests/web/main.rs")?;
    let env = env.with("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER", "wasm-bindgen-test-runner");
    // Seconds for all of them together; each has a limit of its own for what it waits for.
    let env = env.with("WASM_BINDGEN_TEST_TIMEOUT", "300");
    let mut tests = env.command("cargo");
    tests.current_dir(workspace::root()).args(["test", "--locked", "--target", WASM, "--test", "web"]);
    // The runner takes the first driver that it is told of, and Firefox' is before Chromium's.
    for driver in ["GECKODRIVER", "GECKODRIVER_REMOTE", "SAFARIDRIVER", "SAFARIDRIVER_REMOTE"] {
        tests.env_remove(driver);
    }
    process::run(&mut tests)
}

fn build(env: &Env) -> Outcome {
    bundle::build(env, &Build::default())
}

fn e2e(env: &Env) -> Outcome {
    must_exist("tests/e2e/main.rs")?;
    let dist = workspace::dist();
    if !dist.join("index.html").exists() {
        return Err(Problem::new("There is no release build to test.").fix("cargo xtask build"));
    }
    let env = env.with("TUNEBOARD_DIST", dist);
    let common = ["test", "--features", "server,e2e", "--test", "e2e", "--"];
    cargo(&env, &[&common[..], &["--test-threads=2", "--skip", "random::", "--skip", "engines::"]].concat())?;
    // By themselves: random use looks at how long tasks take.
    let alone = ["--test-threads=1", "--nocapture", "random::", "engines::"];
    let skipped: Vec<&str> = env.absent().flat_map(|(name, _)| ["--skip", name]).collect();
    cargo(&env, &[&common[..], &alone, &skipped].concat())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(only: &[&str], from: Option<&str>, skip: &[&str], expected: &str) {
        let owned = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
        let selection = Selection { only: owned(only), from: from.map(str::to_owned), skip: owned(skip) };
        let names = selected(&selection).map(|steps| steps.iter().map(|step| step.name).collect::<Vec<_>>());
        assert_eq!(
            names.map_err(|problem| problem.to_string()).map(|names| names.join(" ")),
            Ok(expected.into())
        );
    }

    #[test]
    fn steps_keep_their_order_however_they_are_selected() {
        check(&[], None, &[], "fmt clippy clippy-wasm test doc web build e2e");
        check(&["web", "fmt"], None, &[], "fmt web");
        check(&[], Some("doc"), &[], "doc web build e2e");
        check(&[], Some("doc"), &["build"], "doc web e2e");
        check(&[], Some("e2e"), &["e2e"], "");
    }

    #[test]
    fn a_step_that_does_not_exist_is_an_error() {
        let selection = Selection { skip: vec!["lint".into()], ..Selection::default() };
        assert!(selected(&selection).is_err());
    }
}
