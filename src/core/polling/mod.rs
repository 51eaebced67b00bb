//! When to ask for what: a state machine that turns events into requests to send, requests to abort and
//! the time of the next wake-up.
//!
//! It does nothing itself and has no clock: the shell passes every event with `now`, carries out the
//! [`Command`]s and reports back. The key of a resource is the caller's own type; what a key stands for,
//! a list, a job or its metrics, is unknown here.
//!
//! Guarantees:
//! - At most one request in flight per key. An answer to any other ticket than the current one is dropped.
//! - The next request is scheduled when the answer is there, never while waiting for it.
//! - While the page is hidden only what [`Poller::set_background`] names is sent, and that seldom; nothing by default.
//!   What is overdue on return is sent once.
//! - After a sleep or a jump of the clock, forwards or backwards, each key is asked at most once, and
//!   polling goes on.
//! - A [`Command::WakeAt`] lies after the `now` it was made at, and replaces the one before.
//! - Every request sent must be answered by [`PollEvent::Responded`], a timeout included. An aborted one
//!   need not be.
//!
//! [`Pace`], [`Interval`] and `cadence` hold the waiting times, one number each.

mod cadence;
mod interval;
mod jitter;
mod phase;
mod poller;
mod request;
mod resource;
#[cfg(test)]
mod tests;

pub use cadence::Pace;
pub use interval::Interval;
pub use phase::PollPhase;
pub use poller::{Command, PollEvent, Poller, ResourceStatus};
pub use request::{Outcome, Ticket};
