//! A job that is open, alone or beside others, as signals: what its [`JobMonitor`] knows, and nothing else.

mod checkpoints;
mod deleting;
mod judgement;
mod mirror;
mod missing;
mod reached;
mod tokenized;

use std::{rc::Rc, sync::Arc};

use leptos::prelude::*;

use self::mirror::{OnResponse, ReadSignals, renew};
pub use self::{
    checkpoints::Saved,
    judgement::{Around, Judgement, judge},
};
use super::{App, Resource, Respond, Saving, Source, reading::MetricsReading};
use tuneboard_core::{
    api::{self, ApiError},
    metrics::{self, MetricStore},
    model::{
        Connection, Job, JobEvent, JobKey, JobVerb, LogGaps, LogProgress, MetricsCursor, MetricsFilter,
        RowTally, Timestamp,
    },
    monitor::{Changes, JobMonitor, JobResource, MonitorScope},
};

/// One open job. Lives as long as the owner under which it was opened; copies refer to the same one.
#[derive(Clone, Copy)]
pub struct OpenJob {
    pub(super) app: App,
    key: StoredValue<JobKey>,
    connection: StoredValue<Connection>,
    monitor: StoredValue<JobMonitor>,
    bounds: Memo<MetricsFilter>,
    job: RwSignal<Option<Arc<Job>>>,
    record_read: ReadSignals,
    store: RwSignal<MetricStore>,
    metrics_read: ReadSignals,
    rows: RwSignal<RowTally>,
    left_out: RwSignal<Vec<Box<str>>>,
    is_sampled: RwSignal<bool>,
    /// More of the metrics is on its way, or may be.
    is_behind: RwSignal<bool>,
    cut_at: RwSignal<Option<u64>>,
    last_checkpoint_step: RwSignal<Option<u64>>,
    progress: RwSignal<LogProgress>,
    events: RwSignal<Vec<JobEvent>>,
    events_read: ReadSignals,
    log_gaps: RwSignal<LogGaps>,
    offers_log: RwSignal<bool>,
    unoffered: RwSignal<Vec<JobVerb>>,
    saved: Saved,
    pub(super) saving: Saving,
}

impl OpenJob {
    /// Opens a job under the current owner and watches it until the owner ends.
    pub fn open(app: App, key: JobKey, connection: Connection) -> Self {
        let (steps, logged) = (app.navigator.setting("steps"), app.navigator.setting("logged"));
        let cursor = connection.provider.capabilities().metrics_cursor;
        let bounds = Memo::new(move |_| {
            let chosen = metrics::bounds(steps.get().as_deref(), logged.get().as_deref());
            if cursor == MetricsCursor::Step { chosen } else { MetricsFilter::default() }
        });
        Self::within(app, key, connection, bounds, MonitorScope::Everything)
    }

    /// As [`OpenJob::open`], but only the record and all of the metrics: there are several jobs on the page.
    pub fn open_beside_others(app: App, key: JobKey, connection: Connection) -> Self {
        let bounds = Memo::new(|_| MetricsFilter::default());
        Self::within(app, key, connection, bounds, MonitorScope::RecordAndMetrics)
    }

    fn within(
        app: App,
        key: JobKey,
        connection: Connection,
        bounds: Memo<MetricsFilter>,
        scope: MonitorScope,
    ) -> Self {
        let known = untrack(|| app.jobs.get(&key)).map(|row| row.job);
        let mut monitor = JobMonitor::new(connection.provider, key.id.clone(), known.clone(), scope);
        let mut store = MetricStore::new();
        monitor.set_bounds(&mut store, bounds.get_untracked());
        let resources = monitor.resources();
        let open = Self {
            app,
            key: StoredValue::new(key.clone()),
            connection: StoredValue::new(connection),
            bounds,
            job: RwSignal::new(known),
            record_read: ReadSignals::new(),
            store: RwSignal::new(store),
            metrics_read: ReadSignals::new(),
            rows: RwSignal::default(),
            left_out: RwSignal::default(),
            is_sampled: RwSignal::new(false),
            is_behind: RwSignal::new(false),
            cut_at: RwSignal::new(None),
            last_checkpoint_step: RwSignal::new(None),
            progress: RwSignal::new(LogProgress::default()),
            events: RwSignal::new(Vec::new()),
            events_read: ReadSignals::new(),
            log_gaps: RwSignal::default(),
            offers_log: RwSignal::new(true),
            unoffered: RwSignal::new(monitor.unoffered().to_vec()),
            saved: Saved::new(monitor.offers_checkpoints()),
            saving: Saving::new(),
            monitor: StoredValue::new(monitor),
        };
        resources.into_iter().for_each(|resource| open.watch(resource));
        open.follow_list();
        open.follow_bounds();
        on_cleanup(move || {
            for resource in resources_of(&key) {
                app.watcher.unwatch(&resource);
            }
        });
        open
    }

    /// The job's name on this page.
    pub fn key(self) -> JobKey {
        self.key.get_value()
    }

    /// Returns whether anything can be asked for it; else all that is known is what its list says.
    pub fn is_addressable(self) -> bool {
        self.key.with_value(|key| key.id.is_addressable())
    }

    /// Returns the connection that it runs on.
    pub fn connection(self) -> Connection {
        self.connection.get_value()
    }

    /// Its record; `None` before the first answer.
    pub fn job(self) -> ReadSignal<Option<Arc<Job>>> {
        self.job.read_only()
    }

    /// Returns the error of the last refresh of the record.
    pub fn job_error(self) -> ReadSignal<Option<ApiError>> {
        self.record_read.error.read_only()
    }

    /// When the record was last read.
    pub fn job_read_at(self) -> ReadSignal<Option<Timestamp>> {
        self.record_read.read_at.read_only()
    }

    /// Its metrics; read in place.
    pub fn store(self) -> ReadSignal<MetricStore> {
        self.store.read_only()
    }

    /// Returns the error of the last refresh of the metrics.
    pub fn metrics_error(self) -> ReadSignal<Option<ApiError>> {
        self.metrics_read.error.read_only()
    }

    /// When the metrics were last read; `None` before the first answer.
    pub fn metrics_read_at(self) -> ReadSignal<Option<Timestamp>> {
        self.metrics_read.read_at.read_only()
    }

    /// The only part of the log that is asked for; of use only with some providers.
    pub fn bounds(self) -> Memo<MetricsFilter> {
        self.bounds
    }

    /// Returns true if metrics can be asked for in parts.
    pub fn has_bounds(self) -> bool {
        self.connection().provider.capabilities().metrics_cursor == MetricsCursor::Step
    }

    /// Its log, oldest first.
    pub fn events(self) -> ReadSignal<Vec<JobEvent>> {
        self.events.read_only()
    }

    /// Returns the error of the last refresh of the log.
    pub fn events_error(self) -> ReadSignal<Option<ApiError>> {
        self.events_read.error.read_only()
    }

    /// When the log was last read; `None` before the first answer.
    pub fn events_read_at(self) -> ReadSignal<Option<Timestamp>> {
        self.events_read.read_at.read_only()
    }

    /// Returns true if the service has a log, as far as is known.
    pub fn offers_log(self) -> ReadSignal<bool> {
        self.offers_log.read_only()
    }

    /// Returns the verbs that the service turned out not to offer.
    pub fn unoffered(self) -> ReadSignal<Vec<JobVerb>> {
        self.unoffered.read_only()
    }

    /// Returns the checkpoints it saved.
    pub fn saved(self) -> Saved {
        self.saved
    }

    /// Asks for everything about it now.
    pub fn refresh(self) {
        for resource in resources_of(&self.key()) {
            self.app.watcher.refresh(resource);
        }
    }

    /// Asks for nothing about it any more; what is known stays. Does nothing for a job that is closed: that asks for nothing.
    pub(super) fn leave_alone(self) {
        let Some(key) = self.key.try_get_value() else { return };
        for resource in resources_of(&key) {
            self.app.watcher.unwatch(&resource);
        }
    }

    /// Asks the service to pause, resume or end the job. Never repeated by itself.
    ///
    /// # Errors
    /// The service refused, or nobody knows whether it heard.
    pub async fn steer(self, verb: JobVerb) -> Result<(), ApiError> {
        let (key, connection, app) = (self.key(), self.connection(), self.app);
        let link = app.connections.link_to(connection.clone(), None);
        let request = api::steer_job(connection.provider, &key.id, verb);
        let answer = link.send(request, &crate::browser::fetch::Abort::default()).await;
        let steered =
            answer.and_then(|response| api::decode_steered(connection.provider, &key.id, &response));
        let arrival = self.arrival();
        let changes = self.monitor.try_update_value(|monitor| monitor.on_action(verb, &steered, arrival));
        match (changes, &steered) {
            (Some(changes), _) => self.mirror(changes),
            // The job was closed meanwhile.
            (None, Ok(Some(job))) => app.jobs.put(&connection, job.clone()),
            (None, _) => {}
        }
        // Also after a failure: the job may have moved on meanwhile, or heard without answering. An answer
        // that is under way may be from before, so it does not count.
        for resource in resources_of(&key) {
            app.watcher.reset(resource);
        }
        steered.map(|_| ())
    }

    /// Takes over from the job table what the full record lacks: with some providers, the job's own name, and a status that
    /// the list knows first.
    fn follow_list(self) {
        Effect::new(move || {
            // Whichever of the two comes later.
            self.job.track();
            let Some(row) = self.app.jobs.get(&self.key()) else { return };
            let (changes, is_outdated) = self.monitor.write_value().on_list_row(&row.job);
            if changes.has_new_record {
                self.mirror(changes);
            }
            if is_outdated {
                self.refresh();
            }
        });
    }

    /// Begins anew when another part of the log is wanted: parts are never mixed.
    fn follow_bounds(self) {
        Effect::new(move || {
            let bounds = self.bounds.get();
            let is_new = self.store.try_maybe_update(|store| {
                let is_new = self.monitor.write_value().set_bounds(store, bounds);
                (is_new, is_new)
            });
            if is_new == Some(true) {
                renew(self.metrics_read.read_at, None);
                self.mirror(Changes::default());
                self.app.watcher.reset(Resource::Metrics(self.key()));
            }
        });
    }

    fn watch(self, resource: JobResource) {
        let whole = |on_response: OnResponse| {
            Respond::Whole(Rc::new(move |response| self.take(resource, on_response, response)))
        };
        let respond = match resource {
            JobResource::Record => whole(JobMonitor::on_record),
            JobResource::Events => whole(JobMonitor::on_events),
            JobResource::Checkpoints => whole(JobMonitor::on_checkpoints),
            JobResource::Metrics => Respond::Arriving(Box::new(move || {
                let response = self.monitor.with_value(JobMonitor::metrics_response);
                Box::new(MetricsReading::new(response, move |read| self.take_metrics(read)))
            })),
        };
        let request = Box::new(move || self.monitor.write_value().request(resource));
        let pace = self.monitor.with_value(|monitor| monitor.pace(resource));
        self.app.watcher.watch(self.polled(resource), pace, Source { request, respond });
    }

    /// Returns the name of a resource of this job among all that are polled.
    fn polled(self, resource: JobResource) -> Resource {
        name(resource)(self.key())
    }
}

/// Returns the names of everything that may be polled about a job.
fn resources_of(key: &JobKey) -> [Resource; 4] {
    JobResource::ALL.map(|resource| name(resource)(key.clone()))
}

/// Returns the constructor of a resource's name among all that are polled.
fn name(resource: JobResource) -> fn(JobKey) -> Resource {
    match resource {
        JobResource::Record => Resource::Job,
        JobResource::Metrics => Resource::Metrics,
        JobResource::Events => Resource::Events,
        JobResource::Checkpoints => Resource::Checkpoints,
    }
}
