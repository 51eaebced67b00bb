//! The rows of a chart's table, worked out one by one: a million points make no million rows.

use std::ops::Range;

use kernel::Positions;

use crate::chart::Curve;

/// One row per position that any curve has a point at, ascending.
///
/// The longest ascending stretch of any curve is not copied; only positions that are not in it are listed, which
/// are few where evaluation shares its axis with training, and none where it shares its steps.
#[derive(Debug, Clone, Default)]
pub struct Rows {
    base: Option<(Positions, Range<usize>)>,
    /// Ascending, and not in the base.
    others: Vec<f64>,
}

impl Rows {
    /// Returns the rows of curves; within a range of positions, ends included, if one is given.
    pub fn new(curves: &[Curve], x_range: Option<(f64, f64)>) -> Self {
        let range = x_range.unwrap_or((f64::NEG_INFINITY, f64::INFINITY));
        let stretches: Vec<(&Positions, Range<usize>)> =
            curves.iter().flat_map(|curve| curve.within(range).map(|points| (curve.xs(), points))).collect();
        let longest = stretches
            .iter()
            .enumerate()
            .filter(|(_, (xs, points))| ascends(xs, points))
            .max_by_key(|(_, (_, points))| points.len())
            .map(|(place, _)| place);
        let base = longest.map(|place| (stretches[place].0.clone(), stretches[place].1.clone()));
        let mut others = Vec::new();
        for (place, (xs, points)) in stretches.into_iter().enumerate() {
            if Some(place) == longest {
                continue;
            }
            // A stretch does not run backwards, so neither does its place in the base.
            let mut from = base.as_ref().map_or(0, |(_, points)| points.start);
            others.extend(points.map(|idx| xs.at(idx)).filter(|x| {
                let Some((base, points)) = &base else { return true };
                from = base.rank(from..points.end, |at| at < *x);
                from == points.end || base.at(from) != *x
            }));
        }
        others.sort_by(f64::total_cmp);
        others.dedup();
        Self { base, others }
    }

    /// Returns the rows of steps that were logged more than once, within a range if one is given.
    pub fn repeated(curves: &[Curve], x_range: Option<(f64, f64)>) -> Self {
        let is_in = |x: &f64| x_range.map_or(x.is_finite(), |(low, high)| low <= *x && *x <= high);
        let of_curve = |curve: &Curve| {
            let series = curve.series();
            let steps = series.into_iter().flat_map(|series| series.repeated_steps().iter());
            let x = |step: u64| Some(curve.xs().at(series?.steps().find(step)?));
            steps.filter_map(x).filter(is_in).collect::<Vec<_>>()
        };
        let mut others: Vec<f64> = curves.iter().flat_map(of_curve).collect();
        others.sort_by(f64::total_cmp);
        others.dedup();
        Self { base: None, others }
    }

    /// Returns the number of rows.
    pub fn len(&self) -> usize {
        self.base.as_ref().map_or(0, |(_, points)| points.len()) + self.others.len()
    }

    /// Returns true if there is no row.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Returns the position that a row is about; `None` beyond the last.
    pub fn x_at(&self, row: usize) -> Option<f64> {
        let (mut low, mut high) = (0, self.others.len());
        while low < high {
            let middle = low + (high - low) / 2;
            if self.row_of_other(middle) < row { low = middle + 1 } else { high = middle }
        }
        let is_other = low < self.others.len() && self.row_of_other(low) == row;
        if is_other {
            return self.others.get(low).copied();
        }
        let (base, points) = self.base.as_ref()?;
        let idx = points.start + (row - low);
        (idx < points.end).then(|| base.at(idx))
    }

    /// Returns the number of rows below a position, which is the row it has or would have.
    pub fn rank(&self, x: f64) -> usize {
        self.others.partition_point(|other| *other < x) + self.base_rank(x)
    }

    fn row_of_other(&self, place: usize) -> usize {
        place + self.others.get(place).map_or(0, |x| self.base_rank(*x))
    }

    fn base_rank(&self, x: f64) -> usize {
        let rank = |(base, points): &(Positions, Range<usize>)| {
            base.rank(points.clone(), |at| at < x) - points.start
        };
        self.base.as_ref().map_or(0, rank)
    }
}

/// Returns the point of a curve exactly at a position; of several, the one that came last.
pub fn point_at(curve: &Curve, x: f64) -> Option<usize> {
    let xs = curve.xs();
    curve.segments().iter().rev().find_map(|segment| {
        let end = xs.rank(segment.clone(), |at| at <= x);
        (segment.start < end && xs.at(end - 1) == x).then(|| end - 1)
    })
}

/// Returns true if no position occurs twice in a stretch that does not run backwards.
fn ascends(xs: &Positions, points: &Range<usize>) -> bool {
    match xs {
        Positions::Steps(_) => true,
        Positions::Column(column) => {
            (points.start + 1..points.end).all(|idx| column.at(idx - 1) < column.at(idx))
        }
    }
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests;
