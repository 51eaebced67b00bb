//! Rows that follow one of a higher step, as a file has them; a store has its points in the order of steps.

use std::collections::BTreeMap;

use crate::model::{MetricBlock, MetricKey, RowSink, Split};

/// Falls that are kept of each run; more of them tell nothing more.
const MOST_FALLS: usize = 100_000;

/// Watches rows on their way to another sink.
pub struct RowOrder<'a> {
    sink: &'a mut dyn RowSink,
    runs: BTreeMap<Box<str>, Falls>,
    name: Box<str>,
}

/// Per train metric, what is known of its steps.
type Falls = BTreeMap<MetricKey, Steps>;

#[derive(Default)]
struct Steps {
    newest: u64,
    n_rows: usize,
    falls: Vec<(u64, u64)>,
}

impl Steps {
    /// The falls; none of a file whose newest rows come first.
    fn into_falls(self) -> Vec<(u64, u64)> {
        let is_reversed = 9 * self.n_rows <= 10 * self.falls.len() + 9;
        if is_reversed { Vec::new() } else { self.falls }
    }
}

impl<'a> RowOrder<'a> {
    /// Hands rows on to `sink`.
    pub fn new(sink: &'a mut dyn RowSink) -> Self {
        Self { sink, runs: BTreeMap::new(), name: Box::default() }
    }

    /// Per run, the steps from and to which its rows fell back: for [`super::RunFacts`]. Of several metrics those of the loss.
    pub fn into_falls(self) -> BTreeMap<Box<str>, Vec<(u64, u64)>> {
        let of_run = |mut falls: Falls| {
            let loss = falls.remove(&MetricKey::train("loss"));
            loss.or_else(|| falls.into_values().next()).map(Steps::into_falls).unwrap_or_default()
        };
        self.runs.into_iter().map(|(name, falls)| (name, of_run(falls))).collect()
    }
}

impl RowSink for RowOrder<'_> {
    fn take(&mut self, block: &MetricBlock) {
        self.sink.take(block);
        let (Some(first), Some(last)) = (block.steps.first(), block.steps.last()) else { return };
        let is_sorted = block.steps.is_sorted();
        let falls = self.runs.entry(self.name.clone()).or_default();
        for (key, _) in block.columns.iter().filter(|(key, _)| key.split == Split::Train) {
            let known = match falls.get_mut(key) {
                Some(known) => known,
                None => falls.entry(key.clone()).or_default(),
            };
            known.n_rows += block.steps.len();
            if is_sorted && known.newest <= *first {
                known.newest = *last;
                continue;
            }
            for step in &block.steps {
                if *step < known.newest && known.falls.len() < MOST_FALLS {
                    known.falls.push((known.newest, *step));
                }
                known.newest = *step;
            }
        }
    }

    fn restart(&mut self) {
        self.sink.restart();
        self.runs.clear();
        self.name = Box::default();
    }

    fn enter_run(&mut self, name: &str) {
        self.sink.enter_run(name);
        self.name = name.into();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::MetricRow;

    /// Falls of rows at these steps.
    #[track_caller]
    fn check(steps: &[u64], expected: &[(u64, u64)]) {
        let mut rows: Vec<MetricRow> = Vec::new();
        let mut order = RowOrder::new(&mut rows);
        for step in steps {
            let values = vec![(MetricKey::train("loss"), 1.0), (MetricKey::eval("loss"), 1.0)];
            order.take(&MetricBlock::of(MetricRow {
                step: *step,
                epoch: None,
                logged_at: None,
                elapsed_secs: None,
                values,
            }));
        }
        let falls: Vec<_> = order.into_falls().into_values().flatten().collect();
        assert_eq!((falls.as_slice(), rows.len()), (expected, steps.len()));
    }

    #[test]
    fn rows_of_a_lower_step_are_falls() {
        check(&[1, 2, 3], &[]);
        check(&[1, 5, 3, 4, 2], &[(5, 3), (4, 2)]);
        check(&[1, 1], &[]);
        check(&[5, 4, 3, 2, 1], &[]);
        check(&[], &[]);
    }
}
