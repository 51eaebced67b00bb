//! Places of event marks in a picture.

use std::ops::Range;

use crate::model::EventLevel;

/// Marks at one place of a picture.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::chart) struct MarkPlace {
    /// Device pixel along x of the first of them.
    pub(super) px: f64,
    /// Device pixel along x of the last of them.
    pub(super) last_px: f64,
    /// Severity of the gravest mark.
    pub(super) level: EventLevel,
    /// Indices of the marks.
    pub(super) marks: Range<usize>,
}
