//! `cut PROGRAM.wasm DIR`: cuts a linked program at its split points into DIR: `tuneboard.wasm`, for wasm-bindgen;
//! a `split_NAME.wasm` per part and a `chunk_N.wasm` per piece that several parts share, ready to be served; and
//! `parts.js`, which fetches them. The program must hold the linker's relocations.

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
    let mut args = env::args_os().skip(1).map(PathBuf::from);
    let (Some(program), Some(dir), None) = (args.next(), args.next(), args.next()) else {
        eprintln!("usage: cut PROGRAM.wasm DIR");
        return ExitCode::from(2);
    };
    match cut(&program, &dir) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("cut: {}: {error:#}", program.display());
            ExitCode::FAILURE
        }
    }
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
