//! Positions of a curve's points along x.

use std::ops::Range;

use crate::{Column, Steps};

/// Positions of points, in order of the points.
#[derive(Debug, Clone)]
pub enum Positions {
    /// Whole steps, which ascend.
    Steps(Steps),
    /// Any other positions; they may run backwards, and are `NaN` where unknown.
    Column(Column),
}

impl Positions {
    /// Returns the number of points.
    pub fn len(&self) -> usize {
        match self {
            Self::Steps(steps) => steps.len(),
            Self::Column(column) => column.len(),
        }
    }

    /// Returns true if there is no position.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Returns the position at `idx`; `NaN` where unknown and beyond the end.
    #[inline]
    pub fn at(&self, idx: usize) -> f64 {
        match self {
            Self::Steps(steps) => steps.get(idx).map_or(f64::NAN, |step| step as f64),
            Self::Column(column) => column.at(idx),
        }
    }

    /// Returns the lowest and highest known position.
    pub fn extent(&self) -> Option<(f64, f64)> {
        match self {
            Self::Steps(steps) => Some((steps.get(0)? as f64, steps.last()? as f64)),
            Self::Column(column) => column.whole().range(),
        }
    }

    /// Returns true if `self` begins with everything of `other`; `false` may also mean that it was written
    /// twice.
    pub fn extends(&self, other: &Self) -> bool {
        match (self, other) {
            (_, other) if other.is_empty() => true,
            (Self::Steps(own), Self::Steps(other)) => own.extends(other),
            (Self::Column(own), Self::Column(other)) => own.extends(other),
            (Self::Steps(_), Self::Column(_)) | (Self::Column(_), Self::Steps(_)) => false,
        }
    }

    /// Returns the stretches in which positions are known and never run backwards, in order.
    pub fn segments(&self) -> Vec<Range<usize>> {
        let column = match self {
            Self::Steps(steps) if steps.is_empty() => return Vec::new(),
            Self::Steps(steps) => return std::iter::once(0..steps.len()).collect(),
            Self::Column(column) => column,
        };
        let mut segments: Vec<Range<usize>> = Vec::new();
        let mut last = f64::NAN;
        for (idx, x) in column.iter().enumerate() {
            if last <= x {
                if let Some(segment) = segments.last_mut() {
                    segment.end = idx + 1;
                }
            } else if !x.is_nan() {
                segments.push(idx..idx + 1);
            }
            last = x;
        }
        segments
    }

    /// Returns the first index within an ascending `segment` whose position is not below, as `is_below` sees
    /// it; quick where it is near the start.
    pub fn rank(&self, segment: Range<usize>, is_below: impl Fn(f64) -> bool) -> usize {
        let start = segment.start;
        self.rank_near(segment, start, is_below)
    }

    /// Returns the first index within an ascending `segment` whose position is not below, as `is_below` sees
    /// it; searches from `guess` on in growing strides, which is quick where the result is near.
    #[inline]
    pub fn rank_near(&self, segment: Range<usize>, guess: usize, is_below: impl Fn(f64) -> bool) -> usize {
        let is_below = |idx: usize| is_below(self.at(idx));
        let Range { start: mut low, end: mut high } = segment;
        let (mut probe, mut stride) = (guess.max(low), 1);
        if probe < high && is_below(probe) {
            low = probe + 1;
            probe = low;
            while probe < high && is_below(probe) {
                low = probe + 1;
                probe += stride;
                stride *= 2;
            }
            high = probe.min(high);
        } else {
            high = probe.min(high);
            while low < high {
                probe = high.saturating_sub(stride).max(low);
                if is_below(probe) {
                    low = probe + 1;
                    break;
                }
                high = probe;
                stride *= 2;
            }
        }
        while low < high {
            let middle = low + (high - low) / 2;
            if is_below(middle) { low = middle + 1 } else { high = middle }
        }
        low
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[track_caller]
    fn check(xs: &[f64], expected: &[Range<usize>]) {
        let xs = Positions::Column(xs.iter().copied().collect());
        assert_eq!(xs.segments(), expected, "{xs:?}");
    }

    #[test]
    fn a_restart_and_an_unknown_position_begin_a_new_segment() {
        let nan = f64::NAN;
        check(&[], &[]);
        check(&[nan, nan], &[]);
        check(&[1.0, 1.0, 2.0], std::slice::from_ref(&(0..3)));
        check(&[1.0, 5.0, 2.0, 3.0], &[0..2, 2..4]);
        check(&[nan, 1.0, nan, 2.0, 3.0], &[1..2, 3..5]);
    }

    proptest! {
        #[test]
        fn a_rank_is_where_the_position_would_be(
            mut xs in prop::collection::vec(-100..100_i32, 0..300), x in -110..110_i32, from in 0..300_usize,
            guess in 0..310_usize,
        ) {
            xs.sort_unstable();
            let from = from.min(xs.len());
            let positions = Positions::Column(xs.iter().map(|x| f64::from(*x)).collect());
            let rank = positions.rank_near(from..xs.len(), guess, |at| at < f64::from(x));
            prop_assert_eq!(rank, from + xs[from..].partition_point(|at| *at < x));
        }
    }
}
