//! The finite evaluations of a run, their noise, and the best of them.

use super::stats::{MAD_TO_SIGMA, SortedWindow};

/// One finite evaluation.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Evaluation {
    pub(super) step: u64,
    pub(super) loss: f64,
    /// Median training loss since the evaluation before, of at most the last 50 rows; `NaN` without any.
    pub(super) train: f64,
}

/// Second differences that the noise is measured by.
const NOISE_EVALS: usize = 200;

/// Evaluations in order.
#[derive(Debug, Clone, Default)]
pub(super) struct Evaluations {
    pub(super) list: Vec<Evaluation>,
    best: usize,
    curvatures: SortedWindow,
    /// The lowest training loss beside an evaluation, and the last one.
    trains: Option<(f64, f64)>,
    /// The lowest of those before an evaluation, per evaluation.
    lows: Vec<f64>,
}

impl Evaluations {
    /// Takes a finite evaluation, and the training loss beside it; `NaN` without one.
    pub(super) fn push(&mut self, loss: f64, step: u64, train: f64) {
        if train.is_finite() {
            let lowest = self.trains.map_or(train, |(lowest, _)| lowest.min(train));
            self.trains = Some((lowest, train));
        }
        self.lows.push(self.best().map_or(loss, |best| best.loss.min(loss)));
        self.list.push(Evaluation { step, loss, train });
        let n = self.list.len();
        if loss < self.list[self.best].loss {
            self.best = n - 1;
        }
        if let [.., a, b, c] = self.list.as_slice() {
            let curvature = (c.loss - 2.0 * b.loss + a.loss).abs();
            if curvature.is_finite() {
                self.curvatures.push(curvature, NOISE_EVALS);
            }
        }
    }

    /// Number of evaluations.
    pub(super) fn len(&self) -> usize {
        self.list.len()
    }

    /// The lowest one, of several the first.
    pub(super) fn best(&self) -> Option<Evaluation> {
        self.list.get(self.best).copied()
    }

    /// The lowest training loss beside an evaluation, and the last one; `None` without any.
    pub(super) fn trains(&self) -> Option<(f64, f64)> {
        self.trains
    }

    /// Number of evaluations after the best.
    pub(super) fn n_since_best(&self) -> usize {
        self.list.len().saturating_sub(self.best + 1)
    }

    /// The lowest of the first `n`.
    pub(super) fn lowest_of_first(&self, n: usize) -> f64 {
        n.checked_sub(1).and_then(|last| self.lows.get(last)).copied().unwrap_or(f64::NAN)
    }

    /// The last `n`.
    pub(super) fn last(&self, n: usize) -> &[Evaluation] {
        &self.list[self.list.len().saturating_sub(n)..]
    }

    /// Those after the best.
    pub(super) fn after_best(&self) -> &[Evaluation] {
        self.last(self.n_since_best())
    }

    /// Standard deviation of an evaluation: 1.4826 × median |second difference| / √6, which a trend does not move; 0 below
    /// 5 evaluations.
    pub(super) fn noise(&self) -> f64 {
        if self.list.len() < 5 { 0.0 } else { MAD_TO_SIGMA * self.curvatures.median() / 6_f64.sqrt() }
    }

    /// Difference within which two evaluations are the same: twice the noise, or 1 % of the best.
    pub(super) fn band(&self) -> f64 {
        (2.0 * self.noise()).max(0.01 * self.best().map_or(0.0, |best| best.loss.abs()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(losses: &[f64]) -> Evaluations {
        let mut evals = Evaluations::default();
        losses.iter().zip(1..).for_each(|(loss, step)| evals.push(*loss, 10 * step, f64::NAN));
        evals
    }

    #[test]
    fn a_trend_is_no_noise() {
        assert_eq!(of(&[1.0, 2.0, 1.0, 2.0]).noise(), 0.0);
        assert_eq!(of(&[5.0, 4.0, 3.0, 2.0, 1.0]).noise(), 0.0);
        let zigzag = of(&[1.0, 2.0, 1.0, 2.0, 1.0, 2.0]);
        assert!((zigzag.noise() - MAD_TO_SIGMA * 2.0 / 6_f64.sqrt()).abs() < 1e-12);
    }

    #[test]
    fn the_best_is_the_first_of_the_lowest() {
        let evals = of(&[3.0, 1.0, 2.0, 1.0, 5.0]);
        assert_eq!(evals.best().map(|best| best.step), Some(20));
        assert_eq!(evals.n_since_best(), 3);
        assert_eq!((evals.lowest_of_first(1), evals.lowest_of_first(5)), (3.0, 1.0));
        assert!(evals.lowest_of_first(0).is_nan());
    }
}
