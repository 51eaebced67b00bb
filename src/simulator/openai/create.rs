//! Create: the request is checked field by field, and the first bad one is named.

use super::record;
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
use tuneboard_core::{api::HttpResponse, json::float};

/// The field, and why it is refused.
type Refusal = (&'static str, &'static str);

struct Asked {
    model: String,
    train_file: String,
    eval_file: String,
    suffix: String,
    is_dpo: bool,
    n_epochs: u64,
}

pub(super) fn create(world: &mut World, call: &Call<'_>) -> HttpResponse {
    let Some(given) = Members::parse(call.body()) else {
        return answer::bad_param("body", "We could not parse the JSON body of your request");
    };
    let asked = match read(&given) {
        Ok(asked) => asked,
        Err((param, message)) => return answer::bad_param(param, message),
    };
    for (param, id) in [("training_file", &asked.train_file), ("validation_file", &asked.eval_file)] {
        if world.files.is_gone(id) {
            return answer::bad_param(param, "No such File object");
        }
    }
    let number = world.next_number();
    // 90 seconds of training.
    let steps = 60;
    let mut plan = Plan {
        id: world.id("", number),
        seed: mix(number, 0),
        created: call.sim,
        queue_secs: 10.0,
        start_secs: 8.0,
        finish_secs: 12.0,
        steps,
        last_step: steps,
        secs_per_step: 1.5,
        log_every: 1,
        eval_every: if asked.eval_file.is_empty() { 0 } else { 10 },
        n_epochs: asked.n_epochs,
        n_checkpoints: asked.n_epochs,
        learning_rate: 1e-4,
        shape: if asked.suffix.contains("nan") { Shape::Diverges } else { Shape::Falls },
        is_dpo: asked.is_dpo,
        is_full: false,
        halt: None,
        model: asked.model.into(),
        train_file: asked.train_file.into(),
        eval_file: asked.eval_file.into(),
        name: asked.suffix,
        given,
        log: None,
        pauses: Vec::new(),
        is_in_empty_account: call.is_empty_account,
    };
    if plan.name.contains("fail") {
        let at = 0.5 * (plan.train_at() + plan.train_end());
        let reason = "The job failed due to an internal error";
        plan.halt = Some(Halt { at, settle_secs: 0.0, end: End::Failed, reason });
    }
    let mut json = Json::default();
    record::write(world.insert(plan), call.clock, call.sim, &mut json);
    HttpResponse::json(200, json.finish())
}

fn read(given: &Members) -> Result<Asked, Refusal> {
    let model = text(given, "model")?.ok_or(("model", "you must provide a model parameter"))?;
    if model.starts_with("unknown") {
        return Err(("model", "Model is not available for fine-tuning"));
    }
    let train_file = text(given, "training_file")?.ok_or(("training_file", "training_file is required"))?;
    let eval_file = text(given, "validation_file")?.unwrap_or_default();
    for (param, id) in [("training_file", &train_file), ("validation_file", &eval_file)] {
        if id.starts_with("file-missing") {
            return Err((param, "No such File object"));
        }
    }
    let suffix = text(given, "suffix")?.unwrap_or_default();
    if 64 < suffix.chars().count() {
        return Err(("suffix", "suffix may have at most 64 characters"));
    }
    if let Some(seed) = given.given("seed")
        && float(seed).is_none_or(|seed| seed.fract() != 0.0 || !(0.0..=f64::from(i32::MAX)).contains(&seed))
    {
        return Err(("seed", "seed must be an integer from 0 to 2147483647"));
    }
    let method = object(given, "method")?;
    let kind = method.as_ref().map(|method| text(method, "type")).transpose()?.flatten();
    let is_dpo = match kind.as_deref() {
        None | Some("supervised") => false,
        Some("dpo") => true,
        Some(_) => return Err(("method", "method.type must be supervised or dpo")),
    };
    let settings = match &method {
        Some(method) => object(method, if is_dpo { "dpo" } else { "supervised" })?,
        None => Some(given.clone()),
    };
    let figures = settings.map(|settings| object(&settings, "hyperparameters")).transpose()?.flatten();
    let figures = figures.unwrap_or_default();
    let n_epochs = figure(&figures, "n_epochs", 50.0, true)?.unwrap_or(3.0) as u64;
    figure(&figures, "batch_size", 256.0, true)?;
    figure(&figures, "learning_rate_multiplier", 100.0, false)?;
    figure(&figures, "beta", 2.0, false)?;
    Ok(Asked { model, train_file, eval_file, suffix, is_dpo, n_epochs })
}

/// Returns a text; blank, null and missing ones are `None`.
fn text(members: &Members, name: &'static str) -> Result<Option<String>, Refusal> {
    let Some(value) = members.given(name) else { return Ok(None) };
    let text = said(value).ok_or((name, "A string is expected"))?;
    Ok(Some(text).filter(|text| !text.is_empty()))
}

/// Returns a number above 0, or `auto`.
fn figure(members: &Members, name: &'static str, most: f64, is_whole: bool) -> Result<Option<f64>, Refusal> {
    let Some(value) = members.given(name).filter(|value| *value != "\"auto\"") else { return Ok(None) };
    let number = float(value).filter(|n| 0.0 < *n && *n <= most && (!is_whole || n.fract() == 0.0));
    number.map(Some).ok_or((name, "The value is outside the allowed range"))
}

fn object(members: &Members, name: &'static str) -> Result<Option<Members>, Refusal> {
    let Some(value) = members.given(name) else { return Ok(None) };
    Members::parse(value).map(Some).ok_or((name, "An object is expected"))
}
