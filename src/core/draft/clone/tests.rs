//! Drafts of existing jobs: what is taken over, and what is not.

use serde_json::json;

use super::*;
use crate::model::{
    BatchSize as Batch, Dataset, Hyperparameters, JobSpec, JobStatus, Method as How, Scheduler as Schedule,
    StatusClass, Weights as Which,
};

pub(in crate::draft) fn job(name: &str, datasets: Vec<Dataset>, raw: &str) -> Job {
    let status = JobStatus { class: StatusClass::Completed, raw: "completed".into() };
    Job {
        name: name.to_owned(),
        base_model: Some("acme/model-8B".to_owned()),
        datasets,
        raw: raw.into(),
        ..Job::bare("job-1".into(), status)
    }
}

/// A job as a service would describe it after being asked for `spec`.
pub(in crate::draft) fn job_of(spec: &JobSpec) -> Job {
    let mut raw = spec.hyperparameters.as_ref().map_or_else(|| json!({}), record_of);
    raw["from_checkpoint"] = json!(spec.from_checkpoint);
    if let Some(hub) = &spec.hugging_face {
        raw["from_hf_model"] = json!(hub.model);
        raw["hf_model_revision"] = json!(hub.revision);
    }
    let mut job = job(spec.name.as_deref().unwrap_or("job-1"), spec.datasets.clone(), &raw.to_string());
    job.base_model = Some(spec.base_model.clone());
    job
}

fn record_of(chosen: &Hyperparameters) -> Value {
    let mut record = json!({
        "n_epochs": chosen.n_epochs,
        "n_evals": chosen.n_evals,
        "n_checkpoints": chosen.n_checkpoints,
        "batch_size": match chosen.batch_size {
            Batch::Auto => json!("auto"),
            Batch::Max => json!("max"),
            Batch::Fixed(n) => json!(n),
        },
        "learning_rate": chosen.learning_rate,
        "warmup_ratio": chosen.warmup_ratio,
        "max_grad_norm": chosen.max_grad_norm,
        "weight_decay": chosen.weight_decay,
        "random_seed": chosen.seed,
        "lr_scheduler": match chosen.scheduler {
            None => json!(null),
            Some(Schedule::Linear { min_lr_ratio }) => json!({
                "lr_scheduler_type": "linear",
                "lr_scheduler_args": { "min_lr_ratio": min_lr_ratio },
            }),
            Some(Schedule::Cosine { min_lr_ratio, n_cycles }) => json!({
                "lr_scheduler_type": "cosine",
                "lr_scheduler_args": { "min_lr_ratio": min_lr_ratio, "num_cycles": n_cycles },
            }),
        },
        "training_method": match chosen.method {
            How::Sft => json!({
                "method": "sft",
                "train_on_inputs": chosen.train_on_inputs.map_or_else(|| json!("auto"), |is_on| json!(is_on)),
            }),
            How::Dpo { beta } => json!({
                "method": "dpo",
                "dpo_beta": beta,
                "rpo_alpha": chosen.preference.rpo_alpha,
                "simpo_gamma": chosen.preference.simpo_gamma,
                "dpo_normalize_logratios_by_length": chosen.preference.is_length_normalized,
                "dpo_reference_free": chosen.preference.is_reference_free,
            }),
        },
        "training_type": match chosen.weights {
            Which::Inherited => json!(null),
            Which::Full => json!({ "type": "Full" }),
            Which::Lora { r, alpha, dropout } => {
                json!({ "type": "Lora", "lora_r": r, "lora_alpha": alpha, "lora_dropout": dropout,
                    "lora_trainable_modules": chosen.lora_modules })
            }
        },
        "packing": chosen.packing,
        "max_seq_length": chosen.max_seq_length,
        "gradient_accumulation_steps": chosen.n_accumulation_steps,
        "multimodal_params": { "train_vision": chosen.train_vision },
        "early_stopping_enabled": chosen.early_stopping.is_some(),
    });
    if let (Some(early), Some(record)) = (chosen.early_stopping, record.as_object_mut()) {
        record.insert("early_stopping_patience".to_owned(), json!(early.patience));
        record.insert("early_stopping_min_delta".to_owned(), json!(early.min_delta));
        record.insert("early_stopping_warmup_evals".to_owned(), json!(early.n_warmup_evals));
    }
    record
}

fn provider(has_hyperparameters: bool) -> Provider {
    Provider::ALL
        .into_iter()
        .find(|provider| provider.capabilities().has_hyperparameters() == has_hyperparameters)
        .unwrap()
}

fn dataset(split: Split, ids: &[&str]) -> Dataset {
    Dataset { name: "pumps".to_owned(), split, file_ids: ids.iter().map(|id| (*id).to_owned()).collect() }
}

#[test]
fn a_record_fills_the_form() {
    let raw = r#"{"suffix":"triage-v2","n_epochs":3,"batch_size":32,"learning_rate":2e-4,"random_seed":null,
        "max_grad_norm":1.0,"training_type":{"type":"Lora","lora_r":32,"lora_alpha":64},"packing":true,
        "lr_scheduler":{"lr_scheduler_type":"Cosine","lr_scheduler_args":{"num_cycles":0.5,"min_lr_ratio":0.1}}}"#;
    let files = vec![dataset(Split::Train, &["file-1"]), dataset(Split::Eval, &["file-2"])];
    let (draft, notes) = JobDraft::from_job(&job("job-1", files, raw), provider(true));
    for (field, text) in [
        (BaseModel, "acme/model-8B"),
        (Name, "triage-v3"),
        (TrainFiles, "file-1"),
        (EvalFiles, "file-2"),
        (Epochs, "3"),
        (BatchSize, "32"),
        (LearningRate, "0.0002"),
        (LoraR, "32"),
        (LoraAlpha, "64"),
        (Scheduler, "cosine"),
        (MinLrRatio, "0.1"),
        (Cycles, "0.5"),
        (MaxGradNorm, "1"),
        (Seed, ""),
    ] {
        assert_eq!(draft.get(field), text, "{field:?}");
    }
    assert_eq!(notes, [""; 0]);
}

#[test]
fn settings_below_config_are_found() {
    let job = job("job-1", Vec::new(), r#"{"config":{"n_epochs":"4"}}"#);
    assert_eq!(JobDraft::from_job(&job, provider(true)).0.get(Epochs), "4");
}

#[track_caller]
fn check_notes(has_hyperparameters: bool, job: &Job, parts: &[&str]) {
    let (_, notes) = JobDraft::from_job(job, provider(has_hyperparameters));
    assert_eq!(notes.len(), parts.len(), "{notes:?}");
    for part in parts {
        assert!(notes.iter().any(|note| note.contains(part)), "{part} in {notes:?}");
    }
}

#[test]
fn what_is_left_behind_is_named() {
    let train = || vec![dataset(Split::Train, &["a"])];
    let with = |raw: &str| job("job-1", train(), raw);
    check_notes(true, &with("{}"), &[]);
    check_notes(true, &with(r#"{"packing":false,"from_checkpoint":"x:100"}"#), &[]);
    check_notes(true, &with(r#"{"from_hf_model":"acme/own"}"#), &["Hugging Face token"]);
    check_notes(true, &with(r#"{"training_method":{"method":"grpo"}}"#), &["grpo"]);
    check_notes(true, &with(r#"{"wandb_url":"https://wandb.example/x"}"#), &["Weights & Biases key"]);
    check_notes(true, &with(r#"{"loss": NaN}"#), &["could not be read"]);
    check_notes(false, &with(r#"{"n_epochs":3}"#), &["training settings"]);
    check_notes(true, &job("job-1", Vec::new(), "{}"), &["training files"]);
    let two = vec![dataset(Split::Train, &["a"]), dataset(Split::Train, &["b"])];
    check_notes(false, &job("job-1", two, "{}"), &["Several training datasets have the same name"]);
    let odd = vec![dataset(Split::Train, &["a"]), dataset(Split::Other("test".into()), &["b"])];
    check_notes(false, &job("job-1", odd, "{}"), &["split test"]);
}

#[test]
fn a_bare_provider_gets_the_name_and_all_files() {
    let files = vec![dataset(Split::Train, &["a", "b"]), dataset(Split::Train, &["c"])];
    let (draft, _) = JobDraft::from_job(&job("pump-captions", files, "{}"), provider(false));
    assert_eq!((draft.get(Name), draft.get(TrainName)), ("pump-captions-2", "pumps"));
    assert_eq!(draft.get(TrainFiles), "a\nb\nc");
    assert!(draft.validate().is_ok());
}

#[test]
fn names_count_up() {
    for (name, next) in [
        ("pumps", "pumps-2"),
        ("pumps-2", "pumps-3"),
        ("triage-v9", "triage-v10"),
        ("run 7", "run 8"),
        ("llama8", "llama8-2"),
        ("eval-2026", "eval-2026-2"),
        ("12", "12-2"),
        ("größe-1", "größe-2"),
    ] {
        assert_eq!(next_name(name), next);
    }
}
