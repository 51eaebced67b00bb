//! Checkpoints of a Together AI job.

use crate::{
    api::{
        ApiError, Decoded, HttpResponse,
        reading::{body, lenient::Record},
    },
    model::{Checkpoint, CheckpointsPage, JobId},
};

/// Reads `{data: [checkpoint]}` of the job `id`. A new job names a checkpoint as `{id}:{step}`.
///
/// # Errors
/// An error status, or a body without a list.
pub fn decode_checkpoints(id: &JobId, response: &HttpResponse) -> Result<Decoded<CheckpointsPage>, ApiError> {
    let json = body::json_text(response)?;
    let record = body::record(response.status, &json, "list of checkpoints")?;
    let items = body::list_in(response.status, &record, "data", "checkpoints")?;
    let Decoded { value: checkpoints, warnings } =
        body::each(&items, "checkpoint", |json| checkpoint_of(id, json));
    Ok(Decoded { value: CheckpointsPage { checkpoints, next: None }, warnings })
}

fn checkpoint_of(id: &JobId, json: &str) -> Result<Checkpoint, String> {
    let record = Record::parse(json).ok_or("it is no object")?;
    let step = record.step("step")?;
    Ok(Checkpoint {
        step,
        created_at: record.time("created_at"),
        kind: record.text("checkpoint_type").or_else(|| record.text("checkpoint")).unwrap_or_default(),
        path: record.text("path"),
        reference: Some(format!("{id}:{step}")),
        eval_loss: None,
    })
}
