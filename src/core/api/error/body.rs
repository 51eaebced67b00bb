//! From a response with an error status to an [`ApiError`]: every documented shape of either provider, plain
//! text, a gateway's HTML page, and nothing at all.
//!
//! The service's own words come first; ours stand in where it has none.

use super::{element, one_line};
use crate::{
    api::{
        ApiError, ErrorKind, FieldProblem, HttpResponse, RetryAdvice,
        reading::lenient::{Record, Scalar},
    },
    json,
    model::{MONTHS, Timestamp},
};

impl ApiError {
    /// Reads the failure out of a response that is no success.
    pub fn from_response(response: &HttpResponse) -> Self {
        let status = response.status;
        let text = response.text();
        let body = text.trim_start_matches('\u{feff}').trim();
        if is_gateway(response, body) {
            return Self::gateway(response, body);
        }
        let words = Words::of(body);
        let message =
            if words.messages.is_empty() { own_words(status).to_owned() } else { words.messages.join("; ") };
        Self {
            code: words.code,
            suggestion: words.suggestion,
            support_id: words.support_id,
            fields: words.fields,
            ..Self::new(kind_of(status), Some(status), &message, advice(response, words.wait_secs))
        }
    }
}

impl ApiError {
    fn gateway(response: &HttpResponse, body: &str) -> Self {
        let status = response.status;
        let message = match element(body, "<title") {
            Some(title) => format!(
                "A gateway or firewall answered with a web page and status {status}: \u{201c}{title}\u{201d}"
            ),
            None => format!("A gateway or firewall answered with a web page and status {status}"),
        };
        let retry = header_secs(response).map_or(RetryAdvice::Backoff, after);
        Self::new(ErrorKind::Gateway, Some(status), &message, retry)
    }
}

/// Returns whether a refusal comes from something in between: the services answer in JSON, and storages for files in XML.
fn is_gateway(response: &HttpResponse, body: &str) -> bool {
    const HTML: [&str; 7] = ["<!doctype html", "<html", "<head>", "<body", "<title", "<center>", "<h1"];
    if !matches!(response.status, 401 | 403 | 407) {
        return false;
    }
    let lower = body.get(..body.len().min(1024)).unwrap_or(body).to_ascii_lowercase();
    let is_page = lower.starts_with('<') && HTML.iter().any(|tag| lower.contains(tag));
    let has_type = response.header("content-type").is_some_and(|kind| kind.starts_with("text/html"));
    // A firewall in wide use has a line of text for programs.
    let is_code = lower.strip_prefix("error code: ").is_some_and(|code| code.parse::<u16>().is_ok());
    is_page || (has_type && json::check(body).is_err()) || is_code
}

const fn kind_of(status: u16) -> ErrorKind {
    match status {
        400 | 413 | 422 => ErrorKind::Invalid,
        401 => ErrorKind::Unauthorized,
        402 => ErrorKind::PaymentRequired,
        403 => ErrorKind::Forbidden,
        404 => ErrorKind::NotFound,
        409 => ErrorKind::Conflict,
        429 => ErrorKind::RateLimited,
        500.. => ErrorKind::Server,
        _ => ErrorKind::UnexpectedStatus,
    }
}

const fn own_words(status: u16) -> &'static str {
    match status {
        400 | 422 => "The service did not accept the request",
        401 => "The service refused the key",
        402 => "The account has reached its spending limit",
        403 => "The key is not allowed to do this",
        404 => "The service knows nothing under this address",
        408 => "The service gave up waiting for the request",
        409 => "The present state does not allow this",
        413 => "The request is too large",
        429 => "Too many requests",
        500.. => "The service failed",
        _ => "The service answered with an unexpected status",
    }
}

/// Words of an error body, in any of its shapes.
#[derive(Debug, Default)]
struct Words {
    messages: Vec<String>,
    code: Option<String>,
    suggestion: Option<String>,
    support_id: Option<String>,
    wait_secs: Option<f64>,
    fields: Vec<FieldProblem>,
}

impl Words {
    fn of(body: &str) -> Self {
        let mut words = Self::default();
        if body.starts_with('<') {
            // Storages for files speak XML.
            words.messages.push(match element(body, "<message").ok_or_else(|| element(body, "<title")) {
                Ok(message) => message,
                Err(Some(title)) => {
                    format!("The service answered with an HTML page: \u{201c}{title}\u{201d}")
                }
                Err(None) => "The service answered with an HTML page".to_owned(),
            });
            return words;
        }
        let is_json = json::check(body).is_ok();
        if let Some(root) = Record::parse(body) {
            for list in ["errors", "error", "detail"] {
                let items = root.list(list);
                if !items.is_empty() {
                    items.into_iter().for_each(|item| words.add_json(item));
                } else if let Some(json) = root.json(list) {
                    words.add_json(json);
                }
                if !words.messages.is_empty() {
                    break;
                }
            }
            if words.messages.is_empty() {
                words.add_record(&root);
            }
        } else if is_json && let Some(Scalar::Text(text)) = Scalar::parse(body) {
            words.add_message(None, &text);
        }
        if words.messages.is_empty() && !matches!(body, "" | "null" | "{}" | "[]" | "\"\"") {
            words.add_message(None, body);
        }
        words
    }

    fn add_json(&mut self, json: &str) {
        if let Some(record) = Record::parse(json) {
            self.add_record(&record);
        } else if let Some(Scalar::Text(text)) = Scalar::parse(json) {
            self.add_message(None, &text);
        }
    }

    fn add_record(&mut self, record: &Record<'_>) {
        let line =
            |name: &str| record.opaque(name).map(|text| one_line(&text)).filter(|text| !text.is_empty());
        let location = location(record).or_else(|| line("param"));
        let code = line("code").or_else(|| line("type").filter(|_| record.json("loc").is_none()));
        let suggestion = line("suggestion");
        let support_id = line("error_uid");
        let wait = record.number("retry_after").or_else(|| record.record("details")?.number("retry_after"));
        self.code = self.code.take().or(code);
        self.suggestion = self.suggestion.take().or(suggestion);
        self.support_id = self.support_id.take().or(support_id);
        self.wait_secs = self.wait_secs.or(wait);
        if let Some(message) = ["message", "msg", "detail"].into_iter().find_map(|name| record.text(name)) {
            // FastAPI's texts ("field required") do not name their field, the others do.
            let prefix = location.as_deref().filter(|_| record.json("loc").is_some());
            self.add_message(prefix, &message);
            if let Some(wire_name) = location {
                self.fields.push(FieldProblem { wire_name, message: one_line(&message) });
            }
        }
    }

    fn add_message(&mut self, prefix: Option<&str>, message: &str) {
        let message = one_line(message);
        if !message.is_empty() {
            self.messages.push(match prefix {
                Some(prefix) => format!("{prefix}: {message}"),
                None => message,
            });
        }
    }
}

/// Returns FastAPI's `loc` as a dotted name, without the leading `body`.
fn location(record: &Record<'_>) -> Option<String> {
    let mut parts: Vec<String> = Vec::new();
    for (i, item) in record.list("loc").into_iter().enumerate() {
        match Scalar::parse(item)? {
            Scalar::Text(part) if i == 0 && part == "body" => {}
            Scalar::Text(part) => parts.push(one_line(&part)),
            Scalar::Int(n) => parts.push(n.to_string()),
            Scalar::Null | Scalar::Bool(_) | Scalar::Float(_) | Scalar::Nested => {}
        }
    }
    Some(parts.join(".")).filter(|name| !name.is_empty())
}

fn advice(response: &HttpResponse, body_secs: Option<f64>) -> RetryAdvice {
    match response.status {
        401 | 403 => RetryAdvice::Reauthenticate,
        408 | 429 | 500.. => {
            header_secs(response).or(body_secs).filter(|&secs| 0.0 < secs).map_or(RetryAdvice::Backoff, after)
        }
        _ => RetryAdvice::GiveUp,
    }
}

fn after(secs: f64) -> RetryAdvice {
    // Longer waits are a mistake more often than meant, and a page must not look dead.
    const LONGEST_SECS: f64 = 300.0;
    RetryAdvice::After(secs.min(LONGEST_SECS))
}

/// Seconds the headers ask to wait. A date counts from the response's own `Date`, not from a clock here that
/// may be wrong.
fn header_secs(response: &HttpResponse) -> Option<f64> {
    let number = |name: &str| {
        json::float(response.header(name)?.trim()).filter(|secs| secs.is_finite() && 0.0 < *secs)
    };
    let until = || {
        let then = http_date(response.header("retry-after")?)?;
        Some(then.secs_since(http_date(response.header("date")?)?)).filter(|secs| 0.0 < *secs)
    };
    number("retry-after-ms").map(|millis| millis / 1000.0).or_else(|| number("retry-after")).or_else(until)
}

/// Returns an HTTP date in its preferred form, `Sun, 06 Nov 1994 08:49:37 GMT`.
fn http_date(text: &str) -> Option<Timestamp> {
    let mut parts = text.split_ascii_whitespace().skip(1);
    let (day, month, year, time) = (parts.next()?, parts.next()?, parts.next()?, parts.next()?);
    let month = MONTHS.iter().position(|name| *name == month)? + 1;
    Timestamp::parse_iso8601(&format!("{year}-{month:02}-{day:0>2}T{time}Z"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn http_dates_are_read() {
        let read = |text| http_date(text).map(Timestamp::to_rfc3339);
        assert_eq!(read("Sun, 06 Nov 1994 08:49:37 GMT").as_deref(), Some("1994-11-06T08:49:37Z"));
        assert_eq!(read("Tue, 1 Dec 2026 00:00:00 GMT").as_deref(), Some("2026-12-01T00:00:00Z"));
        for text in ["", "30", "Sun, 06 anF 1994 08:49:37 GMT", "Sun, 99 Nov 1994 08:49:37 GMT"] {
            assert_eq!(read(text), None, "{text}");
        }
    }
}
