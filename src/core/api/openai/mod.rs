//! `OpenAI`'s fine-tuning API, version 1 (`/fine_tuning/jobs`), as its reference and its Python client have it
//! in 2026 (specification of 21 August 2026), and every other host that speaks it. The end of self-serve fine-tuning at `OpenAI`
//! itself: <https://developers.openai.com/api/docs/deprecations> (notice of 7 May 2026).
//!
//! Lists come in pages, the newest entry first. There are no metrics as such: they are entries of the log
//! (`type: "metrics"`), and what the checkpoints were measured at.
//!
//! Not offered by it: total steps in the record, price, a graceful stop.

mod checkpoints;
mod convert;
mod dataset;
mod events;
mod files;
mod host;
mod metrics;
mod models;
mod notice;
mod request;
mod wire;

pub use checkpoints::decode_checkpoints;
pub use convert::{decode_job, decode_jobs};
pub use dataset::DATASET_RULES;
pub use events::decode_events;
pub use files::{decode_file, decode_files, list_files, retrieve_file, upload_whole};
pub use metrics::decode_metrics;
pub use models::{decode_shutdowns, list_shutdowns};
pub use notice::new_job_notice;
pub use request::{
    create_job, list_all, list_checkpoints, list_events, list_jobs, list_metrics, retrieve_job, steer_job,
};
