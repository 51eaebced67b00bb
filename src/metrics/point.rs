//! One point of a curve.

use crate::model::Timestamp;

/// One figure with all that was logged beside it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Point {
    pub(super) step: u64,
    pub(super) value: f64,
    /// `NaN` if unknown.
    pub(super) epoch: f64,
    /// `NaN` if unknown.
    pub(super) elapsed_secs: f64,
    pub(super) logged_at: Option<Timestamp>,
}

impl Point {
    /// Whether `self`, arriving after `old`, replaces it: the newer stamp wins, else the later arrival.
    pub(super) fn replaces(&self, old: &Self) -> bool {
        match (self.logged_at, old.logged_at) {
            (Some(new), Some(old)) => old <= new,
            _ => true,
        }
    }

    /// Equality of bits, so that `NaN` equals itself.
    pub(super) fn is_same(&self, other: &Self) -> bool {
        self.step == other.step
            && self.value.to_bits() == other.value.to_bits()
            && self.epoch.to_bits() == other.epoch.to_bits()
            && self.elapsed_secs.to_bits() == other.elapsed_secs.to_bits()
            && self.logged_at == other.logged_at
    }
}
