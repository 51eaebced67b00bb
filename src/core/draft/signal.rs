//! From the texts of the fields on windows of signals to [`model::Classifier`] and the columns of a [`model::SignalReader`].

use super::read::{Reader, ids};
use crate::model::SpecField::*;
use crate::model::{self, Neighbors};

impl Reader<'_> {
    /// Returns the method that tells the classes apart; the default where there is no such choice.
    pub(super) fn classifier(&mut self) -> model::Classifier {
        match self.choice(Classifier) {
            "knn" => model::Classifier::Knn(Neighbors {
                n_neighbors: self.whole(NeighborCount),
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

    /// Columns that are read.
    pub(super) fn data_columns(&self) -> Vec<String> {
        self.optional(DataColumns).map(|text| ids(&text)).unwrap_or_default()
    }
}
