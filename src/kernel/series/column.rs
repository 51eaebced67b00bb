//! A column of figures with the extremes of its stretches, so that asking for the lowest and highest of a
//! million points looks at a few hundred numbers.

use std::ops::Range;

use crate::Chunked;

mod gaps;

pub use self::gaps::{Found, given, kept};

/// Entries of a level that one entry of the next sums up.
const FAN_OUT: usize = 64;

/// Figures in order of arrival. What is not finite is a gap, which reads as `NaN`; [`Column::figure`] tells an infinity
/// from a `NaN`. 8.4 bytes per figure.
#[derive(Debug, Clone, Default)]
pub struct Column {
    values: Chunked<f64>,
    /// Per 64, 4,096 and 262,144 figures; the last entry of each may be about fewer.
    levels: [Chunked<Extent>; 3],
}

/// Lowest and highest of some figures, and how many of them are gaps.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Extent {
    /// Infinite if there is no figure.
    pub low: f64,
    /// Minus infinite if there is no figure.
    pub high: f64,
    /// Number of gaps.
    pub n_gaps: u32,
}

impl Extent {
    /// Extent of no figure.
    pub const EMPTY: Self = Self { low: f64::INFINITY, high: f64::NEG_INFINITY, n_gaps: 0 };

    #[inline]
    fn of(value: f64) -> Self {
        if value.is_nan() {
            Self { n_gaps: 1, ..Self::EMPTY }
        } else {
            Self { low: value, high: value, n_gaps: 0 }
        }
    }

    /// Returns the extent of figures, of which infinite ones are gaps.
    #[inline]
    fn of_all(values: &[f64]) -> Self {
        if values.is_empty() {
            return Self::EMPTY;
        }
        // Compared as integers, which processors choose between without a guess.
        let (mut low, mut high) = (i64::MAX, i64::MIN);
        for value in values {
            let key = order_key(*value);
            low = low.min(key);
            high = high.max(key);
        }
        let (low, high) = (of_order_key(low), of_order_key(high));
        // What is no finite figure is at one end or the other.
        if low.is_finite() && high.is_finite() {
            return Self { low, high, n_gaps: 0 };
        }
        let own = |value: &f64| if value.is_finite() { *value } else { f64::NAN };
        values.iter().map(own).map(Self::of).fold(Self::EMPTY, Self::and)
    }

    /// Returns the extent of all parts.
    #[inline]
    fn of_parts(parts: &[Self]) -> Self {
        let (mut low, mut high) = (order_key(Self::EMPTY.low), order_key(Self::EMPTY.high));
        let mut n_gaps = 0;
        for part in parts {
            low = low.min(order_key(part.low));
            high = high.max(order_key(part.high));
            n_gaps += part.n_gaps;
        }
        Self { low: of_order_key(low), high: of_order_key(high), n_gaps }
    }

    /// Returns the extent of both.
    #[inline]
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        Self {
            low: if other.low < self.low { other.low } else { self.low },
            high: if self.high < other.high { other.high } else { self.high },
            n_gaps: self.n_gaps + other.n_gaps,
        }
    }

    /// Returns the lowest and highest; `None` if there is no figure.
    pub fn range(self) -> Option<(f64, f64)> {
        (self.low <= self.high).then_some((self.low, self.high))
    }
}

/// Returns an integer that is in order as figures are: below all of them what is negative and no figure, above all of them
/// the rest of what is none.
#[inline]
fn order_key(value: f64) -> i64 {
    let bits = value.to_bits() as i64;
    bits ^ (bits >> 63 & i64::MAX)
}

/// Returns the inverse of [`order_key`].
#[inline]
fn of_order_key(key: i64) -> f64 {
    f64::from_bits((key ^ (key >> 63 & i64::MAX)) as u64)
}

impl Column {
    /// Returns the number of figures, gaps included.
    pub fn len(&self) -> usize {
        self.values.len()
    }

    /// Returns true if there is no figure.
    pub fn is_empty(&self) -> bool {
        self.values.is_empty()
    }

    /// Returns the figure at `idx`; `NaN` for a gap and beyond the end.
    #[inline]
    pub fn at(&self, idx: usize) -> f64 {
        self.values.get(idx).unwrap_or(f64::NAN)
    }

    /// Returns every figure in order.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = f64> {
        self.values.iter()
    }

    /// Returns the figures of a range, piece by piece.
    pub fn slices(&self, range: Range<usize>) -> impl Iterator<Item = &[f64]> {
        self.values.slices(range)
    }

    /// Appends a figure.
    #[inline]
    pub fn push(&mut self, value: f64) {
        let value = kept(value);
        self.note(self.values.len(), Extent::of(value));
        self.values.push(value);
    }

    /// Tells all levels of what follows after `len` figures, which must not go beyond a group.
    #[inline]
    fn note(&mut self, len: usize, extent: Extent) {
        let mut size = 1;
        for level in &mut self.levels {
            size *= FAN_OUT;
            if len.is_multiple_of(size) {
                level.push(extent);
            } else {
                level.update_last(|last| *last = last.and(extent));
            }
        }
    }

    /// Appends figures.
    pub fn append(&mut self, values: &[f64]) {
        let mut len = self.values.len();
        let mut n_gaps = 0;
        let mut rest = values;
        while !rest.is_empty() {
            // Up to the end of a group, of which all levels are told at once.
            let (group, after) = rest.split_at((FAN_OUT - len % FAN_OUT).min(rest.len()));
            let extent = Extent::of_all(group);
            self.note(len, extent);
            len += group.len();
            n_gaps += extent.n_gaps;
            rest = after;
        }
        if n_gaps == 0 {
            self.values.append(values);
        } else {
            self.values.extend(values.iter().copied().map(kept));
        }
    }

    /// Keeps the first `len` figures.
    pub fn truncate(&mut self, len: usize) {
        if self.len() <= len {
            return;
        }
        self.values.truncate(len);
        let mut size = 1;
        for depth in 0..self.levels.len() {
            size *= FAN_OUT;
            self.levels[depth].truncate(len.div_ceil(size));
            if !len.is_multiple_of(size) {
                let from = len - len % size;
                let extent = self.fold(depth, from / (size / FAN_OUT)..len.div_ceil(size / FAN_OUT));
                self.levels[depth].update_last(|last| *last = extent);
            }
        }
    }

    /// Extremes and gaps of a range, at the cost of a few hundred figures whatever its length.
    pub fn extent(&self, range: Range<usize>) -> Extent {
        let mut range = range.start..range.end.min(self.len());
        let mut extent = Extent::EMPTY;
        for depth in 0..self.levels.len() {
            // Whole groups of this level, for the next one to answer.
            let whole = range.start.div_ceil(FAN_OUT)..range.end / FAN_OUT;
            if whole.end <= whole.start {
                return extent.and(self.fold(depth, range));
            }
            extent = extent.and(self.fold(depth, range.start..whole.start * FAN_OUT));
            extent = extent.and(self.fold(depth, whole.end * FAN_OUT..range.end));
            range = whole;
        }
        extent.and(self.fold(self.levels.len(), range))
    }

    /// Extremes of the figures above zero, one by one: for an axis that can show no others.
    pub fn extent_above_zero(&self, range: Range<usize>) -> Extent {
        let mut extent = Extent::EMPTY;
        for &value in self.values.slices(range).flatten() {
            if 0.0 < value {
                extent = extent.and(Extent::of(value));
            }
        }
        extent
    }

    /// Returns how many figures of a range are below `low` or above `high`. Stretches that lie within are
    /// skipped.
    pub fn n_outside(&self, range: Range<usize>, low: f64, high: f64) -> usize {
        let mut n = 0;
        let mut start = range.start;
        let end = range.end.min(self.len());
        while start < end {
            let next = (start / FAN_OUT + 1) * FAN_OUT;
            let is_within = next <= end
                && start.is_multiple_of(FAN_OUT)
                && self.levels[0]
                    .get(start / FAN_OUT)
                    .is_some_and(|extent| low <= extent.low && extent.high <= high);
            if !is_within {
                let values = self.values.slices(start..next.min(end)).flatten();
                n += values.filter(|value| **value < low || high < **value).count();
            }
            start = next;
        }
        n
    }

    /// Returns the first place of `value` in a range. Stretches that do not reach it are not looked at one by one.
    pub fn position(&self, range: Range<usize>, value: f64) -> Option<usize> {
        let mut start = range.start;
        let end = range.end.min(self.len());
        while start < end {
            let next = (start / FAN_OUT + 1) * FAN_OUT;
            let is_reached = self.levels[0]
                .get(start / FAN_OUT)
                .is_none_or(|extent| extent.low <= value && value <= extent.high);
            if is_reached {
                let mut values = self.values.slices(start..next.min(end)).flatten();
                if let Some(place) = values.position(|held| *held == value) {
                    return Some(start + place);
                }
            }
            start = next;
        }
        None
    }

    /// Returns the extent of the whole column.
    pub fn whole(&self) -> Extent {
        self.extent(0..self.len())
    }

    /// Entries of a level one by one; level 0 are the figures themselves.
    fn fold(&self, depth: usize, range: Range<usize>) -> Extent {
        let Some(level) = depth.checked_sub(1).and_then(|depth| self.levels.get(depth)) else {
            let slices = self.values.slices(range);
            return slices.fold(Extent::EMPTY, |extent, slice| extent.and(Extent::of_all(slice)));
        };
        let slices = level.slices(range);
        slices.fold(Extent::EMPTY, |extent, slice| extent.and(Extent::of_parts(slice)))
    }

    /// Returns true if `self` begins with everything of `other`; see [`Chunked::extends`].
    pub fn extends(&self, other: &Self) -> bool {
        self.values.extends(&other.values, |a, b| a.to_bits() == b.to_bits())
    }
}

/// Returns the 5th to 95th percentile, if there are more than two figures; none may be `NaN`. Leaves them in
/// another order.
pub fn middle(figures: &mut [f64]) -> Option<(f64, f64)> {
    if figures.len() <= 2 {
        return None;
    }
    let last = (figures.len() - 1) as f64;
    let mut at = |rank: f64| *figures.select_nth_unstable_by(rank as usize, f64::total_cmp).1;
    Some((at((0.05 * last).ceil()), at((0.95 * last).floor())))
}

impl Extend<f64> for Column {
    fn extend<I: IntoIterator<Item = f64>>(&mut self, values: I) {
        values.into_iter().for_each(|value| self.push(value));
    }
}

impl FromIterator<f64> for Column {
    fn from_iter<I: IntoIterator<Item = f64>>(values: I) -> Self {
        let mut column = Self::default();
        column.extend(values);
        column
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn any_value() -> impl Strategy<Value = f64> {
        prop_oneof![8 => -1e6..1e6, 1 => Just(f64::NAN), 1 => any::<f64>()]
    }

    /// Returns the extent by its definition, figure by figure.
    fn extent_of(values: &[f64]) -> Extent {
        values.iter().map(|value| Extent::of(*value)).fold(Extent::EMPTY, Extent::and)
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn extremes_are_those_of_the_figures(
            values in prop::collection::vec(any_value(), 0..12_000),
            cut in 0..12_000_usize,
            more in prop::collection::vec(any_value(), 0..200),
            ends in prop::collection::vec((0..12_400_usize, 0..12_400_usize), 20),
        ) {
            let mut column = Column::default();
            values.chunks(97).for_each(|part| column.append(part));
            let mut expected = values;
            expected.truncate(cut);
            column.truncate(cut);
            let (pushed, appended) = more.split_at(more.len() / 2);
            pushed.iter().for_each(|value| column.push(*value));
            column.append(appended);
            expected.extend(&more);
            expected.iter_mut().filter(|value| !value.is_finite()).for_each(|value| *value = f64::NAN);
            prop_assert_eq!(column.len(), expected.len());
            for (a, b) in ends.into_iter().chain([(0, usize::MAX)]) {
                let range = a.min(b)..a.max(b);
                let inside = expected.get(range.start..range.end.min(expected.len())).unwrap_or(&[]);
                prop_assert_eq!(column.extent(range.clone()), extent_of(inside), "{:?}", range);
                let positive: Vec<f64> = inside.iter().copied().filter(|value| 0.0 < *value).collect();
                prop_assert_eq!(column.extent_above_zero(range.clone()), extent_of(&positive));
                let probe = inside.get(inside.len() / 2).copied().unwrap_or(0.5);
                let place = inside.iter().position(|value| *value == probe).map(|place| range.start + place);
                prop_assert_eq!(column.position(range.clone(), probe), place);
                let n_outside = inside.iter().filter(|value| **value < -1e5 || 1e5 < **value).count();
                prop_assert_eq!(column.n_outside(range, -1e5, 1e5), n_outside);
            }
        }
    }

    #[test]
    fn the_middle_is_that_of_the_sorted_figures() {
        let mut figures: Vec<f64> = (0..=100).map(|i| f64::from(i * 37 % 101)).collect();
        assert_eq!(middle(&mut figures), Some((5.0, 95.0)));
        assert_eq!(middle(&mut [1.0, 9.0, 5.0]), Some((5.0, 5.0)));
        assert_eq!(middle(&mut [1.0, 9.0]), None);
    }

    #[test]
    fn a_million_figures_take_less_than_eight_and_a_half_bytes_each() {
        let n = 1_000_000;
        let column: Column = (0..n).map(f64::from).collect();
        let n_entries: usize = column.levels.iter().map(Chunked::len).sum();
        let bytes = column.len() * size_of::<f64>() + n_entries * size_of::<Extent>();
        assert!((bytes as f64) < 8.5 * f64::from(n), "{bytes}");
    }
}
