//! A response without the key that was sent for it: a service that repeats a key, in an error or as a name, does not
//! bring it onto the page.
//!
//! Each byte of it becomes `*`, so the response stays as long as it was and valid JSON. A key that JSON writes with escapes
//! is not recognised; services give out keys of letters, digits, `-`, `_` and `.`.

use std::borrow::Cow;

use crate::api::{ApiKey, HttpResponse, Receiver};

/// Shortest key that is masked, bytes. What is shorter is a word that a local service takes for a key, and may be part of
/// names and figures.
const SHORTEST_BYTES: usize = 12;

/// Receiver between a service and another one. Needs [`KeyMask::finish`] at the response's end.
pub struct KeyMask<'a> {
    receiver: &'a mut dyn Receiver,
    key: &'a ApiKey,
    /// Last bytes that came: the beginning of a key, perhaps.
    held: Vec<u8>,
}

impl<'a> KeyMask<'a> {
    /// Masks `key` in what `receiver` gets.
    pub fn new(receiver: &'a mut dyn Receiver, key: &'a ApiKey) -> Self {
        Self { receiver, key, held: Vec::new() }
    }

    /// Hands on what is held: nothing more will come.
    pub fn finish(self) {
        if !self.held.is_empty() {
            self.receiver.push(&self.held);
        }
    }
}

impl Receiver for KeyMask<'_> {
    fn begin(&mut self, status: u16, mut headers: Vec<(String, String)>) {
        for (_, value) in &mut headers {
            if let Cow::Owned(masked) = self.key.masked(value.as_bytes()) {
                *value = String::from_utf8_lossy(&masked).into_owned();
            }
        }
        self.receiver.begin(status, headers);
    }

    fn push(&mut self, piece: &[u8]) {
        let held = std::mem::take(&mut self.held);
        let bytes = if held.is_empty() { Cow::Borrowed(piece) } else { Cow::Owned([&held, piece].concat()) };
        let masked = self.key.masked(&bytes);
        let (whole, rest) = masked.split_at(masked.len() - self.key.n_begun(&masked));
        if !whole.is_empty() {
            self.receiver.push(whole);
        }
        self.held = rest.to_vec();
    }
}

/// Masks `key` in a whole response.
pub fn masked(response: HttpResponse, key: Option<&ApiKey>) -> HttpResponse {
    let Some(key) = key else { return response };
    let mut whole = HttpResponse::default();
    let mut mask = KeyMask::new(&mut whole, key);
    mask.begin(response.status, response.headers);
    mask.push(&response.body);
    mask.finish();
    whole
}

impl ApiKey {
    /// Returns `bytes` with each byte of each place of the key as `*`.
    fn masked<'a>(&self, bytes: &'a [u8]) -> Cow<'a, [u8]> {
        let n_bytes = self.text.len();
        let mut masked = Cow::Borrowed(bytes);
        if n_bytes < SHORTEST_BYTES {
            return masked;
        }
        for end in kernel::SubstringSearcher::new(self.text.as_bytes()).ends_in(bytes) {
            masked.to_mut()[end - n_bytes..end].fill(b'*');
        }
        masked
    }

    /// Returns how many bytes at the end of `bytes` may be the beginning of the key.
    fn n_begun(&self, bytes: &[u8]) -> usize {
        let text = self.text.as_bytes();
        if text.len() < SHORTEST_BYTES {
            return 0;
        }
        let is_begun = |n: &usize| bytes[bytes.len() - n..].eq_ignore_ascii_case(&text[..*n]);
        (1..text.len().min(bytes.len() + 1)).rev().find(is_begun).unwrap_or(0)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::{api::KeyAddress, model::Provider};

    fn key(text: &str) -> ApiKey {
        ApiKey::new(text, KeyAddress::new(Provider::Together, "/p")).unwrap()
    }

    fn shown(text: &str, body: &str) -> String {
        let answer = HttpResponse { body: body.as_bytes().to_vec(), ..HttpResponse::default() };
        String::from_utf8(masked(answer, Some(&key(text))).body).unwrap()
    }

    #[test]
    fn a_key_that_is_repeated_does_not_come_through() {
        let sent = "tgp-0123456789";
        for (body, expected) in [
            (r#"{"error":"bad key tgp-0123456789."}"#, r#"{"error":"bad key **************."}"#),
            ("TGP-0123456789tgp-0123456789", "****************************"),
            ("tgp-012345678", "tgp-012345678"),
            ("tgp-tgp-0123456789", "tgp-**************"),
            ("", ""),
        ] {
            assert_eq!(shown(sent, body), expected);
        }
    }

    #[test]
    fn headers_are_masked_too() {
        let headers = vec![("x-echo".to_owned(), "Bearer tgp-0123456789".to_owned())];
        let answer = HttpResponse { status: 401, headers, body: Vec::new() };
        let masked = masked(answer, Some(&key("tgp-0123456789")));
        assert_eq!(masked.header("x-echo"), Some("Bearer **************"));
        assert_eq!(masked.status, 401);
    }

    #[test]
    fn a_word_that_serves_as_a_key_changes_no_figure() {
        assert_eq!(shown("123", "[1234]"), "[1234]");
    }

    proptest! {
        #[test]
        fn pieces_are_masked_as_the_whole(body in "(abababababaa|ab|a){0,20}", cuts in prop::collection::vec(0_usize..40, 0..12)) {
            let key = key("abababababaa");
            let whole = shown("abababababaa", &body);
            let mut pieces = HttpResponse::default();
            let mut mask = KeyMask::new(&mut pieces, &key);
            let mut rest = body.as_bytes();
            for cut in cuts {
                let (piece, after) = rest.split_at(cut.min(rest.len()));
                mask.push(piece);
                rest = after;
            }
            mask.push(rest);
            mask.finish();
            prop_assert_eq!(String::from_utf8(pieces.body).unwrap(), whole);
        }
    }
}
