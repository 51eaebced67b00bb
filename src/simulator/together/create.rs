//! Together's create: the request is checked field by field, and the first bad one is named.

use super::{limits, record};
use crate::{
    Call,
    plan::{End, Halt, Plan, Shape},
    random::mix,
    service::{
        answer,
        catalogue::TOGETHER_FILES,
        files::Checked,
        json::Json,
        members::{Members, said},
    },
    world::World,
};
use tuneboard_core::{api::HttpResponse, json::float};

/// The field, and why it is refused.
type Refusal = (&'static str, &'static str);

/// The part of a request that shapes the job.
struct Asked {
    model: String,
    train_file: String,
    eval_file: String,
    suffix: String,
    is_dpo: bool,
    is_full: bool,
    n_epochs: u64,
    n_evals: u64,
    n_checkpoints: u64,
    learning_rate: f64,
    is_wandb_refused: bool,
}

pub(super) fn create(world: &mut World, call: &Call<'_>) -> HttpResponse {
    let Some(given) = Members::parse(call.body()) else {
        return answer::bad_param("body", "Request body is not valid JSON");
    };
    let parent = text(&given, "from_checkpoint").ok().flatten().and_then(|from| {
        let id = from.split(':').next().unwrap_or_default().to_owned();
        world.find(&id, call.sim, call.is_empty_account).map(|at| world.jobs[at].model.to_string())
    });
    let asked = match read(&given, parent) {
        Ok(asked) => asked,
        Err((param, message)) => return answer::bad_param(param, message),
    };
    for (param, id) in [("training_file", &asked.train_file), ("validation_file", &asked.eval_file)] {
        if world.files.is_gone(id) {
            return answer::bad_param(param, "File not found");
        }
        // One that is still looked at is taken: the command line creates a job right after it has sent a file.
        if let Some(Checked::Invalid(_)) = world.files.find(id).map(|file| file.checked(call.sim)) {
            return answer::bad_param(param, "File is not valid");
        }
    }
    let number = world.next_number();
    let id = world.id("", number);
    // 90 seconds of training; the evaluations fit in as well as they can.
    let steps = 120;
    let mut plan = Plan {
        seed: mix(number, 0),
        created: call.sim,
        queue_secs: 10.0,
        start_secs: 8.0,
        finish_secs: 12.0,
        steps,
        last_step: steps,
        secs_per_step: 0.75,
        log_every: 1,
        eval_every: steps.checked_div(asked.n_evals).unwrap_or(0).max(u64::from(0 < asked.n_evals)),
        n_epochs: asked.n_epochs,
        n_checkpoints: asked.n_checkpoints,
        learning_rate: asked.learning_rate,
        shape: if asked.suffix.contains("nan") { Shape::Diverges } else { Shape::Falls },
        is_dpo: asked.is_dpo,
        is_full: asked.is_full,
        halt: None,
        model: asked.model.into(),
        train_file: asked.train_file.into(),
        eval_file: asked.eval_file.into(),
        id,
        name: asked.suffix,
        given,
        log: None,
        pauses: Vec::new(),
        is_in_empty_account: call.is_empty_account,
    };
    let (at, end, reason) = if asked.is_wandb_refused {
        (plan.train_at() - 0.5, End::UserError, "Weights & Biases refused the API key")
    } else {
        let half = 0.5 * (plan.train_at() + plan.train_end());
        (half, End::Failed, "Internal error: training stopped unexpectedly")
    };
    if asked.is_wandb_refused || plan.name.contains("fail") {
        plan.halt = Some(Halt { at, settle_secs: 0.0, end, reason });
    }
    // Secrets are never told again.
    plan.given.retain(|name| !name.contains("key") && !name.contains("token"));
    let mut json = Json::default();
    record::write(world.insert(plan), call.clock, call.sim, record::truncated, &mut json);
    HttpResponse::json(200, json.finish())
}

fn read(given: &Members, parent: Option<String>) -> Result<Asked, Refusal> {
    let train_file = text(given, "training_file")?.ok_or(("training_file", "training_file is required"))?;
    let eval_file = text(given, "validation_file")?.unwrap_or_default();
    for (param, id) in [("training_file", &train_file), ("validation_file", &eval_file)] {
        if id.starts_with("file-missing") {
            return Err((param, "File not found"));
        }
        if TOGETHER_FILES.iter().any(|file| file.id == id && !file.is_ready) {
            return Err((param, "File is still being processed"));
        }
    }
    let from_checkpoint = text(given, "from_checkpoint")?;
    let from_hf = text(given, "from_hf_model")?;
    let model = match (text(given, "model")?, from_checkpoint) {
        (Some(_), Some(_)) => return Err(("model", "Only one of model and from_checkpoint may be given")),
        (None, None) => return Err(("model", "One of model and from_checkpoint is required")),
        (None, Some(_)) if from_hf.is_some() => {
            return Err(("from_hf_model", "from_hf_model excludes from_checkpoint"));
        }
        (Some(model), None) => model,
        (None, Some(_)) => parent.ok_or(("from_checkpoint", "No such checkpoint"))?,
    };
    let known = limits::find(&model);
    if known.is_none() && !model.starts_with("replay/") {
        return Err(("model", "Model is not supported for fine-tuning"));
    }
    let is_dpo = match member(given, "training_method")?
        .map(|method| text(&method, "method"))
        .transpose()?
        .flatten()
    {
        None => false,
        Some(method) if method == "sft" => false,
        Some(method) if method == "dpo" => true,
        Some(_) => return Err(("training_method", "method must be sft or dpo")),
    };
    let weights = member(given, "training_type")?;
    let is_full =
        match weights.as_ref().map(|weights| text(weights, "type")).transpose()?.flatten().as_deref() {
            None | Some("Lora") => false,
            Some("Full") => true,
            Some(_) => return Err(("training_type", "type must be Full or Lora")),
        };
    if is_full && known.is_some_and(|model| !model.has_full) {
        return Err(("training_type", "Full training is not supported for this model"));
    }
    check_ranges(given)?;
    check_nested(given, weights.filter(|_| !is_full), known.map_or(64, |model| model.max_rank), is_dpo)?;
    let (least, sft, dpo) = limits::batch_sizes(is_full);
    if given.get("batch_size").is_some_and(|value| value != "\"max\"")
        && let Some(size) = number(given, "batch_size")?
        && !(least as f64..=(if is_dpo { dpo } else { sft }) as f64).contains(&size)
    {
        return Err(("batch_size", "batch_size is outside the limits of the model"));
    }
    let n_evals = number(given, "n_evals")?.unwrap_or(0.0);
    if 0.0 < n_evals && eval_file.is_empty() {
        return Err(("n_evals", "Evaluations need a validation_file"));
    }
    if given.get("early_stopping_enabled").is_some_and(|value| value == "true") {
        let patience = number(given, "early_stopping_patience")?.unwrap_or(2.0);
        let warm_up = number(given, "early_stopping_warmup_evals")?.unwrap_or(1.0);
        if eval_file.is_empty() || n_evals < patience + warm_up + 1.0 {
            let message =
                "Early stopping needs a validation_file and n_evals of at least patience + warmup_evals + 1";
            return Err(("early_stopping_enabled", message));
        }
    }
    let suffix = text(given, "suffix")?.unwrap_or_default();
    if 64 < suffix.chars().count() {
        return Err(("suffix", "suffix may have at most 64 characters"));
    }
    let count = |name, default: f64| number(given, name).map(|n| n.unwrap_or(default) as u64);
    let wandb_key = text(given, "wandb_api_key")?.or(text(given, "wandb_key")?);
    Ok(Asked {
        is_dpo,
        is_full,
        n_epochs: count("n_epochs", 1.0)?,
        n_evals: n_evals as u64,
        n_checkpoints: count("n_checkpoints", 1.0)?,
        learning_rate: number(given, "learning_rate")?.unwrap_or(1e-5),
        is_wandb_refused: wandb_key.as_deref() == Some("invalid"),
        model,
        train_file,
        eval_file,
        suffix,
    })
}

/// Least and most of each plain number, and whether it is a whole one.
const RANGES: [(&str, f64, f64, bool); 13] = [
    ("n_epochs", 1.0, limits::MAX_EPOCHS as f64, true),
    ("n_evals", 0.0, limits::MAX_EVALS as f64, true),
    ("n_checkpoints", 1.0, limits::MAX_CHECKPOINTS as f64, true),
    ("learning_rate", limits::LEARNING_RATES.0, limits::LEARNING_RATES.1, false),
    ("warmup_ratio", 0.0, 1.0, false),
    ("max_grad_norm", 0.0, f64::MAX, false),
    ("weight_decay", 0.0, f64::MAX, false),
    ("random_seed", i64::MIN as f64, i64::MAX as f64, true),
    ("gradient_accumulation_steps", 0.0, f64::MAX, true),
    ("max_seq_length", limits::SEQUENCE.0 as f64, limits::SEQUENCE.1 as f64, true),
    ("early_stopping_patience", 1.0, f64::MAX, true),
    ("early_stopping_min_delta", 0.0, f64::MAX, false),
    ("early_stopping_warmup_evals", 0.0, f64::MAX, true),
];

fn check_ranges(given: &Members) -> Result<(), Refusal> {
    for (name, least, most, is_whole) in RANGES {
        if let Some(n) = number(given, name)?
            && (!(least..=most).contains(&n) || (is_whole && n.fract() != 0.0))
        {
            return Err((name, "The value is outside the allowed range"));
        }
    }
    Ok(())
}

/// Checks the scheduler, the preference method and the adapter; `lora` is `None` for full training.
fn check_nested(given: &Members, lora: Option<Members>, max_rank: u64, is_dpo: bool) -> Result<(), Refusal> {
    let within = |members: &Members, name, least: f64, most: f64| {
        number(members, name).map(|n| n.is_none_or(|n| (least..=most).contains(&n)))
    };
    if let Some(scheduler) = member(given, "lr_scheduler")? {
        let kind = text(&scheduler, "lr_scheduler_type")?;
        if !matches!(kind.as_deref(), Some("linear" | "cosine")) {
            return Err(("lr_scheduler", "lr_scheduler_type must be linear or cosine"));
        }
        let args = member(&scheduler, "lr_scheduler_args")?.unwrap_or_default();
        if !within(&args, "min_lr_ratio", 0.0, 1.0)?
            || !within(&args, "num_cycles", f64::MIN_POSITIVE, f64::MAX)?
        {
            return Err(("lr_scheduler", "min_lr_ratio is from 0 to 1 and num_cycles above 0"));
        }
    }
    if let Some(method) = member(given, "training_method")?.filter(|_| is_dpo) {
        let is_fine = within(&method, "dpo_beta", f64::MIN_POSITIVE, f64::MAX)?
            && within(&method, "rpo_alpha", 0.0, f64::MAX)?
            && within(&method, "simpo_gamma", 0.0, f64::MAX)?;
        if !is_fine {
            return Err((
                "training_method",
                "dpo_beta must be above 0, rpo_alpha and simpo_gamma not below 0",
            ));
        }
    }
    if let Some(lora) = lora {
        for name in ["lora_r", "lora_alpha"] {
            if number(&lora, name)?.is_none() {
                return Err(("training_type", "lora_r and lora_alpha are required"));
            }
        }
        let is_fine = within(&lora, "lora_r", 1.0, max_rank as f64)?
            && within(&lora, "lora_alpha", 1.0, f64::MAX)?
            && within(&lora, "lora_dropout", 0.0, 1.0 - f64::EPSILON)?;
        if !is_fine {
            return Err(("training_type", "lora_r, lora_alpha or lora_dropout is outside the allowed range"));
        }
    }
    Ok(())
}

/// Returns a text; blank, null and missing ones are `None`.
fn text(members: &Members, name: &'static str) -> Result<Option<String>, Refusal> {
    let Some(value) = members.given(name) else { return Ok(None) };
    let text = said(value).ok_or((name, "A string is expected"))?;
    Ok(Some(text).filter(|text| !text.is_empty()))
}

fn number(members: &Members, name: &'static str) -> Result<Option<f64>, Refusal> {
    let Some(value) = members.given(name).filter(|value| *value != "\"max\"") else { return Ok(None) };
    float(value).map(Some).ok_or((name, "A number is expected"))
}

fn member(members: &Members, name: &'static str) -> Result<Option<Members>, Refusal> {
    let Some(value) = members.given(name) else { return Ok(None) };
    Members::parse(value).map(Some).ok_or((name, "An object is expected"))
}
