//! The few figures of a job's metrics that the job table shows.

use super::MetricStore;
use crate::model::MetricKey;

/// A job's latest figures, beyond those of its record.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct JobMetricsSummary {
    /// Last train loss.
    pub last_loss: Option<f64>,
    /// Last step with metrics.
    pub last_step: Option<u64>,
    /// Epoch at that step.
    pub last_epoch: Option<f64>,
    /// Present seconds per step.
    pub secs_per_step: Option<f64>,
    /// Number of steps of the whole job, if its log has the number and its record has not.
    pub n_steps_total: Option<u64>,
}

impl JobMetricsSummary {
    /// Returns the figures of `store`; a store does not know the number of steps of the whole job.
    pub fn of(store: &MetricStore) -> Self {
        let loss = store.get(&MetricKey::train("loss"));
        Self {
            last_loss: loss.and_then(|loss| loss.values().iter().next_back()),
            last_step: store.last_step(),
            last_epoch: store.epoch_at_last_step(),
            secs_per_step: store.secs_per_step(),
            n_steps_total: None,
        }
    }
}
