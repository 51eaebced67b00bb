//! Robust statistics: medians, spread, trend.

use std::collections::VecDeque;

/// A normal distribution's standard deviation is this many median absolute deviations.
pub(super) const MAD_TO_SIGMA: f64 = 1.4826;

/// The median; of an even number the mean of the two in the middle. `NaN` for none. Reorders `values`, none of which may be
/// `NaN`.
pub(super) fn median(values: &mut [f64]) -> f64 {
    let n = values.len();
    if n == 0 {
        return f64::NAN;
    }
    let (below, middle, _) = values.select_nth_unstable_by(n / 2, f64::total_cmp);
    let middle = *middle;
    if n % 2 == 1 {
        return middle;
    }
    let lower = below.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    midpoint(lower, middle)
}

/// The mean of two figures, also of two whose sum is infinite.
pub(super) fn midpoint(low: f64, high: f64) -> f64 {
    low / 2.0 + high / 2.0
}

/// Median absolute deviation from `center`, as a standard deviation.
pub(super) fn deviation(values: &[f64], center: f64) -> f64 {
    let mut apart: Vec<f64> = values.iter().map(|value| (value - center).abs()).collect();
    MAD_TO_SIGMA * median(&mut apart)
}

/// Score of the trend by the test of Mann and Kendall: below 0 for a falling one, 0 for none, about normal with deviation 1
/// without a trend. Quadratic in time: for at most some hundred values.
pub(super) fn trend(values: &[f64]) -> f64 {
    let n = values.len() as f64;
    let mut score = 0.0;
    for (idx, earlier) in values.iter().enumerate() {
        for later in values.iter().skip(idx + 1) {
            score += f64::from(i8::from(earlier < later) - i8::from(later < earlier));
        }
    }
    let variance = n * (n - 1.0) * (2.0 * n + 5.0) / 18.0;
    if variance <= 0.0 || score == 0.0 { 0.0 } else { (score - score.signum()) / variance.sqrt() }
}

/// The last figures in the order of their size.
#[derive(Debug, Clone, Default)]
pub(super) struct SortedWindow {
    arrived: VecDeque<f64>,
    sorted: Vec<f64>,
}

impl SortedWindow {
    /// Takes a figure that is not `NaN`, and forgets the oldest ones beyond `len`.
    pub(super) fn push(&mut self, value: f64, len: usize) {
        while len <= self.arrived.len() {
            let Some(oldest) = self.arrived.pop_front() else { break };
            let place = self.place(oldest);
            if place < self.sorted.len() {
                self.sorted.remove(place);
            }
        }
        self.arrived.push_back(value);
        self.sorted.insert(self.place(value), value);
    }

    /// The figure that so large a share of them is below; `NaN` while empty.
    pub(super) fn quantile(&self, share: f64) -> f64 {
        let last = self.sorted.len().saturating_sub(1);
        self.sorted.get((last as f64 * share) as usize).copied().unwrap_or(f64::NAN)
    }

    fn place(&self, value: f64) -> usize {
        self.sorted.partition_point(|other| other.total_cmp(&value).is_lt())
    }

    /// Number of figures held.
    pub(super) fn len(&self) -> usize {
        self.sorted.len()
    }

    /// The median; `NaN` while empty.
    pub(super) fn median(&self) -> f64 {
        let middle = self.sorted.len() / 2;
        match self.sorted.len() {
            0 => f64::NAN,
            n if n % 2 == 0 => midpoint(self.sorted[middle - 1], self.sorted[middle]),
            _ => self.sorted[middle],
        }
    }
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn the_window_has_the_median_of_the_last_figures(values in prop::collection::vec(-9..9_i32, 1..40), len in 1..9_usize) {
            let mut window = SortedWindow::default();
            for (idx, value) in values.iter().enumerate() {
                window.push(f64::from(*value), len);
                let mut last: Vec<f64> = values[(idx + 1).saturating_sub(len)..=idx].iter().map(|v| f64::from(*v)).collect();
                prop_assert_eq!(window.len(), last.len());
                prop_assert_eq!(window.median(), median(&mut last));
            }
        }
    }

    #[test]
    fn medians_are_those_of_the_sorted_list() {
        assert!(median(&mut []).is_nan());
        assert_eq!(median(&mut [3.0, 1.0, 2.0]), 2.0);
        assert_eq!(median(&mut [4.0, 1.0, 2.0, 3.0]), 2.5);
        assert_eq!(median(&mut [f64::MAX, f64::MAX]), f64::MAX);
        assert_eq!(deviation(&[1.0, 2.0, 3.0, 4.0, 100.0], 3.0), MAD_TO_SIGMA);
    }

    #[test]
    fn trends_have_the_sign_of_the_change() {
        let rising: Vec<f64> = (0..20).map(f64::from).collect();
        let falling: Vec<f64> = rising.iter().rev().copied().collect();
        assert!(5.0 < trend(&rising) && trend(&falling) < -5.0);
        assert_eq!(trend(&[1.0, 1.0, 1.0]), 0.0);
        assert_eq!(trend(&[]), 0.0);
        assert!(trend(&[1.0, 3.0, 2.0, 4.0, 1.5, 3.5, 2.5]).abs() < 1.5);
    }
}
