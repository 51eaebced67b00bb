//! One hosted fine-tuning job, as a provider describes it.

mod outputs;
pub mod progress_estimate;
pub mod spec;

use std::sync::Arc;

use super::{ConnectionId, Dataset, JobOutput, JobStatus, PageToken, Timestamp, leads_elsewhere};

/// A job's id: opaque text, 1–64 characters, unique within a connection. Never parsed.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct JobId(pub Arc<str>);

impl From<&str> for JobId {
    fn from(id: &str) -> Self {
        Self(id.into())
    }
}

impl JobId {
    /// Returns whether an address can name the job. Browsers take `.` and `..` in a path for steps between folders, however they
    /// are coded (URL Standard, *single-dot* and *double-dot URL path segment*), servers on the way do so with such parts of a
    /// name (see [`leads_elsewhere`]), and an empty name is none.
    pub fn is_addressable(&self) -> bool {
        !self.0.is_empty() && !leads_elsewhere(&self.0)
    }
}

impl std::fmt::Display for JobId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

/// Names a job on this page: ids are unique within a connection only.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct JobKey {
    /// The connection that lists the job.
    pub connection: ConnectionId,
    /// Its id there.
    pub id: JobId,
}

/// One job. Every `Option` is `None` where this record does not say.
#[derive(Debug, Clone, PartialEq)]
pub struct Job {
    /// Opaque id, used in paths.
    pub id: JobId,
    /// Name for people; the id where the provider has none.
    pub name: String,
    /// Status.
    pub status: JobStatus,
    /// Model being tuned, as the provider spells it.
    pub base_model: Option<String>,
    /// Files that the job is trained and evaluated on.
    pub datasets: Vec<Dataset>,
    /// Creation.
    pub created_at: Option<Timestamp>,
    /// Last change of the record; about the end for a terminal job.
    pub updated_at: Option<Timestamp>,
    /// Start of the current stage, which is not the start of the job.
    pub stage_started_at: Option<Timestamp>,
    /// Steps and epochs done so far.
    pub progress: Progress,
    /// Name of the resulting model; may be set before the model exists.
    pub output_model: Option<String>,
    /// Storage path of what inference needs, once it exists.
    pub inference_config_path: Option<String>,
    /// Other results, each kind at most once, in the order of the record; see [`Job::outputs`].
    pub more_outputs: Vec<JobOutput>,
    /// Price so far or in the end, US dollars.
    pub price_usd: Option<f64>,
    /// Training tokens.
    pub n_tokens: Option<u64>,
    /// Set when the service ended training because evaluation stopped improving.
    pub early_stop: Option<EarlyStop>,
    /// The service's reason for the failure, where the record has one.
    pub failure: Option<String>,
    /// The service's own estimate of the job's end.
    pub ends_at: Option<Timestamp>,
    /// Weights & Biases page; only http(s) links are kept.
    pub wandb_url: Option<String>,
    /// The record as JSON text, as sent.
    pub raw: Arc<str>,
}

impl Job {
    /// A job of which nothing is known but its id, which is its name, and where it stands.
    pub fn bare(id: JobId, status: JobStatus) -> Self {
        Self {
            name: id.to_string(),
            id,
            status,
            base_model: None,
            datasets: Vec::new(),
            created_at: None,
            updated_at: None,
            stage_started_at: None,
            progress: Progress::default(),
            output_model: None,
            inference_config_path: None,
            more_outputs: Vec::new(),
            price_usd: None,
            n_tokens: None,
            early_stop: None,
            failure: None,
            ends_at: None,
            wandb_url: None,
            raw: "{}".into(),
        }
    }
}

/// One page of a job list.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct JobsPage {
    /// In the order sent.
    pub jobs: Vec<Job>,
    /// Token of the next page; `None` at the end of the list.
    pub next: Option<PageToken>,
    /// The service says that more follows, and nothing says where.
    pub is_cut: bool,
}

/// Progress of a job, in the units that its record gives.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Progress {
    /// Optimiser steps done.
    pub n_steps_done: Option<u64>,
    /// Optimiser steps in all.
    pub n_steps_total: Option<u64>,
    /// Epochs done; fractional where known.
    pub n_epochs_done: Option<f64>,
    /// Epochs in all.
    pub n_epochs_total: Option<f64>,
    /// The service's own estimate of seconds left in the current stage (not the job), above 0.
    pub stage_secs_left: Option<f64>,
    /// Jobs ahead in the queue.
    pub queue_depth: Option<u64>,
}

/// Rule that ended training before its last step.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct EarlyStop {
    /// Step of the best evaluation, or the halt if none was finite.
    pub best_step: Option<u64>,
    /// Best value of the watched metric; `None` if none was finite.
    pub best_metric: Option<f64>,
}

impl Job {
    /// This record, completed field by field from an `older` one of the same job: a short record (list,
    /// create, cancel) does not erase what a full one told. `raw` is the richer text of the two.
    #[must_use]
    pub fn merged_over(mut self, older: &Self) -> Self {
        fn keep<T: Clone>(new: &mut Option<T>, old: &Option<T>) {
            if new.is_none() {
                new.clone_from(old);
            }
        }
        keep(&mut self.base_model, &older.base_model);
        keep(&mut self.created_at, &older.created_at);
        keep(&mut self.updated_at, &older.updated_at);
        keep(&mut self.output_model, &older.output_model);
        keep(&mut self.inference_config_path, &older.inference_config_path);
        keep(&mut self.price_usd, &older.price_usd);
        keep(&mut self.n_tokens, &older.n_tokens);
        keep(&mut self.early_stop, &older.early_stop);
        keep(&mut self.wandb_url, &older.wandb_url);
        keep(&mut self.failure, &older.failure);
        keep(&mut self.progress.n_steps_total, &older.progress.n_steps_total);
        keep(&mut self.progress.n_epochs_total, &older.progress.n_epochs_total);
        if self.status == older.status {
            keep(&mut self.stage_started_at, &older.stage_started_at);
            keep(&mut self.progress.n_steps_done, &older.progress.n_steps_done);
            keep(&mut self.progress.n_epochs_done, &older.progress.n_epochs_done);
        }
        for output in &older.more_outputs {
            if self.more_outputs.iter().all(|known| known.kind != output.kind) {
                self.more_outputs.push(output.clone());
            }
        }
        if self.datasets.is_empty() {
            self.datasets.clone_from(&older.datasets);
        }
        // A record without a name of its own is called after its model or its id; a real name outlives both.
        let is_stopgap = |job: &Self| job.name == *job.id.0 || job.output_model.as_ref() == Some(&job.name);
        if self.name == *self.id.0 || (is_stopgap(&self) && !is_stopgap(older)) {
            self.name.clone_from(&older.name);
        }
        if self.raw.len() < older.raw.len() && self.status == older.status {
            self.raw = older.raw.clone();
        }
        self
    }
}
