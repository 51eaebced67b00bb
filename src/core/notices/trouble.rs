//! Open findings of a warning or worse, and the set of those that need not be told any more.

use crate::insight::{Finding, Rule, Severity};

/// An open finding of a warning or worse.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Trouble {
    /// The rule.
    pub rule: Rule,
    /// A warning or an error.
    pub severity: Severity,
    /// First step of its span.
    pub first_step: u64,
}

impl Trouble {
    /// Returns a finding as trouble; `None` if it is over, or a note.
    pub fn of(finding: &Finding) -> Option<Self> {
        let is_trouble = finding.is_open && Severity::Warning <= finding.severity;
        let Finding { rule, severity, first_step, .. } = *finding;
        is_trouble.then_some(Self { rule, severity, first_step })
    }
}

/// Rules that have spoken of a job, each with the worst severity so far.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Seen(Vec<(Rule, Severity)>);

impl Seen {
    pub(super) fn of(troubles: &[Trouble]) -> Self {
        let mut seen = Self::default();
        troubles.iter().for_each(|trouble| {
            seen.add(*trouble);
        });
        seen
    }

    /// Adds a finding; returns whether it is new, or worse than before.
    pub(super) fn add(&mut self, Trouble { rule, severity, .. }: Trouble) -> bool {
        match self.0.iter_mut().find(|(known, _)| *known == rule) {
            Some((_, worst)) if severity <= *worst => false,
            Some((_, worst)) => {
                *worst = severity;
                true
            }
            None => {
                self.0.push((rule, severity));
                true
            }
        }
    }

    /// As text: `overfitting:warning diverged:error`.
    pub(super) fn encode(&self) -> String {
        let words = self.0.iter().map(|(rule, severity)| format!("{}:{}", rule.slug(), severity.slug()));
        words.collect::<Vec<_>>().join(" ")
    }

    /// The rules and severities.
    #[cfg(test)]
    pub(super) fn pairs(&self) -> Vec<(Rule, Severity)> {
        self.0.clone()
    }

    /// Reads what [`Seen::encode`] wrote; leaves out what it does not know.
    pub(super) fn decode(text: &str) -> Self {
        let word = |word: &str| {
            let (rule, severity) = word.split_once(':')?;
            let rule = Rule::ALL.into_iter().find(|known| known.slug() == rule)?;
            Some((rule, Severity::from_slug(severity)?))
        };
        Self(text.split(' ').filter_map(word).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn seen_findings_are_read_back_and_unknown_words_left_out() {
        let trouble = |rule, severity| Trouble { rule, severity, first_step: 4 };
        let seen = Seen::of(&[
            trouble(Rule::Overfitting, Severity::Warning),
            trouble(Rule::Diverged, Severity::Error),
            trouble(Rule::Overfitting, Severity::Error),
            trouble(Rule::Diverged, Severity::Warning),
        ]);
        assert_eq!(seen.encode(), "overfitting:error diverged:error");
        assert_eq!(Seen::decode(&seen.encode()), seen);
        assert_eq!(Seen::decode("new-rule:error overfitting:dire overfitting x: :"), Seen::default());
        assert_eq!(Seen::decode(""), Seen::default());
    }
}
