//! The judgement on runs: on real logs with labels, on rows that come bit by bit, on hostile ones, and on those of the simulator.
#![allow(clippy::unwrap_used, clippy::disallowed_methods, reason = "tests run on the host")]

#[path = "insight/clock.rs"]
mod clock;
#[path = "insight/hostile.rs"]
mod hostile;
#[path = "insight/labelled.rs"]
mod labelled;
#[path = "insight/prefixes.rs"]
mod prefixes;
#[path = "insight/rates.rs"]
mod rates;
#[path = "insight/runs.rs"]
mod runs;
#[path = "insight/showcase.rs"]
mod showcase;
#[path = "insight/synthetic/mod.rs"]
mod synthetic;
