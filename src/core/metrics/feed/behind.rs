//! Rows behind those that a service sent for a question for everything: it may send no more than so many at
//! once, and not say so (offset cursor).

use super::{Accepted, MetricsFeed, Replaced};
use crate::{
    metrics::MetricStore,
    model::{MetricRow, MetricsCursor, MetricsPage, MetricsQuery, MetricsSummary, RowTally},
};

/// A response of fewer rows than this, and than the first, is not cut off: it is what came meanwhile.
const FEW: u64 = 50;

/// The way behind the rows that came first.
#[derive(Debug, Default)]
pub(super) struct Behind {
    /// A response with at least so many rows may be cut off too, and the next question is for what lies behind it; `None`
    /// where there is no such way.
    pub(super) n_full: Option<u64>,
    /// True if the rows behind did not fit, so that the next response for everything is taken as all there is.
    pub(super) is_odd: bool,
    /// Rows of a way that began with fewer rows than are held.
    pub(super) store: Option<MetricStore>,
}

impl MetricsFeed {
    /// Returns whether the response so far is, or may be, the first part of one in several, so that the next question is worth asking
    /// at once.
    pub fn goes_on(&self) -> bool {
        self.walk.next().is_some() || self.behind.n_full.is_some()
    }

    /// Returns how many rows the service sent at once, if it takes no question for those that may lie behind them; `None`
    /// as well for a number that no service would choose as a limit.
    pub fn cut_at(&self) -> Option<u64> {
        let is_cut = self.cursor == MetricsCursor::Offset && self.refusals.steps;
        (is_cut && 0 < self.n_taken && self.n_taken.is_multiple_of(FEW)).then_some(self.n_taken)
    }

    /// Returns the rows that came, by what became of them: of the last way through everything, and more if a later part has
    /// more.
    pub fn tally(&self) -> RowTally {
        self.tally
    }

    /// Counts the rows of an answer to the question that was due.
    pub(super) fn count(&mut self, summary: &MetricsSummary) {
        let rows = summary.tally();
        self.tally = match (self.is_full(), self.goes_on()) {
            (true, true) => self.tally.plus(rows),
            (true, false) => rows,
            // A question for the newest rows says nothing about those before.
            (false, _) => self.tally.max(rows),
        };
    }

    /// Takes the rows that came for everything, or their beginning.
    pub(super) fn accept_first(
        &mut self,
        store: &mut MetricStore,
        full: MetricStore,
        last_row: Option<MetricRow>,
        summary: MetricsSummary,
    ) -> Accepted {
        let n_held = std::mem::take(&mut self.n_taken);
        self.take_rows(&MetricsQuery::default(), last_row, summary);
        let is_odd = std::mem::take(&mut self.behind).is_odd;
        // Behind a single row only the same question could be asked again.
        let goes_on = self.cursor == MetricsCursor::Offset && 1 < self.n_taken && !self.refusals.steps;
        self.behind.n_full = Some(self.n_taken.min(FEW)).filter(|_| goes_on && !is_odd);
        if self.behind.n_full.is_some() && self.n_taken < n_held {
            self.wants_full = false;
            self.behind.store = Some(full);
            return Accepted::Nothing;
        }
        self.finish_full(store, full)
    }

    /// Rows behind the beginning of a log of which more was held: that stays on view until all of it has come.
    pub(super) fn accept_behind(
        &mut self,
        store: &mut MetricStore,
        query: &MetricsQuery,
        page: MetricsPage,
    ) -> Accepted {
        let Some(mut arrived) = self.behind.store.take() else {
            return self.accept_part(store, query, page);
        };
        let accepted = self.accept_part(&mut arrived, query, page);
        if accepted == Accepted::Rewritten {
            return accepted;
        }
        if self.behind.n_full.is_some() {
            self.behind.store = Some(arrived);
            return Accepted::Nothing;
        }
        match self.finish_full(store, arrived) {
            Accepted::Nothing => Accepted::Nothing,
            Accepted::Grew | Accepted::Rewritten => Accepted::Grew,
        }
    }

    /// Goes on behind a part with so many rows, if it brought new ones and may be cut off.
    pub(super) fn note_behind(&mut self, query: &MetricsQuery, n_received: u64) {
        let has_new = self.n_taken < query.offset.saturating_add(n_received);
        self.behind.n_full = self.behind.n_full.filter(|n_full| has_new && *n_full <= n_received);
    }

    /// The question for what lies behind was refused, or cannot be answered now.
    pub(super) fn leave_behind(&mut self) {
        self.wants_full |= self.behind.store.is_some();
        self.behind = Behind::default();
    }

    /// Takes the full log, once everything has come.
    fn finish_full(&mut self, store: &mut MetricStore, full: MetricStore) -> Accepted {
        let replaced = store.replace_with(full);
        // An empty log cannot be overlapped, so the whole of it is asked for again.
        self.wants_full = store.is_empty();
        self.holds_any = !store.is_empty();
        self.last_step = store.last_step();
        self.note_wide(store);
        match replaced {
            Replaced::Same => Accepted::Nothing,
            Replaced::Extended => Accepted::Grew,
            Replaced::Rewritten => Accepted::Rewritten,
        }
    }
}
