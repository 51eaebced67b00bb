//! Roles of the keys of a list, a second time: short and slow, and without the table of the reader that is tried
//! against it.

use tuneboard_core::model::{MetricKey, Split};

use super::reference::Json;

/// Role of a key.
#[derive(Clone, PartialEq)]
pub enum Role {
    Step(usize),
    Epoch(usize),
    At(usize),
    Secs(usize),
    Figure(MetricKey),
    Open,
    Nothing,
}

/// Roles of the keys of a list.
#[derive(Default)]
pub struct Names {
    known: Vec<(String, Role)>,
    axis: Option<String>,
    others: Vec<String>,
    pub left_out: Vec<Box<str>>,
}

const STEPS: &str = "train/global_step eval/global_step global_step step trainer/global_step train/step eval/step train_step training_step eval_step current_steps current_step checkpoint_step step_number steps num_updates iteration iterations iter _step";
const EPOCHS: &str = "train/epoch eval/epoch epoch trainer/epoch train_epoch current_epoch epochs";
const TIMES: &str = "timestamp logged_at _timestamp train/timestamp eval/timestamp datetime date created_at";
const SECS: &str = "wall_time_sec elapsed_seconds elapsed_secs elapsed_sec _runtime elapsed_time elapsed relative_time_(process) relative_time_(wall)";
const OTHERS: &str =
    "total_steps max_steps num_train_epochs total_epochs max_epochs n_epochs run run_id run_name";

impl Names {
    pub fn role(&self, name: &str) -> &Role {
        self.known.iter().find(|(known, _)| known == name).map_or(&Role::Nothing, |(_, role)| role)
    }

    pub fn learn(&mut self, flat: &[(String, Json)]) {
        let mut waiting = Vec::new();
        for (name, value) in flat {
            if self.known.iter().any(|(known, role)| known == name && *role != Role::Open) {
                continue;
            }
            self.known.retain(|(known, _)| known != name);
            let lower = name.trim().to_ascii_lowercase().replace(' ', "_");
            let rank = |list: &str| list.split(' ').position(|known| known == lower);
            let role = if let Some(rank) = rank(STEPS) {
                Role::Step(rank)
            } else if let Some(rank) = rank(EPOCHS) {
                Role::Epoch(rank)
            } else if let Some(rank) = rank(TIMES) {
                Role::At(rank)
            } else if let Some(rank) = rank(SECS) {
                Role::Secs(rank)
            } else if lower == "time" || lower == "wall_time" {
                match (value, value.number()) {
                    (Json::Null, _) => Role::Open,
                    (Json::Text(text), _) if text.trim().is_empty() => Role::Open,
                    (_, Some(number)) if number < 1e9 => Role::Figure(MetricKey::train(name.trim())),
                    _ => Role::At(99),
                }
            } else {
                waiting.extend(
                    usual(name, &lower).filter(|_| rank(OTHERS).is_none()).map(|usual| (name, usual)),
                );
                Role::Nothing
            };
            self.known.push((name.clone(), role));
        }
        let is_last = flat.iter().any(|(name, _)| name == "train_runtime");
        let n_vague = waiting.iter().filter(|(_, (how, ..))| *how == 2).count();
        waiting.sort_by_key(|(_, (how, ..))| *how);
        for (name, (how, split, usual)) in waiting {
            let own = name.trim();
            let is_own = (is_last && own.starts_with("train_")) || (how == 2 && 1 < n_vague);
            let spelled = [if is_own { own.to_owned() } else { usual }, own.to_owned()];
            let numbered = (2..).map(|n| format!("{own} ({n})"));
            let mut keys = spelled
                .into_iter()
                .chain(numbered)
                .map(|name| MetricKey { split: split.clone(), name: name.into() });
            let key = keys.find(|key| !self.known.iter().any(|(_, role)| *role == Role::Figure(key.clone())));
            let place = self.known.iter_mut().find(|(known, _)| known == name).unwrap();
            place.1 = Role::Figure(key.unwrap());
        }
    }

    pub fn step(&mut self, flat: &[(String, Json)]) -> Option<u64> {
        let counters: Vec<(usize, &str, u64)> = flat
            .iter()
            .filter_map(|(name, value)| match self.role(name) {
                Role::Step(rank) => Some((*rank, name.as_str(), value.count()?)),
                _ => None,
            })
            .collect();
        let free = counters.iter().filter(|(_, name, _)| !self.others.iter().any(|other| other == name));
        let best = free.min_by_key(|(rank, ..)| *rank).map(|(_, name, _)| (*name).to_owned());
        let axis = self.axis.clone().or(best.clone())?;
        self.axis = Some(axis.clone());
        let last =
            |wanted: &str| counters.iter().rev().find(|(_, name, _)| *name == wanted).map(|(.., step)| *step);
        let Some(step) = last(&axis) else { return last(&best?) };
        let others = counters.iter().filter(|(_, name, other)| *name != axis && *other != step);
        self.others.extend(others.map(|(_, name, _)| (*name).to_owned()));
        Some(step)
    }
}

/// Returns certainty (0 is best), split and usual name of a figure.
fn usual(name: &str, lower: &str) -> Option<(usize, Split, String)> {
    if let Some(rest) = name.strip_prefix("full_valid_").filter(|rest| !rest.is_empty()) {
        return Some((1, Split::Eval, format!("full_{rest}")));
    }
    let words = ["training", "train", "evaluation", "eval", "validation", "valid", "val", "test"];
    let trimmed = name.trim();
    let after = words.iter().enumerate().find_map(|(i, word)| {
        let is_begun = trimmed.to_ascii_lowercase().starts_with(word);
        let rest = is_begun.then(|| &trimmed[word.len()..])?;
        rest.starts_with(['/', '_', '.', ' ', '-']).then(|| (i, rest[1..].trim()))
    });
    let split = if after.is_some_and(|(i, _)| 2 <= i) { Split::Eval } else { Split::Train };
    let rest = after.map_or(trimmed, |(_, rest)| rest);
    let is_exact = match after {
        None => trimmed == name,
        Some((1, _)) => name.starts_with("train/"),
        Some((3, _)) => name.starts_with("eval/") || name.starts_with("eval_"),
        Some(_) => false,
    };
    let base = rest.to_ascii_lowercase().replace(' ', "_");
    let known = match &*base {
        "loss" => Some(("loss", 1)),
        "lr" | "learning_rate" | "learningrate" => Some(("learning_rate", 1)),
        "grad_norm" | "gradient_norm" | "gradnorm" => Some(("grad_norm", 1)),
        _ if base.starts_with("lr-") || base.ends_with("/lr") || base.ends_with("/learning_rate") => {
            Some(("learning_rate", 2))
        }
        _ => None,
    };
    let how = usize::from(!is_exact);
    (!rest.is_empty() && !lower.is_empty()).then(|| match known {
        Some((usual, least)) => (if rest == usual { how } else { least }, split, usual.to_owned()),
        None => (how, split, rest.to_owned()),
    })
}
