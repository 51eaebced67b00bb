//! Points under the pointer or the keyboard.

use std::ops::Range;

use tuneboard_core::chart::Hit;

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
