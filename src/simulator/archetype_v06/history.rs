//! The log of a job, newest first, and its checkpoints in no particular order.

use crate::{
    Call,
    clock::by_time,
    curve,
    plan::{End, Plan},
    random::{hex, mix},
    service::json::Json,
};
use tuneboard_core::api::HttpResponse;

/// Returns the newest entries of the log.
pub(super) fn events(job: &Plan, call: &Call<'_>) -> HttpResponse {
    let limit = call.query("limit").and_then(|limit| limit.parse().ok()).unwrap_or(100);
    let mut events = vec![
        (job.created, "INFO", "status", "Queued".to_owned()),
        (job.start_at(), "INFO", "status", "Starting".to_owned()),
        (job.train_at(), "INFO", "status", "Running".to_owned()),
        (job.end_at(), "INFO", "status", "Succeeded".to_owned()),
    ];
    events.extend(
        steps(job, call.sim).map(|step| {
            (job.tick_at(step), "INFO", "checkpoint", format!("Checkpoint saved at step {step}"))
        }),
    );
    events.retain(|(at, ..)| *at <= call.sim && job.halt.is_none_or(|halt| *at <= halt.at));
    if let Some(halt) = job.halt.filter(|halt| halt.at <= call.sim) {
        let (level, message) =
            if halt.end == End::Cancelled { ("WARNING", "Cancelled") } else { ("ERROR", halt.reason) };
        events.push((halt.at, level, "status", message.to_owned()));
    }
    let events = by_time(events, |(at, ..)| *at);
    let mut json = Json::default();
    json.open('{');
    json.open_member("data", '[');
    let newest = events.iter().enumerate().rev().take(call.most(limit)).enumerate();
    for (place, (i, (at, level, kind, message))) in newest {
        if call.is_bad(place) {
            json.raw_item("null");
            continue;
        }
        json.open('{');
        json.text("id", &format!("evt_{i}"));
        json.text("created_at", &call.clock.text(*at));
        json.text("level", level);
        // Both names of the member have been seen.
        json.text(if job.seed.is_multiple_of(2) { "type" } else { "event_type" }, kind);
        json.text("message", message);
        json.close('}');
    }
    json.close(']');
    json.close('}');
    HttpResponse::json(200, json.finish())
}

/// Returns all checkpoints so far.
pub(super) fn checkpoints(job: &Plan, call: &Call<'_>) -> HttpResponse {
    let mut steps: Vec<u64> = steps(job, call.sim).collect();
    steps.sort_unstable_by_key(|step| mix(job.seed, *step));
    let mut json = Json::default();
    json.open('{');
    json.open_member("data", '[');
    if let Some(log) = &job.log {
        for row in job.rows(call.sim) {
            let Some(logged) = log.rows.get(row.index) else { continue };
            json.open('{');
            json.text("id", &format!("ckp_{}", row.index));
            json.count("step", row.step);
            json.text("created_at", &call.clock.text(row.at));
            json.open_member("metrics", '{');
            let prefix = if row.is_eval { "val_" } else { "train_" };
            for (name, value) in &logged.figures {
                json.raw(&format!("{prefix}{name}"), value);
            }
            json.close('}');
            json.close('}');
        }
    }
    for step in steps {
        json.open('{');
        json.text("id", &format!("ckp_{}", hex(mix(job.seed ^ 0xc4, step), 8)));
        json.count("step", step);
        json.text("created_at", &call.clock.text(job.tick_at(step)));
        json.open_member("metrics", '{');
        let loss = |is_eval| curve::figures(job, step, is_eval).first().map_or(f64::NAN, |(_, loss)| *loss);
        json.number("train_loss", loss(false), "null");
        json.number("macro_f1", 1.0 / (1.0 + 0.2 * loss(true)), "null");
        json.close('}');
        json.close('}');
    }
    json.close(']');
    json.close('}');
    HttpResponse::json(200, json.finish())
}

/// Steps at which the job has been saved; a replayed one is as if it had been at each row.
fn steps(job: &Plan, sim: f64) -> impl Iterator<Item = u64> {
    let every = job.eval_every.max(job.log_every).max(1);
    let done = if job.log.is_some() { 0 } else { job.steps_done(sim) };
    (every..=done).step_by(every as usize)
}
