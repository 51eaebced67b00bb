//! A rectangle of whole pixels.

/// Whole pixels; the ends are not part of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Area {
    /// First column.
    pub left: usize,
    /// First row.
    pub top: usize,
    /// Behind the last column.
    pub right: usize,
    /// Behind the last row.
    pub bottom: usize,
}

impl Area {
    /// No pixel is part of it.
    pub(crate) fn is_empty(self) -> bool {
        self.right <= self.left || self.bottom <= self.top
    }
}

/// A place as a whole pixel within bounds.
pub(crate) fn bounded(value: f64, low: usize, high: usize) -> usize {
    value.clamp(low as f64, high as f64) as usize
}
