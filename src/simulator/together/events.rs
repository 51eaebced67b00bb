//! Together's log of a job, and its checkpoints: both follow from the plan.

use crate::{
    Call,
    clock::{Clock, by_time},
    plan::{End, Plan},
    service::json::Json,
};
use tuneboard_core::api::HttpResponse;

/// Events of a job so far, oldest first.
pub(super) fn list(job: &Plan, call: &Call<'_>) -> HttpResponse {
    let mut json = Json::default();
    json.open('{');
    json.open_member("data", '[');
    write(job, call.clock, call.sim, &mut json);
    json.close(']');
    json.close('}');
    HttpResponse::json(200, json.finish())
}

struct Event {
    at: f64,
    kind: &'static str,
    level: &'static str,
    message: String,
    step: Option<u64>,
}

/// Writes the events until `sim` as items.
pub(super) fn write(job: &Plan, clock: Clock, sim: f64, json: &mut Json) {
    // Jobs that began long ago are spelt as the service used to.
    let is_old = job.created < -8.0 * 86_400.0;
    for event in events(job, sim) {
        json.open('{');
        json.text("object", "fine-tune-event");
        json.text("created_at", &clock.text(event.at));
        json.text("level", if is_old && event.level == "info" { "" } else { event.level });
        json.text("message", &event.message);
        if is_old {
            json.text("type", &event.kind.to_ascii_uppercase());
        } else {
            json.text("type", event.kind);
        }
        if let Some(step) = event.step {
            json.count("step", step);
        }
        if event.kind == "training_start" {
            json.count("total_steps", job.steps);
        }
        if event.kind == "checkpoint_save" {
            json.text("checkpoint_path", &path(job, event.step.unwrap_or(0)));
        }
        json.close('}');
    }
}

fn events(job: &Plan, sim: f64) -> Vec<Event> {
    let mut events = Vec::new();
    let mut note = |at: f64, kind, message: &str, step| {
        events.push(Event { at, kind, level: "info", message: message.into(), step });
    };
    let start = job.start_at();
    let part = |share: f64| start + share * job.start_secs;
    note(job.created, "job_pending", "Job received", None);
    note(start, "job_start", "Job started", None);
    note(part(0.1), "model_downloading", "Downloading the base model", None);
    note(part(0.6), "model_download_complete", "Base model downloaded", None);
    note(part(0.65), "training_data_downloading", "Downloading the training file", None);
    note(part(0.8), "training_data_download_complete", "Training file downloaded", None);
    if !job.eval_file.is_empty() {
        note(part(0.82), "validation_data_downloading", "Downloading the validation file", None);
        note(part(0.9), "validation_data_download_complete", "Validation file downloaded", None);
    }
    note(job.train_at(), "training_start", "Training started", Some(0));
    if job.log.is_none() {
        let done = job.steps_done(sim);
        for epoch in 1..=job.n_epochs {
            let step = job.steps * epoch / job.n_epochs;
            if step <= done {
                note(
                    job.tick_at(step),
                    "epoch_complete",
                    &format!("Epoch completed, at step {step}"),
                    Some(step),
                );
            }
        }
        if job.shape == crate::plan::Shape::Diverges && job.steps * 2 / 3 <= done {
            let at = job.tick_at(job.steps * 2 / 3);
            note(at, "warning", "Loss is not finite; consider a lower learning rate", None);
        }
    }
    for (step, at) in job.checkpoints(sim) {
        let at = at + 0.1 * job.secs_per_step;
        note(at, "checkpoint_save", &format!("Checkpoint saved at step {step}"), Some(step));
    }
    if let Some(best) = job.early_stop(sim) {
        let message = format!("Evaluation loss no longer improves; the best step is {best}");
        note(job.train_end(), "early_stopped", &message, Some(job.last_step));
    }
    let last = job.steps_done(job.train_end());
    note(job.train_end(), "training_complete", "Training completed", Some(last));
    note(job.train_end(), "model_compressing", "Compressing the model", None);
    note(job.upload_at(), "model_compression_complete", "Model compressed", None);
    note(job.upload_at(), "model_uploading", "Uploading the model", None);
    note(job.end_at(), "model_upload_complete", "Model uploaded", None);
    note(job.end_at(), "job_complete", "Job finished", None);
    let until = job.halt.map_or(sim, |halt| sim.min(halt.at));
    events.retain(|event| event.at <= until);
    if let Some(halt) = job.halt.filter(|halt| halt.at <= sim) {
        let mut note = |at: f64, kind, level, message: &str| {
            if at <= sim {
                events.push(Event { at, kind, level, message: message.into(), step: None });
            }
        };
        match halt.end {
            End::UserError => note(halt.at, "job_user_error", "error", halt.reason),
            End::Failed | End::Lost => {
                note(halt.at, "job_error", "error", halt.reason);
                note(halt.at + 60.0, "refund", "info", "The job has been refunded");
            }
            _ => {
                let kind = if halt.reason.contains("limit") { "billing_limit" } else { "cancel_requested" };
                note(halt.at, kind, "warning", halt.reason);
                note(halt.at + halt.settle_secs, "job_stopped", "info", "Job stopped");
            }
        }
    }
    let mut events = by_time(events, |event| event.at);
    for event in &mut events {
        if event.kind == "warning" {
            event.level = "warning";
        }
    }
    events
}

fn path(job: &Plan, step: u64) -> String {
    format!("s3://together-dev/finetune/{}/ck/{step}", job.id)
}

/// Checkpoints so far: intermediate ones, then the final adapter and the merged model.
pub(super) fn checkpoints(job: &Plan, call: &Call<'_>) -> HttpResponse {
    let mut json = Json::default();
    json.open('{');
    json.open_member("data", '[');
    let mut write = |step: u64, at: f64, label: &str, kind: &str| {
        json.open('{');
        json.count("step", step);
        json.text("created_at", &call.clock.text(at));
        json.text("path", &path(job, step));
        json.text("checkpoint_type", label);
        json.text("checkpoint", kind);
        json.close('}');
    };
    let kind = if job.is_full { "model" } else { "adapter" };
    for (step, at) in job.checkpoints(call.sim) {
        if step < job.last_step {
            write(step, at, "Intermediate", kind);
        }
    }
    if job.halt.is_none() && job.end_at() <= call.sim {
        let last = job.early_stop(call.sim).unwrap_or(job.last_step);
        if job.is_full {
            write(last, job.end_at(), "Final", "model");
        } else {
            write(last, job.end_at(), "Final Adapter", "adapter");
            write(last, job.end_at(), "Final Merged", "model");
        }
    }
    json.close(']');
    json.close('}');
    HttpResponse::json(200, json.finish())
}
