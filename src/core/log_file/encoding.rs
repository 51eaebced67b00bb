//! Bytes of a file as UTF-8 text, where they are something else: UTF-16 as Windows PowerShell writes it, or a text in
//! Base64 as some services hand out their results.

/// Encoding of a file's text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Encoding {
    /// As nearly every program writes.
    #[default]
    Utf8,
    /// As Windows PowerShell writes what `>` and `Out-File` save.
    Utf16,
    /// A text in Base64.
    Base64,
}

impl Encoding {
    /// Returns the encoding for people, after the kind of file; `None` for the usual one.
    pub const fn label(self) -> Option<&'static str> {
        match self {
            Self::Utf8 => None,
            Self::Utf16 => Some("in UTF-16"),
            Self::Base64 => Some("in Base64"),
        }
    }
}

/// A text on its way to UTF-8.
#[derive(Debug)]
pub(super) enum Decoder {
    Utf16 { is_big_endian: bool, at: usize, text: String, high: Option<u16> },
    Base64 { at: usize, bits: u32, n_bits: u32, text: Vec<u8> },
}

impl Decoder {
    /// Returns the decoder for bytes that say by their mark, or by a zero in every other byte, that they are UTF-16.
    pub(super) fn of_marked(bytes: &[u8]) -> Option<Self> {
        let utf16 = |is_big_endian, at| {
            Some(Self::Utf16 { is_big_endian, at, text: String::with_capacity(bytes.len() / 2), high: None })
        };
        let is_ascii = |byte: u8| 0 < byte && byte.is_ascii();
        match bytes {
            [0xff, 0xfe, rest @ ..] if !rest.starts_with(&[0, 0]) => utf16(false, 2),
            [0xfe, 0xff, ..] => utf16(true, 2),
            [a, 0, b, 0, ..] if is_ascii(*a) && is_ascii(*b) => utf16(false, 0),
            [0, a, 0, b, ..] if is_ascii(*a) && is_ascii(*b) => utf16(true, 0),
            _ => None,
        }
    }

    /// Returns the decoder for a text that is Base64 and nothing else, and holds a text.
    pub(super) fn of_base64(text: &[u8]) -> Option<Self> {
        /// Shorter ones are words.
        const LEAST: usize = 16;
        let head: Vec<u8> =
            text.iter().copied().filter(|byte| !byte.is_ascii_whitespace()).take(4 * LEAST).collect();
        let is_digit = |byte: &u8| sextet(*byte).is_some() || *byte == b'=';
        let is_all = || text.iter().all(|byte| is_digit(byte) || byte.is_ascii_whitespace());
        if head.len() < LEAST || !head.iter().all(is_digit) || !is_all() {
            return None;
        }
        let begun = || Self::Base64 { at: 0, bits: 0, n_bits: 0, text: Vec::new() };
        let mut first = begun();
        first.go_on(&head, head.len());
        let said = first.into_text();
        let is_text = |byte: &u8| matches!(byte, b'\t' | b'\n' | b'\r' | b' '..=b'~' | 0x80..);
        (!said.is_empty() && said.iter().all(is_text)).then(begun)
    }

    /// Goes on by about `n_bytes`; whether all is done.
    pub(super) fn go_on(&mut self, bytes: &[u8], n_bytes: usize) -> bool {
        match self {
            Self::Utf16 { is_big_endian, at, text, high } => {
                let n_bytes = n_bytes.max(2);
                let piece = bytes.get(*at..bytes.len().min(at.saturating_add(n_bytes - n_bytes % 2)));
                let piece = piece.unwrap_or_default();
                let unit = |pair: &[u8; 2]| {
                    if *is_big_endian { u16::from_be_bytes(*pair) } else { u16::from_le_bytes(*pair) }
                };
                let units = high.take().into_iter().chain(piece.as_chunks::<2>().0.iter().map(unit));
                let mut units: Vec<u16> = units.collect();
                *at += piece.len();
                let is_over = bytes.len() <= *at;
                // The rest of a pair is in the next piece.
                if !is_over && units.last().is_some_and(|unit| (0xd800..0xdc00).contains(unit)) {
                    *high = units.pop();
                }
                let chars = char::decode_utf16(units);
                text.extend(chars.map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER)));
                is_over
            }
            Self::Base64 { at, bits, n_bits, text } => {
                let piece = bytes.get(*at..bytes.len().min(at.saturating_add(n_bytes))).unwrap_or_default();
                *at += piece.len();
                for sextet in piece.iter().filter_map(|byte| sextet(*byte)) {
                    *bits = *bits << 6 | sextet;
                    *n_bits += 6;
                    if 8 <= *n_bits {
                        *n_bits -= 8;
                        text.push((*bits >> *n_bits) as u8);
                        *bits &= (1 << *n_bits) - 1;
                    }
                }
                bytes.len() <= *at
            }
        }
    }

    pub(super) fn encoding(&self) -> Encoding {
        match self {
            Self::Utf16 { .. } => Encoding::Utf16,
            Self::Base64 { .. } => Encoding::Base64,
        }
    }

    /// Returns the decoded text.
    pub(super) fn into_text(self) -> Vec<u8> {
        match self {
            Self::Utf16 { text, .. } => text.into_bytes(),
            Self::Base64 { text, .. } => text,
        }
    }
}

/// Returns the six bits of a digit, in the usual alphabet or the one for addresses.
fn sextet(digit: u8) -> Option<u32> {
    Some(u32::from(match digit {
        b'A'..=b'Z' => digit - b'A',
        b'a'..=b'z' => digit - b'a' + 26,
        b'0'..=b'9' => digit - b'0' + 52,
        b'+' | b'-' => 62,
        b'/' | b'_' => 63,
        _ => return None,
    }))
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn decoded(mut decoder: Decoder, bytes: &[u8], n_bytes: usize) -> String {
        while !decoder.go_on(bytes, n_bytes) {}
        String::from_utf8(decoder.into_text()).expect("a text")
    }

    proptest! {
        #[test]
        fn utf16_is_read_in_any_pieces(text in "\\PC{0,20}", n_bytes in 1..9_usize, is_big: bool) {
            let mark = '\u{feff}'.to_string() + &text;
            let units = mark.encode_utf16();
            let bytes: Vec<u8> = units.flat_map(|unit| if is_big { unit.to_be_bytes() } else { unit.to_le_bytes() }).collect();
            prop_assume!(!text.starts_with('\0'));
            let decoder = Decoder::of_marked(&bytes).expect("marked");
            prop_assert_eq!(decoded(decoder, &bytes, n_bytes), text);
        }
    }

    #[test]
    fn base64_of_a_text_is_known() {
        let check = |text: &str, expected: Option<&str>| {
            let read =
                Decoder::of_base64(text.as_bytes()).map(|decoder| decoded(decoder, text.as_bytes(), 7));
            assert_eq!(read.as_deref(), expected, "{text}");
        };
        check("c3RlcCx0cmFpbl9sb3NzCjEsMC41Cg==", Some("step,train_loss\n1,0.5\n"));
        check("c3RlcCx0cmFpbl9s\r\nb3NzCjEsMC41Cg==\n", Some("step,train_loss\n1,0.5\n"));
        check("aGVsbG8=", None);
        check("hello, this is a text that is none", None);
        check("iVBORw0KGgoAAAANSUhEUgAA", None);
    }

    #[test]
    fn zeros_between_letters_are_utf16_without_a_mark() {
        assert!(Decoder::of_marked(b"{\0\"\0").is_some());
        assert!(Decoder::of_marked(b"\0{\0\"").is_some());
        assert!(Decoder::of_marked(b"{\"a\"").is_none());
        assert!(Decoder::of_marked(b"\xff\xfe\0\0").is_none(), "UTF-32");
    }
}
