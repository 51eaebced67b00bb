//! Keeps open jobs and job lists current: a job's record, metrics, event log and checkpoints, and a connection's list.
//!
//! [`JobMonitor`] is sans-IO: no clock, no transport, no signals. The poller decides when a resource is due. The monitor builds
//! the request; it takes the response, together with the time at which it was read, and returns an [`JobUpdate`]: the message
//! for the poller, the resources to request at once, and what changed. The browser's shell mirrors the changes into
//! signals, the tests in `tests/flow` drive the same monitor on a fake clock.
//!
//! The [`MetricStore`] is lent to the calls that fill it. It cannot be cloned and its readers read it in place, so it lives
//! where they are. One monitor fills one store, and nothing else does.
//!
//! [`WholeList`] and [`PagedList`] are the same for a connection's job list, whose rows are lent.
//!
//! Guarantees:
//! - A response that fails changes no data; the data that was read before stays, with its time.
//! - When the job's end becomes known, everything else is read once more and in full: rows and events that came with the end
//!   are not missed, even if a request from before the end was under way.
//! - A part of a list is followed by the request for the next part at once.
//! - A resource that a service does not offer is told apart from a job that it does not know.

mod checkpoints;
mod events;
mod list_update;
mod metrics;
mod metrics_response;
mod paged_list;
mod record;
mod resource;
mod update;
mod whole_list;

pub use list_update::{ListStep, ListUpdate};
pub use metrics::SamplingRule;
pub use metrics_response::{MetricsResponse, ReadMetrics};
pub use paged_list::PagedList;
pub use resource::{JobResource, MonitorScope};
pub use update::{Arrival, Changes, JobUpdate};
pub use whole_list::WholeList;

use std::sync::Arc;

use self::{checkpoints::CheckpointsState, events::EventsState, metrics::MetricsState, record::RecordState};
use crate::{
    api::{self, ApiError, HttpRequest},
    metrics::MetricStore,
    model::{Job, JobId, JobVerb, LogProgress, MetricsFilter, Provider, Reached, StatusClass, Timestamp},
    polling::{Outcome, Pace, PollPhase},
};

/// The data of one open job, and the rules that keep it current.
#[derive(Debug)]
pub struct JobMonitor {
    provider: Provider,
    id: JobId,
    scope: MonitorScope,
    record: RecordState,
    metrics: MetricsState,
    events: EventsState,
    checkpoints: CheckpointsState,
    /// Progress by the log and by the metrics, which also completes the record.
    progress: LogProgress,
    /// Actions that the service turned out not to offer.
    unoffered: Vec<JobVerb>,
}

/// Result and time of the last attempt to read a resource.
#[derive(Debug, Clone, PartialEq, Default)]
struct ReadState {
    error: Option<ApiError>,
    read_at: Option<Timestamp>,
}

impl JobMonitor {
    /// Creates the monitor of a job; `known` is its record as far as the job table has it.
    pub fn new(provider: Provider, id: JobId, known: Option<Arc<Job>>, scope: MonitorScope) -> Self {
        let unoffered: &[JobVerb] = if id.is_addressable() { &[] } else { provider.capabilities().verbs };
        Self {
            provider,
            id,
            scope,
            record: RecordState::new(known),
            metrics: MetricsState::new(provider),
            events: EventsState::default(),
            checkpoints: CheckpointsState::new(provider),
            progress: LogProgress::default(),
            unoffered: unoffered.to_vec(),
        }
    }

    /// Returns the resources to poll. There are none for a job whose id no address can carry.
    pub fn resources(&self) -> Vec<JobResource> {
        let is_offered = |resource: &JobResource| match resource {
            JobResource::Record | JobResource::Metrics => true,
            JobResource::Events => api::list_events(self.provider, &self.id, None).is_some(),
            JobResource::Checkpoints => api::list_checkpoints(self.provider, &self.id, None).is_some(),
        };
        let is_polled = |resource: &JobResource| {
            self.id.is_addressable() && self.scope.includes(*resource) && is_offered(resource)
        };
        JobResource::ALL.into_iter().filter(is_polled).collect()
    }

    /// Builds the next request for one of [`JobMonitor::resources`].
    pub fn request(&mut self, resource: JobResource) -> HttpRequest {
        let request = match resource {
            JobResource::Record => None,
            JobResource::Metrics => Some(self.request_metrics()),
            JobResource::Events => self.request_events(),
            JobResource::Checkpoints => self.request_checkpoints(),
        };
        request.unwrap_or_else(|| api::retrieve_job(self.provider, &self.id))
    }

    /// Returns how fast a resource is expected to change.
    pub fn pace(&self, resource: JobResource) -> Pace {
        let pace = match self.class() {
            Some(StatusClass::Running) => Pace::Active,
            Some(StatusClass::Waiting | StatusClass::Paused) => Pace::Waiting,
            Some(StatusClass::Unknown) => Pace::List,
            Some(class) if class.is_terminal() => Pace::Finished,
            Some(_) | None => Pace::Transitional,
        };
        match (resource, pace) {
            // A job saves far fewer checkpoints than it logs steps.
            (JobResource::Checkpoints, Pace::Active) => Pace::Waiting,
            _ => pace,
        }
    }

    /// Returns why a resource could not be read the last time; `None` if it could.
    pub fn error(&self, resource: JobResource) -> Option<&ApiError> {
        self.read_state(resource).error.as_ref()
    }

    /// Returns when a resource was last read; `None` before the first response.
    pub fn read_at(&self, resource: JobResource) -> Option<Timestamp> {
        self.read_state(resource).read_at
    }

    /// Returns the progress that the log and the metrics report.
    pub fn progress(&self) -> LogProgress {
        self.progress
    }

    /// Returns the actions that the service turned out not to offer.
    pub fn unoffered(&self) -> &[JobVerb] {
        &self.unoffered
    }

    /// Returns how far the job is by its metrics, in `store`, and its log. A part of the metrics does not show that.
    pub fn reached(&self, store: &MetricStore) -> Reached {
        let reached = Reached {
            last_checkpoint_step: self.metrics.last_checkpoint_step,
            first_epoch: self.progress.first_epoch(),
            ..Reached::default()
        };
        if self.bounds() != MetricsFilter::default() {
            return reached;
        }
        Reached {
            last_step: store.last_step(),
            last_epoch: store.epoch_at_last_step(),
            secs_per_step: store.secs_per_step(),
            last_logged_at: store.last_logged_at(),
            ..reached
        }
    }

    fn class(&self) -> Option<StatusClass> {
        self.record.job.as_ref().map(|job| job.status.class)
    }

    /// Returns whether the job is known to have ended.
    pub fn is_over(&self) -> bool {
        self.class().is_some_and(StatusClass::is_terminal)
    }

    fn read_state(&self, resource: JobResource) -> &ReadState {
        match resource {
            JobResource::Record => &self.record.read,
            JobResource::Metrics => &self.metrics.read,
            JobResource::Events => &self.events.read,
            JobResource::Checkpoints => &self.checkpoints.read,
        }
    }

    /// Completes the record by the progress that the log and the metrics report, where the service left it out; `true` if the
    /// record changed.
    fn complete_record(&mut self) -> bool {
        let Some(known) = &self.record.job else { return false };
        let mut completed = Job::clone(known);
        let is_new = self.progress.complete(&mut completed);
        if is_new {
            self.record.job = Some(Arc::new(completed));
        }
        is_new
    }

    /// Returns the update for a response that was read. If the response is a part of a list, or less than the last one of a
    /// job that is over, the rest is requested at once.
    fn update(
        &self,
        resource: JobResource,
        phase: PollPhase,
        has_next_page: bool,
        changes: Changes,
    ) -> JobUpdate {
        let has_news = match resource {
            JobResource::Record => changes.has_new_record,
            JobResource::Metrics => changes.has_new_points,
            JobResource::Events => changes.has_new_events,
            JobResource::Checkpoints => changes.has_new_checkpoints,
        };
        let wants_more = phase.wants_more(has_next_page);
        let is_last = !wants_more && phase.is_last();
        let pace = if is_last { Pace::Final } else { self.pace(resource) };
        let follow_ups = if wants_more { vec![resource] } else { Vec::new() };
        JobUpdate { follow_ups, changes, ..JobUpdate::of(Outcome::Fresh { has_news, pace }) }
    }
}

impl ReadState {
    /// Notes that the resource was read.
    fn succeed(&mut self, read_at: Timestamp) {
        *self = Self { error: None, read_at: Some(read_at) };
    }

    /// Notes that the resource could not be read; data that was read before stays.
    fn fail(&mut self, error: ApiError) -> JobUpdate {
        let outcome = Outcome::Failed(error.retry);
        self.error = Some(error);
        JobUpdate::of(outcome)
    }
}
