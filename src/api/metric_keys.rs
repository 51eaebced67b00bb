//! What the keys of metric rows stand for, by their names alone.

use super::lenient::{Record, Scalar};
use crate::model::{MetricKey, Split};

/// What a key of a row stands for. A lower rank wins where several keys say the same.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Role {
    Step { rank: u8 },
    Epoch { rank: u8 },
    LoggedAt { rank: u8 },
    Elapsed,
    Figure(MetricKey),
    Nothing,
}

impl Role {
    fn of(key: &str) -> Self {
        match key {
            "train/global_step" => return Self::Step { rank: 0 },
            "eval/global_step" => return Self::Step { rank: 1 },
            "global_step" => return Self::Step { rank: 2 },
            "step" => return Self::Step { rank: 3 },
            "train/epoch" => return Self::Epoch { rank: 0 },
            "eval/epoch" => return Self::Epoch { rank: 1 },
            "epoch" => return Self::Epoch { rank: 2 },
            "timestamp" => return Self::LoggedAt { rank: 0 },
            "logged_at" => return Self::LoggedAt { rank: 1 },
            "wall_time_sec" => return Self::Elapsed,
            _ => {}
        }
        let (split, name) = if let Some(name) = key.strip_prefix("train/") {
            (Split::Train, name)
        } else if let Some(name) = key.strip_prefix("eval/").or_else(|| key.strip_prefix("eval_")) {
            (Split::Eval, name)
        } else {
            (Split::Train, key)
        };
        let base = name.rsplit('/').next().unwrap_or(name);
        match base {
            "" | "timestamp" | "step" | "global_step" | "epoch" | "wall_time_sec" | "logged_at" => {
                Self::Nothing
            }
            _ if base.ends_with("_step") || base.ends_with("_epoch") => Self::Nothing,
            _ => Self::Figure(MetricKey { split, name: name.into() }),
        }
    }
}

/// The figures of an entry that is no flat row: every member that can be a curve, under the split its name
/// begins with (`train_loss`, `valid_loss`), else under `bare`. `full_valid_loss`, over all of the evaluation
/// set instead of a part, is the curve `eval/full_loss`.
pub(super) fn figures(record: &Record<'_>, bare: &Split) -> Vec<(MetricKey, f64)> {
    let mut figures: Vec<(MetricKey, f64)> = Vec::new();
    for (name, json) in record.fields() {
        if matches!(name, "" | "step" | "total_steps" | "epoch") {
            continue;
        }
        let Some(figure) = Scalar::parse(json).and_then(|value| value.as_figure()) else { continue };
        // A member of null says that there is none here; as a gap it would make a curve out of nothing.
        if json.trim() == "null" {
            continue;
        }
        let eval = ["valid_", "val_", "validation_", "eval_"].into_iter().find_map(|p| name.strip_prefix(p));
        let key = match (name.strip_prefix("full_valid_"), eval, name.strip_prefix("train_")) {
            (Some(rest), _, _) => MetricKey { split: Split::Eval, name: format!("full_{rest}").into() },
            (None, Some(rest), _) => MetricKey::eval(rest),
            (None, None, Some(rest)) => MetricKey::train(rest),
            (None, None, None) => MetricKey { split: bare.clone(), name: name.into() },
        };
        match figures.iter_mut().find(|(held, _)| *held == key) {
            Some((_, held)) => *held = figure,
            None => figures.push((key, figure)),
        }
    }
    figures
}

/// Members of a row that are compared with each other; no row worth hurrying for has more.
const MOST_MEMBERS: usize = 256;

/// The keys met so far. Rows repeat them in the same order, so looking up begins where the last one was
/// found.
#[derive(Debug, Default)]
pub(super) struct Keys {
    known: Vec<(Box<str>, Role)>,
    next_idx: usize,
}

impl Keys {
    /// The number of a key, which it keeps.
    pub(super) fn idx_of(&mut self, key: &str) -> usize {
        let n_known = self.known.len();
        let found = (0..n_known)
            .map(
                |i| if self.next_idx + i < n_known { self.next_idx + i } else { self.next_idx + i - n_known },
            )
            .find(|&idx| *self.known[idx].0 == *key);
        let idx = found.unwrap_or_else(|| {
            self.known.push((key.into(), Role::of(key)));
            n_known
        });
        self.next_idx = if idx + 1 < self.known.len() { idx + 1 } else { 0 };
        idx
    }

    /// What a key stands for, by its number.
    pub(super) fn role(&self, idx: usize) -> &Role {
        self.known.get(idx).map_or(&Role::Nothing, |(_, role)| role)
    }

    /// Whether no two keys of a row are of the same metric, as far as that can be told in little time.
    pub(super) fn are_apart(&self, idxs: &[usize]) -> bool {
        let is_other = |a: &Role, b: &Role| !matches!((a, b), (Role::Figure(a), Role::Figure(b)) if a == b);
        idxs.len() <= MOST_MEMBERS
            && idxs
                .iter()
                .enumerate()
                .all(|(i, a)| idxs.iter().take(i).all(|b| is_other(self.role(*a), self.role(*b))))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check_role(key: &str, expected: &str) {
        let role = match Role::of(key) {
            Role::Figure(key) => key.to_string(),
            Role::Step { rank } => format!("step {rank}"),
            Role::Epoch { rank } => format!("epoch {rank}"),
            Role::LoggedAt { rank } => format!("time {rank}"),
            Role::Elapsed => "elapsed".into(),
            Role::Nothing => "nothing".into(),
        };
        assert_eq!(role, expected, "{key}");
    }

    #[test]
    fn keys_are_told_apart_by_name() {
        check_role("loss", "train/loss");
        check_role("eval_loss", "eval/loss");
        check_role("train/rewards/chosen", "train/rewards/chosen");
        check_role("eval_rewards/chosen", "eval/rewards/chosen");
        check_role("rewards/chosen", "train/rewards/chosen");
        check_role("train_runtime", "train/train_runtime");
        check_role("evaluation", "train/evaluation");
        check_role("epochs_left", "train/epochs_left");
        check_role("train/global_step", "step 0");
        check_role("step", "step 3");
        check_role("eval/epoch", "epoch 1");
        check_role("timestamp", "time 0");
        check_role("wall_time_sec", "elapsed");
        for key in
            ["eval_step", "best_step", "train/best_epoch", "eval/timestamp", "x/step", "", "train/", "eval_"]
        {
            check_role(key, "nothing");
        }
    }

    #[test]
    fn keys_are_found_in_any_order() {
        let mut keys = Keys::default();
        let first: Vec<_> = ["a", "b", "c"].map(|key| keys.idx_of(key)).into();
        assert_eq!(first, [0, 1, 2]);
        let shuffled: Vec<_> = ["c", "a", "d", "b", "a", "c"].map(|key| keys.idx_of(key)).into();
        assert_eq!(shuffled, [2, 0, 3, 1, 0, 2]);
    }
}
