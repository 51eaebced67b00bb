//! Archetype AI's fine-tuning API, version 0.5 (`/fine-tune/jobs`).
//!
//! Read in August 2026 from its reference, of which these pages count most:
//! <https://docs.archetypeai.app/api-reference/fine-tune/list-jobs>,
//! <https://docs.archetypeai.app/api-reference/fine-tune/get-job>,
//! <https://docs.archetypeai.app/api-reference/fine-tune/create-job>,
//! <https://docs.archetypeai.app/api-reference/fine-tune/get-job-metrics>,
//! <https://docs.archetypeai.app/api-reference/fine-tune/stop-job> and
//! <https://docs.archetypeai.app/api-reference/fine-tune/cancel-job>. Unchanged in November 2026.
//!
//! Not offered by it: events, total steps, price, the reason of a failure, deletion.

mod convert;
mod dataset;
mod files;
mod request;
mod wire;

pub use convert::{decode_job, decode_jobs, job_of};
pub use dataset::DATASET_RULES;
pub use files::{
    abort_upload, checkpoint_parts, complete_upload, decode_file, decode_files, decode_plan, decode_renewed,
    decode_uploaded, initiate_upload, list_files, renew_parts, retrieve_file, upload_way, upload_whole,
};
pub use request::{
    ACTIVE, create_job, delete_job, list_all, list_behind, list_jobs, list_metrics, retrieve_job, steer_job,
};
