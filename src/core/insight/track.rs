//! One series up to the present step, as rules read it.

use super::stats::median;
use crate::metrics::{Series, XAxis};

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
