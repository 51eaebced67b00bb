//! Preferred answers become less likely, while margins grow.
//!
//! Definition: after 10 rows the late reward of chosen answers is below -1, with a falling trend, while margins grow. Late is the median of the
//! last fifth. A note, since the loss rewards the difference only, and this is common; a warning where the log-probability of chosen
//! answers has fallen by half and more.
//! Source: likelihood displacement, arXiv 2506.12725 and 2408.09834.
//! Fails with a beta far above 0.1, where rewards are large by themselves.

use crate::insight::rules::{Watch, finding, share};
use crate::insight::{
    Finding, Rule, Severity,
    episode::Episodes,
    names::RunKind,
    parts::Part,
    run::Run,
    stats::{median, trend},
};

/// Score of a falling trend.
const FALLING: f64 = -2.5;

/// The rule.
#[derive(Debug, Clone, Default)]
pub(in crate::insight::rules) struct DpoChosenFalls {
    episodes: Episodes<f64>,
}

impl DpoChosenFalls {
    /// Returns the finding's figures at the present row; `None` if there is none.
    fn found(run: &Run<'_>) -> Option<f64> {
        let (chosen, margins) = (run.track(Part::Chosen)?, run.track(Part::Margins)?);
        if chosen.len() < 10 || -1.0 <= median(&mut chosen.late()) {
            return None;
        }
        let is_falling = trend(&chosen.block_medians(0..chosen.len(), 60)) < FALLING;
        let is_growing = median(&mut margins.early()) < median(&mut margins.late());
        (is_falling && is_growing).then(|| {
            // Log-probabilities are negative: of -20 and -30 the second has fallen by half.
            run.track(Part::ChosenLogps)
                .map_or(0.0, |logps| median(&mut logps.late()) / median(&mut logps.early()) - 1.0)
        })
    }
}

impl Watch for DpoChosenFalls {
    fn see(&mut self, run: &Run<'_>) {
        if run.kind() != RunKind::Preference {
            return;
        }
        self.episodes.hold_late(run, Part::Chosen, || Self::found(run));
    }

    fn report(&self, run: &Run<'_>, findings: &mut Vec<Finding>) {
        for episode in self.episodes.iter() {
            let is_far = 0.5 < episode.note && episode.is_open;
            let severity = if is_far { Severity::Warning } else { Severity::Note };
            let sentence = if is_far {
                format!(
                    "Preferred answers become less likely: their log-probability has fallen by {}, while margins grow.",
                    share(episode.note)
                )
            } else {
                "Rewards of preferred answers fall while margins grow: the loss rewards the difference only."
                    .to_owned()
            };
            let advice = vec!["A higher beta, a lower learning rate or a loss that also trains preferred answers holds them.".to_owned()];
            findings.push(finding(Rule::DpoChosenFalls, severity, episode, run, sentence, advice));
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::insight::{Rule, cases::spans};

    #[track_caller]
    fn check(fall: f64, logps_fall: f64, margin: f64, expected: &[&str]) {
        let column =
            |start: f64, slope: f64| (0..20).map(|row| start + slope * f64::from(row)).collect::<Vec<f64>>();
        let (chosen, logps, margins) = (column(0.0, -fall), column(-20.0, -logps_fall), column(0.0, margin));
        let columns = [
            ("train/rewards/chosen", &chosen[..]),
            ("train/logps/chosen", &logps[..]),
            ("train/rewards/margins", &margins[..]),
        ];
        assert_eq!(spans(Rule::DpoChosenFalls, &columns, None), expected);
    }

    #[test]
    fn falling_rewards_of_chosen_answers_are_a_note() {
        check(0.1, 0.0, 0.1, &["note 11-20 open"]);
        check(0.2, 2.0, 0.1, &["warning 9-20 open"]);
        check(0.01, 0.0, 0.1, &[]);
        check(0.1, 0.0, -0.1, &[]);
    }
}
