//! Training and evaluation loss are not on one scale.
//!
//! Definition: at the first evaluation with a training loss beside it, evaluation is below half of training, and the ratio at the last one
//! is within a factor 1.5 of that, over at least 3 evaluations. A note.
//! Source: trainers that log the sum over accumulated batches; log 16 of the labelled ones.
//! Fails where strong dropout or augmentation doubles the training loss.

use crate::format;
use crate::insight::rules::{Watch, finding};
use crate::insight::{Finding, Rule, Severity, episode::Episodes, run::Run};

/// Highest ratio of evaluation to training at the first evaluation.
const RATIO: f64 = 0.5;
/// Factor between the first ratio and the last.
const STEADY: f64 = 1.5;

/// The rule.
#[derive(Debug, Clone, Default)]
pub(in crate::insight::rules) struct ScaleGap {
    episodes: Episodes<f64>,
    first: Option<(u64, f64)>,
}

impl Watch for ScaleGap {
    fn see(&mut self, run: &Run<'_>) {
        if !run.is_supervised() || run.row.eval_loss.is_none_or(|loss| !loss.is_finite()) {
            return;
        }
        let Some(last) = run.evals.last(1).first().copied() else { return };
        let ratio = last.loss / last.train;
        if !ratio.is_finite() || ratio <= 0.0 {
            return;
        }
        let (first_step, first) = *self.first.get_or_insert((last.step, ratio));
        let is_steady = ratio / first <= STEADY && first / ratio <= STEADY;
        if !is_steady {
            return self.episodes.close(last.step);
        }
        if first < RATIO && 3 <= run.evals.len() && !self.episodes.is_open() {
            self.episodes.open(first_step, last.step, first);
        }
        if let Some(open) = self.episodes.open_one() {
            open.add_evidence(first_step);
            open.add_evidence(last.step);
            open.note = ratio;
        }
    }

    fn report(&self, run: &Run<'_>, findings: &mut Vec<Finding>) {
        for episode in self.episodes.iter() {
            let times = format::number((10.0 / episode.note).round() / 10.0);
            let sentence = format!(
                "Training loss is {times} times the evaluation loss from the first evaluation on: they are not on one scale."
            );
            let advice = vec!["Often the training loss is a sum over accumulated batches. Compare how each one changes, not their values.".to_owned()];
            findings.push(finding(Rule::ScaleGap, Severity::Note, episode, run, sentence, advice));
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::insight::{Rule, cases::spans};

    #[track_caller]
    fn check(train: &[f64], evals: &[f64], expected: &[&str]) {
        assert_eq!(spans(Rule::ScaleGap, &[("train/loss", train), ("eval/loss", evals)], None), expected);
    }

    #[test]
    fn a_ratio_that_stays_small_is_a_note() {
        check(&[10.0, 8.0, 6.0, 5.0], &[1.2, 1.0, 0.8, 0.7], &["note 1-4 open"]);
        check(&[10.0, 3.0, 1.2, 1.0], &[1.2, 1.1, 1.0, 0.9], &[]);
        check(&[1.5, 1.4, 1.3, 1.2], &[1.2, 1.1, 1.0, 0.9], &[]);
        check(&[10.0, 9.0], &[1.0, 0.9], &[]);
    }
}
