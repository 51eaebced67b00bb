//! Roles of the keys in the rows of one list.
//!
//! Contract: two keys are one metric only if they are the same key. The first to ask for a usual name gets it, those
//! before others that are that very name; all others keep their own names in full. What was decided stays.
//!
//! Limit: it stays for one reader, which is a whole file, or one response of a service. A response that holds only what is new is read
//! by a reader of its own: a service whose first answers have `train_loss` alone and whose later ones have `loss` alone would have both as
//! `train/loss`. Answers with both, in whichever order, keep them apart, and so does the whole log, which is read anew when the job ends.

use super::names::{How, Meaning, Usual, meaning};
use crate::{
    api::reading::lenient::{Record, Scalar},
    model::{MetricKey, Split},
};

/// Meaning of a row's key. A lower rank wins where several keys say the same.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Role {
    Step {
        rank: u8,
    },
    Epoch {
        rank: u8,
    },
    LoggedAt {
        rank: u8,
    },
    Elapsed {
        rank: u8,
    },
    TotalSteps,
    TotalEpochs,
    Run,
    Figure(MetricKey),
    /// Nothing said yet what it is.
    Open,
    Nothing,
}

/// The key that only the last row of a training program's log has; what is named `train_…` in that row are means and
/// sums over the whole run.
const CLOSING: &str = "train_runtime";

/// From here on a number can be an instant: 2001 in seconds.
const LEAST_INSTANT: f64 = 1e9;

/// Returns the figures of an entry that is no flat row: every member that can be a curve, under the split its name
/// begins with (`train_loss`, `valid_loss`), else under `bare`.
pub(crate) fn figures(record: &Record<'_>, bare: &Split) -> Vec<(MetricKey, f64)> {
    let mut keys = Keys { bare: bare.clone(), ..Keys::default() };
    let members: Vec<(&str, Scalar<'_>)> =
        record.fields().map(|(name, json)| (name, Scalar::parse(json).unwrap_or(Scalar::Null))).collect();
    keys.learn(members.iter().map(|(name, value)| (*name, value)));
    let mut figures: Vec<(MetricKey, f64)> = Vec::new();
    for (name, value) in &members {
        let idx = keys.idx_of(name);
        let (Role::Figure(key), Some(figure)) = (keys.role(idx), value.as_figure()) else { continue };
        match figures.iter_mut().find(|(held, _)| held == key) {
            Some((_, held)) => *held = figure,
            None => figures.push((key.clone(), figure)),
        }
    }
    figures
}

/// Members of a row that are compared with each other; no row worth hurrying for has more.
const MOST_MEMBERS: usize = 256;

/// The keys met so far. Rows repeat them in the same order, so looking up begins where the last one was
/// found.
#[derive(Debug)]
pub(crate) struct Keys {
    known: Vec<(Box<str>, Role)>,
    next_idx: usize,
    /// The counter that is the axis, from the first row with one on.
    axis: Option<usize>,
    /// Counters that said something else than the axis in the same row: these count something else.
    others: Vec<usize>,
    /// The split of a figure whose name says none.
    bare: Split,
}

impl Default for Keys {
    fn default() -> Self {
        Self { known: Vec::new(), next_idx: 0, axis: None, others: Vec::new(), bare: Split::Train }
    }
}

impl Keys {
    /// Returns the number of a key, if it is known.
    fn find(&self, key: &str) -> Option<usize> {
        let n_known = self.known.len();
        (0..n_known)
            .map(
                |i| if self.next_idx + i < n_known { self.next_idx + i } else { self.next_idx + i - n_known },
            )
            .find(|&idx| *self.known[idx].0 == *key)
    }

    /// Returns the number of a key, which the key keeps.
    pub(crate) fn idx_of(&mut self, key: &str) -> usize {
        if self.find(key).is_none() {
            self.learn([(key, &Scalar::Null)]);
        }
        // One that was just learned is the last.
        let idx = self.find(key).unwrap_or_default();
        self.next_idx = if idx + 1 < self.known.len() { idx + 1 } else { 0 };
        idx
    }

    /// Decides what the keys of a row stand for that were not met before, all at once.
    pub(crate) fn learn<'a>(&mut self, members: impl IntoIterator<Item = (&'a str, &'a Scalar<'a>)> + Clone) {
        let n_before = self.known.len();
        let mut usual: Vec<(usize, Usual)> = Vec::new();
        let mut is_closing = false;
        for (key, value) in members {
            is_closing |= key == CLOSING;
            let found = self.find(key);
            if found.is_some_and(|idx| self.known[idx].1 != Role::Open) {
                continue;
            }
            let role = match meaning(key) {
                Meaning::Step { rank } => Role::Step { rank },
                Meaning::Epoch { rank } => Role::Epoch { rank },
                Meaning::LoggedAt { rank } => Role::LoggedAt { rank },
                Meaning::Elapsed { rank } => Role::Elapsed { rank },
                Meaning::TotalSteps => Role::TotalSteps,
                Meaning::TotalEpochs => Role::TotalEpochs,
                Meaning::Run => Role::Run,
                Meaning::Nothing => Role::Nothing,
                Meaning::Clock => clock(key, value),
                Meaning::Figure(figure) => {
                    usual.push((found.unwrap_or(self.known.len()), figure));
                    Role::Nothing
                }
            };
            match found {
                Some(idx) => self.known[idx].1 = role,
                None => self.known.push((key.into(), role)),
            }
        }
        if self.known.len() == n_before && usual.is_empty() {
            return;
        }
        // Of many that could have the name none has it.
        let n_of_many = usual.iter().filter(|(_, usual)| usual.how == How::OneOfMany).count();
        usual.sort_by_key(|(idx, usual)| (usual.how, *idx));
        for (idx, Usual { split, name, how }) in usual {
            let own: Box<str> = self.known[idx].0.trim().into();
            let is_own =
                (is_closing && own.starts_with("train_")) || (how == How::OneOfMany && 1 < n_of_many);
            let split = split.unwrap_or_else(|| self.bare.clone());
            let name = if is_own { own.clone() } else { name };
            let key = self.free(MetricKey { split, name }, &own);
            self.known[idx].1 = Role::Figure(key);
        }
    }

    /// Returns a key that no other has: the usual one, else by its own name in full, else with a number.
    fn free(&self, usual: MetricKey, own: &str) -> MetricKey {
        let is_free = |key: &MetricKey| {
            !self.known.iter().any(|(_, role)| matches!(role, Role::Figure(held) if held == key))
        };
        if is_free(&usual) {
            return usual;
        }
        let named = |name: String| MetricKey { split: usual.split.clone(), name: name.into() };
        let mut names =
            (1_u32..).map(|n| named(if n == 1 { own.to_owned() } else { format!("{own} ({n})") }));
        names.find(is_free).unwrap_or(usual)
    }

    /// Returns the meaning of a key, by its number.
    pub(crate) fn role(&self, idx: usize) -> &Role {
        self.known.get(idx).map_or(&Role::Nothing, |(_, role)| role)
    }

    /// Returns a key, by its number.
    pub(in crate::api) fn name(&self, idx: usize) -> &str {
        self.known.get(idx).map_or("", |(key, _)| key)
    }

    /// The step of a row of which these counters are known: that of the axis, which the first such row decides. In
    /// a row without it another counter does, unless it is known to count something else.
    pub(in crate::api) fn step_of(
        &mut self,
        counters: impl Iterator<Item = (usize, u64)> + Clone,
    ) -> Option<u64> {
        let rank = |idx: usize| match self.role(idx) {
            Role::Step { rank } => *rank,
            _ => u8::MAX,
        };
        let best =
            counters.clone().filter(|(idx, _)| !self.others.contains(idx)).min_by_key(|(idx, _)| rank(*idx));
        let axis = *self.axis.get_or_insert(best?.0);
        // Of a name that is repeated in a row the last counts.
        let Some((_, step)) = counters.clone().filter(|(idx, _)| *idx == axis).last() else {
            let (best, _) = best?;
            return counters.filter(|(idx, _)| *idx == best).last().map(|(_, step)| step);
        };
        for (idx, other) in counters {
            if other != step && idx != axis && !self.others.contains(&idx) {
                self.others.push(idx);
            }
        }
        Some(step)
    }

    /// Returns the key that is the step in every row with all of these keys; `None` if that is not known.
    pub(in crate::api) fn step_member(&self, idxs: &[usize]) -> Option<usize> {
        let is_counter = |idx: &usize| matches!(self.role(*idx), Role::Step { .. });
        self.axis?;
        let mut counters =
            idxs.iter().enumerate().filter(|(_, idx)| is_counter(idx) && !self.others.contains(idx));
        let (member, _) = counters.next()?;
        counters.next().is_none().then_some(member)
    }

    /// Returns true if no two keys of a row are of the same metric, as far as that can be told in little
    /// time.
    pub(in crate::api) fn are_apart(&self, idxs: &[usize]) -> bool {
        let is_other = |a: &usize, b: &usize| a != b || !matches!(self.role(*a), Role::Figure(_));
        idxs.len() <= MOST_MEMBERS
            && idxs.iter().enumerate().all(|(i, a)| idxs.iter().take(i).all(|b| is_other(a, b)))
    }
}

/// Returns the role of a clock by its first value.
fn clock(key: &str, value: &Scalar<'_>) -> Role {
    match value {
        Scalar::Null => Role::Open,
        Scalar::Text(text) if text.trim().is_empty() => Role::Open,
        _ => match value.as_number() {
            Some(number) if number < LEAST_INSTANT => {
                Role::Figure(MetricKey { split: Split::Train, name: key.trim().into() })
            }
            _ => Role::LoggedAt { rank: u8::MAX },
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The keys that rows have, and what they stand for.
    #[track_caller]
    fn check(rows: &[&[&str]], expected: &[&str]) {
        let mut keys = Keys::default();
        for row in rows {
            keys.learn(row.iter().map(|key| (*key, &Scalar::Int(1))));
        }
        let said = keys.known.iter().map(|(_, role)| match role {
            Role::Figure(key) => key.to_string(),
            other => format!("{other:?}"),
        });
        assert_eq!(said.collect::<Vec<_>>(), expected, "{rows:?}");
    }

    #[test]
    fn two_keys_are_never_one_metric() {
        check(&[&["train_loss", "val_loss"]], &["train/loss", "eval/loss"]);
        check(&[&["train_loss", "loss"]], &["train/train_loss", "train/loss"]);
        check(&[&["loss"], &["train_loss"]], &["train/loss", "train/train_loss"]);
        check(&[&["train_loss"], &["loss"]], &["train/loss", "train/loss (2)"]);
        check(&[&["loss", "train/loss"]], &["train/loss", "train/train/loss"]);
        check(&[&["Loss", "LOSS", "loss"]], &["train/Loss", "train/LOSS", "train/loss"]);
        check(&[&["test_loss", "val_loss", "eval/loss"]], &["eval/test_loss", "eval/val_loss", "eval/loss"]);
        check(&[&["lr", "learning_rate"]], &["train/lr", "train/learning_rate"]);
        check(&[&["lr-AdamW"]], &["train/learning_rate"]);
        check(&[&["lr-AdamW/pg1", "lr-AdamW/pg2"]], &["train/lr-AdamW/pg1", "train/lr-AdamW/pg2"]);
        check(
            &[&["run - loss", "run - loss__MIN", "a - loss"]],
            &["train/run - loss", "train/run - loss__MIN", "train/a - loss"],
        );
    }

    #[test]
    fn means_over_the_whole_run_are_no_curve_of_it() {
        check(
            &[&["loss"], &["train_runtime", "train_loss"]],
            &["train/loss", "train/train_runtime", "train/train_loss"],
        );
        check(
            &[&["train_runtime", "train_loss"], &["loss"]],
            &["train/train_runtime", "train/train_loss", "train/loss"],
        );
    }

    #[test]
    fn a_clock_is_known_by_its_value() {
        for (value, expected) in [
            (Scalar::Float(1_690_000_000.5), Role::LoggedAt { rank: u8::MAX }),
            (Scalar::Text("2026-08-01 10:00".into()), Role::LoggedAt { rank: u8::MAX }),
            (Scalar::Float(0.25), Role::Figure(MetricKey::train("time"))),
            (Scalar::Null, Role::Open),
        ] {
            let mut keys = Keys::default();
            keys.learn([("time", &value)]);
            assert_eq!(*keys.role(0), expected, "{value:?}");
            keys.learn([("time", &Scalar::Float(7.0))]);
            let expected =
                if expected == Role::Open { Role::Figure(MetricKey::train("time")) } else { expected };
            assert_eq!(*keys.role(0), expected, "{value:?}");
        }
    }

    #[test]
    fn the_axis_is_chosen_once() {
        let mut keys = Keys::default();
        let [step, global, entry] = ["step", "global_step", "_step"].map(|key| keys.idx_of(key));
        let mut row = |counters: &[(usize, u64)]| keys.step_of(counters.iter().copied());
        assert_eq!(row(&[]), None);
        assert_eq!(row(&[(step, 10), (entry, 3)]), Some(10));
        // The same counter by another name.
        assert_eq!(row(&[(global, 20)]), Some(20));
        assert_eq!(row(&[(entry, 5)]), None, "it counted something else");
        assert_eq!(row(&[(step, 30), (global, 300)]), Some(30));
        assert_eq!(row(&[(global, 400)]), None, "and so does this one");
        assert_eq!(keys.step_member(&[global, step, entry]), Some(1));
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
