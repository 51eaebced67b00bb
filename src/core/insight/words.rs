//! The rules in words: titles for people, definitions and sources for the list of findings.

use super::Rule;

/// A rule in words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RuleWords {
    /// Title, as in `Overfitting since step 400`.
    pub title: &'static str,
    /// Definition in one or two sentences.
    pub definition: &'static str,
    /// Source of the rule.
    pub source: &'static str,
}

const fn words(title: &'static str, definition: &'static str, source: &'static str) -> RuleWords {
    RuleWords { title, definition, source }
}

/// Words of every rule, in the order of [`Rule::ALL`].
const WORDS: [RuleWords; Rule::ALL.len()] = [
    words(
        "Training loss not a number",
        "A training loss is NaN or infinite. Over when 10 finite rows follow.",
        "Keras TerminateOnNaN; Lightning detect_anomaly",
    ),
    words(
        "Training loss zero",
        "The training loss is exactly 0 in 10 rows.",
        "Labels that are all masked; overflow in half precision",
    ),
    words(
        "Diverged",
        "Training loss is 1.5 times its best level and more than noise above it, and stays there.",
        "llm-foundry kill_loss_spike_callback",
    ),
    words(
        "Overfitting",
        "Evaluation loss is 5 % and more than its noise above its best, while training loss has fallen.",
        "Prechelt, Early Stopping – But When?, 1998",
    ),
    words(
        "Evaluation loss not a number",
        "An evaluation loss is NaN or infinite. Over when the next one is finite.",
        "Overflow of single examples in half precision",
    ),
    words(
        "Evaluation loss rises",
        "Evaluation loss is far above its best, and training loss has not fallen meanwhile.",
        "Prechelt, Early Stopping – But When?, 1998",
    ),
    words(
        "Not learning",
        "The level of the training loss has not moved by 2 % since the first rows, and shows no trend.",
        "Design sheet of Tuneboard, from real logs",
    ),
    words("Preference loss dead", "Loss stays at ln 2 and the margin at 0.", "huggingface/trl issue 1311"),
    words(
        "Pairs not told apart",
        "Margins and accuracy are what they were at the beginning.",
        "huggingface/trl issue 2194; OpenRLHF issue 1054",
    ),
    words(
        "Preference loss saturated",
        "Late loss is below 0.01 and late accuracy 0.99 or more.",
        "RLHF-V issue 26",
    ),
    words(
        "Preferred answers less likely",
        "The late reward of preferred answers is below -1 and falls, while margins grow.",
        "Likelihood displacement, arXiv 2506.12725",
    ),
    words(
        "Groups without a signal",
        "In more than half of the groups all answers have the same reward.",
        "DAPO, arXiv 2503.14476",
    ),
    words(
        "Answers cut off",
        "More than half of the answers end at the length limit.",
        "DAPO, arXiv 2503.14476",
    ),
    words(
        "Reward past its peak",
        "The mean reward has fallen by more than half of its range, and by more than its noise.",
        "PrimeIntellect prime-rl, docs/training.md",
    ),
    words(
        "Spike",
        "A training loss is 6 deviations above the last 100 rows and 1.5 times their median.",
        "PaLM §5.1; SPAM, arXiv 2501.06842",
    ),
    words(
        "Gradient not a number",
        "The gradient norm is NaN or infinite while the loss is finite.",
        "torch GradScaler",
    ),
    words(
        "Loss of guessing",
        "Training loss stays at ln K, which guessing evenly among K answers gives.",
        "Cross entropy",
    ),
    words(
        "Policy drifts",
        "Late KL is above 0.1 and five times what it was early.",
        "Ziegler and others, 2019",
    ),
    words(
        "Exploration gone",
        "Late entropy is below a tenth of that at the start.",
        "DAPO, arXiv 2503.14476",
    ),
    words(
        "Log goes back",
        "A row follows one of a higher step, or epochs fall back.",
        "Resumed runs; two programs that write to one file",
    ),
    words(
        "Evaluation almost perfect",
        "Evaluation loss is below 0.01 within the first epoch.",
        "Files with the same examples",
    ),
    words(
        "Pairs easy from the beginning",
        "Accuracy was 0.99 or more in the first tenth of the rows.",
        "Design sheet of Tuneboard",
    ),
    words(
        "Plateau",
        "None of the last 30 % of the evaluations is better by 0.5 %; without evaluations, the level has not moved since the middle.",
        "Keras ReduceLROnPlateau; Mann 1945, Kendall 1975",
    ),
    words(
        "Two scales",
        "Evaluation loss is below half of the training loss from the first evaluation to the last.",
        "Trainers that log sums over accumulated batches",
    ),
    words(
        "Repeated data",
        "Training loss falls in a step where an epoch begins.",
        "Real logs of several epochs",
    ),
    words("No evaluation", "After a fifth of the run nothing was evaluated.", "Design sheet of Tuneboard"),
];

impl Rule {
    /// The rule in words.
    pub fn words(self) -> RuleWords {
        WORDS[self as usize]
    }

    /// Title for people: `Overfitting`.
    pub fn title(self) -> &'static str {
        self.words().title
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_rule_has_words_of_its_own() {
        let mut titles: Vec<_> = Rule::ALL.iter().map(|rule| rule.title()).collect();
        titles.sort_unstable();
        titles.dedup();
        assert_eq!(titles.len(), Rule::ALL.len());
        assert!(Rule::ALL.iter().enumerate().all(|(idx, rule)| *rule as usize == idx));
        assert_eq!((Rule::Overfitting.title(), Rule::NoEvaluation.title()), ("Overfitting", "No evaluation"));
        assert_eq!((Rule::Plateau.title(), Rule::RlPastPeak.title()), ("Plateau", "Reward past its peak"));
    }
}
