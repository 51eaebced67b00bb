//! Metric rows: the figures of a training step, and blocks of columns on their way from an answer.

pub mod block;
pub mod row;
