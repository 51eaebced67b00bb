//! Reasons why an upload ended without a file, in words.

use crate::api::{ApiError, ErrorKind};

/// An upload that did not succeed.
#[derive(Debug, Clone, PartialEq)]
pub struct Failure {
    /// Sort of failure.
    pub kind: FailureKind,
    /// Error of the service or the network, if any.
    pub error: Option<ApiError>,
}

/// Sorts of failure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FailureKind {
    /// The file has no bytes.
    Empty,
    /// The file cannot be read any longer.
    Gone,
    /// Another file has its name.
    NameTaken,
    /// The service did not accept it.
    Refused,
    /// The storage that parts go to did not accept one, or cannot be reached.
    Storage,
    /// Fresh addresses for parts do not hold either.
    Expired,
    /// Parts arrive, but the browser is not shown the proof that the service wants.
    NoToken,
    /// The service knows nothing of the upload any more.
    Lost,
    /// The upload was tried several times, and each time the file did not arrive.
    GaveUp,
    /// The outcome is unknown: the file may have arrived.
    Unknown,
}

impl Failure {
    pub(super) fn new(kind: FailureKind, error: Option<ApiError>) -> Self {
        Self { kind, error }
    }

    /// Returns a refusal by the service.
    pub(super) fn of(error: ApiError) -> Self {
        let kind = match error.kind {
            ErrorKind::Conflict => FailureKind::NameTaken,
            ErrorKind::Transport(_) | ErrorKind::Server | ErrorKind::RateLimited => FailureKind::GaveUp,
            _ => FailureKind::Refused,
        };
        Self::new(kind, Some(error))
    }

    /// Returns true if trying again, unchanged, makes sense.
    pub const fn can_retry(&self) -> bool {
        match self.kind {
            FailureKind::Empty | FailureKind::Gone | FailureKind::NameTaken | FailureKind::NoToken => false,
            FailureKind::Refused
            | FailureKind::Storage
            | FailureKind::Expired
            | FailureKind::Lost
            | FailureKind::GaveUp
            | FailureKind::Unknown => true,
        }
    }

    /// Returns the failure in a few words.
    pub const fn title(&self) -> &'static str {
        match self.kind {
            FailureKind::Empty => "The file is empty",
            FailureKind::Gone => "The file can be read no longer",
            FailureKind::NameTaken => "The name is taken",
            FailureKind::Refused => "The service did not accept the file",
            FailureKind::Storage => "The storage did not accept a part",
            FailureKind::Expired => "The storage's addresses do not hold",
            FailureKind::NoToken => "The upload cannot be completed from a browser",
            FailureKind::Lost => "The service lost track of the upload",
            FailureKind::GaveUp => "The file did not arrive",
            FailureKind::Unknown => "It is not known whether the file arrived",
        }
    }

    /// Returns the consequence, the remedy, and the service's words.
    pub fn meaning(&self) -> String {
        let advice = match self.kind {
            FailureKind::Empty => "There is nothing to train on. Choose another file.",
            FailureKind::Gone => {
                "It was moved, changed or deleted since it was chosen. Nothing is lost at the service; choose it again."
            }
            FailureKind::NameTaken => "A file of this name is there already. Send it under another name.",
            FailureKind::Refused => "Nothing was stored.",
            FailureKind::Storage => "Parts that have arrived are kept; try again to send the rest.",
            FailureKind::Expired => {
                "Fresh addresses were refused too. Check this computer's clock, then try again."
            }
            FailureKind::NoToken => {
                "The storage hides the ETag header from web pages (its CORS rule has to expose it). Upload this \
                 file with the provider's own tools and give its id here."
            }
            FailureKind::Lost => "Nothing was stored. Trying again begins anew.",
            FailureKind::GaveUp => "Several attempts ended early. Check the connection, then try again.",
            FailureKind::Unknown => {
                "All bytes may have arrived. Trying again looks first, and sends the file only if it is not there."
            }
        };
        match &self.error {
            Some(error) => format!("{advice} ({error})"),
            None => advice.to_owned(),
        }
    }
}
