//! Pages by token of services that say more or less about where they go on: what the list is in the end.

use proptest::prelude::*;

use super::*;
use crate::listing::tests::job;
use crate::model::StatusClass::{self, *};

/// A service of these jobs, two to a page.
fn page(service: &[(&str, StatusClass)], next: Option<&PageToken>) -> JobsPage {
    let start = next.map_or(0, |token| token.text.parse().unwrap_or(0));
    let end = service.len().min(start + 2);
    let jobs = service[start..end].iter().map(|(id, class)| Job::clone(&job(id, id, *class, 0).job));
    let token = PageToken { text: end.to_string().into(), is_optional: false };
    JobsPage { jobs: jobs.collect(), next: (end < service.len()).then_some(token), is_cut: false }
}

/// Polls once; gives the number of pages, and the list after each.
fn poll(pages: &mut JobPages, service: &[(&str, StatusClass)]) -> Vec<String> {
    let mut lists = Vec::new();
    loop {
        let list = pages.accept(page(service, pages.next()), &[]);
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
    pages.accept(first.clone(), &[]);
    assert_eq!(pages.accept(first, &[]).len(), 2);
    assert_eq!(pages.next(), None);
}

/// An account, and how its service answers.
struct Service {
    /// Ids, and whether each job's record can be read.
    jobs: Vec<(String, bool)>,
    clamp: usize,
    /// It says whether there is more.
    says_more: bool,
    /// It says what the last record of a page is.
    says_last: bool,
    /// It knows no pages: the first one is the answer to every question.
    knows_no_pages: bool,
    refuses_pages: bool,
    n_requests: usize,
}

impl Service {
    fn new(n: usize, clamp: usize) -> Self {
        Self {
            jobs: (0..n).map(|n| (n.to_string(), true)).collect(),
            clamp,
            says_more: true,
            says_last: false,
            knows_no_pages: false,
            refuses_pages: false,
            n_requests: 0,
        }
    }

    /// The page after an entry; `None` if the entry is gone, or pages are refused.
    fn page(&mut self, after: Option<&PageToken>) -> Option<(JobsPage, Vec<(usize, String)>)> {
        self.n_requests += 1;
        let start = match after {
            Some(_) if self.refuses_pages => return None,
            Some(after) if !self.knows_no_pages => {
                self.jobs.iter().position(|(id, _)| **id == *after.text)? + 1
            }
            Some(_) | None => 0,
        };
        let end = self.jobs.len().min(start + self.clamp);
        let page = &self.jobs[start..end];
        let mut readable = page.iter().filter(|(_, is_readable)| *is_readable);
        let jobs = readable.clone().map(|(id, _)| Job::clone(&job(id, id, Completed, 0).job)).collect();
        let bad = page.iter().enumerate().filter(|(_, (_, is_readable))| !is_readable);
        let bad = bad.map(|(at, _)| (at, format!("job {}: it is no object", at + 1))).collect();
        let last = if self.says_last { page.last() } else { readable.next_back() }.map(|(id, _)| id.clone());
        let has_more = end < self.jobs.len();
        let next = last.filter(|_| !page.is_empty() && (has_more || !self.says_more));
        let next = next.map(|text| PageToken { text: text.into(), is_optional: !self.says_more });
        let is_cut = self.says_more && has_more && next.is_none();
        Some((JobsPage { jobs, next, is_cut }, bad))
    }
}

/// Polls until the list is there; `between` happens after each request. Gives the ids, sorted.
fn read(pages: &mut JobPages, service: &mut Service, mut between: impl FnMut(&mut Service)) -> Vec<String> {
    for _ in 0..300 {
        let list = match service.page(pages.next()) {
            Some((page, bad)) => Some(pages.accept(page, &bad)),
            None => pages.refuse(),
        };
        between(service);
        if let Some(list) = list
            && pages.next().is_none()
        {
            let mut ids: Vec<String> = list.iter().map(|job| job.id.to_string()).collect();
            ids.sort();
            return ids;
        }
    }
    panic!("the way has no end");
}

#[track_caller]
fn check(mut service: Service, n_jobs: usize, n_unreadable: usize, may_go_on: bool) {
    let mut pages = JobPages::default();
    let ids = read(&mut pages, &mut service, |_| ());
    let report = pages.report();
    assert_eq!((ids.len(), report.unreadable.len(), report.may_go_on), (n_jobs, n_unreadable, may_go_on));
}

#[test]
fn page_leads_on_whatever_can_be_read_of_it() {
    let with_bad = |bad: &[usize]| {
        let mut service = Service::new(9, 3);
        bad.iter().for_each(|at| service.jobs[*at].1 = false);
        service
    };
    check(with_bad(&[]), 9, 0, false);
    check(with_bad(&[1]), 8, 1, false);
    check(with_bad(&[8]), 8, 1, false);
    // A whole page that cannot be read, of a service that says what its last record is.
    check(Service { says_last: true, ..with_bad(&[3, 4, 5]) }, 6, 3, false);
    check(Service { says_last: true, ..with_bad(&[0, 1, 2, 5]) }, 5, 4, false);
    // Nothing says what follows the first page.
    check(with_bad(&[0, 1, 2]), 0, 3, true);
}

#[test]
fn service_that_does_not_say_whether_there_is_more_is_asked_once_more() {
    check(Service { says_more: false, ..Service::new(9, 3) }, 9, 0, false);
    check(Service { says_more: false, ..Service::new(1, 3) }, 1, 0, false);
    check(Service { says_more: false, knows_no_pages: true, ..Service::new(9, 9) }, 9, 0, false);
    check(Service { says_more: false, refuses_pages: true, ..Service::new(9, 9) }, 9, 0, false);
    check(Service { knows_no_pages: true, ..Service::new(9, 3) }, 3, 0, true);
    check(Service { refuses_pages: true, ..Service::new(9, 3) }, 3, 0, true);
}

#[test]
fn page_that_is_refused_twice_is_not_asked_for_again() {
    let (mut pages, mut service) =
        (JobPages::default(), Service { refuses_pages: true, ..Service::new(9, 3) });
    read(&mut pages, &mut service, |_| ());
    // The first page and what follows it, both twice.
    assert_eq!(service.n_requests, 4);
    read(&mut pages, &mut service, |_| ());
    assert_eq!((service.n_requests, pages.report().may_go_on), (5, true));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn any_mixture_of_trouble_ends_with_exactly_the_jobs_that_exist(
        n in 0usize..30,
        clamps in proptest::collection::vec(2usize..7, 1..4),
        bad in proptest::collection::vec(0usize..30, 0..6),
        (says_more, says_last) in (any::<bool>(), any::<bool>()),
        changes in proptest::collection::vec((any::<bool>(), 0usize..30), 0..30),
    ) {
        let mut service = Service { says_more, says_last, ..Service::new(n, 3) };
        // Without a word about the last record a whole page must not be unreadable.
        let bad = bad.into_iter().filter(|at| *at < n && (says_last || at % 2 == 1));
        bad.for_each(|at| service.jobs[at].1 = false);
        let mut pages = JobPages::default();
        let (mut changes, mut clamps, mut n_new) = (changes.into_iter(), clamps.iter().cycle(), 0);
        while changes.len() != 0 {
            service.clamp = *clamps.next().unwrap();
            read(&mut pages, &mut service, |service| match changes.next() {
                Some((true, _)) => {
                    n_new += 1;
                    service.jobs.insert(0, (format!("new {n_new}"), true));
                }
                // What cannot be read stays, so that no whole page is unreadable.
                Some((false, at)) if service.jobs.get(at).is_some_and(|(_, is_readable)| *is_readable && says_last) => {
                    drop(service.jobs.remove(at));
                }
                Some(_) | None => {}
            });
        }
        let mut ids = Vec::new();
        for _ in 0..TO_END_EVERY + 2 {
            ids = read(&mut pages, &mut service, |_| ());
        }
        let mut truth: Vec<String> = service.jobs.iter().filter(|(_, is_readable)| *is_readable).map(|(id, _)| id.clone()).collect();
        truth.sort();
        prop_assert_eq!(ids, truth);
        prop_assert!(!pages.report().may_go_on);
    }
}
