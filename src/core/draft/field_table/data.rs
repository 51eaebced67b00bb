//! Fields on the files that a job learns from.

use super::{ALWAYS, DATA, FieldEntry, Shown, Variant};
use crate::draft::fields::FieldKind::{Ids, Text};
use crate::model::SpecField::*;

/// The entries, in the order of the form.
pub(super) static FIELDS: &[FieldEntry] = &[
    FieldEntry {
        field: TrainFiles,
        slug: "train_files",
        label: "Training files",
        help: "File ids, separated by commas or lines.",
        kind: Ids,
        is_required: |_| true,
        is_bound_to_provider: true,
        variants: &[
            Variant {
                when: |draft| draft.can().has_dataset_names,
                label: None,
                help: "File ids, separated by commas or lines. A file of another dataset has that one's name before it, as in pumps: file-1.",
                kind: None,
            },
            Variant {
                when: |draft| draft.can().has_labelled_files,
                label: None,
                help: "One per line with the label of its examples, as in normal: file-1.",
                kind: None,
            },
            Variant {
                when: |draft| !draft.can().has_many_files,
                label: Some("Training file"),
                help: "The id of an uploaded file.",
                kind: Some(Text),
            },
        ],
        ..DATA
    },
    FieldEntry {
        field: TrainName,
        slug: "train_name",
        label: "Training set's name",
        help: "A free label, for the files that have none of their own.",
        default: "train",
        is_advanced: true,
        shown: Shown { at: |can, _| can.has_dataset_names, ..ALWAYS },
        ..DATA
    },
    FieldEntry {
        field: EvalFiles,
        slug: "eval_files",
        label: "Evaluation files",
        help: "Held out from training. Without them, overfitting cannot be seen.",
        kind: Ids,
        is_bound_to_provider: true,
        variants: &[
            Variant {
                when: |draft| draft.can().has_dataset_names,
                label: None,
                help: "Held out from training; without them, overfitting cannot be seen. Other datasets are named as above.",
                kind: None,
            },
            Variant {
                when: |draft| draft.can().has_labelled_files,
                label: None,
                help: "Held out from training; each with its label, as above.",
                kind: None,
            },
            Variant {
                when: |draft| !draft.can().has_many_files,
                label: Some("Evaluation file"),
                help: "Held out from training. Without it, overfitting cannot be seen.",
                kind: Some(Text),
            },
        ],
        ..DATA
    },
    FieldEntry {
        field: EvalName,
        slug: "eval_name",
        label: "Evaluation set's name",
        help: "A free label, for the files that have none of their own.",
        default: "eval",
        is_advanced: true,
        shown: Shown { at: |can, _| can.has_dataset_names, ..ALWAYS },
        ..DATA
    },
];
