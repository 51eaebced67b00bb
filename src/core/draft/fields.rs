//! The form: every field with its words, its default, and when it applies.

use super::JobDraft;
use crate::model::SpecField::{self, *};

/// One field of the form, as it is to be shown now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FieldSpec {
    /// Which.
    pub field: SpecField,
    /// Its name.
    pub label: &'static str,
    /// Limits and reasons, shown beside it.
    pub help: &'static str,
    /// How it is filled in.
    pub kind: FieldKind,
    /// It must be filled in by a person.
    pub is_required: bool,
    /// Folded away at first.
    pub is_advanced: bool,
    /// Where it stands.
    pub section: Section,
    /// Its text while untouched; may be empty.
    pub default: &'static str,
    /// Texts that are known to be understood; any other may be typed.
    pub suggestions: &'static [&'static str],
}

/// How a field is filled in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FieldKind {
    /// Any text.
    Text,
    /// A decimal number, or a word that its help names.
    Number,
    /// A whole number.
    Integer,
    /// One or several ids, separated by commas or lines.
    Ids,
    /// One of these: value and label.
    Choice(&'static [(&'static str, &'static str)]),
    /// `true` or `false`.
    Toggle,
    /// Text that is neither shown nor stored.
    Secret,
}

/// A part of the form.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Section {
    /// What is tuned, and what the result is called.
    Model,
    /// What it learns from.
    Data,
    /// How it learns.
    Training,
    /// Where else it reports to.
    Tracking,
}

impl Section {
    /// Every section, in the order of the form.
    pub const ALL: [Self; 4] = [Self::Model, Self::Data, Self::Training, Self::Tracking];

    /// Heading.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Model => "Model",
            Self::Data => "Data",
            Self::Training => "Training",
            Self::Tracking => "Tracking",
        }
    }

    /// A line below the heading.
    pub const fn help(self) -> &'static str {
        match self {
            Self::Model => "The model to tune. Any name the service knows can be typed.",
            Self::Data => "Files at the service: choose them, upload new ones, or give their ids.",
            Self::Training => "The defaults are fine for most jobs.",
            Self::Tracking => {
                "Optional: also report to Weights & Biases, or keep the result at Hugging Face."
            }
        }
    }
}

/// The order of the form.
pub(super) const ORDER: [SpecField; 59] = [
    Start,
    BaseModel,
    FromCheckpoint,
    HfModel,
    HfRevision,
    Name,
    Id,
    TrainFiles,
    TrainName,
    EvalFiles,
    EvalName,
    Classifier,
    Method,
    TrainOnInputs,
    DpoBeta,
    RpoAlpha,
    SimpoGamma,
    DpoNormalize,
    DpoReferenceFree,
    Weights,
    LoraR,
    LoraAlpha,
    LoraDropout,
    LoraModules,
    TrainVision,
    Epochs,
    LearningRate,
    RateMultiplier,
    BatchSize,
    NeighborCount,
    NeighborMetric,
    NeighborWeights,
    NormalizeEmbeddings,
    WindowSize,
    StepSize,
    DataColumns,
    Accumulation,
    SeqLength,
    Packing,
    Evals,
    Checkpoints,
    Scheduler,
    MinLrRatio,
    Cycles,
    WarmupRatio,
    MaxGradNorm,
    WeightDecay,
    EarlyStopping,
    Patience,
    MinDelta,
    WarmupEvals,
    Seed,
    WandBKey,
    WandBProject,
    WandBName,
    WandBEntity,
    WandBUrl,
    HfToken,
    HfRepo,
];

/// The word that leaves a figure to the service, where it has one for that.
pub(super) const AUTO: &str = "auto";

/// What is true of a field in every draft.
pub(super) struct Description {
    /// Word in stored drafts. Never changed once released.
    pub(super) slug: &'static str,
    pub(super) label: &'static str,
    pub(super) default: &'static str,
    kind: FieldKind,
    section: Section,
    is_advanced: bool,
    help: &'static str,
}

const METHODS: &[(&str, &str)] = &[("sft", "Supervised"), ("dpo", "Preference (DPO)")];
const STARTS: &[(&str, &str)] =
    &[("model", "A base model"), ("checkpoint", "A checkpoint"), ("hugging_face", "Hugging Face weights")];
const INPUTS: &[(&str, &str)] = &[("auto", "As the data says"), ("true", "Yes"), ("false", "No")];
const CLASSIFIERS: &[(&str, &str)] = &[("head", "Head"), ("knn", "Nearest neighbours")];
const UNSAID: &[(&str, &str)] = &[("", "Chosen by the service"), ("true", "Yes"), ("false", "No")];
const WEIGHTS: &[(&str, &str)] = &[("lora", "LoRA"), ("full", "Full")];
const SCHEDULERS: &[(&str, &str)] =
    &[("", "Chosen by the service"), ("linear", "Linear"), ("cosine", "Cosine")];

/// A field's words and default.
#[rustfmt::skip] // One line per field reads as the table it is.
pub(super) const fn describe(field: SpecField) -> Description {
    use FieldKind::{Choice, Ids, Integer, Number, Secret, Text, Toggle};
    use Section::{Data, Model, Tracking, Training};
    const fn row(
        (section, is_advanced): (Section, bool),
        slug: &'static str,
        label: &'static str,
        default: &'static str,
        kind: FieldKind,
        help: &'static str,
    ) -> Description {
        Description { slug, label, default, kind, section, is_advanced, help }
    }
    const FIRST: bool = false;
    const FOLDED: bool = true;
    match field {
        Start => row((Model, FIRST), "start", "Begin with", "model", Choice(STARTS), "A checkpoint goes on where an earlier job was; its result may be tuned further."),
        FromCheckpoint => row((Model, FIRST), "from_checkpoint", "Checkpoint", "", Text, "A job's id or the name of its result; :STEP behind it names a step, none means the last."),
        HfModel => row((Model, FIRST), "hf_model", "Hugging Face repository", "", Text, "As in owner/name. The base model above names the architecture it has."),
        HfRevision => row((Model, FOLDED), "hf_revision", "Revision", "", Text, "A branch, tag or commit; main if empty."),
        BaseModel => row((Model, FIRST), "base_model", "Base model", "", Text, "As the service spells it."),
        Name => row((Model, FIRST), "name", "Name", "", Text, "For people; shown in the list of jobs."),
        Id => row((Model, FOLDED), "id", "Id", "", Text, "1 to 64 characters, unique. The service makes one if this is empty."),
        TrainFiles => row((Data, FIRST), "train_files", "Training files", "", Ids, "File ids, separated by commas or lines."),
        TrainName => row((Data, FOLDED), "train_name", "Training set's name", "train", Text, "A free label, for the files that have none of their own."),
        EvalFiles => row((Data, FIRST), "eval_files", "Evaluation files", "", Ids, "Held out from training. Without them, overfitting cannot be seen."),
        EvalName => row((Data, FOLDED), "eval_name", "Evaluation set's name", "eval", Text, "A free label, for the files that have none of their own."),
        Method => row((Training, FIRST), "method", "Method", "sft", Choice(METHODS), "Supervised learns from examples, DPO from pairs of a better and a worse answer."),
        Classifier => row((Training, FIRST), "classifier", "Method", "head", Choice(CLASSIFIERS), "A head is a small network trained on the labelled windows. Nearest neighbours compare with them and train nothing."),
        NeighborCount => row((Training, FIRST), "n_neighbors", "Neighbours", AUTO, Number, "Labelled windows that vote on the class of another, at least 1; or auto."),
        NeighborMetric => row((Training, FIRST), "neighbor_metric", "Distance", "", Text, "How far apart embeddings are, as the service names it, such as cosine. The service's default if empty."),
        NeighborWeights => row((Training, FIRST), "neighbor_weights", "Weight of votes", "", Text, "What each neighbour counts, as the service names it, such as uniform. The service's default if empty."),
        NormalizeEmbeddings => row((Training, FOLDED), "normalize_embeddings", "Normalise embeddings", "", Choice(UNSAID), "Scales embeddings to the same length, so that only their direction counts."),
        WindowSize => row((Training, FIRST), "window_size", "Window", AUTO, Number, "Rows of a file that get one class as a whole, at least 1; or auto."),
        StepSize => row((Training, FIRST), "step_size", "Step", AUTO, Number, "Rows from the beginning of a window to that of the next, at least 1; or auto."),
        DataColumns => row((Training, FIRST), "data_columns", "Data columns", "", Ids, "Columns of the files to read, separated by commas or lines. The service's default if empty."),
        TrainOnInputs => row((Training, FOLDED), "train_on_inputs", "Learn prompts too", AUTO, Choice(INPUTS), "Otherwise only answers are learnt."),
        RpoAlpha => row((Training, FOLDED), "rpo_alpha", "RPO alpha", "0", Number, "Weight of the better answer's own likelihood. At least 0."),
        SimpoGamma => row((Training, FOLDED), "simpo_gamma", "SimPO gamma", "0", Number, "At least 0. Above 0 there is no reference model, and lengths are normalised."),
        DpoNormalize => row((Training, FOLDED), "dpo_normalize", "Normalise by length", "false", Toggle, "Long answers then weigh no more than short ones."),
        DpoReferenceFree => row((Training, FOLDED), "dpo_reference_free", "No reference model", "false", Toggle, "Answers are then compared without the base model's opinion."),
        DpoBeta => row((Training, FIRST), "dpo_beta", "DPO beta", "0.1", Number, "Above 0, usually 0.05 to 0.9. Higher stays closer to the base model."),
        Weights => row((Training, FIRST), "weights", "Weights", "lora", Choice(WEIGHTS), "LoRA trains a small adapter; Full changes all weights and costs more."),
        LoraR => row((Training, FIRST), "lora_r", "LoRA rank", "16", Integer, "At least 1; most models allow up to 64."),
        LoraAlpha => row((Training, FOLDED), "lora_alpha", "LoRA alpha", "32", Integer, "At least 1; usually twice the rank."),
        LoraDropout => row((Training, FOLDED), "lora_dropout", "LoRA dropout", "0", Number, "0 up to but not 1."),
        LoraModules => row((Training, FOLDED), "lora_modules", "LoRA modules", "all-linear", Text, "Names separated by commas, or all-linear."),
        TrainVision => row((Training, FOLDED), "train_vision", "Train the vision part", "false", Toggle, "Only for models that see pictures."),
        Epochs => row((Training, FIRST), "epochs", "Epochs", "1", Integer, "Passes over the training data, at least 1."),
        LearningRate => row((Training, FIRST), "learning_rate", "Learning rate", "0.00001", Number, "Above 0. Full training takes about 1e-5, LoRA often 1e-4 to 1e-3."),
        RateMultiplier => row((Training, FIRST), "rate_multiplier", "Learning rate multiplier", AUTO, Number, "Above 0, usually 0.02 to 2: a factor on the learning rate the service would choose; or auto."),
        BatchSize => row((Training, FIRST), "batch_size", "Batch size", "max", Number, "Examples per step, at least 1, or max for the most that fits."),
        Accumulation => row((Training, FOLDED), "accumulation", "Gradient accumulation", "", Integer, "Batches per step, at least 0. Empty or 0 is the model's own choice."),
        SeqLength => row((Training, FOLDED), "seq_length", "Longest example", "", Integer, "Tokens; longer examples are cut. The most the model takes if empty."),
        Packing => row((Training, FOLDED), "packing", "Packing", "true", Toggle, "Short examples share a sequence, which is faster."),
        Evals => row((Training, FIRST), "evals", "Evaluations", "0", Integer, "Over the whole job. Above 0 needs an evaluation file."),
        Checkpoints => row((Training, FIRST), "checkpoints", "Checkpoints", "1", Integer, "Over the whole job, at least 1."),
        Scheduler => row((Training, FOLDED), "scheduler", "Learning rate schedule", "", Choice(SCHEDULERS), "How the learning rate falls after warm-up."),
        MinLrRatio => row((Training, FOLDED), "min_lr_ratio", "Lowest learning rate", "0", Number, "As a share of the peak, 0 to 1."),
        Cycles => row((Training, FOLDED), "cycles", "Cosine cycles", "0.5", Number, "Above 0; half a cycle ends at the lowest rate."),
        WarmupRatio => row((Training, FOLDED), "warmup_ratio", "Warm-up", "0", Number, "Share of the steps in which the learning rate rises, 0 to 1."),
        MaxGradNorm => row((Training, FOLDED), "max_grad_norm", "Gradient clipping", "1", Number, "Largest gradient norm; 0 switches clipping off."),
        WeightDecay => row((Training, FOLDED), "weight_decay", "Weight decay", "0", Number, "At least 0."),
        EarlyStopping => row((Training, FOLDED), "early_stopping", "Early stopping", "false", Toggle, "Ends training when evaluation loss stops improving. Needs an evaluation file."),
        Patience => row((Training, FOLDED), "patience", "Patience", "2", Integer, "Evaluations without improvement before the end, at least 1."),
        MinDelta => row((Training, FOLDED), "min_delta", "Smallest improvement", "0", Number, "A smaller change counts as none. At least 0."),
        WarmupEvals => row((Training, FOLDED), "warmup_evals", "Ignored evaluations", "1", Integer, "The first evaluations, which count for nothing."),
        Seed => row((Training, FOLDED), "seed", "Random seed", "", Integer, "The same seed repeats the same order of the data. The service chooses if this is empty."),
        WandBKey => row((Tracking, FOLDED), "wandb_key", "Weights & Biases key", "", Secret, "Sent with this job only, and not stored on this page. A wrong key ends the job."),
        WandBProject => row((Tracking, FOLDED), "wandb_project", "Weights & Biases project", "", Text, "The service's default if empty."),
        WandBName => row((Tracking, FOLDED), "wandb_name", "Weights & Biases run", "", Text, "The service names it if empty."),
        WandBEntity => row((Tracking, FOLDED), "wandb_entity", "Weights & Biases team", "", Text, "The key's own account if empty."),
        WandBUrl => row((Tracking, FOLDED), "wandb_url", "Weights & Biases server", "", Text, "The address of a server of your own, with https; the public one if empty."),
        HfToken => row((Tracking, FOLDED), "hf_token", "Hugging Face token", "", Secret, "For private repositories and for writing. Sent with this job only, and not stored on this page."),
        HfRepo => row((Tracking, FOLDED), "hf_repo", "Hugging Face repository of the result", "", Text, "As in owner/name; the token must be allowed to write there."),
    }
}

/// The text means something at one provider only.
pub(super) fn is_bound_to_provider(field: SpecField) -> bool {
    matches!(field, Start | BaseModel | FromCheckpoint | TrainFiles | EvalFiles)
}

/// The text is neither shown nor stored.
pub(super) fn is_secret(field: SpecField) -> bool {
    describe(field).kind == FieldKind::Secret
}

/// Whether a field applies to this draft as it stands.
pub(super) fn applies(draft: &JobDraft, field: SpecField) -> bool {
    let can = draft.provider.capabilities();
    let is = |field, value| draft.has(field) && draft.get(field) == value;
    match field {
        Name | TrainFiles | EvalFiles => true,
        BaseModel => !is(Start, "checkpoint"),
        FromCheckpoint => is(Start, "checkpoint"),
        HfModel | HfRevision => is(Start, "hugging_face"),
        // A checkpoint goes on with the weights it has.
        Weights => can.training_fields.contains(&field) && !is(Start, "checkpoint"),
        TrainOnInputs => can.training_fields.contains(&field) && is(Method, "sft"),
        RpoAlpha | SimpoGamma | DpoNormalize | DpoReferenceFree => {
            can.training_fields.contains(&field) && is(Method, "dpo")
        }
        Id => can.has_client_id,
        TrainName | EvalName => can.has_dataset_names,
        Start | Accumulation | SeqLength | Packing | TrainVision | WandBName | WandBEntity | WandBUrl
        | HfToken | HfRepo | Method | Classifier | WindowSize | StepSize | DataColumns | LearningRate
        | RateMultiplier | BatchSize | Evals | Checkpoints | Scheduler | WarmupRatio | MaxGradNorm
        | WeightDecay | EarlyStopping | Seed | WandBKey | WandBProject => {
            can.training_fields.contains(&field)
        }
        // Nearest neighbours are not trained, so there are no passes.
        Epochs => can.training_fields.contains(&field) && !is(Classifier, "knn"),
        NeighborCount | NeighborMetric | NeighborWeights | NormalizeEmbeddings => is(Classifier, "knn"),
        DpoBeta => is(Method, "dpo"),
        LoraR | LoraAlpha | LoraDropout | LoraModules => is(Weights, "lora"),
        MinLrRatio => is(Scheduler, "linear") || is(Scheduler, "cosine"),
        Cycles => is(Scheduler, "cosine"),
        Patience | MinDelta | WarmupEvals => is(EarlyStopping, "true"),
    }
}

impl JobDraft {
    /// A field as this draft shows it.
    pub(super) fn spec_of(&self, field: SpecField) -> FieldSpec {
        let can = self.provider.capabilities();
        let Description { label, kind, section, is_advanced, help, .. } = describe(field);
        let default = self.default_of(field);
        let is_required = match field {
            BaseModel | FromCheckpoint | HfModel | TrainFiles => true,
            Name => can.has_name,
            _ => false,
        };
        let (label, help, kind) = match field {
            Name if !can.has_name => {
                ("Name suffix", "Up to 40 characters; becomes part of the model's name.", kind)
            }
            TrainFiles if can.has_dataset_names => (
                label,
                "File ids, separated by commas or lines. A file of another dataset has that one's name before it, as in \
                 pumps: file-1.",
                kind,
            ),
            EvalFiles if can.has_dataset_names => (
                label,
                "Held out from training; without them, overfitting cannot be seen. Other datasets are named as above.",
                kind,
            ),
            TrainFiles if can.has_labelled_files => {
                (label, "One per line with the label of its examples, as in normal: file-1.", kind)
            }
            EvalFiles if can.has_labelled_files => {
                (label, "Held out from training; each with its label, as above.", kind)
            }
            Epochs if can.bounds_of(field).is_some() => {
                (label, "Passes over the training data, 1 to 50; or auto.", FieldKind::Number)
            }
            BatchSize if can.bounds_of(field).is_some() => {
                (label, "Examples per step, 1 to 256; or auto.", kind)
            }
            Seed if can.bounds_of(field).is_some() => (
                label,
                "0 to 2147483647. The same seed repeats the same order of the data. The service chooses if this is \
                 empty.",
                kind,
            ),
            Epochs if self.is_auto(field) => {
                (label, "Passes over the training data, at least 1; or auto.", FieldKind::Number)
            }
            BatchSize if self.has(Classifier) => (label, "Windows per step, at least 1; or auto.", kind),
            BatchSize if self.is_auto(field) => (label, "Examples per step, at least 1; or auto.", kind),
            DpoBeta if self.is_auto(field) => {
                (label, "Above 0, at most 2; higher stays closer to the base model. Or auto.", kind)
            }
            TrainFiles if !can.has_many_files => {
                ("Training file", "The id of an uploaded file.", FieldKind::Text)
            }
            EvalFiles if !can.has_many_files => (
                "Evaluation file",
                "Held out from training. Without it, overfitting cannot be seen.",
                FieldKind::Text,
            ),
            _ => (label, help, kind),
        };
        let suggestions: &[&str] = match field {
            NeighborMetric => &["cosine", "euclidean"],
            NeighborWeights => &["uniform", "distance"],
            _ => &[],
        };
        FieldSpec { field, label, help, kind, is_required, is_advanced, section, default, suggestions }
    }
}
