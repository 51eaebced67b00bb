//! The look at evaluations.

use super::{Flat, Plateau};
use crate::insight::{run::Run, stats::trend};

/// Improvement that counts, as a share.
const IMPROVEMENT: f64 = 0.005;
/// Score of a falling trend; evaluations are fewer than rows.
const FALLING: f64 = -2.0;

impl Plateau {
    pub(super) fn see_evaluation(&mut self, run: &Run<'_>, loss: f64) {
        let evals = run.evals;
        if let Some(open) = self.episodes.open_one() {
            open.add_evidence(run.row.step);
            if loss < open.note.best - IMPROVEMENT * open.note.best.abs() || open.note.is_by_rows {
                self.episodes.close(run.row.step);
            }
            return;
        }
        let n = evals.len();
        if n < 6 || !run.is_past(0.2) || !self.eval_check_points.is_due(n) {
            return;
        }
        let n_last = (3 * n).div_ceil(10).max(3);
        let before = evals.lowest_of_first(n - n_last);
        let last = evals.last(n_last).iter().map(|eval| eval.loss).fold(f64::INFINITY, f64::min);
        let half = evals.last(n.div_ceil(2).max(n_last));
        let losses: Vec<f64> = half.iter().step_by(half.len().div_ceil(60)).map(|eval| eval.loss).collect();
        let is_falling = || trend(&losses) < FALLING;
        if before - IMPROVEMENT * before.abs() <= last
            && !is_falling()
            && let Some(best) = evals.list[..n - n_last].iter().find(|eval| eval.loss == before)
        {
            let first_step = evals.last(n_last).first().map_or(run.row.step, |eval| eval.step);
            let flat = Flat { best: before, best_step: best.step, is_by_rows: false };
            if let Some(open) = self.episodes.open(first_step, run.row.step, flat) {
                open.add_evidence(best.step);
                evals.last(n_last).iter().for_each(|eval| open.add_evidence(eval.step));
            }
        }
    }
}
