//! A field as the form shows it, and the parts of the form.

use crate::model::SpecField;

/// One field of the form, as it is to be shown now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FieldSpec {
    /// The field.
    pub field: SpecField,
    /// Its name.
    pub label: &'static str,
    /// Limits and reasons, shown beside it.
    pub help: &'static str,
    /// Kind of input.
    pub kind: FieldKind,
    /// It must be filled in by a person.
    pub is_required: bool,
    /// Folded away at first.
    pub is_advanced: bool,
    /// Section of the form.
    pub section: Section,
    /// Its text while untouched; may be empty.
    pub default: &'static str,
    /// Texts that are known to be understood; any other may be typed.
    pub suggestions: &'static [&'static str],
}

/// Kind of a field's input.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FieldKind {
    /// Any text.
    Text,
    /// A decimal number, or a word that its help names.
    Number,
    /// A whole number.
    Integer,
    /// One or several ids, separated by commas or lines.
    Ids,
    /// One of these: value and label.
    Choice(&'static [(&'static str, &'static str)]),
    /// `true` or `false`.
    Toggle,
    /// Text that is neither shown nor stored.
    Secret,
}

/// A part of the form.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Section {
    /// Base model, and the name of the result.
    Model,
    /// Training and evaluation data.
    Data,
    /// Training settings.
    Training,
    /// Services that the job reports to.
    Tracking,
}

impl Section {
    /// Every section, in the order of the form.
    pub const ALL: [Self; 4] = [Self::Model, Self::Data, Self::Training, Self::Tracking];

    /// Heading.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Model => "Model",
            Self::Data => "Data",
            Self::Training => "Training",
            Self::Tracking => "Tracking",
        }
    }

    /// A line below the heading.
    pub const fn help(self) -> &'static str {
        match self {
            Self::Model => "The model to tune. Any name the service knows can be typed.",
            Self::Data => "Files at the service: choose them, upload new ones, or give their ids.",
            Self::Training => "The defaults are fine for most jobs.",
            Self::Tracking => {
                "Optional: also report to Weights & Biases, or keep the result at Hugging Face."
            }
        }
    }
}

/// The word that leaves a figure to the service, where it has one for that.
pub(super) const AUTO: &str = "auto";
