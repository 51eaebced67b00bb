//! The log of a job, figures included, and its checkpoints; both follow from the plan, and come newest first.

use super::{
    page,
    pause::{own_time, sim_time},
    record::{output_name, secs},
};
use crate::{
    Call,
    clock::by_time,
    curve,
    plan::{End, Plan, Row},
    random::{hex, mix},
    service::json::Json,
};
use tuneboard_core::api::HttpResponse;

struct Event {
    /// Simulated seconds.
    at: f64,
    /// The same for the same event, whenever it is asked for.
    salt: u64,
    level: &'static str,
    message: String,
    /// Figures, as the text of an object.
    data: Option<String>,
}

/// Returns a page of the log.
pub(super) fn list(job: &Plan, call: &Call<'_>) -> HttpResponse {
    let events = events(job, call.sim).into_iter().rev().map(|event| {
        let id = format!("ftevent-{}", hex(mix(job.seed ^ 0xe7e, event.salt), 12));
        let write = move |json: &mut Json| {
            json.text("object", "fine_tuning.job.event");
            json.integer("created_at", call.clock.stamp(event.at).unix_millis().div_euclid(1_000));
            json.text("level", event.level);
            json.text("message", &event.message);
            json.text("type", if event.data.is_some() { "metrics" } else { "message" });
            json.raw("data", event.data.as_deref().unwrap_or("{}"));
        };
        (id, write)
    });
    page::page(events, call)
}

fn events(job: &Plan, sim: f64) -> Vec<Event> {
    let own = own_time(job, sim);
    let mut events = Vec::new();
    let mut note = |at: f64, level, message: String| {
        let is_due = at <= own && job.halt.is_none_or(|halt| at <= halt.at);
        if is_due {
            let salt = (1 << 40) + events.len() as u64;
            events.push(Event { at: sim_time(job, at), salt, level, message, data: None });
        }
    };
    note(job.created, "info", format!("Created fine-tuning job: {}", job.id));
    note(job.created, "info", format!("Validating training file: {}", job.train_file));
    note(job.created + 0.2 * job.queue_secs, "info", "Files validated, moving job to queued state".into());
    note(job.train_at(), "info", "Fine-tuning job started".into());
    for step in checkpoint_steps(job, own) {
        note(job.tick_at(step), "info", format!("Checkpoint created at step {step}"));
    }
    note(job.end_at(), "info", format!("New fine-tuned model created: {}", output_name(job)));
    note(job.end_at(), "info", "The job has successfully completed".into());
    if let Some(halt) = job.halt {
        match halt.end {
            End::Cancelled | End::Stopped => note(halt.at, "info", "Fine-tuning job cancelled".into()),
            _ => note(halt.at, "error", halt.reason.into()),
        }
    }
    let rows = job.rows(own).into_iter();
    events.extend(rows.map(|row| {
        let message = format!(
            "Step {}/{}: {}",
            row.step,
            job.steps,
            if row.is_eval { "validation" } else { "training" }
        );
        let salt = row.step * 2 + u64::from(row.is_eval) + ((row.index as u64) << 20);
        Event { at: sim_time(job, row.at), salt, level: "info", message, data: Some(data(job, &row)) }
    }));
    for (i, (at, rested)) in job.pauses.iter().enumerate() {
        let began = sim_time(job, *at);
        let mut note = |at: f64, k, message: &str| {
            if at <= sim {
                let salt = (1 << 41) + 2 * i as u64 + k;
                events.push(Event { at, salt, level: "info", message: message.into(), data: None });
            }
        };
        note(began, 0, "Fine-tuning job paused");
        // One that ended while it rested was not resumed.
        if job.halt.is_none_or(|halt| at.next_up() < halt.at) {
            note(began + rested, 1, "Fine-tuning job resumed");
        }
    }
    by_time(events, |event| event.at)
}

/// Returns the figures of a row, in the service's names.
fn data(job: &Plan, row: &Row) -> String {
    let prefix = if row.is_eval { "valid_" } else { "train_" };
    let mut json = Json::default();
    json.open('{');
    json.count("step", row.step);
    match job.log.as_ref().and_then(|log| log.rows.get(row.index)) {
        Some(logged) => {
            if let Some(epoch) = &logged.epoch {
                json.raw("epoch", epoch);
            }
            for (name, value) in &logged.figures {
                json.raw(&format!("{prefix}{name}"), value);
            }
        }
        None => {
            json.count("total_steps", job.steps);
            for (name, value) in figures(job, row.step, row.is_eval) {
                json.number(&format!("{prefix}{name}"), value, "\"NaN\"");
            }
        }
    }
    json.close('}');
    json.finish()
}

fn figures(job: &Plan, step: u64, is_eval: bool) -> [(&'static str, f64); 2] {
    let loss = curve::figures(job, step, is_eval).first().map_or(f64::NAN, |(_, loss)| *loss);
    // Lower loss, more of the tokens right.
    [("loss", loss), ("mean_token_accuracy", 1.0 / (1.0 + 0.35 * loss))]
}

/// Steps at which the job has been saved.
fn checkpoint_steps(job: &Plan, own: f64) -> impl Iterator<Item = u64> {
    let done = if job.log.is_some() { 0 } else { job.steps_done(own) };
    (job.checkpoint_every()..=done).step_by(job.checkpoint_every() as usize)
}

/// Returns a page of the checkpoints.
pub(super) fn checkpoints(job: &Plan, call: &Call<'_>) -> HttpResponse {
    let steps: Vec<u64> = checkpoint_steps(job, own_time(job, call.sim)).collect();
    let checkpoints = steps.into_iter().rev().map(|step| {
        let id = format!("ftckpt_{}", hex(mix(job.seed ^ 0xc4e, step), 12));
        let write = move |json: &mut Json| {
            json.text("object", "fine_tuning.job.checkpoint");
            json.integer("created_at", secs(job, call.clock, job.tick_at(step)));
            json.text("fine_tuned_model_checkpoint", &format!("{}:ckpt-step-{step}", output_name(job)));
            json.text("fine_tuning_job_id", &job.id);
            json.count("step_number", step);
            json.open_member("metrics", '{');
            json.count("step", step);
            for (prefix, is_eval) in [("train_", false), ("full_valid_", true)] {
                if !is_eval || !job.eval_file.is_empty() {
                    for (name, value) in figures(job, step, is_eval) {
                        json.number(&format!("{prefix}{name}"), value, "\"NaN\"");
                    }
                }
            }
            json.close('}');
        };
        (id, write)
    });
    page::page(checkpoints, call)
}
