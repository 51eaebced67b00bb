//! When work of the page runs: five primitives, and the executor under them.
//!
//! | To | use | as in |
//! |---|---|---|
//! | compute for longer than 8 ms | [`Turns`], *in turns*: `turns.pause().await` between steps | `pages/charts/smoothing.rs` |
//! | go on once what is due now has run | [`next_turn`], *next turn* | `shell/mount_phase.rs` |
//! | draw or measure once, however often it is asked for | [`ScopedFrameTask`], *next frame* | `components/chart/surface.rs` |
//! | do something when events have rested, or at a limited rate | [`Debounced`], *debounced* | `shell/notifications.rs` |
//! | ask, and use the response to the newest question only | [`LatestOnly`], *latest only* | `pages/new_job/plan_queries.rs` |
//!
//! Frames, debounced calls and questions end with the owner of the view that made them; turns are part of a task, and end
//! with that. Tasks, effects among them, all run through [`executor`], in the order in
//! which they were woken, in turns of 8 ms. A task is leptos' `spawn_local_scoped_with_cancellation` where it is of no use
//! without its view, and [`spawn_detached`] where it must be finished. What happens at a time and not in an order is
//! [`super::timer`]'s: polls, deadlines, and waits within a task.

mod debounced;
pub mod executor;
mod frame;
mod latest_only;
mod turns;

pub(in crate::browser) use self::turns::now;
pub use self::{
    debounced::Debounced,
    executor::{at_once, spawn_detached},
    frame::{FrameTask, ScopedFrameTask},
    latest_only::{Attempt, LatestOnly},
    turns::{Turns, next_turn},
};
