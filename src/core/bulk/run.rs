//! The state machine of one action on many jobs.
//!
//! INVARIANT: a job is handed out by [`Run::next`] at most once. What came of it is final: a refusal is reported, and
//! a response that never came leaves it unknown whether the service has heard.

use std::collections::BTreeSet;

use crate::{
    api::{ApiError, ErrorKind, RetryAdvice},
    model::{ConnectionId, JobKey, JobVerb, Provider, Timestamp},
};

/// Requests in flight at the same time.
const MOST_AT_ONCE: usize = 3;

/// Seconds without another request after a service that asked for a pause did not say how long.
const PAUSE_SECS: f64 = 5.0;

/// A job of the run.
#[derive(Debug, Clone, PartialEq)]
pub struct Item {
    /// The job.
    pub key: JobKey,
    /// Name of the job, for people.
    pub name: String,
    /// Provider that runs the job.
    pub provider: Provider,
    /// Outcome so far.
    pub fate: Fate,
}

/// Outcome of an action for one job.
#[derive(Debug, Clone, PartialEq)]
pub enum Fate {
    /// Its turn is to come.
    Waiting,
    /// The request was sent.
    Sent,
    /// The service has taken it.
    Done,
    /// The service has not.
    Refused(ApiError),
    /// The response is missing: the service may have carried out the request or not.
    Unknown(ApiError),
    /// The request was not sent: the rest was cancelled, or its connection cannot be used.
    Unsent,
}

/// Next step of a run.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Next {
    /// Ask for this one, by its place.
    Send(usize),
    /// Ask again what to do after so many seconds.
    Wait(f64),
    /// Wait for answers.
    Answers,
    /// Nothing any more.
    Over,
}

/// One action on many jobs.
#[derive(Debug, Clone, PartialEq)]
pub struct Run {
    verb: JobVerb,
    items: Vec<Item>,
    /// No request before this time: a service has asked for a pause.
    paused_until: Option<Timestamp>,
}

impl Run {
    /// Returns a run of which nothing is sent yet.
    pub fn new(verb: JobVerb, jobs: impl IntoIterator<Item = (JobKey, String, Provider)>) -> Self {
        let item = |(key, name, provider)| Item { key, name, provider, fate: Fate::Waiting };
        Self { verb, items: jobs.into_iter().map(item).collect(), paused_until: None }
    }

    /// Returns the action.
    pub fn verb(&self) -> JobVerb {
        self.verb
    }

    /// Returns the jobs, in their order.
    pub fn items(&self) -> &[Item] {
        &self.items
    }

    /// Returns the next step. A job that is to be sent counts as sent from now on.
    pub fn next(&mut self, now: Timestamp) -> Next {
        let n_sent = self.count(|fate| matches!(fate, Fate::Sent));
        let waiting = self.items.iter().position(|item| item.fate == Fate::Waiting);
        let pause = self.paused_until.map(|until| until.secs_since(now)).filter(|secs| 0.0 < *secs);
        match (waiting, pause) {
            (None, _) if n_sent == 0 => Next::Over,
            (None, _) => Next::Answers,
            (Some(_), _) if MOST_AT_ONCE <= n_sent => Next::Answers,
            (Some(_), Some(secs)) => Next::Wait(secs),
            (Some(place), None) => {
                self.settle(place, Fate::Sent);
                Next::Send(place)
            }
        }
    }

    /// Records the response to the request for the job at `place`. A key that is refused is not tried on the
    /// connection's other jobs; a service that asks for fewer requests gets a pause before the next ones.
    pub fn answered(&mut self, place: usize, answer: Result<(), ApiError>, now: Timestamp) {
        let Some(connection) = self.items.get(place).map(|item| item.key.connection.clone()) else { return };
        let error = match answer {
            Ok(()) => return self.settle(place, Fate::Done),
            Err(error) => error,
        };
        if error.retry == RetryAdvice::Reauthenticate {
            let waiting = self.items.iter_mut().filter(|item| item.fate == Fate::Waiting);
            waiting
                .filter(|item| item.key.connection == connection)
                .for_each(|item| item.fate = Fate::Unsent);
        }
        if error.kind == ErrorKind::RateLimited {
            let secs = if let RetryAdvice::After(secs) = error.retry { secs } else { PAUSE_SECS };
            self.paused_until = self.paused_until.max(Some(now.plus_secs(secs)));
        }
        self.settle(
            place,
            if error.may_have_been_heard() { Fate::Unknown(error) } else { Fate::Refused(error) },
        );
    }

    /// The job at `place` cannot be asked for: its connection is gone.
    pub fn skip(&mut self, place: usize) {
        self.settle(place, Fate::Unsent);
    }

    /// Asks for no further job.
    pub fn call_off(&mut self) {
        let waiting = self.items.iter_mut().filter(|item| item.fate == Fate::Waiting);
        waiting.for_each(|item| item.fate = Fate::Unsent);
    }

    /// Returns true if nothing is waiting or in flight.
    pub fn is_over(&self) -> bool {
        self.count(|fate| matches!(fate, Fate::Waiting | Fate::Sent)) == 0
    }

    /// Returns the jobs that are done with.
    pub fn done(&self) -> impl Iterator<Item = &JobKey> {
        self.items.iter().filter(|item| item.fate == Fate::Done).map(|item| &item.key)
    }

    /// Returns the connections of the jobs, each once, sorted.
    pub fn connections(&self) -> BTreeSet<&ConnectionId> {
        self.items.iter().map(|item| &item.key.connection).collect()
    }

    /// Returns the number of jobs whose outcome matches.
    pub fn count(&self, is_it: impl Fn(&Fate) -> bool) -> usize {
        self.items.iter().filter(|item| is_it(&item.fate)).count()
    }

    fn settle(&mut self, place: usize, fate: Fate) {
        if let Some(item) = self.items.get_mut(place) {
            item.fate = fate;
        }
    }
}

impl Fate {
    /// Returns the outcome in a word.
    pub const fn word(&self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Sent => "asking",
            Self::Done => "accepted",
            Self::Refused(_) => "refused",
            Self::Unknown(_) => "unknown",
            Self::Unsent => "not sent",
        }
    }
}

#[cfg(test)]
mod tests;
