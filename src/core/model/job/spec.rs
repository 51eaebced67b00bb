//! A valid request for a new job, before any provider's spelling.

use crate::model::{Classifier, Dataset, SignalReader};

/// Specification of a job to create. Built by [`crate::draft`], spelled by [`crate::api`].
#[derive(Debug, Clone, PartialEq, Default)]
pub struct JobSpec {
    /// Name, or suffix of the model's name where jobs have none.
    pub name: Option<String>,
    /// Id chosen by the client, 1–64 characters.
    pub id: Option<String>,
    /// Model to tune; empty if `from_checkpoint` names what to go on from.
    pub base_model: String,
    /// Go on from a checkpoint: a job's id or the name of its result, `:STEP` may follow.
    pub from_checkpoint: Option<String>,
    /// Models taken from and pushed to Hugging Face.
    pub hugging_face: Option<HuggingFace>,
    /// At least one train dataset, at most one eval dataset; one of each split per label where files are
    /// labelled, whose name is the label.
    pub datasets: Vec<Dataset>,
    /// `None` where the service chooses them.
    pub hyperparameters: Option<Hyperparameters>,
    /// Report to Weights & Biases.
    pub wandb: Option<WandB>,
}

/// Training settings. `None` leaves a choice to the service's default.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Hyperparameters {
    /// Passes over the training data, at least 1.
    pub n_epochs: Option<u32>,
    /// Evaluations over the whole job; above 0 needs an eval dataset.
    pub n_evals: Option<u32>,
    /// Checkpoints over the whole job, at least 1.
    pub n_checkpoints: Option<u32>,
    /// Examples per step.
    pub batch_size: BatchSize,
    /// Batches whose gradients are added up before a step; 0 is the model's own choice.
    pub n_accumulation_steps: Option<u32>,
    /// Longest example, tokens, at least 1.
    pub max_seq_length: Option<u32>,
    /// True if short examples share a sequence.
    pub packing: Option<bool>,
    /// Peak learning rate, above 0.
    pub learning_rate: Option<f64>,
    /// Factor on the learning rate that the service would choose, above 0.
    pub learning_rate_multiplier: Option<f64>,
    /// Learning rate schedule.
    pub scheduler: Option<Scheduler>,
    /// Share of steps spent warming up, 0 to 1.
    pub warmup_ratio: Option<f64>,
    /// Gradient clipping, at least 0; 0 switches it off.
    pub max_grad_norm: Option<f64>,
    /// Weight decay, at least 0.
    pub weight_decay: Option<f64>,
    /// Seed of the service's randomness.
    pub seed: Option<i64>,
    /// Method that tells classes apart, where windows of a signal are classified.
    pub classifier: Classifier,
    /// Settings by which files of signals are cut into windows.
    pub reader: SignalReader,
    /// Training method.
    pub method: Method,
    /// Supervised only: whether prompts are learnt too; `None` leaves it to the data's form.
    pub train_on_inputs: Option<bool>,
    /// DPO only.
    pub preference: Preference,
    /// Weights that training changes.
    pub weights: Weights,
    /// LoRA only: names of modules, separated by commas; `None` for all linear ones.
    pub lora_modules: Option<String>,
    /// True if the vision part is trained too; `None` where the model has no such part.
    pub train_vision: Option<bool>,
    /// Ends training when evaluation stops improving; `None` never does.
    pub early_stopping: Option<EarlyStopping>,
}

/// Examples per step.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum BatchSize {
    /// The service's choice.
    #[default]
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

/// Training method.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub enum Method {
    /// Supervised examples.
    #[default]
    Sft,
    /// Preference pairs.
    Dpo {
        /// Strength of the pull to the reference model, above 0.
        beta: Option<f64>,
    },
}

/// DPO settings beside beta. Figures are at least 0; `None` leaves one to the service.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Preference {
    /// Weight of the likelihood of the better answer.
    pub rpo_alpha: Option<f64>,
    /// Margin of `SimPO`; above 0 it needs no reference model and normalises by length.
    pub simpo_gamma: Option<f64>,
    /// Divide log-ratios by the responses' lengths.
    pub is_length_normalized: bool,
    /// Do without the reference model.
    pub is_reference_free: bool,
}

/// Weights that training changes.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub enum Weights {
    /// The weights that changed in the job whose checkpoint this job continues from.
    #[default]
    Inherited,
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

/// Weights & Biases project that the job reports to.
#[derive(Debug, Clone, PartialEq)]
pub struct WandB {
    /// Key of the account; never shown.
    pub key: Secret,
    /// Project; the service's default if `None`.
    pub project: Option<String>,
    /// Name of the run; the service's choice if `None`.
    pub name: Option<String>,
    /// Team or user the run belongs to; the key's own if `None`.
    pub entity: Option<String>,
    /// Address of a server of one's own; the public one if `None`.
    pub base_url: Option<String>,
}

/// Models that a job takes from Hugging Face and pushes there.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct HuggingFace {
    /// Repository of the weights to begin with, of the same architecture as the base model.
    pub model: Option<String>,
    /// Its revision; the main branch if `None`.
    pub revision: Option<String>,
    /// Token for private repositories and for writing; never shown.
    pub token: Option<Secret>,
    /// Repository for the result.
    pub output_repo: Option<String>,
}

/// Text that must not be shown, stored or logged.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(Box<str>);

impl Secret {
    /// Takes over `text`.
    pub fn new(text: &str) -> Self {
        Self(text.into())
    }

    /// Returns the text, for the one request that needs it.
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
    /// Model or checkpoint that the job begins with.
    Start,
    /// Checkpoint to go on from.
    FromCheckpoint,
    /// Hugging Face repository to begin with.
    HfModel,
    /// Its revision.
    HfRevision,
    /// Hugging Face token.
    HfToken,
    /// Hugging Face repository for the result.
    HfRepo,
    /// Batches per step.
    Accumulation,
    /// Longest example.
    SeqLength,
    /// Short examples share a sequence.
    Packing,
    /// Prompts are learnt too.
    TrainOnInputs,
    /// The part that sees pictures is trained.
    TrainVision,
    /// DPO's weight of the better answer.
    RpoAlpha,
    /// `SimPO`'s margin.
    SimpoGamma,
    /// DPO's normalisation by length.
    DpoNormalize,
    /// DPO without a reference model.
    DpoReferenceFree,
    /// Modules LoRA changes.
    LoraModules,
    /// Name of the Weights & Biases run.
    WandBName,
    /// Weights & Biases team.
    WandBEntity,
    /// Weights & Biases server.
    WandBUrl,
    /// Method that tells classes of windows apart.
    Classifier,
    /// Neighbours that vote.
    NeighborCount,
    /// Measure of their distance.
    NeighborMetric,
    /// Weight of the neighbours' votes.
    NeighborWeights,
    /// Embeddings are scaled to the same length.
    NormalizeEmbeddings,
    /// Rows of a window.
    WindowSize,
    /// Rows between windows.
    StepSize,
    /// Columns that are read.
    DataColumns,
    /// Random seed.
    Seed,
}
