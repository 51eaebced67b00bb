//! The datasets that Archetype AI's version 0.6 takes: CSV files, each with one class (the service's own examples).

use crate::model::{DatasetForm, DatasetRules};

/// The rules of version 0.6.
pub const DATASET_RULES: DatasetRules = DatasetRules {
    service: "Archetype AI",
    source: "The rules are those of the service\u{2019}s own examples.",
    is_documented: true,
    forms: &[DatasetForm::Table],
    ..DatasetRules::UNDOCUMENTED
};
