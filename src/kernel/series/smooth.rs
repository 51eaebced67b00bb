//! Smoothing of a whole series, bit by bit if it is long, and continued where it grows.
//!
//! Contract: gaps stay gaps and do not count; a series whose figures are all equal stays as it is; what comes
//! out for a point depends on the series alone, never on the part of it in view, nor on how much of it
//! is done at once.

use super::gaussian::Gaussian;
use crate::{Column, Positions};

/// Method of smoothing. The weight is from 0 (not at all) to 0.999.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Smoothing {
    /// Exponential moving average over points, corrected for its start at zero, as TensorBoard has it:
    /// `m = w·m + (1 − w)·y`, shown is `m / (1 − wⁿ)` for the n-th figure.
    Average(f64),
    /// Exponential moving average over distance along x, for points that are not evenly spaced, as W&B has
    /// it but on a scale that zooming does not change: the weight is `√w`, to the power of thousandths of
    /// the run; the run's length counts as the next power of two, so that growing seldom changes the past.
    Distance(f64),
    /// Weighted by a bell curve over points on both sides, with a standard deviation of `w / (1 − w)` points;
    /// four moving averages in a row, which is the same to within 4 % of its peak.
    Gaussian(f64),
}

impl Smoothing {
    /// Returns the weight, as given.
    pub const fn weight(self) -> f64 {
        match self {
            Self::Average(weight) | Self::Distance(weight) | Self::Gaussian(weight) => weight,
        }
    }
}

/// A smoothed series.
#[derive(Debug, Clone)]
pub struct Smoothed {
    how: Smoothing,
    /// As many as `ys` once it is done.
    values: Column,
    /// Positions of the smoothed series, sharing its memory.
    xs: Positions,
    ys: Column,
    /// The figure all others are equal to, as long as that is so.
    constant: Option<f64>,
    /// Running mean and the part of it that is due to data.
    mean: f64,
    share: f64,
    last_x: f64,
    scale: f64,
    /// A bell curve under way.
    gaussian: Option<Gaussian>,
}

/// Figures that are handed to a column at once, which is quicker than one by one.
const PIECE: usize = 512;

impl Smoothed {
    /// Smooths a series.
    pub fn new(how: Smoothing, xs: &Positions, ys: &Column) -> Self {
        Self::begun(how, xs, ys).whole()
    }

    /// Begins to smooth a series; [`Smoothed::go_on`] does the work.
    pub fn begun(how: Smoothing, xs: &Positions, ys: &Column) -> Self {
        let mut smoothed = Self {
            how,
            values: Column::default(),
            xs: Positions::Column(Column::default()),
            ys: Column::default(),
            constant: None,
            mean: 0.0,
            share: 0.0,
            last_x: f64::NAN,
            scale: scale(xs),
            gaussian: None,
        };
        smoothed.begin(xs, ys);
        smoothed
    }

    /// Returns the smoothed figures, as many as the series has once it is done.
    pub fn values(&self) -> &Column {
        &self.values
    }

    /// Returns the method of smoothing.
    pub fn how(&self) -> Smoothing {
        self.how
    }

    /// Returns true if nothing is left to do.
    pub fn is_done(&self) -> bool {
        self.values.len() == self.ys.len()
    }

    /// Returns true if these are the smoothed figures of `ys` and nothing else, by any method.
    pub fn is_of(&self, ys: &Column) -> bool {
        self.is_done() && self.ys.len() == ys.len() && ys.extends(&self.ys)
    }

    /// Returns the series as it is now: continues where it only grew, else begins again.
    #[must_use]
    pub fn followed(self, how: Smoothing, xs: &Positions, ys: &Column) -> Self {
        self.followed_begun(how, xs, ys).whole()
    }

    /// Returns the same as [`Smoothed::followed`]; [`Smoothed::go_on`] does the work.
    #[must_use]
    pub fn followed_begun(self, how: Smoothing, xs: &Positions, ys: &Column) -> Self {
        let is_continued = self.is_done()
            && self.how == how
            && ys.extends(&self.ys)
            && (matches!(how, Smoothing::Average(_) | Smoothing::Gaussian(_))
                || (scale(xs) == self.scale && xs.extends(&self.xs)));
        if !is_continued {
            return Self::begun(how, xs, ys);
        }
        let mut smoothed = self;
        smoothed.begin(xs, ys);
        smoothed
    }

    /// Looks at as many figures more as `left` has, and takes them off; whether it is done. A bell curve looks at each
    /// several times.
    pub fn go_on(&mut self, left: &mut usize) -> bool {
        let n_done = self.values.len();
        let n = (self.ys.len() - n_done).min(*left);
        match self.how {
            _ if self.is_done() => return true,
            Smoothing::Average(weight) => self.average(n, held(weight)),
            Smoothing::Distance(weight) => self.distance(n, held(weight).sqrt().min(0.999)),
            Smoothing::Gaussian(_) => {
                if let Some(gaussian) = &mut self.gaussian
                    && gaussian.go_on(left, &self.ys, &mut self.values)
                {
                    self.gaussian = None;
                }
                return self.is_done();
            }
        }
        *left -= n;
        self.is_done()
    }

    fn whole(mut self) -> Self {
        self.go_on(&mut usize::MAX.clone());
        self
    }

    fn begin(&mut self, xs: &Positions, ys: &Column) {
        let from = self.ys.len();
        let was_constant = from == 0 || self.constant.is_some() || self.ys.whole().range().is_none();
        self.xs.clone_from(xs);
        self.ys.clone_from(ys);
        let all = ys.whole().range();
        self.constant = all.filter(|(low, high)| low == high).map(|(low, _)| low);
        if self.constant.is_some() || all.is_none() || held(self.how.weight()) == 0.0 {
            self.values.clone_from(ys);
            return;
        }
        let from = if was_constant { 0 } else { from };
        match self.how {
            Smoothing::Average(_) => self.restart(from, 1.0),
            Smoothing::Distance(_) => self.restart(from, 0.0),
            Smoothing::Gaussian(weight) => {
                let gaussian = Gaussian::new(held(weight), from, ys);
                self.values.truncate(gaussian.n_kept());
                self.gaussian = Some(gaussian);
            }
        }
    }

    fn restart(&mut self, from: usize, share: f64) {
        if from == 0 {
            (self.values, self.mean, self.share, self.last_x) = (Column::default(), 0.0, share, f64::NAN);
        }
    }

    fn average(&mut self, n: usize, weight: f64) {
        let mut smoothed = Vec::with_capacity(PIECE);
        let (mut mean, mut share) = (self.mean, self.share);
        for slice in self.ys.slices(self.values.len()..self.values.len() + n) {
            for piece in slice.chunks(PIECE) {
                smoothed.clear();
                smoothed.extend(piece.iter().map(|&value| {
                    if value.is_nan() {
                        return value;
                    }
                    mean = weight * mean + (1.0 - weight) * value;
                    // wⁿ: how much of the mean is still the zero it began with.
                    share *= weight;
                    mean / (1.0 - share)
                }));
                self.values.append(&smoothed);
            }
        }
        (self.mean, self.share) = (mean, share);
    }

    fn distance(&mut self, n: usize, weight: f64) {
        let from = self.values.len();
        for idx in from..from + n {
            let (x, value) = (self.xs.at(idx), self.ys.at(idx));
            if value.is_nan() || x.is_nan() {
                self.values.push(value);
                continue;
            }
            let moved = if self.last_x.is_nan() { 0.0 } else { (x - self.last_x).abs() };
            let kept = weight.powf(moved / self.scale * 1000.0);
            self.last_x = x;
            self.mean = self.mean * kept + value;
            self.share = self.share * kept + 1.0;
            self.values.push(self.mean / self.share);
        }
    }
}

fn held(weight: f64) -> f64 {
    if 0.0 < weight { weight.min(0.999) } else { 0.0 }
}

/// Returns the length of a run as a power of two.
fn scale(xs: &Positions) -> f64 {
    let (low, high) = xs.extent().unwrap_or((0.0, 1.0));
    let length = high - low;
    if 0.0 < length && length.is_finite() { length.log2().ceil().exp2() } else { 1.0 }
}

#[cfg(test)]
mod tests;
