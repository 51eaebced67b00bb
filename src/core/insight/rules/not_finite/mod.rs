//! Rules on figures that are not numbers.

pub(super) mod evaluation;
pub(super) mod gradient;
pub(super) mod loss;
