//! The datasets that Archetype AI takes: files of JSON lines. The fields of an example are not documented.

use crate::model::DatasetRules;

/// Archetype AI's rules.
pub const DATASET_RULES: DatasetRules = DatasetRules {
    service: "Archetype AI",
    source: "Archetype AI does not document which fields an example has, so the fields are not checked.",
    ..DatasetRules::UNDOCUMENTED
};
