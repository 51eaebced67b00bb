//! Files that users have sent, and uploads that are under way.

use super::content::Content;
use crate::random::hex;

/// Simulated seconds until the service looks at a new file, and until it has.
const QUEUED_SECS: f64 = 0.8;
const CHECKED_SECS: f64 = 2.2;

/// Lifetime of a signed address, simulated seconds.
const ADDRESS_SECS: f64 = 900.0;

/// An account's own files; those of the catalogue are there besides.
#[derive(Default)]
pub(crate) struct Files {
    pub(crate) stored: Vec<Stored>,
    pub(crate) uploads: Vec<Upload>,
    /// Checksums that came with the announcement of a file, and its id.
    pub(crate) checksums: Vec<(String, String)>,
    /// Ids and names of files that were deleted.
    gone: Vec<String>,
    n_numbers: u64,
}

/// A file that has arrived.
pub(crate) struct Stored {
    pub(crate) name: String,
    /// Together's id, and Archetype's unique one.
    pub(crate) id: String,
    pub(crate) kind: String,
    pub(crate) n_bytes: u64,
    pub(crate) n_lines: u64,
    pub(crate) digest: u64,
    /// When it arrived, simulated seconds.
    pub(crate) at: f64,
    /// Reason why the file cannot be trained on.
    pub(crate) refusal: Option<&'static str>,
    pub(crate) is_in_empty_account: bool,
}

/// The service's progress with a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Checked {
    Pending,
    Running,
    Completed,
    Invalid(&'static str),
}

/// An upload in parts.
pub(crate) struct Upload {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) kind: String,
    pub(crate) n_bytes: u64,
    pub(crate) part_size: u64,
    pub(crate) parts: Vec<Part>,
    pub(crate) is_in_empty_account: bool,
}

/// A part of an upload.
pub(crate) struct Part {
    pub(crate) offset: u64,
    pub(crate) length: u64,
    /// Content that has arrived at the storage, and the storage's word for it.
    pub(crate) stored: Option<(Content, String)>,
    /// The service was told of it.
    pub(crate) is_checkpointed: bool,
    /// Its latest address holds until then, simulated seconds.
    pub(crate) valid_until: f64,
}

impl Stored {
    pub(crate) fn checked(&self, sim: f64) -> Checked {
        let age = sim - self.at;
        if age < QUEUED_SECS {
            Checked::Pending
        } else if age < CHECKED_SECS {
            Checked::Running
        } else {
            self.refusal.map_or(Checked::Completed, Checked::Invalid)
        }
    }
}

impl Part {
    /// Returns the storage's word for what has arrived.
    pub(crate) fn token(&self) -> Option<&str> {
        self.stored.as_ref().map(|(_, token)| token.as_str())
    }
}

impl Upload {
    /// Plans an upload of so many bytes, above 0.
    pub(crate) fn new(id: String, name: String, kind: String, n_bytes: u64) -> Self {
        // Small files have several parts too, so that what happens between parts can be seen.
        let part_size = n_bytes.div_ceil(5).clamp(1 << 10, 8 << 20).max(n_bytes.div_ceil(5_000));
        let starts = (0..n_bytes).step_by(usize::try_from(part_size).unwrap_or(usize::MAX));
        let part = |offset: u64| Part {
            offset,
            length: part_size.min(n_bytes - offset),
            stored: None,
            is_checkpointed: false,
            valid_until: 0.0,
        };
        let parts = starts.map(part).collect();
        Self { id, name, kind, n_bytes, part_size, parts, is_in_empty_account: false }
    }

    /// Signs addresses anew.
    pub(crate) fn sign(&mut self, numbers: impl Iterator<Item = usize>, sim: f64) {
        for number in numbers {
            if let Some(part) = self.part(number) {
                part.valid_until = sim + ADDRESS_SECS;
            }
        }
    }

    /// Parts are counted from 1.
    pub(crate) fn part(&mut self, number: usize) -> Option<&mut Part> {
        self.parts.get_mut(number.checked_sub(1)?)
    }
}

impl Files {
    /// Digits that nothing else has.
    pub(crate) fn next_digits(&mut self) -> String {
        self.n_numbers += 1;
        hex(self.n_numbers.wrapping_mul(0x9e37_79b9_7f4a_7c15), 12)
    }

    /// Takes in a file that has arrived. Its name or content says whether it is to be refused.
    pub(crate) fn store(&mut self, mut file: Stored, head: &[u8]) -> &Stored {
        let is_invalid = file.name.contains("invalid") || String::from_utf8_lossy(head).contains("invalid");
        file.refusal =
            is_invalid.then_some("line 3: \"messages\" is missing, expected a list of role and content");
        self.stored.push(file);
        &self.stored[self.stored.len() - 1]
    }

    /// Returns the file of this id or name.
    pub(crate) fn find(&self, id: &str) -> Option<&Stored> {
        self.stored.iter().find(|file| file.id == id || file.name == id)
    }

    /// Deletes a file, one of the catalogue's too; `false` if there is none.
    pub(crate) fn delete(&mut self, id: &str, is_in_catalogue: bool) -> bool {
        let n_before = self.stored.len();
        self.stored.retain(|file| file.id != id && file.name != id);
        let is_there = self.stored.len() < n_before || (is_in_catalogue && !self.is_gone(id));
        if is_there {
            self.gone.push(id.to_owned());
        }
        is_there
    }

    /// Returns true if the file was deleted and has not been uploaded again.
    pub(crate) fn is_gone(&self, id: &str) -> bool {
        self.gone.iter().any(|gone| gone == id) && self.find(id).is_none()
    }

    pub(crate) fn upload(&mut self, id: &str) -> Option<&mut Upload> {
        self.uploads.iter_mut().find(|upload| upload.id == id)
    }
}
