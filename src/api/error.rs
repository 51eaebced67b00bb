//! Everything that can come back instead of an answer, as one type.

use super::TransportError;

/// Why a request failed, in words and with what to do about it.
#[derive(Debug, Clone, PartialEq)]
pub struct ApiError {
    /// What sort of failure.
    pub kind: ErrorKind,
    /// HTTP status; `None` if no answer arrived.
    pub status: Option<u16>,
    /// The service's own code (`invalid_state`).
    pub code: Option<String>,
    /// What happened: the service's words where it has any, else ours. One line, no markup.
    pub message: String,
    /// The service's advice.
    pub suggestion: Option<String>,
    /// Quote this to the service's support (`err-41c7`).
    pub support_id: Option<String>,
    /// Whether and when asking again makes sense.
    pub retry: RetryAdvice,
    /// Fields of the request the service refused.
    pub fields: Vec<FieldProblem>,
}

/// Sorts of failure a page treats differently.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ErrorKind {
    /// No answer with a status; see [`TransportError`].
    Transport(TransportError),
    /// 401: the key is wrong or missing.
    Unauthorized,
    /// 403: the key is right, but may not do this.
    Forbidden,
    /// 402: the account's spending limit.
    PaymentRequired,
    /// 404.
    NotFound,
    /// 409, or another refusal because of the job's state.
    Conflict,
    /// 400, 413, 422: the request is not acceptable.
    Invalid,
    /// 429.
    RateLimited,
    /// 5xx.
    Server,
    /// Another status that is no success.
    UnexpectedStatus,
    /// A success whose body is HTML: most often not the API at all.
    NotTheApi,
    /// A success whose body could not be read.
    Unreadable,
}

/// What to do about a failure without asking a person.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum RetryAdvice {
    /// Again, after a back-off.
    Backoff,
    /// Again, not before this many seconds (above 0).
    After(f64),
    /// Only with another key.
    Reauthenticate,
    /// Not again.
    GiveUp,
}

/// A field of the request the service refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldProblem {
    /// The field as the provider spells it, dotted (`config.datasets.0.file_ids`).
    pub wire_name: String,
    /// What is wrong with it.
    pub message: String,
}

impl std::fmt::Display for ApiError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.status {
            Some(status) => write!(f, "{} (status {status})", self.message),
            None => f.write_str(&self.message),
        }
    }
}

impl std::error::Error for ApiError {}
