//! The rules by name: what each means, and where it comes from.

/// One of the rules. The order is the order of importance among findings of the same severity.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Rule {
    /// Training loss is NaN or infinite.
    LossNotFinite,
    /// Training loss is exactly zero.
    ZeroLoss,
    /// Training loss rose far above its best level and stays there.
    Diverged,
    /// Evaluation loss rises while training loss falls.
    Overfitting,
    /// Evaluation loss is NaN or infinite.
    EvalNotFinite,
    /// Evaluation loss rises, and training loss does not fall.
    EvalRises,
    /// Training loss has not moved.
    NotLearning,
    /// Preference loss stays at ln 2, its value before any learning.
    DpoDead,
    /// Preference accuracy stays at chance, or margins do not grow.
    DpoStuck,
    /// Preference loss is almost 0 and all pairs are told apart.
    DpoSaturated,
    /// Preferred answers become less likely.
    DpoChosenFalls,
    /// Groups of answers with equal rewards teach nothing.
    RlNoSignal,
    /// Answers end at the length limit.
    RlCutOff,
    /// Reward fell far below its best.
    RlPastPeak,
    /// Training loss jumped.
    Spike,
    /// Gradient norm is NaN or infinite.
    GradientNotFinite,
    /// Training loss is that of guessing.
    ChanceLevel,
    /// The policy moves away from its reference.
    RlDrift,
    /// The policy has become certain.
    RlExplorationGone,
    /// Steps, epochs or rows of the log fall back.
    Restart,
    /// Evaluation loss is almost 0 within the first epoch.
    TooGood,
    /// Pairs were told apart from the beginning.
    DpoTooEasy,
    /// Loss no longer improves.
    Plateau,
    /// Training and evaluation loss are not on one scale.
    ScaleGap,
    /// Loss falls where epochs begin.
    RepeatedData,
    /// Nothing is evaluated.
    NoEvaluation,
}

impl Rule {
    /// Every rule.
    pub const ALL: [Self; 26] = [
        Self::LossNotFinite,
        Self::ZeroLoss,
        Self::Diverged,
        Self::Overfitting,
        Self::EvalNotFinite,
        Self::EvalRises,
        Self::NotLearning,
        Self::DpoDead,
        Self::DpoStuck,
        Self::DpoSaturated,
        Self::DpoChosenFalls,
        Self::RlNoSignal,
        Self::RlCutOff,
        Self::RlPastPeak,
        Self::Spike,
        Self::GradientNotFinite,
        Self::ChanceLevel,
        Self::RlDrift,
        Self::RlExplorationGone,
        Self::Restart,
        Self::TooGood,
        Self::DpoTooEasy,
        Self::Plateau,
        Self::ScaleGap,
        Self::RepeatedData,
        Self::NoEvaluation,
    ];

    /// The name in JSON and links, which no other rule has: `overfitting`, `eval-not-finite`.
    pub const fn slug(self) -> &'static str {
        match self {
            Self::LossNotFinite => "loss-not-finite",
            Self::ZeroLoss => "zero-loss",
            Self::Diverged => "diverged",
            Self::Overfitting => "overfitting",
            Self::EvalNotFinite => "eval-not-finite",
            Self::EvalRises => "eval-rises",
            Self::NotLearning => "not-learning",
            Self::DpoDead => "dpo-dead",
            Self::DpoStuck => "dpo-stuck",
            Self::DpoSaturated => "dpo-saturated",
            Self::DpoChosenFalls => "dpo-chosen-falls",
            Self::RlNoSignal => "rl-no-signal",
            Self::RlCutOff => "rl-cut-off",
            Self::RlPastPeak => "rl-past-peak",
            Self::Spike => "spike",
            Self::GradientNotFinite => "gradient-not-finite",
            Self::ChanceLevel => "chance-level",
            Self::RlDrift => "rl-drift",
            Self::RlExplorationGone => "rl-exploration-gone",
            Self::Restart => "restart",
            Self::TooGood => "too-good",
            Self::DpoTooEasy => "dpo-too-easy",
            Self::Plateau => "plateau",
            Self::ScaleGap => "scale-gap",
            Self::RepeatedData => "repeated-data",
            Self::NoEvaluation => "no-evaluation",
        }
    }
}

/// Weight of a finding.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Good to know.
    Note,
    /// Worth a look.
    Warning,
    /// The run is not usable as it is.
    Error,
}

impl Severity {
    /// The word in JSON.
    pub const fn slug(self) -> &'static str {
        match self {
            Self::Note => "note",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }

    /// The severity of a word; inverse of [`Severity::slug`].
    pub fn from_slug(slug: &str) -> Option<Self> {
        [Self::Note, Self::Warning, Self::Error].into_iter().find(|severity| severity.slug() == slug)
    }

    /// The word for people.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Note => "Note",
            Self::Warning => "Warning",
            Self::Error => "Error",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_rule_has_a_name_of_its_own() {
        let mut slugs: Vec<_> = Rule::ALL.iter().map(|rule| rule.slug()).collect();
        slugs.sort_unstable();
        slugs.dedup();
        assert_eq!(slugs.len(), Rule::ALL.len());
        assert!(Rule::ALL.is_sorted(), "the list is in the order of importance");
    }
}
