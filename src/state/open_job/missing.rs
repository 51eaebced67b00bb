//! What of an open job's metrics and log is not on the page.

use leptos::prelude::*;

use super::OpenJob;
use crate::model::{LogGaps, RowTally};

impl OpenJob {
    /// The rows that came, by what became of them: of the last whole answer, and more if a later part has more.
    pub fn rows(self) -> ReadSignal<RowTally> {
        self.rows.read_only()
    }

    /// Whether the metrics so far are a sample that the service chose, while all of them are on their way.
    pub fn is_sampled(self) -> ReadSignal<bool> {
        self.is_sampled.read_only()
    }

    /// How many rows of metrics came, if there is no way to those that may lie behind them.
    pub fn cut_at(self) -> ReadSignal<Option<u64>> {
        self.cut_at.read_only()
    }

    /// What of its log is not among the events.
    pub fn log_gaps(self) -> ReadSignal<LogGaps> {
        self.log_gaps.read_only()
    }

    /// Keys of the metrics that cannot be curves, since their figures are too deep within their rows; the first few.
    pub fn left_out(self) -> ReadSignal<Vec<Box<str>>> {
        self.left_out.read_only()
    }
}
