//! One request: its ticket and its outcome.

use super::cadence::Pace;
use crate::api::RetryAdvice;

/// Names one request that was sent; later ones are greater.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Ticket(pub(super) u64);

/// Outcome of a request.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Outcome {
    /// With an answer.
    Fresh {
        /// True if the response held anything new.
        has_news: bool,
        /// Expected rate of change from now on.
        pace: Pace,
    },
    /// Without one.
    Failed(RetryAdvice),
}

impl Outcome {
    /// Returns true if an answer was read.
    pub const fn is_read(self) -> bool {
        matches!(self, Self::Fresh { .. })
    }
}
