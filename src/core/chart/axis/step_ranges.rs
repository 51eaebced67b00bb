//! Many steps named by their first few stretches: `steps 1–3, 7 and 1,204 more`.

use std::ops::Range;

use crate::format::{count, count_of};

/// Stretches that are named; the rest is counted.
const MOST_NAMED: usize = 3;

/// Stretches of points, in order, of which the first are named.
#[derive(Debug, Clone, Default)]
pub(crate) struct StepRanges {
    /// First and last step of each.
    named: Vec<(u64, u64)>,
    n_named: usize,
    n_all: usize,
}

impl StepRanges {
    /// Takes the next stretch of points; `step` gives the step of a point.
    pub(crate) fn push(&mut self, points: Range<usize>, step: impl Fn(usize) -> Option<u64>) {
        self.n_all += points.len();
        let ends = step(points.start).zip(points.end.checked_sub(1).and_then(&step));
        if let Some(ends) = ends.filter(|_| !self.is_full()) {
            self.named.push(ends);
            self.n_named += points.len();
        }
    }

    /// Returns whether what comes is only counted.
    pub(crate) fn is_full(&self) -> bool {
        MOST_NAMED <= self.named.len()
    }

    /// Returns the steps in words; `n_all` is their number, all stretches or not.
    pub(crate) fn words(&self, n_all: usize) -> String {
        let noun = if n_all == 1 { "step" } else { "steps" };
        format!("{noun} {}", self.list(n_all))
    }

    /// Returns the same with their number where the words do not show it: `3 steps: 10–30`. `n_all` is `None` if all
    /// stretches were taken.
    pub(crate) fn counted(&self, n_all: Option<usize>) -> String {
        let n_all = n_all.unwrap_or(self.n_all);
        let n_evident: u64 = self.named.iter().map(|(first, last)| last.saturating_sub(*first) + 1).sum();
        if n_evident == n_all as u64 {
            return self.words(n_all);
        }
        format!("{}: {}", count_of(n_all, "step", "steps"), self.list(n_all))
    }

    fn list(&self, n_all: usize) -> String {
        let mut parts: Vec<String> = self.named.iter().copied().map(range_words).collect();
        let n_more = n_all.saturating_sub(self.n_named);
        if 0 < n_more {
            parts.push(format!("{} more", count(n_more as u64)));
        }
        let last = parts.pop().unwrap_or_default();
        if parts.is_empty() { last } else { format!("{} and {last}", parts.join(", ")) }
    }
}

fn range_words((first, last): (u64, u64)) -> String {
    match first == last {
        true => count(first),
        false => format!("{}–{}", count(first), count(last)),
    }
}
