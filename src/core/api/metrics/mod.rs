//! Metric rows in responses and files: which key is what, and rows read while they arrive.

pub mod keys;
pub mod names;
pub mod reader;
pub mod row_count;
pub mod row_plan;
pub mod rows;
mod run_names;
pub mod scanner;
