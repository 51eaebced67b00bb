//! Responses of Together AI's fine-tuning API as [`crate::model`] nouns; events are in [`super::events`].
//!
//! Fields from `openapi.yaml` of <https://github.com/togethercomputer/openapi> (28 April 2026) and `src/resources/fine-tuning.ts` of
//! <https://github.com/togethercomputer/together-typescript> (v0.49.0, August 2026).

use crate::{
    api::{
        ApiError, Decoded, HttpResponse,
        reading::{body, lenient::Record},
    },
    model::{Dataset, EarlyStop, Job, JobOutput, JobStatus, OutputKind, Progress, Split, percent_encode},
};

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
/// Reason, for people, if the text is no job.
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
        updated_at: record.time("updated_at"),
        stage_started_at: record.time("started_at"),
        progress: progress_of(&record),
        output_model,
        inference_config_path: None,
        more_outputs: outputs_of(&record),
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
        wandb_url: record.web_link("wandb_url"),
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

/// Pages of models in the service's web console, whatever address its API is reached by. The service's own client links
/// a model by its id in the registry.
const MODEL_PAGES: &str = "https://api.together.ai/models/";

/// Names beside the model's. In the registry the id stands for one without a name.
fn outputs_of(record: &Record<'_>) -> Vec<JobOutput> {
    let registered = |kind, name: &str, id: &str| {
        let id = record.opaque(id);
        // No address can carry these.
        let page = id.as_deref().filter(|id| !matches!(*id, "." | ".."));
        let page = page.map(|id| format!("{MODEL_PAGES}{}", percent_encode(id)));
        Some(JobOutput { kind, name: record.opaque(name).or(id)?, page })
    };
    let named = |kind, name: &str| Some(JobOutput::new(kind, record.text(name)?));
    let outputs = [
        registered(OutputKind::RegisteredModel, "model_object_name", "model_object_id"),
        named(OutputKind::Adapter, "adapter_output_name"),
        // Only the model's page is known to be there.
        registered(OutputKind::RegisteredAdapter, "adapter_object_name", "adapter_object_id")
            .map(|adapter| JobOutput { page: None, ..adapter }),
        named(OutputKind::TokenizedDataset, "tokenized_dataset_path"),
    ];
    outputs.into_iter().flatten().collect()
}
