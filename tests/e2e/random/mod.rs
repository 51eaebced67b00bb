//! Random use: whatever a person does with the page, at whatever moment, it goes on. Seeded, so that what was found can
//! be found again.
//!
//! A run is made of visits, each with a browser of its own and with the next seed. Two minutes in each browser are part
//! of `cargo xtask test`; `cargo xtask soak --random` takes as long as it is told. What a seed decides is what is done;
//! what the page shows by then depends on the time too, so that the same seed leads to nearly the same run.

mod action;
mod choice;
mod hands;
mod odd;
mod visit;
mod watch;

use std::{env, str::FromStr, time::Duration};

use tokio::time::Instant;

use self::{
    visit::{Visited, visit},
    watch::{Kind, Tally},
};
use crate::harness::engine::Engine;

/// The first visit's, unless told otherwise.
const SEED: u64 = 19;

const MINUTES: f64 = 2.0;

/// Many times what the actions of a visit take.
const LONGEST_VISIT: Duration = Duration::from_secs(100);

#[test]
fn chromium_survives_random_use() {
    run(Engine::Chromium);
}

#[test]
fn firefox_survives_random_use() {
    run(Engine::Firefox);
}

#[test]
fn webkit_survives_random_use() {
    run(Engine::WebKit);
}

fn asked<T: FromStr>(variable: &str, otherwise: T) -> T {
    env::var(variable).ok().and_then(|text| text.parse().ok()).unwrap_or(otherwise)
}

fn run(engine: Engine) {
    let first = asked("TUNEBOARD_RANDOM_SEED", SEED);
    let length = Duration::from_secs_f64(60.0 * asked("TUNEBOARD_RANDOM_MINUTES", MINUTES));
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build();
    let tally = runtime.expect("a runtime").block_on(visits(engine, first, length));
    // How long a task takes is the machine's doing as well: a soak fails by it, a test tells it.
    let is_soak = env::var_os("TUNEBOARD_RANDOM_MINUTES").is_some();
    let n_faults = tally.n_faults() - if is_soak { 0 } else { tally.n_of(Kind::Task) };
    assert_eq!(n_faults, 0, "random use found faults; above are the first of each kind");
    assert!(
        tally.n_refused * 20 <= tally.n_actions,
        "{} of {} actions were refused",
        tally.n_refused,
        tally.n_actions
    );
}

/// Returns a visit in which the browser's driver answers no more; it ends with its driver. Seen of WebKitGTK's, while its
/// page was at rest; why is not known. A page that hangs would look the same, so in Chromium it is a fault.
fn unanswered(engine: Engine, seed: u64) -> Visited {
    assert!(engine != Engine::Chromium, "Chromium answers no more on seed {seed}");
    eprintln!("{} answers no more on seed {seed}; the next visit takes its place", engine.name());
    Visited::default()
}

/// One visit after another, until the time is over.
async fn visits(engine: Engine, first: u64, length: Duration) -> Tally {
    let begun = Instant::now();
    let mut tally = Tally::default();
    while begun.elapsed() < length {
        let seed = first.wrapping_add(tally.n_visits);
        let visited = tokio::time::timeout(LONGEST_VISIT, visit(engine, seed, begun + length)).await;
        let visited = visited.unwrap_or_else(|_| unanswered(engine, seed));
        tally.n_visits += 1;
        tally.n_actions += visited.n_actions;
        tally.n_refused += visited.n_refused;
        visited.reports.into_iter().for_each(|report| tally.add(report));
        if tally.n_visits % 10 == 0 {
            eprintln!(
                "{} actions after {:.0} minutes: {}",
                tally.n_actions,
                begun.elapsed().as_secs_f64() / 60.0,
                tally.summary()
            );
        }
    }
    let secs = begun.elapsed().as_secs_f64();
    eprintln!(
        "random use in {} on seeds {first} to {}: {} actions in {:.1} minutes ({:.1} a second, {} refused): {}",
        engine.name(),
        first.wrapping_add(tally.n_visits - 1),
        tally.n_actions,
        secs / 60.0,
        tally.n_actions as f64 / secs,
        tally.n_refused,
        tally.summary()
    );
    tally
}
