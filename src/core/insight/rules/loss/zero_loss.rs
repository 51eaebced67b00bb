//! Training loss is exactly zero.
//!
//! Definition: the loss is exactly 0 in 10 rows, from the first row on or from above a twentieth of the level at the start; over at a
//! value that is not 0. An error: nothing is learned. A loss that falls to 0 by and by is a memorised dataset, and a note.
//! Source: labels that are all masked; a half-precision run after an overflow; log 25 of the labelled ones.
//! Fails where a program logs 0 for rows without a loss. Silent on reinforcement runs, whose loss is about 0, and on preference
//! runs, which are saturated then.

use crate::insight::rules::{Watch, finding, step};
use crate::insight::{Finding, Rule, Severity, episode::Episodes, names::RunKind, run::Run};

/// Rows in a row.
const ROWS: usize = 10;

/// Share of the level at the start, above which a loss does not fall to 0 by learning.
const ABRUPT: f64 = 0.05;

/// The rule.
#[derive(Debug, Clone, Default)]
pub(in crate::insight::rules) struct ZeroLoss {
    /// Spans of zero loss; the note is true if the loss got there by and by.
    episodes: Episodes<bool>,
    n_zero: usize,
    first_step: u64,
    was_low: bool,
}

/// Losses of reinforcement runs are about 0, and those of preference runs have a rule of their own.
fn is_told(kind: RunKind) -> bool {
    matches!(kind, RunKind::Supervised | RunKind::OddsRatio)
}

impl Watch for ZeroLoss {
    fn see(&mut self, run: &Run<'_>) {
        let Some(loss) = run.row.loss.filter(|_| is_told(run.kind())) else { return };
        let step = run.row.step;
        if loss != 0.0 {
            self.n_zero = 0;
            self.episodes.close(step);
            return;
        }
        self.n_zero += 1;
        if self.n_zero == 1 {
            self.first_step = step;
            let level = run.level.before();
            self.was_low = level.is_finite() && 0.0 < run.level.start() && level < ABRUPT * run.level.start();
        }
        if self.n_zero == ROWS {
            let (first_step, was_low) = (self.first_step, self.was_low);
            if let Some(open) = self.episodes.open(first_step, step, was_low) {
                open.add_evidence(first_step);
                open.add_evidence(step);
            }
        }
    }

    fn is_busy(&self) -> bool {
        0 < self.n_zero
    }

    fn report(&self, run: &Run<'_>, findings: &mut Vec<Finding>) {
        for episode in self.episodes.iter() {
            let is_memorised = episode.note;
            let since = step(episode.first_step);
            let sentence = if episode.is_open {
                format!("Training loss is exactly 0 since {since}.")
            } else {
                format!("Training loss was exactly 0 from {since} to {}.", step(episode.last_step))
            };
            let (severity, advice) = if is_memorised {
                (Severity::Note, "It fell there by and by: the model often knows the examples by heart then.")
            } else {
                let severity = if episode.is_open { Severity::Error } else { Severity::Warning };
                (
                    severity,
                    "Nothing is learned at 0. Often every token of the examples is masked, or numbers overflowed in half precision.",
                )
            };
            findings.push(finding(Rule::ZeroLoss, severity, episode, run, sentence, vec![advice.to_owned()]));
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::insight::{Rule, cases::spans};

    /// Losses at steps 1, 2, …, and the spans that are found.
    #[track_caller]
    fn check(losses: &[f64], expected: &[&str]) {
        assert_eq!(spans(Rule::ZeroLoss, &[("train/loss", losses)], None), expected);
    }

    #[test]
    fn ten_zeros_are_a_finding() {
        check(&[0.0; 9], &[]);
        check(&[0.0; 12], &["error 1-12 open"]);
        let abrupt: Vec<f64> = (0..30).map(|row| if row < 20 { 2.0 } else { 0.0 }).collect();
        check(&abrupt, &["error 21-30 open"]);
        let back: Vec<f64> = (0..40).map(|row| if (20..35).contains(&row) { 0.0 } else { 2.0 }).collect();
        check(&back, &["warning 21-36 over"]);
        let slow: Vec<f64> = (0..40).map(|row| if row < 30 { 0.7_f64.powi(row) } else { 0.0 }).collect();
        check(&slow, &["note 31-40 open"]);
    }
}
