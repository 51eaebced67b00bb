//! Counts of a list's rows: how many came, how many could not be placed, and why.

use crate::{
    api::{DecodeWarning, Decoded, reading::lenient::StepFault},
    model::MetricsSummary,
};

/// Warnings kept of one answer; what comes after is only counted.
const MOST_WARNINGS: usize = 100;

/// Names kept of what was left out.
const MOST_LEFT_OUT: usize = 8;

/// Facts that a log states beside its rows.
#[derive(Debug, Default)]
pub(crate) struct RowsRead {
    pub rows: Decoded<MetricsSummary>,
    /// Figures that went on.
    pub n_points: usize,
    /// Rows that were left out because their step is a number between two whole ones.
    pub n_fractional_steps: usize,
    /// Steps the run is to take, if rows say so.
    pub total_steps: Option<u64>,
    /// Epochs the run is to take, if rows say so.
    pub n_epochs: Option<f64>,
}

/// The count so far.
#[derive(Debug, Default)]
pub(crate) struct RowCount {
    pub n_received: usize,
    n_unreadable: usize,
    n_without_step: usize,
    n_with_unusable_step: usize,
    n_fractional_steps: usize,
    n_without_figures: usize,
    n_points: usize,
    total_steps: Option<u64>,
    n_epochs: Option<f64>,
    left_out: Vec<Box<str>>,
    warnings: Vec<DecodeWarning>,
}

impl RowCount {
    /// The row that was counted last could not be read.
    pub(crate) fn skip(&mut self, why: &str) {
        self.n_unreadable += 1;
        if self.warnings.len() < MOST_WARNINGS {
            let message = format!("row {}: {why}", self.n_received);
            self.warnings.push(DecodeWarning { index: self.n_received - 1, message });
        }
    }

    /// The row that was counted last has no step, or none that can be used, so that there is no place for it.
    pub(crate) fn skip_for_step(&mut self, fault: StepFault) {
        match fault {
            StepFault::Missing => self.n_without_step += 1,
            StepFault::Fraction | StepFault::Unusable => self.n_with_unusable_step += 1,
        }
        self.n_fractional_steps += usize::from(fault == StepFault::Fraction);
        self.skip(fault.reason());
    }

    /// Rows went on, with so many figures each.
    pub(crate) fn place(&mut self, n_rows: usize, n_figures: usize) {
        self.n_points += n_rows * n_figures;
        if n_figures == 0 {
            self.n_without_figures += n_rows;
        }
    }

    /// A key whose figures are too deep within the row to be curves.
    pub(in crate::api) fn leave_out(&mut self, name: &str) {
        if self.left_out.len() < MOST_LEFT_OUT && !self.left_out.iter().any(|known| **known == *name) {
            self.left_out.push(name.into());
        }
    }

    pub(crate) fn note_total_steps(&mut self, n: Option<u64>) {
        self.total_steps = n.filter(|n| 0 < *n).max(self.total_steps);
    }

    pub(crate) fn note_total_epochs(&mut self, n: Option<f64>) {
        self.n_epochs = n.filter(|n| 0.0 < *n).or(self.n_epochs);
    }

    pub(crate) fn finish(self) -> RowsRead {
        let summary = MetricsSummary {
            n_received: self.n_received,
            n_unreadable: self.n_unreadable,
            n_without_step: self.n_without_step,
            n_with_unusable_step: self.n_with_unusable_step,
            n_without_figures: self.n_without_figures,
            left_out: self.left_out,
            ..MetricsSummary::default()
        };
        RowsRead {
            rows: Decoded { value: summary, warnings: self.warnings },
            n_points: self.n_points,
            n_fractional_steps: self.n_fractional_steps,
            total_steps: self.total_steps,
            n_epochs: self.n_epochs,
        }
    }
}
