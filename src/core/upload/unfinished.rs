//! An upload that was begun and can go on in another page: what is stored of it, without secrets.

use super::{Stage, Upload};
use crate::{api::UploadFile, json};

/// Most of them per connection; the oldest go first.
const MOST_KEPT: usize = 20;

/// Enough to know the file again and to take its upload up. The service remembers the rest.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unfinished {
    /// Name at the service.
    pub name: String,
    /// Size, bytes.
    pub n_bytes: u64,
    /// When the file on the user's disk was last changed, milliseconds since 1970. A file changed since is
    /// another file.
    pub modified_at_millis: i64,
    /// The upload's name at the service.
    pub upload_id: String,
}

impl Unfinished {
    /// Returns true if a chosen file is the unfinished one.
    pub fn is_of(&self, name: &str, n_bytes: u64, modified_at_millis: i64) -> bool {
        self.name == name && self.n_bytes == n_bytes && self.modified_at_millis == modified_at_millis
    }

    /// Several, as JSON.
    pub fn to_json(list: &[Self]) -> String {
        let items: Vec<String> = list
            .iter()
            .map(|it| {
                format!(
                    r#"{{"name":{},"bytes":{},"modified":{},"upload":{}}}"#,
                    json::quoted(&it.name),
                    it.n_bytes,
                    it.modified_at_millis,
                    json::quoted(&it.upload_id)
                )
            })
            .collect();
        format!("[{}]", items.join(","))
    }

    /// Inverse of [`Unfinished::to_json`]; what cannot be read is left out.
    pub fn from_json(text: &str) -> Vec<Self> {
        if json::check(text).is_err() {
            return Vec::new();
        }
        let read = |item: &&str| {
            let members = json::members(item)?;
            let text = |name| json::string(members.get(name)?).map(std::borrow::Cow::into_owned);
            Some(Self {
                name: text("name")?,
                n_bytes: members.get("bytes")?.parse().ok()?,
                modified_at_millis: members.get("modified")?.parse().ok()?,
                upload_id: text("upload")?,
            })
        };
        json::items(text).unwrap_or_default().iter().filter_map(read).collect()
    }
}

/// One upload's entry among the unfinished ones that a device keeps: found when the file is chosen again, and kept up to date.
#[derive(Debug, Default)]
pub struct Resumption {
    modified_at_millis: i64,
    kept: Option<Unfinished>,
}

/// A change of the unfinished uploads that a device keeps.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptChange {
    /// Entry that goes.
    pub old: Option<Unfinished>,
    /// Entry that takes its place.
    pub new: Option<Unfinished>,
}

impl Resumption {
    /// Finds the entry of a file among those that are kept.
    pub fn find(file: &UploadFile, modified_at_millis: i64, kept: Vec<Unfinished>) -> Self {
        let is_own = |kept: &Unfinished| kept.is_of(&file.name, file.n_bytes, modified_at_millis);
        Self { modified_at_millis, kept: kept.into_iter().find(is_own) }
    }

    /// Returns the entry, by which an upload goes on where it was.
    pub fn kept(&self) -> Option<&Unfinished> {
        self.kept.as_ref()
    }

    /// Returns what has to change on the device after an event: what is needed to go on later is kept, and forgotten once the
    /// upload is over. A failure forgets nothing.
    pub fn follow(&mut self, upload: &Upload) -> Option<KeptChange> {
        let new = upload.unfinished(self.modified_at_millis);
        let is_over = matches!(upload.stage(), Stage::Processing(_) | Stage::Done(_) | Stage::Cancelled);
        if self.kept == new || (new.is_none() && !is_over) {
            return None;
        }
        let old = std::mem::replace(&mut self.kept, new.clone());
        Some(KeptChange { old, new })
    }
}

impl KeptChange {
    /// Makes the change in the list of a connection, oldest first.
    pub fn apply(&self, list: &mut Vec<Unfinished>) {
        list.retain(|known| Some(known) != self.old.as_ref() && Some(known) != self.new.as_ref());
        list.extend(self.new.clone());
        list.drain(..list.len().saturating_sub(MOST_KEPT));
    }
}
