//! One curve as columns.
//!
//! Contract: steps ascend strictly; every column that is present is as long as `steps`. Epochs and
//! times take no room where no row ever had them.

use std::borrow::Cow;

use super::{Merged, XAxis};
use crate::model::{MetricKey, Timestamp};

/// All points of one metric.
#[derive(Debug)]
pub struct Series {
    key: MetricKey,
    steps: Vec<u64>,
    /// One per step; `NaN` where the service had no finite figure.
    values: Vec<f64>,
    /// Fractional epochs, `NaN` where unknown; empty if never known.
    epochs: Vec<f64>,
    /// Seconds since the job began by the service's clock, `NaN` where unknown; empty if never known.
    elapsed_secs: Vec<f64>,
    /// Nanoseconds since 1970, [`NO_STAMP`] where unknown; empty if never known.
    logged_at: Vec<i64>,
    /// When the run's first row was logged, over all series of the store.
    run_began_at: Option<Timestamp>,
    revision: u64,
    /// Points that could not simply be appended, in the order they arrived; empty between merges.
    inbox: Vec<Point>,
}

/// Stands for a missing time; the year 1677 is before any fine-tuning job.
const NO_STAMP: i64 = i64::MIN;

/// One figure with all that was logged beside it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Point {
    pub(super) step: u64,
    pub(super) value: f64,
    /// `NaN` if unknown.
    pub(super) epoch: f64,
    /// `NaN` if unknown.
    pub(super) elapsed_secs: f64,
    pub(super) logged_at: Option<Timestamp>,
}

impl Point {
    /// Whether `self`, arriving after `old`, replaces it: the newer stamp wins, else the later arrival.
    fn replaces(&self, old: &Self) -> bool {
        match (self.logged_at, old.logged_at) {
            (Some(new), Some(old)) => old <= new,
            _ => true,
        }
    }

    /// Equality of bits, so that `NaN` equals itself.
    fn is_same(&self, other: &Self) -> bool {
        self.step == other.step
            && self.value.to_bits() == other.value.to_bits()
            && self.epoch.to_bits() == other.epoch.to_bits()
            && self.elapsed_secs.to_bits() == other.elapsed_secs.to_bits()
            && self.logged_at == other.logged_at
    }
}

impl Series {
    pub(super) fn new(key: MetricKey) -> Self {
        Self {
            key,
            steps: Vec::new(),
            values: Vec::new(),
            epochs: Vec::new(),
            elapsed_secs: Vec::new(),
            logged_at: Vec::new(),
            run_began_at: None,
            revision: 0,
            inbox: Vec::new(),
        }
    }

    /// Which metric this is.
    pub fn key(&self) -> &MetricKey {
        &self.key
    }

    /// Optimiser steps, strictly ascending.
    pub fn steps(&self) -> &[u64] {
        &self.steps
    }

    /// One figure per step; `NaN` is a gap.
    pub fn values(&self) -> &[f64] {
        &self.values
    }

    /// Number of points, gaps included.
    pub fn len(&self) -> usize {
        self.steps.len()
    }

    /// Whether there is no point at all.
    pub fn is_empty(&self) -> bool {
        self.steps.is_empty()
    }

    /// Position of each point along an axis, in that axis' unit; `NaN` where unknown.
    pub fn xs(&self, axis: XAxis) -> Cow<'_, [f64]> {
        match axis {
            XAxis::Step => self.steps.iter().map(|&step| step as f64).collect(),
            XAxis::Epoch if self.epochs.is_empty() => vec![f64::NAN; self.len()].into(),
            XAxis::Epoch => Cow::Borrowed(&self.epochs),
            XAxis::Elapsed => (0..self.len()).map(|idx| self.elapsed_at(idx)).collect(),
            XAxis::WallClock => (0..self.len())
                .map(|idx| {
                    // Rounds to a quarter of a microsecond, which no axis can show.
                    self.stamp(idx).map_or(f64::NAN, |at| at.secs_since(Timestamp::from_unix_nanos(0)))
                })
                .collect(),
        }
    }

    /// The last finite figure with its step.
    pub fn last_finite(&self) -> Option<(u64, f64)> {
        let idx = self.values.iter().rposition(|value| value.is_finite())?;
        Some((self.steps[idx], self.values[idx]))
    }

    /// Number of finite figures.
    pub fn n_finite(&self) -> usize {
        self.values.iter().filter(|value| value.is_finite()).count()
    }

    /// The store's revision at this series' last change.
    pub fn revision(&self) -> u64 {
        self.revision
    }

    pub(super) fn set_revision(&mut self, revision: u64) {
        self.revision = revision;
    }

    pub(super) fn set_run_began_at(&mut self, at: Option<Timestamp>) {
        self.run_began_at = at;
    }

    pub(super) fn has_epochs(&self) -> bool {
        self.epochs.iter().any(|epoch| epoch.is_finite())
    }

    pub(super) fn has_elapsed(&self) -> bool {
        self.elapsed_secs.iter().any(|secs| secs.is_finite())
    }

    pub(super) fn has_stamps(&self) -> bool {
        !self.logged_at.is_empty()
    }

    /// The highest step with a known epoch, and that epoch.
    pub(super) fn last_epoch(&self) -> Option<(u64, f64)> {
        let idx = self.epochs.iter().rposition(|epoch| epoch.is_finite())?;
        Some((self.steps[idx], self.epochs[idx]))
    }

    /// Figure and log time at exactly this step.
    pub(super) fn at_step(&self, step: u64) -> Option<(f64, Option<Timestamp>)> {
        let idx = self.steps.binary_search(&step).ok()?;
        Some((self.values[idx], self.stamp(idx)))
    }

    /// Whether every point of `self` is in `other`: unchanged, or also logged anew since.
    pub(super) fn is_within(&self, other: &Self) -> bool {
        self.is_matched(other, |old, new| old.is_same(new) || old.logged_at < new.logged_at)
    }

    /// Whether every point of `self` is in `other` with the same bits.
    pub(super) fn is_repeated_in(&self, other: &Self) -> bool {
        self.is_matched(other, Point::is_same)
    }

    fn is_matched(&self, other: &Self, matches: fn(&Point, &Point) -> bool) -> bool {
        let mut other_idx = 0;
        (0..self.len()).all(|idx| {
            while other.steps.get(other_idx).is_some_and(|&step| step < self.steps[idx]) {
                other_idx += 1;
            }
            let is_there = other.steps.get(other_idx) == Some(&self.steps[idx]);
            is_there && matches(&self.point(idx), &other.point(other_idx))
        })
    }

    /// Takes a point in arrival order; [`Series::settle`] must follow before anything is read.
    pub(super) fn push(&mut self, point: Point) -> bool {
        let is_next = self.inbox.is_empty() && self.steps.last().is_none_or(|&last| last < point.step);
        if is_next {
            self.append(point);
        } else {
            self.inbox.push(point);
        }
        is_next
    }

    /// Sorts what could not be appended into the columns. Linear in the points from the earliest one on.
    pub(super) fn settle(&mut self) -> Merged {
        let mut merged = Merged::default();
        let mut inbox = std::mem::take(&mut self.inbox);
        // Stable, so that arrival order remains within one step.
        inbox.sort_by_key(|point| point.step);
        let Some(first) = inbox.first() else { return merged };
        let from = self.steps.partition_point(|&step| step < first.step);
        let mut kept =
            (from..self.len()).map(|idx| self.point(idx)).collect::<Vec<_>>().into_iter().peekable();
        self.truncate(from);
        let mut arrived = inbox.into_iter().peekable();
        while let Some(&next) = arrived.peek() {
            while let Some(old) = kept.next_if(|old| old.step < next.step) {
                self.append(old);
            }
            let old = kept.next_if(|old| old.step == next.step);
            let mut best = old;
            while let Some(point) = arrived.next_if(|point| point.step == next.step) {
                if best.is_none_or(|best| point.replaces(&best)) {
                    best = Some(point);
                }
            }
            let Some(best) = best else { continue };
            match old {
                None => merged.n_new += 1,
                Some(old) if !best.is_same(&old) => merged.n_changed += 1,
                Some(_) => {}
            }
            self.append(best);
        }
        kept.for_each(|old| self.append(old));
        merged
    }

    fn stamp(&self, idx: usize) -> Option<Timestamp> {
        let nanos = *self.logged_at.get(idx)?;
        (nanos != NO_STAMP).then(|| Timestamp::from_unix_nanos(nanos))
    }

    fn elapsed_at(&self, idx: usize) -> f64 {
        let logged = self.elapsed_secs.get(idx).copied().unwrap_or(f64::NAN);
        match (self.stamp(idx), self.run_began_at) {
            (Some(at), Some(began_at)) if logged.is_nan() => at.secs_since(began_at),
            _ => logged,
        }
    }

    fn point(&self, idx: usize) -> Point {
        let get = |column: &[f64]| column.get(idx).copied().unwrap_or(f64::NAN);
        Point {
            step: self.steps[idx],
            value: self.values[idx],
            epoch: get(&self.epochs),
            elapsed_secs: get(&self.elapsed_secs),
            logged_at: self.stamp(idx),
        }
    }

    fn append(&mut self, point: Point) {
        let n = self.steps.len();
        self.steps.push(point.step);
        self.values.push(point.value);
        push_known(&mut self.epochs, n, point.epoch, f64::NAN, !point.epoch.is_nan());
        push_known(&mut self.elapsed_secs, n, point.elapsed_secs, f64::NAN, !point.elapsed_secs.is_nan());
        let nanos = point.logged_at.map_or(NO_STAMP, Timestamp::unix_nanos);
        push_known(&mut self.logged_at, n, nanos, NO_STAMP, nanos != NO_STAMP);
    }

    fn truncate(&mut self, len: usize) {
        self.steps.truncate(len);
        self.values.truncate(len);
        self.epochs.truncate(len);
        self.elapsed_secs.truncate(len);
        self.logged_at.truncate(len);
    }
}

/// Appends to an optional column, which begins to exist with its first known value.
fn push_known<T: Clone>(column: &mut Vec<T>, n_before: usize, value: T, unknown: T, is_known: bool) {
    if is_known && column.is_empty() {
        column.resize(n_before, unknown);
        column.push(value);
    } else if !column.is_empty() {
        column.push(value);
    }
}
