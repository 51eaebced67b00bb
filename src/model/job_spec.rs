//! A valid request for a new job, before any provider's spelling.

use super::Dataset;

/// What to create. Built by [`crate::draft`], spelled by [`crate::api`].
#[derive(Debug, Clone, PartialEq)]
pub struct JobSpec {
    /// Name, or suffix of the model's name where jobs have none.
    pub name: Option<String>,
    /// Id chosen by the client, 1–64 characters.
    pub id: Option<String>,
    /// Model to tune.
    pub base_model: String,
    /// At least one train dataset, at most one eval dataset; one of each split per label where files are
    /// labelled, whose name is the label.
    pub datasets: Vec<Dataset>,
    /// `None` where the service chooses them.
    pub hyperparameters: Option<Hyperparameters>,
    /// Report to Weights & Biases.
    pub wandb: Option<WandB>,
}

/// How to train. `None` leaves a choice to the service's default.
#[derive(Debug, Clone, PartialEq)]
pub struct Hyperparameters {
    /// Passes over the training data, at least 1.
    pub n_epochs: Option<u32>,
    /// Evaluations over the whole job; above 0 needs an eval dataset.
    pub n_evals: Option<u32>,
    /// Checkpoints over the whole job, at least 1.
    pub n_checkpoints: Option<u32>,
    /// Examples per step.
    pub batch_size: BatchSize,
    /// Peak learning rate, above 0.
    pub learning_rate: Option<f64>,
    /// Factor on the learning rate that the service would choose, above 0.
    pub learning_rate_multiplier: Option<f64>,
    /// How the learning rate falls.
    pub scheduler: Option<Scheduler>,
    /// Share of steps spent warming up, 0 to 1.
    pub warmup_ratio: Option<f64>,
    /// Gradient clipping, at least 0; 0 switches it off.
    pub max_grad_norm: Option<f64>,
    /// Weight decay, at least 0.
    pub weight_decay: Option<f64>,
    /// Seed of the service's randomness.
    pub seed: Option<i64>,
    /// What is learnt from.
    pub method: Method,
    /// Which weights change.
    pub weights: Weights,
    /// Ends training when evaluation stops improving; `None` never does.
    pub early_stopping: Option<EarlyStopping>,
}

/// Examples per step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BatchSize {
    /// The service's choice.
    Auto,
    /// The largest that fits.
    Max,
    /// This many, at least 1.
    Fixed(u32),
}

/// Shape of the learning rate after warm-up.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Scheduler {
    /// Straight down to `min_lr_ratio` (0 to 1) of the peak.
    Linear {
        /// Floor as a share of the peak, 0 to 1.
        min_lr_ratio: f64,
    },
    /// Cosine down to `min_lr_ratio`.
    Cosine {
        /// Floor as a share of the peak, 0 to 1.
        min_lr_ratio: f64,
        /// Cosine cycles, above 0; 0.5 ends at the floor.
        n_cycles: f64,
    },
}

/// What is learnt from.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Method {
    /// Supervised examples.
    Sft,
    /// Preference pairs.
    Dpo {
        /// Strength of the pull to the reference model, above 0.
        beta: Option<f64>,
    },
}

/// Which weights change.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Weights {
    /// A low-rank adapter.
    Lora {
        /// Rank, at least 1.
        r: u32,
        /// Scale, above 0.
        alpha: u32,
        /// Dropout, 0 up to but not 1.
        dropout: f64,
    },
    /// All of them.
    Full,
}

/// When to end training early.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct EarlyStopping {
    /// Evaluations without improvement before the end, at least 1.
    pub patience: u32,
    /// Smallest change that counts as improvement, at least 0.
    pub min_delta: f64,
    /// First evaluations that are ignored.
    pub n_warmup_evals: u32,
}

/// Where to report to at Weights & Biases.
#[derive(Debug, Clone, PartialEq)]
pub struct WandB {
    /// Key of the account; never shown.
    pub key: Secret,
    /// Project; the service's default if `None`.
    pub project: Option<String>,
}

/// Text that must not be shown, stored or logged.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(Box<str>);

impl Secret {
    /// Takes over `text`.
    pub fn new(text: &str) -> Self {
        Self(text.into())
    }

    /// The text, for the one request that needs it.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Secret(…)")
    }
}

/// The fields of a new job, for problems that belong to one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SpecField {
    /// Name or suffix.
    Name,
    /// Id chosen by the client.
    Id,
    /// Model to tune.
    BaseModel,
    /// Training file ids.
    TrainFiles,
    /// Evaluation file ids.
    EvalFiles,
    /// Label of the training dataset.
    TrainName,
    /// Label of the evaluation dataset.
    EvalName,
    /// Passes over the data.
    Epochs,
    /// Number of evaluations.
    Evals,
    /// Number of checkpoints.
    Checkpoints,
    /// Examples per step.
    BatchSize,
    /// Peak learning rate.
    LearningRate,
    /// Factor on the service's learning rate.
    RateMultiplier,
    /// Kind of scheduler.
    Scheduler,
    /// Floor of the learning rate.
    MinLrRatio,
    /// Cosine cycles.
    Cycles,
    /// Warm-up share.
    WarmupRatio,
    /// Gradient clipping.
    MaxGradNorm,
    /// Weight decay.
    WeightDecay,
    /// SFT or DPO.
    Method,
    /// DPO's beta.
    DpoBeta,
    /// LoRA or all weights.
    Weights,
    /// LoRA rank.
    LoraR,
    /// LoRA scale.
    LoraAlpha,
    /// LoRA dropout.
    LoraDropout,
    /// Early stopping as a whole.
    EarlyStopping,
    /// Its patience.
    Patience,
    /// Its smallest improvement.
    MinDelta,
    /// Its ignored evaluations.
    WarmupEvals,
    /// Weights & Biases key.
    WandBKey,
    /// Weights & Biases project.
    WandBProject,
    /// Random seed.
    Seed,
}
