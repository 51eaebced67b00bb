//! `diagnose`: what logs show, by the same engine as the page's.

#![expect(clippy::print_stdout, reason = "a command-line program")]

mod arguments;
mod output;

use std::process::ExitCode;

use tuneboard_core::{
    insight::{Answer, Insight, RowOrder, RunFacts, Surroundings},
    log_file::{Log, read_log},
    metrics::{MetricStore, RunIntake},
    model::{MetricBlock, RowSink},
};

fn main() -> ExitCode {
    let arguments = match arguments::read(std::env::args().skip(1)) {
        Ok(Some(arguments)) => arguments,
        Ok(None) => {
            print!("{}", arguments::HELP);
            return ExitCode::SUCCESS;
        }
        Err(problem) => {
            eprintln!("{problem}\nTry --help.");
            return ExitCode::FAILURE;
        }
    };
    let mut is_all_read = true;
    for file in &arguments.files {
        match runs(file, arguments.at) {
            Ok(runs) => {
                let has_many = 1 < runs.len();
                for (name, answer) in &runs {
                    let name = has_many.then_some(&**name);
                    let text = if arguments.is_json {
                        output::json_line(file, name, answer).to_string()
                    } else {
                        output::paragraph(file, name, answer)
                    };
                    println!("{text}");
                }
            }
            Err(problem) => {
                is_all_read = false;
                eprintln!("{file}: {problem}");
            }
        }
    }
    if is_all_read { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// Every run of a file with its name, as of a step.
fn runs(file: &str, at: Option<u64>) -> Result<Vec<(Box<str>, Answer)>, String> {
    let bytes = std::fs::read(file).map_err(|error| error.to_string())?;
    let mut intake = RunIntake::default();
    let mut order = RowOrder::new(&mut intake);
    let mut until = Until { sink: &mut order, at: at.unwrap_or(u64::MAX) };
    let log = read_log(&bytes, &mut until).map_err(|error| error.to_string())?;
    let mut falls = order.into_falls();
    let answered = intake.into_runs().into_iter().map(|(name, intake)| {
        let store = intake.into_store();
        let facts =
            RunFacts { total_steps: total_steps(&log), falls: falls.remove(&name).unwrap_or_default() };
        (name, answer(&store, &facts))
    });
    let mut runs: Vec<_> = answered.collect();
    if runs.is_empty() {
        runs.push((Box::default(), answer(&MetricStore::new(), &RunFacts::default())));
    }
    Ok(runs)
}

fn total_steps(log: &Log) -> Option<u64> {
    log.total_steps.or(log.summary.n_steps_total)
}

fn answer(store: &MetricStore, facts: &RunFacts) -> Answer {
    Insight::default().append(store, facts).answer(store, facts, &Surroundings::default())
}

/// Lets rows up to a step pass.
struct Until<'a> {
    sink: &'a mut dyn RowSink,
    at: u64,
}

impl RowSink for Until<'_> {
    fn take(&mut self, block: &MetricBlock) {
        if block.steps.iter().all(|step| *step <= self.at) {
            return self.sink.take(block);
        }
        for row in block.rows().filter(|row| row.step <= self.at) {
            self.sink.take(&MetricBlock::of(row));
        }
    }

    fn restart(&mut self) {
        self.sink.restart();
    }

    fn enter_run(&mut self, name: &str) {
        self.sink.enter_run(name);
    }
}
