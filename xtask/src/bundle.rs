//! The release build: Trunk's, with the program in parts and the style sheets in two; then compressed files beside
//! the plain ones, then the table of sizes and its limits.

use std::{fs, path::Path};

use crate::{
    args::Build,
    hash, offline, packs, page, parts, policy,
    problem::{Outcome, Problem},
    process::{self, Env},
    say, sha256,
    sizes::{self, Sizes},
    tools, trunk, workspace,
};

/// Builds `dist/` and prints its sizes.
///
/// # Errors
/// When the build fails or is over its limit.
pub fn build(env: &Env, options: &Build) -> Outcome {
    // Before minutes are spent on building.
    let policy = policy::text(options.connect_src.as_deref())?;
    let mut env = env.clone();
    let has_wasm_opt = tools::wasm_opt_ready(&mut env)?;
    if !has_wasm_opt {
        say::line("npm is not there to fetch wasm-opt with; the program gets a little larger without it.");
    }
    let dist = workspace::dist();
    whole(&env, &dist, options.public_url.as_deref())?;
    rearrange(&env, &dist, has_wasm_opt, &policy)?;
    offline::list(&dist)?;
    compress(&env, &dist)?;
    let sizes = Sizes::of(&dist)?;
    print!("{}", sizes.table());
    if let Some(bytes) = sizes.over(sizes::LIMIT) {
        let (over, limit) = (sizes::kilobytes(bytes), sizes::kilobytes(sizes::LIMIT));
        return Err(Problem::new(format!("The page is {over} brotli over its limit of {limit}.")));
    }
    Ok(())
}

/// The page as Trunk builds it, with a program that can be cut.
fn whole(env: &Env, dist: &Path, public_url: Option<&str>) -> Outcome {
    let (name, flags) = parts::linking();
    let mut command = trunk::command(&env.with(name, flags), "build");
    command.args(["--release", "--features", "split", "--dist"]).arg(dist);
    if let Some(url) = public_url {
        command.args(["--public-url", url]);
    }
    process::run(&mut command)
}

/// Style sheets of screens whose code comes later too.
const LATER: [&str; 15] = [
    "busy",
    "chart",
    "choices",
    "columns",
    "compare",
    "dialog",
    "floating",
    "form",
    "job",
    "plot",
    "reasons",
    "records",
    "release",
    "selection",
    "told",
];

/// Puts the parts in the program's place, and two style sheets in the place of all: what the first screen needs, and
/// the rest. Its first script
/// becomes part of the page, so that it is there even when all other files are of another release, and the page gets
/// its security policy.
fn rearrange(env: &Env, dist: &Path, has_wasm_opt: bool, policy: &str) -> Outcome {
    let index = dist.join("index.html");
    let page = fs::read_to_string(&index).map_err(Problem::io(format!("Reading {}", index.display())))?;
    let (styles, program) = (page::styles(&page)?, page::program(&page)?);
    let is_later = |file: &&String| file.rsplit_once('-').is_some_and(|(name, _)| LATER.contains(&name));
    let (later, first): (Vec<_>, Vec<_>) = styles.iter().partition(is_later);
    if later.len() != LATER.len() {
        return Err(Problem::new(
            "`xtask/src/bundle.rs` names style sheets that index.html does not link to.",
        ));
    }
    let page = page::with_styles(&page, &join(dist, "style", &first)?, &join(dist, "later", &later)?)?;
    let folder = parts::make(env, dist, has_wasm_opt)?;
    let page = page::with_program(&page, &folder, packs::DEMO_FILE)?;
    let (page, script) = page::with_first_script(&page::without_blanks(&page), |name| {
        let file = dist.join(name);
        let script = fs::read_to_string(&file).map_err(Problem::io(format!("Reading {}", file.display())))?;
        fs::remove_file(&file).map_err(Problem::io(format!("Removing {}", file.display())))?;
        Ok(script)
    })?;
    let page = policy::put(&page, policy, &sha256::base64(&script))?;
    fs::write(&index, page).map_err(Problem::io(format!("Writing {}", index.display())))?;
    for file in styles.iter().chain(&program).map(|name| dist.join(name)) {
        fs::remove_file(&file).map_err(Problem::io(format!("Removing {}", file.display())))?;
    }
    Ok(())
}

/// Style sheets, in their order, in one file, whose name is given back.
fn join(dist: &Path, kind: &str, styles: &[&String]) -> Outcome<String> {
    let mut joined = String::new();
    for file in styles.iter().map(|name| dist.join(name)) {
        let style = fs::read_to_string(&file).map_err(Problem::io(format!("Reading {}", file.display())))?;
        joined.push_str(&page::without_comments(&style));
    }
    let name = format!("{kind}-{}.css", hash::of([joined.as_bytes()]));
    let file = dist.join(&name);
    fs::write(&file, joined).map_err(Problem::io(format!("Writing {}", file.display())))?;
    Ok(name)
}

/// In a program of its own and optimised: brotli at its best is slow otherwise, and xtask stays quick to compile.
fn compress(env: &Env, dist: &Path) -> Outcome {
    say::line("compressing.");
    let mut cargo = env.command("cargo");
    cargo.current_dir(workspace::root());
    cargo.args(["run", "--quiet", "--profile", "server", "--package", "compress", "--"]).arg(dist);
    process::run(&mut cargo)
}
