//! The judgement on runs: on real logs with labels, on rows that come bit by bit, and on hostile ones.
#![allow(clippy::unwrap_used, clippy::disallowed_methods, reason = "tests run on the host")]

#[path = "insight/hostile.rs"]
mod hostile;
#[path = "insight/labelled.rs"]
mod labelled;
#[path = "insight/prefixes.rs"]
mod prefixes;
#[path = "insight/runs.rs"]
mod runs;
