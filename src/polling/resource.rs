//! What the poller knows about one watched resource.

use super::cadence::{self, FAST_SECS, Pace};
use super::interval::Interval;
use super::jitter::Jitter;
use super::poller::{Outcome, Ticket};
use crate::model::Timestamp;

/// A timer may fire this much early; what is due within it counts as due, or it would be armed again
/// for a fraction of a millisecond.
const TIMER_SLACK_SECS: f64 = 0.02;

/// One watched resource.
#[derive(Debug)]
pub(super) struct Resource {
    pub(super) pace: Pace,
    pub(super) due: Due,
    pub(super) in_flight: Option<Flight>,
    pub(super) last_success: Option<Timestamp>,
    pub(super) n_failures: u32,
    /// The last answer of either kind; `None` before the first.
    answered_at: Option<Timestamp>,
    /// Current wait of [`Pace::Active`], seconds.
    active_secs: f64,
}

/// When a resource is asked for next.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Due {
    /// Not by itself.
    Never,
    /// As soon as the page is visible, whatever the interval: somebody waits for it.
    Asked,
    /// `secs` after `since`, if the interval is not `Off`.
    ///
    /// Kept as a wait rather than as an instant, so that a clock that went backwards shows (`since` is
    /// in the future) and costs one wait at most.
    Waits { since: Timestamp, secs: f64 },
}

/// A request under way.
#[derive(Debug, Clone, Copy)]
pub(super) struct Flight {
    pub(super) ticket: Ticket,
    /// The resource was known to be over when this was sent, so this answer is the last look at it.
    is_last_look: bool,
}

impl Resource {
    /// Asked for at once, unless what is there is final.
    pub(super) fn new(pace: Pace) -> Self {
        Self {
            pace,
            due: if pace == Pace::Final { Due::Never } else { Due::Asked },
            in_flight: None,
            last_success: None,
            n_failures: 0,
            answered_at: None,
            active_secs: FAST_SECS,
        }
    }

    /// When it is sent by itself; `None` if it is in flight, never, or already asked for.
    pub(super) fn due_at(&self, interval: Interval) -> Option<Timestamp> {
        match self.due {
            Due::Waits { since, secs } if self.in_flight.is_none() && interval != Interval::Off => {
                Some(since.plus_secs(secs))
            }
            Due::Waits { .. } | Due::Never | Due::Asked => None,
        }
    }

    /// To be sent now, if the page is visible.
    pub(super) fn is_due(&self, interval: Interval, now: Timestamp) -> bool {
        self.in_flight.is_none()
            && (self.due == Due::Asked
                || self.due_at(interval).is_some_and(|at| at <= now.plus_secs(TIMER_SLACK_SECS)))
    }

    /// Seconds between an answer and the next request; `None` if there will be none.
    pub(super) fn interval_secs(&self, interval: Interval) -> Option<f64> {
        let auto = self.pace.auto_secs(self.active_secs);
        if self.pace.is_over() { auto } else { interval.fixed_secs().or(auto) }
    }

    /// Somebody wants it now. What is under way already is the answer to that.
    pub(super) fn ask(&mut self) {
        if self.in_flight.is_none() {
            self.due = Due::Asked;
        }
    }

    /// Notes that it was sent.
    pub(super) fn sent(&mut self, ticket: Ticket) {
        self.in_flight = Some(Flight { ticket, is_last_look: self.pace.is_over() });
        self.due = Due::Never;
    }

    /// Notes the answer to the request in flight, and schedules the next.
    pub(super) fn answered(
        &mut self,
        outcome: Outcome,
        interval: Interval,
        now: Timestamp,
        jitter: &mut Jitter,
    ) {
        let is_last_look = self.in_flight.take().is_some_and(|flight| flight.is_last_look);
        self.answered_at = Some(now);
        let secs = match outcome {
            Outcome::Fresh { has_news, pace } => {
                self.last_success = Some(now);
                self.n_failures = 0;
                let is_idle = pace == Pace::Active && self.pace == Pace::Active && !has_news;
                self.active_secs = if is_idle { cadence::stretched(self.active_secs) } else { FAST_SECS };
                self.pace = pace;
                if is_last_look && pace.is_over() { None } else { self.interval_secs(interval) }
            }
            Outcome::Failed(advice) => {
                self.n_failures = self.n_failures.saturating_add(1);
                cadence::retry_secs(advice, self.n_failures, jitter)
            }
        };
        self.due = secs.map_or(Due::Never, |secs| Due::Waits { since: now, secs });
    }

    /// Takes over what somebody else learnt about it, such as the list about a job.
    pub(super) fn set_pace(&mut self, pace: Pace, interval: Interval, now: Timestamp) {
        if self.pace == pace {
            return;
        }
        let was_over = self.pace.is_over();
        self.pace = pace;
        self.active_secs = FAST_SECS;
        // An answer on its way, a back-off and a person's wish all know better when to ask.
        if self.in_flight.is_some() || self.n_failures > 0 || self.due == Due::Asked {
            return;
        }
        let is_settled = pace == Pace::Final || (was_over && pace.is_over() && self.due == Due::Never);
        self.due = match self.interval_secs(interval) {
            Some(secs) if !is_settled => Due::Waits { since: self.answered_at.unwrap_or(now), secs },
            Some(_) | None => Due::Never,
        };
    }

    /// Applies a newly chosen interval to a wait that has begun. A back-off stays what it is.
    pub(super) fn rescheduled(&mut self, interval: Interval) {
        let new_secs = self.interval_secs(interval);
        if let Due::Waits { secs, .. } = &mut self.due
            && self.n_failures == 0
            && let Some(new_secs) = new_secs
        {
            *secs = new_secs;
        }
    }

    /// Makes up for a clock that went backwards: nothing that has happened lies in the future.
    pub(super) fn rebase(&mut self, now: Timestamp) {
        if let Due::Waits { since, .. } = &mut self.due {
            *since = now.min(*since);
        }
        for at in [&mut self.last_success, &mut self.answered_at].into_iter().flatten() {
            *at = now.min(*at);
        }
    }
}
