//! Job records as [`crate::model`] nouns; log and checkpoints are in [`super::history`]. Fields from the service's own examples
//! (July 2026; see [`super`]).

use crate::{
    api::{
        ApiError, Decoded, HttpResponse,
        error::job_failure,
        reading::{body, lenient::Record, paged},
    },
    model::{Dataset, Job, JobStatus, JobsPage, Progress, Split},
};

/// Reads a list of jobs, bare or within `data`.
///
/// # Errors
/// An error status, or a body without a list.
pub fn decode_jobs(response: &HttpResponse) -> Result<Decoded<JobsPage>, ApiError> {
    paged::jobs(response, job_of)
}

/// Reads one job.
///
/// # Errors
/// An error status, or a body that is no job.
pub fn decode_job(response: &HttpResponse) -> Result<Job, ApiError> {
    body::one(response, "job", job_of)
}

fn job_of(json: &str) -> Result<Job, String> {
    let record = Record::parse(json).ok_or("it is no object")?;
    let name = record.text("name");
    let id = record.id().ok_or_else(|| body::missing_id(name.as_deref()))?;
    let mut datasets = files(&record, "training_files", &Split::Train);
    datasets.append(&mut files(&record, "validation_files", &Split::Eval));
    let first_time = |names: &[&str]| names.iter().find_map(|name| record.time(name));
    Ok(Job {
        name: name.unwrap_or_else(|| body::stopgap_name(&id)),
        id: id.as_str().into(),
        status: JobStatus::of_word(&body::word(&record, "status")),
        base_model: record.text("model"),
        datasets,
        created_at: record.time("created_at"),
        updated_at: first_time(&["finished_at", "completed_at", "updated_at"]),
        stage_started_at: None,
        progress: Progress { n_epochs_total: n_epochs(&record), ..Progress::default() },
        output_model: record.text("fine_tuned_model"),
        inference_config_path: record.text("inference_config_path"),
        more_outputs: Vec::new(),
        price_usd: None,
        n_tokens: None,
        early_stop: None,
        failure: job_failure::failure_of(&record),
        ends_at: None,
        wandb_url: None,
        raw: json.into(),
    })
}

/// Returns one dataset per label; a file may be named by its id alone.
fn files(record: &Record<'_>, field: &str, split: &Split) -> Vec<Dataset> {
    let mut datasets: Vec<Dataset> = Vec::new();
    for item in record.list(field) {
        let file = Record::parse(item);
        let file_id = match &file {
            Some(file) => file.opaque("file_id").or_else(|| file.opaque("id")),
            None => crate::json::string(item).map(std::borrow::Cow::into_owned),
        };
        let Some(file_id) = file_id else { continue };
        let label = file.and_then(|file| file.text("label")).unwrap_or_else(|| file_id.clone());
        match datasets.iter_mut().find(|dataset| dataset.name == label) {
            Some(dataset) => dataset.file_ids.push(file_id),
            None => datasets.push(Dataset { name: label, split: split.clone(), file_ids: vec![file_id] }),
        }
    }
    datasets
}

fn n_epochs(record: &Record<'_>) -> Option<f64> {
    let method = record.record("method")?;
    let kind = method.text("type")?;
    method.record(&kind)?.record("hyperparameters")?.number("n_epochs").filter(|n| 0.0 < *n)
}
