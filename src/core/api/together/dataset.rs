//! The datasets that Together AI takes: the rules of the check in its own client (`lib/utils/files.py`), seen in August
//! 2026.

use crate::model::{DatasetForm, DatasetRules};

/// Together AI's rules.
pub const DATASET_RULES: DatasetRules = DatasetRules {
    service: "Together AI",
    source: "The rules are those of Together AI\u{2019}s own client.",
    is_documented: true,
    forms: &[DatasetForm::Conversation, DatasetForm::Instruction, DatasetForm::Preference, DatasetForm::Text],
    has_developer_role: false,
    has_turns: true,
    has_one_style: true,
    has_prompt_parts: true,
    takes_image_links: false,
    has_user_images_only: true,
    most_images: 10,
};
