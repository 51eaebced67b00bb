//! Facts that the monitor is given beside a response, and the changes that it returns.

use super::JobResource;
use crate::{
    metrics::JobMetricsSummary,
    model::{Job, Timestamp},
    polling::Outcome,
};

/// Time and source of a response.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Arrival {
    /// Time at which the response was read from the service; later ones are read now, cached ones were read before.
    pub read_at: Timestamp,
    /// The response is one of an earlier visit. The request that it answers is still to be sent.
    pub is_from_cache: bool,
}

impl Arrival {
    /// Returns the arrival of a response that the service sent at `read_at`.
    pub const fn fresh(read_at: Timestamp) -> Self {
        Self { read_at, is_from_cache: false }
    }
}

/// The effect of one response.
#[derive(Debug, Clone, PartialEq)]
pub struct JobUpdate {
    /// The message for the poller.
    pub outcome: Outcome,
    /// Resources to request at once. The response's own one follows when the poller has been told the outcome, the others do
    /// so before.
    pub follow_ups: Vec<JobResource>,
    /// The service says again and again that it does not know the job: stop polling it.
    pub is_given_up: bool,
    /// Changes of the monitor's data.
    pub changes: Changes,
}

/// Changes of a monitor's data. Errors and times of reading change with every response and are not listed.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Changes {
    /// The record differs.
    pub has_new_record: bool,
    /// The metric store differs.
    pub has_new_points: bool,
    /// The event log differs.
    pub has_new_events: bool,
    /// The list of checkpoints differs.
    pub has_new_checkpoints: bool,
    /// The record as the service sent it, for the job table.
    pub sent_record: Option<Job>,
    /// The latest figures, for the job table.
    pub summary: Option<JobMetricsSummary>,
}

impl JobUpdate {
    /// Returns an update with an outcome and nothing else.
    pub(super) fn of(outcome: Outcome) -> Self {
        Self { outcome, follow_ups: Vec::new(), is_given_up: false, changes: Changes::default() }
    }
}
