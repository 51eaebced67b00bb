//! `cargo xtask bench`: ours and the peers in one headless Chromium, in turns.
//!
//! The page (`xtask/bench/page/`) measures; here it is built, served and listened to: `program` (our side as
//! wasm), `peers` (from npm), `rows` (bodies to decode), `load` (whole pages), `server`, `chromium`; then `measurement` (what the page
//! says), `statistics`, `goals` and `report`.
//!
//! Meaning of the numbers: both sides run in the same page and process from the same server, alternately, 15 pairs or
//! more after five warm-ups, more where the first half and the second disagree. A ratio is the median of ours ÷
//! peer over the pairs; lower is better. Times of pictures include their raster: one pixel is read back within the
//! timed span. There is no graphics card in this: ratios of drawing hold for software canvases. The peers have no
//! legend, no animation, no cursor where ours has none, their own reduction of points switched on, and their data
//! in the form they like best, prepared before the clock starts. Of the table, script, style and layout are timed,
//! not paint: the rows are the same for all. A visit is a frame of the page: its process runs already, its files are
//! new to it.

mod chromium;
mod goals;
mod insight;
mod load;
mod measurement;
mod paths;
mod peers;
mod program;
mod report;
mod rows;
mod server;
mod statistics;

use std::{
    fs,
    path::PathBuf,
    sync::mpsc::{RecvTimeoutError, channel},
    time::{Duration, Instant},
};

use crate::{
    args::{Bench, BenchSet},
    problem::{Outcome, Problem},
    process::Env,
    say,
    setup::debian,
    workspace,
};
pub use insight::insight;
use measurement::Measurement;
use server::{Said, Server};

/// A page that says nothing for so long is stuck; the longest case, all rows of a long list in the page, takes minutes.
const LONGEST_SILENCE: Duration = Duration::from_secs(600);

/// Interval between checks that the browser still runs.
const BETWEEN_LOOKS: Duration = Duration::from_millis(500);

/// Measures and reports. Goals that are missed are no failure.
///
/// # Errors
/// When something cannot be built, fetched or started, or when the page fails.
pub fn bench(env: &Env, options: &Bench) -> Outcome {
    let started = Instant::now();
    let peers = peers::ready(env, options.set)?;
    if options.set != BenchSet::Load {
        program::build(env)?;
    }
    let (sender, said) = channel();
    let server = Server::start(sender)?;
    let mut chromium = chromium::Chromium::start(env, debian::is_root(env), &server.url(options))?;
    let mut measurements = Vec::new();
    let mut heard = Instant::now();
    loop {
        match said.recv_timeout(BETWEEN_LOOKS) {
            Ok(Said::Line(line)) => say::line(&line),
            Ok(Said::Measured(text)) => measurements.push(Measurement::read(&text)?),
            Ok(Said::Failed(why)) => return Err(Problem::new(format!("The page failed: {why}"))),
            Ok(Said::Done) => break,
            Err(RecvTimeoutError::Timeout) if heard.elapsed() < LONGEST_SILENCE => {
                chromium.must_run()?;
                continue;
            }
            Err(_) => return Err(Problem::new("The page does not answer any more.")),
        }
        heard = Instant::now();
    }
    drop(chromium);
    if measurements.is_empty() {
        let asked = options.only.join(", ");
        return Err(Problem::new(format!("No case of this set begins with {asked}.")));
    }
    measurements.sort_by_key(|measurement| measurement.goal.place());
    let surroundings = report::Surroundings { chromium: chromium::version(env), peers };
    let json = report::json(&surroundings, &measurements);
    let file = folder().join(format!("{}.json", options.set.name()));
    fs::write(&file, &json).map_err(Problem::io(format!("Writing {}", file.display())))?;
    if options.is_json {
        print!("{json}");
    } else {
        print!("{}", report::table(&surroundings, &measurements));
    }
    eprint!("{}", report::summary(&measurements));
    say::line(&format!("took {}; also in {}.", say::elapsed(started.elapsed()), file.display()));
    Ok(())
}

/// Results, pictures, peers and our program.
fn folder() -> PathBuf {
    workspace::target().join("bench")
}
