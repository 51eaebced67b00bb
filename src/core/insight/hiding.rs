//! One finding per cause: those that another one explains are left out, or end where it begins.

use super::{Finding, Rule};

/// Causes, and the rules that they explain.
const CAUSES: [(Rule, &[Rule]); 5] = [
    (Rule::LossNotFinite, &[Rule::EvalNotFinite, Rule::GradientNotFinite]),
    (
        Rule::Diverged,
        &[
            Rule::Spike,
            Rule::Plateau,
            Rule::Overfitting,
            Rule::EvalRises,
            Rule::NotLearning,
            Rule::ChanceLevel,
        ],
    ),
    (Rule::Overfitting, &[Rule::Plateau]),
    (Rule::ZeroLoss, &[Rule::Plateau, Rule::NotLearning, Rule::TooGood]),
    (Rule::NotLearning, &[Rule::Plateau]),
];

/// Leaves out every finding that overlaps one that explains it.
pub(super) fn hide(findings: &mut Vec<Finding>) {
    let spans: Vec<(Rule, u64, u64, bool)> = findings
        .iter()
        .map(|finding| (finding.rule, finding.first_step, finding.last_step, finding.is_open))
        .collect();
    findings.retain(|finding| {
        !spans.iter().any(|(cause, first, last, is_open)| {
            let explains =
                CAUSES.iter().any(|(rule, others)| rule == cause && others.contains(&finding.rule));
            // What is over explains nothing that goes on.
            let overlaps = finding.first_step <= *last && *first <= finding.last_step;
            explains && overlaps && (*is_open || !finding.is_open)
        })
    });
    // Both losses show one divergence.
    let mut is_diverged = false;
    findings.retain(|finding| {
        let is_open_one = finding.rule == Rule::Diverged && finding.is_open;
        !(is_open_one && std::mem::replace(&mut is_diverged, true))
    });
    // A rise that came back, and the spike it began with, are one.
    let mut spikes: Vec<(u64, u64)> = Vec::new();
    findings.retain(|finding| {
        if finding.rule != Rule::Spike {
            return true;
        }
        let is_known =
            spikes.iter().any(|(first, last)| finding.first_step <= *last && *first <= finding.last_step);
        spikes.push((finding.first_step, finding.last_step));
        !is_known || finding.is_open
    });
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::insight::Severity;

    /// Findings as rule, span and state, and the rules that are left.
    #[track_caller]
    fn check(findings: &[(Rule, u64, u64, bool)], expected: &[Rule]) {
        let finding = |&(rule, first_step, last_step, is_open): &(Rule, u64, u64, bool)| Finding {
            rule,
            severity: Severity::Note,
            first_step,
            last_step,
            is_open,
            metric: None,
            evidence: vec![first_step],
            sentence: String::new(),
            advice: Vec::new(),
        };
        let mut findings: Vec<_> = findings.iter().map(finding).collect();
        hide(&mut findings);
        assert_eq!(findings.iter().map(|finding| finding.rule).collect::<Vec<_>>(), expected);
    }

    #[test]
    fn a_cause_hides_what_it_explains_at_the_same_time() {
        use Rule::{Diverged, EvalRises, Overfitting, Plateau, Spike};
        check(&[(Diverged, 50, 100, true), (EvalRises, 60, 100, true)], &[Diverged]);
        check(&[(Diverged, 50, 60, false), (EvalRises, 55, 100, true)], &[Diverged, EvalRises]);
        check(&[(Diverged, 50, 60, false), (Spike, 10, 12, false)], &[Diverged, Spike]);
        check(&[(Diverged, 50, 60, false), (Spike, 48, 52, false)], &[Diverged]);
        check(&[(Overfitting, 50, 100, true), (Plateau, 70, 100, true)], &[Overfitting]);
        check(&[(Plateau, 70, 100, true)], &[Plateau]);
        check(&[(Diverged, 50, 100, true), (Diverged, 60, 100, true)], &[Diverged]);
        check(&[(Spike, 20, 40, false), (Spike, 15, 25, false), (Spike, 50, 51, false)], &[Spike, Spike]);
    }
}
