//! Smoothing of a whole series, continued where it grows.
//!
//! Contract: gaps stay gaps and do not count; a series whose figures are all equal stays as it is; what comes
//! out for a point depends on the series alone, never on what part of it somebody looks at.

use crate::{Column, Positions};

/// How to smooth. The weight is from 0 (not at all) to 0.999.
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
    /// The weight, as given.
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
    values: Column,
    /// What has been smoothed so far, sharing memory with the series.
    xs: Positions,
    ys: Column,
    /// The figure all others are equal to, as long as that is so.
    constant: Option<f64>,
    /// Running mean and the part of it that is due to data.
    mean: f64,
    share: f64,
    last_x: f64,
    scale: f64,
}

/// Moving averages that make a bell curve.
const N_PASSES: usize = 4;

impl Smoothed {
    /// Smooths a series.
    pub fn new(how: Smoothing, xs: &Positions, ys: &Column) -> Self {
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
        };
        smoothed.continue_with(xs, ys);
        smoothed
    }

    /// The smoothed figures, as many as the series has.
    pub fn values(&self) -> &Column {
        &self.values
    }

    /// How they were smoothed.
    pub fn how(&self) -> Smoothing {
        self.how
    }

    /// The series as it is now: continues where it only grew, else begins again.
    #[must_use]
    pub fn followed(self, how: Smoothing, xs: &Positions, ys: &Column) -> Self {
        let is_continued = self.how == how
            && ys.extends(&self.ys)
            && (matches!(how, Smoothing::Average(_) | Smoothing::Gaussian(_))
                || (scale(xs) == self.scale && xs.extends(&self.xs)));
        if !is_continued {
            return Self::new(how, xs, ys);
        }
        let mut smoothed = self;
        smoothed.continue_with(xs, ys);
        smoothed
    }

    fn continue_with(&mut self, xs: &Positions, ys: &Column) {
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
            Smoothing::Average(weight) => self.average(from, held(weight)),
            Smoothing::Distance(weight) => self.distance(from, held(weight).sqrt().min(0.999)),
            Smoothing::Gaussian(weight) => self.gaussian(from, held(weight)),
        }
    }

    fn average(&mut self, from: usize, weight: f64) {
        self.restart(from, 1.0);
        for slice in self.ys.slices(from..self.ys.len()) {
            for &value in slice {
                if value.is_nan() {
                    self.values.push(value);
                    continue;
                }
                self.mean = weight * self.mean + (1.0 - weight) * value;
                // wⁿ: how much of the mean is still the zero it began with.
                self.share *= weight;
                self.values.push(self.mean / (1.0 - self.share));
            }
        }
    }

    fn distance(&mut self, from: usize, weight: f64) {
        self.restart(from, 0.0);
        for idx in from..self.ys.len() {
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

    fn restart(&mut self, from: usize, share: f64) {
        if from == 0 {
            (self.values, self.mean, self.share, self.last_x) = (Column::default(), 0.0, share, f64::NAN);
        }
    }

    fn gaussian(&mut self, from: usize, weight: f64) {
        let deviation = weight / (1.0 - weight);
        // Four averages of this width have the variance of the bell curve together.
        let width = (12.0 / N_PASSES as f64 * deviation * deviation + 1.0).sqrt();
        let radius = ((width - 1.0) / 2.0).round() as usize;
        let reach = N_PASSES * radius;
        // Figures near the old end have new neighbours. With gaps it is not known how far they reach.
        let is_gapless = self.ys.whole().n_gaps == 0;
        let kept = if is_gapless { from.saturating_sub(reach) } else { 0 };
        let begin = kept.saturating_sub(reach);
        let finite = self.ys.slices(begin..self.ys.len()).flatten().copied().filter(|value| !value.is_nan());
        let mut figures: Vec<f64> = finite.collect();
        for _ in 0..N_PASSES {
            figures = moving_average(&figures, radius);
        }
        self.values.truncate(kept);
        let mut figures = figures.into_iter().skip(kept - begin);
        for idx in kept..self.ys.len() {
            let value = self.ys.at(idx);
            self.values.push(if value.is_nan() { value } else { figures.next().unwrap_or(value) });
        }
    }
}

fn held(weight: f64) -> f64 {
    if 0.0 < weight { weight.min(0.999) } else { 0.0 }
}

/// The length of a run as a power of two.
fn scale(xs: &Positions) -> f64 {
    let (low, high) = xs.extent().unwrap_or((0.0, 1.0));
    let length = high - low;
    if 0.0 < length && length.is_finite() { length.log2().ceil().exp2() } else { 1.0 }
}

/// Means over `radius` neighbours on each side, fewer at the ends.
fn moving_average(values: &[f64], radius: usize) -> Vec<f64> {
    let mut sum: f64 = values.iter().take(radius).sum();
    let mut n = values.len().min(radius);
    let mut averages = Vec::with_capacity(values.len());
    for idx in 0..values.len() {
        if let Some(entering) = values.get(idx + radius) {
            sum += entering;
            n += 1;
        }
        if let Some(leaving) = idx.checked_sub(radius + 1) {
            sum -= values[leaving];
            n -= 1;
        }
        averages.push(sum / n as f64);
    }
    averages
}

#[cfg(test)]
mod tests;
