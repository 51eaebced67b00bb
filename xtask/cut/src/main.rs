//! `cut PROGRAM.wasm DIR`: cuts a linked program at its split points into DIR: `tuneboard.wasm`, for wasm-bindgen;
//! a `split_NAME.wasm` per part and a `chunk_N.wasm` per piece that several parts share, ready to be served; and
//! `parts.js`, which fetches them. The program must hold the linker's relocations.
//!
//! `cut --shorten MAIN.wasm MAIN.js`: makes what wasm-bindgen wrote smaller, in place.

mod exports;
mod imports;
mod script;
mod sections;

use std::{
    env,
    error::Error,
    fs,
    path::{Path, PathBuf},
    process::ExitCode,
};

use wasm_split_cli_support::{Options, transform};

/// For people and for the linker only; nothing in a browser reads them.
const UNUSED: [&str; 2] = ["name", "producers"];

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
    const IMPORTS: u8 = 2;
    const EXPORTS: u8 = 7;
    let foreign = "is not what wasm-bindgen made of the program";
    let (bound, _) = sections::replaced(&fs::read(wasm)?, EXPORTS, exports::used)?.ok_or(foreign)?;
    let (shorter, renamed) = sections::replaced(&bound, IMPORTS, imports::shorten)?.ok_or(foreign)?;
    fs::write(wasm, shorter)?;
    fs::write(js, script::tidied(&fs::read_to_string(js)?, &renamed))?;
    Ok(())
}

fn cut(program: &Path, dir: &Path) -> Result<(), Box<dyn Error>> {
    let linked = fs::read(program)?;
    if !sections::names(&linked)?.any(|name| name == "reloc.CODE") {
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
    for part in made.split_modules {
        fs::write(&part, sections::without(&fs::read(&part)?, &UNUSED)?)?;
    }
    Ok(())
}
