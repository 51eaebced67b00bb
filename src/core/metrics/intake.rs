//! The rows of one response on their way to where they belong.

use super::MetricStore;
use crate::model::{MetricBlock, MetricRow, MetricsQuery, RowSink};

/// Takes the rows of one response while it arrives. Those of a question for everything go straight into columns;
/// a part is small, and is looked at before anything is done with it.
#[derive(Debug)]
pub struct Intake {
    pub(super) query: MetricsQuery,
    pub(super) held: Held,
}

/// Rows that have arrived.
#[derive(Debug)]
pub(super) enum Held {
    /// The whole log, and its last row.
    Whole { store: MetricStore, last_row: Option<MetricRow> },
    /// The requested part.
    Part(Vec<MetricRow>),
}

impl Intake {
    /// Returns the intake of the response to a query; `is_whole` if the query was for all that is wanted.
    pub(super) fn new(query: MetricsQuery, is_whole: bool) -> Self {
        if is_whole {
            return Self { query, ..Self::whole() };
        }
        Self { query, held: Held::Part(Vec::new()) }
    }

    /// Returns the intake of a response that is the whole log.
    pub fn whole() -> Self {
        let held = Held::Whole { store: MetricStore::new(), last_row: None };
        Self { query: MetricsQuery::default(), held }
    }

    /// Returns true if the response replaces all held rows.
    pub fn is_whole(&self) -> bool {
        matches!(self.held, Held::Whole { .. })
    }

    /// Returns the arrived rows as a store of their own.
    pub fn into_store(self) -> MetricStore {
        self.into_settling().into_store()
    }

    /// Returns the arrived rows as a store of their own, to be sorted in pieces.
    pub fn into_settling(self) -> Settling {
        let store = match self.held {
            Held::Whole { store, .. } => store,
            Held::Part(rows) => {
                let mut store = MetricStore::new();
                store.merge(&rows);
                store
            }
        };
        Settling { store }
    }
}

/// Arrived rows, while they are sorted.
#[derive(Debug)]
pub struct Settling {
    store: MetricStore,
}

impl Settling {
    /// Goes on by about so many points, each of which is looked at several times; whether nothing is left to do.
    pub fn go_on(&mut self, n_points: usize) -> bool {
        self.store.settle_some(n_points).is_some()
    }

    /// Returns all of it, in order.
    pub fn into_store(self) -> MetricStore {
        let mut store = self.store;
        store.settle();
        store
    }
}

impl RowSink for Intake {
    fn take(&mut self, block: &MetricBlock) {
        match &mut self.held {
            Held::Whole { store, last_row } => {
                store.take(block);
                *last_row = block.len().checked_sub(1).and_then(|last| block.row(last));
            }
            Held::Part(rows) => rows.take(block),
        }
    }

    fn restart(&mut self) {
        *self = Self::new(std::mem::take(&mut self.query), self.is_whole());
    }
}
