//! HTTP as values: what is asked, what came back, and what can go wrong in between.

use std::fmt;

use super::ApiKey;
use crate::model::{leads_elsewhere, percent_encode};

/// A request relative to a connection's base URL.
#[derive(Clone, PartialEq, Eq)]
pub struct HttpRequest {
    /// Verb.
    pub method: Method,
    /// Path below the base URL, beginning with `/`, each segment percent-encoded.
    pub path: String,
    /// Query parameters in order, not encoded; names may repeat.
    pub query: Vec<(String, String)>,
    /// JSON body.
    pub body: Option<String>,
    /// Sent as `Authorization: Bearer …`; added by the sender, never by a builder.
    pub bearer: Option<ApiKey>,
}

/// Path of the question that has a body: what a job would cost (Together).
const QUESTION_PATH: &str = "/fine-tunes/estimate-price";

/// HTTP verbs the providers use.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    /// Read.
    Get,
    /// Create or act.
    Post,
    /// Act, idempotent.
    Put,
    /// Remove.
    Delete,
}

/// An answer with a status, whatever it says.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct HttpResponse {
    /// Status code; 0 before it is known.
    pub status: u16,
    /// Headers as far as the browser shows them; names in lower case.
    pub headers: Vec<(String, String)>,
    /// Body bytes, as received.
    pub body: Vec<u8>,
}

/// Takes an answer while it arrives.
pub trait Receiver {
    /// Status and headers, before anything else.
    fn begin(&mut self, status: u16, headers: Vec<(String, String)>);

    /// The next piece of the body, which may end anywhere.
    fn push(&mut self, piece: &[u8]);
}

/// No answer with a status.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TransportError {
    /// The browser refused or failed without saying why: offline, CORS, DNS, mixed content, CSP.
    #[error("the request did not reach the service")]
    Blocked,
    /// No complete answer within the time allowed.
    #[error("no answer in time")]
    TimedOut,
    /// Cancelled because its response is not needed any more.
    #[error("given up")]
    Aborted,
    /// The answer ended before it was complete.
    #[error("the answer broke off")]
    CutOff,
}

impl HttpRequest {
    /// Returns whether the request changes or costs something at the service. Questions are asked with `GET`, but for those whose
    /// path says that they only ask.
    pub fn is_change(&self) -> bool {
        self.method != Method::Get && !(self.method == Method::Post && self.path == QUESTION_PATH)
    }

    /// A request without query, body and key.
    pub fn new(method: Method, path: impl Into<String>) -> Self {
        Self { method, path: path.into(), query: Vec::new(), body: None, bearer: None }
    }

    /// Adds a query parameter.
    #[must_use]
    pub fn with_query(mut self, name: &str, value: impl ToString) -> Self {
        self.query.push((name.into(), value.to_string()));
        self
    }

    /// Sets the JSON body.
    #[must_use]
    pub fn with_body(mut self, json: impl Into<String>) -> Self {
        self.body = Some(json.into());
        self
    }

    /// A name in the path is one that addresses cannot carry: browsers leave out `.`, `..` and what is between two
    /// slashes with nothing between them, servers on the way do so with names that hold such parts, and would ask for
    /// something else.
    pub fn loses_a_name(&self) -> bool {
        let path = self.path.strip_prefix('/').unwrap_or(&self.path);
        path.split('/').any(str::is_empty) || leads_elsewhere(path)
    }

    /// Path and encoded query.
    pub fn target(&self) -> String {
        let mut target = self.path.clone();
        for (i, (name, value)) in self.query.iter().enumerate() {
            target.push(if i == 0 { '?' } else { '&' });
            target.push_str(&percent_encode(name));
            target.push('=');
            target.push_str(&percent_encode(value));
        }
        target
    }
}

/// Shows the body's length only: that of a new job may hold keys of other services.
impl fmt::Debug for HttpRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("HttpRequest")
            .field("method", &self.method)
            .field("path", &self.path)
            .field("query", &self.query)
            .field("body", &self.body.as_ref().map(|body| format!("{} bytes", body.len())))
            .field("bearer", &self.bearer)
            .finish()
    }
}

impl Method {
    /// The verb as sent.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
            Self::Put => "PUT",
            Self::Delete => "DELETE",
        }
    }
}

impl Receiver for HttpResponse {
    fn begin(&mut self, status: u16, headers: Vec<(String, String)>) {
        *self = Self { status, headers, body: Vec::new() };
    }

    fn push(&mut self, piece: &[u8]) {
        self.body.extend_from_slice(piece);
    }
}

impl HttpResponse {
    /// A JSON answer.
    pub fn json(status: u16, body: impl Into<Vec<u8>>) -> Self {
        Self { status, headers: vec![("content-type".into(), "application/json".into())], body: body.into() }
    }

    /// The first header of this lower-case name.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// Status 200 to 299.
    pub const fn is_success(&self) -> bool {
        200 <= self.status && self.status < 300
    }

    /// Body as text; bytes that are not UTF-8 become replacement characters.
    pub fn text(&self) -> std::borrow::Cow<'_, str> {
        String::from_utf8_lossy(&self.body)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debug_shows_no_body() {
        let request = HttpRequest::new(Method::Post, "/jobs").with_body(r#"{"wandb_api_key":"s3cret"}"#);
        let shown = format!("{request:?}");
        assert!(
            !shown.contains("s3cret") && shown.contains("26 bytes") && shown.contains("/jobs"),
            "{shown}"
        );
    }

    #[test]
    fn target_encodes_and_repeats() {
        let request = HttpRequest::new(Method::Get, "/jobs")
            .with_query("statuses", "RUNNING")
            .with_query("statuses", "a b&c");
        assert_eq!(request.target(), "/jobs?statuses=RUNNING&statuses=a%20b%26c");
    }
}
