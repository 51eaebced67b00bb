//! The open job of a page: the monitor that ships, the store that it fills, and a record of what a person saw.

use tuneboard_core::{
    api::{ApiError, HttpRequest, HttpResponse, Receiver},
    metrics::MetricStore,
    model::{Job, JobEvent, JobId, JobVerb, MetricsQuery, Provider, StatusClass},
    monitor::{
        Arrival, Changes, JobMonitor, JobResource, JobUpdate, MetricsResponse, MonitorScope, SamplingRule,
    },
};

/// One open job.
pub struct WatchedJob {
    pub id: JobId,
    pub monitor: JobMonitor,
    pub store: MetricStore,
    /// Status words in the order in which they were shown.
    pub statuses: Vec<Box<str>>,
    /// Number of points in the store after each response that brought some.
    pub growth: Vec<usize>,
    /// The last metrics request was for all there is, or completed it.
    pub was_full: bool,
    /// Most rows that the page ever reported as unreadable.
    pub n_unreadable: usize,
}

/// Receives a response piece by piece, as it arrives over a slow network.
fn arrive(receiver: &mut impl Receiver, response: &HttpResponse) {
    /// Borders within everything, and nowhere twice.
    const PIECE_BYTES: usize = 1_361;
    receiver.begin(response.status, response.headers.clone());
    response.body.chunks(PIECE_BYTES).for_each(|piece| receiver.push(piece));
}

impl WatchedJob {
    pub fn new(provider: Provider, id: JobId, known: Option<Job>) -> Self {
        let statuses = known.iter().map(|job| job.status.raw.clone()).collect();
        let monitor = JobMonitor::new(provider, id.clone(), known.map(Into::into), MonitorScope::Everything);
        Self {
            id,
            monitor,
            store: MetricStore::new(),
            statuses,
            growth: Vec::new(),
            was_full: false,
            n_unreadable: 0,
        }
    }

    /// Begins with a sample of the rows, however short the job is.
    pub fn with_sample(mut self) -> Self {
        self.monitor = self.monitor.with_sampling(SamplingRule { min_steps: 0, n_rows: 5 });
        self
    }

    /// Builds a request; for metrics also the receiver of its response.
    pub fn request(&mut self, resource: JobResource) -> (HttpRequest, Option<MetricsResponse>) {
        let request = self.monitor.request(resource);
        if resource != JobResource::Metrics {
            return (request, None);
        }
        self.was_full = self.monitor.feed().is_full();
        (request, Some(self.monitor.metrics_response()))
    }

    /// Takes the response to a request; `receiver` is the one that came with the request.
    pub fn respond(
        &mut self,
        resource: JobResource,
        receiver: Option<MetricsResponse>,
        answer: Result<HttpResponse, ApiError>,
        arrival: Arrival,
    ) -> JobUpdate {
        let whole = answer.as_ref().map_err(ApiError::clone);
        let update = match resource {
            JobResource::Record => self.monitor.on_record(whole, arrival),
            JobResource::Events => self.monitor.on_events(whole, arrival),
            JobResource::Checkpoints => self.monitor.on_checkpoints(whole, arrival),
            JobResource::Metrics => {
                let mut receiver = receiver.unwrap();
                let arrived = answer.map(|answer| arrive(&mut receiver, &answer));
                self.monitor.on_metrics(&mut self.store, receiver.finish(arrived), arrival)
            }
        };
        self.note(&update.changes);
        update
    }

    /// Takes the service's reply to an action.
    pub fn on_action(&mut self, verb: JobVerb, reply: &Result<Option<Job>, ApiError>, arrival: Arrival) {
        let changes = self.monitor.on_action(verb, reply, arrival);
        self.note(&changes);
    }

    /// Notes what a person sees of changes.
    fn note(&mut self, changes: &Changes) {
        let status = self.monitor.record().map(|job| job.status.raw.clone());
        if status.is_some() && status.as_ref() != self.statuses.last() {
            self.statuses.extend(status);
        }
        if changes.has_new_points {
            self.growth.push(self.store.n_points());
        }
        self.n_unreadable = self.n_unreadable.max(self.monitor.rows().n_unreadable);
    }

    /// The question of the metrics request under way, or of the last one.
    pub fn asked(&self) -> &MetricsQuery {
        self.monitor.metrics_query()
    }

    pub fn events(&self) -> &[JobEvent] {
        self.monitor.events()
    }

    pub fn class(&self) -> Option<StatusClass> {
        self.monitor.record().map(|job| job.status.class)
    }

    pub fn is_over(&self) -> bool {
        self.monitor.is_over()
    }

    pub fn record(&self) -> Option<&Job> {
        self.monitor.record().map(AsRef::as_ref)
    }

    /// Error of the last refresh of the record.
    pub fn job_error(&self) -> Option<&ApiError> {
        self.monitor.error(JobResource::Record)
    }

    /// Error of the last refresh of the metrics.
    pub fn metrics_error(&self) -> Option<&ApiError> {
        self.monitor.error(JobResource::Metrics)
    }
}
