//! A job list that is read by limit and offset, in an order nobody promises: what to ask for next, and which jobs are
//! gone.
//!
//! Contract: whatever moves, comes or goes while pages are read, no job is taken for gone that is still there, and none
//! that was there all the time is left out. Each page begins with a job that was seen before, or it is asked for again
//! from further ahead; a way on which a job was seen twice may have missed another one and is gone again. A job is gone
//! when two whole ways in a row have read the same, and it was not among that: one way alone may have missed it while
//! others moved. Between whole ways only jobs that may still change are asked for.
//!
//! A page is judged by the records received, whether they could be read or not and however many were asked for: a whole
//! way ends where the service shows that nothing follows. A way for the jobs that may change need not be shown that again
//! as long as they are the same.

use std::{
    collections::HashSet,
    hash::{DefaultHasher, Hash as _, Hasher as _},
};

use super::{ListReport, PageRecords, report::Unreadable};
use crate::model::JobId;

/// Every how many polls the whole list is read.
const WHOLE_EVERY: u32 = 20;

/// So often a way begins anew before it is left for the next poll.
const MOST_RESTARTS: u32 = 3;

/// So often a way goes back because jobs have moved, before it is left for the next poll.
const MOST_STEPS_BACK: u32 = 60;

/// So many pages in a row without a readable record are asked for: a service may send the same one again and again.
const MOST_BLIND: u32 = 20;

/// The list of one connection.
#[derive(Debug, Default)]
pub struct OffsetPages {
    /// The present way is for jobs that may still change only.
    is_active: bool,
    offset: u64,
    /// The page that is asked for begins with the last readable record of the one before.
    overlaps: bool,
    way: Way,
    n_restarts: u32,
    /// Not seen on the last whole way.
    suspects: HashSet<JobId>,
    /// Records read on the last way of either kind.
    last_read: [u64; 2],
    n_polls: u32,
    /// The offset that the service refused to answer for, for either kind of way.
    refused: [Option<u64>; 2],
    /// The service does not choose jobs by their status.
    has_no_active: bool,
    /// Of the last whole way.
    report: ListReport,
}

/// Records read on the present way.
#[derive(Debug, Default)]
struct Way {
    seen: HashSet<JobId>,
    unreadable: Unreadable,
    /// The page before.
    page: Vec<Option<JobId>>,
    /// Place behind the last record read.
    end: u64,
    /// All ids, in the order they were first read.
    reading: DefaultHasher,
    /// Pages in a row without a readable record.
    n_blind: u32,
    n_steps_back: u32,
    /// The service does not show what follows.
    may_go_on: bool,
}

/// Page to request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OffsetPage {
    /// Jobs to skip.
    pub offset: u64,
    /// Only jobs that may still change.
    pub is_active: bool,
}

/// Outcome of a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Paged {
    /// There is more to ask for at once.
    On,
    /// The list is complete for this poll.
    Done {
        /// Jobs that are no longer there.
        gone: Vec<JobId>,
    },
}

/// A job that is known, and whether it may still change.
pub type KnownJob = (JobId, bool);

impl OffsetPages {
    /// The page to ask for.
    pub fn next(&self) -> OffsetPage {
        OffsetPage { offset: self.offset, is_active: self.is_active }
    }

    /// Reports on the list: on the last whole way, or on the present one if it is the first.
    pub fn report(&self) -> ListReport {
        if self.report == ListReport::default() && !self.is_active {
            return self.way.unreadable.report(self.way.end, self.way.may_go_on);
        }
        self.report.clone()
    }

    /// Takes the page that was asked for. `known` gives all jobs of the connection, this page's among them.
    pub fn accept(&mut self, page: &PageRecords, known: impl FnOnce() -> Vec<KnownJob>) -> Paged {
        let is_seen = |id: &Option<JobId>| id.as_ref().is_some_and(|id| self.way.seen.contains(id));
        if self.overlaps && !page.ids.first().is_some_and(is_seen) {
            // Jobs before it are gone or elsewhere, and others have moved up past its beginning.
            self.way.n_steps_back += 1;
            if MOST_STEPS_BACK < self.way.n_steps_back {
                return self.leave();
            }
            let n_back = (self.way.page.len() as u64).max(2) - 1;
            self.go_to(self.offset.saturating_sub(n_back));
            self.way.unreadable.forget_from(self.offset);
            self.way.end = self.offset;
            return Paged::On;
        }
        let (n_received, end_before) = (page.len(), self.way.end);
        let is_readable = page.ids.iter().any(Option::is_some);
        self.way.n_blind = if is_readable { 0 } else { self.way.n_blind + 1 };
        let is_repeated = MOST_BLIND < self.way.n_blind
            || (0 < self.offset && 1 < n_received && is_readable && page.ids == self.way.page);
        if !is_repeated {
            self.take(page);
        }
        let end = self.offset + n_received;
        // Nothing beyond what was read already, or the same few jobs as last time.
        let is_end = n_received == 0
            || (0 < self.offset && end <= end_before)
            || (self.is_active && self.way.reading.finish() == self.last_read[1]);
        // A service that knows no offset sends the same page again and again.
        self.way.may_go_on |= is_repeated;
        if !is_end && !is_repeated && self.advance(page) {
            return Paged::On;
        }
        self.way_ends(known)
    }

    /// The service refuses the question, which is not asked again: the list ends before it, as far as the service
    /// shows. `None` if that leaves no other question.
    pub fn refuse(&mut self, known: impl FnOnce() -> Vec<KnownJob>) -> Option<Paged> {
        if self.offset == 0 {
            let was_active = self.is_active;
            self.has_no_active |= was_active;
            self.n_restarts = 0;
            self.begin(false);
            return was_active.then_some(Paged::On);
        }
        self.refused[usize::from(self.is_active)] = Some(self.offset);
        self.way.may_go_on = true;
        Some(self.way_ends(known))
    }

    /// The page that was asked for did not arrive: the next poll begins anew.
    pub fn give_up(&mut self) {
        self.n_restarts = 0;
        self.begin(self.is_active);
    }

    fn take(&mut self, page: &PageRecords) {
        let way = &mut self.way;
        way.unreadable.take(self.offset, &page.unreadable);
        for id in page.ids.iter().flatten() {
            if way.seen.insert(id.clone()) {
                id.hash(&mut way.reading);
            }
        }
        way.end = way.end.max(self.offset + page.len());
        way.page.clone_from(&page.ids);
    }

    /// Goes on to what follows a page; `false` if the service has refused that before.
    fn advance(&mut self, page: &PageRecords) -> bool {
        let last_readable = page.ids.iter().rposition(Option::is_some).unwrap_or(0) as u64;
        if last_readable == 0 {
            // There is no record that could be recognised, so the next page begins right behind.
            self.offset += page.len();
            self.overlaps = false;
        } else {
            self.go_to(self.offset + last_readable);
        }
        let is_refused = self.refused[usize::from(self.is_active)] == Some(self.offset);
        self.way.may_go_on |= is_refused;
        !is_refused
    }

    fn go_to(&mut self, offset: u64) {
        self.offset = offset;
        self.overlaps = 0 < offset;
    }

    fn way_ends(&mut self, known: impl FnOnce() -> Vec<KnownJob>) -> Paged {
        let way = &self.way;
        let read = way.reading.finish();
        let last_read = &mut self.last_read[usize::from(self.is_active)];
        let is_same = std::mem::replace(last_read, read) == read;
        if way.may_go_on && !self.is_active {
            // What is not seen may be where the service does not let anybody look.
            return self.is_read(Vec::new());
        }
        // Seen twice: others may have passed by. Unless the list is so each time.
        if way.seen.len() as u64 + way.unreadable.len() < way.end && !is_same {
            if self.n_restarts < MOST_RESTARTS {
                self.n_restarts += 1;
                self.begin(self.is_active);
                return Paged::On;
            }
            return self.leave();
        }
        let missing: Vec<KnownJob> = known().into_iter().filter(|(id, _)| !way.seen.contains(id)).collect();
        if self.is_active {
            // A job that may change and is not among those that may has done so.
            if WHOLE_EVERY <= self.n_polls || missing.iter().any(|(_, may_change)| *may_change) {
                self.begin(false);
                return Paged::On;
            }
            self.end();
            return Paged::Done { gone: Vec::new() };
        }
        let (gone, suspects): (Vec<_>, Vec<_>) =
            missing.into_iter().map(|(id, _)| id).partition(|id| is_same && self.suspects.contains(id));
        self.suspects = suspects.into_iter().collect();
        self.is_read(gone)
    }

    /// The way has read all that can be read on it.
    fn is_read(&mut self, gone: Vec<JobId>) -> Paged {
        if !self.is_active {
            self.report = self.way.unreadable.report(self.way.end, self.way.may_go_on);
            self.n_polls = 0;
        }
        self.end();
        Paged::Done { gone }
    }

    /// The list does not keep still; the next poll reads it as a whole.
    fn leave(&mut self) -> Paged {
        self.n_restarts = 0;
        self.n_polls += 1;
        self.begin(false);
        Paged::Done { gone: Vec::new() }
    }

    fn begin(&mut self, is_active: bool) {
        (self.offset, self.overlaps, self.is_active) = (0, false, is_active);
        self.way = Way::default();
    }

    fn end(&mut self) {
        self.n_polls += 1;
        self.n_restarts = 0;
        // Who is missed is looked for again soon.
        self.begin(self.suspects.is_empty() && !self.has_no_active);
    }
}

#[cfg(test)]
mod tests;
