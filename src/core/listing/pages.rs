//! A job list that comes in pages, newest first: which page to ask for, and what the list is meanwhile.
//!
//! Contract: nothing that was read vanishes because a page is still to come. A way through the list ends as soon
//! as every job that may still change has been read anew, so that a long history is read once and not at each
//! poll; every so often it goes to the end all the same. A page leads on whatever can be read of it, unless it leads to
//! one that was read on the same way.

use std::collections::HashSet;

use super::{ListReport, report::Unreadable};
use crate::model::{Job, JobId, JobsPage, PageToken};

/// Every how many ways one goes to the end of the list.
const TO_END_EVERY: u32 = 20;

/// The list of one connection.
#[derive(Debug, Default)]
pub struct JobPages {
    /// After the last way.
    known: Vec<Job>,
    /// On the present way.
    fresh: Vec<Job>,
    next: Option<PageToken>,
    /// Pages asked for on the present way.
    asked: HashSet<Box<str>>,
    /// Records received on the present way, with those that pages repeat because they have no id to go on after.
    n_records: u64,
    unreadable: Unreadable,
    n_short: u32,
    /// The page that the service refused last: once it may have been a matter of the moment.
    refused: Option<PageToken>,
    /// The service refuses that page whenever it is asked for.
    is_refused_for_good: bool,
    report: ListReport,
}

impl JobPages {
    /// The page to ask for; `None` for the first. Asking at once makes sense if there is one.
    pub fn next(&self) -> Option<&PageToken> {
        self.next.as_ref()
    }

    /// Reports on the list, as far as it was read on the last way to its end, or on the present one if it is the first.
    pub fn report(&self) -> ListReport {
        if self.report == ListReport::default() {
            return self.unreadable.report(self.n_records, false);
        }
        self.report.clone()
    }

    /// Takes the page that was asked for, and why records of it could not be read, each with its index; gives the list
    /// as far as it is known.
    pub fn accept(&mut self, page: JobsPage, unreadable: &[(usize, String)]) -> Vec<Job> {
        let mut seen: HashSet<JobId> = self.fresh.iter().map(|job| job.id.clone()).collect();
        let (n_before, n_jobs) = (self.fresh.len(), page.jobs.len());
        // A job that was created meanwhile pushes the last one of a page to the next page.
        self.fresh.extend(page.jobs.into_iter().filter(|job| seen.insert(job.id.clone())));
        // A service that knows no pages sends the same one again.
        if n_jobs == 0 || n_before < self.fresh.len() {
            self.unreadable.take(self.n_records, unreadable);
            self.n_records += (n_jobs + unreadable.len()) as u64;
        }
        let is_promised = page.next.as_ref().is_some_and(|next| !next.is_optional);
        // A service that turns in circles is left, and a page that it refuses each time is not asked for.
        let is_refused = |next: &PageToken| self.is_refused_for_good && self.refused.as_ref() == Some(next);
        let next = page.next.filter(|next| !is_refused(next));
        self.next = next.filter(|next| self.asked.insert(next.text.clone()));
        let may_go_on = page.is_cut || (is_promised && self.next.is_none());
        self.goes_on_from(&seen, may_go_on)
    }

    /// The page that was asked for is refused: its place may be gone, so the way begins anew, but not again and again.
    /// Gives the list if it ends there; `None` if the first page is worth asking for at once.
    ///
    /// Of the first page it is the same as [`JobPages::give_up`].
    pub fn refuse(&mut self) -> Option<Vec<Job>> {
        let asked = self.next.take();
        let is_optional = asked.as_ref().is_some_and(|page| page.is_optional);
        let is_again = asked.is_some() && asked == self.refused;
        self.refused = asked;
        if !is_optional && !is_again {
            self.give_up();
            return None;
        }
        self.is_refused_for_good = true;
        let seen: HashSet<JobId> = self.fresh.iter().map(|job| job.id.clone()).collect();
        Some(self.goes_on_from(&seen, !is_optional))
    }

    /// The page that was asked for did not arrive; the way begins anew.
    pub fn give_up(&mut self) {
        self.fresh.clear();
        self.begin();
    }

    fn begin(&mut self) {
        self.next = None;
        self.asked.clear();
        self.n_records = 0;
        self.unreadable = Unreadable::default();
    }

    /// Returns the list after a page, and ends the way if that was the last one.
    fn goes_on_from(&mut self, seen: &HashSet<JobId>, may_go_on: bool) -> Vec<Job> {
        let is_known = |job: &Job| self.known.iter().any(|known| known.id == job.id);
        let may_change = |job: &&Job| !job.status.class.is_terminal();
        let is_enough = self.n_short < TO_END_EVERY
            && self.fresh.last().is_some_and(is_known)
            && self.known.iter().filter(may_change).all(|job| seen.contains(&job.id));
        let is_to_end = self.next.is_none();
        let mut list = self.fresh.clone();
        // Behind an end that the service does not show may be what was there before.
        if !is_to_end || may_go_on {
            list.extend(self.known.iter().filter(|job| !seen.contains(&job.id)).cloned());
        }
        if is_to_end || is_enough {
            self.n_short = if is_to_end { 0 } else { self.n_short + 1 };
            if is_to_end {
                self.report = self.unreadable.report(self.n_records, may_go_on);
            }
            self.known.clone_from(&list);
            self.fresh.clear();
            self.begin();
        }
        list
    }
}

#[cfg(test)]
mod tests;
