//! The datasets that Archetype AI takes: files of JSON lines. The fields of an example are not documented.

use crate::model::{DatasetForm, DatasetRules};

/// Archetype AI's rules.
pub const DATASET_RULES: DatasetRules = DatasetRules {
    service: "Archetype AI",
    source: "Archetype AI does not document which fields an example has, so the fields are not checked.",
    is_documented: false,
    forms: &[
        DatasetForm::Conversation,
        DatasetForm::Instruction,
        DatasetForm::Preference,
        DatasetForm::Pair,
        DatasetForm::Text,
        DatasetForm::ChosenRejected,
        DatasetForm::Alpaca,
        DatasetForm::ShareGpt,
        DatasetForm::Contents,
        DatasetForm::Table,
    ],
    has_developer_role: true,
    has_turns: false,
    has_one_style: false,
    has_prompt_parts: true,
    takes_image_links: true,
    has_user_images_only: false,
    most_images: u32::MAX,
};
