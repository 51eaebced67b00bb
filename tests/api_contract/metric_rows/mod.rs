//! Metric rows of services and of log files, held against a second, slower reader.

mod log_kinds;
mod log_tables;
mod logs;
mod metrics;
mod reference;
mod reference_names;
mod saved_charts;
mod scanning;
