//! The job's metrics: which rows to request next, and what a response means.

use super::{Arrival, Changes, JobMonitor, JobResource, JobUpdate, MetricsResponse, ReadMetrics, ReadState};
use crate::{
    api::{self, ErrorKind, HttpRequest},
    metrics::{Accepted, JobMetricsSummary, MetricStore, MetricsFeed},
    model::{MetricsFilter, MetricsQuery, MetricsSummary, Provider, RowTally},
    polling::{Outcome, PollPhase},
};

/// The rule by which a job's first response is a sample of its rows, where the service can choose one: the charts of a long
/// job then show at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SamplingRule {
    /// Least number of steps of a long job.
    pub min_steps: u64,
    /// Number of rows to ask for.
    pub n_rows: u64,
}

impl Default for SamplingRule {
    /// More rows than a chart has pixels.
    fn default() -> Self {
        Self { min_steps: 20_000, n_rows: 2_000 }
    }
}

/// Progress of reading the metrics; the rows themselves are in the [`MetricStore`].
#[derive(Debug)]
pub(super) struct MetricsState {
    pub(super) feed: MetricsFeed,
    pub(super) read: ReadState,
    bounds: MetricsFilter,
    sampling: SamplingRule,
    /// Question of the request under way, or of the last one.
    query: MetricsQuery,
    /// Phase of the same request.
    phase: PollPhase,
    left_out: Vec<Box<str>>,
    pub(super) last_checkpoint_step: Option<u64>,
}

impl MetricsState {
    pub(super) fn new(provider: Provider) -> Self {
        Self {
            feed: MetricsFeed::new(provider.capabilities().metrics_cursor),
            read: ReadState::default(),
            bounds: MetricsFilter::default(),
            sampling: SamplingRule::default(),
            query: MetricsQuery::default(),
            phase: PollPhase::default(),
            left_out: Vec::new(),
            last_checkpoint_step: None,
        }
    }
}

impl JobMonitor {
    /// Samples the first rows by another rule.
    #[must_use]
    pub fn with_sampling(mut self, rule: SamplingRule) -> Self {
        self.metrics.sampling = rule;
        self
    }

    /// Returns the part of the metrics that is requested at all.
    pub fn bounds(&self) -> MetricsFilter {
        self.metrics.bounds
    }

    /// Requests only the metrics within `bounds` from now on. Parts are never mixed, so `store` is emptied if they differ from
    /// the present ones; `true` if so.
    pub fn set_bounds(&mut self, store: &mut MetricStore, bounds: MetricsFilter) -> bool {
        if bounds == self.metrics.bounds {
            return false;
        }
        let cursor = self.provider.capabilities().metrics_cursor;
        let state = &mut self.metrics;
        state.bounds = bounds;
        state.feed = MetricsFeed::within(cursor, bounds);
        state.read.read_at = None;
        state.last_checkpoint_step = None;
        store.clear();
        true
    }

    /// Returns the question of the metrics request under way, or of the last one.
    pub fn metrics_query(&self) -> &MetricsQuery {
        &self.metrics.query
    }

    /// Returns the cursor of the metrics.
    pub fn feed(&self) -> &MetricsFeed {
        &self.metrics.feed
    }

    /// Returns the rows that came, by what became of them.
    pub fn rows(&self) -> RowTally {
        self.metrics.feed.tally()
    }

    /// Returns the keys whose figures are too deep within their rows to be curves; the first few.
    pub fn left_out(&self) -> &[Box<str>] {
        &self.metrics.left_out
    }

    /// Returns the step of the last checkpoint, as sent beside the metrics.
    pub fn last_checkpoint_step(&self) -> Option<u64> {
        self.metrics.last_checkpoint_step
    }

    pub(super) fn request_metrics(&mut self) -> HttpRequest {
        let (is_over, is_long) = (self.is_over(), self.is_long());
        let MetricsState { feed, sampling, phase, query, .. } = &mut self.metrics;
        if is_long {
            feed.request_sample(sampling.n_rows);
        }
        if is_over {
            feed.request_full();
        }
        *phase = phase.next(is_over, feed.is_full(), feed.goes_on());
        *query = feed.next_query();
        api::list_metrics(self.provider, &self.id, query)
    }

    /// Returns the receiver of the response to the metrics request that was built last.
    pub fn metrics_response(&self) -> MetricsResponse {
        MetricsResponse::new(self.provider, self.metrics.feed.intake(self.metrics.query.clone()))
    }

    /// Takes the response to a request for metrics into `store`.
    pub fn on_metrics(
        &mut self,
        store: &mut MetricStore,
        response: ReadMetrics,
        arrival: Arrival,
    ) -> JobUpdate {
        let ReadMetrics { intake, summary } = response;
        let is_whole = intake.is_whole();
        let has_record = self.record.job.is_some();
        let state = &mut self.metrics;
        let summary = match summary {
            Ok(decoded) => {
                state.note_left_out(&decoded.value);
                decoded.value
            }
            // The service has no such page, so the list is complete without it.
            Err(error) if state.feed.give_up(store, error.is_refusal()) => {
                state.read.succeed(arrival.read_at);
                let update = self.update_metrics(Changes::default());
                let changes = Changes { has_new_points: true, ..Changes::default() };
                return JobUpdate { changes, ..update };
            }
            // A known job without metrics has not logged any yet. One that had some is gone.
            Err(error) if error.is_no_endpoint() && has_record && store.is_empty() => {
                MetricsSummary::default()
            }
            // Another question takes the place of the one that was refused.
            Err(error) if error.kind == ErrorKind::Invalid && state.feed.refuse(&state.query) => {
                let follow_ups = vec![JobResource::Metrics];
                return JobUpdate { follow_ups, ..JobUpdate::of(Outcome::Failed(error.retry)) };
            }
            Err(error) => return state.read.fail(error),
        };
        state.read.succeed(arrival.read_at);
        if arrival.is_from_cache {
            state.phase = state.phase.cached();
        }
        state.last_checkpoint_step = summary.last_checkpoint_step.or(state.last_checkpoint_step);
        self.progress.take_metrics(summary.n_steps_total);
        let has_new_record = self.complete_record();
        let accepted = self.metrics.feed.accept(store, intake, summary);
        let has_new_points = accepted != Accepted::Nothing;
        // The last row of a part of the metrics is not the latest.
        let is_latest = !arrival.is_from_cache && self.bounds() == MetricsFilter::default();
        let summary = (has_new_points && is_latest).then(|| JobMetricsSummary {
            n_steps_total: self.progress.n_steps_total(),
            ..JobMetricsSummary::of(store)
        });
        let changes = Changes { has_new_record, has_new_points, summary, ..Changes::default() };
        let mut update = self.update_metrics(changes);
        let wants_whole = !is_whole && (self.metrics.feed.is_sampled() || accepted == Accepted::Rewritten);
        if wants_whole && update.follow_ups.is_empty() {
            update.follow_ups.push(JobResource::Metrics);
        }
        update
    }

    fn update_metrics(&self, changes: Changes) -> JobUpdate {
        let MetricsState { feed, phase, .. } = &self.metrics;
        self.update(JobResource::Metrics, *phase, feed.goes_on(), changes)
    }

    /// Returns whether all rows are likely to take a while to arrive.
    fn is_long(&self) -> bool {
        let progress = self.record.job.as_ref().map(|job| &job.progress);
        let n_steps = progress.and_then(|progress| progress.n_steps_done.or(progress.n_steps_total));
        self.metrics.sampling.min_steps <= n_steps.unwrap_or(0)
    }
}

impl MetricsState {
    fn note_left_out(&mut self, summary: &MetricsSummary) {
        for name in &summary.left_out {
            if !self.left_out.contains(name) {
                self.left_out.push(name.clone());
            }
        }
    }
}
