//! Rules on evaluations.

pub(super) mod no_evaluation;
pub(super) mod overfitting;
pub(super) mod scale_gap;
pub(super) mod too_good;
