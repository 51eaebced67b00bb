//! Fields on the course of the training.

use super::{FieldEntry, Fills, OFFERED, Range, Shown, TRAINING, Variant, is_dpo, most, with};
use crate::draft::fields::{
    AUTO,
    FieldKind::{Choice, Ids, Integer, Number, Toggle},
};
use crate::model::BatchLimits;
use crate::model::SpecField::*;

/// The entries, in the order of the form.
pub(super) static FIELDS: &[FieldEntry] = &[
    FieldEntry {
        field: Epochs,
        slug: "epochs",
        label: "Epochs",
        help: "Passes over the training data, at least 1.",
        default: "1",
        kind: Integer,
        shown: Shown { unless: &[(Classifier, "knn")], ..OFFERED },
        range: Range::Whole(1),
        model_range: |_, limits| most(limits.max_epochs),
        fills: Fills::Whole(|settings| &mut settings.n_epochs),
        variants: &[
            Variant {
                when: |draft| draft.can().bounds_of(Epochs).is_some(),
                label: None,
                help: "Passes over the training data, 1 to 50; or auto.",
                kind: Some(Number),
            },
            Variant {
                when: |draft| draft.is_auto(Epochs),
                label: None,
                help: "Passes over the training data, at least 1; or auto.",
                kind: Some(Number),
            },
        ],
        record_keys: &[
            "n_epochs",
            "method.supervised.hyperparameters.n_epochs",
            "method.dpo.hyperparameters.n_epochs",
            "hyperparameters.n_epochs",
        ],
        ..TRAINING
    },
    FieldEntry {
        field: LearningRate,
        slug: "learning_rate",
        label: "Learning rate",
        help: "Above 0. Full training takes about 1e-5, LoRA often 1e-4 to 1e-3.",
        default: "1e-5",
        kind: Number,
        range: Range::Above0,
        model_range: |_, limits| (limits.min_learning_rate, limits.max_learning_rate),
        fills: Fills::Decimal(|settings| &mut settings.learning_rate),
        record_keys: &["learning_rate"],
        ..TRAINING
    },
    FieldEntry {
        field: RateMultiplier,
        slug: "rate_multiplier",
        label: "Learning rate multiplier",
        help: "Above 0, usually 0.02 to 2: a factor on the learning rate the service would choose; or auto.",
        default: AUTO,
        kind: Number,
        range: Range::Above0,
        fills: Fills::Decimal(|settings| &mut settings.learning_rate_multiplier),
        record_keys: &[
            "method.supervised.hyperparameters.learning_rate_multiplier",
            "method.dpo.hyperparameters.learning_rate_multiplier",
            "hyperparameters.learning_rate_multiplier",
        ],
        ..TRAINING
    },
    FieldEntry {
        field: BatchSize,
        slug: "batch_size",
        label: "Batch size",
        help: "Examples per step, at least 1, or max for the most that fits.",
        default: "max",
        kind: Number,
        model_range: |draft, limits| {
            // Which weights a checkpoint goes on with is not known here.
            if !draft.has(Weights) {
                return (None, None);
            }
            let BatchLimits { min, max_sft, max_dpo } =
                if draft.get(Weights) == "full" { limits.full } else { limits.lora };
            (min.map(|n| n as f64), most(if is_dpo(draft) { max_dpo } else { max_sft }).1)
        },
        variants: &[
            Variant {
                when: |draft| draft.can().bounds_of(BatchSize).is_some(),
                label: None,
                help: "Examples per step, 1 to 256; or auto.",
                kind: None,
            },
            Variant {
                when: |draft| draft.has(Classifier),
                label: None,
                help: "Windows per step, at least 1; or auto.",
                kind: None,
            },
            Variant {
                when: |draft| draft.is_auto(BatchSize),
                label: None,
                help: "Examples per step, at least 1; or auto.",
                kind: None,
            },
        ],
        record_keys: &[
            "batch_size",
            "method.supervised.hyperparameters.batch_size",
            "method.dpo.hyperparameters.batch_size",
            "hyperparameters.batch_size",
        ],
        ..TRAINING
    },
    FieldEntry {
        field: NeighborCount,
        slug: "n_neighbors",
        label: "Neighbours",
        help: "Labelled windows that vote on the class of another, at least 1; or auto.",
        default: AUTO,
        kind: Number,
        shown: with(&[(Classifier, "knn")]),
        range: Range::Whole(1),
        ..TRAINING
    },
    FieldEntry {
        field: NeighborMetric,
        slug: "neighbor_metric",
        label: "Distance",
        help: "Distance between embeddings, as the service names it, such as cosine. The service's default if empty.",
        shown: with(&[(Classifier, "knn")]),
        suggestions: &["cosine", "euclidean"],
        ..TRAINING
    },
    FieldEntry {
        field: NeighborWeights,
        slug: "neighbor_weights",
        label: "Weight of votes",
        help: "Weight of each neighbour's vote, as the service names it, such as uniform. The service's default if empty.",
        shown: with(&[(Classifier, "knn")]),
        suggestions: &["uniform", "distance"],
        ..TRAINING
    },
    FieldEntry {
        field: NormalizeEmbeddings,
        slug: "normalize_embeddings",
        label: "Normalise embeddings",
        help: "Scales embeddings to the same length, so that only their direction counts.",
        kind: Choice(&[("", "Chosen by the service"), ("true", "Yes"), ("false", "No")]),
        is_advanced: true,
        shown: with(&[(Classifier, "knn")]),
        ..TRAINING
    },
    FieldEntry {
        field: WindowSize,
        slug: "window_size",
        label: "Window",
        help: "Rows of a file that get one class as a whole, at least 1; or auto.",
        default: AUTO,
        kind: Number,
        range: Range::Whole(1),
        fills: Fills::Whole(|settings| &mut settings.reader.window_size),
        ..TRAINING
    },
    FieldEntry {
        field: StepSize,
        slug: "step_size",
        label: "Step",
        help: "Rows from the beginning of a window to that of the next, at least 1; or auto.",
        default: AUTO,
        kind: Number,
        range: Range::Whole(1),
        fills: Fills::Whole(|settings| &mut settings.reader.step_size),
        ..TRAINING
    },
    FieldEntry {
        field: DataColumns,
        slug: "data_columns",
        label: "Data columns",
        help: "Columns of the files to read, separated by commas or lines. The service's default if empty.",
        kind: Ids,
        ..TRAINING
    },
    FieldEntry {
        field: Accumulation,
        slug: "accumulation",
        label: "Gradient accumulation",
        help: "Batches per step, at least 0. Empty or 0 is the model's own choice.",
        kind: Integer,
        is_advanced: true,
        range: Range::Whole(0),
        fills: Fills::Whole(|settings| &mut settings.n_accumulation_steps),
        record_keys: &["gradient_accumulation_steps"],
        ..TRAINING
    },
    FieldEntry {
        field: SeqLength,
        slug: "seq_length",
        label: "Longest example",
        help: "Tokens; longer examples are cut. The most the model takes if empty.",
        kind: Integer,
        is_advanced: true,
        range: Range::Whole(1),
        model_range: |draft, limits| {
            let longest = if is_dpo(draft) { limits.max_seq_length_dpo } else { limits.max_seq_length_sft };
            (limits.min_seq_length.map(|n| n as f64), most(longest).1)
        },
        fills: Fills::Whole(|settings| &mut settings.max_seq_length),
        record_keys: &["max_seq_length"],
        ..TRAINING
    },
    FieldEntry {
        field: Packing,
        slug: "packing",
        label: "Packing",
        help: "Short examples share a sequence, which is faster.",
        default: "true",
        kind: Toggle,
        is_advanced: true,
        fills: Fills::Flag(|settings| &mut settings.packing),
        record_keys: &["packing"],
        ..TRAINING
    },
    FieldEntry {
        field: Evals,
        slug: "evals",
        label: "Evaluations",
        help: "Over the whole job. Above 0 needs an evaluation file.",
        default: "0",
        kind: Integer,
        range: Range::Whole(0),
        model_range: |_, limits| most(limits.max_evals),
        fills: Fills::Whole(|settings| &mut settings.n_evals),
        record_keys: &["n_evals"],
        ..TRAINING
    },
    FieldEntry {
        field: Checkpoints,
        slug: "checkpoints",
        label: "Checkpoints",
        help: "Over the whole job, at least 1.",
        default: "1",
        kind: Integer,
        range: Range::Whole(1),
        model_range: |_, limits| most(limits.max_checkpoints),
        fills: Fills::Whole(|settings| &mut settings.n_checkpoints),
        record_keys: &["n_checkpoints"],
        ..TRAINING
    },
    FieldEntry {
        field: Scheduler,
        slug: "scheduler",
        label: "Learning rate schedule",
        help: "How the learning rate falls after warm-up.",
        kind: Choice(&[("", "Chosen by the service"), ("linear", "Linear"), ("cosine", "Cosine")]),
        is_advanced: true,
        record_keys: &["lr_scheduler.lr_scheduler_type", "lr_scheduler_type"],
        ..TRAINING
    },
    FieldEntry {
        field: MinLrRatio,
        slug: "min_lr_ratio",
        label: "Lowest learning rate",
        help: "As a share of the peak, 0 to 1.",
        default: "0",
        kind: Number,
        is_advanced: true,
        shown: with(&[(Scheduler, "linear"), (Scheduler, "cosine")]),
        range: Range::Share,
        record_keys: &["lr_scheduler.lr_scheduler_args.min_lr_ratio", "min_lr_ratio"],
        ..TRAINING
    },
    FieldEntry {
        field: Cycles,
        slug: "cycles",
        label: "Cosine cycles",
        help: "Above 0; half a cycle ends at the lowest rate.",
        default: "0.5",
        kind: Number,
        is_advanced: true,
        shown: with(&[(Scheduler, "cosine")]),
        range: Range::Above0,
        record_keys: &["lr_scheduler.lr_scheduler_args.num_cycles", "num_cycles"],
        ..TRAINING
    },
    FieldEntry {
        field: WarmupRatio,
        slug: "warmup_ratio",
        label: "Warm-up",
        help: "Share of the steps in which the learning rate rises, 0 to 1.",
        default: "0",
        kind: Number,
        is_advanced: true,
        range: Range::Share,
        fills: Fills::Decimal(|settings| &mut settings.warmup_ratio),
        record_keys: &["warmup_ratio"],
        ..TRAINING
    },
    FieldEntry {
        field: MaxGradNorm,
        slug: "max_grad_norm",
        label: "Gradient clipping",
        help: "Largest gradient norm; 0 switches clipping off.",
        default: "1",
        kind: Number,
        is_advanced: true,
        range: Range::AtLeast0,
        fills: Fills::Decimal(|settings| &mut settings.max_grad_norm),
        record_keys: &["max_grad_norm"],
        ..TRAINING
    },
    FieldEntry {
        field: WeightDecay,
        slug: "weight_decay",
        label: "Weight decay",
        help: "At least 0.",
        default: "0",
        kind: Number,
        is_advanced: true,
        range: Range::AtLeast0,
        fills: Fills::Decimal(|settings| &mut settings.weight_decay),
        record_keys: &["weight_decay"],
        ..TRAINING
    },
    FieldEntry {
        field: EarlyStopping,
        slug: "early_stopping",
        label: "Early stopping",
        help: "Ends training when evaluation loss stops improving. Needs an evaluation file.",
        default: "false",
        kind: Toggle,
        is_advanced: true,
        record_keys: &["early_stopping_enabled"],
        ..TRAINING
    },
    FieldEntry {
        field: Patience,
        slug: "patience",
        label: "Patience",
        help: "Evaluations without improvement before the end, at least 1.",
        default: "2",
        kind: Integer,
        is_advanced: true,
        shown: with(&[(EarlyStopping, "true")]),
        range: Range::Whole(1),
        record_keys: &["early_stopping_patience"],
        ..TRAINING
    },
    FieldEntry {
        field: MinDelta,
        slug: "min_delta",
        label: "Smallest improvement",
        help: "A smaller change counts as none. At least 0.",
        default: "0",
        kind: Number,
        is_advanced: true,
        shown: with(&[(EarlyStopping, "true")]),
        range: Range::AtLeast0,
        record_keys: &["early_stopping_min_delta"],
        ..TRAINING
    },
    FieldEntry {
        field: WarmupEvals,
        slug: "warmup_evals",
        label: "Ignored evaluations",
        help: "First evaluations, which are not counted.",
        default: "1",
        kind: Integer,
        is_advanced: true,
        shown: with(&[(EarlyStopping, "true")]),
        range: Range::Whole(0),
        record_keys: &["early_stopping_warmup_evals"],
        ..TRAINING
    },
    FieldEntry {
        field: Seed,
        slug: "seed",
        label: "Random seed",
        help: "The same seed repeats the same order of the data. The service chooses if this is empty.",
        kind: Integer,
        is_advanced: true,
        variants: &[Variant {
            when: |draft| draft.can().bounds_of(Seed).is_some(),
            label: None,
            help: "0 to 2147483647. The same seed repeats the same order of the data. The service chooses if this is empty.",
            kind: None,
        }],
        record_keys: &["random_seed", "seed"],
        ..TRAINING
    },
];
