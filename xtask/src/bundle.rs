//! The release build: Trunk's, with the program in parts and the style sheets in two; then compressed files beside
//! the plain ones, then the table of sizes and its limits.

pub mod hash;
pub mod offline;
pub mod packs;
pub mod page;
pub mod parts;
pub mod policy;
pub mod shrink;
pub mod sizes;
pub mod trunk;

use std::{fs, path::Path};

use self::{shrink::Shrinker, sizes::Sizes};
use crate::{
    args::Build,
    problem::{Outcome, Problem},
    process::{self, Env},
    say, workspace,
};

/// Builds `dist/` and prints its sizes.
///
/// # Errors
/// When the build fails or is over its limit.
pub fn build(env: &Env, options: &Build) -> Outcome {
    // Before minutes are spent on building.
    let policy = policy::text(options.connect_src.as_deref())?;
    let shrinker = Shrinker::ready(env)?;
    let dist = workspace::dist();
    whole(env, &dist, options.public_url.as_deref())?;
    rearrange(env, &dist, &shrinker, &policy)?;
    shrinker.text(&offline::list(&dist)?)?;
    compress(env, &dist)?;
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
const LATER: [&str; 16] = [
    "attention",
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
fn rearrange(env: &Env, dist: &Path, shrinker: &Shrinker, policy: &str) -> Outcome {
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
    let joined = |kind, styles: &[&String]| join(dist, kind, styles, shrinker);
    let page = page::with_styles(&page, &joined("style", &first)?, &joined("later", &later)?)?;
    let (folder, early) = parts::make(env, dist, shrinker)?;
    let page = page::with_program(&page, &folder, &early)?;
    let (page, script) = page::with_first_script(&page, |name| {
        let file = dist.join(name);
        shrinker.text(&file)?;
        let script = fs::read_to_string(&file).map_err(Problem::io(format!("Reading {}", file.display())))?;
        fs::remove_file(&file).map_err(Problem::io(format!("Removing {}", file.display())))?;
        Ok(script)
    })?;
    let page = policy::put(&page, policy, &hash::for_policy(&script))?;
    fs::write(&index, page).map_err(Problem::io(format!("Writing {}", index.display())))?;
    for file in styles.iter().chain(&program).map(|name| dist.join(name)) {
        fs::remove_file(&file).map_err(Problem::io(format!("Removing {}", file.display())))?;
    }
    Ok(())
}

/// Style sheets, in their order, in one file, whose name is given back.
fn join(dist: &Path, kind: &str, styles: &[&String], shrinker: &Shrinker) -> Outcome<String> {
    let mut joined = String::new();
    for file in styles.iter().map(|name| dist.join(name)) {
        joined.push_str(
            &fs::read_to_string(&file).map_err(Problem::io(format!("Reading {}", file.display())))?,
        );
    }
    let whole = dist.join(format!("{kind}.css"));
    fs::write(&whole, joined).map_err(Problem::io(format!("Writing {}", whole.display())))?;
    shrinker.text(&whole)?;
    let joined = fs::read(&whole).map_err(Problem::io(format!("Reading {}", whole.display())))?;
    let name = format!("{kind}-{}.css", hash::of([joined.as_slice()]));
    fs::rename(&whole, dist.join(&name)).map_err(Problem::io(format!("Renaming {}", whole.display())))?;
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
