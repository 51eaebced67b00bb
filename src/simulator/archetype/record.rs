//! Archetype's job record.

use crate::{
    clock::Clock,
    plan::{End, Plan, Stage},
    random::{hex, mix},
    service::json::Json,
};

/// Returns the status word at `sim`.
pub(super) fn status(job: &Plan, sim: f64) -> &'static str {
    match job.stage(sim).0 {
        Stage::Pending | Stage::Queued => "REGISTERED",
        Stage::Starting => "STARTING",
        Stage::Running => "RUNNING",
        Stage::Compressing | Stage::Uploading => "FINALIZING",
        Stage::Stopping => "STOPPING",
        Stage::Ended(End::Completed) => "COMPLETED",
        Stage::Ended(End::Stopped) => "STOPPED",
        Stage::Ended(End::Cancelled) => "CANCELLED",
        Stage::Ended(End::Failed | End::UserError) => "FAILED",
        Stage::Ended(End::Lost) => "UNKNOWN",
    }
}

/// Writes the record. Both styles of ids that have been seen occur.
pub(super) fn write(job: &Plan, clock: Clock, sim: f64, json: &mut Json) {
    let status = status(job, sim);
    json.open('{');
    json.text("name", &job.name);
    json.text("id", &job.id);
    if job.id.starts_with("ft-job-") {
        json.text("uuid", &format!("job_{}", hex(job.seed, 12)));
        json.text("org_uuid", "org_8d2m4n6p");
    } else {
        json.text("uuid", &uuid(job.seed));
        json.text("org_uuid", "77aa10de-2b3c-4d5e-8f90-1234567890ab");
    }
    json.text("status", status);
    match job.given.get("config") {
        Some(config) => json.raw("config", config),
        None => write_config(job, json),
    }
    json.text("created_at", &clock.text(job.created));
    json.text("updated_at", &clock.text(job.updated(sim)));
    if matches!(status, "COMPLETED" | "STOPPED") {
        json.text("inference_config_path", &format!("s3://newton-jobs/{}/inference.yaml", job.id));
    } else {
        json.raw("inference_config_path", "null");
    }
    json.close('}');
}

fn write_config(job: &Plan, json: &mut Json) {
    json.open_member("config", '{');
    json.text("model", &job.model);
    json.open_member("datasets", '[');
    for (file, split) in [(&job.train_file, "train"), (&job.eval_file, "eval")] {
        if !file.is_empty() {
            json.open('{');
            json.text("name", file.strip_suffix(".jsonl").unwrap_or(file));
            json.text("split", split);
            json.open_member("file_ids", '[');
            json.item(file);
            json.close(']');
            json.close('}');
        }
    }
    json.close(']');
    if let Some(log) = &job.log {
        json.open_member("trainer_state", '{');
        for (name, value) in log.facts.iter() {
            json.raw(name, value);
        }
        json.close('}');
    }
    json.close('}');
}

/// Returns a version 4 UUID.
fn uuid(seed: u64) -> String {
    let (a, b) = (mix(seed, 1), mix(seed, 2));
    format!("{}-{}-4{}-8{}-{}", hex(a, 8), hex(a >> 32, 4), hex(a >> 48, 3), hex(b, 3), hex(b >> 12, 12))
}
