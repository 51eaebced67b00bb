//! Parts that metrics play in the rules, by their names alone.
//!
//! Limit: a name that is none of the usual ones plays no part; its curve is drawn, and no rule speaks about it.

use super::{
    direction::{Direction, direction},
    parts::{Part, TRAIN},
};
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

/// The metrics that rules read, where there are such.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Names {
    pub(super) kind: RunKind,
    pub(super) keys: [Option<MetricKey>; Part::N],
    /// The sign that makes less of the task metric better.
    pub(super) task_sign: Option<f64>,
}

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
        let direction = names.key(Part::Task).and_then(|key| direction(&key.name));
        names.task_sign = direction.map(|direction| if direction == Direction::Up { -1.0 } else { 1.0 });
        if names.keys[Part::TokenAccuracy as usize].is_none() {
            names.keys[Part::TokenAccuracy as usize] =
                evals().find(|key| *key.name == *"mean_token_accuracy").cloned();
        }
        let is_sampled = || {
            let mut names = store.series().map(|series| series.key()).filter(|key| key.split == Split::Train);
            names.any(|key| {
                key.name.starts_with("completions/")
                    || (key.name.starts_with("rewards/") && key.name.ends_with("/mean"))
            })
        };
        names.kind = names.kind(|name| train(name).is_some(), is_sampled);
        names
    }

    fn kind(&self, has_train: impl Fn(&str) -> bool, is_sampled: impl Fn() -> bool) -> RunKind {
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
            () if (has(Part::Reward) && !is_reward_model) || has(Part::ZeroStd) || is_sampled() => {
                RunKind::Reinforcement
            }
            () => RunKind::Supervised,
        }
    }

    /// The part whose points are counted as rows: the loss, or else the first that is there.
    pub(super) fn lead(&self) -> usize {
        self.keys.iter().position(Option::is_some).unwrap_or_default()
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
        check(&["train/loss", "train/rewards/format_reward/mean"], RunKind::Reinforcement);
        check(&["train/loss", "train/completions/mean_length"], RunKind::Reinforcement);
    }
}
