//! One action on many jobs: the objections to it, and its outcome job by job.
//!
//! Contract: [`Objections`] counts the jobs that an action is not for; the others are acted upon. [`Run`] says
//! what to send next and is told what came of it. Each job is asked at most once, whatever comes back.

mod objections;
mod run;

pub use objections::{MOST_JOBS, Objections};
pub use run::{Fate, Item, Next, Run};
