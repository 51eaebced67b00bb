//! The job list: all connections' jobs in one table, each connection loaded and failing on its own.

use std::{collections::HashMap, rc::Rc, sync::Arc};

use leptos::prelude::*;

use super::{Connections, Resource, Respond, Source, Watcher, job_pages};
use crate::{
    api::{self, ApiError, Decoded, TransportError},
    browser::clock,
    listing::Listed,
    model::{Connection, ConnectionId, Job, JobKey, Provider, StatusClass, Timestamp, outlook},
    part::NotLoaded,
    polling::{Outcome, Pace},
};

/// How a connection's list is doing.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Health {
    /// When the list was last read; `None` before the first time.
    pub loaded_at: Option<Timestamp>,
    /// Why the last attempt failed; the rows then are those of `loaded_at`.
    pub error: Option<ApiError>,
    /// Jobs of the last list that could not be read, in words.
    pub unreadable: Vec<String>,
}

/// All jobs. Copies refer to the same ones.
#[derive(Clone, Copy)]
pub struct Jobs {
    rows: RwSignal<Rows>,
    health: RwSignal<Vec<(ConnectionId, Health)>>,
    connections: Connections,
    watcher: Watcher,
}

/// Rows and where to find them. Not `Clone`: read it in place.
#[derive(Default)]
struct Rows {
    list: Vec<Listed>,
    index: HashMap<JobKey, usize>,
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
}

impl Jobs {
    pub(super) fn new(connections: Connections, watcher: Watcher) -> Self {
        let jobs = Self {
            rows: RwSignal::new(Rows::default()),
            health: RwSignal::new(Vec::new()),
            connections,
            watcher,
        };
        Effect::new(move |watched: Option<Vec<Connection>>| {
            let usable = connections.usable();
            jobs.follow(&watched.unwrap_or_default(), &usable);
            usable
        });
        jobs
    }

    /// Reads all rows in place. Follows every change.
    pub fn with<T>(self, f: impl FnOnce(&[Listed]) -> T) -> T {
        self.rows.with(|rows| f(&rows.list))
    }

    /// As [`Jobs::with`], for the moment only.
    pub fn with_untracked<T>(self, f: impl FnOnce(&[Listed]) -> T) -> T {
        self.rows.with_untracked(|rows| f(&rows.list))
    }

    /// One row. Follows every change.
    pub fn get(self, key: &JobKey) -> Option<Listed> {
        self.rows.with(|rows| rows.index.get(key).and_then(|&i| rows.list.get(i)).cloned())
    }

    /// The jobs of a connection that are known, not followed.
    pub(super) fn of(self, id: &ConnectionId) -> Vec<Job> {
        self.rows.with_untracked(|rows| {
            rows.list.iter().filter(|row| row.key.connection == *id).map(|row| Job::clone(&row.job)).collect()
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

    fn set_health(self, id: &ConnectionId, change: impl FnOnce(&mut Health)) {
        self.health.update(|all| {
            let place = all.iter().position(|(known, _)| known == id).unwrap_or_else(|| {
                all.push((id.clone(), Health::default()));
                all.len() - 1
            });
            change(&mut all[place].1);
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
        self.rows.update(|rows| {
            rows.list.retain(|row| row.key != *key);
            rows.number();
        });
    }

    /// Takes over what a small request told about a job, and its loss line where that was asked for, with the
    /// class the job was in.
    pub fn put_glance(self, key: &JobKey, glance: Glance, line: Option<(StatusClass, String)>) {
        let now = clock::now();
        self.rows.maybe_update(|rows| {
            let Some(row) = rows.index.get(key).and_then(|&i| rows.list.get_mut(i)) else { return false };
            let mut new = row.clone();
            if let Some((class, line)) = line {
                (new.line, new.line_of) = (Some(line.into()), Some(class));
            }
            new.last_loss = glance.last_loss;
            let outlook = outlook(&row.job, glance.last_step, glance.last_epoch, glance.secs_per_step);
            new.share = outlook.share.or(row.share);
            new.ends_at = outlook.secs_left.map(|secs| now.plus_secs(secs));
            if new.job.progress.n_steps_done < glance.last_step {
                let mut job = Job::clone(&new.job);
                job.progress.n_steps_done = glance.last_step;
                new.job = Arc::new(job);
            }
            let is_new = new != *row;
            *row = new;
            is_new
        });
    }

    fn follow(self, old: &[Connection], new: &[Connection]) {
        for gone in old.iter().filter(|connection| !new.contains(connection)) {
            self.watcher.unwatch(&Resource::Jobs(gone.id.clone()));
            self.health.update(|all| all.retain(|(known, _)| *known != gone.id));
            self.rows.update(|rows| rows.replace(&gone.id, Vec::new()));
        }
        for added in new.iter().filter(|connection| !old.contains(connection)) {
            if added.provider.capabilities().has_paged_list {
                leptos::task::spawn_local(self.follow_pages(added.clone()));
                continue;
            }
            let (provider, connection) = (added.provider, added.clone());
            let source = Source {
                request: Box::new(move || api::list_all(provider)),
                respond: Respond::Whole(Rc::new(move |answer| {
                    let decoded = answer.and_then(|response| api::decode_whole_list(provider, &response));
                    self.take(&connection, decoded)
                })),
            };
            self.watch(added, source);
        }
    }

    fn watch(self, connection: &Connection, source: Source) {
        self.watcher.watch(Resource::Jobs(connection.id.clone()), Pace::List, source);
    }

    /// As the rest of [`Jobs::follow`], for a list that comes in pages: what reads it is loaded first.
    async fn follow_pages(self, connection: Connection) {
        match job_pages::load().await {
            // It may be gone by now.
            Ok(source) if untrack(|| self.connections.usable()).contains(&connection) => {
                self.watch(&connection, source(self, connection.clone()));
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

    /// Takes over a connection's list, as far as it is known, or why it could not be read.
    pub(super) fn take(
        self,
        connection: &Connection,
        decoded: Result<Decoded<Vec<Job>>, ApiError>,
    ) -> Outcome {
        match decoded {
            Ok(Decoded { value, warnings }) => {
                let unreadable = warnings.into_iter().map(|warning| warning.message).collect();
                let loaded_at = Some(self.watcher.read_at());
                let is_recalling = self.watcher.is_recalling();
                self.set_health(&connection.id, |old| {
                    // What was known before says nothing of whether the service answers now.
                    let error = old.error.take().filter(|_| is_recalling);
                    *old = Health { loaded_at, error, unreadable };
                });
                let has_news = self.rows.try_maybe_update(|rows| {
                    let has_news = rows.merge(connection, value);
                    (has_news, has_news)
                });
                Outcome::Fresh { has_news: has_news.unwrap_or(false), pace: Pace::List }
            }
            Err(error) => {
                let retry = error.retry;
                self.set_health(&connection.id, |health| health.error = Some(error));
                Outcome::Failed(retry)
            }
        }
    }
}

impl Rows {
    /// Takes over a connection's whole list; `true` if anything differs.
    fn merge(&mut self, connection: &Connection, jobs: Vec<Job>) -> bool {
        let mut rows: Vec<Listed> = Vec::with_capacity(jobs.len());
        for job in jobs {
            let key = JobKey { connection: connection.id.clone(), id: job.id.clone() };
            let old = self.index.get(&key).and_then(|&i| self.list.get(i));
            rows.push(listed(key, connection.provider, job, old));
        }
        let is_same = {
            let mut old = self.list.iter().filter(|row| row.key.connection == connection.id);
            rows.iter().all(|row| old.next() == Some(row)) && old.next().is_none()
        };
        if !is_same {
            self.replace(&connection.id, rows);
        }
        !is_same
    }

    fn put(&mut self, key: &JobKey, provider: Provider, job: Job) -> bool {
        let place = self.index.get(key).copied();
        let row = listed(key.clone(), provider, job, place.and_then(|i| self.list.get(i)));
        match place.and_then(|i| self.list.get_mut(i)) {
            Some(old) if *old == row => return false,
            Some(old) => *old = row,
            None => {
                self.index.insert(key.clone(), self.list.len());
                self.list.push(row);
            }
        }
        true
    }

    fn replace(&mut self, connection: &ConnectionId, rows: Vec<Listed>) {
        self.list.retain(|row| row.key.connection != *connection);
        self.list.extend(rows);
        self.number();
    }

    fn number(&mut self) {
        self.index = self.list.iter().enumerate().map(|(i, row)| (row.key.clone(), i)).collect();
    }
}

fn listed(key: JobKey, provider: Provider, job: Job, old: Option<&Listed>) -> Listed {
    let job = match old {
        Some(old) => job.merged_over(&old.job),
        None => job,
    };
    let share = outlook(&job, None, None, None).share;
    // What metrics told holds until the job moves on.
    let same = old.filter(|old| old.job.status == job.status);
    let share = share.or(same.and_then(|old| old.share));
    let ends_at = same.and_then(|old| old.ends_at).or(job.ends_at);
    Listed {
        key,
        provider,
        job: Arc::new(job),
        last_loss: old.and_then(|old| old.last_loss),
        share,
        ends_at,
        line: old.and_then(|old| old.line.clone()),
        line_of: old.and_then(|old| old.line_of),
    }
}
