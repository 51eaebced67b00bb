//! Requests that carry a file or a part of it. The bytes are never here: the sender has the file, and
//! hands on the range that is asked for.

use crate::api::HttpRequest;

/// A request whose content is bytes of the file at hand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileRequest {
    /// Destination of the bytes, and the key that goes along.
    pub destination: Destination,
    /// First byte of the file to send.
    pub from: u64,
    /// One past the last byte to send.
    pub to: u64,
}

/// Destination of a file's bytes.
#[derive(Clone, PartialEq, Eq)]
pub enum Destination {
    /// The service itself: a multipart form, sent with the connection's key.
    Service {
        /// The request to send; it has no body of its own.
        request: HttpRequest,
        /// The form around the file.
        form: Form,
    },
    /// A signed address of a storage: a bare `PUT` without any key, which would void the signature and tell
    /// the key to a third party.
    Signed {
        /// The whole address. It is a secret of a kind, so `Debug` shows nothing of it.
        url: String,
    },
}

impl Destination {
    /// Returns the path at the service; empty for a storage.
    pub fn path(&self) -> &str {
        match self {
            Self::Service { request, .. } => &request.path,
            Self::Signed { .. } => "",
        }
    }
}

/// A multipart form with one file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Form {
    /// Text fields, sent before the file.
    pub fields: Vec<(&'static str, String)>,
    /// Name of the field that holds the file.
    pub file_field: &'static str,
    /// Name of the file.
    pub file_name: String,
    /// Media type of the file.
    pub media_type: &'static str,
}

impl FileRequest {
    /// Returns the number of bytes of the file that the request carries.
    pub const fn n_bytes(&self) -> u64 {
        self.to.saturating_sub(self.from)
    }
}

impl std::fmt::Debug for Destination {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Service { request, form } => {
                f.debug_struct("Service").field("request", request).field("form", form).finish()
            }
            Self::Signed { .. } => f.write_str("Signed(…)"),
        }
    }
}
