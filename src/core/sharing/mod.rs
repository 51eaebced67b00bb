//! Coordination of one browser's tabs, so that they poll like one: a tab passes each response to all others,
//! and the tab that sent the last request keeps requesting.
//!
//! Each resource has a leader of its own, the tab that asked last, so that tabs with different screens share what they
//! have in common. There is no election: a follower whose leader's answer is overdue asks by itself, and leads from
//! then on. A browser's lock would not do instead: a tab that sleeps keeps its lock.
//!
//! Guarantees, as long as messages arrive:
//! - While its leader answers, a follower asks for nothing it asks for too.
//! - A follower asks by itself when a response is overdue by less than one interval, however many leaders go one after
//!   the other, and at once when a person wants it.
//!   A leader that says goodbye is followed within a fifth of an interval.
//! - Followers do not ask all at once: each waits for its own share of an interval, and begins anew when it hears
//!   another one ask.
//! - A tab that takes each response another tab passes on, at once, is as current as that tab.
//! - A response counts only for the very question it answers.
//! - No message holds a key or anything made from one. Which connection it is about is told by its
//!   [`crate::response_cache::Account`], which a replaced key makes another one.
//!
//! Like the poller it has neither clock nor channel: both are the shell's.

mod coordinator;
mod message;
#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests;

pub use coordinator::{Decision, Interest, TabCoordinator};
pub use message::{Envelope, Message, TabId};
