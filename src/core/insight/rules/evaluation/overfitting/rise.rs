//! Rise of evaluations above the best one, and whether it is more than noise.

use crate::insight::{
    evaluations::{Evaluation, Evaluations},
    level::row_noise,
    parts::Part,
    run::Run,
    stats::{MAD_TO_SIGMA, median, trend},
};

/// Rise above the best that counts, as a share of it; and without a fall of the training loss meanwhile.
const RISE: f64 = 0.05;
const UNCONFIRMED_RISE: f64 = 0.1;
/// Rises of the last two of few evaluations, each of which is above the one before.
const STEADY_RISE: (f64, f64) = (0.025, 0.09);
/// Rise of the last of few evaluations, and of their median, where training fell by a fifth.
const STEEP_RISE: (f64, f64) = (0.15, 0.08);
/// Rise of the run's last evaluation alone, where training loss has almost halved.
const LAST_RISE: f64 = 0.2;
/// Rise that counts with a trend.
const TREND_RISE: f64 = 0.03;
/// Rise that is nothing, as a share of the training loss at the start: losses near 0 move by factors.
const FLOOR: f64 = 0.005;
/// Fall of the training loss since the best evaluation, as a share: for overfitting, and for smaller signs of it.
pub(super) const FALL: f64 = 0.03;
const LARGE_FALL: f64 = 0.1;
const STEEP_FALL: f64 = 0.2;
const LAST_FALL: f64 = 0.4;
/// Training loss that has fallen by so much tells more than evaluations that are noisy.
const MEMORISED: f64 = 0.4;
/// Factor between the lowest training loss and the present one that is divergence.
const TRAIN_RATIO: f64 = 1.25;
/// Most evaluations that have to be higher.
const MOST_EVALS: usize = 30;
/// Number of evaluations below which they are few, and from which on the best is compared by its neighbours.
const FEW: usize = 8;
const MANY: usize = 15;

#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Rise {
    pub(super) best: Evaluation,
    /// By how much the lowest of the last evaluations is above the best, as a share of it.
    pub(super) lowest: f64,
    /// The same of their median.
    pub(super) middle: f64,
    pub(super) n_evals: usize,
    /// Training loss about the best evaluation, and of the rows since; `None` with too few rows.
    pub(super) train: Option<(f64, f64)>,
    /// The lowest training loss before, and the present one, if that is far above.
    pub(super) train_rise: Option<(f64, f64)>,
}

/// Number of evaluations that have to be higher, of so many.
fn n_higher(n_evals: usize) -> usize {
    (3 * n_evals).div_ceil(20).clamp(2, MOST_EVALS)
}

impl Rise {
    /// Measures the last evaluations against the best.
    pub(super) fn of(run: &Run<'_>) -> Option<Self> {
        let evals = run.evals;
        let best = evals.best()?;
        let last = evals.last(n_higher(evals.len()).min(evals.n_since_best()));
        let lowest = last.iter().map(|eval| eval.loss).fold(f64::INFINITY, f64::min);
        let middle = median(&mut last.iter().map(|eval| eval.loss).collect::<Vec<_>>());
        let above = |loss: f64| (loss - best.loss) / best.loss;
        Some(Self {
            best,
            lowest: above(lowest),
            middle: above(middle),
            n_evals: evals.n_since_best(),
            train: train(evals),
            train_rise: train_rise(run),
        })
    }

    /// Returns whether training loss has fallen by this share since the best evaluation.
    pub(super) fn has_fallen_by(&self, share: f64) -> bool {
        self.train.is_some_and(|(then, now)| now < (1.0 - share) * then)
    }

    /// Returns whether the evaluations have risen by more than noise.
    pub(super) fn is_real(&self, run: &Run<'_>) -> bool {
        let evals = run.evals;
        let (best, after, n) = (self.best.loss, evals.after_best(), evals.len());
        let start = run.level.start();
        if best <= 0.0 || after.is_empty() || (FLOOR * start).max(0.0) >= self.middle * best {
            return false;
        }
        let last = (after[after.len() - 1].loss - best) / best;
        if after.len() == 1 {
            return run.share_done().is_some_and(|share| 0.9 <= share)
                && LAST_RISE <= last
                && self.has_fallen_by(LAST_FALL);
        }
        self.is_above_noise(evals)
            || self.is_memorised(evals)
            || (n < 10 && self.is_steady(evals, last))
            || self.has_trend(evals)
    }

    /// The lowest of the last evaluations is above the best.
    fn is_above_noise(&self, evals: &Evaluations) -> bool {
        let n = evals.len();
        if evals.n_since_best() < n_higher(n) {
            return false;
        }
        let is_confirmed = self.has_fallen_by(if n < FEW { LARGE_FALL } else { FALL });
        let rise = if is_confirmed { RISE } else { UNCONFIRMED_RISE };
        let is_memorised = self.has_fallen_by(MEMORISED);
        let (deviations, noise) = match (n < FEW, is_memorised) {
            (true, true) => (1.0, noise_after_best(evals)),
            (true, false) => (2.0, evals.noise().max(noise_after_best(evals))),
            (false, true) => (2.0, evals.noise()),
            (false, false) => (3.0, evals.noise()),
        };
        let above = self.above_base(evals, self.lowest);
        rise * self.best.loss < above && deviations * noise < above && (is_confirmed || 4 < n)
    }

    /// A small rise that all of the last evaluations show, while training loss almost halved: often a jump where an epoch began.
    fn is_memorised(&self, evals: &Evaluations) -> bool {
        let above = self.lowest * self.best.loss;
        let n_after = evals.n_since_best();
        let is_far = TREND_RISE < self.lowest && 4.0 * evals.noise() < above;
        FEW <= evals.len()
            && n_higher(evals.len()).max(3) <= n_after
            && is_far
            && self.has_fallen_by(MEMORISED)
    }

    /// Few evaluations, each higher than the one before, or the last one much higher.
    fn is_steady(&self, evals: &Evaluations, last: f64) -> bool {
        let after = evals.after_best();
        let about = evals.last(after.len() + 1);
        let before_last = (after[after.len() - 2].loss - self.best.loss) / self.best.loss;
        let is_rising = about.is_sorted_by(|a, b| a.loss < b.loss);
        let is_steep = STEEP_RISE.0 <= last && STEEP_RISE.1 <= self.middle && self.has_fallen_by(STEEP_FALL);
        let is_steady = STEADY_RISE.0 <= before_last && STEADY_RISE.1 <= last;
        is_rising && self.has_fallen_by(LARGE_FALL) && (is_steady || is_steep)
    }

    /// Many evaluations with a rising trend since the best.
    fn has_trend(&self, evals: &Evaluations) -> bool {
        let above = self.above_base(evals, self.middle);
        let is_far = TREND_RISE * self.best.loss < above && 4.0 * evals.noise() < above;
        if evals.len() < 5 || evals.n_since_best() < 3 || !is_far || !self.has_fallen_by(LARGE_FALL) {
            return false;
        }
        let about = evals.last(evals.n_since_best() + 1);
        let losses: Vec<f64> = about.iter().step_by(about.len().div_ceil(60)).map(|eval| eval.loss).collect();
        2.0 < trend(&losses)
    }

    /// Height of a rise above what the best is compared by: of many evaluations the median of three about it, since the lowest of
    /// many is low by chance.
    fn above_base(&self, evals: &Evaluations, rise: f64) -> f64 {
        let n = evals.len();
        let n_about = evals.n_since_best() + 1;
        let base = if MANY <= n {
            let (before, about) = evals.list.split_at(n - n_about);
            let losses = about.iter().take(2).chain(before.last()).map(|eval| eval.loss);
            median(&mut losses.collect::<Vec<_>>())
        } else {
            self.best.loss
        };
        self.best.loss * (1.0 + rise) - base
    }
}

/// Noise of few evaluations: as [`Evaluations::noise`], by the second differences behind the best alone, since those before are of the
/// fall, and that at the best is of the turn.
fn noise_after_best(evals: &Evaluations) -> f64 {
    let about = evals.last(evals.n_since_best() + 1);
    let curvature = |three: &[Evaluation]| (three[2].loss - 2.0 * three[1].loss + three[0].loss).abs();
    let mut curvatures: Vec<f64> = about.windows(3).map(curvature).collect();
    if curvatures.is_empty() { 0.0 } else { MAD_TO_SIGMA * median(&mut curvatures) / 6_f64.sqrt() }
}

/// Training loss about the best evaluation, and of the rows since: the lower of the last and of the median of the last three.
fn train(evals: &Evaluations) -> Option<(f64, f64)> {
    let best = evals.best()?;
    let after = evals.after_best();
    let trains = |evals: &[Evaluation], n: usize| -> Vec<f64> {
        evals.iter().rev().map(|eval| eval.train).filter(|train| train.is_finite()).take(n).collect()
    };
    let mut last = trains(after, 3);
    let now = last.first().copied()?;
    let now = now.min(median(&mut last));
    // Without a row right before the best one, the one before that tells.
    let until = &evals.list[..evals.len() - after.len()];
    let then = if best.train.is_finite() {
        best.train
    } else {
        trains(&until[until.len().saturating_sub(8)..], 1).first().copied()?
    };
    Some((then, now))
}

/// The lowest training loss and the present one, if that is far above it.
fn train_rise(run: &Run<'_>) -> Option<(f64, f64)> {
    let (low, now) = run.evals.trains()?;
    let track = run.track(Part::Loss)?;
    let has_risen = 0.0 < low && TRAIN_RATIO * low < now && 2.5 * row_noise(&track, track.len()) < now - low;
    has_risen.then_some((low, now))
}
