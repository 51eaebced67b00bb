//! The models of the service: two are shut down soon, one not yet, one has never heard of it.

use super::kit::MODELS;
use crate::{Call, service::json::Json};
use tuneboard_core::api::HttpResponse;

/// Days from the start of the simulator to the shutdown of each of [`MODELS`]; `None` while none is announced.
const DAYS: [Option<f64>; 4] = [None, Some(9.0), Some(44.0), Some(400.0)];

const SECS_PER_DAY: f64 = 86_400.0;

pub(super) fn list(call: &Call<'_>) -> HttpResponse {
    let mut json = Json::default();
    json.open('{');
    json.text("object", "list");
    json.open_member("data", '[');
    for (model, days) in MODELS.into_iter().zip(DAYS) {
        json.open('{');
        json.text("id", model);
        json.text("object", "model");
        json.text("owned_by", "system");
        if let Some(days) = days {
            let at = call.clock.stamp(0.0).plus_secs(SECS_PER_DAY * days).to_rfc3339();
            json.text("shutdown_date", at.split('T').next().unwrap_or_default());
        }
        json.close('}');
    }
    json.close(']');
    json.close('}');
    HttpResponse::json(200, json.finish())
}
