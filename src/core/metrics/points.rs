//! The points of one curve as columns.
//!
//! Contract: steps ascend strictly; every column that is present is as long as `steps`. Epochs and
//! times take no room where no row ever had them. A clone is a snapshot that shares its memory.

use kernel::{Chunked, Column, Steps};

use super::point::Point;
use crate::model::{MetricBlock, Timestamp};

/// Points by step.
#[derive(Debug, Clone, Default)]
pub(super) struct Points {
    pub(super) steps: Steps,
    /// Figures, one per step; `NaN` where the service had no finite figure.
    pub(super) values: Column,
    /// Fractional epochs, `NaN` where unknown; empty if never known.
    pub(super) epochs: Column,
    /// Seconds since the job began by the service's clock, `NaN` where unknown; empty if never known.
    pub(super) elapsed_secs: Column,
    /// Nanoseconds since 1970, [`NO_STAMP`] where unknown; empty if never known.
    logged_at: Chunked<i64>,
}

/// Stands for a missing time; the year 1677 is before any fine-tuning job.
const NO_STAMP: i64 = i64::MIN;

impl Points {
    pub(super) fn len(&self) -> usize {
        self.steps.len()
    }

    /// Returns true if any point has a log time.
    pub(super) fn has_stamps(&self) -> bool {
        !self.logged_at.is_empty()
    }

    /// Returns the log time of a point.
    pub(super) fn logged_at(&self, idx: usize) -> Option<Timestamp> {
        let nanos = self.logged_at.get(idx)?;
        (nanos != NO_STAMP).then(|| Timestamp::from_unix_nanos(nanos))
    }

    /// Returns the point at `idx`.
    pub(super) fn get(&self, idx: usize) -> Option<Point> {
        Some(Point {
            step: self.steps.get(idx)?,
            value: self.values.at(idx),
            epoch: self.epochs.at(idx),
            elapsed_secs: self.elapsed_secs.at(idx),
            logged_at: self.logged_at(idx),
        })
    }

    /// Returns all of them in order.
    pub(super) fn iter(&self) -> impl Iterator<Item = Point> {
        (0..self.len()).filter_map(|idx| self.get(idx))
    }

    /// Appends a point, whose step must be above the last one.
    pub(super) fn push(&mut self, point: Point) {
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

    /// Appends rows as long as their steps ascend; gives how many.
    pub(super) fn append(&mut self, block: &MetricBlock, figures: &[f64]) -> usize {
        let n = self.steps.len();
        let n_new = self.steps.append(block.steps.get(..figures.len()).unwrap_or(&block.steps));
        self.values.append(figures.get(..n_new).unwrap_or_default());
        append_known(&mut self.epochs, n, n_new, &block.epochs);
        append_known(&mut self.elapsed_secs, n, n_new, &block.elapsed_secs);
        let stamps = block.logged_at.get(..n_new).unwrap_or_default();
        if stamps.iter().any(Option::is_some) || !self.logged_at.is_empty() {
            self.logged_at.extend(std::iter::repeat_n(NO_STAMP, n - self.logged_at.len()));
            self.logged_at.append(&(0..n_new).map(|idx| stamp_nanos(block.stamp(idx))).collect::<Vec<_>>());
        }
        n_new
    }

    /// Keeps the first `len` points.
    pub(super) fn truncate(&mut self, len: usize) {
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

/// Calls [`push_known`] for `n` values, `NaN` where `values` ends.
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
