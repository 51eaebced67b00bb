//! Evaluation loss is not a number.
//!
//! Definition: an evaluation loss is NaN or infinite; over when the next is finite. A warning, and of several such spans one
//! finding; a note if it is over and there was one.
//! Source: logs of models whose evaluation overflowed in half precision while training went well.
//! Fails where a program logs NaN for steps at which it does not evaluate.

use crate::insight::rules::{Watch, finding, step};
use crate::insight::{Finding, Rule, Severity, episode::Episodes, run::Run};

/// The rule.
#[derive(Debug, Clone, Default)]
pub(in crate::insight::rules) struct EvalNotFinite {
    /// Number of evaluations.
    episodes: Episodes<usize>,
}

impl Watch for EvalNotFinite {
    fn see(&mut self, run: &Run<'_>) {
        let Some(loss) = run.row.eval_loss else { return };
        let step = run.row.step;
        if loss.is_finite() {
            if let Some(last_step) = self.episodes.open_one().map(|open| open.last_step) {
                self.episodes.close(last_step);
            }
            return;
        }
        match self.episodes.last_mut() {
            // Once for all.
            Some(episode) => episode.is_open = true,
            None => {
                self.episodes.open(step, step, 0);
            }
        }
        if let Some(open) = self.episodes.open_one() {
            open.last_step = step;
            open.note += 1;
            open.add_evidence(step);
        }
    }

    fn report(&self, run: &Run<'_>, findings: &mut Vec<Finding>) {
        for episode in self.episodes.iter() {
            let is_train_fine = run.row.loss.is_none_or(f64::is_finite) && 0 < run.level.n_rows();
            let train = if is_train_fine { "; training loss is fine" } else { "" };
            let sentence = if episode.is_open {
                format!("Evaluation loss is not a number since {}{train}.", step(episode.first_step))
            } else {
                format!("Evaluation loss was not a number at {}; later ones are.", step(episode.last_step))
            };
            let advice = vec![
                "Often an example of the evaluation file overflows in half precision, or is longer than the model reads; look at the longest ones.".to_owned(),
            ];
            let is_slight = !episode.is_open && episode.note == 1;
            let severity = if is_slight { Severity::Note } else { Severity::Warning };
            findings.push(finding(Rule::EvalNotFinite, severity, episode, run, sentence, advice));
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::insight::{Rule, cases::spans};

    /// Evaluation losses at steps 1, 2, …, and the spans that are found.
    #[track_caller]
    fn check(evals: &[f64], expected: &[&str]) {
        assert_eq!(spans(Rule::EvalNotFinite, &[("eval/loss", evals)], None), expected);
    }

    #[test]
    fn the_next_finite_one_ends_it_and_it_is_said_once() {
        let nan = f64::NAN;
        check(&[1.0, 0.9, 0.8], &[]);
        check(&[nan], &["warning 1-1 open"]);
        check(&[1.0, nan, nan], &["warning 2-3 open"]);
        check(&[1.0, nan, 0.9], &["note 2-2 over"]);
        check(&[nan, 1.0, f64::INFINITY, 0.9], &["warning 1-3 over"]);
        check(&[], &[]);
    }
}
