//! The engine of findings: a chunk of its own, as figures are of use before they are judged.

use crate::lazy_chunk::lazy_chunk;
use tuneboard_core::{
    insight::{Answer, Insight, RunFacts, Surroundings},
    metrics::MetricStore,
};

/// Functions of the engine.
#[derive(Clone, Copy)]
pub(in crate::state) struct Engine {
    /// See [`Insight::append_some`].
    pub(in crate::state) append: fn(&mut Insight, &MetricStore, &RunFacts, usize) -> bool,
    /// See [`Insight::answer`].
    pub(in crate::state) answer: fn(&Insight, &MetricStore, &RunFacts, &Surroundings<'_>) -> Answer,
}

lazy_chunk! {
    /// The rules and their words.
    insight: pub(in crate::state) fn load() -> Engine {
        Engine { append: Insight::append_some, answer: Insight::answer }
    }
}
