//! Lists that services cut short, refuse or spoil: what the page then has.

use tuneboard_core::{
    api::{HttpRequest, HttpResponse, RefusedParameters},
    model::{JobId, Provider},
};
use tuneboard_simulator::{Fault, Options, Simulator};

use crate::{
    clock::at,
    harness::{
        job_list::JobList,
        page::{Page, Resource},
    },
};

/// Reads a list to its end from a service; gives the questions that were sent.
fn read(
    list: &mut JobList,
    refused: &mut RefusedParameters,
    mut answer: impl FnMut(&HttpRequest) -> HttpResponse,
) -> Vec<String> {
    let mut sent = Vec::new();
    for _ in 0..100 {
        let mut question = refused.question("service", list.request());
        let response = loop {
            sent.push(question.request().target());
            let response = answer(question.request());
            match refused.on_status(question, response.status) {
                Some(plainer) => question = plainer,
                None => break response,
            }
        };
        if !list.take(Ok(response)).unwrap().1 {
            return sent;
        }
    }
    panic!("the list has no end: {:?}", &sent[sent.len() - 9..]);
}

/// Returns a number that a question names.
fn number(request: &HttpRequest, name: &str) -> Option<usize> {
    request.query.iter().find(|(own, _)| own == name).and_then(|(_, value)| value.parse().ok())
}

fn job(n: usize) -> String {
    let status = if n.is_multiple_of(50) { "RUNNING" } else { "COMPLETED" };
    format!(r#"{{"name":"job {n}","id":"j{n:04}","status":"{status}","created_at":"2026-08-01T09:00:00Z"}}"#)
}

/// Returns an Archetype account of `n` jobs, of which record `bad` is null, and which gives at most `clamp` at once.
fn account(n: usize, bad: Option<usize>, clamp: usize) -> impl Fn(&HttpRequest) -> HttpResponse {
    move |request| {
        let has_status = |at: &usize| {
            let mut asked = request.query.iter().filter(|(name, _)| name == "statuses").peekable();
            asked.peek().is_none() || (at.is_multiple_of(50) && asked.any(|(_, word)| word == "RUNNING"))
        };
        let most = number(request, "limit").unwrap_or(usize::MAX).min(clamp);
        let offset = number(request, "offset").unwrap_or(0);
        let places = (0..n).filter(has_status).skip(offset).take(most);
        let records = places.map(|at| if bad == Some(at) { "null".to_owned() } else { job(at) });
        HttpResponse::json(200, format!("[{}]", records.collect::<Vec<_>>().join(",")))
    }
}

/// Reads the list of an account twice; compares what is there, and the number of questions.
#[track_caller]
fn check(
    answer: impl Fn(&HttpRequest) -> HttpResponse,
    n_jobs: usize,
    unreadable: &[&str],
    may_go_on: bool,
    n_questions: [usize; 2],
) {
    let (mut list, mut refused) = (JobList::new(Provider::Archetype), RefusedParameters::default());
    let n_sent = [(); 2].map(|()| read(&mut list, &mut refused, &answer).len());
    assert_eq!(list.ids().len(), n_jobs);
    assert_eq!(
        (&*list.report.unreadable, list.report.may_go_on),
        (&unreadable.iter().map(|t| (*t).to_owned()).collect::<Vec<_>>()[..], may_go_on)
    );
    assert_eq!(n_sent, n_questions);
}

#[test]
fn list_that_a_service_cuts_short_is_read_to_its_end() {
    // The list, a look behind it; then three pages and a look behind the last. Later those that may change, and a look
    // behind them.
    check(account(250, None, 100), 250, &[], false, [6, 2]);
    check(account(100, None, 100), 100, &[], false, [2, 1]);
    check(account(101, None, 100), 101, &[], false, [5, 2]);
    check(account(3, None, 1_000), 3, &[], false, [2, 1]);
    check(account(0, None, 1_000), 0, &[], false, [1, 1]);
    check(account(2_500, None, 1_000), 2_500, &[], false, [5, 2]);
}

#[test]
fn unreadable_record_in_a_full_page_hides_no_job_behind_it() {
    let why = "job 501: it is no object";
    check(account(1_003, Some(500), usize::MAX), 1_002, &[why], false, [4, 2]);
    check(account(1_003, Some(999), usize::MAX), 1_002, &["job 1000: it is no object"], false, [4, 2]);
    check(account(250, Some(99), 100), 249, &["job 100: it is no object"], false, [6, 2]);
    check(account(7, Some(6), 1_000), 6, &["job 7: it is no object"], false, [2, 1]);
}

#[test]
fn refused_limit_is_left_out_and_not_asked_for_again() {
    let refuses = |n: usize, most: usize| {
        let account = account(n, None, usize::MAX);
        move |request: &HttpRequest| match number(request, "limit") {
            Some(limit) if most < limit => {
                HttpResponse::json(422, r#"{"detail":[{"loc":["query","limit"],"msg":"too large"}]}"#)
            }
            _ => account(request),
        }
    };
    // The refused one and the plain one, a look behind; another refused one is that with an offset.
    check(refuses(30, 0), 30, &[], false, [3, 1]);
    check(refuses(30, 500), 30, &[], false, [3, 1]);
    check(refuses(1_500, 500), 1_500, &[], false, [4, 2]);
}

#[test]
fn service_that_shows_no_end_is_said_to_show_none() {
    let whole = account(100, None, 100);
    // It knows no offset, or refuses one.
    let without = |request: &HttpRequest| whole(&HttpRequest { query: Vec::new(), ..request.clone() });
    check(without, 100, &[], true, [2, 1]);
    let refusing = |request: &HttpRequest| match number(request, "offset") {
        Some(_) => HttpResponse::json(400, "{}"),
        None => whole(request),
    };
    check(refusing, 100, &[], true, [2, 1]);
}

#[test]
fn every_list_is_whole_whatever_the_simulator_does_to_it() {
    for provider in Provider::ALL {
        let options = || Options { n_jobs: 230, ..Options::demo(3) };
        let now = at(0.0);
        let all = |faults: &str| {
            let mut service = Simulator::new(options(), now);
            service.set_faults(Fault::parse_list(faults).unwrap());
            let (mut list, mut refused) = (JobList::new(provider), RefusedParameters::default());
            let page = Page::new(provider, options());
            read(&mut list, &mut refused, |request| {
                service.handle(&page.addressed(request.clone()), now).response
            });
            list
        };
        let ids: Vec<JobId> = all("").ids();
        assert!(200 < ids.len(), "{provider:?}");
        for faults in ["jobs:clamp=100", "jobs:clamp=17", "jobs:nolimit"] {
            let list = all(faults);
            assert_eq!(list.ids(), ids, "{provider:?} {faults}");
            assert_eq!(list.report.unreadable, [""; 0], "{provider:?} {faults}");
            assert!(!list.report.may_go_on, "{provider:?} {faults}");
        }
        for (faults, place) in [("jobs:badrecord=7", 7), ("jobs:badrecord=100", 100), ("jobs:badrecord=1", 1)]
        {
            let list = all(faults);
            assert_eq!(list.jobs.len(), ids.len() - 1, "{provider:?} {faults}");
            assert_eq!(list.report.unreadable, [format!("job {place}: it is no object")], "{provider:?}");
            assert!(list.ids().iter().all(|id| ids.contains(id)));
        }
    }
}

#[test]
fn polled_list_recovers_from_a_clamp_that_comes_and_goes() {
    let mut page = Page::new(Provider::Archetype, Options { n_jobs: 150, ..Options::demo(3) });
    page.watch_list();
    page.run(60.0);
    let n_jobs = page.list.jobs.len();
    let n_sent = page.sent.len();
    page.run(60.0);
    assert!(page.n_sent(n_sent, Resource::Jobs) <= 5, "an unchanged list is asked for once a poll");
    page.service.set_faults(Fault::parse_list("jobs:clamp=40").unwrap());
    page.run(120.0);
    assert!(n_jobs <= page.list.jobs.len() && page.jobs_error.is_none());
    page.service.set_faults(Fault::parse_list("jobs:nolimit").unwrap());
    page.run(120.0);
    assert!(n_jobs <= page.list.jobs.len() && page.jobs_error.is_none());
    assert!(!page.list.report.may_go_on);
}

/// A job whose rows a service gives at most so many of at once ends with all of them, and is asked no more than that takes.
#[test]
fn rows_that_a_service_cuts_short_are_read_to_their_end() {
    for most in [5, 60, 1_000] {
        let mut page = Page::with_new_job(Provider::Archetype, "cut", 50.0);
        page.set_faults(&format!("archetype/metrics:clamp={most}"));
        page.run_until(3_000, |page| page.job().is_over());
        page.run(120.0);
        let shown: Vec<u64> = page.job().store.series().flat_map(|series| series.steps().iter()).collect();
        let n_asked = page.sent.iter().filter(|sent| sent.resource == Resource::Metrics).count();
        page.set_faults("");
        page.reset();
        page.run(120.0);
        let all: Vec<u64> = page.job().store.series().flat_map(|series| series.steps().iter()).collect();
        assert!(20 < all.len());
        assert_eq!(shown, all, "{most} at once");
        assert!(n_asked < 400, "{n_asked} questions");
    }
}
