//! Parts of a record that only jobs on windows of signals have: their method's settings, and the forms of their
//! files.

use serde_json::Value;

use super::text_at;
use crate::draft::field_table::describe;
use crate::draft::{FieldKind, JobDraft, read};
use crate::model::SpecField::{self, *};
use crate::model::{Job, Provider};

/// Keys of the settings, below the object that bears the method's name.
const KEYS: [(SpecField, &[&str]); 8] = [
    (Epochs, &["hyperparameters.n_epochs"]),
    (BatchSize, &["hyperparameters.batch_size"]),
    (NeighborCount, &["hyperparameters.n_neighbors"]),
    (NeighborMetric, &["hyperparameters.metric"]),
    (NeighborWeights, &["hyperparameters.weights"]),
    (NormalizeEmbeddings, &["hyperparameters.normalize_embeddings"]),
    (WindowSize, &["reader.window_size"]),
    (StepSize, &["reader.step_size"]),
];

/// The one that is a list.
const COLUMNS: &str = "data_columns";

/// Names shown one by one; more are counted.
const MOST_NAMED: usize = 3;

impl JobDraft {
    /// Takes over the settings of the method that the record names, and notes those the form does not have.
    pub(super) fn take_method(&mut self, record: &Value, notes: &mut Vec<String>) {
        self.take_settings(record, [(Classifier, &["method.type"][..])], notes);
        let method = self.get(Classifier).to_owned();
        let Some(settings) = record.get("method").and_then(|methods| methods.get(&method)) else { return };
        self.take_settings(settings, KEYS, notes);
        self.take_columns(settings.get("reader").and_then(|reader| reader.get(COLUMNS)), notes);
        for group in settings.as_object().into_iter().flatten() {
            let (group, members) = (group.0, group.1.as_object());
            for (name, value) in members.into_iter().flatten().filter(|(_, value)| !value.is_null()) {
                let key = format!("{group}.{name}");
                let place =
                    KEYS.iter().find(|(field, keys)| keys.contains(&key.as_str()) && self.has(*field));
                let is_taken = match place {
                    Some(_) => !value.is_array() && !value.is_object(),
                    None => group == "reader" && name == COLUMNS && value.is_array(),
                };
                if !is_taken {
                    notes.push(format!(
                        "The setting {key} of the record could not be carried over; the new job uses the \
                         service's default."
                    ));
                }
            }
        }
    }

    fn take_columns(&mut self, columns: Option<&Value>, notes: &mut Vec<String>) {
        let columns = columns.and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
        let (good, bad): (Vec<_>, Vec<_>) =
            columns.iter().partition(|column| column.as_str().is_some_and(is_one_entry));
        self.set(
            DataColumns,
            good.iter().filter_map(|column| column.as_str()).collect::<Vec<_>>().join("\n"),
        );
        notes.extend(bad.iter().map(|column| {
            format!("The column {column} has a name that cannot be typed into this form, so it is left out.")
        }));
    }

    /// Notes the files that are sent in another form than they were.
    pub(super) fn note_file_forms(record: &Value, notes: &mut Vec<String>) {
        let lists =
            ["training_files", "validation_files"].map(|name| record.get(name).and_then(Value::as_array));
        for file in lists.into_iter().flatten().flatten() {
            for (key, usual) in [("type", "n_shot"), ("format", "csv")] {
                if let Some(other) = text_at(file, key).filter(|text| !text.eq_ignore_ascii_case(usual)) {
                    let id = text_at(file, "file_id").unwrap_or_default();
                    notes.push(format!("The {key} of the file {id} was {other}; the new job sends {usual}."));
                }
            }
        }
    }
}

/// Returns true if a text comes back alone and unchanged from a field that takes several.
pub(super) fn is_one_entry(text: &str) -> bool {
    read::ids(text) == [text]
}

/// The method of a job and its settings as its record tells them: name and value for people, in the order of the form.
/// Nothing where a service has no such choice, or the record does not say.
pub fn method_facts(job: &Job, provider: Provider) -> Vec<(&'static str, String)> {
    let record = serde_json::from_str::<Value>(&job.raw).unwrap_or(Value::Null);
    let is_offered = provider.capabilities().training_fields.contains(&Classifier);
    let Some(method) = text_at(&record, "method.type").filter(|_| is_offered) else { return Vec::new() };
    let mut draft = JobDraft::new(provider);
    draft.take_method(&record, &mut Vec::new());
    let mut facts = vec![(describe(Classifier).label, spoken(Classifier, &draft, method))];
    let settings =
        KEYS.into_iter().map(|(field, _)| field).chain([DataColumns]).filter(|field| draft.has(*field));
    // How many passes there are is told with how many are done.
    for field in settings.filter(|field| *field != Epochs) {
        let text = draft.get(field).to_owned();
        if text != draft.default_of(field) {
            facts.push((describe(field).label, spoken(field, &draft, text)));
        }
    }
    facts
}

/// The text of a field as people say it: the label of a choice, few names of a list.
fn spoken(field: SpecField, draft: &JobDraft, text: String) -> String {
    match draft.spec_of(field).kind {
        FieldKind::Choice(options) => {
            let label = options.iter().find(|(value, _)| text.eq_ignore_ascii_case(value));
            label.map_or(text, |(_, label)| (*label).to_owned())
        }
        FieldKind::Ids => match read::ids(&text) {
            names if names.len() <= MOST_NAMED => names.join(", "),
            names => names.len().to_string(),
        },
        _ => text,
    }
}
