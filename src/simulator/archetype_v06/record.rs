//! The job record.

use crate::{
    clock::Clock,
    plan::{End, Plan, Stage},
    service::json::Json,
};

/// The method of jobs that compare instead of training.
const KNN: &str = r#"{"type":"knn","knn":{"hyperparameters":{"batch_size":32,"n_neighbors":5,"metric":"cosine","weights":"uniform","normalize_embeddings":true},"reader":{"window_size":64,"step_size":16,"data_columns":["temperature","pressure","flow","valve"]}}}"#;

/// Returns the status word at `sim`.
pub(super) fn status(job: &Plan, sim: f64) -> &'static str {
    match job.stage(sim).0 {
        Stage::Pending | Stage::Queued => "QUEUED",
        Stage::Starting => "STARTING",
        Stage::Running | Stage::Compressing | Stage::Uploading | Stage::Stopping => "RUNNING",
        Stage::Ended(End::Completed) => "SUCCEEDED",
        Stage::Ended(End::Stopped | End::Cancelled) => "CANCELLED",
        Stage::Ended(End::Failed | End::UserError | End::Lost) => "FAILED",
    }
}

/// Writes the record as it is at `sim`.
pub(super) fn write(job: &Plan, clock: Clock, sim: f64, json: &mut Json) {
    let status = status(job, sim);
    json.open('{');
    json.text("id", &job.id);
    json.text("name", &job.name);
    json.text("status", status);
    json.text("model", &job.model);
    if status == "SUCCEEDED" {
        json.text("fine_tuned_model", &format!("omega:{}", job.id));
    } else {
        json.raw("fine_tuned_model", "null");
    }
    if let Some(seed) = job.given.given("seed") {
        json.raw("seed", seed);
    }
    match job.given.get("method") {
        Some(method) => json.raw("method", method),
        None if job.name.contains("modes") => json.raw("method", KNN),
        None => {
            let figures = format!(r#"{{"hyperparameters":{{"batch_size":32,"n_epochs":{}}}}}"#, job.n_epochs);
            json.open_member("method", '{');
            json.text("type", "head");
            json.raw("head", &figures);
            json.close('}');
        }
    }
    for (name, file) in [("training_files", &job.train_file), ("validation_files", &job.eval_file)] {
        match job.given.get(name) {
            Some(files) => json.raw(name, files),
            None => write_file(name, file, json),
        }
    }
    json.text("created_at", &clock.text(job.created));
    json.text("updated_at", &clock.text(job.updated(sim)));
    json.close('}');
}

fn write_file(name: &str, file: &str, json: &mut Json) {
    json.open_member(name, '[');
    if !file.is_empty() {
        json.open('{');
        json.text("type", "n_shot");
        json.text("file_id", file);
        json.text("label", file.split(['-', '.']).next().unwrap_or_default());
        json.text("format", "csv");
        json.close('}');
    }
    json.close(']');
}
