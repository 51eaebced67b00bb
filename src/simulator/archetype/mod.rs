//! Archetype's service, v0.5.

mod create;
mod files;
pub(super) mod kit;
mod metrics;
mod record;

use super::{
    Call,
    plan::{End, Halt, Stage},
    route::Endpoint,
    service::{answer, json::Json},
    world::World,
};
use tuneboard_core::{api::HttpResponse, model::Provider};

/// Every status the service knows, in the order of a job's life.
const STATUSES: [&str; 10] = [
    "UNKNOWN",
    "REGISTERED",
    "STARTING",
    "RUNNING",
    "FINALIZING",
    "COMPLETED",
    "STOPPING",
    "STOPPED",
    "CANCELLED",
    "FAILED",
];

/// Answers a request with a valid key.
pub(super) fn answer(world: &mut World, endpoint: Endpoint, call: &Call<'_>) -> HttpResponse {
    match endpoint {
        Endpoint::Jobs => return list(world, call),
        Endpoint::Create => return create::create(world, call),
        Endpoint::Files => return files::list(world, call),
        Endpoint::File => return files::one(world, call),
        Endpoint::DeleteFile => return files::delete(world, call),
        Endpoint::Upload => return files::upload(world, call),
        Endpoint::Initiate => return files::initiate(world, call),
        Endpoint::Part => return files::part(world, call),
        Endpoint::Renew => return files::renew(world, call),
        Endpoint::Checkpoint => return files::checkpoint(world, call),
        Endpoint::Complete => return files::complete(world, call),
        Endpoint::Abort => return files::abort(world, call),
        _ => {}
    }
    let Some(at) = world.find(call.id, call.sim, call.is_empty_account) else { return not_found() };
    let job = &mut world.jobs[at];
    match endpoint {
        Endpoint::Metrics => return metrics::list(job, call),
        Endpoint::Stop | Endpoint::Cancel => {
            let stage = job.stage(call.sim).0;
            let is_stop = endpoint == Endpoint::Stop;
            if job.is_over(call.sim) {
                return conflict("Job already finished");
            }
            if is_stop && stage == Stage::Stopping {
                return conflict("Job is stopping already");
            }
            if is_stop && !matches!(stage, Stage::Starting | Stage::Running) {
                return conflict("Only a running job can be stopped");
            }
            let (settle_secs, end) = if is_stop { (8.0, End::Stopped) } else { (0.0, End::Cancelled) };
            job.halt = Some(Halt { at: call.sim, settle_secs, end, reason: "" });
        }
        _ => {}
    }
    let mut json = Json::default();
    record::write(job, call.clock, call.sim, &mut json);
    HttpResponse::json(200, json.finish())
}

fn not_found() -> HttpResponse {
    answer::error(Provider::Archetype, 404, "NOT_FOUND", "Not found")
}

fn conflict(message: &str) -> HttpResponse {
    answer::error(Provider::Archetype, 409, "invalid_state", message)
}

/// `limit` and `offset`; a limit of −1 means all.
fn page(call: &Call<'_>) -> Result<(usize, usize), HttpResponse> {
    let mut problems = Vec::new();
    let mut number = |name: &str, default: i64, least: i64| {
        let value = call.query(name).map_or(Some(default), |text| text.parse().ok());
        value.filter(|n| least <= *n).unwrap_or_else(|| {
            problems.push((format!("query.{name}"), "Input should be a valid integer"));
            default
        })
    };
    let (limit, offset) = (number("limit", -1, -1), number("offset", 0, 0));
    if problems.is_empty() {
        Ok((call.most(usize::try_from(limit).unwrap_or(usize::MAX)), offset as usize))
    } else {
        Err(answer::unprocessable(&problems))
    }
}

pub(super) fn list(world: &World, call: &Call<'_>) -> HttpResponse {
    let (limit, offset) = match page(call) {
        Ok(page) => page,
        Err(refusal) => return refusal,
    };
    let asked = call.request.query.iter().filter(|(name, _)| name == "statuses");
    let asked: Vec<&str> = asked.map(|(_, value)| value.as_str()).collect();
    if asked.iter().any(|status| !STATUSES.contains(status)) {
        return answer::unprocessable(&[("query.statuses.0".into(), "Input should be a known job status")]);
    }
    let jobs = world.visible(call.sim, call.is_empty_account).rev();
    let jobs = jobs.filter(|job| asked.is_empty() || asked.contains(&record::status(job, call.sim)));
    let mut json = Json::default();
    json.open('[');
    for (place, job) in jobs.enumerate().skip(offset).take(limit) {
        if call.is_bad(place) {
            json.raw_item("null");
        } else {
            record::write(job, call.clock, call.sim, &mut json);
        }
    }
    json.close(']');
    HttpResponse::json(200, json.finish())
}
