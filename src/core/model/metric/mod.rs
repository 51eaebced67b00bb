//! Metric rows: the figures of a training step, and blocks of columns on their way from a response.

pub mod block;
pub mod row;
