//! Archetype's metrics: one row per checkpoint step, train and evaluation figures merged.

use super::page;
use crate::{
    Call, curve,
    plan::{Plan, Row},
    service::json::Json,
};
use tuneboard_core::api::HttpResponse;

pub(super) fn list(job: &Plan, call: &Call<'_>) -> HttpResponse {
    let (limit, offset) = match page(call) {
        Ok(page) => page,
        Err(refusal) => return refusal,
    };
    let rows = job.rows(call.sim);
    let mut groups: Vec<&[Row]> = rows.chunk_by(|a, b| a.step == b.step).collect();
    if let (Some(log), Some(last)) = (&job.log, rows.last())
        && log.rows.get(last.index + 1).is_some_and(|next| next.step == last.step)
        && job.halt.is_none()
    {
        // The rest of this row is yet to come, and a row that is out never changes.
        groups.pop();
    }
    let last_step = groups.iter().filter_map(|group| group.last()).map(|row| row.step).max().unwrap_or(0);
    let mut json = Json::default();
    json.open('{');
    json.count("last_checkpoint_step", last_step);
    json.open_member("metrics", '[');
    for group in groups.into_iter().skip(offset).take(limit) {
        write(job, group, call, &mut json);
    }
    json.close(']');
    json.close('}');
    HttpResponse::json(200, json.finish())
}

fn write(job: &Plan, group: &[Row], call: &Call<'_>, json: &mut Json) {
    json.open('{');
    let mut written: Vec<String> = Vec::new();
    for row in group {
        if written.is_empty() {
            json.count("step", row.step);
            let elapsed = call.clock.real_secs(job.train_at(), group.last().unwrap_or(row).at);
            json.number("wall_time_sec", (elapsed * 1e3).round() / 1e3, "null");
        }
        let prefix = if row.is_eval { "eval_" } else { "" };
        let mut once = |name: &str| {
            let key = format!("{prefix}{name}");
            let is_new = !written.contains(&key);
            if is_new {
                written.push(key.clone());
            }
            is_new.then_some(key)
        };
        match job.log.as_ref().and_then(|log| log.rows.get(row.index)) {
            Some(logged) => {
                for (name, value) in &logged.figures {
                    if let Some(key) = once(name) {
                        json.raw(&key, value);
                    }
                }
                if let Some(epoch) = &logged.epoch
                    && !written.iter().any(|key| key == "epoch")
                {
                    written.push("epoch".into());
                    json.raw("epoch", epoch);
                }
            }
            None => {
                for (name, value) in curve::figures(job, row.step, row.is_eval) {
                    // The service logs no gradient norm; free-form rows may hold other things instead.
                    let Some(key) = once(name) else { continue };
                    if name != "grad_norm" {
                        json.number(&key, value, "\"NaN\"");
                    }
                }
                if !row.is_eval && job.model.contains("_3b_") {
                    json.number(
                        "tokens_per_sec",
                        2_000.0 + (job.seed % 500) as f64 + (row.step % 90) as f64,
                        "null",
                    );
                    json.text("phase", "train");
                }
            }
        }
    }
    json.close('}');
}
