//! Bodies sent to Together AI, from <https://docs.together.ai/reference/post-fine-tunes> and
//! `src/resources/fine-tuning.ts` of <https://github.com/togethercomputer/together-typescript> (v0.49.0, August 2026). Responses are
//! read field by field in [`super::convert`] and [`super::events`].

use serde::Serialize;

/// Body of a create request; `None` leaves a choice to the service.
#[derive(Debug, Default, Serialize)]
pub(super) struct CreateBody<'a> {
    /// Model to tune; exactly one of this and `from_checkpoint` is sent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) model: Option<&'a str>,
    /// Job or result to go on from.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) from_checkpoint: Option<&'a str>,
    /// Hugging Face repository to begin with.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) from_hf_model: Option<&'a str>,
    /// Its revision.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) hf_model_revision: Option<&'a str>,
    /// Secret.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) hf_api_token: Option<&'a str>,
    /// Hugging Face repository for the result.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) hf_output_repo_name: Option<&'a str>,
    /// Short examples share a sequence.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) packing: Option<bool>,
    /// Tokens.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) max_seq_length: Option<u32>,
    /// Batches per step.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) gradient_accumulation_steps: Option<u32>,
    /// For models that see pictures.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) multimodal_params: Option<MultimodalBody>,
    /// File id; required by the service.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) training_file: Option<&'a String>,
    /// File id.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) validation_file: Option<&'a String>,
    /// Part of the new model's name, at most 64 characters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) suffix: Option<&'a str>,
    /// Passes over the data.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) n_epochs: Option<u32>,
    /// Evaluations over the whole job.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) n_evals: Option<u32>,
    /// Checkpoints over the whole job.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) n_checkpoints: Option<u32>,
    /// A number or `"max"`; always sent, because leaving it out has been refused.
    pub(super) batch_size: BatchSizeBody,
    /// Peak learning rate.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) learning_rate: Option<f64>,
    /// Learning rate schedule.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) lr_scheduler: Option<SchedulerBody>,
    /// Share of steps spent warming up.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) warmup_ratio: Option<f64>,
    /// Gradient clipping.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) max_grad_norm: Option<f64>,
    /// Weight decay.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) weight_decay: Option<f64>,
    /// SFT or DPO.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) training_method: Option<MethodBody>,
    /// LoRA or Full.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) training_type: Option<WeightsBody<'a>>,
    /// `true`, or left out with all that belongs to it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) early_stopping_enabled: Option<bool>,
    /// Evaluations without improvement.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) early_stopping_patience: Option<u32>,
    /// Smallest improvement.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) early_stopping_min_delta: Option<f64>,
    /// First evaluations that do not count.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) early_stopping_warmup_evals: Option<u32>,
    /// Secret.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) wandb_api_key: Option<&'a str>,
    /// Weights & Biases project.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) wandb_project_name: Option<&'a str>,
    /// Weights & Biases run.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) wandb_name: Option<&'a str>,
    /// Weights & Biases team.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) wandb_entity: Option<&'a str>,
    /// Weights & Biases server.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) wandb_base_url: Option<&'a str>,
    /// Seed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) random_seed: Option<i64>,
}

/// Batch size as sent.
#[derive(Debug, Serialize)]
#[serde(untagged)]
pub(super) enum BatchSizeBody {
    /// `max`.
    Word(&'static str),
    /// Examples per step.
    Number(u32),
}

impl Default for BatchSizeBody {
    fn default() -> Self {
        Self::Word("max")
    }
}

/// Learning-rate schedule.
#[derive(Debug, Serialize)]
pub(super) struct SchedulerBody {
    /// `linear` or `cosine`.
    pub(super) lr_scheduler_type: &'static str,
    /// Its arguments.
    pub(super) lr_scheduler_args: SchedulerArgs,
}

/// Arguments of a schedule; the cosine requires both.
#[derive(Debug, Serialize)]
pub(super) struct SchedulerArgs {
    /// Floor as a share of the peak.
    pub(super) min_lr_ratio: f64,
    /// Cosine only.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) num_cycles: Option<f64>,
}

/// True, false or `auto`, as sent: training on the prompts.
#[derive(Debug, Serialize)]
#[serde(untagged)]
pub(super) enum InputsBody {
    /// `auto`.
    Word(&'static str),
    /// Yes or no.
    Choice(bool),
}

/// Settings for images.
#[derive(Debug, Serialize)]
pub(super) struct MultimodalBody {
    /// Train the part that sees them.
    pub(super) train_vision: bool,
}

/// Body of a question for the price: the fields of [`CreateBody`] that it depends on.
#[derive(Debug, Serialize)]
pub(super) struct PriceBody<'a> {
    /// File id.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) training_file: Option<&'a String>,
    /// File id.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) validation_file: Option<&'a String>,
    /// Model to tune.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) model: Option<&'a str>,
    /// Passes over the data.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) n_epochs: Option<u32>,
    /// Evaluations over the whole job.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) n_evals: Option<u32>,
    /// SFT or DPO.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) training_method: Option<MethodBody>,
    /// LoRA or Full.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) training_type: Option<WeightsBody<'a>>,
    /// Job or result to go on from.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) from_checkpoint: Option<&'a str>,
}

/// SFT or DPO object.
#[derive(Debug, Default, Serialize)]
pub(super) struct MethodBody {
    /// `sft` or `dpo`.
    pub(super) method: &'static str,
    /// SFT only, required there.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) train_on_inputs: Option<InputsBody>,
    /// DPO only.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) dpo_beta: Option<f64>,
    /// DPO only.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) rpo_alpha: Option<f64>,
    /// DPO only.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) simpo_gamma: Option<f64>,
    /// DPO only.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) dpo_normalize_logratios_by_length: Option<bool>,
    /// DPO only.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) dpo_reference_free: Option<bool>,
}

/// LoRA or Full object; all but the kind belong to LoRA.
#[derive(Debug, Default, Serialize)]
pub(super) struct WeightsBody<'a> {
    /// `Lora` or `Full`.
    #[serde(rename = "type")]
    pub(super) kind: &'static str,
    /// Rank.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) lora_r: Option<u32>,
    /// Scale.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) lora_alpha: Option<u32>,
    /// Dropout.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) lora_dropout: Option<f64>,
    /// Modules to train; a comma list or `all-linear`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) lora_trainable_modules: Option<&'a str>,
}
