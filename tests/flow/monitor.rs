//! Single rules of a monitor, against the simulator or made-up responses. Whole lives of jobs are in `convergence` and `life`.
use std::sync::Arc;

use tuneboard_core::{
    api::{self, ApiError, ErrorKind, HttpRequest, HttpResponse, RetryAdvice, TransportError},
    metrics::MetricStore,
    model::{Job, JobStatus, JobVerb, MetricKey, MetricsFilter, Provider, StatusClass, Timestamp},
    monitor::{Arrival, Changes, JobMonitor, JobResource, JobUpdate, MonitorScope, SamplingRule},
    polling::{Outcome, Pace},
};
use tuneboard_simulator::{Options, Simulator};

use crate::clock::FakeClock;

/// A service with one job of a provider, and a monitor that has read nothing of it.
struct Case {
    provider: Provider,
    service: Simulator,
    clock: FakeClock,
    monitor: JobMonitor,
    store: MetricStore,
}

impl Case {
    fn new(provider: Provider, scope: MonitorScope) -> Self {
        let clock = FakeClock::default();
        let mut service = Simulator::new(Options::demo(5), clock.now());
        let list = api::list_all(provider);
        let response = send(&mut service, provider, list, clock.now());
        let jobs = api::decode_jobs(provider, &response).unwrap().value.jobs;
        let job = jobs.into_iter().find(|job| job.status.class == StatusClass::Completed).unwrap();
        let monitor = JobMonitor::new(provider, job.id, None, scope);
        Self { provider, service, clock, monitor, store: MetricStore::new() }
    }

    /// Requests a resource, and takes the response of the service.
    fn poll(&mut self, resource: JobResource) -> JobUpdate {
        let (request, provider) = (self.monitor.request(resource), self.provider);
        let response = send(&mut self.service, provider, request, self.clock.now());
        self.respond(resource, Ok(&response), Arrival::fresh(self.clock.now()))
    }

    /// Requests a resource, and takes `response`.
    fn poll_as(&mut self, resource: JobResource, response: Result<&HttpResponse, ApiError>) -> JobUpdate {
        self.monitor.request(resource);
        self.respond(resource, response, Arrival::fresh(self.clock.now()))
    }

    fn respond(
        &mut self,
        resource: JobResource,
        response: Result<&HttpResponse, ApiError>,
        arrival: Arrival,
    ) -> JobUpdate {
        match resource {
            JobResource::Record => self.monitor.on_record(response, arrival),
            JobResource::Events => self.monitor.on_events(response, arrival),
            JobResource::Checkpoints => self.monitor.on_checkpoints(response, arrival),
            JobResource::Metrics => {
                let receiver = self.monitor.metrics_response();
                let read = match response {
                    Ok(response) => receiver.finish_as(response),
                    Err(error) => receiver.finish(Err(error)),
                };
                self.monitor.on_metrics(&mut self.store, read, arrival)
            }
        }
    }

    /// Polls until nothing more follows.
    fn poll_all(&mut self) {
        let mut due = self.monitor.resources();
        for _ in 0..50 {
            let Some(resource) = due.pop() else { return };
            due.extend(self.poll(resource).follow_ups);
        }
        panic!("requests without end");
    }
}

fn send(
    service: &mut Simulator,
    provider: Provider,
    mut request: HttpRequest,
    now: Timestamp,
) -> HttpResponse {
    request.path = format!("{}{}", Simulator::base_path(provider), request.path);
    request.bearer = Simulator::key("key");
    service.handle(&request, now).response
}

fn not_found() -> HttpResponse {
    HttpResponse::json(404, r#"{"detail":"no such job"}"#)
}

#[test]
fn every_offered_resource_is_read_to_its_end() {
    for provider in Provider::ALL {
        let mut case = Case::new(provider, MonitorScope::Everything);
        case.poll_all();
        let monitor = &case.monitor;
        assert!(monitor.is_over() && !case.store.is_empty(), "{provider:?}");
        assert_eq!(monitor.events().is_empty(), !provider.capabilities().has_events, "{provider:?}");
        assert_eq!(
            monitor.checkpoints().is_empty(),
            !provider.capabilities().has_checkpoints,
            "{provider:?}"
        );
        for resource in monitor.resources() {
            assert_eq!(case.monitor.error(resource), None);
            assert_eq!(case.monitor.read_at(resource), Some(case.clock.now()));
            let mut update = case.poll(resource);
            while !update.follow_ups.is_empty() {
                update = case.poll(resource);
            }
            assert_eq!(pace(&update), Some(Pace::Final), "{provider:?} {resource:?}");
        }
    }
}

/// The expected rate of change that an update reports; `None` for a failure.
fn pace(update: &JobUpdate) -> Option<Pace> {
    match update.outcome {
        Outcome::Fresh { pace, .. } => Some(pace),
        Outcome::Failed(_) => None,
    }
}

#[test]
fn failed_response_keeps_data_and_its_time() {
    for provider in Provider::ALL {
        let mut case = Case::new(provider, MonitorScope::Everything);
        case.poll_all();
        let read_at = case.clock.now();
        case.clock.pass(60.0);
        let n_points = case.store.n_points();
        for resource in case.monitor.resources() {
            let lost = ApiError::from(TransportError::CutOff);
            let update = case.poll_as(resource, Err(lost.clone()));
            assert_eq!(update.outcome, Outcome::Failed(RetryAdvice::Backoff), "{provider:?} {resource:?}");
            assert_eq!((update.follow_ups, update.changes), (Vec::new(), Changes::default()));
            assert_eq!(case.monitor.error(resource), Some(&lost));
            assert_eq!(case.monitor.read_at(resource), Some(read_at));
        }
        assert!(case.monitor.record().is_some());
        assert_eq!(case.store.n_points(), n_points);
    }
}

#[test]
fn known_end_requests_everything_else_once_more() {
    let mut case = Case::new(Provider::OpenAi, MonitorScope::Everything);
    let update = case.poll(JobResource::Record);
    assert_eq!(update.follow_ups, [JobResource::Metrics, JobResource::Events, JobResource::Checkpoints]);
    assert_eq!(case.poll(JobResource::Record).follow_ups, []);
    let mut case = Case::new(Provider::OpenAi, MonitorScope::RecordAndMetrics);
    assert_eq!(case.poll(JobResource::Record).follow_ups, [JobResource::Metrics]);
}

#[test]
fn unknown_job_beside_others_is_given_up_after_three_responses_in_a_row() {
    for (scope, is_given_up) in [(MonitorScope::Everything, false), (MonitorScope::RecordAndMetrics, true)] {
        let mut case = Case::new(Provider::Archetype, scope);
        for n in [1, 2, 0, 1, 2, 3, 4] {
            if n == 0 {
                assert!(!case.poll(JobResource::Record).is_given_up);
                continue;
            }
            let update = case.poll_as(JobResource::Record, Ok(&not_found()));
            assert_eq!(update.is_given_up, is_given_up && n == 3, "{scope:?} {n}");
        }
    }
}

#[test]
fn missing_endpoint_is_told_apart_from_an_unknown_job() {
    let resources = [JobResource::Events, JobResource::Checkpoints, JobResource::Metrics];
    let mut case = Case::new(Provider::Together, MonitorScope::Everything);
    for resource in resources {
        case.poll_as(resource, Ok(&not_found()));
        assert_eq!(case.monitor.error(resource).map(|error| error.kind), Some(ErrorKind::NotFound));
    }
    assert!(case.monitor.offers_log() && case.monitor.offers_checkpoints());
    case.poll(JobResource::Record);
    for resource in resources {
        case.poll_as(resource, Ok(&not_found()));
        assert_eq!(case.monitor.error(resource), None);
    }
    assert!(!case.monitor.offers_log() && !case.monitor.offers_checkpoints());
    // The service may have been updated since.
    case.poll_all();
    assert!(case.monitor.offers_log() && case.monitor.offers_checkpoints());
    // Data that was there does not disappear.
    for resource in resources {
        case.poll_as(resource, Ok(&not_found()));
        assert!(case.monitor.error(resource).is_some());
    }
    assert!(case.monitor.offers_log() && case.monitor.offers_checkpoints());
}

#[test]
fn cached_record_overwrites_nothing_and_is_not_for_the_job_table() {
    let mut case = Case::new(Provider::Archetype, MonitorScope::Everything);
    let update = case.poll(JobResource::Record);
    let sent = update.changes.sent_record.unwrap();
    let mut newer = sent.clone();
    newer.status.raw = "NEWER".into();
    let id = sent.id.clone();
    let request = case.monitor.request(JobResource::Record);
    let response = send(&mut case.service, Provider::Archetype, request, case.clock.now());
    for (is_from_cache, status) in [(true, "NEWER"), (false, &*sent.status.raw)] {
        let known = Some(Arc::new(newer.clone()));
        case.monitor = JobMonitor::new(Provider::Archetype, id.clone(), known, MonitorScope::Everything);
        let arrival = Arrival { is_from_cache, ..Arrival::fresh(case.clock.now()) };
        let changes = case.respond(JobResource::Record, Ok(&response), arrival).changes;
        assert_eq!(changes.sent_record.is_some(), !is_from_cache);
        assert_eq!(case.monitor.record().map(|job| &*job.status.raw), Some(status));
        let changes = case.respond(JobResource::Metrics, Err(TransportError::CutOff.into()), arrival).changes;
        assert_eq!(changes, Changes::default());
    }
}

#[test]
fn table_row_completes_the_record_and_replaces_nothing() {
    let mut case = Case::new(Provider::Archetype, MonitorScope::Everything);
    let sent = case.poll(JobResource::Record).changes.sent_record.unwrap();
    let mut row = sent.clone();
    (row.price_usd, row.base_model) = (Some(7.5), Some("another".into()));
    assert!(case.monitor.on_list_row(&row).0.has_new_record);
    let record = case.monitor.record().unwrap();
    assert_eq!((record.price_usd, &record.base_model), (Some(7.5), &sent.base_model));
    assert_eq!(case.monitor.on_list_row(&row), (Changes::default(), false));
}

#[test]
fn a_later_status_of_the_table_is_the_records_and_asks_for_it_once() {
    /// Status of the row, seconds from the record's last change to the row's, `None` without; the status that is shown then.
    #[track_caller]
    fn check(of_row: StatusClass, later_by: Option<i64>, expected: StatusClass) {
        let in_status = |class: StatusClass| JobStatus { class, raw: class.slug().into() };
        let known = Job {
            updated_at: Some(Timestamp::from_unix_secs(1_000)),
            ..Job::bare("ft-1".into(), in_status(StatusClass::Running))
        };
        let row = Job {
            status: in_status(of_row),
            updated_at: later_by.map(|secs| Timestamp::from_unix_secs(1_000 + secs)),
            ..known.clone()
        };
        let record = Some(Arc::new(known.clone()));
        let mut monitor =
            JobMonitor::new(Provider::Together, known.id.clone(), record, MonitorScope::Everything);
        let (changes, is_outdated) = monitor.on_list_row(&row);
        let shown = |monitor: &JobMonitor| monitor.record().map(|job| job.status.class);
        assert_eq!(shown(&monitor), Some(expected), "{of_row:?} {later_by:?}");
        assert_eq!((changes.has_new_record, is_outdated), (expected == of_row, expected == of_row));

        // The record's endpoint is behind: the list still counts, and is no reason to ask again and again.
        let arrival = Arrival::fresh(Timestamp::from_unix_secs(2_000));
        let changes = monitor.on_action(JobVerb::Cancel, &Ok(Some(known)), arrival);
        // Nor does it take the table back, if times tell.
        if later_by.is_some_and(|secs| 0 < secs) {
            assert_eq!(shown(&monitor), Some(expected), "{of_row:?} {later_by:?}");
            assert_eq!(changes.sent_record.map(|job| job.status.class), Some(expected));
        }
        assert!(!monitor.on_list_row(&row).1);
        assert_eq!(shown(&monitor), Some(expected), "{of_row:?} {later_by:?}");
    }
    use StatusClass::{Completed, Running, Stopping, Waiting};
    check(Completed, Some(9), Completed);
    check(Stopping, Some(9), Stopping);
    check(Completed, Some(0), Completed);
    check(Completed, None, Completed);
    check(Completed, Some(-9), Running);
    check(Waiting, Some(-9), Running);
    check(Stopping, Some(0), Running);
    check(Stopping, None, Running);
}

#[test]
fn action_that_a_service_lacks_is_not_offered_again() {
    let refused = || Err(ApiError::from_response(&not_found()));
    let mut case = Case::new(Provider::Archetype, MonitorScope::Everything);
    let arrival = Arrival::fresh(case.clock.now());
    case.monitor.on_action(JobVerb::Pause, &refused(), arrival);
    assert_eq!(case.monitor.unoffered(), [], "the job itself may be missing");
    case.poll(JobResource::Record);
    case.monitor.on_action(JobVerb::Pause, &refused(), arrival);
    assert_eq!(case.monitor.unoffered(), [JobVerb::Pause]);
    case.monitor.on_action(JobVerb::Cancel, &Ok(None), arrival);
    assert_eq!(case.monitor.unoffered(), [JobVerb::Pause]);
}

#[test]
fn job_without_an_address_is_not_polled_and_has_no_actions() {
    let monitor = JobMonitor::new(Provider::Together, "..".into(), None, MonitorScope::Everything);
    assert_eq!(monitor.resources(), []);
    assert_eq!(monitor.unoffered(), Provider::Together.capabilities().verbs);
}

#[test]
fn other_bounds_empty_the_store_and_hide_the_progress() {
    let mut case = Case::new(Provider::Together, MonitorScope::Everything);
    case.poll_all();
    let whole = case.monitor.reached(&case.store);
    assert!(whole.last_step.is_some());
    let bounds = MetricsFilter { step_from: Some(3), step_to: Some(9), ..MetricsFilter::default() };
    assert!(case.monitor.set_bounds(&mut case.store, bounds));
    assert!(case.store.is_empty());
    assert_eq!(case.monitor.read_at(JobResource::Metrics), None);
    let update = case.poll(JobResource::Metrics);
    let loss = case.store.get(&MetricKey::train("loss")).unwrap();
    assert!(!loss.is_empty() && loss.steps().iter().all(|step| (3..=9).contains(&step)));
    assert_eq!(update.changes.summary, None, "the last row of a part is not the latest");
    assert_eq!(case.monitor.reached(&case.store).last_step, None);
    assert!(!case.monitor.set_bounds(&mut case.store, bounds));
    assert!(case.monitor.set_bounds(&mut case.store, MetricsFilter::default()));
    let update = case.poll(JobResource::Metrics);
    assert_eq!(case.monitor.reached(&case.store).last_step, whole.last_step);
    assert_eq!(update.changes.summary.unwrap().last_step, whole.last_step);
}

#[test]
fn long_job_begins_with_a_sample_and_goes_on_with_everything() {
    let mut case = Case::new(Provider::Together, MonitorScope::Everything);
    case.monitor = case.monitor.with_sampling(SamplingRule { min_steps: 1, n_rows: 7 });
    case.poll(JobResource::Record);
    let update = case.poll(JobResource::Metrics);
    assert_eq!(case.monitor.metrics_query().filter.resolution, Some(7));
    assert!(case.monitor.feed().is_sampled() && !case.store.is_empty());
    assert_eq!(update.follow_ups, [JobResource::Metrics]);
    let n_sampled = case.store.n_points();
    case.poll(JobResource::Metrics);
    assert!(!case.monitor.feed().is_sampled());
    assert!(n_sampled < case.store.n_points());
}

/// Polls a resource until the next request is `first` again; gives the last update.
fn walk(case: &mut Case, resource: JobResource, first: &HttpRequest) -> JobUpdate {
    for _ in 0..50 {
        let update = case.poll(resource);
        if case.monitor.request(resource) == *first {
            return update;
        }
    }
    panic!("pages without end");
}

#[test]
fn walk_that_began_before_the_known_end_is_followed_by_another() {
    for resource in [JobResource::Metrics, JobResource::Events] {
        let mut case = Case::new(Provider::OpenAi, MonitorScope::Everything);
        let first = case.monitor.request(resource);
        assert_eq!(case.poll(resource).follow_ups, [resource], "there is a second page");
        case.poll(JobResource::Record);
        let update = walk(&mut case, resource, &first);
        assert_eq!(
            (&*update.follow_ups, pace(&update)),
            (&[resource][..], Some(Pace::Finished)),
            "{resource:?}"
        );
    }
}

#[test]
fn page_that_is_lost_begins_the_walk_anew() {
    for resource in [JobResource::Metrics, JobResource::Events] {
        let mut case = Case::new(Provider::OpenAi, MonitorScope::Everything);
        let first = case.monitor.request(resource);
        case.poll(resource);
        assert_ne!(case.monitor.request(resource), first, "{resource:?}");
        case.poll_as(resource, Err(TransportError::CutOff.into()));
        assert_eq!(case.monitor.request(resource), first, "{resource:?}");
    }
}

/// A job that was read while it ran, and has ended since, as the job table tells.
#[test]
fn walk_that_a_cached_page_began_is_followed_by_another() {
    for resource in [JobResource::Metrics, JobResource::Events] {
        let mut case = Case::new(Provider::OpenAi, MonitorScope::Everything);
        case.poll(JobResource::Record);
        let first = case.monitor.request(resource);
        let page = send(&mut case.service, Provider::OpenAi, first.clone(), case.clock.now());
        let cached = Arrival { is_from_cache: true, ..Arrival::fresh(case.clock.now()) };
        case.respond(resource, Ok(&page), cached);
        let update = walk(&mut case, resource, &first);
        assert_eq!(
            (&*update.follow_ups, pace(&update)),
            (&[resource][..], Some(Pace::Finished)),
            "{resource:?}"
        );
        let update = walk(&mut case, resource, &first);
        assert_eq!((&*update.follow_ups, pace(&update)), (&[][..], Some(Pace::Final)), "{resource:?}");
    }
}
