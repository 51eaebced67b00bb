//! Rows of long runs that are looked at in full: of the first 8,192 each, then every second, and half as many at each doubling.
//!
//! Contract: whether a row is one of them depends on its number alone, so that a run is judged the same however its rows arrive.
//! Rows between them are looked at only where a figure is odd: not finite, zero, or far above the level.

use std::ops::Range;

use super::parts::Part;
use crate::metrics::Series;

/// Rows each of which is looked at in full.
const FIRST: usize = 8_192;

/// The distance of the rows that are looked at in full, after so many rows.
pub(super) fn stride(n: usize) -> usize {
    if n < FIRST { 1 } else { (1 << n.ilog2()) / (FIRST / 2) }
}

/// Returns whether row `n`, counted from 1, is one of those.
pub(super) fn is_sample(n: usize) -> bool {
    n.is_multiple_of(stride(n))
}

/// Rows behind the first `n` that are before the next one to be looked at in full.
pub(super) fn n_between(n: usize) -> usize {
    let stride = stride(n + 1);
    stride - 1 - n % stride
}

/// Figures of the loss that are nothing to look at: finite, above 0, and not above `limit`; of a reinforcement run, all that are
/// finite.
#[derive(Debug, Clone, Copy)]
pub(super) struct Usual {
    pub(super) limit: f64,
    pub(super) is_any_finite: bool,
}

impl Usual {
    /// Returns whether a loss is nothing to look at.
    pub(super) fn has(self, loss: f64) -> bool {
        if self.is_any_finite { loss.is_finite() } else { 0.0 < loss && loss <= self.limit }
    }

    /// Returns whether all points of a range are nothing to look at.
    pub(super) fn has_all(self, part: Part, series: &Series, range: Range<usize>) -> bool {
        match part {
            Part::EvalLoss | Part::Task => range.is_empty(),
            Part::Loss | Part::GradNorm => {
                let extent = series.values().extent(range.clone());
                let low_high = extent.range();
                let is_usual = || low_high.is_some_and(|(low, high)| self.has(low) && self.has(high));
                range.is_empty() || (extent.n_gaps == 0 && (part == Part::GradNorm || is_usual()))
            }
            _ => true,
        }
    }
}

/// Rows at which a rule looks again that looks at many rows: each of the first 256, then every 64th part of the number so far.
#[derive(Debug, Clone, Default)]
pub(super) struct CheckPoints {
    next: usize,
}

impl CheckPoints {
    /// Returns whether to look again after `n` rows.
    pub(super) fn is_due(&mut self, n: usize) -> bool {
        if n < self.next.max(1) {
            return false;
        }
        let apart = if n < 256 { 1 } else { (1 << n.ilog2()) / 64 };
        self.next = (n / apart + 1) * apart;
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn samples_become_rare_at_each_doubling() {
        let samples: Vec<usize> = (1..1_000_000).filter(|n| is_sample(*n)).collect();
        assert!(samples.len() < 40_000, "{}", samples.len());
        assert!((1..FIRST).all(is_sample));
        assert!(samples.windows(2).all(|pair| pair[1] - pair[0] <= pair[0].div_ceil(FIRST / 2)));
    }

    #[test]
    fn rows_between_samples_are_counted() {
        for n in [0, 5, FIRST - 1, FIRST, FIRST + 1, 20_000, 20_001, 65_535, 65_536, 1_000_003] {
            let next = (n + 1..).find(|n| is_sample(*n)).expect("there is a next one");
            assert_eq!(n + 1 + n_between(n), next, "{n}");
        }
    }

    #[test]
    fn check_points_become_rare_but_stay_close() {
        let mut due = CheckPoints::default();
        let points: Vec<usize> = (1..100_000).filter(|n| due.is_due(*n)).collect();
        assert!(points.len() < 1_000, "{}", points.len());
        assert!(points.windows(2).all(|pair| pair[1] - pair[0] <= pair[0].div_ceil(64)));
        assert!((1..256).eq(points[..255].iter().copied()));
    }

    #[test]
    fn check_point_that_is_passed_over_is_made_up_for() {
        let mut due = CheckPoints::default();
        assert_eq!(
            [1, 1, 5, 5, 1_000, 1_001, 1_030].map(|n| due.is_due(n)),
            [true, false, true, false, true, false, true]
        );
    }
}
