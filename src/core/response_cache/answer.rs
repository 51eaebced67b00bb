//! One response with the question it answers, and its form in bytes.

use kernel::SubstringSearcher;

use crate::api::{ApiKey, HttpResponse};
use crate::model::Timestamp;

/// A response as it was sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// Path and query of the question, which tell one question about a resource from another.
    pub target: Box<str>,
    /// When the response was complete.
    pub at: Timestamp,
    /// Response as sent; of the headers only those that the decoders read.
    pub response: HttpResponse,
}

/// Headers that the decoders read.
const HEADERS: [&str; 3] = [CONTENT_TYPE, "date", "retry-after"];

const CONTENT_TYPE: &str = "content-type";

/// Fields of a body that are secrets, in case a service repeats what it was given.
const SECRET_FIELDS: [&str; 3] = ["wandb_api_key", "hf_api_token", "authorization"];

impl Answer {
    /// Returns the response to `target` that was complete at `at`.
    pub fn new(target: &str, at: Timestamp, mut response: HttpResponse) -> Self {
        response.headers.retain(|(name, _)| HEADERS.contains(&&**name));
        Self { target: target.into(), at, response }
    }

    /// Returns true if a response is the same in everything but its time.
    pub fn is_same(&self, response: &HttpResponse) -> bool {
        self.is_like(response) && self.response.body == response.body
    }

    /// Returns true if a response of which only the head has arrived may turn out to be the same.
    pub(super) fn is_like(&self, head: &HttpResponse) -> bool {
        self.response.status == head.status && self.response.header(CONTENT_TYPE) == head.header(CONTENT_TYPE)
    }

    /// Returns true if the response may be stored outside its page: its body repeats neither the key of its request
    /// nor a field for another secret.
    pub fn is_fit(&self, key: Option<&ApiKey>) -> bool {
        is_fit(&self.response.body, key)
    }

    /// Returns the approximate size in bytes.
    pub fn n_bytes(&self) -> usize {
        self.target.len() + self.response.body.len() + 100
    }

    pub(crate) fn write(&self, bytes: &mut Bytes) {
        bytes.number(self.at.unix_millis() as u64);
        bytes.text(self.target.as_bytes());
        bytes.number(self.response.status.into());
        bytes.number(self.response.headers.len() as u64);
        for (name, value) in &self.response.headers {
            bytes.text(name.as_bytes());
            bytes.text(value.as_bytes());
        }
        bytes.text(&self.response.body);
    }

    pub(crate) fn read(cursor: &mut Cursor<'_>) -> Option<Self> {
        let at = Timestamp::from_unix_millis(cursor.number()? as i64);
        let target = cursor.string()?;
        let status = u16::try_from(cursor.number()?).ok()?;
        let mut headers = Vec::new();
        for _ in 0..cursor.number()? {
            headers.push((cursor.string()?, cursor.string()?));
        }
        let body = cursor.text()?.to_vec();
        Some(Self { target: target.into(), at, response: HttpResponse { status, headers, body } })
    }
}

/// As [`Answer::is_fit`] has it.
fn is_fit(body: &[u8], key: Option<&ApiKey>) -> bool {
    let is_told = |after: usize| {
        // `": "x`, but neither `": null` nor `": ""`.
        let mut after = body[after..].iter().filter(|byte| !byte.is_ascii_whitespace());
        after.next() == Some(&b'"')
            && after.next() == Some(&b':')
            && after.next() == Some(&b'"')
            && after.next() != Some(&b'"')
    };
    let field =
        |name: &&str| SubstringSearcher::new(format!("\"{name}").as_bytes()).ends_in(body).any(is_told);
    !key.is_some_and(|key| key.is_in(body)) && !SECRET_FIELDS.iter().any(field)
}

/// Writes numbers and texts one after the other.
#[derive(Debug, Default)]
pub(crate) struct Bytes(pub(crate) Vec<u8>);

impl Bytes {
    pub(crate) fn number(&mut self, n: u64) {
        self.0.extend_from_slice(&n.to_le_bytes());
    }

    pub(crate) fn text(&mut self, text: &[u8]) {
        self.number(text.len() as u64);
        self.0.extend_from_slice(text);
    }
}

/// Reads what [`Bytes`] wrote. Anything else, also a part of it, is `None` sooner or later.
#[derive(Debug)]
pub(crate) struct Cursor<'a>(pub(crate) &'a [u8]);

impl<'a> Cursor<'a> {
    pub(crate) fn number(&mut self) -> Option<u64> {
        let (number, rest) = self.0.split_first_chunk()?;
        self.0 = rest;
        Some(u64::from_le_bytes(*number))
    }

    pub(crate) fn text(&mut self) -> Option<&'a [u8]> {
        let n = usize::try_from(self.number()?).ok()?;
        let (text, rest) = self.0.split_at_checked(n)?;
        self.0 = rest;
        Some(text)
    }

    pub(crate) fn string(&mut self) -> Option<String> {
        String::from_utf8(self.text()?.to_vec()).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{api::KeyAddress, model::Provider};

    #[track_caller]
    fn check(body: &str, expected: bool) {
        let key = ApiKey::new("sk-12345", KeyAddress::new(Provider::Together, "/p"));
        assert_eq!(is_fit(body.as_bytes(), key.as_ref()), expected, "{body}");
    }

    #[test]
    fn a_body_with_a_secret_stays_where_it_is() {
        check(r#"{"data":[]}"#, true);
        check("", true);
        check(r#"{"echo":"Bearer sk-12345"}"#, false);
        check("sk-1234", true);
        check(r#"{"wandb_api_key":"x"}"#, false);
        check(r#"{"WANDB_API_KEY" : "x"}"#, false);
        check(r#"{"wandb_api_key":null,"hf_api_token":""}"#, true);
        check(r#"{"wandb_api_key":"","hf_api_token": "hf_1"}"#, false);
        check(r#"{"say":"wandb_api_key"}"#, true);
        assert!(is_fit(b"sk-12345", None));
    }
}
