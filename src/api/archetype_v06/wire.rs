//! Shapes the service is sent (its own examples, July 2026). What it answers is read field by field in
//! [`super::convert`] and [`super::history`].

use serde::Serialize;

/// Body of a create request; `None` leaves a choice to the service.
#[derive(Debug, Serialize)]
pub(super) struct CreateBody<'a> {
    /// Name for people.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) name: Option<&'a str>,
    /// Seed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) seed: Option<i64>,
    /// Model to tune.
    pub(super) model: &'a str,
    /// How to train.
    pub(super) method: MethodBody,
    /// At least one.
    pub(super) training_files: Vec<FileBody<'a>>,
    /// May be empty.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) validation_files: Vec<FileBody<'a>>,
}

/// The method and its settings, under the key of its name.
#[derive(Debug, Serialize)]
pub(super) struct MethodBody {
    /// `head`.
    #[serde(rename = "type")]
    pub(super) kind: &'static str,
    /// Settings of that method.
    pub(super) head: SettingsBody,
}

/// Settings of a method.
#[derive(Debug, Serialize)]
pub(super) struct SettingsBody {
    /// Figures of the training.
    pub(super) hyperparameters: HyperparametersBody,
}

/// Figures of a training.
#[derive(Debug, Serialize)]
pub(super) struct HyperparametersBody {
    /// Examples per step.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) batch_size: Option<u32>,
    /// Passes over the data.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) n_epochs: Option<u32>,
}

/// A file and the class its examples belong to.
#[derive(Debug, Serialize)]
pub(super) struct FileBody<'a> {
    /// `n_shot`.
    #[serde(rename = "type")]
    pub(super) kind: &'static str,
    /// Id from the Files API.
    pub(super) file_id: &'a str,
    /// The class.
    pub(super) label: &'a str,
    /// `csv`.
    pub(super) format: &'static str,
}
