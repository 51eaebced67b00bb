//! Bodies sent to the service, from `create_fine_tune_job.py` of its own examples (17 July 2026; see [`super`]). Responses are
//! read field by field in [`super::convert`] and [`super::history`].

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
    /// Training method.
    pub(super) method: MethodBody<'a>,
    /// At least one.
    pub(super) training_files: Vec<FileBody<'a>>,
    /// May be empty.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) validation_files: Vec<FileBody<'a>>,
}

/// The method and its settings, under the key of its name.
#[derive(Debug, Serialize)]
pub(super) struct MethodBody<'a> {
    /// `head` or `knn`.
    #[serde(rename = "type")]
    pub(super) kind: &'static str,
    /// Settings of that method, if it is this one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) head: Option<SettingsBody<'a>>,
    /// Settings of that method, if it is this one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) knn: Option<SettingsBody<'a>>,
}

/// Settings of a method.
#[derive(Debug, Serialize)]
pub(super) struct SettingsBody<'a> {
    /// Figures of the training.
    pub(super) hyperparameters: HyperparametersBody<'a>,
    /// Settings by which files are cut into windows.
    #[serde(skip_serializing_if = "ReaderBody::is_empty")]
    pub(super) reader: ReaderBody<'a>,
}

/// Figures of a training.
#[derive(Debug, Default, Serialize)]
pub(super) struct HyperparametersBody<'a> {
    /// Windows per step.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) batch_size: Option<u32>,
    /// `head` only: passes over the data.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) n_epochs: Option<u32>,
    /// `knn` only, as all below: how many vote.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) n_neighbors: Option<u32>,
    /// Measure of distance.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) metric: Option<&'a str>,
    /// Weight of a vote.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) weights: Option<&'a str>,
    /// True if embeddings are scaled to the same length.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) normalize_embeddings: Option<bool>,
}

/// Settings by which files are cut into windows.
#[derive(Debug, Serialize)]
pub(super) struct ReaderBody<'a> {
    /// Rows of a window.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) window_size: Option<u32>,
    /// Rows from window to window.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) step_size: Option<u32>,
    /// Columns that are read.
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    pub(super) data_columns: &'a [String],
}

impl ReaderBody<'_> {
    fn is_empty(&self) -> bool {
        self.window_size.is_none() && self.step_size.is_none() && self.data_columns.is_empty()
    }
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
