//! A service of `OpenAI`'s shape, v1. Not faithful: a job can be paused whenever it has not ended, and its
//! checkpoints can be seen before it has.

mod create;
mod events;
mod files;
pub(super) mod kit;
mod models;
pub(super) mod page;
mod pause;
mod record;

use super::{
    Call,
    plan::{End, Halt, Plan, Stage},
    route::Endpoint,
    service::{answer, json::Json},
    world::World,
};
use tuneboard_core::{api::HttpResponse, model::Provider};

/// Answers a request with a valid key.
pub(super) fn answer(world: &mut World, endpoint: Endpoint, call: &Call<'_>) -> HttpResponse {
    match endpoint {
        Endpoint::Jobs => return list(world, call),
        Endpoint::Create => return create::create(world, call),
        Endpoint::Models => return models::list(call),
        Endpoint::Files => return files::list(world, call),
        Endpoint::File => return files::one(world, call),
        Endpoint::DeleteFile => return files::delete(world, call),
        Endpoint::Upload => return files::upload(world, call),
        _ => {}
    }
    let Some(at) = world.find(call.id, call.sim, call.is_empty_account) else {
        let message = format!("Could not find fine tune: {}", call.id);
        return answer::error(Provider::OpenAi, 404, "fine_tune_not_found", &message);
    };
    let job = &mut world.jobs[at];
    match endpoint {
        Endpoint::Events => return events::list(job, call),
        Endpoint::Checkpoints => return events::checkpoints(job, call),
        Endpoint::Cancel | Endpoint::Pause | Endpoint::Resume => {
            if let Err(message) = steer(job, endpoint, call.sim) {
                return answer::error(Provider::OpenAi, 400, "invalid_state", message);
            }
        }
        _ => {}
    }
    let mut json = Json::default();
    record::write(job, call.clock, call.sim, &mut json);
    HttpResponse::json(200, json.finish())
}

fn list(world: &World, call: &Call<'_>) -> HttpResponse {
    let jobs = world.visible(call.sim, call.is_empty_account).rev();
    let jobs = jobs.map(|job| {
        let write = move |json: &mut Json| record::write_members(job, call.clock, call.sim, json);
        (job.id.clone(), write)
    });
    page::page(jobs, call)
}

fn steer(job: &mut Plan, verb: Endpoint, sim: f64) -> Result<(), &'static str> {
    let own = pause::own_time(job, sim);
    let is_paused = pause::is_paused(job, sim);
    if matches!(job.stage(own).0, Stage::Ended(_)) {
        return Err("The job has already ended");
    }
    match verb {
        Endpoint::Pause if is_paused => return Err("The job is paused already"),
        Endpoint::Pause => pause::pause(job, sim),
        Endpoint::Resume if !is_paused => return Err("The job is not paused"),
        Endpoint::Resume => pause::resume(job, sim),
        _ => {
            if is_paused {
                pause::resume(job, sim);
                // The end comes after the rest, by the job's own clock too.
                if let Some((at, _)) = job.pauses.last_mut() {
                    *at = at.next_down();
                }
            }
            job.halt = Some(Halt { at: own, settle_secs: 0.0, end: End::Cancelled, reason: "" });
        }
    }
    Ok(())
}
