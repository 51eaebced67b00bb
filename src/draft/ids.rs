//! Ids of files in a field, one by one.

use super::{JobDraft, read};
use crate::model::SpecField;

impl JobDraft {
    /// The ids in a field: trimmed, each once, in order.
    pub fn ids(&self, field: SpecField) -> Vec<String> {
        read::ids(self.get(field))
    }

    /// Adds an id to a field, or takes it out. What else was typed stays, one id per line. Where the provider
    /// takes one file only, a new id takes the place of the old one.
    pub fn set_id(&mut self, field: SpecField, id: &str, is_in: bool) {
        let mut ids = self.ids(field);
        ids.retain(|known| known != id);
        if is_in {
            if !self.provider().capabilities().has_many_files {
                ids.clear();
            }
            ids.push(id.to_owned());
        }
        self.set(field, ids.join("\n"));
    }
}
