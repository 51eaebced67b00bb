//! The policy has become certain.
//!
//! Definition: after 20 rows, late entropy is below 10 % of that of the first tenth. Late is the median of the last fifth. A note.
//! Source: DAPO, arXiv 2503.14476 (entropy collapse).
//! Fails where the temperature of sampling is lowered on purpose.

use crate::format;
use crate::insight::rules::{Watch, finding};
use crate::insight::{
    Finding, Rule, Severity, episode::Episodes, names::RunKind, parts::Part, run::Run, stats::median,
};

/// The rule.
#[derive(Debug, Clone, Default)]
pub(in crate::insight::rules) struct RlExplorationGone {
    episodes: Episodes<f64>,
}

impl RlExplorationGone {
    /// Returns the finding's figures at the present row; `None` if there is none.
    fn found(run: &Run<'_>) -> Option<f64> {
        let entropy = run.track(Part::Entropy)?;
        let (early, late) = (median(&mut entropy.early()), median(&mut entropy.late()));
        (20 <= entropy.len() && 0.0 < early && late < 0.1 * early).then_some(late / early)
    }
}

impl Watch for RlExplorationGone {
    fn see(&mut self, run: &Run<'_>) {
        if run.kind() != RunKind::Reinforcement {
            return;
        }
        self.episodes.hold_late(run, Part::Entropy, || Self::found(run));
    }

    fn report(&self, run: &Run<'_>, findings: &mut Vec<Finding>) {
        for episode in self.episodes.iter() {
            let of_start = format::percent(episode.note.max(0.0));
            let sentence =
                format!("Entropy is {of_start} of that at the start: answers hardly differ any more.");
            let advice = vec![
                "Without differences nothing more is found; a higher temperature or an entropy bonus helps."
                    .to_owned(),
            ];
            findings.push(finding(Rule::RlExplorationGone, Severity::Note, episode, run, sentence, advice));
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::insight::{Rule, cases::spans};

    #[track_caller]
    fn check(entropy: impl Fn(i32) -> f64, expected: usize) {
        let entropy: Vec<f64> = (0..40).map(entropy).collect();
        assert_eq!(
            spans(
                Rule::RlExplorationGone,
                &[("train/reward", &[1.0; 40]), ("train/entropy", &entropy)],
                None
            )
            .len(),
            expected
        );
    }

    #[test]
    fn an_entropy_of_a_tenth_is_a_note() {
        check(|row| 0.85_f64.powi(row), 1);
        check(|row| 0.98_f64.powi(row), 0);
        check(|_| 0.0, 0);
    }
}
