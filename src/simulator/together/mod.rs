//! Together's service, v1.

mod create;
mod events;
pub(super) mod kit;
mod limits;
mod metrics;
mod record;

use super::{
    Call, answer,
    catalogue::{FileEntry, TOGETHER_FILES},
    json::Json,
    plan::{End, Halt, Stage},
    route::Endpoint,
    world::World,
};
use crate::{api::HttpResponse, model::Provider};

/// Answers a request with a valid key.
pub(super) fn answer(world: &mut World, endpoint: Endpoint, call: &Call<'_>) -> HttpResponse {
    let mut json = Json::default();
    match endpoint {
        Endpoint::Jobs => return list(world, call),
        Endpoint::Create => return create::create(world, call),
        Endpoint::Models => return limits::supported(),
        Endpoint::Limits => return limits::limits(world, call),
        Endpoint::Price => return limits::price(call),
        Endpoint::Files => {
            json.open('{');
            json.open_member("data", '[');
            for file in TOGETHER_FILES.iter().filter(|_| !call.is_empty_account) {
                write_file(file, call, &mut json);
            }
            json.close(']');
            json.close('}');
            return HttpResponse::json(200, json.finish());
        }
        Endpoint::File => {
            let Some(file) = TOGETHER_FILES.iter().find(|file| file.id == call.id) else {
                return not_found("File not found");
            };
            write_file(file, call, &mut json);
            return HttpResponse::json(200, json.finish());
        }
        _ => {}
    }
    let Some(at) = world.find(call.id, call.sim, call.is_empty_account) else {
        return not_found("Job not found");
    };
    match endpoint {
        Endpoint::Metrics => return metrics::list(&world.jobs[at], call),
        Endpoint::Events => return events::list(&world.jobs[at], call),
        Endpoint::Checkpoints => return events::checkpoints(&world.jobs[at], call),
        Endpoint::Delete => {
            world.jobs.remove(at);
            return HttpResponse::json(200, r#"{"message":"deleted"}"#);
        }
        Endpoint::Cancel => {
            let job = &mut world.jobs[at];
            let stage = job.stage(call.sim).0;
            if matches!(stage, Stage::Ended(_) | Stage::Stopping) {
                let status = record::status(job, call.sim);
                let message = format!("Job is not cancellable in state {status}");
                return answer::error(Provider::Together, 400, "invalid_state", &message);
            }
            let end = End::Cancelled;
            job.halt = Some(Halt { at: call.sim, settle_secs: 5.0, end, reason: "Cancelled by the user" });
        }
        _ => {}
    }
    let end = if endpoint == Endpoint::Job { record::complete } else { record::truncated };
    record::write(&world.jobs[at], call.clock, call.sim, end, &mut json);
    HttpResponse::json(200, json.finish())
}

pub(super) fn list(world: &World, call: &Call<'_>) -> HttpResponse {
    let mut json = Json::default();
    json.open('{');
    json.open_member("data", '[');
    for job in world.visible(call.sim, call.is_empty_account) {
        record::write(job, call.clock, call.sim, record::truncated, &mut json);
    }
    json.close(']');
    json.close('}');
    HttpResponse::json(200, json.finish())
}

fn not_found(message: &str) -> HttpResponse {
    answer::error(Provider::Together, 404, "not_found", message)
}

fn write_file(file: &FileEntry, call: &Call<'_>, json: &mut Json) {
    let status = if file.is_ready { "COMPLETED" } else { "PENDING" };
    json.open('{');
    json.text("id", file.id);
    json.text("object", "file");
    json.integer("created_at", call.clock.stamp(-2_000_000.0).unix_millis() / 1000);
    json.text("filename", file.name);
    json.count("bytes", file.bytes);
    json.text("purpose", "fine-tune");
    json.text("FileType", "jsonl");
    json.raw("Processed", if file.is_ready { "true" } else { "false" });
    json.count("LineCount", file.lines);
    json.text("processing_status", status);
    json.close('}');
}
