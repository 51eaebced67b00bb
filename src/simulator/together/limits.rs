//! Together's endpoints for a job before it is created: models, their limits, and the price.

use crate::{
    Call,
    fault::ErrorShape,
    service::{
        answer,
        catalogue::{Model, TOGETHER_FILES, TOGETHER_MODELS},
        files::Checked,
        json::Json,
        members::Members,
    },
    world::World,
};
use tuneboard_core::api::HttpResponse;

pub(super) const MAX_EPOCHS: u64 = 20;
pub(super) const MAX_EVALS: u64 = 100;
pub(super) const MAX_CHECKPOINTS: u64 = 20;
pub(super) const LEARNING_RATES: (f64, f64) = (1e-6, 1.0);
pub(super) const SEQUENCE: (u64, u64, u64) = (512, 32_768, 16_384);

/// Returns the least batch size, and the most for SFT and DPO.
pub(super) const fn batch_sizes(is_full: bool) -> (u64, u64, u64) {
    if is_full { (8, 96, 48) } else { (8, 128, 64) }
}

/// Returns the model of this name.
pub(super) fn find(name: &str) -> Option<&'static Model> {
    TOGETHER_MODELS.iter().find(|model| model.name == name)
}

pub(super) fn supported() -> HttpResponse {
    let mut json = Json::default();
    json.open('{');
    json.open_member("models", '[');
    for model in &TOGETHER_MODELS {
        json.item(model.name);
    }
    json.close(']');
    json.close('}');
    HttpResponse::json(200, json.finish())
}

/// Returns the limits of a model, which may also be named by a job that trained it.
pub(super) fn limits(world: &World, call: &Call<'_>) -> HttpResponse {
    let Some(name) = call.query("model_name") else {
        return answer::bad_param("model_name", "model_name is required");
    };
    let of_job =
        || world.find(name, call.sim, call.is_empty_account).and_then(|at| find(&world.jobs[at].model));
    let Some(model) = find(name).or_else(of_job) else {
        let message = format!("Model {name} is not supported for fine-tuning");
        return answer::shaped(ErrorShape::Message, 404, "", &message);
    };
    let mut json = Json::default();
    let write_batches = |json: &mut Json, is_full| {
        let (least, sft, dpo) = batch_sizes(is_full);
        json.count("max_batch_size", sft);
        json.count("max_batch_size_dpo", dpo);
        json.count("min_batch_size", least);
    };
    json.open('{');
    json.text("model_name", name);
    if model.has_full {
        json.open_member("full_training", '{');
        write_batches(&mut json, true);
        json.close('}');
    }
    json.open_member("lora_training", '{');
    write_batches(&mut json, false);
    json.count("max_rank", model.max_rank);
    json.count("default_rank", model.max_rank);
    json.raw("target_modules", r#"["q_proj","k_proj","v_proj","o_proj","gate_proj","up_proj","down_proj"]"#);
    json.close('}');
    json.count("max_num_epochs", MAX_EPOCHS);
    json.count("max_num_evals", MAX_EVALS);
    json.count("max_num_checkpoints", MAX_CHECKPOINTS);
    json.number("min_learning_rate", LEARNING_RATES.0, "null");
    json.number("max_learning_rate", LEARNING_RATES.1, "null");
    json.count("min_max_seq_length", SEQUENCE.0);
    json.count("max_seq_length_sft", SEQUENCE.1);
    json.count("max_seq_length_dpo", SEQUENCE.2);
    json.count("default_gradient_accumulation_steps", 1);
    for (name, flag) in [
        ("supports_full_training", model.has_full),
        ("supports_vision", model.has_vision),
        ("supports_tools", true),
        ("supports_reasoning", false),
        ("merge_output_lora", true),
    ] {
        json.raw(name, if flag { "true" } else { "false" });
    }
    json.close('}');
    HttpResponse::json(200, json.finish())
}

/// Returns an estimate from the files' sizes; none while a file is being processed.
pub(super) fn price(world: &World, call: &Call<'_>) -> HttpResponse {
    let Some(body) = Members::parse(call.body()) else {
        return answer::bad_param("body", "Request body is not valid JSON");
    };
    let text = |name: &str| body.get(name).map_or("", |value| value.trim_matches('"'));
    let count = |name: &str, default: u64| text(name).parse().unwrap_or(default);
    let training_file = text("training_file");
    if training_file.is_empty() || training_file == "null" {
        return answer::bad_param("training_file", "training_file is required");
    }
    let mut json = Json::default();
    json.open('{');
    let entry = |id: &str| TOGETHER_FILES.iter().find(|file| file.id == id);
    let stored = |id: &str| world.files.stored.iter().find(|file| file.id == id);
    let trouble = |id: &str| match (entry(id), stored(id).map(|file| file.checked(call.sim))) {
        (Some(file), _) if !file.is_ready => Some("not_validated"),
        (_, Some(Checked::Pending | Checked::Running)) => Some("not_validated"),
        (_, Some(Checked::Invalid(_))) => Some("invalid"),
        _ => None,
    };
    let unready = [("training_file", "train"), ("validation_file", "eval")]
        .into_iter()
        .find_map(|(name, which)| Some((which, trouble(text(name))?)));
    if let Some((which, why)) = unready {
        json.raw("estimation_available", "false");
        json.text("unavailable_reason", &format!("{which}_file_{why}"));
    } else {
        let lines = |name: &str, default| {
            let known = entry(text(name)).map(|file| file.lines);
            known.or_else(|| stored(text(name)).map(|file| file.n_lines)).unwrap_or(default)
        };
        let train = lines("training_file", 2_000) * 570;
        let eval = lines("validation_file", 0) * 570;
        let billed = train * count("n_epochs", 1) + eval * count("n_evals", 0);
        let dollars = (billed as f64 * 0.48e-6).max(4.0);
        json.raw("estimation_available", "true");
        json.number("estimated_total_price", dollars, "null");
        json.raw("allowed_to_proceed", if dollars <= 250.0 { "true" } else { "false" });
        json.count("user_limit", 250);
        json.count("estimated_train_token_count", train);
        json.count("estimated_eval_token_count", eval);
    }
    json.close('}');
    HttpResponse::json(200, json.finish())
}
