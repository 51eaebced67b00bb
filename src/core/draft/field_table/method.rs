//! Fields on the method: what is learnt from examples, and which weights change.

use super::{FieldEntry, Fills, OFFERED, Range, Shown, TRAINING, Variant, most, with};
use crate::draft::fields::{
    AUTO,
    FieldKind::{Choice, Integer, Number, Toggle},
};
use crate::model::SpecField::*;

/// The entries, in the order of the form.
pub(super) static FIELDS: &[FieldEntry] = &[
    FieldEntry {
        field: Classifier,
        slug: "classifier",
        label: "Method",
        help: "A head is a small network trained on the labelled windows. Nearest neighbours compare with them and train nothing.",
        default: "head",
        kind: Choice(&[("head", "Head"), ("knn", "Nearest neighbours")]),
        ..TRAINING
    },
    FieldEntry {
        field: Method,
        slug: "method",
        label: "Method",
        help: "Supervised learns from examples, DPO from pairs of a better and a worse answer.",
        default: "sft",
        kind: Choice(&[("sft", "Supervised"), ("dpo", "Preference (DPO)")]),
        record_keys: &["training_method.method", "method.type"],
        ..TRAINING
    },
    FieldEntry {
        field: TrainOnInputs,
        slug: "train_on_inputs",
        label: "Learn prompts too",
        help: "Otherwise only answers are learnt.",
        default: AUTO,
        kind: Choice(&[("auto", "Decided by the data"), ("true", "Yes"), ("false", "No")]),
        is_advanced: true,
        shown: Shown { with: &[(Method, "sft")], ..OFFERED },
        record_keys: &["training_method.train_on_inputs", "train_on_inputs"],
        ..TRAINING
    },
    FieldEntry {
        field: DpoBeta,
        slug: "dpo_beta",
        label: "DPO beta",
        help: "Above 0, usually 0.05 to 0.9. Higher stays closer to the base model.",
        default: "0.1",
        kind: Number,
        shown: with(&[(Method, "dpo")]),
        range: Range::Above0,
        variants: &[Variant {
            when: |draft| draft.is_auto(DpoBeta),
            label: None,
            help: "Above 0, at most 2; higher stays closer to the base model. Or auto.",
            kind: None,
        }],
        record_keys: &["training_method.dpo_beta", "method.dpo.hyperparameters.beta"],
        ..TRAINING
    },
    FieldEntry {
        field: RpoAlpha,
        slug: "rpo_alpha",
        label: "RPO alpha",
        help: "Weight of the better answer's own likelihood. At least 0.",
        default: "0",
        kind: Number,
        is_advanced: true,
        shown: Shown { with: &[(Method, "dpo")], ..OFFERED },
        range: Range::AtLeast0,
        fills: Fills::Decimal(|settings| &mut settings.preference.rpo_alpha),
        record_keys: &["training_method.rpo_alpha"],
        ..TRAINING
    },
    FieldEntry {
        field: SimpoGamma,
        slug: "simpo_gamma",
        label: "SimPO gamma",
        help: "At least 0. Above 0 there is no reference model, and lengths are normalised.",
        default: "0",
        kind: Number,
        is_advanced: true,
        shown: Shown { with: &[(Method, "dpo")], ..OFFERED },
        range: Range::AtLeast0,
        fills: Fills::Decimal(|settings| &mut settings.preference.simpo_gamma),
        record_keys: &["training_method.simpo_gamma"],
        ..TRAINING
    },
    FieldEntry {
        field: DpoNormalize,
        slug: "dpo_normalize",
        label: "Normalise by length",
        help: "Long answers then weigh no more than short ones.",
        default: "false",
        kind: Toggle,
        is_advanced: true,
        shown: Shown { with: &[(Method, "dpo")], ..OFFERED },
        record_keys: &["training_method.dpo_normalize_logratios_by_length"],
        ..TRAINING
    },
    FieldEntry {
        field: DpoReferenceFree,
        slug: "dpo_reference_free",
        label: "No reference model",
        help: "Answers are then compared without the base model as reference.",
        default: "false",
        kind: Toggle,
        is_advanced: true,
        shown: Shown { with: &[(Method, "dpo")], ..OFFERED },
        record_keys: &["training_method.dpo_reference_free"],
        ..TRAINING
    },
    FieldEntry {
        field: Weights,
        slug: "weights",
        label: "Weights",
        help: "LoRA trains a small adapter; Full changes all weights and costs more.",
        default: "lora",
        kind: Choice(&[("lora", "LoRA"), ("full", "Full")]),
        shown: Shown { unless: &[(Start, "checkpoint")], ..OFFERED },
        record_keys: &["training_type.type"],
        ..TRAINING
    },
    FieldEntry {
        field: LoraR,
        slug: "lora_r",
        label: "LoRA rank",
        help: "At least 1; most models allow up to 64.",
        default: "16",
        kind: Integer,
        shown: with(&[(Weights, "lora")]),
        is_from_model: true,
        range: Range::Whole(1),
        model_range: |_, limits| most(limits.max_rank),
        record_keys: &["training_type.lora_r", "lora_r"],
        ..TRAINING
    },
    FieldEntry {
        field: LoraAlpha,
        slug: "lora_alpha",
        label: "LoRA alpha",
        help: "At least 1; usually twice the rank.",
        default: "32",
        kind: Integer,
        is_advanced: true,
        shown: with(&[(Weights, "lora")]),
        is_from_model: true,
        range: Range::Whole(1),
        record_keys: &["training_type.lora_alpha", "lora_alpha"],
        ..TRAINING
    },
    FieldEntry {
        field: LoraDropout,
        slug: "lora_dropout",
        label: "LoRA dropout",
        help: "0 up to but not 1.",
        default: "0",
        kind: Number,
        is_advanced: true,
        shown: with(&[(Weights, "lora")]),
        range: Range::Below1,
        record_keys: &["training_type.lora_dropout", "lora_dropout"],
        ..TRAINING
    },
    FieldEntry {
        field: LoraModules,
        slug: "lora_modules",
        label: "LoRA modules",
        help: "Names separated by commas, or all-linear.",
        default: "all-linear",
        is_advanced: true,
        shown: with(&[(Weights, "lora")]),
        record_keys: &["training_type.lora_trainable_modules"],
        ..TRAINING
    },
    FieldEntry {
        field: TrainVision,
        slug: "train_vision",
        label: "Train the vision part",
        help: "Only for models that see pictures.",
        default: "false",
        kind: Toggle,
        is_advanced: true,
        record_keys: &["multimodal_params.train_vision"],
        ..TRAINING
    },
];
