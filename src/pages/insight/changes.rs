//! Changes for a next run: carried by the link to the form, and filled in there.

use tuneboard_core::{
    format,
    insight::{Change, Setting},
    model::{JobKey, SpecField},
    route::{Location, Route},
};

/// Name of the link's setting.
pub const LINK_SETTING: &str = "change";

/// Fields that a link may change: the word in the link, the field, and the field's name in a sentence.
const FIELDS: [(&str, SpecField, &str); 4] = [
    ("epochs", SpecField::Epochs, "epochs"),
    ("rate", SpecField::LearningRate, "learning rate"),
    ("patience", SpecField::Patience, "patience of early stopping"),
    ("min-delta", SpecField::MinDelta, "smallest improvement of early stopping"),
];

/// A field that a link changes.
#[derive(Debug, Clone, PartialEq)]
pub struct ChangedField {
    /// The field.
    pub field: SpecField,
    /// Its name in a sentence.
    pub name: &'static str,
    /// Its value, as typed.
    pub value: String,
}

/// The link to the form that clones a job with these changes; `None` if none of them is one of a field.
pub(super) fn clone_link(key: &JobKey, changes: &[Change]) -> Option<String> {
    let mut words = Vec::new();
    for change in changes {
        match change.setting {
            Setting::Epochs(epochs) => words.push(format!("epochs:{epochs}")),
            Setting::LearningRate(rate) => words.push(format!("rate:{rate}")),
            Setting::EarlyStopping { patience, min_delta } => {
                words.extend([format!("patience:{patience}"), format!("min-delta:{min_delta}")]);
            }
            // Files are the user's to choose, and a checkpoint is continued from where it is listed.
            Setting::ContinueFrom(_) | Setting::EvaluationFile | Setting::CheckFiles => {}
        }
    }
    if words.is_empty() {
        return None;
    }
    let place = Location::of(Route::NewJob)
        .with("connection", Some(&key.connection.0))
        .with("clone", Some(&key.id.0))
        .with(LINK_SETTING, Some(&words.join(",")));
    Some(place.to_hash())
}

/// A change in words.
pub(super) fn change_words(setting: Setting) -> String {
    match setting {
        Setting::Epochs(epochs) => format!("Epochs: {}.", format::count(epochs)),
        Setting::LearningRate(rate) => format!("Learning rate: {}.", format::number(rate)),
        Setting::EarlyStopping { patience, min_delta } => format!(
            "Early stopping with a patience of {patience} and a smallest improvement of {}.",
            format::number(min_delta)
        ),
        Setting::EvaluationFile => "An evaluation file.".to_owned(),
        Setting::ContinueFrom(step) => format!("Continue from checkpoint {}.", format::count(step)),
        Setting::CheckFiles => "Check the files for examples that are in both.".to_owned(),
    }
}

/// The changes that a link asks for; words that are none are left out.
pub fn changed_fields(link: &str) -> Vec<ChangedField> {
    let read = |word: &str| {
        let (word, value) = word.split_once(':')?;
        let (_, field, name) = FIELDS.into_iter().find(|(known, ..)| *known == word)?;
        let is_number = value.parse::<f64>().is_ok_and(|value| value.is_finite() && 0.0 <= value);
        is_number.then(|| ChangedField { field, name, value: value.to_owned() })
    };
    link.split(',').filter_map(read).collect()
}
