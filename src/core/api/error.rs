//! Everything that can come back instead of a response, as one type.

mod body;
pub mod field;
pub mod job_failure;

use super::TransportError;

/// Failure of a request, in words and with what to do about it.
#[derive(Debug, Clone, PartialEq)]
pub struct ApiError {
    /// Sort of failure.
    pub kind: ErrorKind,
    /// HTTP status; `None` if no response arrived.
    pub status: Option<u16>,
    /// The service's own code (`invalid_state`).
    pub code: Option<String>,
    /// Description of the failure: the service's words where it has any, else the page's. One line, no
    /// markup.
    pub message: String,
    /// The service's advice.
    pub suggestion: Option<String>,
    /// Quote this to the service's support (`err-41c7`).
    pub support_id: Option<String>,
    /// Advice on asking again.
    pub retry: RetryAdvice,
    /// Fields of the request the service refused.
    pub fields: Vec<FieldProblem>,
}

/// Sorts of failure a page treats differently.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ErrorKind {
    /// No response with a status; see [`TransportError`].
    Transport(TransportError),
    /// 401: the key is wrong or missing.
    Unauthorized,
    /// 403: the key is right, but may not do this.
    Forbidden,
    /// 401, 403 or 407 with a page of HTML: a gateway or a firewall refused the request before the service saw it, which
    /// says nothing of the key.
    Gateway,
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
    /// Not sent: this page is shown inside another one, which may lead people to press what they do not see.
    Framed,
}

/// Advice on a failed request that needs no decision by a person.
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
    /// Problem of the field.
    pub message: String,
}

impl ApiError {
    /// The service has nothing at this address, or nothing that takes this verb: it does not offer what was
    /// asked for, provided that the rest of the address is known to be right.
    pub fn is_no_endpoint(&self) -> bool {
        matches!(self.status, Some(404 | 405 | 501))
    }

    /// Returns true if the service may have carried out the request all the same: it did not refuse. A cancelled
    /// request counts, since its progress is unknown.
    pub fn may_have_been_heard(&self) -> bool {
        match self.kind {
            ErrorKind::Transport(_) | ErrorKind::Server | ErrorKind::NotTheApi | ErrorKind::Unreadable => {
                true
            }
            ErrorKind::Unauthorized
            | ErrorKind::Forbidden
            | ErrorKind::Gateway
            | ErrorKind::PaymentRequired
            | ErrorKind::NotFound
            | ErrorKind::Conflict
            | ErrorKind::Invalid
            | ErrorKind::Framed
            | ErrorKind::RateLimited
            | ErrorKind::UnexpectedStatus => false,
        }
    }

    /// The service refuses the question as such, or has nothing where it asks: a page of a list that may not be there is
    /// not.
    pub fn is_refusal(&self) -> bool {
        matches!(self.status, Some(400 | 404 | 405 | 416 | 422 | 501))
    }

    /// Returns a request that was not sent, since its address would have become another one.
    pub fn unaddressable() -> Self {
        let message = "An address cannot carry an id that is empty or has \u{201c}.\u{201d} or \u{201c}..\u{201d} between slashes";
        Self::new(ErrorKind::Invalid, None, message, RetryAdvice::GiveUp)
    }

    /// Returns a request that was not sent, since the connection has no key, or none any more.
    pub fn no_key() -> Self {
        Self::new(
            ErrorKind::Unauthorized,
            None,
            "The key of this connection is not here",
            RetryAdvice::Reauthenticate,
        )
    }

    /// Bytes that were not sent, since the service named an address for them that is not one of storage: this page's own host,
    /// where they would act in its name, or one without encryption.
    pub fn wrong_storage() -> Self {
        let message = "The service wants the file put to an address on this page's own host, or to one that is not encrypted";
        Self::new(ErrorKind::Invalid, None, message, RetryAdvice::GiveUp)
    }

    /// Returns a change that was not sent, since the page is inside another one.
    pub fn framed() -> Self {
        let message = "This page is shown inside another page, which could lead you to press what you do not see. Open it by itself, in a tab of its own";
        Self::new(ErrorKind::Framed, None, message, RetryAdvice::GiveUp)
    }

    /// Returns a failure about which nothing more is known. `message` is made one line.
    pub(super) fn new(kind: ErrorKind, status: Option<u16>, message: &str, retry: RetryAdvice) -> Self {
        Self {
            kind,
            status,
            code: None,
            message: one_line(message),
            suggestion: None,
            support_id: None,
            retry,
            fields: Vec::new(),
        }
    }

    /// Returns a success whose body is no response of the API, or only a part of one. Gateways and networks do that
    /// for a while, so asking again makes sense.
    pub(super) fn unreadable(status: u16, message: &str) -> Self {
        Self::new(ErrorKind::Unreadable, Some(status), message, RetryAdvice::Backoff)
    }

    /// Returns a success whose body is a page of HTML: a wrong address, a sign-in page, a gateway.
    pub(super) fn not_the_api(status: u16, html: &str) -> Self {
        let message = match element(html, "<title") {
            Some(title) => {
                format!("An HTML page came instead of an answer of the API: \u{201c}{title}\u{201d}")
            }
            None => "An HTML page came instead of an answer of the API".to_owned(),
        };
        Self::new(ErrorKind::NotTheApi, Some(status), &message, RetryAdvice::Backoff)
    }
}

impl From<TransportError> for ApiError {
    fn from(error: TransportError) -> Self {
        let (message, retry) = match error {
            TransportError::Blocked => ("The request did not reach the service", RetryAdvice::Backoff),
            TransportError::TimedOut => ("The service did not answer in time", RetryAdvice::Backoff),
            TransportError::Aborted => ("The request was given up", RetryAdvice::GiveUp),
            TransportError::CutOff => ("The response was cut off", RetryAdvice::Backoff),
        };
        Self::new(ErrorKind::Transport(error), None, message, retry)
    }
}

/// Returns the text of a service as one line for people: white space collapsed, control characters and those that turn
/// the direction of text removed, cut at 300 characters.
pub(super) fn one_line(text: &str) -> String {
    const LONGEST: usize = 300;
    let mut line = String::new();
    let mut n_chars = 0;
    for c in text.trim().chars() {
        let c = if c.is_whitespace() { ' ' } else { c };
        let is_hidden = c.is_control() || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
        if is_hidden || (c == ' ' && line.ends_with(' ')) {
            continue;
        }
        if n_chars == LONGEST {
            line.push('…');
            break;
        }
        line.push(c);
        n_chars += 1;
    }
    line
}

/// Returns the text of the first element of a page or an XML answer whose tag begins so, in lower case; `None` if there is
/// none.
pub(super) fn element(markup: &str, tag: &str) -> Option<String> {
    // ASCII case keeps all byte positions, so they hold for the original too.
    let lower = markup.to_ascii_lowercase();
    let tag_at = lower.match_indices('<').map(|(at, _)| at).find(|at| lower[*at..].starts_with(tag))?;
    let start = tag_at + lower[tag_at..].find('>')? + 1;
    let end = start + lower[start..].find('<')?;
    Some(one_line(&markup[start..end])).filter(|text| !text.is_empty())
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_plain_no_has_surely_not_been_done() {
        use ErrorKind as K;
        use TransportError as T;
        let unknown = [
            K::Transport(T::Blocked),
            K::Transport(T::TimedOut),
            // It may have been given up after the service had heard it.
            K::Transport(T::Aborted),
            K::Transport(T::CutOff),
            K::Server,
            K::NotTheApi,
            K::Unreadable,
        ];
        let refused = [
            K::Unauthorized,
            K::Forbidden,
            K::Gateway,
            K::PaymentRequired,
            K::NotFound,
            K::Conflict,
            K::Invalid,
            K::RateLimited,
            K::UnexpectedStatus,
        ];
        let check = |kind, expected| {
            let error = ApiError::new(kind, None, "", RetryAdvice::GiveUp);
            assert_eq!(error.may_have_been_heard(), expected, "{kind:?}");
        };
        unknown.into_iter().for_each(|kind| check(kind, true));
        refused.into_iter().for_each(|kind| check(kind, false));
    }
}
