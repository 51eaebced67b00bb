//! Archetype AI's fine-tuning API, version 0.5 (`/fine-tune/jobs`), as documented in August 2026.
//!
//! Not offered by it: events, total steps, price, the reason of a failure, deletion.

mod convert;
mod request;
mod wire;

pub use convert::{decode_job, decode_jobs};
pub use request::{create_job, list_all, list_jobs, list_metrics, retrieve_job, steer_job};
