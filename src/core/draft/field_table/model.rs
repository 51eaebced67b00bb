//! Fields on the model that is tuned and on what the result is called.

use super::{ALWAYS, FieldEntry, MODEL, OFFERED, Shown, Variant, with};
use crate::draft::fields::FieldKind::Choice;
use crate::model::SpecField::*;

/// The entries, in the order of the form.
pub(super) static FIELDS: &[FieldEntry] = &[
    FieldEntry {
        field: Start,
        slug: "start",
        label: "Begin with",
        help: "A checkpoint continues an earlier job; its result may be tuned further.",
        default: "model",
        kind: Choice(&[
            ("model", "A base model"),
            ("checkpoint", "A checkpoint"),
            ("hugging_face", "Hugging Face weights"),
        ]),
        shown: OFFERED,
        is_bound_to_provider: true,
        ..MODEL
    },
    FieldEntry {
        field: BaseModel,
        slug: "base_model",
        label: "Base model",
        help: "Exact model ID.",
        shown: Shown { unless: &[(Start, "checkpoint")], ..ALWAYS },
        is_required: |_| true,
        is_bound_to_provider: true,
        ..MODEL
    },
    FieldEntry {
        field: FromCheckpoint,
        slug: "from_checkpoint",
        label: "Checkpoint",
        help: "A job's id or the name of its result; :STEP behind it names a step, none means the last.",
        shown: with(&[(Start, "checkpoint")]),
        is_required: |_| true,
        is_bound_to_provider: true,
        record_keys: &["from_checkpoint"],
        ..MODEL
    },
    FieldEntry {
        field: HfModel,
        slug: "hf_model",
        label: "Hugging Face repository",
        help: "As in owner/name. The base model above names the architecture it has.",
        shown: with(&[(Start, "hugging_face")]),
        is_required: |_| true,
        record_keys: &["from_hf_model"],
        ..MODEL
    },
    FieldEntry {
        field: HfRevision,
        slug: "hf_revision",
        label: "Revision",
        help: "A branch, tag or commit; main if empty.",
        is_advanced: true,
        shown: with(&[(Start, "hugging_face")]),
        record_keys: &["hf_model_revision"],
        ..MODEL
    },
    FieldEntry {
        field: Name,
        slug: "name",
        label: "Name",
        help: "A name for people; shown in the job list.",
        is_required: |can| can.has_name,
        variants: &[Variant {
            when: |draft| !draft.can().has_name,
            label: Some("Name suffix"),
            help: "Up to 40 characters; becomes part of the model's name.",
            kind: None,
        }],
        ..MODEL
    },
    FieldEntry {
        field: Id,
        slug: "id",
        label: "Id",
        help: "1 to 64 characters, unique. The service makes one if this is empty.",
        is_advanced: true,
        shown: Shown { at: |can, _| can.has_client_id, ..ALWAYS },
        ..MODEL
    },
];
