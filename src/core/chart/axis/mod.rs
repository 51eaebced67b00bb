//! Axes of a chart: its layout, scales, ticks, and the stretch of x in view.

pub mod axes;
pub mod empty_range;
pub mod layout;
mod number_ticks;
pub mod step_ranges;
pub mod ticks;
mod time_ticks;
pub mod zoom;
