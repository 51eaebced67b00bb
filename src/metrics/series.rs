//! One curve as columns.
//!
//! Contract: steps ascend strictly; every column that is present is as long as `steps`. Epochs and
//! times take no room where no row ever had them. A clone is a snapshot that shares its memory.

use kernel::{Chunked, Column, Steps};

use super::{Merged, XAxis};
use crate::model::{MetricBlock, MetricKey, Timestamp};

/// All points of one metric.
#[derive(Debug, Clone)]
pub struct Series {
    key: MetricKey,
    steps: Steps,
    /// One per step; `NaN` where the service had no finite figure.
    values: Column,
    /// Fractional epochs, `NaN` where unknown; empty if never known.
    epochs: Column,
    /// Seconds since the job began by the service's clock, `NaN` where unknown; empty if never known.
    elapsed_secs: Column,
    /// Nanoseconds since 1970, [`NO_STAMP`] where unknown; empty if never known.
    logged_at: Chunked<i64>,
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
            steps: Steps::default(),
            values: Column::default(),
            epochs: Column::default(),
            elapsed_secs: Column::default(),
            logged_at: Chunked::default(),
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
    pub fn steps(&self) -> &Steps {
        &self.steps
    }

    /// One figure per step; `NaN` is a gap.
    pub fn values(&self) -> &Column {
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

    /// Position of a point along an axis, in that axis' unit; `NaN` where unknown.
    pub fn x_at(&self, axis: XAxis, idx: usize) -> f64 {
        match axis {
            XAxis::Step => self.steps.get(idx).map_or(f64::NAN, |step| step as f64),
            XAxis::Epoch => self.epochs.at(idx),
            XAxis::Elapsed => self.elapsed_at(idx),
            // Rounds to a quarter of a microsecond, which no axis can show.
            XAxis::WallClock => {
                self.logged_at(idx).map_or(f64::NAN, |at| at.secs_since(Timestamp::from_unix_nanos(0)))
            }
        }
    }

    /// Positions of all points along an axis; see [`Series::x_at`].
    pub fn xs(&self, axis: XAxis) -> impl DoubleEndedIterator<Item = f64> {
        (0..self.len()).map(move |idx| self.x_at(axis, idx))
    }

    /// The last finite figure with its step.
    pub fn last_finite(&self) -> Option<(u64, f64)> {
        let idx = last_finite(&self.values)?;
        Some((self.steps.get(idx)?, self.values.at(idx)))
    }

    /// Number of finite figures.
    pub fn n_finite(&self) -> usize {
        self.len() - self.values.whole().n_gaps as usize
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
        self.epochs.whole().range().is_some()
    }

    pub(super) fn has_elapsed(&self) -> bool {
        self.elapsed_secs.whole().range().is_some()
    }

    /// Whether it was ever known when a point was logged.
    pub fn has_stamps(&self) -> bool {
        !self.logged_at.is_empty()
    }

    /// The highest step with a known epoch, and that epoch.
    pub(super) fn last_epoch(&self) -> Option<(u64, f64)> {
        let idx = last_finite(&self.epochs)?;
        Some((self.steps.get(idx)?, self.epochs.at(idx)))
    }

    /// Figure and log time at exactly this step.
    pub(super) fn at_step(&self, step: u64) -> Option<(f64, Option<Timestamp>)> {
        let idx = self.steps.find(step)?;
        Some((self.values.at(idx), self.logged_at(idx)))
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
        let mut others = other.points(0).peekable();
        self.points(0).all(|point| {
            while others.next_if(|other| other.step < point.step).is_some() {}
            others.peek().is_some_and(|other| other.step == point.step && matches(&point, other))
        })
    }

    /// Takes the points of rows in arrival order; gives how many were appended. [`Series::settle`] must
    /// follow before anything is read.
    pub(super) fn extend(&mut self, block: &MetricBlock, figures: &[f64]) -> usize {
        let n = self.steps.len();
        let steps = block.steps.get(..figures.len()).unwrap_or(&block.steps);
        let n_new = if self.inbox.is_empty() { self.steps.append(steps) } else { 0 };
        self.values.append(figures.get(..n_new).unwrap_or_default());
        append_known(&mut self.epochs, n, n_new, &block.epochs);
        append_known(&mut self.elapsed_secs, n, n_new, &block.elapsed_secs);
        let stamps = block.logged_at.get(..n_new).unwrap_or_default();
        if stamps.iter().any(Option::is_some) || !self.logged_at.is_empty() {
            self.logged_at.extend(std::iter::repeat_n(NO_STAMP, n - self.logged_at.len()));
            self.logged_at.append(&(0..n_new).map(|idx| stamp_nanos(block.stamp(idx))).collect::<Vec<_>>());
        }
        self.inbox.extend(steps.iter().enumerate().skip(n_new).map(|(idx, step)| Point {
            step: *step,
            value: figures[idx],
            epoch: block.epoch(idx),
            elapsed_secs: block.elapsed(idx),
            logged_at: block.stamp(idx),
        }));
        n_new
    }

    /// Sorts what could not be appended into the columns. Linear in the points from the earliest one on.
    pub(super) fn settle(&mut self) -> Merged {
        let mut merged = Merged::default();
        let mut inbox = std::mem::take(&mut self.inbox);
        // Stable, so that arrival order remains within one step.
        inbox.sort_by_key(|point| point.step);
        let Some(first) = inbox.first() else { return merged };
        let from = self.steps.rank(first.step);
        let mut kept = self.points(from).collect::<Vec<_>>().into_iter().peekable();
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

    /// Fractional epochs as logged, `NaN` where unknown; empty if never known.
    pub fn epochs(&self) -> &Column {
        &self.epochs
    }

    /// Seconds since the job began as logged, `NaN` where unknown; empty if never known.
    pub fn elapsed_secs(&self) -> &Column {
        &self.elapsed_secs
    }

    /// When a point was logged.
    pub fn logged_at(&self, idx: usize) -> Option<Timestamp> {
        let nanos = self.logged_at.get(idx)?;
        (nanos != NO_STAMP).then(|| Timestamp::from_unix_nanos(nanos))
    }

    fn elapsed_at(&self, idx: usize) -> f64 {
        let logged = self.elapsed_secs.at(idx);
        match (self.logged_at(idx), self.run_began_at) {
            (Some(at), Some(began_at)) if logged.is_nan() => at.secs_since(began_at),
            _ => logged,
        }
    }

    /// The points from the `from`-th on.
    fn points(&self, from: usize) -> impl Iterator<Item = Point> {
        self.steps.iter().enumerate().skip(from).map(|(idx, step)| Point {
            step,
            value: self.values.at(idx),
            epoch: self.epochs.at(idx),
            elapsed_secs: self.elapsed_secs.at(idx),
            logged_at: self.logged_at(idx),
        })
    }

    fn append(&mut self, point: Point) {
        let n = self.steps.len();
        self.steps.push(point.step);
        self.values.push(point.value);
        push_known(&mut self.epochs, n, point.epoch);
        push_known(&mut self.elapsed_secs, n, point.elapsed_secs);
        if point.logged_at.is_some() && self.logged_at.is_empty() {
            self.logged_at.extend(std::iter::repeat_n(NO_STAMP, n));
        }
        if point.logged_at.is_some() || !self.logged_at.is_empty() {
            self.logged_at.push(stamp_nanos(point.logged_at));
        }
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
fn push_known(column: &mut Column, n_before: usize, value: f64) {
    if !value.is_nan() && column.is_empty() {
        column.extend(std::iter::repeat_n(f64::NAN, n_before));
    }
    if !value.is_nan() || !column.is_empty() {
        column.push(value);
    }
}

/// [`push_known`] of `n` values, `NaN` where `values` ends.
fn append_known(column: &mut Column, n_before: usize, n: usize, values: &[f64]) {
    let values = values.get(..n).unwrap_or_default();
    if values.iter().any(|value| !value.is_nan()) && column.is_empty() {
        column.extend(std::iter::repeat_n(f64::NAN, n_before));
    } else if column.is_empty() {
        return;
    }
    column.append(values);
    column.extend(std::iter::repeat_n(f64::NAN, n - values.len()));
}

fn stamp_nanos(at: Option<Timestamp>) -> i64 {
    at.map_or(NO_STAMP, Timestamp::unix_nanos)
}

fn last_finite(column: &Column) -> Option<usize> {
    (0..column.len()).rev().find(|&idx| column.at(idx).is_finite())
}
