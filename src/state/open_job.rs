//! A job that is open, alone or beside others: its record, metrics and log, each polled at the pace of its status.

mod answers;
mod checkpoints;
mod deleting;
mod missing;
mod reached;
mod tokenized;

use std::{rc::Rc, sync::Arc};

use leptos::prelude::*;

pub use self::checkpoints::Saved;
use super::{App, Resource, Respond, Saving, Source, reading::MetricsReading};
use tuneboard_core::{
    api::{self, ApiError},
    metrics::{self, MetricStore, MetricsFeed},
    model::{
        Connection, EventLog, Job, JobEvent, JobKey, JobVerb, LogGaps, LogProgress, MetricsCursor,
        MetricsFilter, MetricsQuery, RowTally, StatusClass, Timestamp,
    },
    polling::{Pace, Pass},
};

/// Rows of the first answer for a long job: more than a chart has pixels.
const SAMPLE_ROWS: u64 = 2_000;
/// From so many steps on a job is a long one.
const LONG_JOB_STEPS: u64 = 20_000;

/// One open job. Lives as long as the owner under which it was opened; copies refer to the same one.
#[derive(Clone, Copy)]
pub struct OpenJob {
    pub(super) app: App,
    key: StoredValue<JobKey>,
    connection: StoredValue<Connection>,
    job: RwSignal<Option<Arc<Job>>>,
    job_error: RwSignal<Option<ApiError>>,
    job_read_at: RwSignal<Option<Timestamp>>,
    store: RwSignal<MetricStore>,
    feed: StoredValue<MetricsFeed>,
    bounds: Memo<MetricsFilter>,
    /// What the request for metrics under way asked for.
    asked: StoredValue<MetricsQuery>,
    /// What that answer can be.
    metrics_pass: StoredValue<Pass>,
    /// The same for the log.
    log_pass: StoredValue<Pass>,
    metrics_error: RwSignal<Option<ApiError>>,
    metrics_read_at: RwSignal<Option<Timestamp>>,
    rows: RwSignal<RowTally>,
    left_out: RwSignal<Vec<Box<str>>>,
    is_sampled: RwSignal<bool>,
    /// As [`MetricsFeed::cut_at`].
    cut_at: RwSignal<Option<u64>>,
    /// The step of the last checkpoint, as sent beside the metrics.
    last_checkpoint_step: RwSignal<Option<u64>>,
    /// Progress that the log tells.
    progress: RwSignal<LogProgress>,
    events: RwSignal<Vec<JobEvent>>,
    log_gaps: RwSignal<LogGaps>,
    log: StoredValue<EventLog>,
    offers_log: RwSignal<bool>,
    unoffered: RwSignal<Vec<JobVerb>>,
    events_error: RwSignal<Option<ApiError>>,
    events_read_at: RwSignal<Option<Timestamp>>,
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
        let open = Self::within(app, key, connection, bounds);
        if open.is_addressable() {
            open.watch_events();
            open.watch_checkpoints();
        }
        open
    }

    /// As [`OpenJob::open`], but only its record and all of its metrics: there are several on the page.
    pub fn open_beside_others(app: App, key: JobKey, connection: Connection) -> Self {
        Self::within(app, key, connection, Memo::new(|_| MetricsFilter::default()))
    }

    fn within(app: App, key: JobKey, connection: Connection, bounds: Memo<MetricsFilter>) -> Self {
        let provider = connection.provider;
        let known = untrack(|| app.jobs.get(&key)).map(|row| row.job);
        let cursor = provider.capabilities().metrics_cursor;
        let open = Self {
            app,
            key: StoredValue::new(key.clone()),
            feed: StoredValue::new(MetricsFeed::within(cursor, bounds.get_untracked())),
            bounds,
            connection: StoredValue::new(connection),
            job: RwSignal::new(known),
            job_error: RwSignal::new(None),
            job_read_at: RwSignal::new(None),
            store: RwSignal::new(MetricStore::new()),
            asked: StoredValue::new(MetricsQuery::default()),
            metrics_pass: StoredValue::new(Pass::default()),
            log_pass: StoredValue::new(Pass::default()),
            metrics_error: RwSignal::new(None),
            metrics_read_at: RwSignal::new(None),
            rows: RwSignal::default(),
            left_out: RwSignal::default(),
            is_sampled: RwSignal::new(false),
            cut_at: RwSignal::new(None),
            last_checkpoint_step: RwSignal::new(None),
            progress: RwSignal::new(LogProgress::default()),
            events: RwSignal::new(Vec::new()),
            log_gaps: RwSignal::default(),
            log: StoredValue::new(EventLog::default()),
            offers_log: RwSignal::new(true),
            unoffered: RwSignal::new(match key.id.is_addressable() {
                true => Vec::new(),
                false => provider.capabilities().verbs.to_vec(),
            }),
            events_error: RwSignal::new(None),
            events_read_at: RwSignal::new(None),
            saved: Saved::new(provider.capabilities().has_checkpoints),
            saving: Saving::new(),
        };
        if open.is_addressable() {
            open.watch();
        }
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

    /// Where it runs.
    pub fn connection(self) -> Connection {
        self.connection.get_value()
    }

    /// Its record; `None` before the first answer.
    pub fn job(self) -> ReadSignal<Option<Arc<Job>>> {
        self.job.read_only()
    }

    /// Why the record could not be refreshed.
    pub fn job_error(self) -> ReadSignal<Option<ApiError>> {
        self.job_error.read_only()
    }

    /// When the record was last read.
    pub fn job_read_at(self) -> ReadSignal<Option<Timestamp>> {
        self.job_read_at.read_only()
    }

    /// Its metrics; read in place.
    pub fn store(self) -> ReadSignal<MetricStore> {
        self.store.read_only()
    }

    /// Why the metrics could not be refreshed.
    pub fn metrics_error(self) -> ReadSignal<Option<ApiError>> {
        self.metrics_error.read_only()
    }

    /// When the metrics were last read; `None` before the first answer.
    pub fn metrics_read_at(self) -> ReadSignal<Option<Timestamp>> {
        self.metrics_read_at.read_only()
    }

    /// The only part of the log that is asked for; of use only with some providers.
    pub fn bounds(self) -> Memo<MetricsFilter> {
        self.bounds
    }

    /// Whether metrics can be asked for in parts.
    pub fn has_bounds(self) -> bool {
        self.connection().provider.capabilities().metrics_cursor == MetricsCursor::Step
    }

    /// Its log, oldest first.
    pub fn events(self) -> ReadSignal<Vec<JobEvent>> {
        self.events.read_only()
    }

    /// Why the log could not be refreshed.
    pub fn events_error(self) -> ReadSignal<Option<ApiError>> {
        self.events_error.read_only()
    }

    /// When the log was last read; `None` before the first answer.
    pub fn events_read_at(self) -> ReadSignal<Option<Timestamp>> {
        self.events_read_at.read_only()
    }

    /// Whether the service has a log, as far as is known.
    pub fn offers_log(self) -> ReadSignal<bool> {
        self.offers_log.read_only()
    }

    /// What turned out not to be offered by the service.
    pub fn unoffered(self) -> ReadSignal<Vec<JobVerb>> {
        self.unoffered.read_only()
    }

    /// What it saved on its way.
    pub fn saved(self) -> Saved {
        self.saved
    }

    /// Asks for everything about it now.
    pub fn refresh(self) {
        for resource in resources_of(&self.key()) {
            self.app.watcher.refresh(resource);
        }
    }

    /// Asks for nothing about it any more; what is known stays.
    pub(super) fn leave_alone(self) {
        for resource in resources_of(&self.key()) {
            self.app.watcher.unwatch(&resource);
        }
    }

    /// Asks the service to pause, resume or end the job. Never repeated by itself.
    ///
    /// # Errors
    /// The service refused, or nobody knows whether it heard.
    pub async fn steer(self, verb: JobVerb) -> Result<(), ApiError> {
        let (connection, key, app) = (self.connection(), self.key(), self.app);
        let link = app.connections.link_to(connection.clone(), None);
        let request = api::steer_job(connection.provider, &key.id, verb);
        let answer = link.send(request, &crate::browser::fetch::Abort::default()).await;
        let steered =
            answer.and_then(|response| api::decode_steered(connection.provider, &key.id, &response));
        // The job may have been closed meanwhile, and its signals with it; the list learns of it all the same.
        if self.key.is_disposed() {
            if let Ok(Some(job)) = &steered {
                app.jobs.put(&connection, job.clone());
            }
            return steered.map(drop);
        }
        match &steered {
            Ok(Some(job)) => drop(self.put_job(job.clone())),
            Ok(None) => {}
            // The job is there, so it is the verb that is not.
            Err(error) if error.is_no_endpoint() && self.job.with_untracked(Option::is_some) => {
                self.unoffered.update(|verbs| verbs.push(verb));
            }
            Err(_) => {}
        }
        // Also after a failure: the job may have moved on meanwhile, or heard without answering. An answer
        // that is under way may be from before, so it does not count.
        for resource in resources_of(&key) {
            app.watcher.reset(resource);
        }
        steered.map(drop)
    }

    /// Takes over from the list what the full record lacks: with some providers, the job's own name.
    fn follow_list(self) {
        Effect::new(move || {
            // Whichever of the two comes later.
            self.job.track();
            let Some(row) = self.app.jobs.get(&self.key()) else { return };
            self.job.maybe_update(|job| {
                let Some(known) = job else { return false };
                let merged = Job::clone(known).merged_over(&row.job);
                let is_new = **known != merged;
                *known = Arc::new(merged);
                is_new
            });
        });
    }

    /// Begins anew when another part of the log is wanted: parts are never mixed.
    fn follow_bounds(self) {
        Effect::new(move |before: Option<MetricsFilter>| {
            let bounds = self.bounds.get();
            if before.is_some_and(|before| before != bounds) {
                let cursor = self.connection().provider.capabilities().metrics_cursor;
                self.feed.set_value(MetricsFeed::within(cursor, bounds));
                self.store.update(MetricStore::clear);
                self.is_sampled.set(false);
                self.metrics_read_at.set(None);
                self.last_checkpoint_step.set(None);
                self.app.watcher.reset(Resource::Metrics(self.key()));
            }
            bounds
        });
    }

    fn watch(self) {
        let (key, provider) = (self.key(), self.connection().provider);
        let pace = self.pace();
        let id = key.id.clone();
        let job = Source {
            request: Box::new(move || api::retrieve_job(provider, &id)),
            respond: Respond::Whole(Rc::new(move |answer| self.take_job(answer))),
        };
        let id = key.id.clone();
        let metrics = Source {
            request: Box::new(move || {
                let is_over = self.is_over();
                if self.is_long() {
                    self.feed.update_value(|feed| feed.request_sample(SAMPLE_ROWS));
                }
                if is_over {
                    self.feed.update_value(MetricsFeed::request_full);
                }
                let (is_full, goes_on) = self.feed.with_value(|feed| (feed.is_full(), feed.goes_on()));
                self.metrics_pass.update_value(|pass| *pass = pass.next(is_over, is_full, goes_on));
                let query = self.feed.with_value(MetricsFeed::next_query);
                self.asked.set_value(query.clone());
                api::list_metrics(provider, &id, &query)
            }),
            respond: Respond::Arriving(Box::new(move || {
                let intake = self.feed.with_value(|feed| feed.intake(self.asked.get_value()));
                Box::new(MetricsReading::new(provider, intake, move |intake, read| {
                    self.take_metrics(intake, read)
                }))
            })),
        };
        self.app.watcher.watch(Resource::Job(key.clone()), pace, job);
        self.app.watcher.watch(Resource::Metrics(key), pace, metrics);
    }

    fn watch_events(self) {
        let (key, provider) = (self.key(), self.connection().provider);
        if let Some(first) = api::list_events(provider, &key.id, None) {
            let id = key.id.clone();
            let events = Source {
                request: Box::new(move || {
                    let is_over = self.is_over();
                    if is_over {
                        self.log.update_value(EventLog::request_full);
                    }
                    let (is_full, page) = self.log.with_value(|log| (log.is_full(), log.next().cloned()));
                    self.log_pass.update_value(|pass| *pass = pass.next(is_over, is_full, page.is_some()));
                    let next = page.and_then(|page| api::list_events(provider, &id, Some(&page)));
                    next.unwrap_or_else(|| first.clone())
                }),
                respond: Respond::Whole(Rc::new(move |answer| self.take_events(answer))),
            };
            self.app.watcher.watch(Resource::Events(key), self.pace(), events);
        }
    }

    fn class(self) -> Option<StatusClass> {
        self.job.with_untracked(|job| job.as_ref().map(|job| job.status.class))
    }

    /// Whether there is reason to think that all rows take a while to arrive.
    fn is_long(self) -> bool {
        let n_steps = self.job.with_untracked(|job| {
            let progress = job.as_ref().map(|job| &job.progress)?;
            progress.n_steps_done.or(progress.n_steps_total)
        });
        n_steps.is_some_and(|n_steps| LONG_JOB_STEPS <= n_steps)
    }

    fn is_over(self) -> bool {
        self.class().is_some_and(StatusClass::is_terminal)
    }

    fn pace(self) -> Pace {
        match self.class() {
            Some(StatusClass::Running) => Pace::Active,
            Some(StatusClass::Waiting | StatusClass::Paused) => Pace::Waiting,
            Some(StatusClass::Unknown) => Pace::List,
            Some(class) if class.is_terminal() => Pace::Finished,
            Some(_) | None => Pace::Transitional,
        }
    }
}

/// Everything that is watched of a job.
fn resources_of(key: &JobKey) -> [Resource; 4] {
    [Resource::Job, Resource::Metrics, Resource::Events, Resource::Checkpoints].map(|of| of(key.clone()))
}
