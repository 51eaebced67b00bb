//! Limits within which a model can be tuned.

/// The limits of one model. Every `Option` is `None` where the service does not say, and then nothing is known
/// to be too much.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct ModelLimits {
    /// The model, as it was asked for.
    pub model: String,
    /// True if all weights can be trained.
    pub has_full: Option<bool>,
    /// True if the model has a part that reads images.
    pub has_vision: Option<bool>,
    /// Batch sizes when all weights are trained.
    pub full: BatchLimits,
    /// Batch sizes with LoRA.
    pub lora: BatchLimits,
    /// Highest LoRA rank.
    pub max_rank: Option<u64>,
    /// LoRA rank the service would choose.
    pub default_rank: Option<u64>,
    /// Names of the modules LoRA can change; empty if unknown.
    pub modules: Vec<String>,
    /// Most epochs.
    pub max_epochs: Option<u64>,
    /// Most evaluations.
    pub max_evals: Option<u64>,
    /// Most checkpoints.
    pub max_checkpoints: Option<u64>,
    /// Lowest learning rate.
    pub min_learning_rate: Option<f64>,
    /// Highest learning rate.
    pub max_learning_rate: Option<f64>,
    /// Least that the longest example may be limited to, tokens.
    pub min_seq_length: Option<u64>,
    /// Longest example for supervised training, tokens.
    pub max_seq_length_sft: Option<u64>,
    /// Longest example for DPO, tokens.
    pub max_seq_length_dpo: Option<u64>,
    /// Batches per step unless chosen.
    pub default_accumulation: Option<u64>,
}

/// Range of the batch size. A service that cannot train this way may say 0, which counts as not said.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct BatchLimits {
    /// Least.
    pub min: Option<u64>,
    /// Most for supervised training.
    pub max_sft: Option<u64>,
    /// Most for DPO.
    pub max_dpo: Option<u64>,
}
