//! A draft filled from an existing job, and what could not be carried over.

mod signal;

use serde_json::Value;

pub use self::signal::method_facts;

use super::field_table::{self, describe};
use super::{FieldKind, JobDraft, datasets, number};
use crate::model::SpecField::{self, *};
use crate::model::{Dataset, Job, Provider, Split};

/// Wire names of a field in a record, tried in order.
type Keys = (SpecField, &'static [&'static str]);

/// Keys under which records hold the form's fields: at the top and below `config`.
fn keys() -> impl Iterator<Item = Keys> {
    field_table::entries().map(|entry| (entry.field, entry.record_keys))
}

impl JobDraft {
    /// A draft for a job like this one, at its provider, and sentences on what could not be carried over.
    /// The name counts up (`triage-v2` becomes `triage-v3`); the id is the old job's own and is left out.
    pub fn from_job(job: &Job, provider: Provider) -> (Self, Vec<String>) {
        let mut draft = Self::new(provider);
        let mut notes = Vec::new();
        let record = serde_json::from_str::<Value>(&job.raw).unwrap_or(Value::Null);
        let can = provider.capabilities();

        draft.set(BaseModel, job.base_model.clone().unwrap_or_default());
        if job.base_model.is_none() {
            notes.push("The record does not name the base model.".to_owned());
        }
        let suffix = || text_at(&record, "suffix").or_else(|| text_at(&record, "user_provided_suffix"));
        let name = if can.has_name { Some(job.name.clone()) } else { suffix() };
        let is_own_name = |name: &String| !name.trim().is_empty() && **name != *job.id.0;
        draft.set(Name, name.filter(is_own_name).map(|name| next_name(name.trim())).unwrap_or_default());
        draft.take_datasets(job, &mut notes);

        if can.has_hyperparameters() {
            if can.training_fields.contains(&Start) {
                for (key, start) in [("from_checkpoint", "checkpoint"), ("from_hf_model", "hugging_face")] {
                    if text_at(&record, key).is_some_and(|text| !text.is_empty()) {
                        draft.set(Start, start);
                    }
                }
            }
            draft.take_settings(&record, keys(), &mut notes);
            if draft.has(Classifier) {
                draft.take_method(&record, &mut notes);
            }
            if can.has_labelled_files {
                Self::note_file_forms(&record, &mut notes);
            }
            if job.wandb_url.is_some() || text_at(&record, "wandb_url").is_some_and(|url| !url.is_empty()) {
                notes.push(
                    "The Weights & Biases key is in no record. Enter it again to report there.".to_owned(),
                );
            }
            if ["from_hf_model", "hf_output_repo_name"]
                .iter()
                .any(|key| text_at(&record, key).is_some_and(|text| !text.is_empty()))
            {
                notes.push(
                    "The Hugging Face token is in no record. Enter it again for private repositories."
                        .to_owned(),
                );
            }
        } else if keys().any(|(_, keys)| keys.iter().any(|key| text_at(&record, key).is_some())) {
            notes.push(
                "The service chooses the training settings itself, so they are not carried over.".to_owned(),
            );
        }
        if record.is_null() {
            notes.push("The record could not be read in full, so some settings may be missing.".to_owned());
        }
        (draft, notes)
    }

    fn take_datasets(&mut self, job: &Job, notes: &mut Vec<String>) {
        let can = self.provider().capabilities();
        for (split, files, name, word) in [
            (Split::Train, TrainFiles, TrainName, "training"),
            (Split::Eval, EvalFiles, EvalName, "evaluation"),
        ] {
            let of_split = || job.datasets.iter().filter(|dataset| dataset.split == split);
            // The first dataset has a field for its name.
            let first = of_split().next().filter(|_| can.has_dataset_names).map(|set| set.name.as_str());
            let written = |dataset: &Dataset, id: &String| {
                let is_named = match first {
                    Some(first) => dataset.name != first || !datasets::named_parts(id).0.is_empty(),
                    None => can.has_labelled_files,
                };
                let text = if is_named { format!("{}: {id}", dataset.name) } else { id.clone() };
                let parts = match (can.has_labelled_files, first) {
                    (true, _) => datasets::parts(&text),
                    (false, Some(_)) => datasets::named_parts(&text),
                    (false, None) => ("", text.as_str()),
                };
                let expected = (if is_named { dataset.name.as_str() } else { "" }, id.as_str());
                if parts == expected && signal::is_one_entry(&text) { Ok(text) } else { Err(text) }
            };
            let mut texts = Vec::new();
            for (dataset, id) in of_split().flat_map(|set| set.file_ids.iter().map(move |id| (set, id))) {
                match written(dataset, id) {
                    Ok(text) => texts.push(text),
                    Err(text) => notes.push(format!(
                        "The file {text} has a name that cannot be typed into this form, so it is left out."
                    )),
                }
            }
            if split == Split::Train && of_split().all(|dataset| dataset.file_ids.is_empty()) {
                notes.push("The record does not name the training files.".to_owned());
            }
            self.set(files, texts.join(if can.has_many_files { "\n" } else { ", " }));
            if let Some(first) = first {
                self.set(name, first);
            }
            let names: std::collections::BTreeSet<&str> =
                of_split().map(|dataset| dataset.name.as_str()).collect();
            if can.has_dataset_names && names.len() < of_split().count() {
                notes.push(format!(
                    "Several {word} datasets have the same name; their files are put into one."
                ));
            } else if !can.has_dataset_names && !can.has_labelled_files && of_split().count() > 1 {
                notes.push(format!("The job has several {word} datasets; their files are put into one."));
            }
        }
        for dataset in &job.datasets {
            if let Split::Other(word) = &dataset.split {
                notes.push(format!(
                    "The dataset {} has the split {word}, which this form does not have.",
                    dataset.name
                ));
            }
        }
    }

    /// Takes over the settings a record names. One that the form cannot hold is noted instead.
    fn take_settings(
        &mut self,
        record: &Value,
        keys: impl IntoIterator<Item = Keys>,
        notes: &mut Vec<String>,
    ) {
        for (field, keys) in keys {
            // Choices come before what belongs to them.
            if !self.has(field) {
                continue;
            }
            let Some(text) = keys.iter().find_map(|key| text_at(record, key)).filter(|text| !text.is_empty())
            else {
                continue;
            };
            let entry = describe(field);
            let is_word = matches!(entry.kind, FieldKind::Choice(_));
            let text = if is_word { text.to_ascii_lowercase() } else { text };
            let text = if text == "supervised" { "sft".to_owned() } else { text };
            let default = self.default_of(field);
            // "1e-5" and "0.00001" are the same choice; the untouched field keeps its text.
            let is_default = number::decimal(&text).ok().is_some_and(|n| number::decimal(default) == Ok(n));
            if is_default && !entry.is_from_model {
                continue;
            }
            let before = self.get(field).to_owned();
            self.set(field, text.as_str());
            if is_word && !self.has_choice(field) {
                self.set(field, before);
                notes.push(format!("{} was {text}, which this form does not have.", entry.label));
            }
        }
    }

    fn has_choice(&self, field: SpecField) -> bool {
        match self.spec_of(field).kind {
            FieldKind::Choice(options) => options.iter().any(|(value, _)| *value == self.get(field)),
            _ => true,
        }
    }
}

/// The text of a dotted key, at the top of a record or below `config`; `None` for null, lists and objects.
fn text_at(record: &Value, key: &str) -> Option<String> {
    let below = |top: &Value| match key.split('.').try_fold(top, |value, part| value.get(part))? {
        Value::String(text) => Some(text.trim().to_owned()),
        Value::Number(n) => Some(n.to_string()),
        Value::Bool(is_on) => Some(is_on.to_string()),
        Value::Null | Value::Array(_) | Value::Object(_) => None,
    };
    below(record).or_else(|| below(record.get("config")?))
}

/// The next name in a row: `triage-v2` becomes `triage-v3`, `pumps` becomes `pumps-2`.
fn next_name(name: &str) -> String {
    let stem = name.trim_end_matches(|c: char| c.is_ascii_digit());
    let digits = &name[stem.len()..];
    let is_counter = digits.len() <= 3 && stem.ends_with(['v', 'V', '-', '_', ' ']);
    match digits.parse::<u32>() {
        Ok(n) if is_counter => format!("{stem}{}", n + 1),
        Ok(_) | Err(_) => format!("{name}-2"),
    }
}

#[cfg(test)]
pub(super) mod tests;
