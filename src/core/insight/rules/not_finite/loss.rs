//! Training loss is not a number.
//!
//! Definition: a training loss is NaN or infinite; over when 10 finite rows follow. An error while open, then a warning.
//! Source: Lightning's `detect_anomaly` and Keras' `TerminateOnNaN` stop at the first one; here some finite rows end it, since mixed
//! precision skips single steps.
//! Fails where a program logs NaN for rows without a loss.

use crate::format;
use crate::insight::rules::{Watch, finding, learning_rate_advice, step};
use crate::insight::{Finding, Rule, Severity, episode::Episodes, run::Run};

/// Finite rows that end it.
const ROWS_TO_END: usize = 10;

/// The rule.
#[derive(Debug, Clone, Default)]
pub(in crate::insight::rules) struct LossNotFinite {
    episodes: Episodes<u64>,
    n_finite_since: usize,
}

impl Watch for LossNotFinite {
    fn see(&mut self, run: &Run<'_>) {
        let Some(loss) = run.row.loss else { return };
        let step = run.row.step;
        if !loss.is_finite() {
            self.n_finite_since = 0;
            if !self.episodes.is_open() {
                self.episodes.open(step, step, 0);
            }
            if let Some(open) = self.episodes.open_one() {
                open.note += 1;
                open.last_step = step;
                open.add_evidence(step);
            }
        } else if self.episodes.is_open() {
            self.n_finite_since += 1;
            if self.n_finite_since == ROWS_TO_END {
                let last_step = self.episodes.open_one().map_or(step, |open| open.last_step);
                self.episodes.close(last_step);
            }
        }
    }

    fn is_busy(&self) -> bool {
        self.episodes.is_open()
    }

    fn report(&self, run: &Run<'_>, findings: &mut Vec<Finding>) {
        for episode in self.episodes.iter() {
            let begun = step(episode.first_step);
            let rows = format::count_of(usize::try_from(episode.note).unwrap_or(usize::MAX), "row", "rows");
            let (severity, sentence) = if episode.is_open {
                (Severity::Error, format!("Training loss is not a number since {begun} ({rows})."))
            } else {
                (
                    Severity::Warning,
                    format!("Training loss was not a number in {rows} from {begun} on; finite rows follow."),
                )
            };
            let mut advice = Vec::from_iter(learning_rate_advice(run, episode.first_step));
            if episode.is_open {
                advice.push("What such a model learns from here on is lost; a checkpoint from before is the one to keep.".to_owned());
            }
            findings.push(finding(Rule::LossNotFinite, severity, episode, run, sentence, advice));
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::insight::{Rule, cases::spans};

    /// Losses at steps 1, 2, …, and the spans that are found.
    #[track_caller]
    fn check(losses: &[f64], expected: &[&str]) {
        assert_eq!(spans(Rule::LossNotFinite, &[("train/loss", losses)], None), expected);
    }

    #[test]
    fn ten_finite_rows_end_it() {
        let nan = f64::NAN;
        let healthy: Vec<f64> = (0..30).map(|row| 2.0 - 0.01 * f64::from(row)).collect();
        let with = |at: &[usize]| {
            let mut losses = healthy.clone();
            at.iter().for_each(|row| losses[*row] = nan);
            losses
        };
        check(&healthy, &[]);
        check(&with(&[29]), &["error 30-30 open"]);
        check(&with(&[20]), &["error 21-30 open"]);
        check(&with(&[19]), &["warning 20-20 over"]);
        check(&with(&[3, 5, 7]), &["warning 4-8 over"]);
        check(&with(&[3, 20]), &["warning 4-4 over", "error 21-30 open"]);
        check(&[f64::INFINITY], &["error 1-1 open"]);
        check(&[nan; 5], &["error 1-5 open"]);
        check(&[], &[]);
    }
}
