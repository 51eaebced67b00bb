//! Bodies sent to the service, from the specification (see [`super`]). Responses are read field by field in
//! [`super::convert`], [`super::events`] and [`super::metrics`].

use serde::Serialize;

/// Body of a create request; `None` leaves a choice to the service.
#[derive(Debug, Serialize)]
pub(super) struct CreateBody<'a> {
    /// Model to tune.
    pub(super) model: &'a str,
    /// File id; required by the service.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) training_file: Option<&'a String>,
    /// File id.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) validation_file: Option<&'a String>,
    /// Part of the new model's name, at most 64 characters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) suffix: Option<&'a str>,
    /// Seed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) seed: Option<i64>,
    /// Training method.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) method: Option<MethodBody>,
}

/// The method and its settings, under the key of its name.
#[derive(Debug, Serialize)]
pub(super) struct MethodBody {
    /// `supervised` or `dpo`.
    #[serde(rename = "type")]
    pub(super) kind: &'static str,
    /// Settings of that method.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) supervised: Option<SettingsBody>,
    /// Settings of that method.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) dpo: Option<SettingsBody>,
}

/// Settings of a method.
#[derive(Debug, Serialize)]
pub(super) struct SettingsBody {
    /// All there is.
    pub(super) hyperparameters: HyperparametersBody,
}

/// Figures of a training.
#[derive(Debug, Serialize)]
pub(super) struct HyperparametersBody {
    /// Passes over the data.
    pub(super) n_epochs: AutoOr<u32>,
    /// Examples per step.
    pub(super) batch_size: AutoOr<u32>,
    /// Factor on the learning rate that the service would choose.
    pub(super) learning_rate_multiplier: AutoOr<f64>,
    /// DPO only.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) beta: Option<AutoOr<f64>>,
}

/// A number, or the word that leaves it to the service.
#[derive(Debug, Serialize)]
#[serde(untagged)]
pub(super) enum AutoOr<T> {
    /// `auto`.
    Word(&'static str),
    /// The choice.
    Number(T),
}

impl<T> From<Option<T>> for AutoOr<T> {
    fn from(choice: Option<T>) -> Self {
        choice.map_or(Self::Word("auto"), Self::Number)
    }
}
