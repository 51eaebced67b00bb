//! Sets up, builds, serves and tests Tuneboard: `cargo xtask help`.
//!
//! Reading order: `args` (what was asked), `setup` (what that needs, and how each tool is found or installed), `serve`,
//! `bundle` (the release build), `steps`, `soak`, `bench` (the commands themselves). Below them lie `process`, `workspace`,
//! `say`, `problem`.
#![allow(clippy::disallowed_methods, reason = "the bans are for code that runs in the browser")]

mod args;
mod bench;
mod bundle;
mod problem;
mod process;
mod say;
mod serve;
mod setup;
mod soak;
mod steps;
mod workspace;

use std::{env, process::ExitCode};

use args::Command;
use problem::Outcome;
use setup::Needs;

fn main() -> ExitCode {
    let command = match args::parse(env::args().skip(1)) {
        Ok(command) => command,
        Err(sentence) => {
            eprint!("{sentence}\n\n{}", args::USAGE);
            return ExitCode::from(2);
        }
    };
    match run(command) {
        Ok(()) => ExitCode::SUCCESS,
        Err(problem) => {
            eprintln!("\nxtask: {problem}");
            ExitCode::FAILURE
        }
    }
}

fn run(command: Command) -> Outcome {
    match command {
        Command::Setup => setup::everything(),
        Command::Serve(options) => {
            serve::port_is_free(options.port)?;
            serve::serve(&setup::ready(Needs::TOOLS)?, &options)
        }
        Command::Build(options) => bundle::build(&setup::ready(Needs::TOOLS)?, &options),
        Command::Test(selection) => steps::run(&selection),
        Command::Program(name, flags) => serve::program(&setup::ready(Needs::NOTHING)?, &name, &flags),
        Command::Bench(options) if options.set == args::BenchSet::Insight => {
            bench::insight(&setup::ready(Needs::NOTHING)?, &options)
        }
        Command::Bench(options) => bench::bench(&setup::ready(Needs::BROWSER)?, &options),
        Command::Soak { minutes } => soak::soak(&setup::ready(Needs::BROWSER)?, minutes),
        Command::Random(options) => soak::random(&setup::ready(Needs::ENGINES)?, &options),
        Command::Help => {
            print!("{}", args::USAGE);
            Ok(())
        }
    }
}
