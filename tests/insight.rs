//! The judgement on runs: on real logs with labels, on rows that come bit by bit, and on hostile ones.
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
#[path = "insight/synthetic/mod.rs"]
mod synthetic;
