//! A curve the size of a word, for table cells.

use std::fmt::Write as _;

/// SVG path data of evenly spaced values within `width` × `height`; gaps break the line. Empty if fewer
/// than two values are finite.
pub fn sparkline(values: &[f64], width: f64, height: f64) -> String {
    let finite = || values.iter().copied().filter(|value| value.is_finite());
    if finite().count() < 2 || !(0.0 < width && 0.0 < height) {
        return String::new();
    }
    let (low, high) = finite().fold((f64::MAX, f64::MIN), |(low, high), v| (v.min(low), v.max(high)));
    // Half a stroke of 1.5 stays inside the box.
    let inset = 0.75_f64.min(height / 2.0);
    let px = |(idx, value): (usize, f64)| {
        let x = inset + idx as f64 / (values.len() - 1) as f64 * (width - 2.0 * inset);
        let part = if low < high { (value / 2.0 - low / 2.0) / (high / 2.0 - low / 2.0) } else { 0.5 };
        (x, height - inset - part * (height - 2.0 * inset))
    };
    let mut path = String::new();
    for run in values.iter().copied().enumerate().collect::<Vec<_>>().split(|(_, value)| !value.is_finite()) {
        let points: Vec<_> = run.iter().copied().map(px).collect();
        let is_dense = 4.0 * width <= values.len() as f64;
        let points = if is_dense { super::path::thinned(&points) } else { points };
        for (idx, (x, y)) in points.iter().enumerate() {
            // Writing to a string cannot fail.
            let _written = write!(path, "{}{x:.1} {y:.1}", if idx == 0 { 'M' } else { 'L' });
        }
        if points.len() == 1 {
            // A line of no length shows as a dot under round caps.
            path.push_str("h0");
        }
    }
    path
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(values: &[f64], expected: &str) {
        assert_eq!(sparkline(values, 21.5, 11.5), expected, "{values:?}");
    }

    #[test]
    fn gaps_break_the_line_and_too_little_draws_nothing() {
        let nan = f64::NAN;
        check(&[], "");
        check(&[1.0], "");
        check(&[1.0, nan], "");
        check(&[0.0, 1.0], "M0.8 10.8L20.8 0.8");
        check(&[0.0, 1.0, nan, 0.5, 1.0], "M0.8 10.8L5.8 0.8M15.8 5.8L20.8 0.8");
        check(&[0.0, nan, 1.0], "M0.8 10.8h0M20.8 0.8h0");
        check(&[3.0, 3.0], "M0.8 5.8L20.8 5.8");
    }

    #[test]
    fn a_long_series_keeps_its_spike_and_stays_short() {
        let mut values = vec![0.0; 100_000];
        values[54_321] = 9.0;
        let path = sparkline(&values, 100.0, 20.0);
        assert!(path.contains(" 0.8L"), "the spike reaches the top");
        assert!(path.len() < 6_000, "{}", path.len());
    }
}
