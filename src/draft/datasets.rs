//! From the texts of the file fields to [`Dataset`]s.

use super::read::{Reader, ids};
use crate::model::SpecField::{self, *};
use crate::model::{Dataset, Split};

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
            let mut file_ids = ids(self.draft.get(files));
            if file_ids.is_empty() {
                if split == Split::Eval {
                    continue;
                }
                self.note(files, "Name at least one training file by its id.");
                file_ids.push("<training file>".to_owned());
            }
            if file_ids.len() > 1 && !can.has_many_files {
                self.note(
                    files,
                    format!("The service takes one file here, not {}. Join them first.", file_ids.len()),
                );
                file_ids.truncate(1);
            }
            let name = if self.draft.has(name) {
                self.required(name, split.label(), "Give the dataset a name, such as its split.")
            } else {
                file_ids[0].clone()
            };
            datasets.push(Dataset { name, split, file_ids });
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

/// The label and the id in an entry; the label is empty if there is none.
pub(super) fn parts(text: &str) -> (&str, &str) {
    text.rsplit_once(':').map_or(("", text), |(label, id)| (label.trim(), id.trim()))
}
