//! A job's training data as tokens: it is there once training begins, at a signed address that needs no key.

use super::not_found;
use crate::{
    Call,
    plan::Plan,
    service::{answer, json::Json},
    world::World,
};
use tuneboard_core::{api::HttpResponse, model::Provider};

/// Validity of an address, simulated seconds.
const VALID_SECS: f64 = 3600.0;

/// Returns the storage path of the tokens; `None` before training.
pub(super) fn path(job: &Plan, sim: f64) -> Option<String> {
    let is_there = job.train_at() <= sim && job.halt.is_none_or(|halt| job.train_at() <= halt.at);
    is_there.then(|| format!("s3://together-dev/finetune/{}/tokenized.tar", job.id))
}

/// Returns the signed address.
pub(super) fn link(job: &Plan, call: &Call<'_>) -> HttpResponse {
    if path(job, call.sim).is_none() {
        return answer::error(Provider::Together, 404, "not_found", "The dataset has not been tokenized");
    }
    let mut json = Json::default();
    json.open('{');
    let url = format!("{}/together/storage/{}/tokenized.tar?signature=s", call.origin, job.id);
    json.text("url", &url);
    json.text("expires_at", &call.clock.text(call.sim + VALID_SECS));
    json.text("filename", &format!("{}.tar", job.id));
    json.count("size", content(&job.id).len() as u64);
    json.text("content_type", "application/x-tar");
    json.close('}');
    HttpResponse::json(200, json.finish())
}

/// Answers with the file at that address: a few bytes that stand for many.
pub(super) fn file(world: &World, call: &Call<'_>) -> HttpResponse {
    if call.query("signature").is_none() {
        return answer::storage(403, "AccessDenied", "Access Denied");
    }
    let is_there = world.jobs.iter().any(|job| job.id == call.id && path(job, call.sim).is_some());
    if !is_there {
        return not_found("No such file");
    }
    let headers = vec![("content-type".to_owned(), "application/x-tar".to_owned())];
    HttpResponse { status: 200, headers, body: content(call.id).into_bytes() }
}

fn content(id: &str) -> String {
    format!("tokens of {id}")
}
