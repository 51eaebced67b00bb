//! The job list: all connections' jobs in one table, each connection loaded and failing on its own.

pub mod bulk;
mod pages;
pub mod previews;
pub mod selected;
mod unchanged;

use std::{cell::RefCell, rc::Rc, sync::Arc};

use leptos::prelude::*;

use self::unchanged::Follow;
use super::{Connections, Resource, Respond, Source, Watcher, page_signal::page_signal};
use crate::{
    browser::{clock, schedule},
    lazy_chunk::NotLoaded,
};
use tuneboard_core::{
    api::{ApiError, TransportError},
    insight::{EvalFigures, OpenFinding},
    listing::{JobTable, ListReport, Listed},
    metrics::JobMetricsSummary,
    model::{Connection, ConnectionId, Job, JobKey, StatusClass, Timestamp, estimate_progress},
    monitor::{ListStep, ListUpdate, WholeList},
    polling::{Outcome, Pace},
};

/// State of a connection's list.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Health {
    /// When the list was last read; `None` before the first time.
    pub loaded_at: Option<Timestamp>,
    /// Error of the last attempt; the rows then are those of `loaded_at`.
    pub error: Option<ApiError>,
    /// Facts about the list beside its jobs.
    pub report: ListReport,
}

/// Loss line of a job, for its row in the job table.
pub struct Preview {
    /// The class the job was in when it was asked for.
    pub class: StatusClass,
    /// The loss line as SVG path data.
    pub line: String,
}

/// All jobs. Copies refer to the same ones.
#[derive(Clone, Copy)]
pub struct Jobs {
    rows: RwSignal<JobTable>,
    health: RwSignal<Vec<(ConnectionId, Health)>>,
    connections: Connections,
    watcher: Watcher,
    /// Merges a list that differs little from the last one, once it is loaded.
    follow_list: StoredValue<Option<Follow>>,
}

impl Jobs {
    pub(super) fn new(connections: Connections, watcher: Watcher) -> Self {
        let jobs = Self {
            rows: page_signal(JobTable::default()),
            health: page_signal(Vec::new()),
            connections,
            watcher,
            follow_list: StoredValue::new(None),
        };
        Effect::new(move |watched: Option<Vec<Connection>>| {
            let usable = connections.usable();
            jobs.follow(&watched.unwrap_or_default(), &usable);
            usable
        });
        jobs
    }

    /// Reads all rows in place. Follows every change.
    pub fn with<T>(self, f: impl FnOnce(&JobTable) -> T) -> T {
        self.rows.with(f)
    }

    /// As [`Jobs::with`], for the moment only.
    pub fn with_untracked<T>(self, f: impl FnOnce(&JobTable) -> T) -> T {
        self.rows.with_untracked(f)
    }

    /// One row. Follows every change.
    pub fn get(self, key: &JobKey) -> Option<Listed> {
        self.rows.with(|rows| rows.get(key))
    }

    /// Returns the state of a connection's list; `None` before its first response.
    pub fn health(self, id: &ConnectionId) -> Option<Health> {
        self.health.with(|all| all.iter().find(|(known, _)| known == id).map(|(_, health)| health.clone()))
    }

    /// At least one connection's list could never be read.
    pub fn is_any_unread(self) -> bool {
        self.health.with(|all| all.iter().any(|(_, health)| health.loaded_at.is_none()))
    }

    /// At least one connection's list could not be read the last time.
    pub fn is_any_failed(self) -> bool {
        self.health.with(|all| all.iter().any(|(_, health)| health.error.is_some()))
    }

    fn set_health(self, id: &ConnectionId, change: impl FnOnce(&mut Health)) {
        self.health.update(|all| {
            let place = all.iter().position(|(known, _)| known == id).unwrap_or_else(|| {
                all.push((id.clone(), Health::default()));
                all.len() - 1
            });
            change(&mut all[place].1);
        });
    }

    /// A list was read, or a part of it, now or at an earlier time.
    fn list_was_read(self, id: &ConnectionId, report: ListReport) {
        let loaded_at = Some(self.watcher.read_at());
        let is_from_cache = self.watcher.is_from_cache();
        self.set_health(id, |old| {
            // What was known before says nothing of whether the service answers now.
            let error = old.error.take().filter(|_| is_from_cache);
            *old = Health { loaded_at, error, report };
        });
    }

    /// Every connection that is asked has answered or failed at least once.
    pub fn is_settled(self) -> bool {
        let is_known = |health: Health| health.loaded_at.is_some() || health.error.is_some();
        self.connections.is_ready()
            && self
                .connections
                .usable()
                .iter()
                .all(|connection| self.health(&connection.id).is_some_and(is_known))
    }

    /// Tries a connection's list again.
    pub fn retry(self, id: &ConnectionId) {
        self.watcher.reset(Resource::Jobs(id.clone()));
    }

    /// Takes over a newer record of one job, from whichever request it came.
    pub fn put(self, connection: &Connection, job: Job) {
        let key = JobKey { connection: connection.id.clone(), id: job.id.clone() };
        self.rows.maybe_update(|rows| rows.put(&key, connection.provider, job));
    }

    /// Forgets a job that was deleted.
    pub(super) fn remove(self, key: &JobKey) {
        self.rows.update(|rows| rows.remove(key));
    }

    /// Takes over the judgement on a job's metrics, unless the job has moved on from `class` since.
    pub(super) fn put_judgement(
        self,
        key: &JobKey,
        class: StatusClass,
        is_whole: bool,
        finding: Option<OpenFinding>,
        evals: Option<EvalFigures>,
    ) {
        self.rows.maybe_update(|rows| {
            let row = rows.get(key).filter(|row| row.job.status.class == class);
            row.is_some_and(|mut row| row.judge(is_whole, finding, evals) && rows.replace(&row))
        });
    }

    /// Takes over what a small request told about a job, and its preview where that was asked for.
    pub fn put_metrics_summary(self, key: &JobKey, summary: JobMetricsSummary, preview: Option<Preview>) {
        let now = clock::now();
        self.rows.maybe_update(|rows| {
            let Some(row) = rows.get(key) else { return false };
            let mut new = row.clone();
            if let Some(Preview { class, line }) = preview {
                (new.line, new.line_of) = (Some(line.into()), Some(class));
            }
            new.last_loss = summary.last_loss;
            let mut job = Job::clone(&row.job);
            job.progress.n_steps_total = job.progress.n_steps_total.or(summary.n_steps_total);
            let estimate_progress =
                estimate_progress(&job, summary.last_step, summary.last_epoch, summary.secs_per_step);
            new.share = estimate_progress.share.or(row.share);
            new.ends_at = estimate_progress.secs_left.map(|secs| now.plus_secs(secs));
            if new.job.progress.n_steps_done < summary.last_step {
                let mut job = Job::clone(&new.job);
                job.progress.n_steps_done = summary.last_step;
                new.job = Arc::new(job);
            }
            rows.replace(&new)
        });
    }

    fn follow(self, old: &[Connection], new: &[Connection]) {
        for gone in old.iter().filter(|connection| !new.contains(connection)) {
            self.watcher.unwatch(&Resource::Jobs(gone.id.clone()));
            self.health.update(|all| all.retain(|(known, _)| *known != gone.id));
            self.rows.update(|rows| rows.remove_all(&gone.id));
        }
        for added in new.iter().filter(|connection| !old.contains(connection)) {
            if added.provider.capabilities().has_paged_list {
                schedule::spawn_detached(self.follow_pages(added.clone()));
                continue;
            }
            self.watch(added, self.in_one_response(added.clone()));
        }
    }

    /// Builds the source of a list that comes in one response, with a look behind its end.
    fn in_one_response(self, connection: Connection) -> Source {
        let list = Rc::new(RefCell::new(WholeList::new(connection.id.clone(), connection.provider)));
        let requested = Rc::clone(&list);
        Source {
            request: Box::new(move || requested.borrow_mut().request()),
            respond: Respond::Whole(Rc::new(move |response| {
                if response.is_ok() {
                    self.load_follow();
                }
                let follow = self.follow_list.try_get_value().flatten();
                let follow = |rows: &mut JobTable, body: &[u8]| follow?(rows, &connection, body);
                let is_from_cache = self.watcher.is_from_cache();
                self.update(&connection, |rows| {
                    list.borrow_mut().on_response(rows, response, follow, is_from_cache)
                })
            })),
        }
    }

    /// Loads the merge of a list that differs little from the last one, if that has not been loaded; until then lists are read
    /// as a whole.
    fn load_follow(self) {
        if self.follow_list.try_get_value().flatten().is_none() {
            schedule::spawn_detached(async move {
                schedule::next_turn().await;
                if let Ok(loaded) = unchanged::load().await {
                    self.follow_list.try_set_value(Some(loaded));
                }
            });
        }
    }

    /// Takes the response to a request for a connection's list, or for a part of it.
    fn update(
        self,
        connection: &Connection,
        on_response: impl FnOnce(&mut JobTable) -> ListUpdate,
    ) -> Outcome {
        let update = self.rows.try_maybe_update(|rows| {
            let update = on_response(rows);
            (update.has_new_rows, update)
        });
        let Some(update) = update else { return Outcome::Fresh { has_news: false, pace: Pace::List } };
        match update.report {
            Ok(report) => self.list_was_read(&connection.id, report),
            Err(error) => self.set_health(&connection.id, |health| health.error = Some(error)),
        }
        match update.next {
            ListStep::Wait => {}
            ListStep::AskAgain => self.go_on(&connection.id),
            ListStep::ReadByOffset => schedule::spawn_detached(self.follow_pages(connection.clone())),
        }
        update.outcome
    }

    fn watch(self, connection: &Connection, source: Source) {
        self.watcher.watch(Resource::Jobs(connection.id.clone()), Pace::List, source);
    }

    /// As the rest of [`Jobs::follow`], for a list that comes in pages: what reads it is loaded first.
    async fn follow_pages(self, connection: Connection) {
        match pages::load().await {
            // It may be gone by now.
            Ok(source) if untrack(|| self.connections.usable()).contains(&connection) => {
                self.watch(&connection, source(self, connection.clone()));
                self.go_on(&connection.id);
            }
            Ok(_) => {}
            Err(NotLoaded) => {
                let error = ApiError::from(TransportError::Blocked);
                self.set_health(&connection.id, |health| health.error = Some(error));
            }
        }
    }

    /// Asks for the next part of a connection's list as soon as the present answer is done with.
    fn go_on(self, id: &ConnectionId) {
        let (watcher, resource) = (self.watcher, Resource::Jobs(id.clone()));
        schedule::spawn_detached(async move { watcher.refresh(resource) });
    }
}
