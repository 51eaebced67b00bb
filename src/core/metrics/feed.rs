//! Rows to request next, and the meaning of a response.
//!
//! Contract: rows are asked for in parts that overlap what is held by at least one row, so that a log
//! that was rewritten is noticed; a service may send no more than so many rows at once, so what lies behind them is asked
//! for until nothing more comes (offset cursor); late rows and steps run again are picked up by a wider question every
//! few polls, as long as that costs little (a log that grows fast has to wait for its end); where the last step was
//! logged anew, everything is asked for next; and the full download at the end makes the store equal to the service's
//! log whatever happened before. A question that is refused is never asked again, but another one in its place.
//! Pure: it knows nothing of requests or time.

mod behind;
mod refusals;

use self::{behind::Behind, refusals::Refusals};

use super::{Intake, Merged, MetricStore, intake::Held, store::Replaced};
use crate::model::{
    MetricKey, MetricRow, MetricsCursor, MetricsFilter, MetricsPage, MetricsQuery, MetricsSummary, PageEnd,
    PageWalk, RowTally, Timestamp, WalkResult,
};

/// The cursor of one job's metrics. It belongs to one [`MetricStore`], which nothing else may fill.
#[derive(Debug)]
pub struct MetricsFeed {
    cursor: MetricsCursor,
    /// Filter of the wanted rows (step cursor).
    bounds: MetricsFilter,
    /// The next question is for a sample of this many rows, to have something to show.
    wants_sample: Option<u64>,
    /// True if the store holds a sample.
    is_sampled: bool,
    /// The store holds something.
    holds_any: bool,
    /// The next question is for everything.
    wants_full: bool,
    /// Rows of the service's list already taken (offset cursor).
    n_taken: u64,
    /// The last of them, if it could be read (offset cursor).
    last_row: Option<MetricRow>,
    behind: Behind,
    /// Highest step held (step cursor).
    last_step: Option<u64>,
    /// Answers since the last wide or full one (step cursor).
    n_narrow: u32,
    /// Rows received so far, repeated ones too (step cursor).
    n_received: u64,
    /// Number of those rows that wide responses repeated.
    n_repeated: u64,
    /// Rows of the last wide answer.
    n_wide: u64,
    /// Rows received since then.
    n_since: u64,
    /// Start of the next wide request: the newest row at the last wide or full response.
    wide_from: (Option<u64>, Option<Timestamp>),
    /// The way through the pages (page cursor).
    walk: PageWalk,
    /// Rows that have arrived on a walk to the end, to compare with the held ones (page cursor).
    walked: Option<MetricStore>,
    refusals: Refusals,
    tally: RowTally,
}

/// Effect of a response on the store.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Accepted {
    /// The store already had everything.
    Nothing,
    /// Points were added or replaced.
    Grew,
    /// The service's log is not the one that was held. After a partial answer the store is as it
    /// was and the next question is for everything, worth asking at once; after a full one it holds the
    /// new log.
    Rewritten,
}

/// Every how many responses a wide question is asked (step cursor).
const WIDE_EVERY: u32 = 5;

/// A wide question that brings so many rows is cheap enough to be asked each time.
const CHEAP_ROWS: u64 = 80;

/// Of dearer ones, all together repeat at most one row of so many: a log that grows fast, of which most questions bring
/// news anyway, is not to be downloaded several times over.
const WIDE_SHARE: u64 = 50;

/// Entries of one page (page cursor); more would keep the page waiting for its first points.
const PAGE: u64 = 100;

impl MetricsFeed {
    /// Returns a feed for an empty store.
    pub fn new(cursor: MetricsCursor) -> Self {
        Self::within(cursor, MetricsFilter::default())
    }

    /// Returns a feed for an empty store that is to hold only what passes `bounds`; of use with a step cursor.
    pub fn within(cursor: MetricsCursor, bounds: MetricsFilter) -> Self {
        Self {
            cursor,
            bounds,
            wants_sample: None,
            is_sampled: false,
            holds_any: false,
            wants_full: true,
            n_taken: 0,
            last_row: None,
            behind: Behind::default(),
            last_step: None,
            n_narrow: 0,
            n_received: 0,
            n_repeated: 0,
            n_wide: 0,
            n_since: 0,
            wide_from: (None, None),
            walk: PageWalk::default(),
            walked: None,
            refusals: Refusals::default(),
            tally: RowTally::default(),
        }
    }

    /// Asks for about `n_rows` rows first, where the service can choose some, and for everything after that.
    /// Does nothing once anything is held.
    pub fn request_sample(&mut self, n_rows: u64) {
        if self.cursor == MetricsCursor::Step && !self.holds_any && !self.refusals.sample {
            self.wants_sample = Some(n_rows);
        }
    }

    /// Returns true if the held rows are a sample: fit to be looked at, not to be added to.
    pub fn is_sampled(&self) -> bool {
        self.is_sampled
    }

    /// Returns the next request. Without a response in between the request stays the same.
    pub fn next_query(&self) -> MetricsQuery {
        if let Some(resolution) = self.wants_sample.filter(|_| self.wants_full) {
            let filter = MetricsFilter { resolution: Some(resolution), ..self.bounds };
            return MetricsQuery { filter, ..MetricsQuery::default() };
        }
        if self.cursor == MetricsCursor::Pages {
            let page = self.walk.next().cloned();
            let limit = Some(PAGE).filter(|_| !self.refusals.limit);
            return MetricsQuery { limit, page, ..MetricsQuery::default() };
        }
        if self.wants_full || self.refusals.steps {
            return self.whole();
        }
        let filter = match self.cursor {
            MetricsCursor::Pages | MetricsCursor::Whole => return MetricsQuery::default(),
            MetricsCursor::Offset => {
                return MetricsQuery { offset: self.n_taken.saturating_sub(1), ..MetricsQuery::default() };
            }
            MetricsCursor::Step if !self.asks_wide() => {
                MetricsFilter { step_from: self.last_step, ..MetricsFilter::default() }
            }
            MetricsCursor::Step => self.wide(),
        };
        MetricsQuery { filter: filter.and(self.bounds), ..MetricsQuery::default() }
    }

    /// Returns the question for everything that is wanted.
    fn whole(&self) -> MetricsQuery {
        MetricsQuery { filter: self.bounds, ..MetricsQuery::default() }
    }

    /// Returns the intake that takes the response to a request of this feed.
    pub fn intake(&self, query: MetricsQuery) -> Intake {
        let is_whole = query == self.whole();
        Intake::new(query, is_whole)
    }

    /// Records that the requested page could not be read. `true` if the service may turn out not to have it,
    /// and this response (`is_missing`) says so: the list then has ended before it.
    pub fn give_up(&mut self, store: &mut MetricStore, is_missing: bool) -> bool {
        let is_end = is_missing && self.walk.next().is_some_and(|page| page.is_optional);
        if is_end {
            self.accept_page(store, &[], PageEnd::default());
        } else {
            self.walk.give_up();
            self.walked = None;
            self.leave_behind();
        }
        is_end
    }

    /// Takes the response to a question of this feed: its rows, and what it says beside them.
    pub fn accept(&mut self, store: &mut MetricStore, intake: Intake, summary: MetricsSummary) -> Accepted {
        self.refusals.settle();
        self.count(&summary);
        match intake.held {
            Held::Whole { store: full, last_row } => self.accept_full(store, full, last_row, summary),
            Held::Part(rows) if self.cursor == MetricsCursor::Pages => {
                self.accept_page(store, &rows, summary.page)
            }
            Held::Part(rows) if intake.query.filter.resolution.is_some() => self.accept_sample(store, &rows),
            Held::Part(rows) => self.accept_behind(store, &intake.query, MetricsPage { rows, summary }),
        }
    }

    /// Takes a sample: it fills a store that is empty, and is dropped as soon as other rows come.
    fn accept_sample(&mut self, store: &mut MetricStore, rows: &[MetricRow]) -> Accepted {
        self.wants_sample = None;
        if !store.is_empty() || rows.is_empty() {
            return Accepted::Nothing;
        }
        store.merge(rows);
        self.is_sampled = true;
        self.holds_any = true;
        Accepted::Grew
    }

    /// Points are shown as they come; that some are gone shows at the end of a way to the end.
    fn accept_page(&mut self, store: &mut MetricStore, rows: &[MetricRow], page: PageEnd) -> Accepted {
        let merged = store.merge(rows);
        if self.walk.is_to_end() {
            self.walked.get_or_insert_with(MetricStore::new).merge(rows);
        }
        let replaced = match self.walk.accept(page) {
            WalkResult::On => Replaced::Same,
            WalkResult::ToHeld => {
                self.walked = None;
                Replaced::Same
            }
            WalkResult::ToEnd => {
                self.walked.take().map_or(Replaced::Same, |walked| store.replace_with(walked))
            }
        };
        if merged == Merged::default() && replaced == Replaced::Same {
            Accepted::Nothing
        } else {
            Accepted::Grew
        }
    }

    fn accept_part(&mut self, store: &mut MetricStore, query: &MetricsQuery, page: MetricsPage) -> Accepted {
        let continuation = match self.cursor {
            MetricsCursor::Offset if !self.continues_rows(query, &page) => Continuation::Broken,
            MetricsCursor::Step => self.continues_steps(store, query, &page),
            MetricsCursor::Offset | MetricsCursor::Pages | MetricsCursor::Whole => Continuation::Sure,
        };
        if continuation == Continuation::Broken {
            // What is held stays on view until the whole, which is asked for next, takes its place.
            let (refusals, tally) = (self.refusals, self.tally);
            let behind = Behind { is_odd: self.behind.n_full.is_some(), ..Behind::default() };
            *self =
                Self { holds_any: true, refusals, tally, behind, ..Self::within(self.cursor, self.bounds) };
            return Accepted::Rewritten;
        }
        self.wants_full |= continuation == Continuation::Doubtful;
        let is_wide = self.asks_wide();
        if is_wide {
            let repeated = page.rows.iter().filter(|row| Some(row.step) <= self.last_step);
            self.n_repeated += repeated.count() as u64;
            self.n_wide = page.rows.len() as u64;
        }
        let merged = store.merge(&page.rows);
        self.note_behind(query, page.summary.n_received as u64);
        self.take_rows(query, page.rows.into_iter().next_back(), page.summary);
        self.last_step = store.last_step();
        let is_narrow = query.filter.step_from != self.bounds.step_from && !is_wide;
        if is_narrow {
            self.n_narrow = self.n_narrow.saturating_add(1);
        } else {
            self.note_wide(store);
        }
        if merged == Merged::default() { Accepted::Nothing } else { Accepted::Grew }
    }

    /// Makes the next question one for everything: the final fetch of a finished job.
    pub fn request_full(&mut self) {
        // A way that has begun goes on as it is.
        self.wants_full |= self.behind.n_full.is_none();
        self.walk.request_end();
    }

    /// Returns true if the response to the next request is, or completes, the whole log.
    pub fn is_full(&self) -> bool {
        match self.cursor {
            MetricsCursor::Pages => self.walk.is_to_end(),
            MetricsCursor::Whole => true,
            MetricsCursor::Offset | MetricsCursor::Step => {
                self.wants_full || self.refusals.steps || self.behind.n_full.is_some()
            }
        }
    }

    fn accept_full(
        &mut self,
        store: &mut MetricStore,
        mut full: MetricStore,
        last_row: Option<MetricRow>,
        summary: MetricsSummary,
    ) -> Accepted {
        full.settle();
        self.wants_sample = None;
        if std::mem::replace(&mut self.is_sampled, false) {
            // Whether the log was rewritten cannot be told from a sample of it.
            store.clear();
        }
        self.accept_first(store, full, last_row, summary)
    }

    /// Returns true if the next request is a wide one (step cursor): it is time, and it costs little in itself or
    /// compared with the bytes received.
    fn asks_wide(&self) -> bool {
        // It brings again what came since the last one, and what was logged a while before that.
        let n_expected = self.n_wide.max(self.n_since);
        let is_cheap = n_expected <= CHEAP_ROWS;
        WIDE_EVERY <= self.n_narrow
            && (is_cheap || (self.n_repeated + n_expected) * WIDE_SHARE <= self.n_received)
    }

    fn note_wide(&mut self, store: &MetricStore) {
        (self.n_narrow, self.n_since) = (0, 0);
        self.wide_from = (store.last_step(), store.last_logged_at());
    }

    fn take_rows(&mut self, query: &MetricsQuery, last_row: Option<MetricRow>, summary: MetricsSummary) {
        self.n_received = self.n_received.saturating_add(summary.n_received as u64);
        self.n_since = self.n_since.saturating_add(summary.n_received as u64);
        self.n_taken = self.n_taken.max(query.offset.saturating_add(summary.n_received as u64));
        // With an unreadable row in the response it is unknown which row was the last one.
        self.last_row = last_row.filter(|_| summary.n_unreadable == 0);
    }

    /// Returns true if the page begins with the row that was last before.
    fn continues_rows(&self, query: &MetricsQuery, page: &MetricsPage) -> bool {
        if page.summary.n_received == 0 || self.n_taken < query.offset {
            return false;
        }
        let is_overlap_known = page.summary.n_unreadable == 0 && query.offset + 1 == self.n_taken;
        match (&self.last_row, page.rows.first()) {
            (Some(held), Some(sent)) if is_overlap_known => is_extension(held, sent),
            _ => true,
        }
    }

    /// Compares the page with the held rows where they must overlap: an inclusive bound always brings at least
    /// one row, and at the last step nothing may differ unless it was logged anew, which leaves doubt about the
    /// rest.
    fn continues_steps(&self, store: &MetricStore, query: &MetricsQuery, page: &MetricsPage) -> Continuation {
        let Some(last_step) = store.last_step() else { return Continuation::Sure };
        let held = |key: &MetricKey| store.get(key).and_then(|series| series.at_step(last_step));
        let overlap: Vec<&MetricRow> = page.rows.iter().filter(|row| row.step == last_step).collect();
        let step_from = query.filter.step_from.filter(|from| Some(*from) != self.bounds.step_from);
        let logged_from = query.filter.logged_from.filter(|from| Some(*from) != self.bounds.logged_from);
        // Every figure that is held there and was asked for has to come again.
        let is_missing = store.series().any(|series| {
            let is_asked = step_from.is_some_and(|from| from <= last_step)
                || held(series.key()).is_some_and(|(_, at)| logged_from.is_some_and(|from| Some(from) <= at));
            let is_sent = || overlap.iter().any(|row| row.values.iter().any(|(key, _)| key == series.key()));
            held(series.key()).is_some() && is_asked && !is_sent()
        });
        if page.rows.is_empty() || is_missing {
            // Rows that could not be read may be the ones that are missing.
            return if 0 < page.summary.n_unreadable { Continuation::Sure } else { Continuation::Broken };
        }
        let mut continuation = Continuation::Sure;
        for row in overlap {
            for (key, sent) in &row.values {
                let Some((held, held_at)) = held(key) else { continue };
                if row.logged_at != held_at {
                    continuation = Continuation::Doubtful;
                } else if !is_same(held, *sent) {
                    return Continuation::Broken;
                }
            }
        }
        continuation
    }
}

/// Relation of a part to the held log.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Continuation {
    /// The part belongs to the held log.
    Sure,
    /// The part fits, but the last step was logged anew: training went back to an earlier step, or it is
    /// another log.
    Doubtful,
    /// The part does not belong to the held log.
    Broken,
}

/// Returns true if a row is the held one, perhaps with figures that came later (evaluation of the same step).
fn is_extension(held: &MetricRow, sent: &MetricRow) -> bool {
    held.step == sent.step
        && held
            .values
            .iter()
            .all(|(key, value)| sent.values.iter().any(|(name, sent)| name == key && is_same(*value, *sent)))
}

/// Compares the bits of two figures, except those of a `NaN`.
fn is_same(held: f64, sent: f64) -> bool {
    kernel::kept(held).to_bits() == kernel::kept(sent).to_bits()
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests;
