//! Filter and order of the table's jobs, and the number of jobs of each class.
//!
//! Contract: an order does not depend on how the jobs came. What a column says nothing about comes last in both
//! directions; ties keep the newest first, then the id, so that the order never flickers.

use std::cmp::Ordering;

use kernel::{Ranked, rank, rank_by};

use super::{
    ListQuery,
    column_entry::{SortKey, SortRow},
    job_table::{Entry, JobTable, Slot},
    sort_values::instant,
};
use crate::insight::Severity;
use crate::model::{ConnectionId, StatusClass, Timestamp};

impl JobTable {
    /// The slots of matching jobs, in order.
    pub fn arrange(&self, query: &ListQuery, now: Timestamp) -> Vec<Slot> {
        let is_descending = query.sort.is_descending;
        let key = &query.sort.column.entry().sort;
        let filter = Filter::new(self, query);
        let ranks = self.connection_ranks();
        let mut rows: Vec<Ranked> = Vec::with_capacity(self.len());
        for (slot, entry) in self.entries().filter(|(_, entry)| filter.matches(entry)) {
            let job = &entry.packed;
            let place = match key {
                SortKey::Figure(figure) => {
                    let connection_rank =
                        ranks.get(usize::from(entry.connection_slot)).copied().unwrap_or_default();
                    figure(&SortRow { job, connection_rank, now })
                }
                SortKey::Text(text) => text(job).map(beginning),
            };
            let newest = job.created_at.get().map_or(u64::MAX, |at| !instant(at));
            let place = place.map(|place| if is_descending { !place } else { place });
            rows.push((place.unwrap_or(u64::MAX), newest, slot));
        }
        rank(&mut rows);
        let is_text = matches!(key, SortKey::Text(_));
        let is_tie = |a: &Ranked, b: &Ranked| a.0 == b.0 && (is_text || a.1 == b.1);
        for ties in rows.chunk_by_mut(is_tie).filter(|ties| 1 < ties.len()) {
            rank_by(ties, |a, b| {
                let words = match (key, self.entry(a.2), self.entry(b.2)) {
                    (SortKey::Text(text), Some(x), Some(y)) => {
                        let [x, y] = [x, y].map(|entry| lower(text(&entry.packed).unwrap_or_default()));
                        x.cmp(y)
                    }
                    _ => Ordering::Equal,
                };
                let words = if is_descending { words.reverse() } else { words };
                words.then(a.1.cmp(&b.1)).then_with(|| self.key(a.2).cmp(&self.key(b.2))) == Ordering::Greater
            });
        }
        rows.into_iter().map(|(_, _, slot)| slot).collect()
    }

    /// Rank of each connection by its index: by provider, then by id.
    fn connection_ranks(&self) -> Vec<u64> {
        let keys = || {
            self.connection_slots()
                .iter()
                .map(|connection_slot| (connection_slot.provider, &connection_slot.id))
        };
        keys().map(|own| keys().filter(|other| *other < own).count() as u64).collect()
    }

    /// Returns the number of jobs with an open finding of a warning or worse that match everything but the filters by status
    /// and finding.
    pub fn n_in_need(&self, query: &ListQuery) -> usize {
        let filter = Filter::new(self, query);
        let needs_look = |entry: &&Entry| Some(Severity::Warning) <= entry.packed.severity();
        self.entries()
            .map(|(_, entry)| entry)
            .filter(needs_look)
            .filter(|entry| filter.matches_text(entry))
            .count()
    }

    /// Returns the number of jobs that match everything but the filters by status and finding, per class with at least one,
    /// in lifecycle order.
    pub fn class_counts(&self, query: &ListQuery) -> Vec<(StatusClass, usize)> {
        let filter = Filter::new(self, query);
        let mut counts = StatusClass::ALL.map(|class| (class, 0));
        for (_, entry) in self.entries().filter(|(_, entry)| filter.matches_text(entry)) {
            if let Some((_, n)) = counts.iter_mut().find(|(class, _)| *class == entry.packed.class) {
                *n += 1;
            }
        }
        counts.into_iter().filter(|(class, n)| 0 < *n || query.classes.contains(class)).collect()
    }
}

/// Filter of a query, prepared for many jobs.
struct Filter<'a> {
    query: &'a ListQuery,
    /// `None` for any; otherwise index of the connection, which may not be there.
    connection_slot: Option<Option<u16>>,
    /// Label of each connection by its index; empty where the search does not look at it.
    labels: Vec<&'a str>,
}

impl<'a> Filter<'a> {
    fn new(job_table: &JobTable, query: &'a ListQuery) -> Self {
        let place = |id: &ConnectionId| {
            job_table
                .connection_slots()
                .iter()
                .position(|connection_slot| connection_slot.id == *id)
                .map(|place| place as u16)
        };
        let label = |id: &ConnectionId| query.labels.iter().find(|(known, _)| known == id);
        let labels = if query.labels.is_empty() { &[] } else { job_table.connection_slots() };
        let labels = labels
            .iter()
            .map(|connection_slot| label(&connection_slot.id).map_or("", |(_, label)| label))
            .collect();
        Self { query, connection_slot: query.connection.as_ref().map(place), labels }
    }

    fn matches(&self, entry: &Entry) -> bool {
        let severity = self.query.least_severity;
        severity.is_none_or(|least| Some(least) <= entry.packed.severity())
            && (self.query.classes.is_empty() || self.query.classes.contains(&entry.packed.class))
            && self.matches_text(entry)
    }

    fn matches_text(&self, entry: &Entry) -> bool {
        self.connection_slot.is_none_or(|connection_slot| connection_slot == Some(entry.connection_slot))
            && (self.query.words.is_empty() || {
                let [words, model] = entry.packed.texts().map(str::to_ascii_lowercase);
                let label = self.labels.get(usize::from(entry.connection_slot)).copied().unwrap_or_default();
                let texts = [&*words, &*model, label];
                self.query
                    .words
                    .iter()
                    .all(|word| texts.iter().any(|text| super::is_within(text.as_bytes(), word.as_bytes())))
            })
    }
}

/// Returns the number of rows of a new arrangement that are new, gone, or in another order among those that
/// stay.
pub fn count_updates(old: &[Slot], new: &[Slot]) -> usize {
    if old == new {
        return 0;
    }
    let n_slots = old.iter().chain(new).max().map_or(0, |slot| *slot as usize + 1);
    let mut places = vec![usize::MAX; n_slots];
    old.iter().zip(0..).for_each(|(slot, place)| places[*slot as usize] = place);
    let stayed: Vec<usize> =
        new.iter().map(|slot| places[*slot as usize]).filter(|place| *place != usize::MAX).collect();
    let mut stays = vec![false; old.len()];
    stayed.iter().for_each(|&place| stays[place] = true);
    let in_old_order = stays.iter().enumerate().filter(|(_, stays)| **stays).map(|(place, _)| place);
    let n_moved = in_old_order.zip(&stayed).filter(|(old, new)| old != *new).count();
    n_moved + (old.len() - stayed.len()) + (new.len() - stayed.len())
}

/// The first eight bytes, A to Z as in lower case, in the order of the texts.
fn beginning(text: &str) -> u64 {
    lower(text).chain(std::iter::repeat(0)).take(8).fold(0, |place, byte| place << 8 | u64::from(byte))
}

fn lower(text: &str) -> impl Iterator<Item = u8> {
    text.bytes().map(|byte| byte.to_ascii_lowercase())
}
