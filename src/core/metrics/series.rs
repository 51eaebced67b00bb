//! Series: the points of one curve by step, and the rows of it that have arrived.
//!
//! Contract: a clone is a snapshot that shares its memory.

use kernel::{Column, Found, Steps};

use super::{
    Merged, XAxis,
    inbox::Inbox,
    point::Point,
    points::Points,
    replaced::{Replaced, put_aside},
};
use crate::model::{MetricBlock, MetricKey, Timestamp};

/// All points of one metric.
#[derive(Debug, Clone)]
pub struct Series {
    key: MetricKey,
    points: Points,
    replaced: Replaced,
    /// When the run's first row was logged, over all series of the store.
    run_began_at: Option<Timestamp>,
    revision: u64,
    /// Points that could not simply be appended, in the order they arrived; empty between merges.
    inbox: Inbox,
    settling: Option<Box<Settling>>,
}

/// Points that could not be appended on their way to their places.
#[derive(Debug, Clone)]
struct Settling {
    /// The points as they were; those from `at` on are still to be put back.
    kept: Points,
    at: usize,
    /// The same for points that were replaced.
    kept_replaced: Replaced,
    replaced_at: usize,
    open: Option<Open>,
    merged: Merged,
}

/// The step that is looked at.
#[derive(Debug, Clone)]
struct Open {
    /// Point that was there before.
    old: Option<Point>,
    /// The newest so far.
    best: Point,
    /// All others, from the oldest to the newest.
    others: Vec<Point>,
}

impl Open {
    fn offer(&mut self, point: Point) {
        if point.is_same(&self.best) {
            return;
        }
        let older = if point.replaces(&self.best) { std::mem::replace(&mut self.best, point) } else { point };
        let best = self.best;
        self.others.retain(|other| !other.repeats(&best));
        if !older.repeats(&best) {
            put_aside(&mut self.others, older);
        }
    }
}

impl Series {
    pub(super) fn new(key: MetricKey) -> Self {
        Self {
            key,
            points: Points::default(),
            replaced: Replaced::default(),
            run_began_at: None,
            revision: 0,
            inbox: Inbox::default(),
            settling: None,
        }
    }

    /// Returns the metric.
    pub fn key(&self) -> &MetricKey {
        &self.key
    }

    /// Returns the optimiser steps, strictly ascending.
    pub fn steps(&self) -> &Steps {
        &self.points.steps
    }

    /// Returns the figures, one per step; `NaN` is a gap.
    pub fn values(&self) -> &Column {
        &self.points.values
    }

    /// Returns the figure at `idx` as logged: finite, infinite or `NaN`.
    pub fn figure(&self, idx: usize) -> f64 {
        self.points.values.figure(idx)
    }

    /// Steps that were logged more than once with something different; the newest is the curve's.
    pub fn repeated_steps(&self) -> &Steps {
        self.replaced.steps()
    }

    /// Returns the number of figures that were replaced, of all those steps.
    pub fn repeated_figures(&self) -> usize {
        self.replaced.len()
    }

    /// Returns the figures that were logged at a step before the curve's own, as logged, the oldest first; of more than 32
    /// the newest.
    pub fn earlier_figures(&self, step: u64) -> impl Iterator<Item = f64> {
        self.replaced.at_step(step).map(|point| kernel::given(point.value))
    }

    /// Returns the number of points, gaps included.
    pub fn len(&self) -> usize {
        self.points.steps.len()
    }

    /// Returns true if there is no point.
    pub fn is_empty(&self) -> bool {
        self.points.steps.is_empty()
    }

    /// Returns the position of a point along an axis, in that axis' unit; `NaN` where unknown.
    pub fn x_at(&self, axis: XAxis, idx: usize) -> f64 {
        match axis {
            XAxis::Step => self.points.steps.get(idx).map_or(f64::NAN, |step| step as f64),
            XAxis::Epoch => self.points.epochs.at(idx),
            XAxis::Elapsed => self.elapsed_at(idx),
            // Rounds to a quarter of a microsecond, which no axis can show.
            XAxis::WallClock => {
                self.logged_at(idx).map_or(f64::NAN, |at| at.secs_since(Timestamp::from_unix_nanos(0)))
            }
            XAxis::RunShare => f64::NAN,
        }
    }

    /// Positions of all points along an axis; see [`Series::x_at`].
    pub fn xs(&self, axis: XAxis) -> impl DoubleEndedIterator<Item = f64> {
        (0..self.len()).map(move |idx| self.x_at(axis, idx))
    }

    /// Positions of all points along an axis as they are kept, if they are: a clone shares their memory, which copying
    /// millions of them would not. See [`Series::xs`] for any axis.
    pub fn kept_xs(&self, axis: XAxis) -> Option<&Column> {
        let column = match axis {
            XAxis::Epoch => &self.points.epochs,
            XAxis::Elapsed => &self.points.elapsed_secs,
            XAxis::Step | XAxis::WallClock | XAxis::RunShare => return None,
        };
        // What was not logged is made up from the stamps.
        let is_made_up = axis == XAxis::Elapsed && self.has_stamps() && 0 < column.whole().n_gaps;
        (column.len() == self.len() && !is_made_up).then_some(column)
    }

    /// Returns the last finite figure with its step.
    pub fn last_finite(&self) -> Option<(u64, f64)> {
        let idx = last_finite(&self.points.values)?;
        Some((self.points.steps.get(idx)?, self.points.values.at(idx)))
    }

    /// Returns the number of finite figures.
    pub fn n_finite(&self) -> usize {
        self.len() - self.points.values.whole().n_gaps as usize
    }

    /// Returns the store's revision at this series' last change.
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
        self.points.epochs.whole().range().is_some()
    }

    pub(super) fn has_elapsed(&self) -> bool {
        self.points.elapsed_secs.whole().range().is_some()
    }

    /// Returns true if any point has a log time.
    pub fn has_stamps(&self) -> bool {
        self.points.has_stamps()
    }

    /// Returns the highest step with a known epoch, and that epoch.
    pub(super) fn last_epoch(&self) -> Option<(u64, f64)> {
        let idx = last_finite(&self.points.epochs)?;
        Some((self.points.steps.get(idx)?, self.points.epochs.at(idx)))
    }

    /// Returns the figure, as logged, and the log time at exactly this step.
    pub(super) fn at_step(&self, step: u64) -> Option<(f64, Option<Timestamp>)> {
        let idx = self.points.steps.find(step)?;
        Some((self.figure(idx), self.logged_at(idx)))
    }

    /// Returns true if every point of `self` is in `other`: unchanged, or also logged anew since.
    pub(super) fn is_within(&self, other: &Self) -> bool {
        self.is_matched(other, |old, new| old.is_same(new) || old.logged_at < new.logged_at)
    }

    /// Returns true if every point of `self` is in `other` with the same bits.
    pub(super) fn is_repeated_in(&self, other: &Self) -> bool {
        self.replaced.is_same(&other.replaced) && self.is_matched(other, Point::is_same)
    }

    fn is_matched(&self, other: &Self, matches: fn(&Point, &Point) -> bool) -> bool {
        let mut others = other.points.iter().peekable();
        self.points.iter().all(|point| {
            while others.next_if(|other| other.step < point.step).is_some() {}
            others.peek().is_some_and(|other| other.step == point.step && matches(&point, other))
        })
    }

    /// Takes the points of rows in arrival order; gives how many were appended. [`Series::settle_some`] must
    /// follow, to its end, before anything is read or taken.
    pub(super) fn extend(&mut self, block: &MetricBlock, figures: &[f64]) -> usize {
        let n_new = if self.inbox.is_empty() { self.points.append(block, figures) } else { 0 };
        for (idx, (step, value)) in block.steps.iter().zip(figures).enumerate().skip(n_new) {
            self.inbox.push(Point {
                step: *step,
                value: kernel::kept(*value),
                epoch: block.epoch(idx),
                elapsed_secs: block.elapsed(idx),
                logged_at: block.stamp(idx),
            });
        }
        n_new
    }

    /// Goes on sorting what could not be appended into the columns, by about as many points as `left` has; `None`
    /// while there is more to do. All of it is in the order of the points from the earliest one on.
    pub(super) fn settle_some(&mut self, left: &mut usize) -> Option<Merged> {
        if self.settling.is_none() && self.inbox.is_empty() {
            return Some(Merged::default());
        }
        if !self.inbox.sort_some(left) {
            return None;
        }
        let settling = match &mut self.settling {
            Some(settling) => settling,
            none => {
                let first = self.inbox.peek().map(|point| point.step).unwrap_or_default();
                let (kept, at) = (self.points.clone(), self.points.steps.rank(first));
                self.points.truncate(at);
                let kept_replaced = self.replaced.clone();
                let replaced_at = kept_replaced.rank(first);
                self.replaced.truncate(first);
                let (open, merged) = (None, Merged::default());
                none.insert(Box::new(Settling { kept, at, kept_replaced, replaced_at, open, merged }))
            }
        };
        while 0 < *left {
            *left -= 1;
            if !settling.place_one(&mut self.inbox, &mut self.points, &mut self.replaced) {
                let merged = settling.merged;
                self.settling = None;
                return Some(merged);
            }
        }
        None
    }

    /// Returns the fractional epochs as logged, `NaN` where unknown; empty if never known.
    pub fn epochs(&self) -> &Column {
        &self.points.epochs
    }

    /// Seconds since the job began as logged, `NaN` where unknown; empty if never known.
    pub fn elapsed_secs(&self) -> &Column {
        &self.points.elapsed_secs
    }

    /// Returns the log time of a point.
    pub fn logged_at(&self, idx: usize) -> Option<Timestamp> {
        self.points.logged_at(idx)
    }

    fn elapsed_at(&self, idx: usize) -> f64 {
        let logged = self.points.elapsed_secs.at(idx);
        match (self.logged_at(idx), self.run_began_at) {
            (Some(at), Some(began_at)) if logged.is_nan() => at.secs_since(began_at),
            _ => logged,
        }
    }
}

impl Settling {
    /// Looks at one point; `false` if there is none left.
    fn place_one(&mut self, inbox: &mut Inbox, points: &mut Points, replaced: &mut Replaced) -> bool {
        let next = inbox.peek().map(|point| point.step);
        if let Some(open) = &mut self.open
            && let Some(point) = next.filter(|step| *step == open.best.step).and_then(|_| inbox.pop())
        {
            open.offer(point);
            return true;
        }
        if let Some(Open { old, best, others }) = self.open.take() {
            let is_late = || !self.kept_replaced.is_same_at(best.step, &others);
            match old {
                None => self.merged.n_new += 1,
                Some(old) if !best.is_same(&old) => self.merged.n_changed += 1,
                Some(_) if is_late() => self.merged.n_late += 1,
                Some(_) => {}
            }
            points.push(best);
            replaced.append(&others);
            return true;
        }
        let old = self.kept.steps.get(self.at);
        let is_old_first = old.is_some_and(|old| next.is_none_or(|next| old <= next));
        let Some(point) = (if is_old_first { self.kept.get(self.at) } else { inbox.pop() }) else {
            return false;
        };
        self.at += usize::from(is_old_first);
        let others = self.kept_replaced.take(&mut self.replaced_at, point.step);
        if is_old_first && old != next {
            points.push(point);
            replaced.append(&others);
        } else {
            let old = is_old_first.then_some(point);
            self.open = Some(Open { old, best: point, others });
        }
        true
    }
}

fn last_finite(column: &Column) -> Option<usize> {
    column.last(0..column.len(), Found::Finite)
}
