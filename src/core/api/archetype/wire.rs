//! Bodies sent to Archetype AI, from <https://docs.archetypeai.app/api-reference/fine-tune/create-job> (August 2026).
//! Responses are read field by field in [`super::convert`].

use serde::Serialize;

/// Body of a create request.
#[derive(Debug, Serialize)]
pub(super) struct CreateBody<'a> {
    /// Name for people; required by the service.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) name: Option<&'a str>,
    /// Id chosen by the client; the service makes one if absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) id: Option<&'a str>,
    /// Training configuration.
    pub(super) config: ConfigBody<'a>,
}

/// Its `config`.
#[derive(Debug, Serialize)]
pub(super) struct ConfigBody<'a> {
    /// Model to tune.
    pub(super) model: &'a str,
    /// Files to train and evaluate on.
    pub(super) datasets: Vec<DatasetBody<'a>>,
}

/// One of its datasets.
#[derive(Debug, Serialize)]
pub(super) struct DatasetBody<'a> {
    /// Free label.
    pub(super) name: &'a str,
    /// `train` or `eval`.
    pub(super) split: &'a str,
    /// Ids from the Files API.
    pub(super) file_ids: &'a [String],
}
