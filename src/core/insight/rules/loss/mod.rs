//! Rules on the training loss.

pub(super) mod chance_level;
pub(super) mod diverged;
pub(super) mod not_learning;
pub(super) mod plateau;
pub(super) mod repeated_data;
pub(super) mod spike;
pub(super) mod zero_loss;
