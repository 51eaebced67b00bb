//! Changes for a next run: their words, and the link that carries them to the form.

use tuneboard_core::{
    draft::proposal_text,
    format,
    insight::{Change, Setting},
    model::JobKey,
    route::{Location, Route},
};

/// Name of the link's setting.
pub const LINK_SETTING: &str = "change";

/// The link to the form that clones a job with these changes; `None` if none of them is one of a field.
pub(super) fn clone_link(key: &JobKey, changes: &[Change]) -> Option<String> {
    let text = proposal_text(changes)?;
    let place = Location::of(Route::NewJob)
        .with("connection", Some(&key.connection.0))
        .with("clone", Some(&key.id.0))
        .with(LINK_SETTING, Some(&text));
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
