//! The models that can be tuned, and what each can be tuned with. Fields are missing in older answers, and
//! services that cannot train all weights may say 0 for their limits.

use crate::{
    api::{
        ApiError, HttpRequest, HttpResponse, Method,
        reading::{
            body,
            lenient::{Record, Scalar},
        },
    },
    model::{BatchLimits, ModelLimits},
};

/// `GET /fine-tunes/models/supported`.
pub fn list_models() -> HttpRequest {
    HttpRequest::new(Method::Get, "/fine-tunes/models/supported")
}

/// `GET /fine-tunes/models/limits`.
pub fn retrieve_limits(model: &str) -> HttpRequest {
    HttpRequest::new(Method::Get, "/fine-tunes/models/limits").with_query("model_name", model)
}

/// Reads `{models: [name]}`; what is no name is left out.
///
/// # Errors
/// An error status, or a body without a list.
pub fn decode_models(response: &HttpResponse) -> Result<Vec<String>, ApiError> {
    let json = body::json_text(response)?;
    let record = body::record(response.status, &json, "list of models")?;
    Ok(texts(body::list_in(response.status, &record, "models", "models")?))
}

/// Reads the limits of `model`.
///
/// # Errors
/// An error status (404: not a model that can be tuned), or a body that is no object.
pub fn decode_limits(model: &str, response: &HttpResponse) -> Result<ModelLimits, ApiError> {
    let json = body::json_text(response)?;
    let record = body::record(response.status, &json, "limits of a model")?;
    body::refuse_reported(response.status, &record, "limits of the model")?;
    let flag = |name: &str| match record.scalar(name) {
        Scalar::Bool(is_on) => Some(is_on),
        _ => None,
    };
    let (full, lora) = (record.record("full_training"), record.record("lora_training"));
    let count = |name: &str| some_count(&record, name);
    Ok(ModelLimits {
        model: model.to_owned(),
        has_full: flag("supports_full_training"),
        has_vision: flag("supports_vision"),
        full: full.as_ref().map(batches).unwrap_or_default(),
        lora: lora.as_ref().map(batches).unwrap_or_default(),
        max_rank: lora.as_ref().and_then(|lora| some_count(lora, "max_rank")),
        default_rank: lora.as_ref().and_then(|lora| some_count(lora, "default_rank")),
        modules: lora.as_ref().map(|lora| texts(lora.list("target_modules"))).unwrap_or_default(),
        max_epochs: count("max_num_epochs"),
        max_evals: count("max_num_evals"),
        max_checkpoints: count("max_num_checkpoints"),
        min_learning_rate: record.number("min_learning_rate").filter(|rate| 0.0 < *rate),
        max_learning_rate: record.number("max_learning_rate").filter(|rate| 0.0 < *rate),
        min_seq_length: count("min_max_seq_length"),
        max_seq_length_sft: count("max_seq_length_sft"),
        max_seq_length_dpo: count("max_seq_length_dpo"),
        default_accumulation: count("default_gradient_accumulation_steps"),
    })
}

fn batches(record: &Record<'_>) -> BatchLimits {
    BatchLimits {
        min: some_count(record, "min_batch_size"),
        max_sft: some_count(record, "max_batch_size"),
        max_dpo: some_count(record, "max_batch_size_dpo"),
    }
}

/// Returns a count above 0.
fn some_count(record: &Record<'_>, name: &str) -> Option<u64> {
    record.count(name).filter(|n| 0 < *n)
}

fn texts(items: Vec<&str>) -> Vec<String> {
    let text = |item: &str| match Scalar::parse(item)? {
        Scalar::Text(text) => Some(text.trim().to_owned()).filter(|text| !text.is_empty()),
        _ => None,
    };
    items.into_iter().filter_map(text).collect()
}
