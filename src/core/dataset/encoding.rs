//! Encoding of a file by its first bytes, and validity of its UTF-8.

/// Encoding of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Encoding {
    /// Text, of which single lines may still be no UTF-8.
    Utf8,
    /// Text of another kind, by name: `UTF-16`.
    OtherText(&'static str),
    /// A Parquet file; some providers take tokenised ones.
    Parquet,
    /// No text; what it is, if its first bytes say so: `a gzip archive`.
    Binary(Option<&'static str>),
}

/// Bytes that are looked at.
pub(super) const SNIFFED_BYTES: usize = 4096;

/// The mark that some programs put before UTF-8.
pub(super) const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// Returns the encoding by the first [`SNIFFED_BYTES`] of a file, or all of a shorter one.
pub(super) fn sniff(head: &[u8]) -> Encoding {
    const MAGIC: [(&[u8], Encoding); 10] = [
        (b"\xff\xfe\0\0", Encoding::OtherText("UTF-32")),
        (b"\xff\xfe", Encoding::OtherText("UTF-16")),
        (b"\xfe\xff", Encoding::OtherText("UTF-16")),
        (b"PAR1", Encoding::Parquet),
        (b"\x1f\x8b", Encoding::Binary(Some("a gzip archive"))),
        (b"PK\x03\x04", Encoding::Binary(Some("a zip archive"))),
        (b"\x28\xb5\x2f\xfd", Encoding::Binary(Some("a zstd archive"))),
        (b"BZh", Encoding::Binary(Some("a bzip2 archive"))),
        (b"\xfd7zXZ", Encoding::Binary(Some("an xz archive"))),
        (b"%PDF", Encoding::Binary(Some("a PDF"))),
    ];
    if let Some((_, encoding)) = MAGIC.iter().find(|(magic, _)| head.starts_with(magic)) {
        return *encoding;
    }
    let n_zeros = head.iter().filter(|byte| **byte == 0).count();
    if n_zeros == 0 {
        return Encoding::Utf8;
    }
    // Of ASCII as UTF-16 every second byte is 0.
    let n_zeros_at = |rest: usize| head.iter().skip(rest).step_by(2).filter(|byte| **byte == 0).count();
    let is_wide = 4 * n_zeros_at(0).abs_diff(n_zeros_at(1)) > head.len();
    if is_wide { Encoding::OtherText("UTF-16") } else { Encoding::Binary(None) }
}

/// Follows text in pieces that may end within a character.
#[derive(Debug, Default)]
pub(super) struct Utf8 {
    /// A character that is not complete.
    begun: [u8; 4],
    n_begun: usize,
}

impl Utf8 {
    /// Returns the position in the piece at which the text stops being UTF-8; 0 also if that was before it.
    pub(super) fn fault(&mut self, piece: &[u8]) -> Option<usize> {
        let mut piece_at = 0;
        while 0 < self.n_begun {
            let byte = *piece.get(piece_at)?;
            piece_at += 1;
            *self.begun.get_mut(self.n_begun)? = byte;
            self.n_begun += 1;
            match std::str::from_utf8(self.begun.get(..self.n_begun)?) {
                Ok(_) => self.n_begun = 0,
                Err(error) if error.error_len().is_some() => return Some(0),
                Err(_) => {}
            }
        }
        let rest = piece.get(piece_at..)?;
        let Err(error) = std::str::from_utf8(rest) else { return None };
        if error.error_len().is_some() {
            return Some(piece_at + error.valid_up_to());
        }
        let cut = rest.get(error.valid_up_to()..)?;
        self.begun.iter_mut().zip(cut).for_each(|(to, from)| *to = *from);
        self.n_begun = cut.len();
        None
    }

    /// Ends the text and begins another; returns whether a character was left incomplete.
    pub(super) fn end(&mut self) -> bool {
        std::mem::take(&mut self.n_begun) != 0
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[track_caller]
    fn check(head: &[u8], expected: Encoding) {
        assert_eq!(sniff(head), expected, "{head:?}");
    }

    #[test]
    fn files_are_known_by_their_first_bytes() {
        let wide = |text: &str| text.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>();
        check(b"", Encoding::Utf8);
        check(b"{\"text\":\"a\"}", Encoding::Utf8);
        check(b"caf\xe9 latin", Encoding::Utf8);
        check(b"\xff\xfe{\0\"\0", Encoding::OtherText("UTF-16"));
        check(&wide("{\"text\":\"a\"}\n"), Encoding::OtherText("UTF-16"));
        check(&[&[0], &wide("{\"text\":\"a\"}\n")[..]].concat(), Encoding::OtherText("UTF-16"));
        check(b"PAR1\x15\0", Encoding::Parquet);
        check(b"\x1f\x8b\x08\0", Encoding::Binary(Some("a gzip archive")));
        check(b"\x7fELF\x02\x01\x01\0\0\0", Encoding::Binary(None));
        check(&[0; 4096], Encoding::Binary(None));
    }

    proptest! {
        #[test]
        fn pieces_find_what_the_whole_has(
            text in "[a-cé家🎉]{0,20}", at in 0..40_usize, byte: u8, cut in 0..40_usize, n_lost in 0..4_usize,
        ) {
            let mut bytes = text.into_bytes();
            if let Some(found) = bytes.get_mut(at) {
                *found = byte;
            }
            bytes.truncate(bytes.len() - n_lost.min(bytes.len()));
            let (before, after) = bytes.split_at(cut.min(bytes.len()));
            let mut utf8 = Utf8::default();
            let is_wrong = utf8.fault(before).is_some() || utf8.fault(after).is_some() || utf8.end();
            prop_assert_eq!(is_wrong, std::str::from_utf8(&bytes).is_err());
        }
    }
}
