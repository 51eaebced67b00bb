//! The job whose page is open: its record, metrics and log, each polled at the pace of its status.

use std::{rc::Rc, sync::Arc};

use leptos::prelude::*;

use super::{
    App, Resource, Respond, Source,
    jobs::Glance,
    reading::{MetricsReading, Read},
};
use crate::{
    api::{self, ApiError, ErrorKind, HttpResponse},
    browser::clock,
    metrics::{Accepted, Intake, MetricStore, MetricsFeed},
    model::{
        Connection, EndVerb, Job, JobEvent, JobKey, MetricKey, MetricsQuery, MetricsSummary, StatusClass,
        Timestamp,
    },
    polling::{Outcome, Pace},
};

/// Rows of the first answer for a long job: more than a chart has pixels.
const SAMPLE_ROWS: u64 = 2_000;
/// From so many steps on a job is a long one.
const LONG_JOB_STEPS: u64 = 20_000;

/// One open job. Lives as long as its page; copies refer to the same one.
#[derive(Clone, Copy)]
pub struct OpenJob {
    app: App,
    key: StoredValue<JobKey>,
    connection: StoredValue<Connection>,
    job: RwSignal<Option<Arc<Job>>>,
    job_error: RwSignal<Option<ApiError>>,
    job_read_at: RwSignal<Option<Timestamp>>,
    store: RwSignal<MetricStore>,
    feed: StoredValue<MetricsFeed>,
    /// The request under way asks for everything a finished job has.
    is_final_pass: StoredValue<bool>,
    /// The log that is being asked for is that of a finished job.
    is_final_log: StoredValue<bool>,
    /// What the request under way asked for.
    asked: StoredValue<MetricsQuery>,
    metrics_error: RwSignal<Option<ApiError>>,
    metrics_read_at: RwSignal<Option<Timestamp>>,
    n_unreadable_rows: RwSignal<usize>,
    is_sampled: RwSignal<bool>,
    events: RwSignal<Vec<JobEvent>>,
    events_error: RwSignal<Option<ApiError>>,
    events_read_at: RwSignal<Option<Timestamp>>,
}

impl OpenJob {
    /// Opens a job under the current owner and watches it until the owner ends.
    pub fn open(app: App, key: JobKey, connection: Connection) -> Self {
        let provider = connection.provider;
        let known = untrack(|| app.jobs.get(&key)).map(|row| row.job);
        let open = Self {
            app,
            key: StoredValue::new(key.clone()),
            feed: StoredValue::new(MetricsFeed::new(provider.capabilities().metrics_cursor)),
            connection: StoredValue::new(connection),
            job: RwSignal::new(known),
            job_error: RwSignal::new(None),
            job_read_at: RwSignal::new(None),
            store: RwSignal::new(MetricStore::new()),
            is_final_pass: StoredValue::new(false),
            is_final_log: StoredValue::new(false),
            asked: StoredValue::new(MetricsQuery::default()),
            metrics_error: RwSignal::new(None),
            metrics_read_at: RwSignal::new(None),
            n_unreadable_rows: RwSignal::new(0),
            is_sampled: RwSignal::new(false),
            events: RwSignal::new(Vec::new()),
            events_error: RwSignal::new(None),
            events_read_at: RwSignal::new(None),
        };
        open.watch();
        open.follow_list();
        on_cleanup(move || {
            for resource in
                [Resource::Job(key.clone()), Resource::Metrics(key.clone()), Resource::Events(key.clone())]
            {
                app.watcher.unwatch(&resource);
            }
        });
        open
    }

    /// The job's name on this page.
    pub fn key(self) -> JobKey {
        self.key.get_value()
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

    /// Rows that could not be read so far.
    pub fn n_unreadable_rows(self) -> ReadSignal<usize> {
        self.n_unreadable_rows.read_only()
    }

    /// Whether the metrics so far are a sample that the service chose, while all of them are on their way.
    pub fn is_sampled(self) -> ReadSignal<bool> {
        self.is_sampled.read_only()
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

    /// Asks for the record, metrics and log now.
    pub fn refresh(self) {
        let key = self.key();
        for resource in [Resource::Job(key.clone()), Resource::Metrics(key.clone()), Resource::Events(key)] {
            self.app.watcher.refresh(resource);
        }
    }

    /// Asks the service to end the job. Never repeated by itself.
    ///
    /// # Errors
    /// The service refused, or nobody knows whether it heard.
    pub async fn end(self, verb: EndVerb) -> Result<(), ApiError> {
        let connection = self.connection();
        let link = self.app.connections.link_to(connection.clone(), None);
        let request = api::end_job(connection.provider, &self.key().id, verb);
        let answer = link.send(request, &crate::browser::fetch::Abort::default()).await;
        let ended = answer.and_then(|response| api::decode_job(connection.provider, &response));
        if let Ok(job) = &ended {
            self.put_job(job.clone());
        }
        // Also after a failure: the job may have moved on meanwhile, or heard without answering. An answer
        // that is under way may be from before, so it does not count.
        let key = self.key();
        for resource in [Resource::Job(key.clone()), Resource::Metrics(key.clone()), Resource::Events(key)] {
            self.app.watcher.reset(resource);
        }
        ended.map(|_| ())
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
                self.is_final_pass.set_value(is_over);
                if self.is_long() {
                    self.feed.update_value(|feed| feed.request_sample(SAMPLE_ROWS));
                }
                if is_over {
                    self.feed.update_value(MetricsFeed::request_full);
                }
                let query = self.feed.with_value(MetricsFeed::next_query);
                self.asked.set_value(query.clone());
                api::list_metrics(provider, &id, &query)
            }),
            respond: Respond::Arriving(Box::new(move || {
                let intake = Intake::new(self.asked.get_value());
                Box::new(MetricsReading::new(intake, move |intake, read| self.take_metrics(intake, read)))
            })),
        };
        self.app.watcher.watch(Resource::Job(key.clone()), pace, job);
        self.app.watcher.watch(Resource::Metrics(key.clone()), pace, metrics);
        if let Some(request) = api::list_events(provider, &key.id) {
            let events = Source {
                request: Box::new(move || {
                    self.is_final_log.set_value(self.is_over());
                    request.clone()
                }),
                respond: Respond::Whole(Rc::new(move |answer| self.take_events(answer))),
            };
            self.app.watcher.watch(Resource::Events(key), pace, events);
        }
    }

    fn take_job(self, answer: Result<HttpResponse, ApiError>) -> Outcome {
        match answer.and_then(|response| api::decode_job(self.connection().provider, &response)) {
            Ok(job) => {
                self.job_error.set(None);
                self.job_read_at.set(Some(clock::now()));
                let was_over = self.is_over();
                let has_news = self.put_job(job);
                if self.is_over() && !was_over {
                    self.feed.update_value(MetricsFeed::request_full);
                    self.app.watcher.refresh(Resource::Metrics(self.key()));
                    self.app.watcher.refresh(Resource::Events(self.key()));
                }
                let pace = if self.is_over() && was_over { Pace::Final } else { self.pace() };
                Outcome::Fresh { has_news, pace }
            }
            Err(error) => {
                let retry = error.retry;
                self.job_error.set(Some(error));
                Outcome::Failed(retry)
            }
        }
    }

    fn put_job(self, job: Job) -> bool {
        let has_news = self.job.try_maybe_update(|old| {
            let merged = match old {
                Some(old) => job.clone().merged_over(old),
                None => job.clone(),
            };
            let is_new = old.as_deref() != Some(&merged);
            *old = Some(Arc::new(merged));
            (is_new, is_new)
        });
        self.app.jobs.put(&self.connection(), job);
        has_news.unwrap_or(false)
    }

    fn take_metrics(self, intake: Intake, read: Read) -> Outcome {
        let is_whole = intake.is_whole();
        let summary = match read {
            Ok(decoded) => {
                let n = decoded.value.n_unreadable;
                // A question for the newest rows says nothing about those before.
                self.n_unreadable_rows.maybe_update(|known| {
                    let old = std::mem::replace(known, if is_whole { n } else { n.max(*known) });
                    old != *known
                });
                decoded.value
            }
            // A known job without metrics is one that has not logged any yet. One that had some is gone.
            Err(error)
                if error.kind == ErrorKind::NotFound
                    && self.job.with_untracked(Option::is_some)
                    && self.store.with_untracked(MetricStore::is_empty) =>
            {
                MetricsSummary::default()
            }
            Err(error) => {
                let retry = error.retry;
                self.metrics_error.set(Some(error));
                return Outcome::Failed(retry);
            }
        };
        self.metrics_error.set(None);
        self.metrics_read_at.set(Some(clock::now()));
        let accepted = self.store.try_maybe_update(|store| {
            let accepted = self.feed.try_update_value(|feed| feed.accept(store, intake, summary));
            (!matches!(accepted, Some(Accepted::Nothing) | None), accepted.unwrap_or(Accepted::Nothing))
        });
        let has_news = !matches!(accepted, Some(Accepted::Nothing) | None);
        if has_news {
            self.put_glance();
        }
        let is_sampled = self.feed.with_value(MetricsFeed::is_sampled);
        self.is_sampled.maybe_update(|known| std::mem::replace(known, is_sampled) != is_sampled);
        let wants_whole = !is_whole && (is_sampled || matches!(accepted, Some(Accepted::Rewritten)));
        if wants_whole {
            // Asked for as soon as this answer is done with.
            let (watcher, resource) = (self.app.watcher, Resource::Metrics(self.key()));
            leptos::task::spawn_local(async move { watcher.refresh(resource) });
        }
        let pace = if self.is_final_pass.get_value() { Pace::Final } else { self.pace() };
        Outcome::Fresh { has_news, pace }
    }

    fn put_glance(self) {
        let glance = self.store.with_untracked(|store| Glance {
            last_loss: store.get(&MetricKey::train("loss")).and_then(|loss| loss.values().iter().next_back()),
            last_step: store.last_step(),
            last_epoch: store.epoch_at_last_step(),
            secs_per_step: store.secs_per_step(),
        });
        self.app.jobs.put_glance(&self.key(), glance, None);
    }

    fn take_events(self, answer: Result<HttpResponse, ApiError>) -> Outcome {
        match answer.and_then(|response| api::decode_events(self.connection().provider, &response)) {
            Ok(decoded) => {
                self.events_error.set(None);
                self.events_read_at.set(Some(clock::now()));
                let has_news = self.events.try_maybe_update(|events| {
                    let is_new = *events != decoded.value;
                    *events = decoded.value;
                    (is_new, is_new)
                });
                let pace = if self.is_final_log.get_value() { Pace::Final } else { self.pace() };
                Outcome::Fresh { has_news: has_news.unwrap_or(false), pace }
            }
            Err(error) => {
                let retry = error.retry;
                self.events_error.set(Some(error));
                Outcome::Failed(retry)
            }
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
            Some(StatusClass::Waiting) => Pace::Waiting,
            Some(StatusClass::Unknown) => Pace::List,
            Some(class) if class.is_terminal() => Pace::Finished,
            Some(_) | None => Pace::Transitional,
        }
    }
}
