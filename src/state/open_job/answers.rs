//! What is made of the answers about an open job, and what each means for the polling.

use std::sync::Arc;

use leptos::prelude::*;

use super::OpenJob;
use crate::state::{Resource, jobs::Glance, reading::Read};
use tuneboard_core::{
    api::{self, ApiError, ErrorKind, HttpResponse},
    metrics::{Accepted, Intake, MetricStore, MetricsFeed},
    model::{EventLog, EventsPage, Job, LogProgress, MetricKey, MetricsFilter, MetricsSummary},
    polling::{Outcome, Pace, Pass},
};

impl OpenJob {
    pub(super) fn take_job(self, answer: Result<&HttpResponse, ApiError>) -> Outcome {
        let read = |response: &HttpResponse| {
            api::decode_job_of(self.connection().provider, &self.key().id, response)
        };
        match answer.and_then(read) {
            Ok(job) => {
                self.job_error.set(None);
                self.job_read_at.set(Some(self.app.watcher.read_at()));
                let was_over = self.is_over();
                let has_news = self.put_job(job);
                if self.is_over() && !was_over {
                    self.feed.update_value(MetricsFeed::request_full);
                    self.app.watcher.refresh(Resource::Metrics(self.key()));
                    self.app.watcher.refresh(Resource::Events(self.key()));
                    self.app.watcher.refresh(Resource::Checkpoints(self.key()));
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

    pub(super) fn put_job(self, job: Job) -> bool {
        let as_sent = job.clone();
        let told = self.progress.try_update(|progress| progress.record(job));
        let job = told.unwrap_or_else(|| as_sent.clone());
        let is_recalling = self.app.watcher.is_recalling();
        let has_news = self.job.try_maybe_update(|old| {
            let merged = match old {
                // The list may have told something newer since.
                Some(old) if is_recalling => Job::clone(old).merged_over(&job),
                Some(old) => job.clone().merged_over(old),
                None => job.clone(),
            };
            let is_new = old.as_deref() != Some(&merged);
            *old = Some(Arc::new(merged));
            (is_new, is_new)
        });
        if !is_recalling {
            self.app.jobs.put(&self.connection(), as_sent);
        }
        has_news.unwrap_or(false)
    }

    pub(super) fn take_metrics(self, intake: Intake, read: Read) -> Outcome {
        let is_whole = intake.is_whole();
        let summary = match read {
            Ok(decoded) => {
                self.left_out.maybe_update(|known| {
                    let n_before = known.len();
                    for name in &decoded.value.left_out {
                        if !known.contains(name) {
                            known.push(name.clone());
                        }
                    }
                    known.len() != n_before
                });
                decoded.value
            }
            // The service has no such page, so the answer is complete without it.
            Err(error) if self.give_up_page(&error) => {
                self.metrics_error.set(None);
                self.metrics_read_at.set(Some(self.app.watcher.read_at()));
                return self.metrics_outcome(false);
            }
            // A known job without metrics is one that has not logged any yet. One that had some is gone.
            Err(error)
                if error.is_no_endpoint()
                    && self.job.with_untracked(Option::is_some)
                    && self.store.with_untracked(MetricStore::is_empty) =>
            {
                MetricsSummary::default()
            }
            // Another question takes the place of the one that was refused.
            Err(error) if error.kind == ErrorKind::Invalid && self.refuse_question() => {
                self.go_on(Resource::Metrics(self.key()));
                return Outcome::Failed(error.retry);
            }
            Err(error) => {
                let retry = error.retry;
                self.metrics_error.set(Some(error));
                return Outcome::Failed(retry);
            }
        };
        self.metrics_error.set(None);
        self.metrics_read_at.set(Some(self.app.watcher.read_at()));
        self.last_checkpoint_step.maybe_update(|known| {
            let step = summary.last_checkpoint_step.or(*known);
            std::mem::replace(known, step) != step
        });
        self.tell_progress(|progress| progress.take_metrics(summary.n_steps_total));
        let accepted = self.store.try_maybe_update(|store| {
            let accepted = self.feed.try_update_value(|feed| feed.accept(store, intake, summary));
            (!matches!(accepted, Some(Accepted::Nothing) | None), accepted.unwrap_or(Accepted::Nothing))
        });
        let has_news = !matches!(accepted, Some(Accepted::Nothing) | None);
        // Of a part of the log the last row is not the latest.
        let is_latest = !self.app.watcher.is_recalling();
        if has_news && is_latest && self.bounds.get_untracked() == MetricsFilter::default() {
            self.put_glance();
        }
        let rows = self.feed.with_value(MetricsFeed::tally);
        self.rows.maybe_update(|known| std::mem::replace(known, rows) != rows);
        let cut_at = self.feed.with_value(MetricsFeed::cut_at);
        self.cut_at.maybe_update(|known| std::mem::replace(known, cut_at) != cut_at);
        let is_sampled = self.feed.with_value(MetricsFeed::is_sampled);
        self.is_sampled.maybe_update(|known| std::mem::replace(known, is_sampled) != is_sampled);
        let wants_whole = !is_whole && (is_sampled || matches!(accepted, Some(Accepted::Rewritten)));
        if wants_whole {
            self.go_on(Resource::Metrics(self.key()));
        }
        self.metrics_outcome(has_news)
    }

    /// What an answer with metrics that was taken means for the polling.
    fn metrics_outcome(self, has_news: bool) -> Outcome {
        let goes_on = self.feed.with_value(MetricsFeed::goes_on);
        self.outcome(Resource::Metrics(self.key()), has_news, goes_on, self.metrics_pass.get_value())
    }

    /// What an answer that was taken means for the polling. If it is a part, or less than the last of a job that
    /// is over, the rest is asked for at once.
    fn outcome(self, resource: Resource, has_news: bool, goes_on: bool, pass: Pass) -> Outcome {
        if pass.wants_more(goes_on) {
            self.go_on(resource);
            return Outcome::Fresh { has_news, pace: self.pace() };
        }
        let pace = if pass.is_last() { Pace::Final } else { self.pace() };
        Outcome::Fresh { has_news, pace }
    }

    /// Asks for a resource as soon as the present answer is done with.
    pub(super) fn go_on(self, resource: Resource) {
        let watcher = self.app.watcher;
        leptos::task::spawn_local(async move { watcher.refresh(resource) });
    }

    /// The service does not take the question for metrics; `true` if there is another one.
    fn refuse_question(self) -> bool {
        let asked = self.asked.get_value();
        self.feed.try_update_value(|feed| feed.refuse(&asked)).unwrap_or(false)
    }

    /// Takes over what the log or the metrics tell of the progress, also into the record where that does not tell.
    fn tell_progress(self, tell: impl FnOnce(&mut LogProgress)) {
        let Some(mut progress) = self.progress.try_get_untracked() else { return };
        tell(&mut progress);
        self.job.maybe_update(|job| {
            let Some(known) = job else { return false };
            let mut told = Job::clone(known);
            let has_news = progress.complete(&mut told);
            *known = Arc::new(told);
            has_news
        });
        self.progress.maybe_update(|known| std::mem::replace(known, progress) != progress);
    }

    /// The page of metrics that was asked for could not be read; `true` if the service just does not have it.
    fn give_up_page(self, error: &ApiError) -> bool {
        let is_missing = error.is_refusal();
        let is_end = self.store.try_maybe_update(|store| {
            let is_end = self.feed.try_update_value(|feed| feed.give_up(store, is_missing)).unwrap_or(false);
            (is_end, is_end)
        });
        is_end.unwrap_or(false)
    }

    fn put_glance(self) {
        let glance = self.store.with_untracked(|store| Glance {
            last_loss: store.get(&MetricKey::train("loss")).and_then(|loss| loss.values().iter().next_back()),
            last_step: store.last_step(),
            last_epoch: store.epoch_at_last_step(),
            secs_per_step: store.secs_per_step(),
            n_steps_total: self.progress.with_untracked(LogProgress::n_steps_total),
        });
        self.app.jobs.put_glance(&self.key(), glance, None);
    }

    pub(super) fn take_events(self, answer: Result<&HttpResponse, ApiError>) -> Outcome {
        match answer.and_then(|response| api::decode_events(self.connection().provider, response)) {
            Ok(decoded) => self.put_events(decoded.value, true),
            // The service has no such page, so the log is complete without it.
            Err(error) if error.is_refusal() && self.asks_optional_events() => {
                self.put_events(EventsPage::default(), true)
            }
            // The job is there, so it is the log that is not.
            Err(error)
                if error.is_no_endpoint()
                    && self.job.with_untracked(Option::is_some)
                    && self.events.with_untracked(Vec::is_empty) =>
            {
                self.put_events(EventsPage::default(), false)
            }
            Err(error) => {
                self.log.update_value(EventLog::give_up);
                let retry = error.retry;
                self.events_error.set(Some(error));
                Outcome::Failed(retry)
            }
        }
    }

    /// The page of the log that was asked for is one that the service has not promised.
    fn asks_optional_events(self) -> bool {
        self.log.with_value(|log| log.next().is_some_and(|page| page.is_optional))
    }

    fn put_events(self, page: EventsPage, offers_log: bool) -> Outcome {
        self.events_error.set(None);
        self.events_read_at.set(Some(self.app.watcher.read_at()));
        self.offers_log.maybe_update(|known| std::mem::replace(known, offers_log) != offers_log);
        let has_news = self.log.try_update_value(|log| log.accept(page)).unwrap_or(false);
        if has_news {
            self.events.set(self.log.with_value(|log| log.events().to_vec()));
            self.tell_progress(|progress| {
                self.log.with_value(|log| progress.take_events(log.events()));
            });
        }
        let (goes_on, gaps) = self.log.with_value(|log| (log.next().is_some(), log.gaps()));
        self.log_gaps.maybe_update(|known| std::mem::replace(known, gaps) != gaps);
        self.outcome(Resource::Events(self.key()), has_news, goes_on, self.log_pass.get_value())
    }
}
