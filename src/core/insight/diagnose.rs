//! `diagnose`: what logs show, by the same engine as the page's.

#![expect(clippy::print_stdout, reason = "a command-line program")]

use std::{fmt::Write, process::ExitCode};

use serde_json::{Value, json};
use tuneboard_core::{
    format,
    insight::{Diagnosis, Finding, Insight, RowOrder, RunFacts, Severity, Verdict},
    log_file::{Log, read_log},
    metrics::{MetricStore, RunIntake},
    model::{MetricBlock, RowSink},
};

const HELP: &str = "\
Says what training logs show: trouble, the best evaluation, time left. Reads what *Open a log* on the page reads:
trainer_state.json, JSON lines, CSV and others.

Usage: diagnose FILE... [options]

  --json      one JSON object per file and line (per run, where a file holds several)
  --at STEP   as of this step: rows of later ones are left out
  --help      this text

The status is 0 if every file could be read, whatever is found in it.
";

struct Arguments {
    files: Vec<String>,
    is_json: bool,
    at: Option<u64>,
}

fn main() -> ExitCode {
    let arguments = match read(std::env::args().skip(1)) {
        Ok(Some(arguments)) => arguments,
        Ok(None) => {
            print!("{HELP}");
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
                for (name, diagnosis) in &runs {
                    let name = has_many.then_some(&**name);
                    let text = if arguments.is_json {
                        json_line(file, name, diagnosis).to_string()
                    } else {
                        paragraph(file, name, diagnosis)
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

fn read(mut arguments: impl Iterator<Item = String>) -> Result<Option<Arguments>, String> {
    let mut read = Arguments { files: Vec::new(), is_json: false, at: None };
    let step =
        |text: &str| text.parse().map_err(|_| format!("`{text}` is not a step; it is a whole number."));
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--help" | "-h" => return Ok(None),
            "--json" => read.is_json = true,
            "--at" => {
                let text = arguments.next().ok_or("--at needs a step, as in --at 400.")?;
                read.at = Some(step(&text)?);
            }
            _ => match argument.strip_prefix("--at=") {
                Some(text) => read.at = Some(step(text)?),
                None if argument.starts_with("--") => {
                    return Err(format!("There is no option `{argument}`."));
                }
                None => read.files.push(argument),
            },
        }
    }
    if read.files.is_empty() { Err("Which file?".to_owned()) } else { Ok(Some(read)) }
}

/// Every run of a file with its name, as of a step.
fn runs(file: &str, at: Option<u64>) -> Result<Vec<(Box<str>, Diagnosis)>, String> {
    let bytes = std::fs::read(file).map_err(|error| error.to_string())?;
    let mut intake = RunIntake::default();
    let mut order = RowOrder::new(&mut intake);
    let mut until = Until { sink: &mut order, at: at.unwrap_or(u64::MAX) };
    let log = read_log(&bytes, &mut until).map_err(|error| error.to_string())?;
    let mut falls = order.into_falls();
    let diagnosed = intake.into_runs().into_iter().map(|(name, intake)| {
        let store = intake.into_store();
        let facts =
            RunFacts { total_steps: total_steps(&log), falls: falls.remove(&name).unwrap_or_default() };
        (name, diagnose(&store, &facts))
    });
    let mut runs: Vec<_> = diagnosed.collect();
    if runs.is_empty() {
        runs.push((Box::default(), diagnose(&MetricStore::new(), &RunFacts::default())));
    }
    Ok(runs)
}

fn total_steps(log: &Log) -> Option<u64> {
    log.total_steps.or(log.summary.n_steps_total)
}

fn diagnose(store: &MetricStore, facts: &RunFacts) -> Diagnosis {
    Insight::default().update(store, facts).diagnose(store, facts)
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

fn json_line(file: &str, run: Option<&str>, diagnosis: &Diagnosis) -> Value {
    let finding = |finding: &Finding| {
        json!({
            "rule": finding.rule.slug(),
            "severity": finding.severity.slug(),
            "first_step": finding.first_step,
            "last_step": finding.last_step,
            "is_open": finding.is_open,
            "evidence": finding.evidence,
            "sentence": finding.sentence,
            "advice": finding.advice,
        })
    };
    let best = diagnosis.best.as_ref().map(|best| {
        json!({
            "step": best.step,
            "metric": best.metric.to_string(),
            "value": best.value,
            "equally_good": best.equally_good,
        })
    });
    let eta = diagnosis.time_left.as_ref().map(|left| {
        let (low, high) = left.range.unzip();
        json!({ "secs": left.secs, "low": low, "high": high, "method": left.method })
    });
    let forecast = diagnosis
        .forecast
        .map(|forecast| json!({ "value": forecast.value, "low": forecast.low, "high": forecast.high }));
    let mut line = json!({
        "file": file,
        "verdict": diagnosis.verdict.slug(),
        "severity": diagnosis.verdict.severity().map_or("none", Severity::slug),
        "findings": diagnosis.findings.iter().map(finding).collect::<Vec<_>>(),
        "best": best,
        "eta": eta,
        "forecast": forecast,
    });
    if let Some(run) = run {
        line["run"] = json!(run);
    }
    line
}

fn paragraph(file: &str, run: Option<&str>, diagnosis: &Diagnosis) -> String {
    let run = run.map(|run| format!(", run {run}")).unwrap_or_default();
    let answer = match diagnosis.verdict {
        Verdict::TooLittleData => "too little data to judge by".to_owned(),
        Verdict::Healthy => "no trouble so far".to_owned(),
        Verdict::Found(rule, severity) => format!("{} ({})", rule.slug(), severity.slug()),
    };
    let mut text = format!("{file}{run}: {answer}\n");
    for finding in &diagnosis.findings {
        let steps =
            format!("steps {} to {}", format::count(finding.first_step), format::count(finding.last_step));
        let state = if finding.is_open { "open" } else { "over" };
        let _ = writeln!(text, "  {} {}, {steps}, {state}", finding.severity.slug(), finding.rule.slug());
        let _ = writeln!(text, "    {}", finding.sentence);
        for advice in &finding.advice {
            let _ = writeln!(text, "    {advice}");
        }
    }
    if let Some(best) = &diagnosis.best {
        let value = format::number(best.value);
        let _ = writeln!(text, "  best {}: {value} at step {}", best.metric, format::count(best.step));
    }
    if let Some(left) = &diagnosis.time_left {
        let range = left.range.map_or(String::new(), |(low, high)| {
            format!(" ({} to {}, in 8 of 10 cases)", format::duration(low), format::duration(high))
        });
        let _ = writeln!(text, "  time left: {}{range}", format::duration(left.secs));
    }
    if let Some(forecast) = &diagnosis.forecast {
        let [value, low, high] = [forecast.value, forecast.low, forecast.high].map(format::number);
        let _ = writeln!(
            text,
            "  evaluation loss at the end: about {value} (80 of 100 runs ended within {low} to {high})"
        );
    }
    text
}
