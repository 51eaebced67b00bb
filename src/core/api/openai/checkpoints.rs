//! Checkpoints of a job: each is a model of its own, with a name.

use crate::{
    api::{
        ApiError, Decoded, HttpResponse,
        reading::{body, lenient::Record, paged},
    },
    model::{Checkpoint, CheckpointsPage},
};

/// Reads one page, `{data: [checkpoint], has_more}`, newest first.
///
/// # Errors
/// An error status, or a body without a list.
pub fn decode_checkpoints(response: &HttpResponse) -> Result<Decoded<CheckpointsPage>, ApiError> {
    let json = body::json_text(response)?;
    let page = paged::page(response, &json, "checkpoints")?;
    let Decoded { value: checkpoints, warnings } = body::each(&page.items, "checkpoint", checkpoint_of);
    Ok(Decoded { value: CheckpointsPage { checkpoints, next: page.more.token() }, warnings })
}

fn checkpoint_of(json: &str) -> Result<Checkpoint, String> {
    let record = Record::parse(json).ok_or("it is no object")?;
    let metrics = record.record("metrics");
    let figure = |name: &str| metrics.as_ref().and_then(|metrics| metrics.number(name));
    let in_metrics = || metrics.as_ref().and_then(|metrics| metrics.count("step"));
    let step = record.step("step_number").or_else(|why| in_metrics().ok_or(why))?;
    Ok(Checkpoint {
        step,
        created_at: record.time("created_at"),
        kind: String::new(),
        path: None,
        reference: record.text("fine_tuned_model_checkpoint"),
        // Over all of the evaluation set, or else over the part of it that was tried at that step.
        eval_loss: figure("full_valid_loss").or_else(|| figure("valid_loss")),
    })
}
