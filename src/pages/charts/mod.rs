//! Common parts of the charts of a job, a log and a comparison: their list, the controls above it, and
//! smoothing.

pub mod list;
pub mod log_bounds;
pub mod range;
pub mod settings;
pub mod smoothing;
pub mod tools;
