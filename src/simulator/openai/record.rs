//! The job record.

use super::{kit::FILES, pause};
use crate::{
    clock::Clock,
    plan::{End, Plan, Stage},
    service::json::Json,
};

/// Returns the status word at `sim`.
pub(super) fn status(job: &Plan, sim: f64) -> &'static str {
    match job.stage(pause::own_time(job, sim)).0 {
        Stage::Ended(End::Completed) => "succeeded",
        Stage::Ended(End::Cancelled | End::Stopped) => "cancelled",
        Stage::Ended(End::Failed | End::UserError | End::Lost) => "failed",
        _ if pause::is_paused(job, sim) => "paused",
        Stage::Pending => "validating_files",
        Stage::Queued | Stage::Starting => "queued",
        Stage::Running | Stage::Compressing | Stage::Uploading | Stage::Stopping => "running",
    }
}

/// Returns the Unix seconds of a time by the job's own clock.
pub(super) fn secs(job: &Plan, clock: Clock, own: f64) -> i64 {
    clock.stamp(pause::sim_time(job, own)).unix_millis().div_euclid(1_000)
}

/// Writes the record as it is at `sim`.
pub(super) fn write(job: &Plan, clock: Clock, sim: f64, json: &mut Json) {
    json.open('{');
    json.text("id", &job.id);
    write_members(job, clock, sim, json);
    json.close('}');
}

/// Writes all of the record but its id.
pub(super) fn write_members(job: &Plan, clock: Clock, sim: f64, json: &mut Json) {
    let own = pause::own_time(job, sim);
    let (stage, since, _) = job.stage(own);
    let status = status(job, sim);
    let is_over = matches!(stage, Stage::Ended(_));
    let is_done = status == "succeeded";
    json.text("object", "fine_tuning.job");
    json.text("model", &job.model);
    json.integer("created_at", secs(job, clock, job.created));
    maybe(json, "finished_at", is_over, |json, name| json.integer(name, secs(job, clock, since)));
    maybe(json, "fine_tuned_model", is_done, |json, name| json.text(name, &output_name(job)));
    json.text("organization_id", "org-acme");
    json.raw("result_files", if is_done { r#"["file-result"]"# } else { "[]" });
    json.text("status", status);
    json.text("training_file", &job.train_file);
    maybe(json, "validation_file", !job.eval_file.is_empty(), |json, name| json.text(name, &job.eval_file));
    let lines = FILES.iter().find(|file| file.id == job.train_file).map_or(1_000, |file| file.lines);
    maybe(json, "trained_tokens", is_done, |json, name| json.count(name, lines * 410 * job.n_epochs));
    write_error(job, own, json);
    maybe(json, "user_provided_suffix", !job.name.is_empty(), |json, name| json.text(name, &job.name));
    json.count("seed", job.seed % 2_000_000_000);
    maybe(json, "estimated_finish", status == "running", |json, name| {
        json.integer(name, secs(job, clock, job.end_at()));
    });
    json.raw("integrations", "[]");
    json.raw("metadata", "null");
    match job.given.given("method") {
        Some(method) => json.raw("method", method),
        None => write_method(job, json),
    }
    json.open_member("hyperparameters", '{');
    json.count("n_epochs", job.n_epochs);
    json.raw("batch_size", "16");
    json.raw("learning_rate_multiplier", "1.8");
    json.close('}');
}

fn maybe(json: &mut Json, name: &str, is_there: bool, write: impl FnOnce(&mut Json, &str)) {
    if is_there { write(json, name) } else { json.raw(name, "null") }
}

fn write_error(job: &Plan, own: f64, json: &mut Json) {
    let halt = job.halt.filter(|halt| halt.at <= own);
    let Some(halt) = halt.filter(|halt| matches!(halt.end, End::Failed | End::UserError | End::Lost)) else {
        return json.raw("error", "null");
    };
    let is_users = halt.end == End::UserError;
    json.open_member("error", '{');
    json.text("code", if is_users { "invalid_training_file" } else { "server_error" });
    json.text("message", halt.reason);
    json.raw("param", if is_users { "\"training_file\"" } else { "null" });
    json.close('}');
}

fn write_method(job: &Plan, json: &mut Json) {
    let kind = if job.is_dpo { "dpo" } else { "supervised" };
    json.open_member("method", '{');
    json.text("type", kind);
    json.open_member(kind, '{');
    json.open_member("hyperparameters", '{');
    json.count("n_epochs", job.n_epochs);
    json.text("batch_size", "auto");
    json.text("learning_rate_multiplier", "auto");
    json.close('}');
    json.close('}');
    json.close('}');
}

/// Returns the name under which the trained model can be used.
pub(super) fn output_name(job: &Plan) -> String {
    let digits: String = job.id.chars().rev().take(8).collect();
    format!("ft:{}:acme:{}:{digits}", job.model, job.name)
}
