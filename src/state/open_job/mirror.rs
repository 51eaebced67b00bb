//! The open job's signals follow its monitor, and the poller learns what each response means.

use leptos::prelude::*;

use super::OpenJob;
use crate::browser::schedule;
use tuneboard_core::{
    api::{ApiError, HttpResponse},
    metrics::MetricsFeed,
    model::Timestamp,
    monitor::{Arrival, Changes, JobMonitor, JobResource, JobUpdate, ReadMetrics},
    polling::{Outcome, Pace},
};

/// Result and time of the last attempt to read a resource. Copies refer to the same signals.
#[derive(Clone, Copy)]
pub(super) struct ReadSignals {
    pub(super) error: RwSignal<Option<ApiError>>,
    pub(super) read_at: RwSignal<Option<Timestamp>>,
}

/// Takes a response that is there as a whole.
pub(super) type OnResponse = fn(&mut JobMonitor, Result<&HttpResponse, ApiError>, Arrival) -> JobUpdate;

/// The message for the poller if the job was closed while a response arrived.
const CLOSED: Outcome = Outcome::Fresh { has_news: false, pace: Pace::Final };

impl ReadSignals {
    pub(super) fn new() -> Self {
        Self { error: RwSignal::new(None), read_at: RwSignal::new(None) }
    }
}

impl OpenJob {
    pub(super) fn take(
        self,
        resource: JobResource,
        on_response: OnResponse,
        response: Result<&HttpResponse, ApiError>,
    ) -> Outcome {
        let arrival = self.arrival();
        let update = self.monitor.try_update_value(|monitor| on_response(monitor, response, arrival));
        update.map_or(CLOSED, |update| self.follow(resource, update))
    }

    pub(super) fn take_metrics(self, response: ReadMetrics) -> Outcome {
        let arrival = self.arrival();
        let update = self.store.try_maybe_update(|store| {
            let on_metrics = |monitor: &mut JobMonitor| monitor.on_metrics(store, response, arrival);
            let update = self.monitor.try_update_value(on_metrics);
            (update.as_ref().is_some_and(|update| update.changes.has_new_points), update)
        });
        update.flatten().map_or(CLOSED, |update| self.follow(JobResource::Metrics, update))
    }

    /// Returns time and source of the response that is being taken.
    pub(super) fn arrival(self) -> Arrival {
        let watcher = self.app.watcher;
        Arrival { read_at: watcher.read_at(), is_from_cache: watcher.is_from_cache() }
    }

    /// Mirrors the update, and requests what is to follow at once.
    fn follow(self, resource: JobResource, update: JobUpdate) -> Outcome {
        let signals = self.read_signals(resource);
        let state =
            self.monitor.with_value(|monitor| (monitor.error(resource).cloned(), monitor.read_at(resource)));
        signals.error.set(state.0);
        renew(signals.read_at, state.1);
        self.mirror(update.changes);
        let watcher = self.app.watcher;
        for follow_up in update.follow_ups {
            let polled = self.polled(follow_up);
            if follow_up == resource {
                // The poller has to know the outcome first.
                schedule::spawn_detached(async move { watcher.refresh(polled) });
            } else {
                watcher.refresh(polled);
            }
        }
        if update.is_given_up {
            schedule::spawn_detached(async move { self.leave_alone() });
        }
        update.outcome
    }

    /// Brings signals and job table up to date with the monitor.
    pub(super) fn mirror(self, changes: Changes) {
        self.monitor.with_value(|monitor| {
            if changes.has_new_record {
                self.job.set(monitor.record().cloned());
            }
            if changes.has_new_events {
                self.events.set(monitor.events().to_vec());
            }
            if changes.has_new_checkpoints {
                self.saved.known.set(monitor.checkpoints().to_vec());
            }
            renew(self.progress, monitor.progress());
            renew(self.unoffered, monitor.unoffered().to_vec());
            self.mirror_metrics(monitor);
            renew(self.log_gaps, monitor.log_gaps());
            renew(self.offers_log, monitor.offers_log());
            renew(self.saved.is_offered, monitor.offers_checkpoints());
            renew(self.saved.n_unreadable, monitor.n_unreadable_checkpoints());
            renew(self.saved.first_unread, monitor.first_unreadable_checkpoint().to_owned());
        });
        if let Some(job) = changes.sent_record {
            self.app.jobs.put(&self.connection(), job);
        }
        if let Some(summary) = changes.summary {
            self.app.jobs.put_metrics_summary(&self.key(), summary, None);
        }
    }

    fn mirror_metrics(self, monitor: &JobMonitor) {
        let feed: &MetricsFeed = monitor.feed();
        renew(self.rows, feed.tally());
        renew(self.cut_at, feed.cut_at());
        renew(self.is_sampled, feed.is_sampled());
        renew(self.is_behind, feed.goes_on());
        renew(self.left_out, monitor.left_out().to_vec());
        renew(self.last_checkpoint_step, monitor.last_checkpoint_step());
    }

    fn read_signals(self, resource: JobResource) -> ReadSignals {
        match resource {
            JobResource::Record => self.record_read,
            JobResource::Metrics => self.metrics_read,
            JobResource::Events => self.events_read,
            JobResource::Checkpoints => self.saved.read,
        }
    }
}

/// Sets a signal to a value if that is another one.
pub(super) fn renew<T: PartialEq + Send + Sync + 'static>(signal: RwSignal<T>, value: T) {
    signal.maybe_update(|known| {
        let is_new = *known != value;
        *known = value;
        is_new
    });
}
