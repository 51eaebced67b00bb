//! From the texts of the file fields to [`Dataset`]s.

use super::read::{Reader, ids};
use crate::model::SpecField::{self, *};
use crate::model::{Dataset, Split};

const NO_FILES: &str = "Name at least one training file by its id.";
const PLACEHOLDER: &str = "<training file>";

impl Reader<'_> {
    /// The datasets of either split.
    pub(super) fn datasets(&mut self) -> Vec<Dataset> {
        let mut datasets = Vec::new();
        let can = self.draft.provider().capabilities();
        for (files, name, split) in
            [(TrainFiles, TrainName, Split::Train), (EvalFiles, EvalName, Split::Eval)]
        {
            if can.has_labelled_files {
                datasets.append(&mut self.labelled(files, &split));
                continue;
            }
            let entries = ids(self.draft.get(files));
            if entries.is_empty() && split == Split::Eval {
                continue;
            }
            if can.has_dataset_names {
                datasets.append(&mut self.named(&entries, files, name, &split));
                continue;
            }
            let mut file_ids = entries;
            if file_ids.is_empty() {
                self.note(files, NO_FILES);
                file_ids.push(PLACEHOLDER.to_owned());
            }
            if file_ids.len() > 1 && !can.has_many_files {
                self.note(
                    files,
                    format!("The service takes one file here, not {}. Join them first.", file_ids.len()),
                );
                file_ids.truncate(1);
            }
            datasets.push(Dataset { name: file_ids[0].clone(), split, file_ids });
        }
        datasets
    }

    /// Files in the datasets they are named for, in the order of the first file of each; those without a name are in
    /// the dataset of the name field.
    fn named(
        &mut self,
        entries: &[String],
        files: SpecField,
        name: SpecField,
        split: &Split,
    ) -> Vec<Dataset> {
        let mut datasets: Vec<Dataset> = Vec::new();
        let mut usual = None;
        let placeholder = [PLACEHOLDER.to_owned()];
        if entries.is_empty() {
            self.note(files, NO_FILES);
        }
        for text in if entries.is_empty() { &placeholder } else { entries } {
            let (own, id) = named_parts(text);
            if id.is_empty() {
                self.note(files, format!("Give a file id behind the name in {text}."));
            }
            let name = if own.is_empty() {
                usual
                    .get_or_insert_with(|| {
                        let ask = "Give the dataset a name, such as its split.";
                        self.required(name, split.label(), ask)
                    })
                    .clone()
            } else {
                own.to_owned()
            };
            match datasets.iter_mut().find(|dataset| dataset.name == name) {
                Some(dataset) => dataset.file_ids.push(id.to_owned()),
                None => {
                    datasets.push(Dataset { name, split: split.clone(), file_ids: vec![id.to_owned()] });
                }
            }
        }
        datasets
    }

    /// Files with their labels, a dataset per label.
    fn labelled(&mut self, field: SpecField, split: &Split) -> Vec<Dataset> {
        let mut datasets: Vec<Dataset> = Vec::new();
        for text in ids(self.draft.get(field)) {
            let (label, id) = parts(&text);
            if label.is_empty() || id.is_empty() {
                self.note(field, format!("Give {text} its label and its id, as in normal: file-1."));
            }
            let label = if label.is_empty() { "<label>" } else { label };
            match datasets.iter_mut().find(|dataset| dataset.name == label) {
                Some(dataset) => dataset.file_ids.push(id.to_owned()),
                None => datasets.push(Dataset {
                    name: label.to_owned(),
                    split: split.clone(),
                    file_ids: vec![id.to_owned()],
                }),
            }
        }
        if datasets.is_empty() && *split == Split::Train {
            self.note(field, "Name at least one training file by its label and id.");
            let file_ids = vec!["<training file>".to_owned()];
            datasets.push(Dataset { name: "<label>".to_owned(), split: Split::Train, file_ids });
        }
        datasets
    }
}

/// The name of a dataset and the id in an entry such as `pumps: file-1`; the name is empty if there is none. A colon
/// without a space behind it belongs to the id.
pub(super) fn named_parts(text: &str) -> (&str, &str) {
    match text.split_once(": ") {
        Some((name, id)) if !name.trim().is_empty() => (name.trim(), id.trim()),
        // At the end of an entry there is no space any more.
        _ => text.strip_suffix(':').map_or(("", text), |name| (name.trim(), "")),
    }
}

/// The label and the id in an entry; the label is empty if there is none.
pub(super) fn parts(text: &str) -> (&str, &str) {
    text.rsplit_once(':').map_or(("", text), |(label, id)| (label.trim(), id.trim()))
}
