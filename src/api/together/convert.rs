//! Answers of Together AI's fine-tuning API as [`crate::model`] nouns; events are in [`super::events`].

use crate::api::lenient::Record;
use crate::api::{ApiError, Decoded, HttpResponse, body};
use crate::model::{Dataset, EarlyStop, Job, JobStatus, Progress, Split};

/// Reads `{data: [job]}`.
///
/// # Errors
/// An error status, or a body without a list.
pub fn decode_jobs(response: &HttpResponse) -> Result<Decoded<Vec<Job>>, ApiError> {
    let json = body::json_text(response)?;
    let record = body::record(response.status, &json, "list of jobs")?;
    let items = body::list_in(response.status, &record, "data", "jobs")?;
    Ok(body::each_job(&items, job_of))
}

/// Reads one job, in its short or its full form.
///
/// # Errors
/// An error status, or a body that is no job.
pub fn decode_job(response: &HttpResponse) -> Result<Job, ApiError> {
    body::one(response, "job", job_of)
}

/// Reads one record of a list.
///
/// # Errors
/// Why it is none, for people.
pub fn job_of(json: &str) -> Result<Job, String> {
    /// The final price is an integer of this unit; the estimate before is in dollars.
    const NANODOLLARS_PER_DOLLAR: f64 = 1e9;
    let record = Record::parse(json).ok_or("it is no object")?;
    let output_model = record.text("model_output_name");
    let name = record.text("suffix").or_else(|| output_model.clone());
    let id = record.id().ok_or_else(|| body::missing_id(name.as_deref()))?;
    let datasets = [("training_file", Split::Train), ("validation_file", Split::Eval)]
        .into_iter()
        .filter_map(|(field, split)| {
            let file_id = record.text(field)?;
            Some(Dataset { name: file_id.clone(), split, file_ids: vec![file_id] })
        })
        .collect();
    Ok(Job {
        name: name.unwrap_or_else(|| body::stopgap_name(&id)),
        id: id.as_str().into(),
        status: JobStatus::of_word(&record.text("status").unwrap_or_default()),
        base_model: record.text("model"),
        datasets,
        created_at: record.time("created_at"),
        updated_at: record.time("updated_at"),
        stage_started_at: record.time("started_at"),
        progress: progress_of(&record),
        output_model,
        inference_config_path: None,
        price_usd: record
            .number("total_price")
            .filter(|price| 0.0 <= *price)
            .map(|price| price / NANODOLLARS_PER_DOLLAR),
        n_tokens: record.count("token_count"),
        early_stop: record.is_true("early_stopped").then(|| EarlyStop {
            best_step: record.count("early_stopping_best_step"),
            best_metric: record.number("early_stopping_best_metric"),
        }),
        failure: None,
        ends_at: None,
        wandb_url: record.text("wandb_url").filter(|url| is_web_link(url)),
        raw: json.into(),
    })
}

fn progress_of(record: &Record<'_>) -> Progress {
    let estimate = record.record("progress").filter(|progress| progress.is_true("estimate_available"));
    Progress {
        n_steps_done: record.count("steps_completed"),
        n_steps_total: record.count("total_steps").filter(|n| 0 < *n),
        n_epochs_done: record.number("epochs_completed").filter(|n| 0.0 <= *n),
        n_epochs_total: record.number("n_epochs").filter(|n| 0.0 < *n),
        stage_secs_left: estimate.and_then(|e| e.number("seconds_remaining")).filter(|secs| 0.0 < *secs),
        queue_depth: record.count("queue_depth"),
    }
}

/// Any other scheme could run a script when followed.
fn is_web_link(url: &str) -> bool {
    let scheme = url.split_once(':').filter(|(_, rest)| rest.starts_with("//")).map(|(scheme, _)| scheme);
    scheme.is_some_and(|s| s.eq_ignore_ascii_case("https") || s.eq_ignore_ascii_case("http"))
}
