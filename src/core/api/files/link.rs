//! Links to files that take no key.

use crate::model::Timestamp;

/// A signed address: anyone who has it can fetch the file without a key, until it expires.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileLink {
    /// `http` or `https`.
    pub url: String,
    /// The file's name.
    pub name: Option<String>,
    /// Its size.
    pub n_bytes: Option<u64>,
    /// When the address expires.
    pub expires_at: Option<Timestamp>,
}
