//! Rules on runs that learn from rewards.

pub(super) mod cut_off;
pub(super) mod drift;
pub(super) mod exploration_gone;
pub(super) mod no_signal;
pub(super) mod past_peak;
