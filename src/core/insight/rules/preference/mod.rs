//! Rules on runs that learn from pairs of answers.

pub(super) mod chosen_falls;
pub(super) mod dead;
pub(super) mod saturated;
pub(super) mod stuck;
pub(super) mod too_easy;
