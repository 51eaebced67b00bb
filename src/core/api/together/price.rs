//! Price of a job: `POST /fine-tunes/estimate-price`. Older services answer without `estimation_available`,
//! newer ones say with it why there is no figure.

use super::{request::body_of, wire::PriceBody};
use crate::{
    api::{ApiError, HttpRequest, HttpResponse, Method, error::one_line, reading::body},
    model::{JobSpec, Price, PriceEstimate, SpecField},
};

/// `POST /fine-tunes/estimate-price`, with what the price depends on. It creates nothing.
pub fn estimate_price(spec: &JobSpec) -> HttpRequest {
    let body = body_of(spec);
    let body = PriceBody {
        training_file: body.training_file,
        validation_file: body.validation_file,
        model: body.model,
        n_epochs: body.n_epochs,
        n_evals: body.n_evals,
        training_method: body.training_method,
        training_type: body.training_type,
        from_checkpoint: body.from_checkpoint,
    };
    let json = serde_json::to_string(&body).unwrap_or_default();
    HttpRequest::new(Method::Post, "/fine-tunes/estimate-price").with_body(json)
}

/// Returns true if the field is not part of the price request, so that the price can be requested while the
/// field is wrong or empty.
pub fn has_no_price(field: SpecField) -> bool {
    use SpecField::{
        Accumulation, BatchSize, Checkpoints, Cycles, EarlyStopping, HfModel, HfRepo, HfRevision, HfToken,
        LearningRate, MaxGradNorm, MinDelta, MinLrRatio, Name, Packing, Patience, Scheduler, Seed, SeqLength,
        TrainVision, WandBEntity, WandBKey, WandBName, WandBProject, WandBUrl, WarmupEvals, WarmupRatio,
        WeightDecay,
    };
    matches!(
        field,
        Name | Checkpoints
            | BatchSize
            | Accumulation
            | SeqLength
            | Packing
            | TrainVision
            | LearningRate
            | Scheduler
            | MinLrRatio
            | Cycles
            | WarmupRatio
            | MaxGradNorm
            | WeightDecay
            | Seed
            | EarlyStopping
            | Patience
            | MinDelta
            | WarmupEvals
            | WandBKey
            | WandBProject
            | WandBName
            | WandBEntity
            | WandBUrl
            | HfModel
            | HfRevision
            | HfToken
            | HfRepo
    )
}

/// Reads either form of the response.
///
/// # Errors
/// An error status, or a body that is no object.
pub fn decode_price(response: &HttpResponse) -> Result<PriceEstimate, ApiError> {
    let json = body::json_text(response)?;
    let record = body::record(response.status, &json, "price estimate")?;
    body::refuse_reported(response.status, &record, "price estimate")?;
    let total_usd = record.number("estimated_total_price").filter(|usd| 0.0 <= *usd);
    let is_refused = record.json("estimation_available").is_some_and(|json| json.trim() == "false");
    let flag = |name: &str| match record.json(name)?.trim() {
        "true" => Some(true),
        "false" => Some(false),
        _ => None,
    };
    Ok(match total_usd.filter(|_| !is_refused) {
        Some(total_usd) => PriceEstimate::Known(Price {
            total_usd,
            may_proceed: flag("allowed_to_proceed"),
            limit_usd: record.number("user_limit").filter(|usd| 0.0 <= *usd),
            n_train_tokens: record.count("estimated_train_token_count"),
            n_eval_tokens: record.count("estimated_eval_token_count"),
        }),
        None => PriceEstimate::Unavailable(reason(&record.text("unavailable_reason").unwrap_or_default())),
    })
}

fn reason(word: &str) -> String {
    let known = match word {
        "multimodal_dataset" => "The service does not estimate datasets with pictures.",
        "train_file_not_validated" => {
            "The service has not finished checking the training file. Try again in a minute."
        }
        "eval_file_not_validated" => {
            "The service has not finished checking the evaluation file. Try again in a minute."
        }
        "train_file_invalid" => "The service refuses the training file, so it names no price.",
        "eval_file_invalid" => "The service refuses the evaluation file, so it names no price.",
        "" => "The service names no price for this job and does not say why.",
        other => return format!("The service names no price for this job: {}.", one_line(other)),
    };
    known.to_owned()
}
