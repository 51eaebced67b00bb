//! Where the marks of events stand in a picture.

use std::ops::Range;

use crate::model::EventLevel;

/// Marks at one place of a picture.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::chart) struct MarkPlace {
    /// Device pixel along x of the first of them.
    pub(super) px: f64,
    /// Device pixel along x of the last of them.
    pub(super) last_px: f64,
    /// Of the gravest.
    pub(super) level: EventLevel,
    /// Which ones.
    pub(super) marks: Range<usize>,
}
