//! Parts that metrics play in the rules, by their names alone.
//!
//! Limit: a name that is none of the usual ones plays no part; its curve is drawn, and no rule speaks about it.

use crate::metrics::MetricStore;
use crate::model::{MetricKey, Split};

/// Kind of training, which decides which rules can speak.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum RunKind {
    /// Loss of examples: the loss rules apply.
    #[default]
    Supervised,
    /// Pairs of answers with a reward margin: DPO and its relatives.
    Preference,
    /// Pairs of answers with a loss whose margins stay near 0 by design (ORPO, or an extra loss of the preferred answer).
    OddsRatio,
    /// Rewards of sampled answers: the loss says nothing.
    Reinforcement,
}

/// Direction in which a metric gets better.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    /// More is better.
    Up,
    /// Less is better.
    Down,
}

/// Words in names of metrics of which more is better.
const UP: [&str; 12] = [
    "accuracy",
    "acc",
    "f1",
    "bleu",
    "rouge",
    "reward",
    "auc",
    "exact_match",
    "matthews",
    "pearson",
    "spearman",
    "meteor",
];

/// Words in names of metrics of which less is better.
const DOWN: [&str; 7] = ["loss", "perplexity", "ppl", "wer", "cer", "error", "mse"];

/// The direction of a metric by its name; `None` if the name does not say.
///
/// # Example
/// ```
/// use tuneboard_core::insight::{Direction, direction};
///
/// assert_eq!(direction("rougeLsum"), Some(Direction::Up));
/// assert_eq!(direction("wer"), Some(Direction::Down));
/// assert_eq!(direction("samples_per_second"), None);
/// ```
pub fn direction(name: &str) -> Option<Direction> {
    let name = name.to_ascii_lowercase();
    let is_word = |word: &str| {
        let mut parts = name.split(|c: char| !c.is_ascii_alphanumeric());
        name == word || parts.any(|part| part == word) || (4 <= word.len() && name.contains(word))
    };
    match (UP.iter().any(|word| is_word(word)), DOWN.iter().any(|word| is_word(word))) {
        (true, false) => Some(Direction::Up),
        (false, true) => Some(Direction::Down),
        _ => None,
    }
}

/// The metrics that rules read, where there are such.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Names {
    pub(super) kind: RunKind,
    pub(super) keys: [Option<MetricKey>; Part::N],
}

/// The part that a metric plays.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    Loss,
    EvalLoss,
    GradNorm,
    LearningRate,
    TokenAccuracy,
    /// The first evaluated metric with a direction that is no loss.
    Task,
    Chosen,
    Rejected,
    Margins,
    Accuracies,
    ChosenLogps,
    Reward,
    Kl,
    Entropy,
    ZeroStd,
    Clipped,
    MeanLength,
    MaxLength,
}

impl Part {
    /// Number of parts.
    pub(super) const N: usize = 18;
}

/// Names of train metrics, the most telling first.
const TRAIN: [(Part, &[&str]); 16] = [
    (
        Part::Loss,
        &[
            "loss",
            "train_loss",
            "loss_step",
            "total_loss",
            "lm_loss",
            "ce_loss",
            "avg_loss",
            "loss_total",
            "loss_epoch",
            "sft_loss",
        ],
    ),
    (
        Part::GradNorm,
        &["grad_norm", "grad_norm/total", "gradients/norm", "total_grad_norm", "global_grad_norm"],
    ),
    (Part::LearningRate, &["learning_rate"]),
    (Part::TokenAccuracy, &["mean_token_accuracy", "token_accuracy"]),
    (Part::Chosen, &["rewards/chosen"]),
    (Part::Rejected, &["rewards/rejected"]),
    (Part::Margins, &["rewards/margins"]),
    (Part::Accuracies, &["rewards/accuracies"]),
    (Part::ChosenLogps, &["logps/chosen"]),
    (
        Part::Reward,
        &[
            "reward",
            "reward/mean",
            "reward_mean",
            "mean_reward",
            "rewards/mean",
            "objective/scores",
            "objective/rlhf_reward",
            "ppo/mean_scores",
            "env/reward_mean",
            "critic/rewards/mean",
            "critic/score/mean",
            "episode_reward",
            "avg_reward",
            "env/all/reward/total",
        ],
    ),
    (Part::Kl, &["kl", "objective/kl", "mean_kl", "approx_kl", "kl_divergence", "actor/ppo_kl"]),
    (Part::Entropy, &["entropy", "objective/entropy", "policy/entropy", "actor/entropy", "policy_entropy"]),
    (Part::ZeroStd, &["frac_reward_zero_std"]),
    (Part::Clipped, &["completions/clipped_ratio", "response_length/clip_ratio"]),
    (Part::MeanLength, &["completions/mean_length", "completion_length", "response_length/mean"]),
    (Part::MaxLength, &["completions/max_length", "response_length/max"]),
];

/// Members of rows that tell an odds-ratio loss from a plain preference loss.
const ODDS_RATIO: [&str; 3] = ["odds_ratio_loss", "log_odds_ratio", "nll_loss"];

impl Names {
    /// Reads the names of a store's series.
    pub(super) fn of(store: &MetricStore) -> Self {
        let mut names = Self::default();
        let train = |name: &str| store.get(&MetricKey::train(name)).map(|series| series.key().clone());
        for (part, candidates) in TRAIN {
            names.keys[part as usize] = candidates.iter().find_map(|name| train(name));
        }
        let evals = || store.series().map(|series| series.key()).filter(|key| key.split == Split::Eval);
        let of_set = || evals().find(|key| key.name.ends_with("_loss") || key.name.ends_with("/loss"));
        names.keys[Part::EvalLoss as usize] =
            evals().find(|key| *key.name == *"loss").or_else(of_set).cloned();
        let is_task = |key: &&MetricKey| {
            // Token accuracy and perplexity say what the loss says.
            let is_loss = ["loss", "reward", "perplexity", "ppl", "token_accuracy"]
                .iter()
                .any(|word| key.name.contains(word));
            direction(&key.name).is_some() && !is_loss
        };
        names.keys[Part::Task as usize] = evals().find(is_task).cloned();
        if names.keys[Part::TokenAccuracy as usize].is_none() {
            names.keys[Part::TokenAccuracy as usize] =
                evals().find(|key| *key.name == *"mean_token_accuracy").cloned();
        }
        names.kind = names.kind(|name| train(name).is_some());
        names
    }

    fn kind(&self, has_train: impl Fn(&str) -> bool) -> RunKind {
        let has = |part: Part| self.key(part).is_some();
        // Reward models log the reward of both answers, and learn from pairs as any classifier does.
        let is_reward_model = has_train("margin") || has_train("center_rewards_coefficient");
        match () {
            () if has(Part::Margins)
                || has(Part::Accuracies)
                || (has(Part::Chosen) && has(Part::Rejected)) =>
            {
                if ODDS_RATIO.iter().any(|name| has_train(name)) {
                    RunKind::OddsRatio
                } else {
                    RunKind::Preference
                }
            }
            () if (has(Part::Reward) && !is_reward_model) || has(Part::ZeroStd) => RunKind::Reinforcement,
            () => RunKind::Supervised,
        }
    }

    /// The metric that plays a part.
    pub(super) fn key(&self, part: Part) -> Option<&MetricKey> {
        self.keys[part as usize].as_ref()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::MetricRow;

    #[track_caller]
    fn check(keys: &[&str], expected: RunKind) {
        let values = keys.iter().filter_map(|key| MetricKey::parse(key)).map(|key| (key, 1.0)).collect();
        let mut store = MetricStore::new();
        store.merge(&[MetricRow { step: 1, epoch: None, logged_at: None, elapsed_secs: None, values }]);
        assert_eq!(Names::of(&store).kind, expected, "{keys:?}");
    }

    #[test]
    fn names_of_metrics_tell_the_kind_of_run() {
        check(&["train/loss", "eval/loss", "eval/accuracy"], RunKind::Supervised);
        check(&["train/loss", "train/rewards/chosen", "train/rewards/margins"], RunKind::Preference);
        check(&["train/loss", "train/rewards/margins", "train/log_odds_ratio"], RunKind::OddsRatio);
        check(&["train/loss", "train/reward", "train/kl"], RunKind::Reinforcement);
        check(
            &["train/loss", "train/rewards/format/mean", "train/frac_reward_zero_std"],
            RunKind::Reinforcement,
        );
        check(&["train/loss", "train/margin", "train/mean_reward", "train/accuracy"], RunKind::Supervised);
        check(&["train/critic/rewards/mean"], RunKind::Reinforcement);
    }

    #[test]
    fn directions_follow_from_names() {
        let check = |name: &str, expected: Option<Direction>| assert_eq!(direction(name), expected, "{name}");
        check("accuracy", Some(Direction::Up));
        check("f1", Some(Direction::Up));
        check("rouge1", Some(Direction::Up));
        check("matthews_correlation", Some(Direction::Up));
        check("loss", Some(Direction::Down));
        check("wer", Some(Direction::Down));
        check("cer_ortho", Some(Direction::Down));
        check("power", None);
        check("face", None);
        check("runtime", None);
        check("reward_error", None);
    }
}
