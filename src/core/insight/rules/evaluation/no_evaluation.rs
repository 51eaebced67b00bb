//! Nothing is evaluated.
//!
//! Definition: a run that is under way has no evaluation after 20 % of its steps and 10 rows. Over at the first evaluation, and at the end of
//! the run. A note.
//! Source: rule V of the design sheet; overfitting shows in evaluations only.
//! Silent where the end of the run is unknown.

use crate::insight::rules::{Watch, finding};
use crate::insight::{Finding, Rule, Severity, episode::Episodes, parts::Part, run::Run};

/// The rule.
#[derive(Debug, Clone, Default)]
pub(in crate::insight::rules) struct NoEvaluation {
    episodes: Episodes<()>,
}

impl Watch for NoEvaluation {
    fn see(&mut self, run: &Run<'_>) {
        if !run.is_supervised() {
            return;
        }
        let step = run.row.step;
        let is_evaluated = run.track(Part::EvalLoss).is_some() || run.track(Part::Task).is_some();
        let is_running = run.share_done().is_some_and(|share| (0.2..0.98).contains(&share));
        if is_evaluated || !is_running {
            self.episodes.close(step);
        } else if !self.episodes.is_open() && 10 <= run.level.n_rows() {
            self.episodes.open(step, step, ());
        }
    }

    fn report(&self, run: &Run<'_>, findings: &mut Vec<Finding>) {
        // One that is over says nothing to anybody.
        for episode in self.episodes.iter().filter(|episode| episode.is_open) {
            let sentence = "Nothing is evaluated, so that overfitting would not show.".to_owned();
            let advice =
                vec!["Next time, an evaluation file with a few hundred examples is enough.".to_owned()];
            findings.push(finding(Rule::NoEvaluation, Severity::Note, episode, run, sentence, advice));
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::insight::{Rule, cases::spans};

    #[test]
    fn a_running_job_without_evaluations_is_a_note() {
        let losses = [1.0; 30];
        let check = |columns: &[(&str, &[f64])], total: Option<u64>, expected: &[&str]| {
            assert_eq!(spans(Rule::NoEvaluation, columns, total), expected);
        };
        check(&[("train/loss", &losses)], Some(100), &["note 20-30 open"]);
        check(&[("train/loss", &losses)], Some(30), &[]);
        check(&[("train/loss", &losses)], None, &[]);
        check(&[("train/loss", &losses), ("eval/loss", &[1.0])], Some(100), &[]);
    }
}
