//! A run as rules see it: the prefix of its series up to one step, and the facts that no series holds.

use super::{
    evaluations::Evaluations,
    level::Level,
    names::{Names, RunKind},
    parts::Part,
    sampling::stride,
    track::Track,
};
use crate::metrics::Series;

/// Facts about a run that stand beside its rows.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct RunFacts {
    /// Steps the run is to take; `None` if unknown.
    pub total_steps: Option<u64>,
    /// Steps at which a row followed one of a higher step, as the pair of both, in the order of arrival; empty if the order is
    /// unknown.
    pub falls: Vec<(u64, u64)>,
}

/// A row's own figures: what was logged at this step, not finite where the service said so.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(super) struct Row {
    pub(super) step: u64,
    /// `NaN` if unknown.
    pub(super) epoch: f64,
    pub(super) loss: Option<f64>,
    pub(super) eval_loss: Option<f64>,
    pub(super) task: Option<f64>,
    pub(super) grad_norm: Option<f64>,
    /// The level takes this row; of long runs it takes some.
    pub(super) is_sample: bool,
}

/// Everything up to one step.
pub(super) struct Run<'a> {
    /// Per part of [`Names`], its series.
    pub(super) series: &'a [Option<&'a Series>; Part::N],
    pub(super) names: &'a Names,
    pub(super) facts: &'a RunFacts,
    /// Per part of [`Names`], the number of its points so far.
    pub(super) counts: &'a [usize; Part::N],
    pub(super) level: &'a Level,
    pub(super) evals: &'a Evaluations,
    /// The task metric's evaluations, with the sign that makes less of it better.
    pub(super) task: &'a Evaluations,
    pub(super) row: Row,
}

impl<'a> Run<'a> {
    /// Kind of the run.
    pub(super) fn kind(&self) -> RunKind {
        self.names.kind
    }

    /// Returns whether the loss rules apply.
    pub(super) fn is_supervised(&self) -> bool {
        self.kind() == RunKind::Supervised
    }

    /// The series that plays a part, up to the present step; `None` without any point so far.
    pub(super) fn track(&self, part: Part) -> Option<Track<'a>> {
        Some(Track::new(self.series[part as usize]?, self.counts[part as usize]))
            .filter(|track| 0 < track.len())
    }

    /// Number of training rows so far, whatever their figures are.
    pub(super) fn n_rows(&self) -> usize {
        self.counts[Part::Loss as usize]
    }

    /// Rows that the level looks back on.
    pub(super) fn reach(&self) -> usize {
        self.level.rows() * stride(self.n_rows())
    }

    /// Share of the run that is done, 0 to 1; `None` if its end is unknown, or passed.
    pub(super) fn share_done(&self) -> Option<f64> {
        let total = self.facts.total_steps.filter(|total| self.row.step <= *total && 0 < *total)?;
        Some(self.row.step as f64 / total as f64)
    }

    /// Returns whether at least this share of the run is done, or its end is unknown.
    pub(super) fn is_past(&self, share: f64) -> bool {
        self.share_done().is_none_or(|done| share <= done)
    }

    /// Share of its peak that the learning rate had at a step; `None` where it is not logged.
    pub(super) fn learning_rate_at(&self, step: u64) -> Option<(f64, f64)> {
        let track = self.track(Part::LearningRate)?;
        let series = self.series[Part::LearningRate as usize]?;
        let idx = series.steps().rank(step.saturating_add(1)).checked_sub(1)?;
        let peak = series.values().extent(0..track.len()).range()?.1;
        let rate = Some(track.at(idx)).filter(|rate| rate.is_finite() && 0.0 < peak)?;
        Some((rate, rate / peak))
    }
}
