//! The job list: all connections' jobs in one table, each connection loaded and failing on its own.

pub mod bulk;
mod pages;
pub mod previews;
pub mod selected;
mod unchanged;

use std::{cell::RefCell, rc::Rc, sync::Arc};

use leptos::prelude::*;

use self::unchanged::Follow;
use super::{Connections, Resource, Respond, Source, Watcher, lasting::lasting};
use crate::{
    browser::{clock, tasks::turn},
    part::NotLoaded,
};
use tuneboard_core::{
    api::{self, ApiError, DecodeWarning, Decoded, HttpResponse, TransportError},
    listing::{EndCheck, EndStep, ListPrint, ListReport, Listed, PageRecords, Roster},
    model::{Connection, ConnectionId, Job, JobId, JobKey, StatusClass, Timestamp, outlook},
    polling::{Outcome, Pace},
};

/// How a connection's list is doing.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Health {
    /// When the list was last read; `None` before the first time.
    pub loaded_at: Option<Timestamp>,
    /// Why the last attempt failed; the rows then are those of `loaded_at`.
    pub error: Option<ApiError>,
    /// Facts about the list beside its jobs.
    pub report: ListReport,
}

/// All jobs. Copies refer to the same ones.
#[derive(Clone, Copy)]
pub struct Jobs {
    rows: RwSignal<Roster>,
    health: RwSignal<Vec<(ConnectionId, Health)>>,
    connections: Connections,
    watcher: Watcher,
    /// Takes over lists that were read before, once it is loaded.
    news: StoredValue<Option<Follow>>,
}

/// What small requests told about a job beyond its record.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Glance {
    /// Last train loss.
    pub last_loss: Option<f64>,
    /// Last step with metrics.
    pub last_step: Option<u64>,
    /// Epoch at that step.
    pub last_epoch: Option<f64>,
    /// Seconds one step takes at present.
    pub secs_per_step: Option<f64>,
    /// Steps in all, where its log tells them and its record does not.
    pub n_steps_total: Option<u64>,
}

impl Jobs {
    pub(super) fn new(connections: Connections, watcher: Watcher) -> Self {
        let jobs = Self {
            rows: lasting(Roster::default()),
            health: lasting(Vec::new()),
            connections,
            watcher,
            news: StoredValue::new(None),
        };
        Effect::new(move |watched: Option<Vec<Connection>>| {
            let usable = connections.usable();
            jobs.follow(&watched.unwrap_or_default(), &usable);
            usable
        });
        jobs
    }

    /// Reads all rows in place. Follows every change.
    pub fn with<T>(self, f: impl FnOnce(&Roster) -> T) -> T {
        self.rows.with(f)
    }

    /// As [`Jobs::with`], for the moment only.
    pub fn with_untracked<T>(self, f: impl FnOnce(&Roster) -> T) -> T {
        self.rows.with_untracked(f)
    }

    /// One row. Follows every change.
    pub fn get(self, key: &JobKey) -> Option<Listed> {
        self.rows.with(|rows| rows.get(key))
    }

    /// The jobs of a connection that are known, not followed.
    pub(super) fn of(self, connection: &ConnectionId) -> Vec<Job> {
        let key = |id: JobId| JobKey { connection: connection.clone(), id };
        self.rows.with_untracked(|rows| {
            let rows = rows.ids_of(connection).into_iter().filter_map(|id| rows.get(&key(id)));
            rows.map(|row| Job::clone(&row.job)).collect()
        })
    }

    /// How a connection's list is doing; `None` before its first answer.
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
        let is_recalling = self.watcher.is_recalling();
        self.set_health(id, |old| {
            // What was known before says nothing of whether the service answers now.
            let error = old.error.take().filter(|_| is_recalling);
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

    /// Takes over what a small request told about a job, and its loss line where that was asked for, with the
    /// class the job was in.
    pub fn put_glance(self, key: &JobKey, glance: Glance, line: Option<(StatusClass, String)>) {
        let now = clock::now();
        self.rows.maybe_update(|rows| {
            let Some(row) = rows.get(key) else { return false };
            let mut new = row.clone();
            if let Some((class, line)) = line {
                (new.line, new.line_of) = (Some(line.into()), Some(class));
            }
            new.last_loss = glance.last_loss;
            let mut job = Job::clone(&row.job);
            job.progress.n_steps_total = job.progress.n_steps_total.or(glance.n_steps_total);
            let outlook = outlook(&job, glance.last_step, glance.last_epoch, glance.secs_per_step);
            new.share = outlook.share.or(row.share);
            new.ends_at = outlook.secs_left.map(|secs| now.plus_secs(secs));
            if new.job.progress.n_steps_done < glance.last_step {
                let mut job = Job::clone(&new.job);
                job.progress.n_steps_done = glance.last_step;
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
                leptos::task::spawn_local(self.follow_pages(added.clone()));
                continue;
            }
            self.watch(added, self.in_one_answer(added.clone()));
        }
    }

    /// Builds the source of a list that comes in one answer, which also looks behind its end.
    fn in_one_answer(self, connection: Connection) -> Source {
        let provider = connection.provider;
        let end = provider.capabilities().list_limit.map(|limit| Rc::new(RefCell::new(EndCheck::new(limit))));
        let asked = end.clone();
        let offset = move || asked.as_ref().and_then(|end| end.borrow_mut().next_question());
        Source {
            request: Box::new(move || match offset() {
                Some(offset) => api::list_behind(provider, offset),
                None => api::list_all(provider),
            }),
            respond: Respond::Whole(Rc::new(move |answer| {
                let Some(end) = &end else { return self.answer(&connection, answer, None).0 };
                let is_behind = end.borrow().is_behind();
                let (outcome, step) = if is_behind {
                    self.answer_behind(&connection, answer, &mut end.borrow_mut())
                } else {
                    self.answer(&connection, answer, Some(&mut end.borrow_mut()))
                };
                match step {
                    EndStep::Done => {}
                    // What was kept is followed by the list itself, which may be on its way already.
                    EndStep::AskBehind if self.watcher.is_recalling() => end.borrow_mut().skip_check(),
                    EndStep::AskBehind => self.go_on(&connection.id),
                    EndStep::ReadPages => leptos::task::spawn_local(self.follow_pages(connection.clone())),
                }
                outcome
            })),
        }
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
    pub(super) fn go_on(self, id: &ConnectionId) {
        let (watcher, resource) = (self.watcher, Resource::Jobs(id.clone()));
        leptos::task::spawn_local(async move { watcher.refresh(resource) });
    }

    /// Takes over the answer to a connection's whole list, and says what is to be asked about its end. Most say what the
    /// last one said.
    fn answer(
        self,
        connection: &Connection,
        answer: Result<&HttpResponse, ApiError>,
        mut end: Option<&mut EndCheck>,
    ) -> (Outcome, EndStep) {
        let provider = connection.provider;
        let response = match answer {
            Ok(response) => response,
            Err(error) => return (self.failed(connection, error), EndStep::Done),
        };
        let mut accept = |n_unreadable: usize| {
            let n_records = self.with_untracked(|rows| rows.len_of(&connection.id)) + n_unreadable;
            let report = ListReport { n_records, ..ListReport::default() };
            let Some(end) = &mut end else { return (report, EndStep::Done) };
            let print = self.with_untracked(|rows| rows.print_of(&connection.id));
            let step = end.accept(ListPrint { n_records: n_records as u64, ..print });
            (ListReport { may_go_on: end.may_go_on(), ..report }, step)
        };
        match self.news.try_get_value().flatten() {
            Some(follow) if response.is_success() => {
                let followed = self.rows.try_maybe_update(|rows| {
                    let followed = follow(rows, connection, &response.body);
                    (followed == Some(true), followed)
                });
                if let Some(Some(has_news)) = followed {
                    let (report, step) = accept(0);
                    self.list_was_read(&connection.id, report);
                    return (Outcome::Fresh { has_news, pace: Pace::List }, step);
                }
            }
            Some(_) => {}
            None => leptos::task::spawn_local(async move {
                turn::next().await;
                // Without it lists are read as a whole.
                if let Ok(loaded) = unchanged::load().await {
                    self.news.try_set_value(Some(loaded));
                }
            }),
        }
        match api::decode_whole_list(provider, response) {
            Ok(Decoded { value: jobs, warnings }) => {
                let has_news =
                    self.merge(|rows| rows.merge((&connection.id, provider), jobs, Some(&response.body)));
                let (report, step) = accept(warnings.len());
                let unreadable = warnings.into_iter().map(|warning| warning.message).collect();
                self.list_was_read(&connection.id, ListReport { unreadable, ..report });
                (Outcome::Fresh { has_news, pace: Pace::List }, step)
            }
            Err(error) => (self.failed(connection, error), EndStep::Done),
        }
    }

    /// Takes over the answer to the question for what lies behind a list.
    fn answer_behind(
        self,
        connection: &Connection,
        answer: Result<&HttpResponse, ApiError>,
        end: &mut EndCheck,
    ) -> (Outcome, EndStep) {
        let step = match answer.and_then(|response| api::decode_whole_list(connection.provider, response)) {
            Ok(behind) => end.accept_behind(&records_of(&behind.value, behind.warnings)),
            Err(error) if error.is_refusal() => {
                end.refuse();
                EndStep::Done
            }
            Err(error) => return (self.failed(connection, error), EndStep::Done),
        };
        let report = self.health(&connection.id).unwrap_or_default().report;
        self.list_was_read(&connection.id, ListReport { may_go_on: end.may_go_on(), ..report });
        (Outcome::Fresh { has_news: false, pace: Pace::List }, step)
    }

    /// Takes over a page of a connection's list; the report is told by [`Jobs::list_is_read`].
    pub(super) fn put_part(self, connection: &Connection, jobs: Vec<Job>) -> bool {
        self.merge(|rows| rows.merge_part((&connection.id, connection.provider), jobs))
    }

    /// Takes over a connection's list, as far as it is known from pages.
    pub(super) fn put_list(self, connection: &Connection, jobs: Vec<Job>) -> bool {
        self.merge(|rows| rows.merge((&connection.id, connection.provider), jobs, None))
    }

    /// A list in pages was read, as far as the report says.
    pub(super) fn list_is_read(self, connection: &Connection, report: ListReport, has_news: bool) -> Outcome {
        self.list_was_read(&connection.id, report);
        Outcome::Fresh { has_news, pace: Pace::List }
    }

    /// A list could not be read.
    pub(super) fn failed(self, connection: &Connection, error: ApiError) -> Outcome {
        let retry = error.retry;
        self.set_health(&connection.id, |health| health.error = Some(error));
        Outcome::Failed(retry)
    }

    /// Changes rows; `true` if that told anything new.
    fn merge(self, merge: impl FnOnce(&mut Roster) -> bool) -> bool {
        let has_news = self.rows.try_maybe_update(|rows| {
            let has_news = merge(rows);
            (has_news, has_news)
        });
        has_news.unwrap_or(false)
    }
}

/// The records of an answer in the order received.
pub(super) fn records_of(jobs: &[Job], warnings: Vec<DecodeWarning>) -> PageRecords {
    let unreadable = warnings.into_iter().map(|warning| (warning.index, warning.message)).collect();
    PageRecords::new(jobs.iter().map(|job| &job.id), unreadable)
}
