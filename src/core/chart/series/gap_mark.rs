//! Marks of the gaps of curves, and their places.
//!
//! Contract: what it costs depends on the width of the picture, never on how many gaps there are.

use kernel::{Found, Scale};

use crate::chart::Curve;

/// Marks of so many curves lie above each other; those of more share a row.
const MOST_ROWS: usize = 3;

/// Gaps of one curve at neighbouring pixels.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(in crate::chart) struct GapMark {
    /// Device pixels along x, of the first and of the last.
    pub(super) px: (f64, f64),
    pub(super) color: usize,
    /// From the lower edge upwards.
    pub(super) row: usize,
}

/// The marks of all gaps in view. `x`: from the axis to device pixels.
pub(in crate::chart) fn gap_marks(curves: &[Curve], x: &Scale) -> Vec<GapMark> {
    let mut marks: Vec<GapMark> = Vec::new();
    let with_gaps = curves.iter().filter(|curve| 0 < curve.n_gaps());
    for (row, curve) in with_gaps.enumerate() {
        let first = marks.len();
        for range in curve.within(x.domain()) {
            let mut at = range.start;
            while let Some(gap) = curve.ys().first(at..range.end, Found::Gap) {
                let px = x.px(curve.xs().at(gap)).floor();
                match marks.get_mut(first..).and_then(<[GapMark]>::last_mut) {
                    Some(last) if (px - last.px.1).abs() <= 1.0 => last.px.1 = last.px.1.max(px),
                    _ => {
                        marks.push(GapMark { px: (px, px), color: curve.color, row: row.min(MOST_ROWS - 1) })
                    }
                }
                // All that lies in the same pixel is the same mark.
                let next = x.value(px + 1.0);
                at = curve.xs().rank(gap + 1..range.end, |place| place < next);
            }
        }
    }
    marks
}
