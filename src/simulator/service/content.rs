//! Content of a request besides JSON: a file or a part of it, of which only figures are kept.

use tuneboard_core::api::Form;

/// Bytes as they went by. Memory stays the same whatever their number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Content {
    /// Number of bytes.
    pub n_bytes: u64,
    /// Ends of lines among them.
    pub n_newlines: u64,
    /// The first of them, at most [`Content::HEAD_BYTES`].
    pub head: Vec<u8>,
    /// Follows from every byte and its place.
    pub digest: u64,
    /// Text fields of the form around them.
    pub fields: Vec<(String, String)>,
    /// The file's name in that form; empty without one.
    pub file_name: String,
}

impl Default for Content {
    fn default() -> Self {
        Self {
            n_bytes: 0,
            n_newlines: 0,
            head: Vec::new(),
            digest: 0xcbf2_9ce4_8422_2325,
            fields: Vec::new(),
            file_name: String::new(),
        }
    }
}

impl Content {
    /// Number of first bytes that are kept for inspection.
    pub const HEAD_BYTES: usize = 4_096;

    /// Puts the text fields and the file's name of a form around the bytes.
    pub fn put_form(&mut self, form: &Form) {
        self.fields = form.fields.iter().map(|(name, value)| ((*name).into(), value.clone())).collect();
        self.file_name.clone_from(&form.file_name);
    }

    /// The next bytes.
    pub fn push(&mut self, piece: &[u8]) {
        let n_missing = Self::HEAD_BYTES.saturating_sub(self.head.len()).min(piece.len());
        self.head.extend_from_slice(&piece[..n_missing]);
        self.n_bytes += piece.len() as u64;
        for byte in piece {
            self.n_newlines += u64::from(*byte == b'\n');
            self.digest = (self.digest ^ u64::from(*byte)).wrapping_mul(0x100_0000_01b3);
        }
    }

    /// Returns a text field of the form.
    pub(crate) fn field(&self, name: &str) -> Option<&str> {
        self.fields.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }
}

/// Returns one digest made of those of a file's parts, in order.
pub fn digest_of_parts(digests: impl Iterator<Item = u64>) -> u64 {
    let mut content = Content::default();
    digests.for_each(|digest| content.push(&digest.to_le_bytes()));
    content.digest
}
