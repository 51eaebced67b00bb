//! One action on many jobs: the objections to it, and its outcome job by job.
//!
//! Contract: [`Objections`] speaks for all of the jobs at once; an action is for all of them or for none. [`Run`] says
//! what to send next and is told what came of it. Each job is asked at most once, whatever comes back.

mod objections;
mod run;

pub use objections::{MOST_JOBS, Objections};
pub use run::{Fate, Item, Next, Run};
