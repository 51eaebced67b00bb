//! Preference loss stays at ln 2, its value before any learning.
//!
//! Definition: in each of the last 5 rows, after a tenth of the run, the loss is within 0.001 of ln 2 and the margin 0. Over when one of them
//! moves. A warning; a note when it is over.
//! Source: huggingface/trl#1311 (model and reference are the same weights).
//! Fails where a program rounds margins to few digits.

use crate::format;
use crate::insight::rules::{Watch, finding};
use crate::insight::{Finding, Rule, Severity, episode::Episodes, names::RunKind, parts::Part, run::Run};

/// Rows in a row.
const ROWS: usize = 5;

/// The rule.
#[derive(Debug, Clone, Default)]
pub(in crate::insight::rules) struct DpoDead {
    episodes: Episodes<()>,
}

impl DpoDead {
    /// Returns the finding's figures at the present row; `None` if there is none.
    fn found(run: &Run<'_>) -> Option<()> {
        let (loss, margins) = (run.track(Part::Loss)?, run.track(Part::Margins)?);
        let n = margins.len();
        let is_dead = |idx: usize| {
            let loss = loss.at(loss.len().checked_sub(1 + idx).unwrap_or(usize::MAX));
            (loss - std::f64::consts::LN_2).abs() <= 1e-3 && margins.at(n - 1 - idx).abs() < 1e-5
        };
        (10 <= n && run.is_past(0.1) && (0..ROWS).all(is_dead)).then_some(())
    }
}

impl Watch for DpoDead {
    fn see(&mut self, run: &Run<'_>) {
        if run.kind() != RunKind::Preference {
            return;
        }
        self.episodes.hold_late(run, Part::Margins, || Self::found(run));
    }

    fn report(&self, run: &Run<'_>, findings: &mut Vec<Finding>) {
        for episode in self.episodes.iter() {
            let sentence = format!(
                "Loss stays at {}, its value before any learning, and the margin at 0.",
                format::number(std::f64::consts::LN_2)
            );
            let advice = vec![
                "Often model and reference are the same weights, or both answers of a pair are the same."
                    .to_owned(),
            ];
            let severity = if episode.is_open { Severity::Warning } else { Severity::Note };
            findings.push(finding(Rule::DpoDead, severity, episode, run, sentence, advice));
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::insight::{Rule, cases::spans};

    #[track_caller]
    fn check(losses: &[f64], margins: &[f64], expected: &[&str]) {
        let columns = [("train/loss", losses), ("train/rewards/margins", margins)];
        assert_eq!(spans(Rule::DpoDead, &columns, None), expected);
    }

    /// The loss before any learning.
    const START: f64 = std::f64::consts::LN_2;

    #[test]
    fn a_loss_at_ln_2_without_margin_is_a_warning() {
        check(&[START; 12], &[0.0; 12], &["warning 9-12 open"]);
        check(&[START; 9], &[0.0; 9], &[]);
        check(&[START; 12], &[0.01; 12], &[]);
        let mut late = [START; 14];
        late[13] = 0.6;
        check(&late, &[0.0; 14], &["note 9-14 over"]);
        check(&[], &[0.0; 12], &[]);
    }
}
