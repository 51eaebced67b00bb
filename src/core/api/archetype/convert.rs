//! Responses of Archetype AI's fine-tuning API as [`crate::model`] nouns.
//!
//! Fields from <https://docs.archetypeai.app/api-reference/fine-tune/get-job> and
//! <https://docs.archetypeai.app/api-reference/fine-tune/list-jobs> (August 2026).

use crate::{
    api::{
        ApiError, Decoded, HttpResponse,
        reading::{
            body,
            lenient::{Record, Scalar},
        },
    },
    json,
    model::{Dataset, Job, JobStatus, Progress, Split},
};

/// Reads a bare array of job records.
///
/// # Errors
/// An error status, or a body that is no array.
pub fn decode_jobs(response: &HttpResponse) -> Result<Decoded<Vec<Job>>, ApiError> {
    let json = body::json_text(response)?;
    let items = body::bare_list(response.status, &json, "jobs")?;
    Ok(body::each_job(&items, job_of))
}

/// Reads one job record.
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
    let record = Record::parse(json).ok_or("it is no object")?;
    let name = record.text("name");
    let id = record.id().ok_or_else(|| body::missing_id(name.as_deref()))?;
    let config = record.record("config");
    let datasets = config.as_ref().map_or_else(Vec::new, |config| config.list("datasets"));
    Ok(Job {
        name: name.unwrap_or_else(|| body::stopgap_name(&id)),
        id: id.as_str().into(),
        status: JobStatus::of_word(&body::word(&record, "status")),
        base_model: config.as_ref().and_then(|config| config.text("model")),
        datasets: datasets.into_iter().filter_map(dataset_of).collect(),
        created_at: record.time("created_at"),
        updated_at: record.time("updated_at"),
        stage_started_at: None,
        progress: Progress::default(),
        output_model: None,
        inference_config_path: record.text("inference_config_path"),
        more_outputs: Vec::new(),
        price_usd: None,
        n_tokens: None,
        early_stop: None,
        failure: None,
        ends_at: None,
        wandb_url: None,
        raw: json.into(),
    })
}

fn dataset_of(json: &str) -> Option<Dataset> {
    let record = Record::parse(json)?;
    let file_ids = record.json("file_ids").map(|json| json::items(json).unwrap_or_else(|| vec![json]));
    let file_ids: Vec<String> = file_ids
        .unwrap_or_default()
        .into_iter()
        .filter_map(|item| match Scalar::parse(item)? {
            Scalar::Text(id) => Some(id.into_owned()),
            Scalar::Int(_) | Scalar::Float(_) => Some(item.to_owned()),
            Scalar::Null | Scalar::Bool(_) | Scalar::Nested => None,
        })
        .collect();
    Some(Dataset {
        name: record.text("name").or_else(|| file_ids.first().cloned()).unwrap_or_default(),
        split: Split::from_word(record.text("split").as_deref().unwrap_or("unspecified")),
        file_ids,
    })
}
