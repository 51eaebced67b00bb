//! Metric rows, which both providers send as free-form flat objects: every key that can be a curve becomes
//! one, whatever its name.
//!
//! Rows are read straight into [`MetricRow`]s, without a tree of values in between: a long job's log is
//! tens of megabytes.

use super::lenient::Scalar;
use super::{ApiError, Decoded, body};
use crate::json;
use crate::model::{MetricKey, MetricRow, MetricsPage, Split};

/// Reads `{last_checkpoint_step, metrics}`, of which both may be missing.
pub(super) fn decode_page(status: u16, json: &str) -> Result<Decoded<MetricsPage>, ApiError> {
    let record = body::record(status, json, "list of metrics")?;
    let items = match record.json("metrics") {
        Some(_) => body::list_in(status, &record, "metrics", "metrics")?,
        None => Vec::new(),
    };
    let Decoded { value: rows, warnings } = decode_rows(&items);
    let page = MetricsPage {
        rows,
        n_received: items.len(),
        // Before the first checkpoint some services say 0, some -1, some nothing.
        last_checkpoint_step: record.count("last_checkpoint_step").filter(|step| 0 < *step),
    };
    Ok(Decoded { value: page, warnings })
}

/// Reads rows in the order sent; a row that is no object or has no step becomes a warning.
fn decode_rows(items: &[&str]) -> Decoded<Vec<MetricRow>> {
    let mut keys = Keys::default();
    body::each(items, "row", |json| {
        let sent = keys.read_row(json).ok_or("it is no object")?;
        let Best(Some((_, step))) = sent.step else { return Err("it has no step".to_owned()) };
        Ok(MetricRow { step, ..sent.row })
    })
}

/// What a key of a row stands for. A lower rank wins where several keys say the same.
#[derive(Debug, Clone, PartialEq)]
enum Role {
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

/// The keys met so far. Rows repeat them in the same order, so looking up begins where the last one was
/// found.
#[derive(Debug, Default)]
struct Keys {
    known: Vec<(Box<str>, Role)>,
    next_idx: usize,
}

impl Keys {
    fn idx_of(&mut self, key: &str) -> usize {
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
}

/// The value of the best rank seen.
#[derive(Debug, Clone, Copy)]
struct Best<T>(Option<(u8, T)>);

impl<T> Best<T> {
    fn offer(&mut self, rank: u8, value: Option<T>) {
        if let Some(value) = value
            && self.0.as_ref().is_none_or(|(held, _)| rank <= *held)
        {
            self.0 = Some((rank, value));
        }
    }
}

struct SentRow {
    step: Best<u64>,
    /// Everything but the step, which may be missing.
    row: MetricRow,
}

impl Keys {
    /// `None` for what is no object.
    fn read_row(&mut self, json: &str) -> Option<SentRow> {
        let (mut step, mut epoch, mut logged_at) = (Best(None), Best(None), Best(None));
        let mut elapsed_secs = None;
        let mut values: Vec<(MetricKey, f64)> = Vec::new();
        for (name, value) in json::members(json)?.iter() {
            let idx = self.idx_of(name);
            let value = Scalar::parse(value).unwrap_or(Scalar::Null);
            match &self.known[idx].1 {
                Role::Step { rank } => step.offer(*rank, value.as_count()),
                Role::Epoch { rank } => epoch.offer(*rank, value.as_number()),
                Role::LoggedAt { rank } => logged_at.offer(*rank, value.as_time()),
                Role::Elapsed => elapsed_secs = value.as_number().or(elapsed_secs),
                Role::Figure(key) => {
                    if let Some(figure) = value.as_figure() {
                        match values.iter_mut().find(|(held, _)| held == key) {
                            Some((_, held)) => *held = figure,
                            None => values.push((key.clone(), figure)),
                        }
                    }
                }
                Role::Nothing => {}
            }
        }
        let row = MetricRow {
            step: 0,
            epoch: epoch.0.map(|(_, epoch)| epoch),
            logged_at: logged_at.0.map(|(_, at)| at),
            elapsed_secs,
            values,
        };
        Some(SentRow { step, row })
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
