//! Pointers on a chart: gestures, hit tests, the crosshair and pins.

pub mod cursor;
pub mod gesture;
pub mod hit;
pub mod pins;
