//! Fields on services that a job reports to.

use super::{FieldEntry, TRACKING};
use crate::draft::fields::FieldKind::Secret;
use crate::model::SpecField::*;

/// The entries, in the order of the form.
pub(super) static FIELDS: &[FieldEntry] = &[
    FieldEntry {
        field: WandBKey,
        slug: "wandb_key",
        label: "Weights & Biases key",
        help: "Sent with this job only, and not stored on this page. A wrong key ends the job.",
        kind: Secret,
        is_advanced: true,
        ..TRACKING
    },
    FieldEntry {
        field: WandBProject,
        slug: "wandb_project",
        label: "Weights & Biases project",
        help: "The service's default if empty.",
        is_advanced: true,
        record_keys: &["wandb_project_name"],
        ..TRACKING
    },
    FieldEntry {
        field: WandBName,
        slug: "wandb_name",
        label: "Weights & Biases run",
        help: "The service names it if empty.",
        is_advanced: true,
        record_keys: &["wandb_name"],
        ..TRACKING
    },
    FieldEntry {
        field: WandBEntity,
        slug: "wandb_entity",
        label: "Weights & Biases team",
        help: "The key's own account if empty.",
        is_advanced: true,
        ..TRACKING
    },
    FieldEntry {
        field: WandBUrl,
        slug: "wandb_url",
        label: "Weights & Biases server",
        help: "The address of a server of your own, with https; the public one if empty.",
        is_advanced: true,
        ..TRACKING
    },
    FieldEntry {
        field: HfToken,
        slug: "hf_token",
        label: "Hugging Face token",
        help: "For private repositories and for writing. Sent with this job only, and not stored on this page.",
        kind: Secret,
        is_advanced: true,
        ..TRACKING
    },
    FieldEntry {
        field: HfRepo,
        slug: "hf_repo",
        label: "Hugging Face repository of the result",
        help: "As in owner/name; the token must be allowed to write there.",
        is_advanced: true,
        record_keys: &["hf_output_repo_name"],
        ..TRACKING
    },
];
