//! All series of one job, merged row by row.
//!
//! Contract: rows may come in any order, more than once, in parts, and train apart from eval. Where all
//! rows carry distinct log times the result does not depend on the order of arrival. Not `Clone`, so
//! that reading a signal by value, which would copy every point, does not compile.

use std::collections::BTreeMap;

use super::{Merged, Series, XAxis};
use crate::model::{MetricBlock, MetricKey, MetricRow, Split, Timestamp};

/// The metrics of one job.
#[derive(Debug, Default)]
pub struct MetricStore {
    series: BTreeMap<MetricKey, Series>,
    revision: u64,
    n_points: usize,
    /// Outcome of the merges since the rows were last sorted.
    unsettled: Merged,
    first_logged_at: Option<Timestamp>,
    /// Beginning of the run, as last passed to the series.
    told_began_at: Option<Timestamp>,
    last_logged_at: Option<Timestamp>,
    /// Step and log time of the train row with the newest log time so far.
    newest_train_row: Option<(u64, Timestamp)>,
    n_restarts: usize,
}

/// Steps over which the present speed is measured.
const SPEED_WINDOW_STEPS: u64 = 200;

/// Intervals the speed is measured over at least, where rows are further apart than the window.
const MIN_SPEED_INTERVALS: usize = 5;

impl MetricStore {
    /// A store without points.
    pub fn new() -> Self {
        Self::default()
    }

    /// Takes rows in the order the service sent them. Per metric and step the newest log time wins, and
    /// the later arrival where log times are equal or missing.
    pub fn merge(&mut self, rows: &[MetricRow]) -> Merged {
        rows.iter().for_each(|row| self.take(&MetricBlock::of(row.clone())));
        self.settle()
    }

    /// As [`MetricStore::merge`]; [`MetricStore::settle`] must follow before anything is read.
    pub fn take(&mut self, block: &MetricBlock) {
        self.note_times(block);
        for (key, figures) in &block.columns {
            let series = match self.series.get_mut(key) {
                Some(series) => series,
                None => self.series.entry(key.clone()).or_insert_with(|| Series::new(key.clone())),
            };
            let n_new = series.extend(block, figures);
            if 0 < n_new {
                self.unsettled.n_new += n_new;
                series.set_revision(self.revision + 1);
            }
        }
    }

    /// Puts in order what was taken.
    pub fn settle(&mut self) -> Merged {
        loop {
            if let Some(merged) = self.settle_some(usize::MAX) {
                return merged;
            }
        }
    }

    /// As [`MetricStore::settle`], but only about so many points; `None` while there is more to do. Nothing may be
    /// read or taken until then.
    pub(super) fn settle_some(&mut self, n_points: usize) -> Option<Merged> {
        let mut left = n_points.max(1);
        for series in self.series.values_mut() {
            let settled = series.settle_some(&mut left)?;
            if settled != Merged::default() {
                series.set_revision(self.revision + 1);
            }
            self.unsettled.n_new += settled.n_new;
            self.unsettled.n_changed += settled.n_changed;
            self.unsettled.n_late += settled.n_late;
        }
        let merged = std::mem::take(&mut self.unsettled);
        self.n_points += merged.n_new;
        let began_at = self.first_logged_at;
        let began_earlier = std::mem::replace(&mut self.told_began_at, began_at) != began_at;
        if merged.n_new > 0 || began_earlier {
            self.series.values_mut().for_each(|series| series.set_run_began_at(began_at));
        }
        if merged != Merged::default() || (began_earlier && !self.is_empty()) {
            self.revision += 1;
        }
        Some(merged)
    }

    /// Forgets every point.
    pub fn clear(&mut self) {
        if !self.series.is_empty() {
            *self = Self { revision: self.revision + 1, ..Self::default() };
        }
    }

    /// A number that changes if and only if the content does.
    pub fn revision(&self) -> u64 {
        self.revision
    }

    /// Returns true if there is no point.
    pub fn is_empty(&self) -> bool {
        self.n_points == 0
    }

    /// Points of all series together, gaps included.
    pub fn n_points(&self) -> usize {
        self.n_points
    }

    /// The highest step of any series.
    pub fn last_step(&self) -> Option<u64> {
        self.series().filter_map(|series| series.steps().last()).max()
    }

    /// The newest log time of any row.
    pub fn last_logged_at(&self) -> Option<Timestamp> {
        self.last_logged_at
    }

    /// Returns the number of times training went back to an earlier step: a train row with a newer log time
    /// than all before it, and a lower step than the newest of them.
    pub fn n_restarts(&self) -> usize {
        self.n_restarts
    }

    /// Every series, sorted by key.
    pub fn series(&self) -> impl Iterator<Item = &Series> {
        self.series.values()
    }

    /// The series of a key.
    pub fn get(&self, key: &MetricKey) -> Option<&Series> {
        self.series.get(key)
    }

    /// The axes the data has figures for; steps always, and first.
    pub fn axes(&self) -> Vec<XAxis> {
        let has = |test: fn(&Series) -> bool| self.series().any(test);
        XAxis::ALL
            .into_iter()
            .filter(|axis| match axis {
                XAxis::Step => true,
                XAxis::Epoch => has(Series::has_epochs),
                XAxis::Elapsed => has(Series::has_elapsed) || has(Series::has_stamps),
                XAxis::WallClock => has(Series::has_stamps),
                XAxis::RunShare => false,
            })
            .collect()
    }

    /// Seconds one step takes at present: the median over the last 200 steps (over the last five
    /// intervals, where rows are further apart); `None` without at least two timed rows.
    pub fn secs_per_step(&self) -> Option<f64> {
        let train = self.series().filter(|series| series.key().split == Split::Train);
        let series = train.max_by_key(|series| series.len()).or_else(|| self.series().next())?;
        let steps = series.steps();
        let from = steps.rank(steps.last()?.saturating_sub(SPEED_WINDOW_STEPS));
        let from = from.min(steps.len().saturating_sub(MIN_SPEED_INTERVALS + 1));
        let at = |idx| Some((steps.get(idx)? as f64, series.x_at(XAxis::Elapsed, idx)));
        let rate = |idx| {
            let ((step, secs), (next_step, next_secs)) = (at(idx - 1)?, at(idx)?);
            Some((next_secs - secs) / (next_step - step)).filter(|rate| rate.is_finite() && 0.0 < *rate)
        };
        let mut rates: Vec<f64> = (from + 1..steps.len()).filter_map(rate).collect();
        rates.sort_by(f64::total_cmp);
        let middle = rates.len() / 2;
        match rates.len() {
            0 => None,
            n if n % 2 == 0 => Some((rates[middle - 1] + rates[middle]) / 2.0),
            _ => Some(rates[middle]),
        }
    }

    /// The epoch at the highest step whose epoch is known.
    pub fn epoch_at_last_step(&self) -> Option<f64> {
        let last = self.series().filter_map(Series::last_epoch).max_by_key(|(step, _)| *step);
        last.map(|(_, epoch)| epoch)
    }

    /// Takes over the content of `full` and says what that means: nothing new, more, or other points.
    pub(super) fn replace_with(&mut self, full: Self) -> Replaced {
        let all = |test: fn(&Series, &Series) -> bool| {
            self.series().all(|old| full.get(old.key()).is_some_and(|new| test(old, new)))
        };
        // Seconds of training count from the first row, even from one that has been logged anew since.
        let begins_alike = self.first_logged_at == full.first_logged_at;
        if begins_alike && self.n_points == full.n_points && all(Series::is_repeated_in) {
            return Replaced::Same;
        }
        let is_within = all(Series::is_within);
        let revision = self.revision + 1;
        let n_restarts = if is_within { self.n_restarts.max(full.n_restarts) } else { full.n_restarts };
        *self = Self { revision, n_restarts, ..full };
        self.series.values_mut().for_each(|series| series.set_revision(revision));
        if is_within { Replaced::Extended } else { Replaced::Rewritten }
    }

    fn note_times(&mut self, block: &MetricBlock) {
        let has_train = block.columns.iter().any(|(key, _)| key.split == Split::Train);
        for (step, at) in block.steps.iter().zip(&block.logged_at).filter(|_| !block.columns.is_empty()) {
            let Some(at) = *at else { continue };
            self.last_logged_at = self.last_logged_at.max(Some(at));
            if self.first_logged_at.is_none_or(|first| at < first) {
                self.first_logged_at = Some(at);
            }
            if !has_train {
                continue;
            }
            if self.newest_train_row.is_some_and(|(last, newest)| newest < at && *step < last) {
                self.n_restarts += 1;
            }
            if self.newest_train_row.is_none_or(|(_, newest)| newest < at) {
                self.newest_train_row = Some((*step, at));
            }
        }
    }
}

/// Outcome of replacing the store by a full download.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Replaced {
    /// The content was already there.
    Same,
    /// The new log has every row that was there, or logs it anew, and more rows.
    Extended,
    /// A row that was there is gone or different.
    Rewritten,
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests;
