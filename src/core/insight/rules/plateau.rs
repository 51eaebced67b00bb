//! Loss no longer improves.
//!
//! Definition: of at least 6 evaluations none of the last 30 % (3 at least) is below the lowest before by 0.5 %, and there is no falling trend in
//! the second half of them. Without evaluations, of at least 40 rows: between the medians of the third and the last quarter the loss changes
//! by less than 1 % or its noise, as it does between those of the second and the last, and there is no falling trend in the second half. Over at a new best by 0.5 %. A note.
//! Source: Keras `ReduceLROnPlateau` (min_delta); Mann 1945 and Kendall 1975 for the trend.
//! Fails where the learning rate is so low that improvement is slow but steady. An overfitting run is none.

use super::{Watch, finding, share, step};
use crate::format;
use crate::insight::{
    Finding, Rule, Severity,
    episode::Episodes,
    level::row_noise,
    names::Part,
    run::{Run, Track, is_check_point},
    stats::{median, trend},
};

/// Improvement that counts, as a share.
const IMPROVEMENT: f64 = 0.005;
/// Improvement by rows that counts, as a share.
const ROW_IMPROVEMENT: f64 = 0.01;
/// Score of a falling trend.
const FALLING: f64 = -2.5;
/// The same among evaluations, which are fewer.
const FALLING_EVALS: f64 = -2.0;
/// Rise that is none of a plateau, as a share.
const RISE: f64 = 0.05;
/// Blocks of rows whose medians the trend is looked for in.
const BLOCKS: usize = 40;

#[derive(Debug, Clone, Copy, PartialEq)]
struct Flat {
    /// The best before it, and its step; the level of rows without evaluations.
    best: f64,
    best_step: u64,
    is_by_rows: bool,
}

/// The rule.
#[derive(Debug, Clone, Default)]
pub(super) struct Plateau {
    episodes: Episodes<Flat>,
}

/// Medians of so many blocks of equal size.
pub(super) fn block_medians(track: &Track<'_>, range: std::ops::Range<usize>, n_blocks: usize) -> Vec<f64> {
    let len = range.len();
    let n_blocks = n_blocks.min(len).max(1);
    let block = |idx: usize| range.start + idx * len / n_blocks..range.start + (idx + 1) * len / n_blocks;
    // Of large blocks some rows tell enough.
    let of = |rows: std::ops::Range<usize>| {
        let stride = rows.len().div_ceil(100).max(1);
        let mut values: Vec<f64> =
            rows.step_by(stride).map(|idx| track.at(idx)).filter(|v| v.is_finite()).collect();
        median(&mut values)
    };
    (0..n_blocks).map(|idx| of(block(idx))).filter(|value| value.is_finite()).collect()
}

impl Plateau {
    fn see_evaluation(&mut self, run: &Run<'_>, loss: f64) {
        let evals = run.evals;
        if let Some(open) = self.episodes.open_one() {
            open.add_evidence(run.row.step);
            if loss < open.note.best - IMPROVEMENT * open.note.best.abs() || open.note.is_by_rows {
                self.episodes.close(run.row.step);
            }
            return;
        }
        let n = evals.len();
        if n < 6 || !run.is_past(0.2) || !is_check_point(n) {
            return;
        }
        let n_last = (3 * n).div_ceil(10).max(3);
        let before = evals.lowest_of_first(n - n_last);
        let last = evals.last(n_last).iter().map(|eval| eval.loss).fold(f64::INFINITY, f64::min);
        let half = evals.last(n.div_ceil(2).max(n_last));
        let losses: Vec<f64> = half.iter().step_by(half.len().div_ceil(60)).map(|eval| eval.loss).collect();
        let is_falling = || trend(&losses) < FALLING_EVALS;
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

    fn see_row(&mut self, run: &Run<'_>) {
        let n = run.level.n_rows();
        if n < 40 || !is_check_point(n) || !run.is_past(0.2) {
            return;
        }
        let Some(track) = run.track(Part::Loss) else { return };
        let quarters = block_medians(&track, 0..track.len(), 4);
        let [_, second, third, last] = quarters[..] else { return };
        let spread = row_noise(&track, track.len()) / (track.len() as f64 / 4.0).sqrt();
        let is_flat = |from: f64| {
            -ROW_IMPROVEMENT * from.abs() < last - from && last - from < (RISE * from.abs()).max(4.0 * spread)
        };
        let is_plateau = is_flat(third)
            && is_flat(second)
            && FALLING < trend(&block_medians(&track, track.len() / 2..track.len(), BLOCKS));
        if !is_plateau {
            if self.episodes.is_open()
                && last < third.min(second) - (ROW_IMPROVEMENT * third.abs()).max(4.0 * spread)
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

impl Watch for Plateau {
    fn see(&mut self, run: &Run<'_>) {
        if !run.is_supervised() {
            return;
        }
        match (run.row.eval_loss, run.row.loss) {
            (Some(loss), _) if loss.is_finite() => self.see_evaluation(run, loss),
            (_, Some(loss)) if loss.is_finite() && run.track(Part::EvalLoss).is_none() => self.see_row(run),
            _ => {}
        }
    }

    fn report(&self, run: &Run<'_>, findings: &mut Vec<Finding>) {
        for episode in self.episodes.iter() {
            let Flat { best, best_step, is_by_rows } = episode.note;
            let ago = run.row.step.saturating_sub(best_step) as f64 / run.row.step.max(1) as f64;
            let sentence = match (is_by_rows, episode.is_open) {
                (true, true) => format!(
                    "Training loss has stayed about {} since {}.",
                    format::number(best),
                    step(best_step)
                ),
                (true, false) => format!(
                    "Training loss stayed about {} from {} to {}.",
                    format::number(best),
                    step(best_step),
                    step(episode.last_step)
                ),
                (false, true) => format!(
                    "No better evaluation loss since {}, {} of the run ago.",
                    step(best_step),
                    share(ago)
                ),
                (false, false) => format!(
                    "No better evaluation loss from {} to {}.",
                    step(best_step),
                    step(episode.last_step)
                ),
            };
            let advice = if episode.is_open {
                vec!["More steps of the same kind rarely change that.".to_owned()]
            } else {
                Vec::new()
            };
            findings.push(finding(Rule::Plateau, Severity::Note, episode, run, sentence, advice));
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::insight::{
        Rule,
        cases::{noise, spans},
    };

    #[test]
    fn evaluations_without_a_better_one_are_a_plateau() {
        let check = |evals: &[f64], expected: &[&str]| {
            assert_eq!(spans(Rule::Plateau, &[("eval/loss", evals)], None), expected, "{evals:?}");
        };
        check(&[1.0, 0.9, 0.8, 0.8, 0.8], &[]);
        check(&[1.0, 0.9, 0.8, 0.8, 0.8, 0.8], &["note 4-6 open"]);
        check(&[1.0, 0.9, 0.8, 0.8, 0.8, 0.8, 0.7], &["note 4-7 over"]);
        check(&[1.0, 0.9, 0.8, 0.79, 0.78, 0.77, 0.76, 0.75], &[]);
        check(&[], &[]);
    }

    #[test]
    fn rows_without_a_trend_are_a_plateau_where_nothing_is_evaluated() {
        let check = |losses: Vec<f64>, expected: usize| {
            assert_eq!(spans(Rule::Plateau, &[("train/loss", &losses)], None).len(), expected);
        };
        check((0..100).map(|row| 2.3 + 0.1 * noise(row)).collect(), 1);
        check((0..30).map(|_| 2.3).collect(), 0);
        check((0..200).map(|row| 3.0 - 0.01 * f64::from(row) + 0.05 * noise(row)).collect(), 0);
        check((0..200).map(|row| 1.0 + 2.0 * 0.99_f64.powi(row)).collect(), 0);
    }
}
