//! Waiting times: per state of the watched resource, and after failures.

use super::jitter::Jitter;
use crate::api::RetryAdvice;

/// Expected rate of change of a resource, which decides how often it is requested.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Pace {
    /// A running job that brings points: 5 s, 1.2 times longer after each empty response, up to 30 s.
    Active,
    /// A job on its way to another status: 5 s.
    Transitional,
    /// A job that waits for a machine: 15 s.
    Waiting,
    /// A list of jobs: 15 s.
    List,
    /// A job that has ended: once more, for the last rows, and then never by itself.
    Finished,
    /// The response at hand is the last: never again by itself.
    Final,
}

/// Seconds between polls of what changes now; also until the last look at what has just ended.
pub(super) const FAST_SECS: f64 = 5.0;
/// Seconds between polls of what changes seldom.
const SLOW_SECS: f64 = 15.0;
/// An empty answer stretches the wait by this factor, up to [`LONGEST_ACTIVE_SECS`].
const STRETCH: f64 = 1.2;
/// A running job is never polled less often than this.
const LONGEST_ACTIVE_SECS: f64 = 30.0;

/// The longest wait after a first failure; grows by [`GROWTH`] with each further one.
const FIRST_CEILING_SECS: f64 = 3.0;
/// Growth of the ceiling per failure.
const GROWTH: f64 = 1.5;
/// The ceiling grows no further than this, and a request that was refused for good is repeated at it.
pub(super) const CEILING_SECS: f64 = 60.0;
/// Full jitter may draw nothing at all; a failing service is still left alone for this long.
pub(super) const LEAST_SECS: f64 = 1.0;
/// Least wait after a service says "later", even if it named less.
pub(super) const COOLDOWN_SECS: f64 = 12.0;
/// Longest wait that a service can ask for.
const LONGEST_COOLDOWN_SECS: f64 = 3600.0;
/// Share by which fixed waits are spread, so that many keys do not come back in one instant.
const SPREAD: f64 = 0.1;

impl Pace {
    /// Seconds between answers and the next request; `active_secs` is the current wait of
    /// [`Pace::Active`]. `None`: never.
    pub(super) fn auto_secs(self, active_secs: f64) -> Option<f64> {
        match self {
            Self::Active => Some(active_secs),
            Self::Transitional | Self::Finished => Some(FAST_SECS),
            Self::Waiting | Self::List => Some(SLOW_SECS),
            Self::Final => None,
        }
    }

    /// Returns true if nothing new is expected any more.
    pub(super) fn is_over(self) -> bool {
        matches!(self, Self::Finished | Self::Final)
    }
}

/// Returns the wait of [`Pace::Active`] after one more empty answer.
pub(super) fn stretched(active_secs: f64) -> f64 {
    (active_secs * STRETCH).min(LONGEST_ACTIVE_SECS)
}

/// Returns the longest wait after the `n`-th failure in a row, counted from 1.
pub(super) fn ceiling_secs(n: u32) -> f64 {
    let n_growths = n.saturating_sub(1).min(20);
    (FIRST_CEILING_SECS * GROWTH.powi(n_growths as i32)).min(CEILING_SECS)
}

/// Seconds until the next try after the `n`-th failure in a row; `None`: not without a person.
///
/// A request that was refused for good ([`RetryAdvice::GiveUp`]) is repeated all the same, slowly: a
/// proxy that answered nonsense or a list that was missing for a while recovers without a click.
pub(super) fn retry_secs(advice: RetryAdvice, n: u32, jitter: &mut Jitter) -> Option<f64> {
    let mut spread = |secs: f64| secs * (1.0 + SPREAD * jitter.unit());
    match advice {
        RetryAdvice::After(secs) if secs.is_finite() => {
            Some(spread(secs.clamp(COOLDOWN_SECS, LONGEST_COOLDOWN_SECS)))
        }
        RetryAdvice::After(_) => Some(spread(COOLDOWN_SECS)),
        RetryAdvice::Backoff => Some(LEAST_SECS + (ceiling_secs(n) - LEAST_SECS) * jitter.unit()),
        RetryAdvice::GiveUp => Some(spread(CEILING_SECS)),
        RetryAdvice::Reauthenticate => None,
    }
}
