//! A run as rules see it: the prefix of its series up to one step, and the facts that no series holds.

use super::{
    evaluations::Evaluations,
    level::Level,
    names::{Names, Part, RunKind},
};
use crate::metrics::{Series, XAxis};

/// Facts about a run that stand beside its rows.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct RunFacts {
    /// Steps the run is to take; `None` if unknown.
    pub total_steps: Option<u64>,
    /// Steps at which a row followed one of a higher step, as the pair of both, in the order of arrival; empty if the order is
    /// unknown.
    pub falls: Vec<(u64, u64)>,
}

/// One series up to the present step.
#[derive(Clone, Copy)]
pub(super) struct Track<'a> {
    series: &'a Series,
    n: usize,
}

impl<'a> Track<'a> {
    /// The first `n` points of a series.
    pub(super) fn new(series: &'a Series, n: usize) -> Self {
        Self { series, n: n.min(series.len()) }
    }

    /// Number of points.
    pub(super) fn len(&self) -> usize {
        self.n
    }

    /// The figure of a point; `NaN` for one that is not finite.
    pub(super) fn at(&self, idx: usize) -> f64 {
        if idx < self.n { self.series.values().at(idx) } else { f64::NAN }
    }

    /// The step of a point.
    pub(super) fn step(&self, idx: usize) -> Option<u64> {
        self.series.steps().get(idx).filter(|_| idx < self.n)
    }

    /// The epoch of a point; `NaN` where unknown.
    pub(super) fn epoch(&self, idx: usize) -> f64 {
        if idx < self.n { self.series.x_at(XAxis::Epoch, idx) } else { f64::NAN }
    }

    /// Seconds since the run began at a point; `NaN` where unknown.
    pub(super) fn secs(&self, idx: usize) -> f64 {
        if idx < self.n { self.series.x_at(XAxis::Elapsed, idx) } else { f64::NAN }
    }

    /// The finite figures among the points of a range.
    pub(super) fn finite(&self, range: std::ops::Range<usize>) -> Vec<f64> {
        range.map(|idx| self.at(idx)).filter(|value| value.is_finite()).collect()
    }

    /// The last fifth of the points: at least 2, at most 200.
    pub(super) fn late(&self) -> Vec<f64> {
        self.finite(self.n.saturating_sub((self.n / 5).clamp(2, 200))..self.n)
    }

    /// The first tenth of the points: at least 2, at most 200.
    pub(super) fn early(&self) -> Vec<f64> {
        self.finite(0..(self.n / 10).clamp(2, 200))
    }
}

/// A row's own figures: what was logged at this step, not finite where the service said so.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(super) struct Row {
    pub(super) step: u64,
    /// `NaN` if unknown.
    pub(super) epoch: f64,
    pub(super) loss: Option<f64>,
    pub(super) eval_loss: Option<f64>,
    pub(super) grad_norm: Option<f64>,
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

/// Returns whether a rule that looks at many rows looks again at row `n`, counted from 1: at each of the first 256, then at every
/// 64th part of the number so far.
pub(super) fn is_check_point(n: usize) -> bool {
    n < 256 || n.is_multiple_of((1 << n.ilog2()) / 64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn check_points_become_rare_but_stay_close() {
        let points: Vec<usize> = (1..100_000).filter(|n| is_check_point(*n)).collect();
        assert!(points.len() < 1_000, "{}", points.len());
        assert!(points.windows(2).all(|pair| pair[1] - pair[0] <= pair[0].div_ceil(64)));
        assert!((1..256).all(is_check_point));
    }
}
