//! A job list that is read by limit and offset, in an order nobody promises: what to ask for next, and which jobs are
//! gone.
//!
//! Contract: whatever moves, comes or goes while pages are read, no job is taken for gone that is still there, and none
//! that was there all the time is left out. Each page begins with a job that was seen before, or it is asked for again
//! from further ahead; a way on which a job was seen twice may have missed another one and is gone again. A job is gone
//! when two whole ways in a row have read the same, and it was not among that: one way alone may have missed it while
//! others moved. Between whole ways only jobs that may still change are asked for.

use std::{
    collections::HashSet,
    hash::{DefaultHasher, Hash as _, Hasher as _},
};

use crate::model::JobId;

/// Every how many polls the whole list is read.
const WHOLE_EVERY: u32 = 20;

/// So often a way begins anew before it is left for the next poll.
const MOST_RESTARTS: u32 = 3;

/// The list of one connection.
#[derive(Debug)]
pub struct OffsetPages {
    limit: u64,
    /// Only jobs that may still change.
    is_active: bool,
    offset: u64,
    /// On the present way.
    seen: HashSet<JobId>,
    n_restarts: u32,
    /// All that was read on the present way, in its order.
    reading: DefaultHasher,
    /// Not seen on the last whole way.
    suspects: HashSet<JobId>,
    /// What was read on that way.
    last_read: u64,
    n_polls: u32,
}

/// What to ask for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OffsetPage {
    /// Jobs to skip.
    pub offset: u64,
    /// Only jobs that may still change.
    pub is_active: bool,
}

/// What a page amounts to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Paged {
    /// There is more to ask for at once.
    On,
    /// That was it for this poll.
    Done {
        /// Jobs that are no longer there.
        gone: Vec<JobId>,
    },
}

/// A job that is known, and whether it may still change.
pub type KnownJob = (JobId, bool);

impl OffsetPages {
    /// Pages of `limit` jobs, 2 at least.
    pub fn new(limit: u64) -> Self {
        Self {
            limit: limit.max(2),
            is_active: false,
            offset: 0,
            seen: HashSet::new(),
            n_restarts: 0,
            reading: DefaultHasher::new(),
            suspects: HashSet::new(),
            last_read: 0,
            n_polls: 0,
        }
    }

    /// The page to ask for.
    pub fn next(&self) -> OffsetPage {
        OffsetPage { offset: self.offset, is_active: self.is_active }
    }

    /// Takes the page that was asked for. `known` gives all jobs of the connection, this page's among them.
    pub fn accept(&mut self, page: &[JobId], known: impl FnOnce() -> Vec<KnownJob>) -> Paged {
        page.hash(&mut self.reading);
        if 0 < self.offset && !page.first().is_some_and(|first| self.seen.contains(first)) {
            // Jobs before it are gone or elsewhere, and others have moved up past its beginning.
            self.offset = self.offset.saturating_sub(self.limit - 1);
            return Paged::On;
        }
        self.seen.extend(page.iter().cloned());
        if self.limit <= page.len() as u64 {
            self.offset += self.limit - 1;
            return Paged::On;
        }
        if (self.seen.len() as u64) < self.offset + page.len() as u64 {
            if self.n_restarts < MOST_RESTARTS {
                self.n_restarts += 1;
                self.begin(self.is_active);
                return Paged::On;
            }
            self.end();
            return Paged::Done { gone: Vec::new() };
        }
        let missing: Vec<KnownJob> = known().into_iter().filter(|(id, _)| !self.seen.contains(id)).collect();
        if self.is_active {
            // A job that may change and is not among those that may has done so.
            if WHOLE_EVERY <= self.n_polls || missing.iter().any(|(_, may_change)| *may_change) {
                self.begin(false);
                return Paged::On;
            }
            self.end();
            return Paged::Done { gone: Vec::new() };
        }
        let read = self.reading.finish();
        let is_same = std::mem::replace(&mut self.last_read, read) == read;
        let (gone, suspects): (Vec<_>, Vec<_>) =
            missing.into_iter().map(|(id, _)| id).partition(|id| is_same && self.suspects.contains(id));
        self.suspects = suspects.into_iter().collect();
        self.n_polls = 0;
        self.end();
        Paged::Done { gone }
    }

    /// The page that was asked for could not be read: the next poll begins anew.
    pub fn give_up(&mut self) {
        self.n_restarts = 0;
        self.begin(self.is_active);
    }

    fn begin(&mut self, is_active: bool) {
        (self.offset, self.is_active) = (0, is_active);
        self.reading = DefaultHasher::new();
        self.seen.clear();
    }

    fn end(&mut self) {
        self.n_polls += 1;
        self.n_restarts = 0;
        // Who is missed is looked for again soon.
        self.begin(self.suspects.is_empty());
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use proptest::prelude::*;

    use super::*;

    /// An account: ids, and whether each may still change.
    #[derive(Debug, Clone, Default)]
    struct Service {
        jobs: Vec<(u8, bool)>,
        n_requests: usize,
    }

    /// What happens between two requests; figures are places, wrapped around.
    #[derive(Debug, Clone)]
    enum Change {
        Nothing,
        Goes(usize),
        Moves(usize, usize),
        Ends(usize),
        Reversed,
    }

    impl Service {
        fn new(n: u8) -> Self {
            Self { jobs: (0..n).map(|id| (id, id % 3 == 0)).collect(), n_requests: 0 }
        }

        fn page(&mut self, ask: OffsetPage, limit: usize) -> Vec<(JobId, bool)> {
            self.n_requests += 1;
            let jobs = self.jobs.iter().filter(|(_, may_change)| *may_change || !ask.is_active);
            jobs.skip(ask.offset as usize).take(limit).map(|(n, active)| (id(*n), *active)).collect()
        }

        fn change(&mut self, change: &Change) {
            let n = self.jobs.len().max(1);
            match *change {
                _ if self.jobs.is_empty() => {}
                Change::Nothing => {}
                Change::Goes(place) => drop(self.jobs.remove(place % n)),
                Change::Moves(from, to) => {
                    let job = self.jobs.remove(from % n);
                    self.jobs.insert(to % n, job);
                }
                Change::Ends(place) => self.jobs[place % n].1 = false,
                Change::Reversed => self.jobs.reverse(),
            }
        }
    }

    fn id(n: u8) -> JobId {
        n.to_string().as_str().into()
    }

    /// One poll to its end; `between` happens after each request.
    fn poll(
        pages: &mut OffsetPages,
        service: &mut Service,
        held: &mut HashMap<JobId, bool>,
        mut between: impl FnMut(&mut Service),
    ) {
        for _ in 0..1_000 {
            let page = service.page(pages.next(), pages.limit as usize);
            held.extend(page.iter().cloned());
            let ids: Vec<JobId> = page.into_iter().map(|(id, _)| id).collect();
            let told = pages.accept(&ids, || held.clone().into_iter().collect());
            between(service);
            if let Paged::Done { gone } = told {
                held.retain(|id, _| !gone.contains(id));
                return;
            }
        }
        panic!("the way has no end");
    }

    fn truth(service: &Service) -> HashMap<JobId, bool> {
        service.jobs.iter().map(|(n, may_change)| (id(*n), *may_change)).collect()
    }

    #[test]
    fn a_quiet_list_is_read_once_and_then_only_what_may_change() {
        let (mut pages, mut service, mut held) = (OffsetPages::new(4), Service::new(12), HashMap::new());
        let mut requests = || {
            let before = service.n_requests;
            poll(&mut pages, &mut service, &mut held, |_| ());
            assert_eq!(held, truth(&service));
            service.n_requests - before
        };
        // Pages of four that overlap by one; four jobs may change.
        assert_eq!([requests(), requests(), requests()], [4, 2, 2]);
    }

    #[test]
    fn a_job_that_has_ended_is_read_at_the_same_poll() {
        let (mut pages, mut service, mut held) = (OffsetPages::new(4), Service::new(12), HashMap::new());
        poll(&mut pages, &mut service, &mut held, |_| ());
        service.change(&Change::Ends(6));
        poll(&mut pages, &mut service, &mut held, |_| ());
        assert_eq!(held, truth(&service));
    }

    #[test]
    fn what_moves_up_while_pages_are_read_is_not_missed() {
        let (mut pages, mut service, mut held) = (OffsetPages::new(4), Service::new(12), HashMap::new());
        let mut changes = vec![Change::Goes(0), Change::Goes(0)].into_iter();
        poll(&mut pages, &mut service, &mut held, |service| {
            changes.by_ref().for_each(|change| service.change(&change));
        });
        assert!(truth(&service).keys().all(|id| held.contains_key(id)));
    }

    fn change() -> impl Strategy<Value = Change> {
        prop_oneof![
            3 => Just(Change::Nothing),
            2 => (0usize..40).prop_map(Change::Goes),
            2 => (0usize..40, 0usize..40).prop_map(|(from, to)| Change::Moves(from, to)),
            1 => (0usize..40).prop_map(Change::Ends),
            1 => Just(Change::Reversed),
        ]
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(500))]

        #[test]
        fn a_list_that_shrinks_and_moves_has_neither_duplicates_nor_holes(
            n in 0u8..40, limit in 2u64..9, changes in proptest::collection::vec(change(), 0..40),
        ) {
            let (mut pages, mut service, mut held) = (OffsetPages::new(limit), Service::new(n), HashMap::new());
            let all = truth(&service);
            poll(&mut pages, &mut service, &mut held, |_| ());
            prop_assert_eq!(&held, &all);
            let mut changes = changes.iter();
            while changes.len() != 0 {
                poll(&mut pages, &mut service, &mut held, |service| {
                    changes.next().iter().for_each(|change| service.change(change));
                });
                let lost: Vec<_> = truth(&service).into_keys().filter(|id| !held.contains_key(id)).collect();
                prop_assert!(lost.is_empty(), "{lost:?} is there and not held");
            }
            for _ in 0..WHOLE_EVERY + 3 {
                poll(&mut pages, &mut service, &mut held, |_| ());
            }
            prop_assert_eq!(held, truth(&service));
        }
    }
}
