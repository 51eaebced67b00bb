//! `simulate`: all services over HTTP on loopback.

#![expect(clippy::print_stdout, reason = "a command-line program")]

use std::{path::Path, process::ExitCode};

use tokio::net::TcpListener;
use tuneboard_simulator::{Fault, Options, ReplayLog, Simulator, server, showcase};

const HELP: &str = "\
Simulates the fine-tuning services of Archetype AI (v0.5 and v0.6), Together AI and OpenAI over HTTP on
this machine, below /archetype/v0.5, /archetype/v0.6, /together/v1 and /openai/v1.

Usage: simulate [options]

  --port N       port on 127.0.0.1; 0 picks a free one (default 9000)
  --replay DIR   every *.json of Hugging Face's trainer_state shape becomes a job of each service
  --findings on  one job of each service for every rule of the judgement on runs, and healthy ones
  --seed N       another seed, other worlds (default 1)
  --speed X      simulated seconds per second (default 1)
  --jobs N       jobs per service at the start (default: only the curated ones; 0 for none)
  --arrivals off no new jobs; otherwise (on) one arrives in about ten minutes, whatever the speed
  --faults SPEC  trouble: TARGET:KIND[=VALUE][@RATE][#N], separated by commas, for instance
                 together/metrics:429@0.3,archetype/jobs:latency=3,*:html502@0.05
  --help         this text

Targets: *, archetype, archetype-v0.6, together, openai, an endpoint, or service/endpoint, with the
endpoints jobs, create, job, stop, cancel, pause, resume, delete, metrics, events, checkpoints, files,
models, price, and of uploads upload, initiate, part, renew, checkpoint, complete, abort.
Kinds: latency=SECONDS, 401, 403, 404, 405, 409, 429, 429=SECONDS (with Retry-After), 500, 503, html401,
html403, html502, expired, drop, cut, malformed, never, nocors, barenan, freekeys, infinite, nulls,
unknownstatus, nototals, ahead, refuse=PARAMETER, nofractions, clamp=N, nolimit, badrecord=N, nobody (204),
and error bodies of each shape: detail, errors, olderror, errordata, message (with a status, as in
errors=409, or errors=200 for a success; default 500).

While it runs: PUT /_faults with such a list replaces the faults, PUT /_ahead
with seconds puts the clock forward, GET /_requests counts the requests.
";

struct Arguments {
    port: u16,
    options: Options,
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
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => {
            eprintln!("cannot start: {error}");
            return ExitCode::FAILURE;
        }
    };
    match runtime.block_on(run(arguments)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(problem) => {
            eprintln!("{problem}");
            ExitCode::FAILURE
        }
    }
}

async fn run(arguments: Arguments) -> Result<(), String> {
    let asked = ("127.0.0.1", arguments.port);
    let listener = TcpListener::bind(asked).await.map_err(|error| match error.kind() {
        std::io::ErrorKind::AddrInUse => format!("port {} is taken; choose another with --port", asked.1),
        _ => format!("cannot listen on port {}: {error}", asked.1),
    })?;
    let address = listener.local_addr().map_err(|error| error.to_string())?;
    let n_replayed = arguments.options.replay.len();
    let simulator = Simulator::new(arguments.options, server::now());
    println!("simulating at http://{address}");
    println!("  Archetype AI: base URL http://{address}/archetype/v0.5");
    println!("  Together AI:  base URL http://{address}/together/v1");
    println!("  Any key opens it, except \"invalid\"; \"empty\" opens an account without jobs.");
    if 0 < n_replayed {
        println!("  Replaying {n_replayed} logs.");
    }
    let served = server::serve(listener, simulator);
    tokio::select! {
        result = served => result.map_err(|error| error.to_string()),
        _ = tokio::signal::ctrl_c() => Ok(()),
    }
}

/// `None` if help is asked for.
fn read(mut words: impl Iterator<Item = String>) -> Result<Option<Arguments>, String> {
    let mut arguments = Arguments { port: 9000, options: Options::demo(1) };
    while let Some(word) = words.next() {
        let (flag, value) = match word.split_once('=') {
            Some((flag, value)) => (flag.to_owned(), Some(value.to_owned())),
            None => (word, None),
        };
        if matches!(flag.as_str(), "--help" | "-h") {
            return Ok(None);
        }
        if !["--port", "--replay", "--findings", "--seed", "--speed", "--jobs", "--arrivals", "--faults"]
            .contains(&flag.as_str())
        {
            return Err(format!("unknown option {flag}"));
        }
        let value = value.or_else(|| words.next()).ok_or_else(|| format!("{flag} needs a value"))?;
        let bad = || format!("{flag} does not take {value}");
        let options = &mut arguments.options;
        match flag.as_str() {
            "--port" => arguments.port = value.parse().map_err(|_| bad())?,
            "--seed" => options.seed = value.parse().map_err(|_| bad())?,
            "--jobs" => options.n_jobs = value.parse().map_err(|_| bad())?,
            "--arrivals" => {
                options.has_arrivals = match value.as_str() {
                    "on" => true,
                    "off" => false,
                    _ => return Err(bad()),
                }
            }
            "--speed" => {
                let speed = value.parse().ok().filter(|speed: &f64| speed.is_finite() && 0.0 < *speed);
                options.speed = speed.ok_or_else(bad)?;
            }
            "--findings" => match value.as_str() {
                "on" => options.replay.extend(showcase::logs()),
                "off" => {}
                _ => return Err(bad()),
            },
            "--faults" => options.faults = Fault::parse_list(&value).map_err(|error| error.to_string())?,
            _ => options.replay.extend(read_logs(Path::new(&value))?),
        }
    }
    Ok(Some(arguments))
}

/// Returns the logs of a folder by name; a file that is no log is named and left out.
fn read_logs(folder: &Path) -> Result<Vec<ReplayLog>, String> {
    let cannot = |error: std::io::Error| format!("cannot read {}: {error}", folder.display());
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(cannot)? {
        let path = entry.map_err(cannot)?.path();
        if path.extension().is_some_and(|extension| extension == "json") {
            files.push(path);
        }
    }
    files.sort();
    let mut logs = Vec::new();
    for file in files {
        let name = file.file_name().unwrap_or_default().to_string_lossy();
        let text = std::fs::read_to_string(&file).map_err(|error| format!("cannot read {name}: {error}"))?;
        match ReplayLog::parse(&name, &text) {
            Ok(log) => logs.push(log),
            Err(error) => eprintln!("left out: {error}"),
        }
    }
    Ok(logs)
}
