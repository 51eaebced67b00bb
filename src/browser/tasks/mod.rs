//! When work runs: turns, frames, timers, and waits that end early.

pub mod executor;
pub mod frame;
pub mod notify;
pub mod timer;
pub mod turn;
