//! Points under the pointer or the keyboard.

use std::ops::Range;

use tuneboard_core::chart::{Hit, Layout};

/// Points under the pointer or the keyboard's crosshair, and their position.
#[derive(Debug, Clone, PartialEq)]
pub struct Pointing {
    /// The nearest points.
    pub hit: Hit,
    /// Place within the chart from its left to its right edge, from 0 to 1.
    pub share: f64,
    /// The curve nearest to the pointer, or the one the keyboard moves along.
    pub near: Option<usize>,
    /// All that was logged beside the figures is asked for.
    pub is_detailed: bool,
    /// Indices of the chart's marks at the position.
    pub marks: Range<usize>,
}

impl Pointing {
    /// Returns the points of `hit`, with the marks beside the crosshair and at the pixel `px`.
    pub(super) fn new(
        hit: Hit,
        layout: &Layout,
        near: Option<usize>,
        px: Option<f64>,
        is_detailed: bool,
    ) -> Self {
        let width = f64::from(layout.size().width).max(1.0);
        let hit_px = layout.px_from_x(hit.x);
        let share = (hit_px / width).clamp(0.0, 1.0);
        let marks = layout.marks_near(&[hit_px, px.unwrap_or(hit_px)]);
        Self { share, hit, near, is_detailed, marks }
    }
}
