//! Ids of files in a field, one by one.

use super::{JobDraft, datasets, read};
use crate::model::SpecField;

impl JobDraft {
    /// The ids in a field: trimmed, each once, in order, without the labels or names of datasets that may be before them.
    pub fn ids(&self, field: SpecField) -> Vec<String> {
        read::ids(self.get(field)).iter().map(|text| self.id_of(text).to_owned()).collect()
    }

    /// The names, or labels, of the datasets that entries of a field give, in order, each once; none for entries without.
    pub fn dataset_names(&self, field: SpecField) -> Vec<String> {
        let mut names: Vec<String> = Vec::new();
        for text in read::ids(self.get(field)) {
            let name = self.parts_of(&text).0;
            if !name.is_empty() && names.iter().all(|known| known != name) {
                names.push(name.to_owned());
            }
        }
        names
    }

    /// The name of the dataset of entries that give none; empty if there is none, or where each file needs a label.
    pub fn usual_dataset(&self, field: SpecField) -> &str {
        match field {
            _ if !self.provider().capabilities().has_dataset_names => "",
            SpecField::EvalFiles => self.get(SpecField::EvalName).trim(),
            _ => self.get(SpecField::TrainName).trim(),
        }
    }

    /// Adds an id to a field, or takes it out. What else was typed stays, one per line. Where the provider takes
    /// one file only, a new id takes the place of the old one. A new one is put in the dataset of this name, or has this label;
    /// without a name it is in the usual dataset, and a label is left to type.
    pub fn set_id(&mut self, field: SpecField, dataset: &str, id: &str, is_in: bool) {
        let mut texts = read::ids(self.get(field));
        let is_known = texts.iter().any(|text| self.id_of(text) == id);
        if is_known == is_in {
            return;
        }
        if is_in {
            if !self.takes_many_files() {
                texts.clear();
            }
            let can = self.provider().capabilities();
            let is_named = !dataset.is_empty() && (can.has_dataset_names || can.has_labelled_files);
            texts.push(if is_named { format!("{dataset}: {id}") } else { id.to_owned() });
        } else {
            texts.retain(|text| self.id_of(text) != id);
        }
        self.set(field, texts.join("\n"));
    }

    /// Returns true if a field may name several files.
    pub fn takes_many_files(&self) -> bool {
        let can = self.provider().capabilities();
        can.has_many_files || can.has_labelled_files
    }

    fn id_of<'a>(&self, text: &'a str) -> &'a str {
        self.parts_of(text).1
    }

    /// The name or label, empty if there is none, and the id of an entry.
    fn parts_of<'a>(&self, text: &'a str) -> (&'a str, &'a str) {
        let can = self.provider().capabilities();
        match (can.has_labelled_files, can.has_dataset_names) {
            (true, _) => datasets::parts(text),
            (false, true) => datasets::named_parts(text),
            (false, false) => ("", text),
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
        draft.set_id(SpecField::TrainFiles, "", id, is_in);
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
    #[track_caller]
    fn check_put(provider: Provider, before: &str, dataset: &str, names: &[&str], after: &str) {
        let mut draft = JobDraft::new(provider);
        draft.set(SpecField::TrainFiles, before);
        let ids = draft.ids(SpecField::TrainFiles);
        assert_eq!(draft.dataset_names(SpecField::TrainFiles), names, "{before}");
        draft.set_id(SpecField::TrainFiles, dataset, "new", true);
        assert_eq!(draft.get(SpecField::TrainFiles), after);
        draft.set_id(SpecField::TrainFiles, "", "new", false);
        assert_eq!(draft.ids(SpecField::TrainFiles), ids);
    }

    #[test]
    fn an_id_goes_into_the_dataset_that_was_chosen() {
        for provider in Provider::ALL {
            let can = provider.capabilities();
            if can.has_dataset_names {
                check_put(provider, "a\nvalves: b", "valves", &["valves"], "a\nvalves: b\nvalves: new");
            }
            if can.has_dataset_names || can.has_labelled_files {
                check_put(provider, "x: a\ny: b", "y", &["x", "y"], "x: a\ny: b\ny: new");
                check_put(provider, "x: a\ny: b", "", &["x", "y"], "x: a\ny: b\nnew");
            } else if can.has_many_files {
                check_put(provider, "a", "valves", &[], "a\nnew");
            }
        }
    }

    #[test]
    fn files_without_a_name_are_in_the_dataset_of_the_name_field() {
        for provider in Provider::ALL {
            let mut draft = JobDraft::new(provider);
            if provider.capabilities().has_dataset_names {
                assert_eq!(draft.usual_dataset(SpecField::TrainFiles), "train");
                draft.set(SpecField::EvalName, " held ");
                assert_eq!(draft.usual_dataset(SpecField::EvalFiles), "held");
            } else {
                assert_eq!(draft.usual_dataset(SpecField::TrainFiles), "");
            }
        }
    }
}
