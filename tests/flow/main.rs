//! Simulator, poller, feed and store together on a fake clock: a page without a browser.
//!
//! The page is wired as the shell's `Watcher` wires it, around the job monitor, the request builders and the decoders
//! that ship; what a network does to answers is up to the simulator's faults. Time passes only when a test
//! says so.
#![cfg(not(target_arch = "wasm32"))]
#![expect(clippy::unwrap_used, reason = "clippy knows the tests themselves, not the functions they share")]

mod bytes;
mod checkpoints;
#[path = "../support/clock.rs"]
mod clock;
mod clocks;
mod convergence;
mod creation;
mod harness;
mod life;
mod lists;
mod log_cases;
mod matrix;
mod monitor;
mod random;
mod replayed;
mod signals;
mod soak;
mod taken_ids;
mod trouble;
mod uploads;
mod wire_cases;
