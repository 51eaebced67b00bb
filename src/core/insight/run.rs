//! A run as rules see it: the prefix of its series up to one step, and the facts that no series holds.

use super::{
    evaluations::Evaluations,
    level::Level,
    names::{Names, RunKind},
    parts::Part,
    sampling::stride,
    stats::median,
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

    /// The step of the point nearest to a step.
    pub(super) fn nearest_step(&self, step: u64) -> Option<u64> {
        let place = self.series.steps().rank(step).min(self.n);
        let near = [place.checked_sub(1), Some(place)].into_iter().flatten().filter_map(|idx| self.step(idx));
        near.min_by_key(|at| at.abs_diff(step))
    }

    /// The epoch of a point; `NaN` where unknown.
    pub(super) fn epoch(&self, idx: usize) -> f64 {
        if idx < self.n { self.series.x_at(XAxis::Epoch, idx) } else { f64::NAN }
    }

    /// Seconds since the run began at a point; `NaN` where unknown.
    pub(super) fn secs(&self, idx: usize) -> f64 {
        if idx < self.n { self.series.x_at(XAxis::Elapsed, idx) } else { f64::NAN }
    }

    /// The highest figure; `None` without a finite one.
    pub(super) fn highest(&self) -> Option<f64> {
        self.series.values().extent(0..self.n).range().map(|(_, high)| high)
    }

    /// The finite figures among the points of a range.
    pub(super) fn finite(&self, range: std::ops::Range<usize>) -> Vec<f64> {
        range.map(|idx| self.at(idx)).filter(|value| value.is_finite()).collect()
    }

    /// Medians of so many blocks of equal size; of large blocks some points tell enough.
    pub(super) fn block_medians(&self, range: std::ops::Range<usize>, n_blocks: usize) -> Vec<f64> {
        let len = range.len();
        let n_blocks = n_blocks.min(len).max(1);
        let block = |idx: usize| range.start + idx * len / n_blocks..range.start + (idx + 1) * len / n_blocks;
        let of = |points: std::ops::Range<usize>| {
            let stride = points.len().div_ceil(100).max(1);
            let figures = points.step_by(stride).map(|idx| self.at(idx));
            median(&mut figures.filter(|figure| figure.is_finite()).collect::<Vec<_>>())
        };
        (0..n_blocks).map(|idx| of(block(idx))).filter(|median| median.is_finite()).collect()
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
