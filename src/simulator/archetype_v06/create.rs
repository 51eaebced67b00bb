//! Create: what the framework would refuse has status 422, what the service would refuse 400.

use super::{method, record};
use crate::{
    Call,
    plan::{End, Halt, Plan, Shape},
    random::mix,
    service::{
        answer,
        json::Json,
        members::{Members, said},
    },
    world::World,
};
use tuneboard_core::{api::HttpResponse, json::items, model::Provider};

pub(super) fn create(world: &mut World, call: &Call<'_>) -> HttpResponse {
    let Some(body) = Members::parse(call.body()) else {
        return answer::unprocessable(&[("body".into(), "JSON decode error")]);
    };
    let text = |name: &str| body.given(name).and_then(said).filter(|text| !text.trim().is_empty());
    let (name, model) = (text("name"), text("model"));
    let train_files = file_ids(&body, "training_files");
    let eval_files = file_ids(&body, "validation_files").unwrap_or_default();
    let mut problems = Vec::new();
    let required = "Field required";
    for (is_there, place) in [
        (name.is_some(), "body.name"),
        (model.is_some(), "body.model"),
        (train_files.as_ref().is_some_and(|ids| !ids.is_empty()), "body.training_files"),
        (body.given("method").is_some(), "body.method"),
    ] {
        if !is_there {
            problems.push((place.to_owned(), required));
        }
    }
    if let Some(given) = body.given("method") {
        method::check(given, &mut problems);
    }
    for list in ["training_files", "validation_files"] {
        method::check_files(list, body.given(list), &mut problems);
    }
    if body.given("seed").is_some_and(|seed| seed.parse::<i64>().is_err()) {
        problems.push(("body.seed".into(), "Input should be a valid integer"));
    }
    if !problems.is_empty() {
        return answer::unprocessable(&problems);
    }
    let (name, model) = (name.unwrap_or_default(), model.unwrap_or_default());
    let train_files = train_files.unwrap_or_default();
    if train_files.iter().chain(&eval_files).any(|id| id.starts_with("missing")) {
        return answer::error(Provider::ArchetypeV06, 400, "bad_request", "A file does not exist");
    }

    let n_epochs = body.given("method").and_then(method::n_epochs).unwrap_or(10);
    let number = world.next_number();
    let is_failing = name.contains("fail");
    let mut plan = Plan {
        id: world.id("", number),
        model: model.into(),
        seed: mix(number, 0),
        created: call.sim,
        queue_secs: 6.0,
        start_secs: 10.0,
        finish_secs: 12.0,
        steps: 300,
        last_step: 300,
        secs_per_step: 0.3,
        log_every: 10,
        eval_every: 10,
        n_epochs,
        n_checkpoints: 10,
        learning_rate: 2e-4,
        shape: if name.contains("nan") { Shape::Diverges } else { Shape::Falls },
        is_dpo: false,
        is_full: false,
        halt: None,
        train_file: train_files.join(", ").into(),
        eval_file: eval_files.join(", ").into(),
        name,
        given: body,
        log: None,
        pauses: Vec::new(),
        is_in_empty_account: call.is_empty_account,
    };
    if is_failing {
        let at = plan.train_at() + 0.5 * (plan.train_end() - plan.train_at());
        plan.halt = Some(Halt { at, settle_secs: 0.0, end: End::Failed, reason: "Internal error" });
    }
    let mut json = Json::default();
    record::write(world.insert(plan), call.clock, call.sim, &mut json);
    HttpResponse::json(201, json.finish())
}

/// Returns the ids in a list of files; `None` for what is no such list.
fn file_ids(body: &Members, name: &str) -> Option<Vec<String>> {
    let files = items(body.given(name)?)?;
    files.into_iter().map(|file| Members::parse(file)?.get("file_id").and_then(said)).collect()
}
