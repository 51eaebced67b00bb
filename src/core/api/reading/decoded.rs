//! A value read from a body, and what could not be read on the way.

/// A decoded value, and one warning per item that was skipped.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Decoded<T> {
    /// The readable part.
    pub value: T,
    /// Skipped items, in body order.
    pub warnings: Vec<DecodeWarning>,
}

/// One item of a list that could not be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DecodeWarning {
    /// Position in the list, from 0.
    pub index: usize,
    /// The problem, for people: `job 3: "id" is missing`.
    pub message: String,
}
