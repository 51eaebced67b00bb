//! Pairs were told apart from the beginning.
//!
//! Definition: accuracy was 0.99 or more in the median of the first tenth of the rows, of 10 at least. A note.
//! Source: rule "learnt nothing to tell" of the design sheet; log 28 of the labelled ones.
//! Fails where accuracy is measured over one pair.

use crate::format;
use crate::insight::rules::{Watch, finding};
use crate::insight::{
    Finding, Rule, Severity, episode::Episodes, names::RunKind, parts::Part, run::Run, stats::median,
};

/// The rule.
#[derive(Debug, Clone, Default)]
pub(in crate::insight::rules) struct DpoTooEasy {
    episodes: Episodes<()>,
}

impl DpoTooEasy {
    /// Returns the finding's figures at the present row; `None` if there is none.
    fn found(run: &Run<'_>) -> Option<()> {
        let accuracies = run.track(Part::Accuracies)?;
        let is_easy = 10 <= accuracies.len() && 0.99 <= median(&mut accuracies.early());
        is_easy.then_some(())
    }
}

impl Watch for DpoTooEasy {
    fn see(&mut self, run: &Run<'_>) {
        if run.kind() != RunKind::Preference {
            return;
        }
        self.episodes.hold_late(run, Part::Accuracies, || Self::found(run));
    }

    fn report(&self, run: &Run<'_>, findings: &mut Vec<Finding>) {
        for episode in self.episodes.iter() {
            let sentence = format!(
                "Accuracy was {} or more in the first tenth of the rows: the pairs are easy to tell apart.",
                format::number(0.99)
            );
            let advice = vec!["Pairs whose answers are closer to each other teach more.".to_owned()];
            findings.push(finding(Rule::DpoTooEasy, Severity::Note, episode, run, sentence, advice));
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::insight::{Rule, cases::spans};

    #[track_caller]
    fn check(accuracies: &[f64], expected: &[&str]) {
        assert_eq!(spans(Rule::DpoTooEasy, &[("train/rewards/accuracies", accuracies)], None), expected);
    }

    #[test]
    fn accuracy_that_is_high_at_once_is_a_note() {
        check(&[1.0; 20], &["note 9-20 open"]);
        check(&[1.0; 9], &[]);
        check(&[0.6; 20], &[]);
        check(&(0..20).map(|row| 0.5 + 0.025 * f64::from(row)).collect::<Vec<_>>(), &[]);
    }
}
