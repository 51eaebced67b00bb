//! The policy moves away from its reference.
//!
//! Definition: after 20 rows, late KL is above 0.1 and above 5 times its median between 10 % and 30 % of the rows. Late is the median of the
//! last fifth. A note.
//! Source: rule of the design sheet, after the KL controller of Ziegler and others, 2019.
//! Fails where KL is 0 by design at first.

use crate::format;
use crate::insight::rules::{Watch, finding};
use crate::insight::{
    Finding, Rule, Severity, episode::Episodes, names::RunKind, parts::Part, run::Run, stats::median,
};

/// The rule.
#[derive(Debug, Clone, Default)]
pub(in crate::insight::rules) struct RlDrift {
    episodes: Episodes<(f64, f64)>,
}

impl RlDrift {
    /// Returns the finding's figures at the present row; `None` if there is none.
    fn found(run: &Run<'_>) -> Option<(f64, f64)> {
        let kl = run.track(Part::Kl)?;
        let n = kl.len();
        if n < 20 {
            return None;
        }
        let stride = (n / 5).div_ceil(200).max(1);
        let mut early: Vec<f64> =
            (n / 10..3 * n / 10).step_by(stride).map(|idx| kl.at(idx)).filter(|v| v.is_finite()).collect();
        let (early, late) = (median(&mut early), median(&mut kl.late()));
        (0.1 < late && 5.0 * early < late).then_some((early, late))
    }
}

impl Watch for RlDrift {
    fn see(&mut self, run: &Run<'_>) {
        if run.kind() != RunKind::Reinforcement {
            return;
        }
        self.episodes.hold_late(run, Part::Kl, || Self::found(run));
    }

    fn report(&self, run: &Run<'_>, findings: &mut Vec<Finding>) {
        for episode in self.episodes.iter() {
            let (early, late) = episode.note;
            let sentence = format!(
                "KL to the reference grew from {} to {}.",
                format::number(early),
                format::number(late)
            );
            let advice = vec![
                "Look at answers of both models: the reward may be met in a way nobody wants.".to_owned(),
            ];
            findings.push(finding(Rule::RlDrift, Severity::Note, episode, run, sentence, advice));
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::insight::{Rule, cases::spans};

    #[track_caller]
    fn check(kl: impl Fn(f64) -> f64, expected: usize) {
        let kl: Vec<f64> = (0..40).map(|row| kl(f64::from(row) / 40.0)).collect();
        assert_eq!(
            spans(Rule::RlDrift, &[("train/reward", &[1.0; 40]), ("train/kl", &kl)], None).len(),
            expected
        );
    }

    #[test]
    fn a_divergence_that_grows_fivefold_is_a_note() {
        check(|at| 0.01 + at * at, 1);
        check(|_| 0.5, 0);
        check(|at| 0.001 + 0.05 * at * at, 0);
    }
}
