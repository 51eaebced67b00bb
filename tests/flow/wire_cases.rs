//! Exchanges as services were seen to have them, played to an open job: `tests/fixtures/wire/` has the answers and
//! what the page is to make of them.

use serde_json::{Value, json};
use tuneboard_core::{
    api::{HttpRequest, HttpResponse},
    metrics::MetricStore,
    model::{ProgressEstimate, Provider, Reached, Timestamp, estimate_progress_of},
    monitor::{Arrival, JobResource},
};

use crate::harness::watched_job::WatchedJob;

/// The bodies of a case, in the order of its exchanges.
fn bodies(case: &str) -> Vec<Value> {
    let case: Value = serde_json::from_str(case).unwrap();
    case["exchanges"].as_array().unwrap().iter().map(|exchange| exchange["body"].clone()).collect()
}

fn ok(body: &Value) -> HttpResponse {
    HttpResponse::json(200, body.to_string())
}

/// Asks for these resources, and for what is wanted at once, each answered by `service`.
fn ask(
    open: &mut WatchedJob,
    resources: &[JobResource],
    mut service: impl FnMut(&HttpRequest) -> HttpResponse,
) {
    let mut wanted = resources.to_vec();
    let mut n_asked = 0;
    while let Some(resource) = wanted.pop() {
        n_asked += 1;
        assert!(n_asked <= 20, "questions without end");
        let (request, receiver) = open.request(resource);
        let arrival = Arrival::fresh(Timestamp::from_unix_secs(1_785_576_570));
        wanted.extend(open.respond(resource, receiver, Ok(service(&request)), arrival).follow_ups);
    }
}

fn reached(open: &WatchedJob) -> Reached {
    open.monitor.reached(&open.store)
}

fn estimate_progress(open: &WatchedJob) -> ProgressEstimate {
    estimate_progress_of(open.record().unwrap(), &reached(open), Timestamp::from_unix_secs(1_785_576_570))
}

const TOTAL_IN_EVENTS: &str = include_str!("../fixtures/wire/01-together-total-steps-only-in-events.json");

fn with_events(events: Value) -> WatchedJob {
    let bodies = bodies(TOTAL_IN_EVENTS);
    let mut open = WatchedJob::new(Provider::Together, "ft-6c41d0aa-77b2".into(), None);
    ask(&mut open, &[JobResource::Metrics, JobResource::Events, JobResource::Record], |request| {
        let path = request.target();
        ok(if path.contains("/metrics") {
            &bodies[2]
        } else if path.contains("/events") {
            &events
        } else {
            &bodies[0]
        })
    });
    open
}

#[test]
fn the_log_tells_the_steps_that_the_record_does_not() {
    let events = bodies(TOTAL_IN_EVENTS)[1].clone();
    let open = with_events(events.clone());
    let job = open.record().unwrap();
    assert_eq!((reached(&open).step(job), job.progress.n_steps_total), (Some(130), Some(300)));
    let found = estimate_progress(&open);
    assert_eq!(found.share.map(|share| (share * 100.0).floor()), Some(43.0));
    assert_eq!((found.secs_left, found.basis), (Some(1_360.0), "from the recent step rate"));

    // The same without the total: epochs are as long as the first one.
    let mut events = events;
    events["data"][0].as_object_mut().unwrap().remove("total_steps");
    let open = with_events(events.clone());
    assert_eq!(open.record().unwrap().progress.n_steps_total, None);
    let found = estimate_progress(&open);
    assert!((1_360.0..=1_368.0).contains(&found.secs_left.unwrap()), "{found:?}");
    assert_eq!(found.basis, "by the length of the first epoch");

    // Training began anew: what was said before counts no more.
    let begins = json!({"type": "training_start", "message": "Training started", "created_at": "2026-08-01T09:28:00Z"});
    events["data"].as_array_mut().unwrap().push(begins);
    let found = estimate_progress(&with_events(events));
    assert_eq!((found.secs_left, found.basis), (None, "too few points yet"));
}

#[test]
fn entries_of_figures_tell_the_steps_of_the_job() {
    let entry = |step: u64, total: Option<u64>| {
        let mut data = json!({"step": step, "train_loss": 1.5});
        total.into_iter().for_each(|total| data["total_steps"] = total.into());
        json!({"object": "fine_tuning.job.event", "id": format!("e-{step}"), "created_at": 1_785_575_000 + step,
            "level": "info", "type": "metrics", "message": format!("Step {step}: training loss=1.5"), "data": data})
    };
    let mut open = WatchedJob::new(Provider::OpenAi, "ftjob-1".into(), None);
    let record = json!({"object": "fine_tuning.job", "id": "ftjob-1", "status": "running", "created_at": 1_785_570_000});
    // Newest first; the newest that tells counts.
    let page = json!({"object": "list", "has_more": false,
        "data": [entry(30, None), entry(20, Some(400)), entry(10, Some(300))]});
    let empty = json!({"object": "list", "data": [], "has_more": false});
    ask(
        &mut open,
        &[JobResource::Metrics, JobResource::Events, JobResource::Record],
        |request| match request.target() {
            path if path.contains("/events") => ok(&page),
            path if path.contains("/checkpoints") => ok(&empty),
            _ => ok(&record),
        },
    );
    assert_eq!(open.record().unwrap().progress.n_steps_total, Some(400));
    assert_eq!(open.store.last_step(), Some(30));
}

#[test]
fn a_checkpoint_ahead_of_the_rows_is_the_step_reached() {
    let mut bodies = bodies(include_str!("../fixtures/wire/02-archetype-last-checkpoint-step.json"));
    for (checkpoint, expected, is_by_checkpoint, shown) in [
        (json!(1_200), 1_200, true, Some(1_200)),
        (json!("1200"), 1_200, true, Some(1_200)),
        (json!(400), 600, false, Some(400)),
        (json!(0), 600, false, None),
        (json!(-1), 600, false, None),
        (json!(null), 600, false, None),
    ] {
        bodies[1]["last_checkpoint_step"] = checkpoint.clone();
        let mut open = WatchedJob::new(Provider::Archetype, "ftj-a".into(), None);
        ask(&mut open, &[JobResource::Metrics, JobResource::Record], |request| {
            ok(if request.target().contains("/metrics") { &bodies[1] } else { &bodies[0] })
        });
        let (job, reached) = (open.record().unwrap(), reached(&open));
        assert_eq!(reached.last_step, Some(600));
        let found = (reached.step(job), reached.is_by_checkpoint(job), reached.last_checkpoint_step);
        assert_eq!(found, (Some(expected), is_by_checkpoint, shown), "{checkpoint}");
    }
}

/// A service that logs a step every two seconds, and takes a filter or not.
fn live(refuses: impl Fn(&str) -> bool) -> (Vec<String>, MetricStore) {
    let bodies = bodies(include_str!("../fixtures/wire/08-together-fractional-logged-at-refused.json"));
    let mut rows: Vec<Value> = bodies[2]["metrics"].as_array().unwrap().clone();
    let mut open = WatchedJob::new(Provider::Together, "ft-6c41d0aa-77b2".into(), None);
    let mut refused = Vec::new();
    ask(&mut open, &[JobResource::Record], |_| ok(&bodies[0]));
    for n in 1..=20 {
        ask(&mut open, &[JobResource::Metrics], |request| {
            let target = request.target();
            if refuses(&target) {
                refused.push(target);
                return HttpResponse::json(400, bodies[1].to_string());
            }
            let last = rows[rows.len() - 1].clone();
            let step = last["train/global_step"].as_u64().unwrap() + 1;
            let at = last["timestamp"].as_i64().unwrap() + 2_000_000_000;
            rows.push(json!({"timestamp": at, "train/global_step": step, "train/loss": 1.0}));
            let from = target.split_once("global_step_from=").map_or(0, |(_, from)| from.parse().unwrap());
            let is_sent = |row: &&Value| from <= row["train/global_step"].as_u64().unwrap();
            ok(&json!({"metrics": rows.iter().filter(is_sent).collect::<Vec<_>>()}))
        });
        assert!(open.metrics_error().is_none());
        assert_eq!(open.store.last_step(), Some(50 + n), "live points keep coming");
    }
    (refused, open.store)
}

#[test]
fn charts_go_on_where_a_filter_is_refused() {
    let has_fraction =
        |target: &str| target.split_once("logged_at_from=").is_some_and(|(_, from)| from.contains('.'));
    assert_eq!(live(has_fraction).0, [""; 0], "nobody asks with fractions of a second");
    let (refused, store) = live(|target| target.contains("logged_at_from"));
    assert_eq!(refused.len(), 1, "{refused:?}");
    assert_eq!(store.n_points(), 22);
    let (refused, store) = live(|target| target.contains('?'));
    assert_eq!(refused.len(), 1, "{refused:?}");
    assert_eq!(store.n_points(), 22);
}
