//! Columns of figures: their storage, order, extremes and smoothing.

pub mod chunked;
pub mod column;
mod gaussian;
pub mod positions;
pub mod ranks;
pub mod smooth;
pub mod steps;
