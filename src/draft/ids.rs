//! Ids of files in a field, one by one.

use super::{JobDraft, datasets, read};
use crate::model::SpecField;

impl JobDraft {
    /// The ids in a field: trimmed, each once, in order, without the labels or names of datasets that may be before them.
    pub fn ids(&self, field: SpecField) -> Vec<String> {
        read::ids(self.get(field)).iter().map(|text| self.id_of(text).to_owned()).collect()
    }

    /// Adds an id to a field, or takes it out. What else was typed stays, one per line. Where the provider takes
    /// one file only, a new id takes the place of the old one; where it wants labels, the label is left to type.
    pub fn set_id(&mut self, field: SpecField, id: &str, is_in: bool) {
        let mut texts = read::ids(self.get(field));
        let is_known = texts.iter().any(|text| self.id_of(text) == id);
        if is_known == is_in {
            return;
        }
        if is_in {
            if !self.takes_many_files() {
                texts.clear();
            }
            texts.push(id.to_owned());
        } else {
            texts.retain(|text| self.id_of(text) != id);
        }
        self.set(field, texts.join("\n"));
    }

    /// Whether a field may name several files.
    pub fn takes_many_files(&self) -> bool {
        let can = self.provider().capabilities();
        can.has_many_files || can.has_labelled_files
    }

    fn id_of<'a>(&self, text: &'a str) -> &'a str {
        let can = self.provider().capabilities();
        match (can.has_labelled_files, can.has_dataset_names) {
            (true, _) => datasets::parts(text).1,
            (false, true) => datasets::named_parts(text).1,
            (false, false) => text,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Provider;

    #[track_caller]
    fn check(provider: Provider, before: &str, id: &str, is_in: bool, after: &str) {
        let mut draft = JobDraft::new(provider);
        draft.set(SpecField::TrainFiles, before);
        draft.set_id(SpecField::TrainFiles, id, is_in);
        assert_eq!(draft.get(SpecField::TrainFiles), after);
        assert_eq!(draft.ids(SpecField::TrainFiles).contains(&id.to_owned()), is_in);
    }

    #[test]
    fn ids_go_in_and_out_and_leave_the_others_alone() {
        for provider in Provider::ALL {
            let can = provider.capabilities();
            check(provider, "", "a", true, "a");
            check(provider, "a", "a", true, "a");
            check(provider, "a", "a", false, "");
            check(provider, " a , b,", "c", false, " a , b,");
            check(provider, "a, b", "b", false, "a");
            if can.has_many_files || can.has_labelled_files {
                check(provider, "a, b", "c", true, "a\nb\nc");
            } else {
                check(provider, "a", "c", true, "c");
            }
            if can.has_dataset_names {
                check(provider, "a\nother: b", "b", false, "a");
                check(provider, "other: b", "b", true, "other: b");
                check(provider, "other: b", "c", true, "other: b\nc");
            }
            if can.has_labelled_files {
                check(provider, "cat: a\ndog: b", "a", false, "dog: b");
                check(provider, "cat: a", "a", true, "cat: a");
            }
        }
    }
}
