//! Together's service, v1.

mod create;
mod direct;
mod events;
mod files;
pub(super) mod kit;
mod limits;
mod metrics;
mod record;
mod tokenized;

use super::{
    Call,
    plan::{End, Halt, Stage},
    route::Endpoint,
    service::{answer, json::Json},
    world::World,
};
use tuneboard_core::{api::HttpResponse, model::Provider};

/// Answers a request with a valid key.
pub(super) fn answer(world: &mut World, endpoint: Endpoint, call: &Call<'_>) -> HttpResponse {
    let mut json = Json::default();
    match endpoint {
        Endpoint::Jobs => return list(world, call),
        Endpoint::Create => return create::create(world, call),
        Endpoint::Models => return limits::supported(),
        Endpoint::Limits => return limits::limits(world, call),
        Endpoint::Price => return limits::price(world, call),
        Endpoint::Files => return files::list(world, call),
        Endpoint::File => return files::one(world, call),
        Endpoint::DeleteFile => return files::delete(world, call),
        Endpoint::Upload => return files::upload(world, call),
        Endpoint::Initiate => return direct::announce(world, call),
        Endpoint::Part => return direct::put(world, call),
        Endpoint::Complete => return direct::preprocess(world, call),
        Endpoint::Download => return download(world, call),
        Endpoint::TokenizedFile => return tokenized::file(world, call),
        _ => {}
    }
    let Some(at) = world.find(call.id, call.sim, call.is_empty_account) else {
        return not_found("Job not found");
    };
    match endpoint {
        Endpoint::Metrics => return metrics::list(&world.jobs[at], call),
        Endpoint::Events => return events::list(&world.jobs[at], call),
        Endpoint::Checkpoints => return events::checkpoints(&world.jobs[at], call),
        Endpoint::Tokenized => return tokenized::link(&world.jobs[at], call),
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

/// Returns the archive of a checkpoint: a few bytes that stand for many.
fn download(world: &World, call: &Call<'_>) -> HttpResponse {
    let id = call.query("ft_id").unwrap_or_default();
    let Some(at) = world.find(id, call.sim, call.is_empty_account) else {
        return not_found("Job not found");
    };
    let (job, number) = (&world.jobs[at], |name| call.query(name).and_then(|n| n.parse::<u64>().ok()));
    // A step of 0 is the end.
    let step = number("checkpoint_step").filter(|step| 0 < *step);
    let is_there = match step {
        Some(step) => step <= job.steps_done(call.sim),
        None => matches!(job.stage(call.sim).0, Stage::Ended(End::Completed)),
    };
    let is_asked = step.is_some() || call.query("checkpoint").is_some();
    if !is_asked || !is_there {
        return answer::error(Provider::Together, 400, "invalid_request", "Checkpoint is not available");
    }
    let header = |name: &str, value: &str| (name.to_owned(), value.to_owned());
    let headers = vec![header("content-type", "application/x-tar"), header("accept-ranges", "bytes")];
    let body = format!("weights of {id} at step {}", step.unwrap_or(job.last_step));
    HttpResponse { status: 200, headers, body: body.into_bytes() }
}

pub(super) fn list(world: &World, call: &Call<'_>) -> HttpResponse {
    let mut json = Json::default();
    json.open('{');
    json.open_member("data", '[');
    for (place, job) in world.visible(call.sim, call.is_empty_account).enumerate() {
        if call.is_bad(place) {
            json.raw_item("null");
        } else {
            record::write(job, call.clock, call.sim, record::truncated, &mut json);
        }
    }
    json.close(']');
    json.close('}');
    HttpResponse::json(200, json.finish())
}

fn not_found(message: &str) -> HttpResponse {
    answer::error(Provider::Together, 404, "not_found", message)
}
