//! Pages by offset of services that cut short, refuse, spoil and move what they list: what is held in the end.

use std::collections::HashMap;

use proptest::prelude::*;

use super::*;

/// An account: ids, and whether each may still change; and how its service answers.
#[derive(Debug, Clone, Default)]
struct Service {
    jobs: Vec<(u8, bool)>,
    /// Records given at once, at most.
    clamp: usize,
    /// Ids whose records cannot be read.
    malformed: Vec<u8>,
    /// Offsets from here on are refused.
    refused_from: Option<u64>,
    refuses_statuses: bool,
    knows_no_offset: bool,
    n_requests: usize,
}

/// Change of the list between two requests; figures are places, wrapped around.
#[derive(Debug, Clone)]
enum Change {
    Nothing,
    Goes(usize),
    Comes(u8),
    Moves(usize, usize),
    Ends(usize),
    Reversed,
}

impl Service {
    fn new(n: u8, clamp: usize) -> Self {
        Self { jobs: (0..n).map(|id| (id, id % 3 == 0)).collect(), clamp, ..Self::default() }
    }

    /// The page that is asked for; `None` for a refusal.
    fn page(&mut self, ask: OffsetPage) -> Option<Vec<Option<(JobId, bool)>>> {
        self.n_requests += 1;
        let is_refused = self.refused_from.is_some_and(|from| from <= ask.offset);
        if is_refused || (ask.is_active && self.refuses_statuses) {
            return None;
        }
        let offset = if self.knows_no_offset { 0 } else { ask.offset as usize };
        let jobs = self.jobs.iter().filter(|(_, may_change)| *may_change || !ask.is_active);
        let page = jobs.skip(offset).take(self.clamp);
        Some(page.map(|(n, active)| (!self.malformed.contains(n)).then(|| (id(*n), *active))).collect())
    }

    fn change(&mut self, change: &Change) {
        let n = self.jobs.len().max(1);
        match *change {
            Change::Comes(id) if self.jobs.iter().all(|(known, _)| *known != id) => {
                self.jobs.insert(0, (id, id % 2 == 0));
            }
            _ if self.jobs.is_empty() => {}
            Change::Nothing | Change::Comes(_) => {}
            Change::Goes(place) => drop(self.jobs.remove(place % n)),
            Change::Moves(from, to) => {
                let job = self.jobs.remove(from % n);
                self.jobs.insert(to % n, job);
            }
            Change::Ends(place) => self.jobs[place % n].1 = false,
            Change::Reversed => self.jobs.reverse(),
        }
    }

    /// The jobs that can be read.
    fn truth(&self) -> HashMap<JobId, bool> {
        let readable = self.jobs.iter().filter(|(n, _)| !self.malformed.contains(n));
        readable.map(|(n, may_change)| (id(*n), *may_change)).collect()
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
        let known = |held: &HashMap<JobId, bool>| held.clone().into_iter().collect::<Vec<_>>();
        let told = match service.page(pages.next()) {
            Some(page) => {
                held.extend(page.iter().flatten().cloned());
                let ids: Vec<JobId> = page.iter().flatten().map(|(id, _)| id.clone()).collect();
                let bad = page.iter().enumerate().filter(|(_, record)| record.is_none());
                let bad = bad.map(|(at, _)| (at, format!("job {}: it is no object", at + 1))).collect();
                pages.accept(&PageRecords::new(&ids, bad), || known(held))
            }
            None => match pages.refuse(|| known(held)) {
                Some(told) => told,
                None => return,
            },
        };
        between(service);
        if let Paged::Done { gone } = told {
            held.retain(|id, _| !gone.contains(id));
            return;
        }
    }
    panic!("the way has no end");
}

/// Polls a list that does not change until it has been read as a whole, twice.
fn settle(pages: &mut OffsetPages, service: &mut Service, held: &mut HashMap<JobId, bool>) {
    for _ in 0..WHOLE_EVERY + 3 {
        poll(pages, service, held, |_| ());
    }
}

#[test]
fn quiet_list_is_read_once_and_then_only_what_may_change() {
    let (mut pages, mut service, mut held) = (OffsetPages::default(), Service::new(12, 4), HashMap::new());
    let mut requests = || {
        let before = service.n_requests;
        poll(&mut pages, &mut service, &mut held, |_| ());
        assert_eq!(held, service.truth());
        service.n_requests - before
    };
    // Pages of four that overlap by one, and a look behind the last; four jobs may change, behind which is looked once.
    assert_eq!([requests(), requests(), requests()], [5, 2, 1]);
}

#[test]
fn job_that_has_ended_is_read_at_the_same_poll() {
    let (mut pages, mut service, mut held) = (OffsetPages::default(), Service::new(12, 4), HashMap::new());
    poll(&mut pages, &mut service, &mut held, |_| ());
    service.change(&Change::Ends(6));
    poll(&mut pages, &mut service, &mut held, |_| ());
    assert_eq!(held, service.truth());
}

#[test]
fn jobs_that_move_up_while_pages_are_read_are_not_missed() {
    let (mut pages, mut service, mut held) = (OffsetPages::default(), Service::new(12, 4), HashMap::new());
    let mut changes = vec![Change::Goes(0), Change::Goes(0)].into_iter();
    poll(&mut pages, &mut service, &mut held, |service| {
        changes.by_ref().for_each(|change| service.change(&change));
    });
    assert!(service.truth().keys().all(|id| held.contains_key(id)));
}

/// Polls a service once; compares what is held, and says how many records came, which could not be read, and whether
/// there may be more.
#[track_caller]
fn check(mut service: Service, n_held: usize, n_records: usize, unreadable: &[&str], may_go_on: bool) {
    let (mut pages, mut held) = (OffsetPages::default(), HashMap::new());
    poll(&mut pages, &mut service, &mut held, |_| ());
    assert_eq!(held.len(), n_held);
    let unreadable: Vec<String> = unreadable.iter().map(|text| (*text).to_owned()).collect();
    let expected = ListReport { n_records, unreadable, may_go_on };
    assert_eq!(pages.report(), expected);
    let n_requests = service.n_requests;
    settle(&mut pages, &mut service, &mut held);
    assert_eq!((held.len(), pages.report()), (n_held, expected));
    if let Some(from) = service.refused_from {
        assert!(
            service.n_requests < n_requests + 4 * WHOLE_EVERY as usize,
            "{from} is asked for again and again"
        );
    }
}

#[test]
fn page_is_judged_by_the_records_received() {
    let malformed = |malformed: &[u8]| Service { malformed: malformed.into(), ..Service::new(10, 4) };
    check(Service::new(10, 4), 10, 10, &[], false);
    check(Service::new(0, 4), 0, 0, &[], false);
    check(Service::new(1, 4), 1, 1, &[], false);
    check(Service::new(7, 1), 7, 7, &[], false);
    check(malformed(&[1]), 9, 10, &["job 2: it is no object"], false);
    // At the end of a page, at its beginning, at the end of the list.
    check(malformed(&[3]), 9, 10, &["job 4: it is no object"], false);
    check(malformed(&[0]), 9, 10, &["job 1: it is no object"], false);
    check(malformed(&[8, 9]), 8, 10, &["job 9: it is no object", "job 10: it is no object"], false);
    // A whole page of them, and one record that can be read before them.
    let five = ["job 2", "job 3", "job 4", "job 5", "job 6"].map(|job| format!("{job}: it is no object"));
    check(malformed(&[1, 2, 3, 4, 5]), 5, 10, &five.each_ref().map(String::as_str), false);
    let all: Vec<u8> = (0..10).collect();
    let service = malformed(&all);
    let said: Vec<String> = (1..=10).map(|n| format!("job {n}: it is no object")).collect();
    check(service, 0, 10, &said.iter().map(String::as_str).collect::<Vec<_>>(), false);
}

#[test]
fn refused_question_is_asked_more_plainly_or_not_at_all() {
    let mut over = Service::new(10, 4);
    over.jobs.iter_mut().for_each(|job| job.1 = false);
    check(Service { refused_from: Some(5), ..over.clone() }, 7, 7, &[], true);
    check(Service { refuses_statuses: true, ..Service::new(10, 4) }, 10, 10, &[], false);
    check(Service { knows_no_offset: true, ..over }, 4, 4, &[], true);
}

#[test]
fn job_that_is_listed_twice_each_time_is_one_job_and_others_can_go() {
    let (mut pages, mut service, mut held) = (OffsetPages::default(), Service::new(10, 4), HashMap::new());
    service.jobs.push((2, false));
    settle(&mut pages, &mut service, &mut held);
    assert_eq!(held.len(), 10);
    service.change(&Change::Goes(7));
    settle(&mut pages, &mut service, &mut held);
    assert_eq!(held.len(), 9);
}

fn change() -> impl Strategy<Value = Change> {
    prop_oneof![
        3 => Just(Change::Nothing),
        2 => (0usize..40).prop_map(Change::Goes),
        2 => (100u8..120).prop_map(Change::Comes),
        2 => (0usize..40, 0usize..40).prop_map(|(from, to)| Change::Moves(from, to)),
        1 => (0usize..40).prop_map(Change::Ends),
        1 => Just(Change::Reversed),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(500))]

    #[test]
    fn list_that_shrinks_and_moves_has_neither_duplicates_nor_holes(
        n in 0u8..40, clamp in 2usize..9, changes in proptest::collection::vec(change(), 0..40),
    ) {
        let (mut pages, mut service, mut held) = (OffsetPages::default(), Service::new(n, clamp), HashMap::new());
        let all = service.truth();
        poll(&mut pages, &mut service, &mut held, |_| ());
        prop_assert_eq!(&held, &all);
        let mut changes = changes.iter();
        let mut was_there = service.truth();
        while changes.len() != 0 {
            poll(&mut pages, &mut service, &mut held, |service| {
                changes.next().iter().for_each(|change| service.change(change));
            });
            let now = service.truth();
            was_there.retain(|id, _| now.contains_key(id));
            let lost: Vec<_> = was_there.keys().filter(|id| !held.contains_key(id)).collect();
            prop_assert!(lost.is_empty(), "{lost:?} is there and not held");
        }
        settle(&mut pages, &mut service, &mut held);
        prop_assert_eq!(held, service.truth());
    }

    #[test]
    fn any_mixture_of_trouble_ends_with_exactly_the_jobs_that_exist(
        n in 0u8..40,
        clamps in proptest::collection::vec(1usize..9, 1..4),
        malformed in proptest::collection::vec(0u8..120, 0..12),
        refuses_statuses in any::<bool>(),
        changes in proptest::collection::vec(change(), 0..40),
    ) {
        let mut service = Service { malformed, refuses_statuses, ..Service::new(n, 3) };
        let (mut pages, mut held) = (OffsetPages::default(), HashMap::new());
        let (mut changes, mut clamps) = (changes.iter(), clamps.iter().cycle());
        while changes.len() != 0 {
            service.clamp = *clamps.next().unwrap();
            poll(&mut pages, &mut service, &mut held, |service| {
                changes.next().iter().for_each(|change| service.change(change));
            });
        }
        settle(&mut pages, &mut service, &mut held);
        prop_assert_eq!(held, service.truth());
        let report = pages.report();
        prop_assert!(!report.may_go_on);
        prop_assert_eq!(report.n_records, service.jobs.len());
        prop_assert_eq!(report.unreadable.len(), service.jobs.len() - service.truth().len());
    }
}
