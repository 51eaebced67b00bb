//! The simulator's runs that show what is found: each rule speaks of the run that is named after it, through the answers of both
//! providers of the demo, and of healthy runs none speaks.

use std::collections::BTreeSet;

use tuneboard_core::{
    api::{self, JobsQuery, Receiver as _},
    insight::{Insight, Rule, RunFacts, Severity, Surroundings},
    metrics::{Intake, MetricStore},
    model::{Checkpoint, JobId, MetricsFilter, MetricsQuery, Provider, Timestamp},
    monitor::MetricsResponse,
};
use tuneboard_simulator::{Options, Simulator, showcase};

/// Looks at a run while it grows.
const LOOKS: u32 = 12;
/// Seconds after which every run has ended.
const END_SECS: f64 = 300.0 * 60.0;

fn start() -> Timestamp {
    Timestamp::parse_iso8601("2026-08-01T09:00:00Z").unwrap()
}

/// A provider of the showcase, asked as the page asks.
struct Service {
    provider: Provider,
    simulator: Simulator,
}

impl Service {
    fn of(provider: Provider) -> Self {
        let options = Options { n_jobs: 0, replay: showcase::logs(), ..Options::demo(1) };
        Self { provider, simulator: Simulator::new(options, start()) }
    }

    fn send(&mut self, mut request: api::HttpRequest, at: Timestamp) -> api::HttpResponse {
        request.path = format!("{}{}", Simulator::base_path(self.provider), request.path);
        request.bearer = Simulator::key("key");
        self.simulator.handle(&request, at).response
    }

    /// Ids and names of all jobs, with their announced steps.
    fn jobs(&mut self) -> Vec<(JobId, String, Option<u64>)> {
        let request = api::list_jobs(self.provider, &JobsQuery::default());
        let response = self.send(request, start().plus_secs(END_SECS));
        let page = api::decode_jobs(self.provider, &response).unwrap();
        let jobs = page.value.jobs.into_iter();
        jobs.map(|job| (job.id, job.name.to_string(), job.progress.n_steps_total)).collect()
    }

    fn metrics(&mut self, id: &JobId, secs: f64, resolution: Option<u64>) -> MetricStore {
        let filter = MetricsFilter { resolution, ..MetricsFilter::default() };
        let query = MetricsQuery { filter, ..MetricsQuery::default() };
        let request = api::list_metrics(self.provider, id, &query);
        let response = self.send(request, start().plus_secs(secs));
        let mut reading = MetricsResponse::new(self.provider, Intake::whole());
        reading.begin(response.status, response.headers);
        reading.push(&response.body);
        let read = reading.finish(Ok(()));
        assert!(read.summary.is_ok(), "{:?}", read.summary);
        read.intake.into_store()
    }

    fn checkpoints(&mut self, id: &JobId, secs: f64) -> Vec<Checkpoint> {
        let request = api::list_checkpoints(self.provider, id, None).unwrap();
        let response = self.send(request, start().plus_secs(secs));
        api::decode_checkpoints(self.provider, id, &response).unwrap().value.checkpoints
    }
}

/// Findings of a job while it goes on and at its end.
fn findings(service: &mut Service, id: &JobId, total_steps: Option<u64>) -> BTreeSet<(Rule, Severity)> {
    let facts = RunFacts { total_steps, falls: Vec::new() };
    let mut found = BTreeSet::new();
    for look in 1..=LOOKS {
        let store = service.metrics(id, END_SECS * f64::from(look) / f64::from(LOOKS), None);
        let surroundings =
            Surroundings { is_running: look < LOOKS, has_ended: look == LOOKS, ..Surroundings::default() };
        let mut insight = Insight::default();
        let answer = insight.append(&store, &facts).answer(&store, &facts, &surroundings);
        found.extend(answer.findings.iter().map(|finding| (finding.rule, finding.severity)));
    }
    found
}

#[test]
fn each_rule_speaks_of_its_run_and_of_healthy_runs_none() {
    for provider in Simulator::DEMO {
        let mut service = Service::of(provider);
        let jobs = service.jobs();
        let mut problems = Vec::new();
        let mut spoken = BTreeSet::new();
        for (id, name, total_steps) in jobs {
            let found = findings(&mut service, &id, total_steps);
            let rule = Rule::ALL.into_iter().find(|rule| name.ends_with(rule.slug()));
            let is_right = match rule {
                // The end of the run is unknown there, so that nobody can tell how late it is.
                Some(Rule::NoEvaluation) if total_steps.is_none() => found.is_empty(),
                Some(rule) => found.iter().any(|(known, _)| *known == rule),
                None => found.iter().all(|(_, severity)| *severity < Severity::Warning),
            };
            spoken.extend(rule.filter(|_| is_right));
            if !is_right {
                problems.push(format!("{name}: {found:?}"));
            }
        }
        assert!(problems.is_empty(), "{provider:?}:\n{}", problems.join("\n"));
        assert_eq!(spoken.len(), Rule::ALL.len(), "{provider:?}: a run for every rule");
    }
}

/// The times of `tests/e2e/jobs/worse.rs`, which has a browser between them: whatever that takes, the job is well before its end.
#[test]
fn overfitting_job_turns_worse_between_two_times_in_the_whole_log_and_in_a_sample() {
    let mut service = Service::of(Provider::Together);
    let jobs = service.jobs();
    let (id, _, total_steps) = jobs.into_iter().find(|(_, name, _)| name.ends_with("overfitting")).unwrap();
    let facts = RunFacts { total_steps, falls: Vec::new() };
    let mut check = |secs: f64, resolution: Option<u64>, expected: Option<(Severity, u64)>| {
        let store = service.metrics(&id, secs, resolution);
        let checkpoints = service.checkpoints(&id, secs);
        let surroundings =
            Surroundings { is_running: true, checkpoints: Some(&checkpoints), ..Surroundings::default() };
        let mut insight = Insight::default();
        let answer = insight.append(&store, &facts).answer(&store, &facts, &surroundings);
        let worst = answer.worst_open().filter(|finding| Severity::Note < finding.severity);
        let severity = worst.as_ref().map(|finding| finding.severity);
        assert_eq!(severity, expected.map(|(severity, _)| severity), "after {secs} s: {}", answer.headline);
        if let Some((_, step)) = expected {
            let sentence = worst.map(|finding| finding.sentence).unwrap_or_default();
            assert!(sentence.starts_with("Overfitting since step"), "{sentence}");
            let advice = answer.checkpoint.unwrap();
            assert_eq!((advice.step, advice.is_kept), (step, true), "{}", advice.sentence);
        }
    };
    for resolution in [None, Some(60)] {
        check(5_290.0, resolution, None);
        check(5_290.0 + 600.0, resolution, None);
        check(7_990.0, resolution, Some((Severity::Warning, 800)));
        check(7_990.0 + 1_200.0, resolution, Some((Severity::Warning, 800)));
    }
}
