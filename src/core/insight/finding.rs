//! A finding, and the verdict on a run.

use super::{Rule, Severity};
use crate::model::MetricKey;

/// Something that the figures of a run show.
#[derive(Debug, Clone, PartialEq)]
pub struct Finding {
    /// The rule that found it.
    pub rule: Rule,
    /// Its weight. It may fall when the finding is over.
    pub severity: Severity,
    /// First step of its span.
    pub first_step: u64,
    /// Last step of its span; of an open one the last step so far.
    pub last_step: u64,
    /// It still holds at the last step.
    pub is_open: bool,
    /// The metric whose points show it; `None` if none was logged.
    pub metric: Option<MetricKey>,
    /// Steps of those points, ascending; at least one.
    pub evidence: Vec<u64>,
    /// Sentence of fact: the figures' course.
    pub sentence: String,
    /// Sentences of advice, at most two.
    pub advice: Vec<String>,
}

/// The worst open finding of a run, as a list of jobs shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenFinding {
    /// Its weight.
    pub severity: Severity,
    /// Its sentence, behind its title: `Overfitting since step 400: evaluation loss was lowest at …`
    pub sentence: Box<str>,
}

/// The judgement on a run as a whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// Nothing can be judged yet: fewer than 10 train rows and 3 evaluations.
    TooLittleData,
    /// Nothing was found.
    Healthy,
    /// The worst open finding, else the worst that is over.
    Found(Rule, Severity),
}

impl Verdict {
    /// The verdict by the findings; `has_enough` says if there are rows to judge by.
    pub(super) fn of(findings: &[Finding], has_enough: bool) -> Self {
        let worst = findings.iter().max_by_key(|finding| {
            (
                finding.is_open,
                finding.severity,
                std::cmp::Reverse(finding.rule),
                std::cmp::Reverse(finding.first_step),
            )
        });
        match worst {
            Some(finding) => Self::Found(finding.rule, finding.severity),
            None if has_enough => Self::Healthy,
            None => Self::TooLittleData,
        }
    }

    /// The word in JSON: a rule's name, `healthy` or `too-little-data`.
    pub fn slug(self) -> &'static str {
        match self {
            Self::TooLittleData => "too-little-data",
            Self::Healthy => "healthy",
            Self::Found(rule, _) => rule.slug(),
        }
    }

    /// The severity; `None` without a finding.
    pub fn severity(self) -> Option<Severity> {
        match self {
            Self::Found(_, severity) => Some(severity),
            Self::TooLittleData | Self::Healthy => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Findings as rule, severity and state, against the verdict.
    #[track_caller]
    fn check(findings: &[(Rule, Severity, bool)], expected: &str) {
        let finding = |&(rule, severity, is_open): &(Rule, Severity, bool)| Finding {
            rule,
            severity,
            first_step: 1,
            last_step: 2,
            is_open,
            metric: None,
            evidence: vec![1],
            sentence: String::new(),
            advice: Vec::new(),
        };
        let findings: Vec<_> = findings.iter().map(finding).collect();
        assert_eq!(Verdict::of(&findings, true).slug(), expected);
    }

    #[test]
    fn the_worst_open_finding_is_the_verdict() {
        use Severity::{Error, Note, Warning};
        check(&[], "healthy");
        check(&[(Rule::Spike, Warning, false)], "spike");
        check(&[(Rule::Diverged, Error, false), (Rule::Plateau, Note, true)], "plateau");
        check(&[(Rule::Plateau, Note, true), (Rule::Overfitting, Warning, true)], "overfitting");
        check(&[(Rule::Diverged, Warning, false), (Rule::Spike, Note, false)], "diverged");
        check(&[(Rule::Plateau, Note, true), (Rule::Restart, Note, true)], "restart");
        assert_eq!(Verdict::of(&[], false).slug(), "too-little-data");
    }
}
