//! `cut PROGRAM.wasm DIR`: cuts a linked program at its split points into DIR: `tuneboard.wasm`, for wasm-bindgen;
//! a `split_NAME.wasm` per part and a `chunk_N.wasm` per piece that several parts share, ready to be served; and
//! `plan.txt`, which says what each part needs. The program must hold the linker's relocations.
//!
//! `cut --shorten MAIN.wasm MAIN.js`: makes what wasm-bindgen wrote smaller, in place.

mod module;
mod plan;
mod script;

use std::{
    env,
    error::Error,
    fs,
    path::{Path, PathBuf},
    process::ExitCode,
};

use plan::Plan;
use wasm_split_cli_support::{Options, transform};

/// For people and for the linker only; nothing in a browser reads them.
const UNUSED: [&str; 2] = ["name", "producers"];

/// Module that the main program's exports come from, as chunks import them.
const LENDER: &str = "__wasm_split";

fn main() -> ExitCode {
    let args: Vec<PathBuf> = env::args_os().skip(1).map(PathBuf::from).collect();
    let (file, outcome) = match &args[..] {
        [flag, wasm, js] if flag.as_os_str() == "--shorten" => (wasm, shorten(wasm, js)),
        [program, dir] => (program, cut(program, dir)),
        _ => {
            eprintln!("usage: cut PROGRAM.wasm DIR\n       cut --shorten MAIN.wasm MAIN.js");
            return ExitCode::from(2);
        }
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("cut: {}: {error:#}", file.display());
            ExitCode::FAILURE
        }
    }
}

fn shorten(wasm: &Path, js: &Path) -> Result<(), Box<dyn Error>> {
    let (shorter, renamed) = module::shortened(&fs::read(wasm)?)?;
    fs::write(wasm, shorter)?;
    fs::write(js, script::tidied(&fs::read_to_string(js)?, &renamed))?;
    Ok(())
}

fn cut(program: &Path, dir: &Path) -> Result<(), Box<dyn Error>> {
    let linked = fs::read(program)?;
    if !module::has_section(&linked, "reloc.CODE")? {
        return Err("holds no relocations; link it with `-Clink-arg=--emit-relocs`".into());
    }
    let main = dir.join("tuneboard.wasm");
    let mut options = Options::new(&linked);
    options.output_dir = dir;
    options.main_out_path = &main;
    options.main_module = "./tuneboard.js";
    options.link_name = "./parts.js";
    let made = transform(options)?;
    if made.split_modules.is_empty() {
        return Err("has no split points; build it with the feature `split`".into());
    }
    // Not from the main one: wasm-bindgen looks functions up by their names, and then takes these sections out.
    let mut plan = Plan::default();
    for part in &made.split_modules {
        let wasm = fs::read(part)?;
        plan.lent.extend(module::imports_from(&wasm, LENDER)?);
        fs::write(part, module::without_sections(&wasm, &UNUSED)?)?;
    }
    plan.parts.extend(made.prefetch_map);
    fs::write(dir.join("plan.txt"), plan.to_string())?;
    Ok(())
}
