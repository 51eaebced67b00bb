//! Archetype's service, v0.6, as far as its examples show it, and with the list and the cancelling that are
//! assumed. Faults make it a service without them (`archetype-v0.6/jobs:405`).

mod create;
mod history;
pub(super) mod kit;
mod method;
mod record;

use super::{
    Call,
    plan::{End, Halt},
    route::Endpoint,
    service::{answer, json::Json},
    world::World,
};
use tuneboard_core::{api::HttpResponse, model::Provider};

/// Answers a request with a valid key.
pub(super) fn answer(world: &mut World, endpoint: Endpoint, call: &Call<'_>) -> HttpResponse {
    let mut json = Json::default();
    match endpoint {
        Endpoint::Jobs => {
            json.open('{');
            json.open_member("data", '[');
            for (place, job) in world.visible(call.sim, call.is_empty_account).rev().enumerate() {
                if call.is_bad(place) {
                    json.raw_item("null");
                } else {
                    record::write(job, call.clock, call.sim, &mut json);
                }
            }
            json.close(']');
            json.close('}');
            return HttpResponse::json(200, json.finish());
        }
        Endpoint::Create => return create::create(world, call),
        _ => {}
    }
    let Some(at) = world.find(call.id, call.sim, call.is_empty_account) else {
        return answer::error(Provider::ArchetypeV06, 404, "NOT_FOUND", "Not found");
    };
    let job = &mut world.jobs[at];
    match endpoint {
        Endpoint::Events => return history::events(job, call),
        Endpoint::Checkpoints => return history::checkpoints(job, call),
        Endpoint::Cancel if job.is_over(call.sim) => {
            return answer::error(Provider::ArchetypeV06, 409, "invalid_state", "Job already finished");
        }
        Endpoint::Cancel => {
            job.halt = Some(Halt { at: call.sim, settle_secs: 0.0, end: End::Cancelled, reason: "" });
        }
        _ => {}
    }
    record::write(job, call.clock, call.sim, &mut json);
    HttpResponse::json(200, json.finish())
}
