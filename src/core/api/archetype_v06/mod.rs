//! Archetype AI's fine-tuning API, version 0.6 (`/fine_tuning/jobs`), as far as the service's own examples show
//! it: creating and reading a job, its log and its checkpoints. The job list and cancelling are assumed to be
//! where every API of this shape has them; a service that has none of it answers 404 or 405.
//!
//! The examples: <https://github.com/archetypeai/archetypeai-fine-tuning-examples-newton-omega> (17 July 2026). No page of the
//! reference has this version.
//!
//! There are no metrics but those of the checkpoints, of which there are few.

mod convert;
mod dataset;
mod history;
mod request;
mod wire;

pub use convert::{decode_job, decode_jobs};
pub use dataset::DATASET_RULES;
pub use history::{decode_checkpoints, decode_events, decode_metrics};
pub use request::{
    create_job, list_all, list_checkpoints, list_events, list_jobs, list_metrics, retrieve_job, steer_job,
};
