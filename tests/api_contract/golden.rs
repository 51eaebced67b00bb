//! Together's create bodies against the documented schema: SFT and DPO, LoRA and Full, with and without each
//! optional group. The schema is written here by itself, from the reference, not from the code.

use proptest::prelude::*;
use serde_json::Value;
use tuneboard_core::api;
use tuneboard_core::draft::JobDraft;
use tuneboard_core::model::{
    Provider,
    SpecField::{self, *},
};

/// Type of a field's value.
#[derive(Clone, Copy)]
enum Kind {
    Text,
    Bool,
    /// An integer within the bounds.
    Int(f64, f64),
    /// A number within the bounds.
    Number(f64, f64),
    /// One of these words.
    Word(&'static [&'static str]),
    /// An integer of at least 1, or `max`.
    Batch,
    /// True, false, or `auto`.
    BoolOrAuto,
    /// Required fields, then optional ones.
    Object(&'static [(&'static str, Kind)], &'static [(&'static str, Kind)]),
}
use Kind::{Batch, Bool, BoolOrAuto, Int, Number, Object, Text, Word};

const ANY: f64 = f64::MAX;
const SFT: Kind = Object(&[("method", Word(&["sft"])), ("train_on_inputs", BoolOrAuto)], &[]);
const DPO: Kind = Object(
    &[("method", Word(&["dpo"]))],
    &[
        ("dpo_beta", Number(0.0, ANY)),
        ("rpo_alpha", Number(0.0, ANY)),
        ("dpo_normalize_logratios_by_length", Bool),
        ("dpo_reference_free", Bool),
        ("simpo_gamma", Number(0.0, ANY)),
    ],
);
const FULL: Kind = Object(&[("type", Word(&["Full"]))], &[]);
const LORA: Kind = Object(
    &[("type", Word(&["Lora"])), ("lora_r", Int(1.0, ANY)), ("lora_alpha", Int(1.0, ANY))],
    &[("lora_dropout", Number(0.0, 0.999_999)), ("lora_trainable_modules", Text)],
);
const LINEAR: Kind = Object(
    &[("lr_scheduler_type", Word(&["linear"]))],
    &[("lr_scheduler_args", Object(&[], &[("min_lr_ratio", Number(0.0, 1.0))]))],
);
const COSINE: Kind = Object(
    &[
        ("lr_scheduler_type", Word(&["cosine"])),
        (
            "lr_scheduler_args",
            Object(
                &[("min_lr_ratio", Number(0.0, 1.0)), ("num_cycles", Number(f64::MIN_POSITIVE, ANY))],
                &[],
            ),
        ),
    ],
    &[],
);
/// Every field of the request but those that have alternatives.
const BODY: &[(&str, Kind)] = &[
    ("model", Text),
    ("validation_file", Text),
    ("packing", Bool),
    ("max_seq_length", Int(1.0, ANY)),
    ("n_epochs", Int(1.0, ANY)),
    ("n_checkpoints", Int(1.0, ANY)),
    ("n_evals", Int(0.0, ANY)),
    ("batch_size", Batch),
    ("gradient_accumulation_steps", Int(0.0, ANY)),
    ("learning_rate", Number(f64::MIN_POSITIVE, ANY)),
    ("warmup_ratio", Number(0.0, 1.0)),
    ("max_grad_norm", Number(0.0, ANY)),
    ("weight_decay", Number(0.0, ANY)),
    ("random_seed", Int(-ANY, ANY)),
    ("suffix", Text),
    ("multimodal_params", Object(&[("train_vision", Bool)], &[])),
    ("from_checkpoint", Text),
    ("from_hf_model", Text),
    ("hf_model_revision", Text),
    ("hf_api_token", Text),
    ("hf_output_repo_name", Text),
    ("wandb_api_key", Text),
    ("wandb_base_url", Text),
    ("wandb_project_name", Text),
    ("wandb_name", Text),
    ("wandb_entity", Text),
    ("early_stopping_enabled", Bool),
    ("early_stopping_patience", Int(1.0, ANY)),
    ("early_stopping_min_delta", Number(0.0, ANY)),
    ("early_stopping_warmup_evals", Int(0.0, ANY)),
];

/// Returns the problem of a value.
fn fault(kind: Kind, value: &Value) -> Option<String> {
    let is_fine = match kind {
        Text => value.as_str().is_some_and(|text| !text.is_empty()),
        Bool => value.is_boolean(),
        Int(least, most) => (value.is_i64() || value.is_u64()) && within(value, least, most),
        Number(least, most) => within(value, least, most),
        Word(words) => value.as_str().is_some_and(|text| words.contains(&text)),
        Batch => value == "max" || value.as_u64().is_some_and(|n| 1 <= n),
        BoolOrAuto => value.is_boolean() || value == "auto",
        Object(required, optional) => {
            let Some(members) = value.as_object() else { return Some(format!("{value} is no object")) };
            if let Some((name, _)) = required.iter().find(|(name, _)| !members.contains_key(*name)) {
                return Some(format!("{name} is missing in {value}"));
            }
            return members.iter().find_map(|(name, value)| {
                let known = required.iter().chain(optional).find(|(known, _)| known == name);
                known.map_or_else(
                    || Some(format!("{name} is unknown")),
                    |(_, kind)| fault(*kind, value).map(|fault| format!("{name}: {fault}")),
                )
            });
        }
    };
    (!is_fine).then(|| format!("{value} is not allowed"))
}

fn within(value: &Value, least: f64, most: f64) -> bool {
    value.as_f64().is_some_and(|n| (least..=most).contains(&n))
}

/// Returns the problems of a body, dependencies between its fields included.
fn faults(body: &Value) -> Vec<String> {
    let members = body.as_object().unwrap();
    let has = |name: &str| members.contains_key(name);
    let mut faults = Vec::new();
    for (name, value) in members {
        let word = |field: &str| value[field].as_str().unwrap_or_default().to_owned();
        let kind = match name.as_str() {
            "training_file" => Some(Text),
            "training_method" => Some(if word("method") == "dpo" { DPO } else { SFT }),
            "training_type" => Some(if word("type") == "Lora" { LORA } else { FULL }),
            "lr_scheduler" => Some(if word("lr_scheduler_type") == "cosine" { COSINE } else { LINEAR }),
            _ => BODY.iter().find(|(known, _)| known == name).map(|(_, kind)| *kind),
        };
        match kind {
            None => faults.push(format!("{name} is unknown")),
            Some(kind) => faults.extend(fault(kind, value).map(|fault| format!("{name}: {fault}"))),
        }
    }
    let mut rule = |is_kept: bool, words: &str| {
        if !is_kept {
            faults.push(words.to_owned());
        }
    };
    let count = |name: &str, default| body[name].as_u64().unwrap_or(default);
    rule(has("training_file"), "training_file is required");
    rule(has("batch_size"), "batch_size has to be sent");
    rule(has("model") != has("from_checkpoint"), "exactly one of model and from_checkpoint");
    rule(!has("from_hf_model") || has("model"), "from_hf_model needs model");
    rule(!has("hf_model_revision") || has("from_hf_model"), "a revision needs from_hf_model");
    rule(!has("hf_output_repo_name") || has("hf_api_token"), "writing needs a token");
    rule(!has("training_type") || !has("from_checkpoint"), "a checkpoint's weights are inherited");
    rule(count("n_evals", 0) == 0 || has("validation_file"), "n_evals needs validation_file");
    let wandb = ["wandb_base_url", "wandb_project_name", "wandb_name", "wandb_entity"];
    rule(has("wandb_api_key") || !wandb.into_iter().any(has), "W&B needs its key");
    let suffix = body["suffix"].as_str().unwrap_or_default();
    rule(suffix.chars().count() <= 64, "suffix is too long");
    if body["early_stopping_enabled"] == true {
        let least = count("early_stopping_patience", 2) + count("early_stopping_warmup_evals", 1) + 1;
        rule(has("validation_file") && least <= count("n_evals", 0), "early stopping needs evaluations");
    }
    faults
}

/// An optional group: texts of the form, and a field of the body that shows it is there.
type Group = (&'static [(SpecField, &'static str)], &'static str);

const GROUPS: &[Group] = &[
    (&[(EvalFiles, "file-2"), (Evals, "6")], "validation_file"),
    (&[(Start, "checkpoint"), (FromCheckpoint, "ft-1:200")], "from_checkpoint"),
    (&[(Start, "hugging_face"), (HfModel, "acme/own"), (HfRevision, "v2")], "from_hf_model"),
    (&[(HfToken, "hf_secret"), (HfRepo, "acme/result")], "hf_output_repo_name"),
    (&[(Accumulation, "4")], "gradient_accumulation_steps"),
    (&[(SeqLength, "4096"), (Packing, "false")], "max_seq_length"),
    (&[(Scheduler, "cosine"), (MinLrRatio, "0.1"), (Cycles, "1")], "lr_scheduler"),
    (&[(Scheduler, "linear")], "lr_scheduler"),
    (&[(WarmupRatio, "0.1"), (WeightDecay, "0.01"), (Seed, "7")], "random_seed"),
    (&[(EvalFiles, "file-2"), (Evals, "4"), (EarlyStopping, "true")], "early_stopping_enabled"),
    (&[(TrainVision, "true")], "multimodal_params"),
    (&[(WandBKey, "secret"), (WandBProject, "p"), (WandBName, "n"), (WandBEntity, "e")], "wandb_entity"),
    (&[(WandBKey, "secret"), (WandBUrl, "https://wandb.example")], "wandb_base_url"),
    (&[(TrainOnInputs, "true"), (DpoBeta, "0.2"), (RpoAlpha, "0.5"), (SimpoGamma, "1")], "training_method"),
    (&[(DpoNormalize, "true"), (DpoReferenceFree, "true"), (LoraModules, "q_proj,v_proj")], "batch_size"),
    (&[(Name, "triage-v2"), (Epochs, "3"), (BatchSize, "16")], "suffix"),
];

fn body(method: &str, weights: &str, groups: &[Group]) -> Result<Value, String> {
    let mut draft = JobDraft::new(Provider::Together);
    for (field, text) in [(BaseModel, "m"), (TrainFiles, "file-1"), (Method, method), (Weights, weights)] {
        draft.set(field, text);
    }
    groups.iter().flat_map(|(texts, _)| *texts).for_each(|(field, text)| draft.set(*field, *text));
    let spec = draft.validate().map_err(|problems| format!("{problems:?}"))?;
    let request = api::create_job(Provider::Together, &spec);
    Ok(serde_json::from_str(&request.body.unwrap()).unwrap())
}

#[test]
fn every_group_alone_keeps_to_the_schema() {
    for (method, weights) in [("sft", "lora"), ("sft", "full"), ("dpo", "lora"), ("dpo", "full")] {
        let plain = body(method, weights, &[]).unwrap();
        assert_eq!(faults(&plain), [""; 0], "{plain:#}");
        assert_eq!(plain["training_method"]["method"], method);
        assert_eq!(plain["training_type"]["type"], if weights == "lora" { "Lora" } else { "Full" });
        for group in GROUPS {
            let with = body(method, weights, &[*group]).unwrap();
            assert_eq!(faults(&with), [""; 0], "{with:#}");
            assert!(with.get(group.1).is_some(), "{} in {with:#}", group.1);
            // The last choices of either method and of LoRA are not for everybody.
            let is_for_all = !["training_method", "batch_size"].contains(&group.1);
            assert!(with != plain || !is_for_all, "{}", group.1);
        }
    }
}

#[test]
fn the_schema_finds_what_breaks_it() {
    for (change, word) in [
        (r#"{"training_file":"f","batch_size":"max"}"#, "exactly one"),
        (r#"{"training_file":"f","batch_size":"max","model":"m","from_checkpoint":"c"}"#, "exactly one"),
        (r#"{"training_file":"f","batch_size":"max","model":"m","n_epochs":0}"#, "n_epochs"),
        (r#"{"training_file":"f","batch_size":"max","model":"m","n_evals":1}"#, "n_evals needs"),
        (r#"{"training_file":"f","batch_size":0,"model":"m"}"#, "batch_size"),
        (r#"{"training_file":"f","batch_size":"max","model":"m","lora_r":1}"#, "lora_r is unknown"),
        (r#"{"training_file":"f","batch_size":"max","model":"m","training_type":{"type":"Lora"}}"#, "lora_r"),
        (
            r#"{"training_file":"f","batch_size":"max","model":"m","training_method":{"method":"sft"}}"#,
            "inputs",
        ),
        (r#"{"training_file":"f","batch_size":"max","model":"m","wandb_name":"n"}"#, "W&B"),
    ] {
        let faults = faults(&serde_json::from_str(change).unwrap());
        assert!(faults.iter().any(|fault| fault.contains(word)), "{word} in {faults:?}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn groups_in_any_company_keep_to_the_schema(
        is_dpo: bool,
        is_full: bool,
        groups in prop::sample::subsequence(GROUPS.to_vec(), 0..=GROUPS.len()),
    ) {
        let method = if is_dpo { "dpo" } else { "sft" };
        let weights = if is_full { "full" } else { "lora" };
        let body = body(method, weights, &groups).unwrap();
        prop_assert_eq!(faults(&body), Vec::<String>::new(), "{:#}", body);
    }
}
