//! From the texts of the fields on windows of signals to [`model::Classifier`] and [`SignalReader`].

use super::read::{Reader, ids};
use crate::model::SpecField::*;
use crate::model::{self, Neighbors, SignalReader};

impl Reader<'_> {
    /// Returns the method that tells the classes apart; the default where there is no such choice.
    pub(super) fn classifier(&mut self) -> model::Classifier {
        match self.choice(Classifier) {
            "knn" => model::Classifier::Knn(Neighbors {
                n_neighbors: self.whole(NeighborCount, 1),
                metric: self.optional(NeighborMetric),
                weights: self.optional(NeighborWeights),
                is_normalized: match self.choice(NormalizeEmbeddings) {
                    "true" => Some(true),
                    "false" => Some(false),
                    _ => None,
                },
            }),
            _ => model::Classifier::Head,
        }
    }

    /// Returns the settings by which files are cut into windows.
    pub(super) fn signal_reader(&mut self) -> SignalReader {
        SignalReader {
            window_size: self.whole(WindowSize, 1),
            step_size: self.whole(StepSize, 1),
            data_columns: self.optional(DataColumns).map(|text| ids(&text)).unwrap_or_default(),
        }
    }
}
