//! Default smoothing of a curve.

use crate::model::{MetricKey, Split};

/// Series shorter than this are not smoothed unless asked for.
const MIN_POINTS_TO_SMOOTH: usize = 60;

/// Returns the weight a chart starts with: 0.6 for a train series of 60 points or more, else none.
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
