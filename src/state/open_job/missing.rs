//! Gaps of an open job: metrics and events that are not on the page.

use leptos::prelude::*;

use super::OpenJob;
use tuneboard_core::model::{LogGaps, RowTally};

impl OpenJob {
    /// The rows that came, by what became of them: of the last whole answer, and more if a later part has more.
    pub fn rows(self) -> ReadSignal<RowTally> {
        self.rows.read_only()
    }

    /// Returns whether the metrics so far are a sample that the service chose, while all of them are on their way.
    pub fn is_sampled(self) -> ReadSignal<bool> {
        self.is_sampled.read_only()
    }

    /// Number of rows of metrics that came, if there is no way to those that may lie behind them.
    pub fn cut_at(self) -> ReadSignal<Option<u64>> {
        self.cut_at.read_only()
    }

    /// Entries of its log that are not among the events.
    pub fn log_gaps(self) -> ReadSignal<LogGaps> {
        self.log_gaps.read_only()
    }

    /// Keys of the metrics that cannot be curves, since their figures are too deep within their rows; the first few.
    pub fn left_out(self) -> ReadSignal<Vec<Box<str>>> {
        self.left_out.read_only()
    }
}
