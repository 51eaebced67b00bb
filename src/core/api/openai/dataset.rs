//! The datasets that `OpenAI` takes: its guides to supervised, vision and preference fine-tuning, seen in November 2026.

use crate::model::{DatasetForm, DatasetRules};

/// `OpenAI`'s rules.
pub const DATASET_RULES: DatasetRules = DatasetRules {
    service: "OpenAI",
    source: "The rules are those OpenAI documents; another service with the same API may have its own.",
    is_documented: true,
    // Prompts with completions are for the base models babbage-002 and davinci-002.
    forms: &[DatasetForm::Conversation, DatasetForm::Preference, DatasetForm::Instruction],
    has_developer_role: true,
    // The guide's own example has two messages of the user in a row, one as a string and one as a list of parts.
    has_turns: false,
    has_one_style: false,
    has_prompt_parts: false,
    takes_image_links: true,
    has_user_images_only: false,
    most_images: 10,
};
