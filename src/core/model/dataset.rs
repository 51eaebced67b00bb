//! Files that a job is trained and evaluated on.

pub mod file;
pub mod rules;

/// One dataset of a job.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dataset {
    /// Free label; the file id where the provider has no label.
    pub name: String,
    /// Training or evaluation.
    pub split: Split,
    /// Opaque ids from the provider's Files API.
    pub file_ids: Vec<String>,
}

/// Training data and evaluation data, or a split whose name is new to us.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Split {
    /// Seen by the optimiser.
    Train,
    /// Held out.
    Eval,
    /// A split this page does not know, under the provider's word.
    Other(Box<str>),
}

impl Split {
    /// Returns the word shown to people, and the first part of a metric's name.
    pub fn label(&self) -> &str {
        match self {
            Self::Train => "train",
            Self::Eval => "eval",
            Self::Other(word) => word,
        }
    }

    /// The split a provider's word stands for.
    pub fn from_word(word: &str) -> Self {
        match word.to_ascii_lowercase().as_str() {
            "train" | "training" => Self::Train,
            "eval" | "validation" => Self::Eval,
            _ => Self::Other(word.into()),
        }
    }
}
