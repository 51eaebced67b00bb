//! Points whose place a newer one of the same step took: kept beside the curve, so that they can be told and seen.
//!
//! Contract: sorted by step, and within a step from the oldest to the newest; no two are the same, and none is the
//! one that the curve has. They take no room in a log that has each step once.

use kernel::{Chunked, Steps};

use super::point::Point;

/// Points kept of one step; of a log with more, whose steps are none, the newest.
pub(super) const MOST_OF_A_STEP: usize = 32;

/// Points of one curve that were replaced.
#[derive(Debug, Clone, Default)]
pub(super) struct Replaced {
    /// Steps that were logged more than once, each once.
    steps: Steps,
    points: Chunked<Point>,
}

impl Replaced {
    /// Steps that were logged more than once.
    pub(super) fn steps(&self) -> &Steps {
        &self.steps
    }

    /// Returns the number of points.
    pub(super) fn len(&self) -> usize {
        self.points.len()
    }

    /// Returns the points of a step, from the oldest to the newest.
    pub(super) fn at_step(&self, step: u64) -> impl Iterator<Item = Point> {
        self.from(self.rank(step)).take_while(move |point| point.step == step)
    }

    /// Returns the number of points below a step.
    pub(super) fn rank(&self, step: u64) -> usize {
        let (mut low, mut high) = (0, self.points.len());
        while low < high {
            let middle = low + (high - low) / 2;
            match self.points.get(middle) {
                Some(point) if point.step < step => low = middle + 1,
                _ => high = middle,
            }
        }
        low
    }

    /// Keeps the points below a step.
    pub(super) fn truncate(&mut self, step: u64) {
        self.points.truncate(self.rank(step));
        self.steps.truncate(self.steps.rank(step));
    }

    /// Appends the points of one step, which is not below the last one.
    pub(super) fn append(&mut self, points: &[Point]) {
        self.points.append(points);
        if let Some(point) = points.first() {
            self.steps.push(point.step);
        }
    }

    /// Returns the points from `at` on.
    fn from(&self, at: usize) -> impl Iterator<Item = Point> {
        (at..self.points.len()).filter_map(|idx| self.points.get(idx))
    }

    /// Returns the points of a step that begin at `at`, which moves behind them.
    pub(super) fn take(&self, at: &mut usize, step: u64) -> Vec<Point> {
        let points: Vec<Point> = self.from(*at).take_while(|point| point.step == step).collect();
        *at += points.len();
        points
    }

    /// Returns whether these are the points of a step.
    pub(super) fn is_same_at(&self, step: u64, points: &[Point]) -> bool {
        let mut own = self.at_step(step);
        points.iter().all(|point| own.next().is_some_and(|own| own.is_same(point))) && own.next().is_none()
    }

    /// Returns whether both have the same points.
    pub(super) fn is_same(&self, other: &Self) -> bool {
        let pairs = self.from(0).zip(other.from(0));
        self.points.len() == other.points.len() && pairs.into_iter().all(|(a, b)| a.is_same(&b))
    }
}

/// Puts a point among those of its step that were replaced, if it is not there yet.
pub(super) fn put_aside(points: &mut Vec<Point>, point: Point) {
    if points.iter().any(|known| known.is_same(&point)) {
        return;
    }
    // By log time; of equal or missing ones the earlier arrival comes first.
    let place = points.partition_point(|known| known.logged_at <= point.logged_at);
    points.insert(place, point);
    if MOST_OF_A_STEP < points.len() {
        points.remove(0);
    }
}
