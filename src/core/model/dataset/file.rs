//! A file in an account, as the provider's Files API lists it.

use crate::model::Timestamp;

/// One file at a provider.
#[derive(Debug, Clone, PartialEq)]
pub struct DatasetFile {
    /// Opaque; what a job names.
    pub id: String,
    /// For people; the id where the file has no other name.
    pub name: String,
    /// Size in bytes; `None` if the service does not say (yet).
    pub n_bytes: Option<u64>,
    /// Lines, which are examples in line-based formats; `None` if the service does not say (yet).
    pub n_lines: Option<u64>,
    /// The provider's word for its type (`jsonl`, `text/plain`).
    pub kind: Option<String>,
    /// Format of the file's examples, once the service has checked them (`conversation`); `None` if the
    /// service does not say.
    pub format: Option<String>,
    /// The service's progress with the file: only a ready file can be used by a job.
    pub status: FileStatus,
    /// When it was uploaded; `None` if the service does not say.
    pub created_at: Option<Timestamp>,
}

/// The service's progress with a file.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum FileStatus {
    /// Being received or checked.
    Processing,
    /// A job can use it.
    Ready,
    /// Checked and refused; the service's reason on one line, or its word where it gives none.
    Failed(Box<str>),
    /// A status this page does not know, under the provider's word; empty if it has none.
    Unknown(Box<str>),
}

impl DatasetFile {
    /// Returns true if every one of these words, separated by spaces, is in the file's name or id, in upper
    /// or lower case.
    pub fn matches(&self, words: &str) -> bool {
        let own = format!("{} {}", self.name, self.id).to_lowercase();
        words.to_lowercase().split_whitespace().all(|word| own.contains(word))
    }
}

impl FileStatus {
    /// Nothing more will happen to it by itself.
    pub const fn is_settled(&self) -> bool {
        match self {
            Self::Ready | Self::Failed(_) => true,
            Self::Processing | Self::Unknown(_) => false,
        }
    }

    /// Returns the word shown to people.
    pub fn label(&self) -> &str {
        match self {
            Self::Processing => "Processing",
            Self::Ready => "Ready",
            Self::Failed(_) => "Not usable",
            Self::Unknown(word) if word.is_empty() => "Unknown",
            Self::Unknown(word) => word,
        }
    }
}
