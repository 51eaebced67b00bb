//! Smoothing as TensorBoard does it, so that the numbers are those people already know.
//!
//! Contract: computed on the full series, never on what happens to be visible, so that zooming cannot
//! change a smoothed value.

use crate::model::{MetricKey, Split};

/// Largest weight; at 1 the mean would never leave its start.
const MAX_WEIGHT: f64 = 0.999;

/// Series shorter than this are not smoothed unless asked for.
const MIN_POINTS_TO_SMOOTH: usize = 60;

/// Exponential moving average, corrected for its start at zero.
///
/// With weight `w` and the `n`-th finite value `y`: `m = w·m + (1 − w)·y`, shown is `m / (1 − wⁿ)`.
/// A non-finite value is passed on as it is and does not count. A series whose finite values are all
/// equal comes back untouched, as does every series at weight 0. `weight` is held to 0–0.999, and
/// `NaN` means 0.
pub fn smooth(values: &[f64], weight: f64) -> Vec<f64> {
    let weight = if weight > 0.0 { weight.min(MAX_WEIGHT) } else { 0.0 };
    let mut finite = values.iter().filter(|value| value.is_finite());
    let is_constant = match finite.next() {
        Some(first) => finite.all(|value| value == first),
        None => true,
    };
    if weight == 0.0 || is_constant {
        return values.to_vec();
    }
    let mut mean = 0.0;
    // wⁿ: how much of the mean is still the zero it began with.
    let mut start_share = 1.0;
    values
        .iter()
        .map(|&value| {
            if !value.is_finite() {
                return value;
            }
            mean = weight * mean + (1.0 - weight) * value;
            start_share *= weight;
            mean / (1.0 - start_share)
        })
        .collect()
}

/// Weight a chart starts with: 0.6 for a train series of 60 points or more, else none.
///
/// Evaluation points are too few to smooth, and a smoothed learning rate looks like a wrong schedule.
pub fn default_weight(key: &MetricKey, n: usize) -> f64 {
    if key.split == Split::Train && n >= MIN_POINTS_TO_SMOOTH && &*key.name != "learning_rate" {
        0.6
    } else {
        0.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The published formula in its summed form: the weighted mean over all finite values so far.
    fn from_formula(values: &[f64], weight: f64, idx: usize) -> f64 {
        let finite: Vec<f64> = values[..=idx].iter().copied().filter(|v| v.is_finite()).collect();
        let n = finite.len() as i32;
        let sum: f64 =
            finite.iter().enumerate().map(|(i, y)| (1.0 - weight) * weight.powi(n - 1 - i as i32) * y).sum();
        sum / (1.0 - weight.powi(n))
    }

    #[track_caller]
    fn check(values: &[f64], weight: f64) {
        let smoothed = smooth(values, weight);
        assert_eq!(smoothed.len(), values.len());
        for (idx, (&got, &raw)) in smoothed.iter().zip(values).enumerate() {
            if raw.is_finite() {
                let expected = from_formula(values, weight, idx);
                assert!((got - expected).abs() <= 1e-12 * expected.abs().max(1.0), "{idx}: {got} {expected}");
            } else {
                assert_eq!(got.to_bits(), raw.to_bits(), "non-finite value {idx} was changed");
            }
        }
    }

    #[test]
    fn follows_the_published_formula() {
        let wave: Vec<f64> = (0..400).map(|i| 2.0 + (f64::from(i) * 0.37).sin() / f64::from(i + 1)).collect();
        let gaps = [f64::NAN, 3.0, f64::NAN, 1.0, f64::INFINITY, 2.5, 2.5, f64::NEG_INFINITY, 0.1];
        for weight in [0.01, 0.3, 0.6, 0.9, 0.99, 0.999] {
            check(&wave, weight);
            check(&gaps, weight);
        }
    }

    #[test]
    fn constant_series_and_zero_weight_are_untouched() {
        let constant = [0.1, 0.1, f64::NAN, 0.1];
        let bits = |values: &[f64]| values.iter().map(|v| v.to_bits()).collect::<Vec<_>>();
        assert_eq!(bits(&smooth(&constant, 0.7)), bits(&constant));
        let varied = [0.3, 0.1, 0.7];
        for weight in [0.0, -1.0, f64::NAN] {
            assert_eq!(smooth(&varied, weight), varied);
        }
        assert_eq!(smooth(&[], 0.6), Vec::<f64>::new());
        assert_eq!(smooth(&varied, 7.0), smooth(&varied, 0.999));
    }

    #[test]
    fn only_long_train_series_are_smoothed_by_default() {
        for (key, n, expected) in [
            (MetricKey::train("loss"), 60, 0.6),
            (MetricKey::train("loss"), 59, 0.0),
            (MetricKey::eval("loss"), 1000, 0.0),
            (MetricKey::train("learning_rate"), 1000, 0.0),
        ] {
            assert_eq!(default_weight(&key, n), expected, "{key} {n}");
        }
    }
}
