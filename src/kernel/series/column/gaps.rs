//! Gaps of a column: what each of them was, and where the next one is.

use std::ops::Range;

use super::{Column, Extent, FAN_OUT};

/// A quiet `NaN` that stands for infinity. Copying a `NaN` keeps its bits, so that a drawing sees a gap and whoever
/// names the figure still finds out what it was.
const INFINITE: u64 = 0x7ff8_0000_0000_0001;
/// The same for minus infinity.
const MINUS_INFINITE: u64 = 0x7ff8_0000_0000_0002;

/// Returns a figure as columns keep it: a finite one as it is, any other as a `NaN` of its kind.
#[inline]
pub fn kept(value: f64) -> f64 {
    if value.is_finite() { value } else { gap_of(value) }
}

#[cold]
fn gap_of(value: f64) -> f64 {
    match value.to_bits() {
        INFINITE | MINUS_INFINITE => value,
        _ if value.is_nan() => f64::NAN,
        _ if 0.0 < value => f64::from_bits(INFINITE),
        _ => f64::from_bits(MINUS_INFINITE),
    }
}

/// Returns the figure that [`kept`] was given, every `NaN` as the usual one.
#[inline]
pub fn given(kept: f64) -> f64 {
    match kept.to_bits() {
        INFINITE => f64::INFINITY,
        MINUS_INFINITE => f64::NEG_INFINITY,
        _ if kept.is_nan() => f64::NAN,
        _ => kept,
    }
}

/// Kind of value to look for in a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Found {
    /// A finite figure.
    Finite,
    /// A gap.
    Gap,
}

impl Found {
    #[inline]
    fn is(self, value: f64) -> bool {
        value.is_nan() == (self == Self::Gap)
    }

    /// Returns whether a stretch has nothing of the kind.
    fn is_absent(self, extent: &Extent) -> bool {
        match self {
            Self::Finite => extent.range().is_none(),
            Self::Gap => extent.n_gaps == 0,
        }
    }
}

impl Column {
    /// Returns the value that was appended at `idx`: finite, infinite, or `NaN`; `NaN` beyond the end.
    pub fn figure(&self, idx: usize) -> f64 {
        given(self.at(idx))
    }

    /// Returns the first place in a range with a finite figure, or with a gap. Stretches without any are passed over whole,
    /// so that a million gaps cost a few hundred looks.
    pub fn first(&self, range: Range<usize>, what: Found) -> Option<usize> {
        let (mut at, end) = (range.start, range.end.min(self.len()));
        while at < end {
            if what.is(self.at(at)) {
                return Some(at);
            }
            at = self.passed(at, what, |at, size| at.is_multiple_of(size).then_some(at + size), end)?;
        }
        None
    }

    /// Returns the last such place.
    pub fn last(&self, range: Range<usize>, what: Found) -> Option<usize> {
        let (start, mut at) = (range.start, range.end.min(self.len()));
        while start < at {
            if what.is(self.at(at - 1)) {
                return Some(at - 1);
            }
            let before = |at: usize, size: usize| {
                let is_end = at.is_multiple_of(size) || at == self.len();
                is_end.then(|| (at - 1) / size * size)
            };
            at = self.passed(at, what, before, 0)?;
        }
        None
    }

    /// Returns the place to look next, behind the largest group at `at` that has nothing of the kind; `None` beyond `end`.
    fn passed(
        &self,
        at: usize,
        what: Found,
        beyond: impl Fn(usize, usize) -> Option<usize>,
        end: usize,
    ) -> Option<usize> {
        let is_forward = end != 0;
        let mut next = if is_forward { at + 1 } else { at - 1 };
        let mut size = 1;
        for level in &self.levels {
            size *= FAN_OUT;
            let Some(there) = beyond(at, size) else { break };
            let group = level.get(there.min(at) / size);
            if !group.is_some_and(|extent| what.is_absent(&extent)) {
                break;
            }
            next = there;
        }
        (!is_forward || next < end).then_some(next)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_is_not_finite_comes_back_as_what_it_was() {
        let odd = f64::from_bits(0xfff8_0000_0000_1234);
        let figures = [1.5, f64::NAN, f64::INFINITY, f64::NEG_INFINITY, -0.0, f64::MAX, odd];
        let mut pushed = Column::default();
        figures.iter().for_each(|figure| pushed.push(*figure));
        let mut appended = Column::default();
        appended.append(&figures);
        let again: Column = appended.iter().collect();
        for column in [pushed, appended, again] {
            let read = |idx: usize| column.figure(idx).to_bits();
            for (idx, figure) in figures.iter().enumerate() {
                let expected = if figure.is_nan() { f64::NAN } else { *figure };
                assert_eq!(read(idx), expected.to_bits(), "{figure}");
                assert_eq!(column.at(idx).is_nan(), !figure.is_finite(), "{figure}");
            }
            assert_eq!(column.whole(), Extent { low: -0.0, high: f64::MAX, n_gaps: 4 });
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn searches_find_what_a_look_at_each_figure_finds(
            runs in prop::collection::vec((0..9_000_usize, any::<bool>()), 0..6),
            ends in prop::collection::vec((0..40_000_usize, 0..40_000_usize), 20),
        ) {
            let run = |(n, is_gap): (usize, bool)| std::iter::repeat_n(if is_gap { f64::NAN } else { 1.0 }, n);
            let values: Vec<f64> = runs.into_iter().flat_map(run).collect();
            let mut column = Column::default();
            column.append(&values);
            for (a, b) in ends.into_iter().chain([(0, usize::MAX)]) {
                let range = a.min(b)..a.max(b);
                let inside = values.get(range.start..range.end.min(values.len())).unwrap_or(&[]);
                for what in [Found::Finite, Found::Gap] {
                    let is = |value: &f64| value.is_nan() == (what == Found::Gap);
                    let (first, last) = (inside.iter().position(is), inside.iter().rposition(is));
                    prop_assert_eq!(column.first(range.clone(), what), first.map(|place| range.start + place));
                    prop_assert_eq!(column.last(range.clone(), what), last.map(|place| range.start + place));
                }
            }
        }
    }
}
