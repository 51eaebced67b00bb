//! Preference loss is almost 0, and all pairs are told apart.
//!
//! Definition: the late loss is below 0.01 and late accuracy 0.99 or more, after 4 rows; over above 0.02 or
//! below 0.95. Late is the median of the last fifth. A warning;
//! a note when it is over.
//! Source: log 29 of the labelled ones; rejected answers are pushed on without limit.
//! Fails with datasets that are that easy and trained for a short time only.

use crate::format;
use crate::insight::rules::{Watch, finding};
use crate::insight::{
    Finding, Rule, Severity, episode::Episodes, names::RunKind, parts::Part, run::Run, stats::median,
};

/// The rule.
#[derive(Debug, Clone, Default)]
pub(in crate::insight::rules) struct DpoSaturated {
    episodes: Episodes<f64>,
}

impl DpoSaturated {
    /// Returns the finding's figures at the present row; `None` if there is none.
    fn found(run: &Run<'_>, is_open: bool) -> Option<f64> {
        let (loss, accuracies) = (run.track(Part::Loss)?, run.track(Part::Accuracies)?);
        if accuracies.len() < 4 {
            return None;
        }
        let (most_loss, least_accuracy) = if is_open { (0.02, 0.95) } else { (0.01, 0.99) };
        let is_saturated =
            median(&mut loss.late()) < most_loss && least_accuracy <= median(&mut accuracies.late());
        is_saturated.then(|| run.track(Part::Margins).map_or(f64::NAN, |margins| median(&mut margins.late())))
    }
}

impl Watch for DpoSaturated {
    fn see(&mut self, run: &Run<'_>) {
        if run.kind() != RunKind::Preference {
            return;
        }
        let is_open = self.episodes.is_open();
        self.episodes.hold_late(run, Part::Accuracies, || Self::found(run, is_open));
    }

    fn report(&self, run: &Run<'_>, findings: &mut Vec<Finding>) {
        for episode in self.episodes.iter() {
            let margins = if episode.note.is_finite() {
                format!(" (margins {})", format::number(episode.note))
            } else {
                String::new()
            };
            let sentence = format!(
                "All pairs are told apart and the loss is almost 0{margins}: rejected answers are pushed on without limit."
            );
            let advice = vec!["An earlier checkpoint is often the better model; fewer epochs or a higher beta hold it back.".to_owned()];
            let severity = if episode.is_open { Severity::Warning } else { Severity::Note };
            findings.push(finding(Rule::DpoSaturated, severity, episode, run, sentence, advice));
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::insight::{Rule, cases::spans};

    #[track_caller]
    fn check(losses: &[f64], accuracy: f64, expected: &[&str]) {
        let accuracies = vec![accuracy; losses.len()];
        let columns = [("train/loss", losses), ("train/rewards/accuracies", &accuracies)];
        assert_eq!(spans(Rule::DpoSaturated, &columns, None), expected);
    }

    #[test]
    fn a_loss_of_almost_0_is_a_warning() {
        check(&[0.69, 0.16, 0.0, 0.0], 1.0, &["warning 3-4 open"]);
        check(&[0.69, 0.16, 0.1, 0.1], 1.0, &[]);
        check(&[0.69, 0.16, 0.0, 0.0], 0.9, &[]);
        check(&[0.0, 0.0], 1.0, &[]);
    }
}
