//! Settings by which windows of a signal are sorted into classes, where a service tunes models of signals.

/// Method that tells the classes apart. The model that turns a window into an embedding stays the same either
/// way.
#[derive(Debug, Clone, PartialEq, Default)]
pub enum Classifier {
    /// A small network, trained on the embeddings of labelled windows.
    #[default]
    Head,
    /// The labelled windows themselves: those whose embeddings are nearest vote.
    Knn(Neighbors),
}

/// Voting rules of the nearest neighbours. `None` leaves a choice to the service's default.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Neighbors {
    /// Number of neighbours that vote, at least 1.
    pub n_neighbors: Option<u32>,
    /// Measure of the distance, in the service's words.
    pub metric: Option<String>,
    /// Weight of each vote, in the service's words.
    pub weights: Option<String>,
    /// True if embeddings are scaled to the same length first.
    pub is_normalized: Option<bool>,
}

/// Settings by which files are cut into windows. `None` leaves a choice to the service's default.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SignalReader {
    /// Rows of a window, at least 1.
    pub window_size: Option<u32>,
    /// Rows from the beginning of a window to that of the next, at least 1.
    pub step_size: Option<u32>,
    /// Columns that are read; empty for the service's default.
    pub data_columns: Vec<String>,
}
