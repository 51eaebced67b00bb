//! Simulator, poller, feed and store together on a fake clock: a page without a browser.
//!
//! The page is wired as the shell's `Watcher` wires it, around the job monitor, the request builders and the decoders
//! that ship; what a network does to answers is up to the simulator's faults. Time passes only when a test
//! says so.
#![cfg(not(target_arch = "wasm32"))]
#![expect(clippy::unwrap_used, reason = "clippy knows the tests themselves, not the functions they share")]

#[path = "flow/bytes.rs"]
mod bytes;
#[path = "flow/cache.rs"]
mod cache;
#[path = "flow/checkpoints.rs"]
mod checkpoints;
#[path = "flow/clocks.rs"]
mod clocks;
#[path = "flow/convergence.rs"]
mod convergence;
#[path = "flow/creation.rs"]
mod creation;
#[path = "flow/download.rs"]
mod download;
#[path = "flow/job_list.rs"]
mod job_list;
#[path = "flow/life.rs"]
mod life;
#[path = "flow/lists.rs"]
mod lists;
#[path = "flow/log_cases.rs"]
mod log_cases;
#[path = "flow/matrix.rs"]
mod matrix;
#[path = "flow/monitor.rs"]
mod monitor;
#[path = "flow/network.rs"]
mod network;
#[path = "flow/page.rs"]
mod page;
#[path = "flow/random.rs"]
mod random;
#[path = "flow/replayed.rs"]
mod replayed;
#[path = "flow/resource.rs"]
mod resource;
#[path = "flow/sender.rs"]
mod sender;
#[path = "flow/signals.rs"]
mod signals;
#[path = "flow/soak.rs"]
mod soak;
#[path = "flow/taken_ids.rs"]
mod taken_ids;
#[path = "flow/trouble.rs"]
mod trouble;
#[path = "flow/uploads.rs"]
mod uploads;
#[path = "flow/watched_job.rs"]
mod watched_job;
#[path = "flow/wire_cases.rs"]
mod wire_cases;
