//! The program in parts: the main one, which starts, and those that load when they are needed.
//!
//! Trunk cannot cut, so what follows its build of the program is done here: the `cut` of the workspace, then
//! wasm-bindgen and wasm-opt, as Trunk would run them on the whole.

use std::{
    env, fs,
    path::{Path, PathBuf},
};

use crate::{
    bundle::{
        hash,
        packs::{self, Early},
        shrink::Shrinker,
    },
    problem::{Outcome, Problem},
    process::{self, Env},
    say,
    setup::WASM,
    workspace,
};

/// Flags that cargo adds to those of `.cargo/config.toml`, and the variable that holds them: the linker leaves in the
/// program what it takes to cut it, and where a panic happened is told without this machine's folders.
pub fn linking() -> (&'static str, String) {
    let mut flags = "-Clink-arg=--emit-relocs".to_owned();
    let home = env::var_os("CARGO_HOME").map(PathBuf::from);
    let home = home.or_else(|| Some(env::home_dir()?.join(".cargo")));
    let sources = home.map(|home| home.join("registry/src").display().to_string());
    // The variable parts flags at spaces.
    if let Some(sources) = sources.filter(|sources| !sources.contains(' ')) {
        flags.push_str(&format!(" --remap-path-prefix={sources}="));
    }
    ("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS", flags)
}

/// A script of its own, so that the page needs none inline. A browser that is slow to paint for the first time would come
/// to it only when the program has done all that it has to do at first, a second later. It gets half a second at most, in
/// which the program is fetched and compiled.
const START: &str = "\
import init from \"./tuneboard.js\";
const painted = (done) => {
  requestAnimationFrame(() => setTimeout(done));
  setTimeout(done, 500);
};
const program = fetch(new URL(\"./tuneboard_bg.wasm\", import.meta.url));
const [module_or_path] = await Promise.all([WebAssembly.compileStreaming(program), new Promise(painted)]);
await init({ module_or_path });
";

/// Cuts the program that cargo has just built, and puts the parts and what starts them into a folder of `dist`.
/// Its name, which is given back, changes with its files; so are the parts that are asked for early.
///
/// # Errors
/// When one of the tools fails or a file cannot be written.
pub fn make(env: &Env, dist: &Path, shrinker: &Shrinker) -> Outcome<(String, Early)> {
    say::line("cutting the program into parts.");
    let (cut, app) = (workspace::target().join("parts/cut"), workspace::target().join("parts/app"));
    for dir in [&cut, &app] {
        fs::remove_dir_all(dir).ok();
        fs::create_dir_all(dir).map_err(Problem::io(format!("Making {}", dir.display())))?;
    }
    let linked = workspace::target().join(WASM).join("release/tuneboard.wasm");
    // Not optimised: it takes a second, and a third of the time to build.
    let mut cargo = env.command("cargo");
    cargo.current_dir(workspace::root());
    cargo.args(["run", "--quiet", "--package", "cut", "--"]).arg(linked).arg(&cut);
    process::run(&mut cargo)?;
    bind(env, &cut.join("tuneboard.wasm"), &app)?;
    for file in files(&cut)? {
        if is_program(&file) && !file.ends_with("tuneboard.wasm") {
            copy(&file, &app)?;
        }
    }
    let mut cargo = env.command("cargo");
    cargo.current_dir(workspace::root()).args(["run", "--quiet", "--package", "cut", "--", "--shorten"]);
    process::run(cargo.arg(app.join("tuneboard_bg.wasm")).arg(app.join("tuneboard.js")))?;
    for file in files(&app)?.iter().filter(|file| is_program(file)) {
        shrinker.program(file)?;
    }
    let plan = cut.join("plan.txt");
    let plan = fs::read_to_string(&plan).map_err(Problem::io(format!("Reading {}", plan.display())))?;
    let early = packs::make(&app, &plan)?;
    let start = app.join("start.js");
    fs::write(&start, START).map_err(Problem::io(format!("Writing {}", start.display())))?;
    for file in files(&app)?.iter().filter(|file| file.extension().is_some_and(|kind| kind == "js")) {
        shrinker.text(file)?;
    }
    Ok((publish(&app, dist)?, early))
}

/// Returns the JavaScript side of the main part. The parts reach its memory and its functions through the exports that the
/// linker made, which wasm-bindgen would take out.
fn bind(env: &Env, main: &Path, app: &Path) -> Outcome {
    let mut bindgen = env.command("wasm-bindgen");
    bindgen.args(["--target", "web", "--no-typescript", "--keep-lld-exports"]);
    bindgen.args(["--out-name", "tuneboard", "--out-dir"]).arg(app).arg(main);
    process::run(&mut bindgen)?;
    if app.join("snippets").exists() {
        return Err(Problem::new(
            "A crate brings JavaScript files of its own (snippets), which `xtask/src/bundle/parts.rs` would leave behind.",
        ));
    }
    Ok(())
}

fn publish(app: &Path, dist: &Path) -> Outcome<String> {
    let files = files(app)?;
    let mut contents = Vec::new();
    for file in &files {
        contents.push(fs::read(file).map_err(Problem::io(format!("Reading {}", file.display())))?);
    }
    let name = format!("app-{}", hash::of(contents.iter().map(Vec::as_slice)));
    let dir = dist.join(&name);
    fs::create_dir_all(&dir).map_err(Problem::io(format!("Making {}", dir.display())))?;
    for file in &files {
        copy(file, &dir)?;
    }
    Ok(name)
}

fn is_program(file: &Path) -> bool {
    file.extension().is_some_and(|kind| kind == "wasm")
}

/// In the same order everywhere.
fn files(dir: &Path) -> Outcome<Vec<PathBuf>> {
    let reading = |error| Problem::io(format!("Reading {}", dir.display()))(error);
    let entries = fs::read_dir(dir).map_err(reading)?;
    let mut files = entries.map(|entry| Ok(entry?.path())).collect::<Result<Vec<_>, _>>().map_err(reading)?;
    files.sort();
    Ok(files)
}

fn copy(file: &Path, dir: &Path) -> Outcome {
    let to = dir.join(file.file_name().unwrap_or_default());
    fs::copy(file, &to).map(drop).map_err(Problem::io(format!("Writing {}", to.display())))
}
