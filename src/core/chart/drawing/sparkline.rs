//! A curve the size of a word, for table cells.

use std::fmt::Write as _;

use kernel::{Column, Mapping, Positions, Scale};

use super::path::simplified;
use crate::metrics::Series;

/// Resolution of the curve: parts of a CSS pixel, so that fine screens show what they can.
const PARTS: f64 = 2.0;

/// Returns the SVG path data of a series over its steps within `width` × `height`; gaps break the line. Empty
/// if fewer than two values are finite.
pub fn sparkline(series: &Series, width: f64, height: f64) -> String {
    drawn(&Positions::Steps(series.steps().clone()), series.values(), width, height)
}

fn drawn(xs: &Positions, ys: &Column, width: f64, height: f64) -> String {
    let n_finite = ys.len() - ys.whole().n_gaps as usize;
    let (Some((low, high)), Some((first, last))) = (ys.whole().range(), xs.extent()) else {
        return String::new();
    };
    if n_finite < 2 || !(0.0 < width && 0.0 < height) {
        return String::new();
    }
    // Half a stroke of 1.5 stays inside the box.
    let inset = 0.75_f64.min(height / 2.0);
    let last = if first < last { last } else { first + 1.0 };
    // Without a span the line is in the middle.
    let (low, high) = if low < high { (low, high) } else { (low - 1.0, low + 1.0) };
    let map = Mapping {
        x: Scale::new((first, last), false, (PARTS * inset, PARTS * (width - inset))),
        y: Scale::new((low, high), false, (PARTS * (height - inset), PARTS * inset)),
    };
    let mut strips = Vec::new();
    for segment in xs.segments() {
        let all = (0, (PARTS * width) as i32);
        kernel::strips(xs, ys, segment, map, all, &mut strips);
    }
    let mut path = String::new();
    for run in kernel::lines(&strips, xs, ys, map) {
        let points = simplified(&run);
        for (idx, (x, y)) in points.iter().enumerate() {
            let (command, x, y) = (if idx == 0 { 'M' } else { 'L' }, x / PARTS, y / PARTS);
            // Writing to a string cannot fail.
            let _written = write!(path, "{command}{x:.1} {y:.1}");
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

    fn line(values: &[f64], width: f64, height: f64) -> String {
        let xs = Positions::Steps((0..values.len() as u64).collect());
        drawn(&xs, &values.iter().copied().collect(), width, height)
    }

    #[track_caller]
    fn check(values: &[f64], expected: &str) {
        assert_eq!(line(values, 21.5, 11.5), expected, "{values:?}");
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
        let path = line(&values, 100.0, 20.0);
        assert!(path.contains(" 0.8L"), "the spike reaches the top");
        assert!(path.len() < 6_000, "{}", path.len());
    }
}
