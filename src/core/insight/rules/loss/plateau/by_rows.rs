//! The look at rows of runs that evaluate nothing.

use super::{Flat, Plateau};
use crate::insight::{level::row_noise, parts::Part, run::Run, stats::trend};

/// Improvement that counts, as a share.
const IMPROVEMENT: f64 = 0.01;
/// Score of a falling trend.
const FALLING: f64 = -2.5;
/// Rise that is none of a plateau, as a share.
const RISE: f64 = 0.05;
/// Blocks of rows whose medians the trend is looked for in.
const BLOCKS: usize = 40;

impl Plateau {
    pub(super) fn see_row(&mut self, run: &Run<'_>) {
        let n = run.level.n_rows();
        if n < 40 || !run.is_past(0.2) || !self.row_check_points.is_due(n) {
            return;
        }
        let Some(track) = run.track(Part::Loss) else { return };
        let quarters = track.block_medians(0..track.len(), 4);
        let [_, second, third, last] = quarters[..] else { return };
        let spread = row_noise(&track, track.len()) / (track.len() as f64 / 4.0).sqrt();
        let is_flat = |from: f64| {
            -IMPROVEMENT * from.abs() < last - from && last - from < (RISE * from.abs()).max(4.0 * spread)
        };
        let is_plateau = is_flat(third)
            && is_flat(second)
            && FALLING < trend(&track.block_medians(track.len() / 2..track.len(), BLOCKS));
        if !is_plateau {
            if self.episodes.is_open()
                && last < third.min(second) - (IMPROVEMENT * third.abs()).max(4.0 * spread)
            {
                self.episodes.close(run.row.step);
            }
            return;
        }
        if !self.episodes.is_open() {
            let first_step = track.step(track.len() / 2).unwrap_or(run.row.step);
            let flat = Flat { best: last, best_step: first_step, is_by_rows: true };
            if let Some(open) = self.episodes.open(first_step, run.row.step, flat) {
                open.add_evidence(first_step);
            }
        }
        if let Some(open) = self.episodes.open_one() {
            open.note.best = last;
            open.add_evidence(run.row.step);
        }
    }
}
