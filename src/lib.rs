//! Tuneboard: a dashboard for hosted fine-tuning jobs. (The architecture page follows.)

pub mod api;
pub mod chart;
pub mod config;
pub mod draft;
pub mod explain;
pub mod format;
pub mod listing;
pub mod metrics;
pub mod model;
pub mod polling;
pub mod record;
pub mod route;
pub mod simulator;
pub mod timeline;
