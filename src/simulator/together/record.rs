//! Together's job record: truncated in lists and in responses to create and cancel, full when retrieved.

use crate::{
    clock::Clock,
    curve,
    plan::{End, Plan, Stage},
    service::{
        catalogue::{TOGETHER_FILES, TOGETHER_MODELS},
        json::Json,
    },
};

/// Returns the status word at `sim`.
pub(super) fn status(job: &Plan, sim: f64) -> &'static str {
    match job.stage(sim).0 {
        Stage::Pending => "pending",
        Stage::Queued => "queued",
        Stage::Starting | Stage::Running => "running",
        Stage::Compressing => "compressing",
        Stage::Uploading => "uploading",
        Stage::Stopping => "cancel_requested",
        Stage::Ended(End::Completed) => "completed",
        Stage::Ended(End::Cancelled | End::Stopped) => "cancelled",
        Stage::Ended(End::UserError) => "user_error",
        Stage::Ended(End::Failed | End::Lost) => "error",
    }
}

/// Writes the end of a record: [`truncated`] or [`complete`].
pub(super) type RecordEnd = fn(&Plan, Clock, f64, &mut Json);

/// Writes the record as it is at `sim`. Figures with fractions are not in lists, where they are optional: the demo's first
/// screen then does without what prints them.
pub(super) fn write(job: &Plan, clock: Clock, sim: f64, end: RecordEnd, json: &mut Json) {
    let (stage, since, until) = job.stage(sim);
    json.open('{');
    json.text("id", &job.id);
    json.text("status", status(job, sim));
    json.text("user_id", "user_1");
    json.text("created_at", &clock.text(job.created));
    json.text("updated_at", &clock.text(job.updated(sim)));
    if !matches!(stage, Stage::Pending) {
        json.text("started_at", &clock.text(since));
    }
    json.text("model", &job.model);
    json.text("model_output_name", &output_name(job));
    json.text("training_file", &job.train_file);
    json.text("validation_file", &job.eval_file);
    let tokens = trained_tokens(job);
    let is_charged = matches!(stage, Stage::Ended(End::Completed | End::Cancelled));
    json.count("token_count", tokens);
    // Nanodollars; nothing is charged for failed jobs, and a job costs 4 dollars at least.
    json.count("total_price", if is_charged { (tokens * 480).max(4_000_000_000) } else { 0 });
    write_settings(job, json);
    if let Some(best) = job.early_stop(sim) {
        json.raw("early_stopped", "true");
        json.count("early_stopping_best_step", best);
    } else {
        json.raw("early_stopped", "false");
    }
    if let (Some(until), Stage::Running | Stage::Compressing | Stage::Uploading | Stage::Starting) =
        (until, stage)
    {
        json.open_member("progress", '{');
        json.raw("estimate_available", "true");
        json.integer("seconds_remaining", clock.real_secs(sim, until).ceil() as i64);
        json.close('}');
    } else {
        json.raw("progress", r#"{"estimate_available":false,"seconds_remaining":0}"#);
    }
    end(job, clock, sim, json);
    json.close('}');
}

/// Writes the record as in lists and in responses to create and cancel.
pub(super) fn truncated(job: &Plan, _: Clock, _: f64, json: &mut Json) {
    if !job.name.is_empty() {
        json.text("suffix", &job.name);
    }
    json.text("owner_address", "0x0000000000000000000000000000000000000001");
    json.raw("events", "[]");
}

/// Writes the requested settings, or the defaults.
fn write_settings(job: &Plan, json: &mut Json) {
    let number = |n: u64| n.to_string();
    let n_evals = job.steps.checked_div(job.eval_every).unwrap_or(0);
    let batch_size = job.log.as_ref().and_then(|log| log.fact("train_batch_size")).unwrap_or(32);
    let method = if job.is_dpo {
        r#"{"method":"dpo","dpo_beta":0.1,"rpo_alpha":0,"simpo_gamma":0,"dpo_normalize_logratios_by_length":false,"dpo_reference_free":false}"#
    } else {
        r#"{"method":"sft","train_on_inputs":"auto"}"#
    };
    let weights = if job.is_full {
        r#"{"type":"Full"}"#
    } else {
        r#"{"type":"Lora","lora_r":64,"lora_alpha":128,"lora_dropout":0,"lora_trainable_modules":"all-linear"}"#
    };
    let scheduler =
        r#"{"lr_scheduler_type":"cosine","lr_scheduler_args":{"min_lr_ratio":0,"num_cycles":0.5}}"#;
    for (name, default) in [
        ("n_epochs", &*number(job.n_epochs)),
        ("n_evals", &number(n_evals)),
        ("n_checkpoints", &number(job.n_checkpoints)),
        ("batch_size", &number(batch_size)),
        // Otherwise it is in the complete record.
        ("learning_rate", ""),
        ("lr_scheduler", scheduler),
        ("warmup_ratio", "0.03"),
        ("max_grad_norm", "1"),
        ("weight_decay", "0"),
        ("packing", "true"),
        ("random_seed", "null"),
        ("training_method", method),
        ("training_type", weights),
        ("max_seq_length", ""),
        ("gradient_accumulation_steps", ""),
        ("from_checkpoint", ""),
        ("from_hf_model", ""),
        ("hf_model_revision", ""),
        ("wandb_project_name", ""),
        ("wandb_name", ""),
        ("early_stopping_enabled", ""),
    ] {
        // `batch_size` is "max" in a request, and a number in a record.
        let given = job.given.get(name);
        let value = given.filter(|raw| *raw != "\"max\"" && (*raw != "null" || default == "null"));
        let value = value.unwrap_or(default);
        if !value.is_empty() {
            json.raw(name, value);
        }
    }
}

/// Writes the record as when one job is retrieved: with its events.
pub(super) fn complete(job: &Plan, clock: Clock, sim: f64, json: &mut Json) {
    let steps = job.steps_done(sim);
    let lines = TOGETHER_FILES.iter().find(|file| file.id == job.train_file);
    let model = TOGETHER_MODELS.iter().find(|model| model.name == job.model);
    json.text("job_id", &format!("job-{}", job.id));
    json.count("eval_steps", job.eval_every);
    json.count("param_count", model.map_or(0, |model| model.parameters));
    json.count("total_steps", job.steps);
    json.count("steps_completed", steps);
    json.count("evals_completed", job.evals_done(sim));
    json.count("epochs_completed", (steps * job.n_epochs).checked_div(job.steps).unwrap_or(0));
    let is_waiting = matches!(job.stage(sim).0, Stage::Pending | Stage::Queued);
    // About one job ahead for each two minutes of waiting.
    let ahead = if is_waiting { ((job.start_at() - sim) / 120.0).ceil() as u64 } else { 0 };
    json.count("queue_depth", ahead);
    if let Some(best) = job.early_stop(sim) {
        let figures = curve::figures(job, best, true);
        let loss = figures.first().map_or(f64::NAN, |(_, loss)| *loss);
        json.number("early_stopping_best_metric", loss, "null");
    }
    if job.given.get("learning_rate").is_none_or(|raw| raw == "null") {
        json.number("learning_rate", job.learning_rate, "null");
    }
    // Some report elsewhere too.
    let run = format!("https://wandb.ai/acme/demo/runs/{}", job.id);
    json.text("wandb_url", if job.seed.is_multiple_of(3) { &run } else { "" });
    if let Some(file) = lines {
        // Both spellings have been seen.
        let (n_lines, size) = if job.seed.is_multiple_of(2) {
            ("TrainingFileNumLines", "TrainingFileSize")
        } else {
            ("trainingfile_numlines", "trainingfile_size")
        };
        json.count(n_lines, file.lines);
        json.count(size, file.bytes);
    }
    if matches!(job.stage(sim).0, Stage::Ended(End::Completed)) {
        json.text("model_output_path", &format!("s3://together-dev/finetune/{}/output", job.id));
        write_registry(job, json);
    }
    if let Some(path) = super::tokenized::path(job, sim) {
        json.text("tokenized_dataset_path", &path);
        json.text("tokenized_dataset_uploaded_at", &clock.text(job.train_at()));
    }
    json.open_member("events", '[');
    super::events::write(job, clock, sim, json);
    json.close(']');
}

/// Names and ids in the service's registry of models.
fn write_registry(job: &Plan, json: &mut Json) {
    let digits = job.id.strip_prefix("ft-").unwrap_or(&job.id);
    json.text("model_object_id", &format!("ml_{digits}"));
    json.text("model_object_name", &format!("acme-demo/{}", job.name));
    json.text("model_object_revision_id", &format!("rv_{digits}"));
    if !job.is_full {
        json.text("adapter_output_name", &format!("{}-adapter", output_name(job)));
        json.text("adapter_object_id", &format!("ml_{digits}a"));
        json.text("adapter_object_name", &format!("acme-demo/{}-adapter", job.name));
        json.text("adapter_object_revision_id", &format!("rv_{digits}a"));
    }
}

/// Returns the name under which the trained model can be used.
fn output_name(job: &Plan) -> String {
    let model = job.model.rsplit('/').next().unwrap_or_default();
    let digits = job.id.strip_prefix("ft-").unwrap_or(&job.id).split('-').next().unwrap_or_default();
    let dash = if job.name.is_empty() { "" } else { "-" };
    format!("acme/{model}{dash}{}-{digits}", job.name)
}

fn trained_tokens(job: &Plan) -> u64 {
    let lines = TOGETHER_FILES.iter().find(|file| file.id == job.train_file).map_or(2_000, |file| file.lines);
    lines * 570 * job.n_epochs
}
