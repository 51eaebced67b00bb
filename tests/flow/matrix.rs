//! The fault matrix: every endpoint, every way to fail, on the first load, on a refresh and for an action.
//!
//! Each cell checks the words a person sees, that data that was read before stays with its age, how often
//! it is asked for in an hour, that all is well by itself afterwards, and that nothing but reading is repeated.
//! Consequences of a fault are a column of its row, not a snapshot.

use tuneboard_core::{
    api::{self, ApiError, HttpRequest, HttpResponse, JobsQuery},
    creation::Creation,
    explain::{explain, next_step},
    model::{JobId, JobVerb, MetricsQuery, Provider, Timestamp},
    polling::PollEvent,
};
use tuneboard_simulator::{Fault, Options, ReplayLog};

use super::{creation::Creator, trouble::gaps};
use crate::harness::{
    download::content,
    page::{Page, Resource},
};

/// Automatic reaction to a failure.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Then {
    /// It is none: the answer comes, or comes late.
    Fine,
    /// Again soon, then less and less often.
    Soon,
    /// Not before so many seconds, each time.
    After(f64),
    /// Once a minute.
    Slowly,
    /// Nothing, until the user changes the key.
    Stop,
}

use Then::{After, Fine, Slowly, Soon, Stop};

/// A fault in the simulator's grammar, the title a person reads, and what happens by itself.
const FAULTS: [(&str, &str, Then); 23] = [
    ("latency=30", "", Fine),
    ("latency=90", "No answer in time", Soon),
    ("never", "No answer in time", Soon),
    ("401", "The key was refused", Stop),
    ("403", "The key may not do this", Stop),
    ("404", "Nothing there", Slowly),
    ("405", "Unexpected response", Slowly),
    ("409", "Not possible in this state", Slowly),
    ("422", "The service refused the request", Slowly),
    ("429", "Too many requests", Soon),
    ("429=1", "Too many requests", After(12.0)),
    ("429=40", "Too many requests", After(40.0)),
    ("500", "The service has a problem", Soon),
    ("html502", "The service has a problem", Soon),
    ("503", "The service has a problem", Soon),
    ("cut", "The response was cut off", Soon),
    ("malformed", "The response could not be read", Soon),
    ("html200", "This is not the API", Soon),
    ("wrongtype", "", Fine),
    // The browser says the same of a lost CORS header, a lost name, a closed port and no network at all.
    ("nocors", "The service could not be reached", Soon),
    ("drop", "The service could not be reached", Soon),
    ("clock=86400", "", Fine),
    ("clock=-86400", "", Fine),
];

const BASE_URL: &str = "https://api.example/v1";

/// Longest time until the next try after a fault has ended, answer included.
const RECOVERY_SECS: f64 = 150.0;

/// A job that logs a row every two minutes for hours.
fn account(provider: Provider) -> (Page, JobId) {
    let rows: Vec<String> =
        (1..=200).map(|i| format!("{{\"step\":{i},\"loss\":{}}}", 2.0 / f64::from(i))).collect();
    let summary = format!("{{\"step\":200,\"train_runtime\":{}}}", 200 * 120);
    let log = format!("{{\"log_history\":[{},{summary}]}}", rows.join(","));
    let log = ReplayLog::parse("log.json", &log).unwrap();
    let mut page = Page::new(provider, Options { n_jobs: 0, replay: vec![log], ..Options::demo(1) });
    let list = page.ask(api::list_all(provider)).unwrap();
    let id = api::decode_jobs(provider, &list).unwrap().value.jobs[0].id.clone();
    (page, id)
}

fn set_faults(page: &mut Page, spec: &str) {
    page.service.set_faults(Fault::parse_list(spec).unwrap());
}

fn resources(page: &Page) -> Vec<Resource> {
    let mut resources = page.resources();
    resources.push(Resource::Jobs);
    resources
}

/// Content of a page: the list's jobs, the job's status, its points without their times, and its log.
type Shown = (Vec<JobId>, Option<Box<str>>, Vec<(String, u64, u64)>, usize);

fn shown(page: &Page) -> Shown {
    let points = content(&page.job().store).into_iter().flat_map(|(key, points)| {
        points.into_iter().map(move |(step, value, _)| (key.clone(), step, value)).collect::<Vec<_>>()
    });
    let ids = page.jobs.iter().map(|job| job.id.clone()).collect();
    let status = page.job().record().map(|job| job.status.raw.clone());
    (ids, status, points.collect(), page.job().events().len())
}

/// The words of a failure.
#[track_caller]
fn assert_told(error: Option<&ApiError>, title: &str, then: Then, cell: &str) {
    let Some(error) = error else { panic!("{cell}: nothing is said") };
    let told = explain(error, BASE_URL);
    assert_eq!(told.title, title, "{cell}");
    assert!(!told.meaning.is_empty() && !told.remedies.is_empty(), "{cell}");
    let next = match then {
        Fine => "",
        Soon | After(_) => "Retrying automatically",
        Slowly => "Retried from time to time",
        Stop => "Waiting for another key",
    };
    assert_eq!(next_step(error), next, "{cell}");
}

/// A list that a service need not have seems to be missing: the account's jobs, or what a job that is there has saved.
fn is_not_offered(page: &Page, resource: Resource, title: &str) -> bool {
    let may_be_missing = match resource {
        Resource::Jobs => !page.provider.capabilities().has_sure_list,
        Resource::Checkpoints => !page.job().monitor.offers_checkpoints(),
        Resource::Job | Resource::Metrics | Resource::Events => false,
    };
    may_be_missing && ["Nothing there", "Unexpected response"].contains(&title)
}

/// An hour of a fault that strikes every request.
fn suffer(page: &mut Page, title: &str, then: Then, cell: &str) {
    let began: Vec<Option<Timestamp>> =
        resources(page).into_iter().map(|resource| page.status(resource).last_success).collect();
    let before = shown(page);
    let n_sent = page.sent.len();
    page.dispatch(PollEvent::RefreshAsked);
    page.run(3_600.0);
    for (resource, last_success) in resources(page).into_iter().zip(began) {
        let cell = format!("{cell} {resource:?}");
        if is_not_offered(page, resource, title) {
            assert_eq!(page.error(resource), None, "{cell}");
            continue;
        }
        let n = page.n_sent(n_sent, resource);
        let gaps = gaps(page, n_sent, resource);
        // A question that is refused is replaced by another one at once.
        let n_replaced =
            usize::from(resource == Resource::Metrics && title == "The service refused the request");
        let least = gaps.iter().skip(n_replaced).copied().fold(f64::INFINITY, f64::min);
        match then {
            Fine => {
                assert_eq!(page.error(resource), None, "{cell}");
                assert!(page.status(resource).last_success > last_success, "{cell}");
                continue;
            }
            Soon => assert!((25..=200).contains(&n) && 1.0 <= least, "{cell}: {n}, {least} s apart"),
            After(secs) => {
                let most = (3_600.0 / secs) as usize + 1;
                assert!(secs <= least && (most * 4 / 5..=most).contains(&n), "{cell}: {n}, {least} s apart");
            }
            Slowly => assert!((50..=61).contains(&n) && 60.0 <= least, "{cell}: {n}, {least} s apart"),
            Stop => assert_eq!(n, 1, "{cell}"),
        }
        assert_told(page.error(resource), title, then, &cell);
        assert_eq!(page.status(resource).last_success, last_success, "{cell}: the age of what is shown");
    }
    let mut refusals = page.refusals.clone();
    refusals.sort();
    refusals.dedup();
    assert_eq!(refusals.len(), page.refusals.len(), "{cell}: a refused question was repeated");
    if then != Fine {
        assert_eq!(shown(page), before, "{cell}: what was read before stays");
    }
}

/// The fault has ended.
fn recover(page: &mut Page, then: Then, cell: &str) {
    set_faults(page, "");
    let ended_at = page.now();
    if then == Stop {
        let n_sent = page.sent.len();
        page.run(3_600.0);
        assert_eq!(page.sent.len(), n_sent, "{cell}: a refused key is not tried again");
        // Another key, or the Retry button.
        page.dispatch(PollEvent::RefreshAsked);
    }
    page.run(RECOVERY_SECS);
    for resource in resources(page) {
        assert_eq!(page.error(resource), None, "{cell} {resource:?}");
        assert!(page.status(resource).last_success > Some(ended_at), "{cell} {resource:?}");
    }
    let (_, status, points, n_events) = shown(page);
    let n_downloaded: usize = content(&page.download()).iter().map(|(_, points)| points.len()).sum();
    // The latest row may have come since.
    assert!((n_downloaded - 1..=n_downloaded).contains(&points.len()), "{cell}: {} points", points.len());
    assert!(!points.is_empty() && status.is_some() && page.jobs.len() == 1, "{cell}");
    assert_eq!(n_events == 0, !page.provider.capabilities().has_events, "{cell}");
}

#[test]
fn a_first_load_that_fails_says_why_and_comes_by_itself() {
    for provider in Provider::ALL {
        for (fault, title, then) in FAULTS {
            let cell = format!("{provider:?} {fault} first load");
            let (mut page, id) = account(provider);
            page.suspend(600.0);
            set_faults(&mut page, &format!("*:{fault}"));
            page.open(id, None);
            page.watch_list();
            page.run(61.0);
            let is_nothing = (Vec::new(), None, Vec::new(), 0);
            assert_eq!(shown(&page) == is_nothing, then != Fine, "{cell}: shown");
            for resource in resources(&page).into_iter().filter(|_| then != Fine) {
                if is_not_offered(&page, resource, title) {
                    assert_eq!(page.error(resource), None, "{cell}");
                    continue;
                }
                assert_told(page.error(resource), title, then, &cell);
                assert_eq!(page.status(resource).last_success, None, "{cell}");
            }
            recover(&mut page, then, &cell);
        }
    }
}

#[test]
fn a_refresh_that_fails_keeps_what_was_there_and_recovers_by_itself() {
    for provider in Provider::ALL {
        for (fault, title, then) in FAULTS {
            let cell = format!("{provider:?} {fault} refresh");
            let (mut page, id) = account(provider);
            page.open(id, None);
            page.watch_list();
            page.run(600.0);
            // What is under way was sent before.
            page.show(false);
            page.run(100.0);
            page.show(true);
            page.run(2.0);
            set_faults(&mut page, &format!("*:{fault}"));
            suffer(&mut page, title, then, &cell);
            recover(&mut page, then, &cell);
        }
    }
}

/// Reads what an answer says, as far as it is an error.
type Decode = fn(Provider, &HttpResponse) -> Option<ApiError>;

/// Returns the requests that are sent once, on a user's action: the endpoint's name, the request, and the
/// decoder of its response.
fn asks(
    provider: Provider,
    id: &JobId,
    creator: &Creator,
) -> Vec<(&'static str, Option<HttpRequest>, Decode)> {
    let spec = creator.spec(None);
    let model = provider.known_models()[0];
    let verbs = provider.capabilities().verbs;
    // What this generation's files are read by is its elder's.
    let has_files = provider != Provider::ArchetypeV06;
    let steer = |verb| verbs.contains(&verb).then(|| api::steer_job(provider, id, verb));
    let job: Decode = |provider, answer| api::decode_job(provider, answer).err();
    vec![
        ("jobs", Some(api::list_jobs(provider, &JobsQuery::default())), |provider, answer| {
            api::decode_jobs(provider, answer).err()
        }),
        ("job", Some(api::retrieve_job(provider, id)), job),
        ("metrics", Some(api::list_metrics(provider, id, &MetricsQuery::default())), |provider, answer| {
            api::decode_metrics(provider, answer).err()
        }),
        ("events", api::list_events(provider, id, None), |provider, answer| {
            api::decode_events(provider, answer).err()
        }),
        ("checkpoints", api::list_checkpoints(provider, id, None), |provider, answer| {
            api::decode_checkpoints(provider, &"j".into(), answer).err()
        }),
        ("files", has_files.then(|| api::list_files(provider, 0)), |provider, answer| {
            api::decode_files(provider, answer).err()
        }),
        ("models", api::list_models(provider), |_, answer| api::decode_models(answer).err()),
        ("limits", api::retrieve_limits(provider, model), |_, answer| api::decode_limits("m", answer).err()),
        ("price", api::estimate_price(provider, &spec), |_, answer| api::decode_price(answer).err()),
        ("create", Some(api::create_job(provider, &spec)), job),
        ("pause", steer(JobVerb::Pause), job),
        ("resume", steer(JobVerb::Resume), job),
        ("stop", steer(JobVerb::Stop), job),
        ("cancel", steer(JobVerb::Cancel), job),
        ("delete", api::delete_job(provider, id), |_, answer| api::decode_deleted(answer).err()),
    ]
}

#[test]
fn every_endpoint_tells_every_fault_in_its_words() {
    for provider in Provider::ALL {
        let mut n_asked = 0;
        for (fault, title, then) in FAULTS.into_iter().filter(|(.., then)| *then != Fine) {
            let (mut page, id) = account(provider);
            set_faults(&mut page, &format!("*:{fault}"));
            let creator = Creator::new(provider, "");
            for (endpoint, request, decode) in asks(provider, &id, &creator) {
                let Some(request) = request else { continue };
                let cell = format!("{provider:?} {endpoint} {fault}");
                let error = match page.ask(request) {
                    // A deletion goes by the status alone, which was a success.
                    Ok(answer) if endpoint == "delete" && answer.is_success() => continue,
                    Ok(answer) => decode(provider, &answer),
                    Err(error) => Some(error),
                };
                assert_told(error.as_ref(), title, then, &cell);
                n_asked += 1;
            }
        }
        assert!(120 < n_asked, "{provider:?}: {n_asked}");
    }
}

#[test]
fn an_action_that_fails_is_sent_once_and_the_page_learns_what_came_of_it() {
    for provider in Provider::ALL {
        for (fault, title, then) in FAULTS {
            let cell = format!("{provider:?} {fault} action");
            let (mut page, id) = account(provider);
            page.open(id, None);
            page.run(600.0);
            let n_actions = page.n_actions;
            // Only what acts is struck: the page goes on reading.
            set_faults(&mut page, &format!("cancel:{fault},stop:{fault}"));
            let ended = page.end(JobVerb::Cancel);
            if then == Fine {
                assert!(ended.is_ok(), "{cell}");
            } else {
                assert_told(ended.as_ref().err(), title, then, &cell);
            }
            page.run(600.0);
            assert_eq!(page.n_actions - n_actions, 1, "{cell}: sent once");
            // Whether it was heard is not known from the answer, but from what was read since.
            let fresh = page.ask(api::retrieve_job(provider, &page.job().id)).unwrap();
            let fresh = api::decode_job(provider, &fresh).unwrap();
            assert_eq!(page.job().class(), Some(fresh.status.class), "{cell}");
            let was_heard =
                matches!(fault, "cut" | "malformed" | "html200" | "never" | "nocors" | "latency=90");
            assert_eq!(page.job().is_over(), was_heard || then == Fine, "{cell}");
        }
    }
}

#[test]
fn a_creation_that_fails_is_sent_once() {
    for provider in Provider::ALL {
        for (fault, ..) in FAULTS {
            let mut creator = Creator::new(provider, &format!("create:{fault}"));
            let (mut creation, step) =
                Creation::begin(provider, creator.spec(None), [], false, creator.clock.now());
            creator.run(&mut creation, step);
            assert_eq!(creator.n_creates, 1, "{provider:?} {fault}");
        }
    }
}
