//! Summary of a chart, in a sentence per curve, for people who do not see it.

use kernel::{Column, Extent, Found};

use crate::{
    chart::{Curve, View, series::gaps::gap_words, tick_label},
    format::{count_of, number, shortened},
    metrics::XAxis,
};

/// A change from one end to the other that is less than this share of all figures' span is none.
const LEAST_CHANGE: f64 = 0.1;
/// One end is this share of the figures: a single one can lie anywhere in the noise.
const END_SHARE: usize = 20;
/// No end is more figures than this.
const MAX_END: usize = 50;
/// A curve turns if both of its ends are as far from the turn as this share of all figures' span.
const LEAST_TURN: f64 = 0.25;
/// Least number of figures around a turn. Its own does not count: a single one can lie anywhere in the noise.
const LEAST_AROUND: usize = 3;

/// Returns the title, and per curve its trend, its best or its span, and its number of points.
pub fn summary(title: &str, curves: &[Curve], view: &View) -> String {
    let sentences = curves
        .iter()
        .filter_map(|curve| Some(format!(" {}: {}.", shortened(&curve.label), trend(curve, view)?)));
    format!("{}.{}", shortened(title), sentences.collect::<String>())
}

/// Returns the position of a point, within a sentence: `at step 1,040`, `after 20m 14s`.
pub(in crate::chart) fn at(x: f64, view: &View) -> String {
    let place = tick_label(x, view.x_axis, view.utc_offset);
    match view.x_axis {
        XAxis::Step => format!("at step {place}"),
        XAxis::Epoch => format!("at epoch {place}"),
        XAxis::Elapsed => format!("after {place}"),
        XAxis::WallClock => format!("at {place}"),
        XAxis::RunShare => format!("at {place} % of the run"),
    }
}

/// Returns trend and gaps.
fn trend(curve: &Curve, view: &View) -> Option<String> {
    let all: Vec<String> = figures(curve, view).into_iter().chain(gap_words(curve)).collect();
    (!all.is_empty()).then(|| all.join("; "))
}

fn figures(curve: &Curve, view: &View) -> Option<String> {
    let ys = curve.ys();
    let all = ys.whole();
    let (low, high) = all.range()?;
    let n_points = curve.len() - all.n_gaps as usize;
    let everything = 0..ys.len();
    let (first, last) = (ys.first(everything.clone(), Found::Finite)?, ys.last(everything, Found::Finite)?);
    let words = if n_points == 1 {
        format!("{} {}", number(low), at(curve.xs().at(first), view))
    } else if low == high {
        format!("constant at {}", number(low))
    } else {
        let (from, to) = (ys.at(first), ys.at(last));
        let ends = format!("from {} to {}", number(from), number(to));
        let lowest = place_of(ys, |extent| extent.low == low);
        let highest = place_of(ys, |extent| extent.high == high);
        let place = |idx: Option<usize>| idx.map(|idx| at(curve.xs().at(idx), view)).unwrap_or_default();
        let turn = |verbs: [&str; 2], extreme: f64, idx| {
            let (from, to) = (number(from), number(to));
            format!(
                "{} from {from} to {} {}, then {} to {to}",
                verbs[0],
                number(extreme),
                place(idx),
                verbs[1]
            )
        };
        match Direction::of(ys, n_points, (from, to), (low, high), (lowest, highest)) {
            Direction::Trough => turn(["falls", "rises"], low, lowest),
            Direction::Peak => turn(["rises", "falls"], high, highest),
            Direction::Falling => {
                format!("falling {ends}, lowest {} {}", number(low), place(lowest))
            }
            Direction::Rising => {
                format!("rising {ends}, highest {} {}", number(high), place(highest))
            }
            Direction::Level => format!("level {ends}, lowest {}, highest {}", number(low), number(high)),
        }
    };
    Some(format!("{words}; {}", count_of(n_points, "point", "points")))
}

enum Direction {
    Falling,
    Rising,
    Level,
    /// Down, then up again.
    Trough,
    /// Up, then down again.
    Peak,
}

impl Direction {
    /// Both the ends themselves and the figures around them have to go one way; so have those around a turn.
    fn of(
        ys: &Column,
        n_points: usize,
        (first, last): (f64, f64),
        (low, high): (f64, f64),
        (lowest, highest): (Option<usize>, Option<usize>),
    ) -> Self {
        let n = (n_points / END_SHARE).clamp(1, MAX_END);
        let mean = |figures: &mut dyn Iterator<Item = f64>| -> f64 {
            figures.filter(|figure| !figure.is_nan()).take(n).map(|figure| figure / n as f64).sum()
        };
        // Halves, because figures may span more than the largest number.
        let (start, end) = (mean(&mut ys.iter()) / 2.0, mean(&mut ys.iter().rev()) / 2.0);
        let half_span = high / 2.0 - low / 2.0;
        let around = |idx: usize| {
            let n = n.max(LEAST_AROUND);
            let range = idx.saturating_sub(n / 2)..(idx + n.div_ceil(2)).min(ys.len());
            let figures = range.filter(|other| *other != idx).map(|idx| ys.at(idx)).filter(|y| y.is_finite());
            let n_finite = figures.clone().count();
            (0 < n_finite).then(|| figures.map(|figure| figure / n_finite as f64).sum::<f64>() / 2.0)
        };
        let turns = |sign: f64, idx: Option<usize>| {
            let is_far = |from: f64, turn: f64| LEAST_TURN * half_span < sign * (from - turn);
            idx.and_then(around).is_some_and(|turn| is_far(start, turn) && is_far(end, turn))
        };
        if turns(1.0, lowest) {
            return Self::Trough;
        }
        if turns(-1.0, highest) {
            return Self::Peak;
        }
        let change = end - start;
        let least = LEAST_CHANGE * half_span;
        if change < -least && last < first {
            Self::Falling
        } else if least < change && first < last {
            Self::Rising
        } else {
            Self::Level
        }
    }
}

/// Returns true if the first figure of a kind shows in a stretch's extremes. Looks at a few thousand figures
/// whatever the length.
fn place_of(ys: &Column, is_within: impl Fn(Extent) -> bool) -> Option<usize> {
    let (mut start, mut end) = (0, ys.len());
    if !is_within(ys.extent(start..end)) {
        return None;
    }
    while start + 1 < end {
        let middle = start + (end - start) / 2;
        if is_within(ys.extent(start..middle)) { end = middle } else { start = middle }
    }
    Some(start)
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests;
