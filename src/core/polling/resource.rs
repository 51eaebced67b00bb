//! The poller's state of one watched resource.

use super::cadence::{self, FAST_SECS, Pace};
use super::interval::Interval;
use super::jitter::Jitter;
use super::request::{Outcome, Ticket};
use crate::model::Timestamp;

/// A timer may fire this much early; what is due within it counts as due, or it would be armed again
/// for a fraction of a millisecond.
const TIMER_SLACK_SECS: f64 = 0.02;

/// A hidden page asks for what it is still to ask for no more often than this, seconds; browsers let it run hardly
/// more often anyway.
const BACKGROUND_SECS: f64 = 60.0;

/// One watched resource.
#[derive(Debug)]
pub(super) struct Resource {
    pub(super) pace: Pace,
    pub(super) next: Next,
    pub(super) last_success: Option<Timestamp>,
    pub(super) n_failures: u32,
    /// The last answer of either kind; `None` before the first.
    answered_at: Option<Timestamp>,
    /// Current wait of [`Pace::Active`], seconds.
    active_secs: f64,
}

/// Next step of a resource. One value, so that nothing can be scheduled while a request is in flight.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Next {
    /// Nothing by itself.
    Never,
    /// The request is sent as soon as the page is visible, whatever the interval: a user action waits for it.
    Asked,
    /// The request is sent `secs` after `since`, if the interval is not `Off`.
    ///
    /// Kept as a wait rather than as an instant, so that a clock that went backwards shows (`since` is
    /// in the future) and costs one wait at most.
    Waits { since: Timestamp, secs: f64 },
    /// The answer to this request. If the resource was known to be over when it was sent, that answer is
    /// the last look at it.
    InFlight { ticket: Ticket, is_last_look: bool },
}

impl Resource {
    /// Asked for at once, unless what is there is final.
    pub(super) fn new(pace: Pace) -> Self {
        Self {
            pace,
            next: if pace == Pace::Final { Next::Never } else { Next::Asked },
            last_success: None,
            n_failures: 0,
            answered_at: None,
            active_secs: FAST_SECS,
        }
    }

    /// The request under way.
    pub(super) fn ticket(&self) -> Option<Ticket> {
        match self.next {
            Next::InFlight { ticket, .. } => Some(ticket),
            Next::Never | Next::Asked | Next::Waits { .. } => None,
        }
    }

    /// When it is sent by itself; `None` if it is not, or as soon as can be.
    pub(super) fn due_at(&self, interval: Interval) -> Option<Timestamp> {
        match self.next {
            Next::Waits { since, secs } if interval != Interval::Off => Some(since.plus_secs(secs)),
            Next::Waits { .. } | Next::Never | Next::Asked | Next::InFlight { .. } => None,
        }
    }

    /// To be sent now, if the page is visible.
    pub(super) fn is_due(&self, interval: Interval, now: Timestamp) -> bool {
        self.next == Next::Asked
            || self.due_at(interval).is_some_and(|at| at <= now.plus_secs(TIMER_SLACK_SECS))
    }

    /// As [`Resource::due_at`], while the page is hidden.
    pub(super) fn background_due_at(&self, interval: Interval) -> Option<Timestamp> {
        let earliest = self.answered_at.map(|at| at.plus_secs(BACKGROUND_SECS));
        self.due_at(interval).max(earliest).filter(|_| self.due_at(interval).is_some())
    }

    /// As [`Resource::is_due`], while the page is hidden: what a person wanted can wait too.
    pub(super) fn is_due_in_background(&self, interval: Interval, now: Timestamp) -> bool {
        self.background_due_at(interval).is_some_and(|at| at <= now.plus_secs(TIMER_SLACK_SECS))
    }

    /// Seconds between an answer and the next request; `None` if there will be none.
    pub(super) fn interval_secs(&self, interval: Interval) -> Option<f64> {
        let auto = self.pace.auto_secs(self.active_secs);
        if self.pace.is_over() { auto } else { interval.fixed_secs().or(auto) }
    }

    /// Requests the resource now; a request in flight counts as that request.
    pub(super) fn ask(&mut self) {
        if self.ticket().is_none() {
            self.next = Next::Asked;
        }
    }

    /// Starts over after the key or the base URL changed.
    pub(super) fn reset(&mut self) {
        self.n_failures = 0;
        self.next = Next::Asked;
    }

    /// Notes that it was sent.
    pub(super) fn sent(&mut self, ticket: Ticket) {
        self.next = Next::InFlight { ticket, is_last_look: self.pace.is_over() };
    }

    /// Notes the answer to a request, and schedules the next. A response to no present request is dropped.
    pub(super) fn answered(
        &mut self,
        ticket: Ticket,
        outcome: Outcome,
        interval: Interval,
        now: Timestamp,
        jitter: &mut Jitter,
    ) {
        let is_last_look = match self.next {
            Next::InFlight { ticket: current, is_last_look } if current == ticket => is_last_look,
            Next::InFlight { .. } | Next::Never | Next::Asked | Next::Waits { .. } => return,
        };
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
        self.next = secs.map_or(Next::Never, |secs| Next::Waits { since: now, secs });
    }

    /// Takes over news from another resource, such as the list's news of a job.
    pub(super) fn set_pace(&mut self, pace: Pace, interval: Interval, now: Timestamp) {
        if self.pace == pace {
            return;
        }
        let was_over = self.pace.is_over();
        self.pace = pace;
        self.active_secs = FAST_SECS;
        let is_settled = match self.next {
            // A person's wish and an answer on its way know better when to ask, and so does a back-off.
            Next::Asked | Next::InFlight { .. } => return,
            Next::Waits { .. } | Next::Never if self.n_failures > 0 => return,
            Next::Waits { .. } => false,
            Next::Never => was_over && pace.is_over(),
        };
        self.next = match self.interval_secs(interval) {
            Some(secs) if !is_settled => Next::Waits { since: self.answered_at.unwrap_or(now), secs },
            Some(_) | None => Next::Never,
        };
    }

    /// Applies a newly chosen interval to a wait that has begun. A back-off stays what it is.
    pub(super) fn rescheduled(&mut self, interval: Interval) {
        let new_secs = self.interval_secs(interval);
        if let Next::Waits { secs, .. } = &mut self.next
            && self.n_failures == 0
            && let Some(new_secs) = new_secs
        {
            *secs = new_secs;
        }
    }

    /// Makes up for a clock that went backwards: nothing that has happened lies in the future.
    pub(super) fn rebase(&mut self, now: Timestamp) {
        if let Next::Waits { since, .. } = &mut self.next {
            *since = now.min(*since);
        }
        for at in [&mut self.last_success, &mut self.answered_at].into_iter().flatten() {
            *at = now.min(*at);
        }
    }
}
