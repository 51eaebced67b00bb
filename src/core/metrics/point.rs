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
    /// Returns true if `self`, arriving after `old`, replaces it: the newer stamp wins, else the later
    /// arrival.
    pub(super) fn replaces(&self, old: &Self) -> bool {
        match (self.logged_at, old.logged_at) {
            (Some(new), Some(old)) => old <= new,
            _ => true,
        }
    }

    /// Returns whether it is the figure of `other` told once more: of a step's log and of its checkpoint, say. Logged at
    /// another time it is another one.
    pub(super) fn repeats(&self, other: &Self) -> bool {
        let is_logged_apart =
            self.logged_at.is_some() && other.logged_at.is_some() && self.logged_at != other.logged_at;
        self.value.to_bits() == other.value.to_bits() && !is_logged_apart
    }

    /// Compares bits, so that `NaN` equals itself.
    pub(super) fn is_same(&self, other: &Self) -> bool {
        self.step == other.step
            && self.value.to_bits() == other.value.to_bits()
            && self.epoch.to_bits() == other.epoch.to_bits()
            && self.elapsed_secs.to_bits() == other.elapsed_secs.to_bits()
            && self.logged_at == other.logged_at
    }
}
