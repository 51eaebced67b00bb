//! Points on their way into a curve, put in order bit by bit.
//!
//! Contract: they come out by step, and those of one step in the order they came in. Few thousand are sorted at
//! once, all else is merged in steps of bounded work; no list is moved as it grows.

use std::collections::VecDeque;

use super::point::Point;

/// Points that are sorted at once, and kept in one piece of memory.
pub(super) const BLOCK: usize = 4096;

/// Points that have arrived.
#[derive(Debug, Clone, Default)]
pub(super) struct Inbox {
    /// The latest, as they came.
    arriving: Vec<Point>,
    /// All before, in runs that are in order each; of those that are the same, the earlier run has the earlier.
    runs: VecDeque<Run>,
    /// Runs of which two were made one already, all earlier than `runs`.
    merged: VecDeque<Run>,
    /// Two runs that are being made one: what is left of them, and what there is of it.
    merging: Option<Box<[Run; 3]>>,
}

/// Points in order, in pieces none of which is empty.
#[derive(Debug, Clone, Default)]
struct Run {
    blocks: VecDeque<Vec<Point>>,
    /// Points of the first block that were taken.
    n_taken: usize,
}

impl Inbox {
    pub(super) fn is_empty(&self) -> bool {
        let is_sorted_empty = self.runs.is_empty() && self.merged.is_empty() && self.merging.is_none();
        self.arriving.is_empty() && is_sorted_empty
    }

    /// Takes a point.
    pub(super) fn push(&mut self, point: Point) {
        self.arriving.push(point);
        if self.arriving.len() == BLOCK {
            self.close_block();
        }
    }

    /// Goes on putting them in order, by about as many points as `left` has; whether they are. No point may come
    /// after that until all are taken.
    pub(super) fn sort_some(&mut self, left: &mut usize) -> bool {
        self.close_block();
        loop {
            if let Some(merging) = &mut self.merging {
                let [earlier, later, one] = &mut **merging;
                if !one.merge_some(earlier, later, left) {
                    return false;
                }
                self.merged.push_back(std::mem::take(one));
                self.merging = None;
            }
            if self.runs.is_empty() {
                std::mem::swap(&mut self.runs, &mut self.merged);
            }
            match (self.runs.len(), self.merged.is_empty()) {
                (0 | 1, true) => return true,
                (1, false) => self.merged.extend(self.runs.pop_front()),
                _ => {
                    let (earlier, later) = (self.runs.pop_front(), self.runs.pop_front());
                    let runs = [earlier.unwrap_or_default(), later.unwrap_or_default(), Run::default()];
                    self.merging = Some(Box::new(runs));
                }
            }
        }
    }

    /// Returns the next one, once they are in order.
    pub(super) fn peek(&self) -> Option<&Point> {
        self.runs.front()?.peek()
    }

    /// Takes the next one, once they are in order.
    pub(super) fn pop(&mut self) -> Option<Point> {
        let point = self.runs.front_mut()?.pop();
        if self.runs.front().is_some_and(|run| run.blocks.is_empty()) {
            self.runs.pop_front();
        }
        point
    }

    /// Sorts what came last; it goes on with the run before where it can.
    fn close_block(&mut self) {
        let mut block = std::mem::take(&mut self.arriving);
        // Stable, so that arrival order remains within one step.
        block.sort_by_key(|point| point.step);
        let Some(first) = block.first() else { return };
        match self.runs.back_mut() {
            Some(run) if run.last().is_some_and(|last| last.step <= first.step) => {
                run.blocks.push_back(block)
            }
            _ => self.runs.push_back(Run { blocks: VecDeque::from([block]), n_taken: 0 }),
        }
    }
}

impl Run {
    fn peek(&self) -> Option<&Point> {
        self.blocks.front()?.get(self.n_taken)
    }

    fn last(&self) -> Option<&Point> {
        self.blocks.back()?.last()
    }

    fn pop(&mut self) -> Option<Point> {
        let block = self.blocks.front()?;
        let point = block.get(self.n_taken).copied();
        self.n_taken += 1;
        if self.n_taken == block.len() {
            self.blocks.pop_front();
            self.n_taken = 0;
        }
        point
    }

    fn push(&mut self, point: Point) {
        match self.blocks.back_mut().filter(|block| block.len() < block.capacity()) {
            Some(block) => block.push(point),
            None => {
                let mut block = Vec::with_capacity(BLOCK);
                block.push(point);
                self.blocks.push_back(block);
            }
        }
    }

    /// Moves points of both in here by their step, those of `earlier` first where it is the same; whether both
    /// are empty then.
    fn merge_some(&mut self, earlier: &mut Self, later: &mut Self, left: &mut usize) -> bool {
        while 0 < *left {
            *left -= 1;
            let from = match (earlier.peek(), later.peek()) {
                (None, None) => return true,
                (Some(point), Some(other)) if point.step <= other.step => &mut *earlier,
                (Some(_), None) => &mut *earlier,
                (_, Some(_)) => &mut *later,
            };
            if let Some(point) = from.pop() {
                self.push(point);
            }
        }
        false
    }
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn point(step: u64, idx: usize) -> Point {
        Point { step, value: idx as f64, epoch: f64::NAN, elapsed_secs: f64::NAN, logged_at: None }
    }

    /// Sorts in pieces and gives steps and places of arrival, with the number of pieces.
    fn sorted(steps: &[u64], n_at_once: usize) -> (Vec<(u64, f64)>, usize) {
        let mut inbox = Inbox::default();
        steps.iter().enumerate().for_each(|(idx, step)| inbox.push(point(*step, idx)));
        let mut n_pieces = 1;
        while !inbox.sort_some(&mut n_at_once.clone()) {
            n_pieces += 1;
        }
        let sorted = std::iter::from_fn(|| inbox.pop()).map(|point| (point.step, point.value)).collect();
        assert!(inbox.is_empty() && inbox.peek().is_none());
        (sorted, n_pieces)
    }

    fn expected(steps: &[u64]) -> Vec<(u64, f64)> {
        let mut expected: Vec<_> = steps.iter().enumerate().map(|(idx, step)| (*step, idx as f64)).collect();
        expected.sort_by_key(|(step, _)| *step);
        expected
    }

    /// Returns every number below `n` once, in no order.
    fn shuffled(n: u64) -> Vec<u64> {
        (0..n).map(|idx| idx.wrapping_mul(48_271) % n).collect()
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(24))]

        #[test]
        fn they_come_out_as_a_stable_sort_has_them(
            runs in prop::collection::vec((0..20_000_u64, 1..6_000_u64, 0..3_u64), 0..8), n_at_once in 1..9_000_usize,
        ) {
            let steps: Vec<u64> = runs.into_iter().flat_map(|(first, n, stride)| {
                (0..n).map(move |idx| first + idx * stride)
            }).collect();
            prop_assert_eq!(sorted(&steps, n_at_once).0, expected(&steps));
        }
    }

    #[test]
    fn no_piece_of_work_is_larger_than_asked_for() {
        let n = 10 * BLOCK;
        let steps = shuffled(n as u64);
        let (points, n_pieces) = sorted(&steps, 1000);
        assert_eq!(points, expected(&steps));
        // Ten blocks become five runs, then three, two and one; a run that is left over is not looked at.
        assert!(3 * n / 1000 <= n_pieces, "{n_pieces}");
    }

    #[test]
    fn what_is_in_order_is_not_looked_at() {
        let steps: Vec<u64> = (0..10 * BLOCK as u64).collect();
        assert_eq!(sorted(&steps, 1), (expected(&steps), 1));
    }
}
