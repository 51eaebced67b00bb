//! Together AI's fine-tuning API, version 1 (`/fine-tunes`).
//!
//! Read in August 2026 from its reference below <https://docs.together.ai/reference/>, its specification
//! <https://github.com/togethercomputer/openapi> (commit 090263a of 28 April 2026) and its clients
//! <https://github.com/togethercomputer/together-typescript> (v0.49.0) and
//! <https://github.com/togethercomputer/together-py> (19 August 2026). They disagree
//! in places, so fields are read leniently.
//!
//! Not offered by it: paging or filters of the job list, a graceful stop.

mod checkpoints;
mod convert;
mod dataset;
mod download;
mod events;
mod files;
mod limits;
mod price;
mod request;
mod wire;

pub use checkpoints::decode_checkpoints;
pub use convert::{decode_job, decode_jobs, job_of};
pub use dataset::DATASET_RULES;
pub use download::{decode_file_link, download_checkpoint, download_command, tokenized_dataset};
pub use events::decode_events;
pub use files::{decode_file, decode_files, list_files, retrieve_file, upload_whole};
pub use limits::{decode_limits, decode_models, list_models, retrieve_limits};
pub use price::{decode_price, estimate_price, has_no_price};
pub use request::{
    create_job, delete_job, list_all, list_checkpoints, list_events, list_jobs, list_metrics, retrieve_job,
    steer_job,
};
