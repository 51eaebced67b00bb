//! Job records as [`crate::model`] nouns; the log is in [`super::events`], figures are in [`super::metrics`]. Fields from the
//! specification (see [`super`]).

use crate::{
    api::{
        ApiError, Decoded, HttpResponse,
        error::job_failure,
        reading::{body, lenient::Record, paged},
    },
    model::{Dataset, Job, JobStatus, JobsPage, Progress, Split},
};

/// Reads `{data: [job], has_more}`.
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
    let output_model = record.text("fine_tuned_model");
    let name = record.text("user_provided_suffix").or_else(|| output_model.clone());
    let id = record.id().ok_or_else(|| body::missing_id(name.as_deref()))?;
    let datasets = [("training_file", Split::Train), ("validation_file", Split::Eval)]
        .into_iter()
        .filter_map(|(field, split)| {
            let file_id = record.opaque(field)?;
            Some(Dataset { name: file_id.clone(), split, file_ids: vec![file_id] })
        })
        .collect();
    Ok(Job {
        name: name.unwrap_or_else(|| body::stopgap_name(&id)),
        id: id.as_str().into(),
        status: JobStatus::of_word(&body::word(&record, "status")),
        base_model: record.text("model"),
        datasets,
        created_at: record.time("created_at"),
        updated_at: record.time("finished_at"),
        stage_started_at: None,
        progress: Progress { n_epochs_total: n_epochs(&record), ..Progress::default() },
        output_model,
        inference_config_path: None,
        more_outputs: Vec::new(),
        price_usd: None,
        n_tokens: record.count("trained_tokens"),
        early_stop: None,
        failure: job_failure::failure_of(&record),
        ends_at: record.time("estimated_finish"),
        wandb_url: None,
        raw: json.into(),
    })
}

/// Reads the number of epochs from the settings of any method, or from its place in older records. `auto` is
/// not known yet.
fn n_epochs(record: &Record<'_>) -> Option<f64> {
    let of_method = || {
        let method = record.record("method")?;
        let kind = method.text("type")?;
        method.record(&kind)?.record("hyperparameters")?.number("n_epochs")
    };
    let old = || record.record("hyperparameters")?.number("n_epochs");
    of_method().or_else(old).filter(|n| 0.0 < *n)
}
