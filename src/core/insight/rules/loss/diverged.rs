//! Training loss rose far above its best level, and stays there.
//!
//! Definition: for as many rows in a row as the level looks back on (3 below 15 rows), the level is 1.5 times the best one (or 1.35 times, 1.2 where evaluations rose by a tenth too, if four fifths of
//! what was learned are lost again), higher by a
//! tenth of the level at the start, and higher than the noise of single rows explains (5 deviations of both levels, also of
//! their logarithm). Over when it has come
//! back by two thirds, or to within a tenth of all that was learned. An error while open; one that
//! came back is a long spike, and a warning. On preference runs the best
//! level is that of the start, since their loss moves by factors when it is small.
//! Source: `kill_loss_spike_callback` of mosaicml/llm-foundry (2 × the mean of 100, 5 in a row), with medians.
//! Fails where the data change on purpose (curricula, sorted lengths).

use crate::format;
use crate::insight::rules::{Watch, finding, learning_rate_advice, step};
use crate::insight::{
    Finding, Rule, Severity,
    episode::Episodes,
    level::{row_noise, row_noise_of_logarithm},
    names::RunKind,
    parts::Part,
    run::Run,
};

/// Factor between the best level and the present one.
const RATIO: f64 = 1.5;
/// Share of the level at the start by which it has to be higher.
const FLOOR: f64 = 0.1;
/// Rows before a rise that tell the noise.
const FEWEST: usize = 6;
/// Deviations of both levels by noise alone.
const DEVIATIONS: f64 = 5.0;
/// A median of normal values deviates by so much more than their mean.
const MEDIAN_SPREAD: f64 = 1.25;

/// Share of what was learned that is lost again, and of the level at the start that has to have been learned.
const UNLEARNED: f64 = 0.8;
const LEARNED: f64 = 0.1;
/// Factor between the best level and the present one then: where evaluations rose too, by a tenth, and where there are none.
const UNLEARNED_RATIOS: (f64, f64) = (1.2, 1.35);

/// Returns whether nearly all that was learned is lost again.
fn has_unlearned(run: &Run<'_>) -> bool {
    let (start, best, now) = (run.level.start(), run.level.best(), run.level.now());
    let (evaluated, alone) = UNLEARNED_RATIOS;
    let ratio = match (run.evals.best(), run.evals.last(1).first()) {
        (Some(low), Some(last)) if 1.1 * low.loss < last.loss => evaluated,
        (Some(_), _) => return false,
        (None, _) => alone,
    };
    LEARNED * start < start - best && UNLEARNED * (start - best) < now - best && ratio * best < now
}

#[derive(Debug, Clone, Copy, PartialEq)]
struct Rise {
    best: f64,
    best_step: u64,
    highest: f64,
}

/// The rule.
#[derive(Debug, Clone, Default)]
pub(in crate::insight::rules) struct Diverged {
    episodes: Episodes<Rise>,
    n_high: usize,
    first_step: u64,
}

impl Watch for Diverged {
    fn see(&mut self, run: &Run<'_>) {
        if run.row.loss.is_none_or(|loss| !loss.is_finite()) || run.kind() == RunKind::Reinforcement {
            return;
        }
        if !run.row.is_sample {
            return;
        }
        let (level, step) = (run.level, run.row.step);
        let now = level.now();
        if let Some(open) = self.episodes.open_one() {
            open.note.highest = open.note.highest.max(now);
            open.add_evidence(step);
            let Rise { best, highest, .. } = open.note;
            let back = (best + 0.1 * (level.start() - best)).max(best + (highest - best) / 3.0);
            if now <= back {
                self.episodes.close(step);
                self.n_high = 0;
            }
            return;
        }
        let best = if run.is_supervised() { level.best() } else { level.best().max(level.start()) };
        let is_far = RATIO * best < now || (run.is_supervised() && has_unlearned(run));
        let is_high = is_far && FLOOR * level.start() < now - best && 0.0 < best;
        self.n_high = if is_high { self.n_high + 1 } else { 0 };
        if self.n_high == 1 {
            self.first_step = step;
        }
        let n_rows = level.n_rows();
        let n_needed = if n_rows < 15 { 3 } else { level.rows() };
        if self.n_high < n_needed || (n_rows < 10 && run.evals.len() < 3) {
            return;
        }
        let Some(loss) = run.track(Part::Loss) else { return };
        // Too few rows before it tell no noise; those of the rise have some of their own.
        let before =
            Some(loss.len().saturating_sub(self.n_high)).filter(|n| FEWEST < *n).unwrap_or(loss.len());
        let (noise, of_logarithm) = (row_noise(&loss, before), row_noise_of_logarithm(&loss, before));
        // The lowest of many levels is low by chance, the more so the fewer rows it looks back on.
        let spread = |rows: usize| MEDIAN_SPREAD / (rows.max(1) as f64).sqrt();
        // Of few rows the noise is not well known.
        let deviations = DEVIATIONS * (1.0 + 8.0 / n_rows as f64);
        let deviations = deviations * (spread(level.rows()) + spread(level.best_rows()));
        if now - best < deviations * noise || (now / best).ln() < deviations * of_logarithm {
            self.n_high = 0;
            return;
        }
        let rise = Rise { best, best_step: level.best_step(), highest: now };
        if let Some(open) = self.episodes.open(self.first_step, step, rise) {
            open.evidence.push(rise.best_step);
            open.add_evidence(open.first_step);
            open.add_evidence(step);
        }
    }

    fn report(&self, run: &Run<'_>, findings: &mut Vec<Finding>) {
        for episode in self.episodes.iter() {
            let Rise { best, best_step, highest } = episode.note;
            let (rule, severity, sentence) = if episode.is_open {
                let text = format!(
                    "Training loss rose from {} to {} and has not come back since {}.",
                    format::number(best),
                    format::number(run.level.now()),
                    step(episode.first_step),
                );
                (Rule::Diverged, Severity::Error, text)
            } else {
                let text = format!(
                    "Training loss rose from {} to {} at {} and came back at {}.",
                    format::number(best),
                    format::number(highest),
                    step(episode.first_step),
                    step(episode.last_step),
                );
                (Rule::Spike, Severity::Warning, text)
            };
            let mut advice = Vec::from_iter(learning_rate_advice(run, episode.first_step));
            if episode.is_open {
                advice.push(format!("A checkpoint from about {} is the one to go on from.", step(best_step)));
            }
            findings.push(finding(rule, severity, episode, run, sentence, advice));
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::insight::{
        Rule,
        cases::{noise, spans},
    };

    /// Losses at steps 1, 2, …, and the spans that are found.
    #[track_caller]
    fn check(losses: impl IntoIterator<Item = f64>, expected: &[&str]) {
        let losses: Vec<f64> = losses.into_iter().collect();
        assert_eq!(spans(Rule::Diverged, &[("train/loss", &losses)], None), expected);
    }

    #[test]
    fn a_level_that_stays_high_is_a_finding() {
        let falling = |row: i32| 3.0 - 0.02 * f64::from(row);
        check((0..100).map(falling), &[]);
        check((0..100).map(|row| if row < 60 { falling(row) } else { 6.0 }), &["error 63-100 open"]);
        // One that came back is a spike.
        check((0..100).map(|row| if (60..80).contains(&row) { 6.0 } else { falling(row) }), &[]);
        check((0..100).map(|row| if row == 60 { 60.0 } else { falling(row) }), &[]);
        check([1.6, 1.7, 11.8, 11.0, 10.5, 10.4, 10.4, 10.4, 10.4, 10.4], &["error 3-10 open"]);
    }

    #[test]
    fn most_of_what_was_learned_lost_again_is_a_finding() {
        let level = |row: i32, high: f64| if row < 60 { 2.0 - 0.01 * f64::from(row) } else { high };
        check((0..100).map(|row| level(row, 1.95)), &["error 64-100 open"]);
        check((0..100).map(|row| level(row, 1.8)), &[]);
        let (losses, evals): (Vec<f64>, Vec<f64>) = (0..100).map(|row| (level(row, 1.95), 1.5)).unzip();
        assert_eq!(spans(Rule::Diverged, &[("train/loss", &losses), ("eval/loss", &evals)], None), [""; 0]);
    }

    #[test]
    fn noise_and_small_losses_are_none() {
        check((0..400).map(|row| 1.0 + 0.4 * noise(row)), &[]);
        check((0..400).map(|row| (0.5 * noise(row)).exp()), &[]);
        // Grows threefold, but from almost nothing.
        check((0..200).map(|row| if row < 100 { 0.9_f64.powi(row) } else { 0.03 }), &[]);
        check([f64::MAX, f64::MAX / 4.0, f64::MAX, 0.0, -1.0, -5.0, 3.0, 9.0, 9.0, 9.0, 9.0, 9.0, 9.0], &[]);
    }

    #[test]
    fn preference_losses_count_from_their_start() {
        let losses: Vec<f64> =
            (0..60).map(|row| if row < 30 { 0.69 - 0.02 * f64::from(row) } else { 0.6 }).collect();
        let high: Vec<f64> = (0..60).map(|row| if row < 30 { 0.69 } else { 4.0 }).collect();
        let margins = vec![1.0; 60];
        let found = |losses: &[f64]| {
            spans(Rule::Diverged, &[("train/loss", losses), ("train/rewards/margins", &margins)], None)
        };
        assert_eq!(found(&losses), [""; 0]);
        assert_eq!(found(&high), ["error 32-60 open"]);
    }
}
