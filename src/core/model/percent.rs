//! Percent coding of path segments and query parts.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

/// Everything but RFC 3986's unreserved characters.
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// Encodes a text for one path segment or query part.
pub fn percent_encode(text: &str) -> String {
    utf8_percent_encode(text, RESERVED).to_string()
}

/// Inverse of [`percent_encode`]; malformed escapes stay as they are, `+` stays `+`.
pub fn percent_decode(text: &str) -> String {
    percent_decode_str(text).decode_utf8_lossy().into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percent_coding_round_trips() {
        for text in ["", "ft-1", "a/b?c=d&e", "ö 100 % ✓", "%zz%4"] {
            assert_eq!(percent_decode(&percent_encode(text)), text);
        }
        assert_eq!(percent_encode("a b/ö~"), "a%20b%2F%C3%B6~");
    }

    #[test]
    fn malformed_escapes_and_pluses_stay() {
        for text in ["%zz%4", "%+4", "a+b"] {
            assert_eq!(percent_decode(text), text);
        }
    }
}
