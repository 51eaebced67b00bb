//! The counts of a merge.

/// Outcome of a merge.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Merged {
    /// Points at steps the series did not have.
    pub n_new: usize,
    /// Points that replaced another at the same step with something different.
    pub n_changed: usize,
    /// Points that stayed, while an older one of the same step came.
    pub n_late: usize,
}
