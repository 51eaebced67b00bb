//! A job list that comes in pages, newest first: which page to ask for, and what the list is meanwhile.
//!
//! Contract: nothing that was read vanishes because a page is still to come. A way through the list ends as soon
//! as every job that may still change has been read anew, so that a long history is read once and not at each
//! poll; every so often it goes to the end all the same.

use std::collections::HashSet;

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
    n_short: u32,
}

impl JobPages {
    /// The page to ask for; `None` for the first. Asking at once makes sense if there is one.
    pub fn next(&self) -> Option<&PageToken> {
        self.next.as_ref()
    }

    /// Takes the page that was asked for; gives the list as far as it is known.
    pub fn accept(&mut self, page: JobsPage) -> Vec<Job> {
        let n_before = self.fresh.len();
        let mut seen: HashSet<JobId> = self.fresh.iter().map(|job| job.id.clone()).collect();
        // A job that was created meanwhile pushes the last one of a page to the next page.
        self.fresh.extend(page.jobs.into_iter().filter(|job| seen.insert(job.id.clone())));
        let is_stuck = self.fresh.len() == n_before;
        self.next = page.next.filter(|_| !is_stuck);
        let is_known = |job: &Job| self.known.iter().any(|known| known.id == job.id);
        let may_change = |job: &&Job| !job.status.class.is_terminal();
        let is_enough = self.n_short < TO_END_EVERY
            && self.fresh.last().is_some_and(is_known)
            && self.known.iter().filter(may_change).all(|job| seen.contains(&job.id));
        let is_to_end = self.next.is_none();
        let mut list = self.fresh.clone();
        if !is_to_end {
            list.extend(self.known.iter().filter(|job| !seen.contains(&job.id)).cloned());
        }
        if is_to_end || is_enough {
            self.n_short = if is_to_end { 0 } else { self.n_short + 1 };
            self.known.clone_from(&list);
            self.fresh.clear();
            self.next = None;
        }
        list
    }

    /// The page that was asked for could not be read: its place may be gone, so the way begins anew.
    pub fn give_up(&mut self) {
        self.fresh.clear();
        self.next = None;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::listing::tests::job;
    use crate::model::StatusClass::{self, *};

    /// A service of these jobs, two to a page.
    fn page(service: &[(&str, StatusClass)], next: Option<&PageToken>) -> JobsPage {
        let start = next.map_or(0, |token| token.text.parse().unwrap_or(0));
        let end = service.len().min(start + 2);
        let jobs = service[start..end].iter().map(|(id, class)| Job::clone(&job(id, id, *class, 0).job));
        let token = PageToken { text: end.to_string().into(), is_optional: false };
        JobsPage { jobs: jobs.collect(), next: (end < service.len()).then_some(token) }
    }

    /// Polls once; gives the number of pages, and the list after each.
    fn poll(pages: &mut JobPages, service: &[(&str, StatusClass)]) -> Vec<String> {
        let mut lists = Vec::new();
        loop {
            let list = pages.accept(page(service, pages.next()));
            lists.push(list.iter().map(|job| &*job.id.0).collect::<Vec<_>>().join(""));
            if pages.next().is_none() {
                return lists;
            }
        }
    }

    #[test]
    fn a_long_history_is_read_once() {
        let mut pages = JobPages::default();
        let old = [("e", Running), ("d", Completed), ("c", Running), ("b", Failed), ("a", Completed)];
        assert_eq!(poll(&mut pages, &old), ["ed", "edcb", "edcba"]);
        // As far as the last job that runs.
        assert_eq!(poll(&mut pages, &old), ["edcba", "edcba"]);
        let new = [
            ("f", Waiting),
            ("e", Completed),
            ("d", Completed),
            ("c", Completed),
            ("b", Failed),
            ("a", Completed),
        ];
        assert_eq!(poll(&mut pages, &new), ["fedcba", "fedcba"]);
        assert_eq!(poll(&mut pages, &new), ["fedcba"]);
    }

    #[test]
    fn no_new_job_hides_behind_others() {
        let mut pages = JobPages::default();
        assert_eq!(poll(&mut pages, &[("a", Completed)]), ["a"]);
        let new = [("e", Completed), ("d", Completed), ("c", Completed), ("b", Completed), ("a", Completed)];
        assert_eq!(poll(&mut pages, &new), ["eda", "edcba", "edcba"]);
    }

    #[test]
    fn what_is_gone_is_noticed_in_the_end() {
        let mut pages = JobPages::default();
        let old = [("d", Completed), ("c", Completed), ("b", Completed), ("a", Completed)];
        poll(&mut pages, &old);
        let n_polls = (1..100).find(|_| poll(&mut pages, &old[..3]).last().unwrap() == "dcb");
        assert_eq!(n_polls, Some(TO_END_EVERY + 1));
    }

    #[test]
    fn a_service_that_turns_in_circles_is_left() {
        let mut pages = JobPages::default();
        let first = page(&[("b", Running), ("a", Running), ("x", Running)], None);
        pages.accept(first.clone());
        assert_eq!(pages.accept(first).len(), 2);
        assert_eq!(pages.next(), None);
    }
}
