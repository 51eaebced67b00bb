//! The usual names of metrics, steps and times: one table for the rows of services and for logs that are files.
//!
//! Contract: what a key means follows from the key alone. Which of several keys with the same meaning gets the usual
//! name is up to [`super::keys`].

use crate::model::Split;

/// Meaning of a key, by its name alone.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Meaning {
    /// A counter of steps; of several the lowest rank is the axis.
    Step { rank: u8 },
    /// A counter of epochs.
    Epoch { rank: u8 },
    /// An instant.
    LoggedAt { rank: u8 },
    /// Seconds since the run began.
    Elapsed { rank: u8 },
    /// An instant or a duration: that shows in the value.
    Clock,
    /// Steps the run is to take.
    TotalSteps,
    /// Epochs the run is to take.
    TotalEpochs,
    /// Name of the row's run, in files that may hold several.
    Run,
    /// A figure.
    Figure(Usual),
    /// No name at all.
    Nothing,
}

/// The usual name of a figure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Usual {
    /// `None` if the key does not say.
    pub split: Option<Split>,
    pub name: Box<str>,
    /// Certainty of this meaning.
    pub how: How,
}

/// Certainty of a usual name, the best first: a name that two keys claim goes to the surer one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum How {
    /// The key is that name: `loss`, `train/loss`, `eval_loss`.
    Exact,
    /// Another spelling: `val_loss`, `lr`.
    Spelling,
    /// One of perhaps many: `lr-AdamW`, `optimizer/lr`.
    OneOfMany,
}

/// Counters of steps, the most telling first.
const STEPS: [&str; 20] = [
    "train/global_step",
    "eval/global_step",
    "global_step",
    "step",
    "trainer/global_step",
    "train/step",
    "eval/step",
    "train_step",
    "training_step",
    "eval_step",
    "current_steps",
    "current_step",
    "checkpoint_step",
    "step_number",
    "steps",
    "num_updates",
    "iteration",
    "iterations",
    "iter",
    // Counts the rows of a board, not steps of training.
    "_step",
];

/// Counters of epochs, the most telling first.
const EPOCHS: [&str; 7] =
    ["train/epoch", "eval/epoch", "epoch", "trainer/epoch", "train_epoch", "current_epoch", "epochs"];

/// Instants, the most telling first.
const INSTANTS: [&str; 8] = [
    "timestamp",
    "logged_at",
    "_timestamp",
    "train/timestamp",
    "eval/timestamp",
    "datetime",
    "date",
    "created_at",
];

/// Seconds since the run began, the most telling first.
const DURATIONS: [&str; 9] = [
    "wall_time_sec",
    "elapsed_seconds",
    "elapsed_secs",
    "elapsed_sec",
    "_runtime",
    "elapsed_time",
    "elapsed",
    "relative_time_(process)",
    "relative_time_(wall)",
];

const CLOCKS: [&str; 2] = ["time", "wall_time"];
const TOTAL_STEPS: [&str; 2] = ["total_steps", "max_steps"];
const TOTAL_EPOCHS: [&str; 4] = ["num_train_epochs", "total_epochs", "max_epochs", "n_epochs"];
const RUNS: [&str; 3] = ["run", "run_id", "run_name"];

/// Words before a figure's name that say on which data it was measured.
const SPLITS: [(&str, Split); 8] = [
    ("training", Split::Train),
    ("train", Split::Train),
    ("evaluation", Split::Eval),
    ("eval", Split::Eval),
    ("validation", Split::Eval),
    ("valid", Split::Eval),
    ("val", Split::Eval),
    ("test", Split::Eval),
];

/// Separators between such a word and the name.
const SEPARATORS: [char; 5] = ['/', '_', '.', ' ', '-'];

/// Returns the meaning of a key. Capitals make no difference to known names, nor does a space in place of an underscore.
pub(crate) fn meaning(key: &str) -> Meaning {
    if key.trim().is_empty() {
        return Meaning::Nothing;
    }
    let lower = known_form(key);
    let rank = |names: &[&str]| names.iter().position(|name| *name == lower).map(|rank| rank as u8);
    if let Some(rank) = rank(&STEPS) {
        return Meaning::Step { rank };
    }
    if let Some(rank) = rank(&EPOCHS) {
        return Meaning::Epoch { rank };
    }
    if let Some(rank) = rank(&INSTANTS) {
        return Meaning::LoggedAt { rank };
    }
    if let Some(rank) = rank(&DURATIONS) {
        return Meaning::Elapsed { rank };
    }
    match () {
        () if rank(&CLOCKS).is_some() => Meaning::Clock,
        () if rank(&TOTAL_STEPS).is_some() => Meaning::TotalSteps,
        () if rank(&TOTAL_EPOCHS).is_some() => Meaning::TotalEpochs,
        () if rank(&RUNS).is_some() => Meaning::Run,
        () => figure(key).map_or(Meaning::Nothing, Meaning::Figure),
    }
}

/// Returns the name in small letters, with underscores for spaces.
fn known_form(text: &str) -> String {
    text.trim().to_ascii_lowercase().replace(' ', "_")
}

/// Returns a key as a figure; `None` if nothing of a name is left behind its split.
fn figure(key: &str) -> Option<Usual> {
    // All of the evaluation set instead of a part.
    if let Some(rest) = key.strip_prefix("full_valid_").filter(|rest| !rest.is_empty()) {
        let name = format!("full_{rest}").into();
        return Some(Usual { split: Some(Split::Eval), name, how: How::Spelling });
    }
    let (split, rest) = match without_split(key) {
        Some((split, rest)) => (Some(split), rest),
        None => (None, key.trim()),
    };
    if rest.is_empty() {
        return None;
    }
    let is_exact = match &split {
        None => rest == key,
        Some(Split::Eval) => key.starts_with("eval/") || key.starts_with("eval_"),
        Some(split) => key.strip_prefix(split.label()).is_some_and(|rest| rest.starts_with('/')),
    };
    let (name, how) = name_of(rest, if is_exact { How::Exact } else { How::Spelling });
    Some(Usual { split, name, how })
}

/// Returns the split that a key begins with, and the rest.
fn without_split(key: &str) -> Option<(Split, &str)> {
    let key = key.trim();
    SPLITS.iter().find_map(|(word, split)| {
        let (start, rest) = key.split_at_checked(word.len())?;
        let is_split = start.eq_ignore_ascii_case(word) && rest.starts_with(SEPARATORS);
        is_split.then(|| (split.clone(), rest.get(1..).unwrap_or_default().trim()))
    })
}

/// Returns the usual name of a figure without its split.
fn name_of(rest: &str, how: How) -> (Box<str>, How) {
    let lower = known_form(rest);
    let is = |name: &str, how_else: How| (name.into(), if rest == name { how } else { how_else });
    match &*lower {
        "loss" => is("loss", How::Spelling),
        "lr" | "learning_rate" | "learningrate" => is("learning_rate", How::Spelling),
        "grad_norm" | "gradient_norm" | "gradnorm" => is("grad_norm", How::Spelling),
        _ if lower.starts_with("lr-") || lower.ends_with("/lr") || lower.ends_with("/learning_rate") => {
            is("learning_rate", How::OneOfMany)
        }
        _ => (rest.into(), how),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(key: &str, expected: &str) {
        let said = match meaning(key) {
            Meaning::Step { rank } => format!("step {rank}"),
            Meaning::Epoch { rank } => format!("epoch {rank}"),
            Meaning::LoggedAt { rank } => format!("instant {rank}"),
            Meaning::Elapsed { rank } => format!("elapsed {rank}"),
            Meaning::Figure(Usual { split, name, how }) => {
                let how = ["", "~", "~~"][how as usize];
                format!("{how}{}/{name}", split.as_ref().map_or("train", Split::label))
            }
            other => format!("{other:?}"),
        };
        assert_eq!(said, expected, "{key}");
    }

    #[test]
    fn only_known_counters_are_axes() {
        check("train/global_step", "step 0");
        check("step", "step 3");
        check("Step", "step 3");
        check("trainer/global_step", "step 4");
        check("current_steps", "step 10");
        check("checkpoint_step", "step 12");
        check("iteration", "step 16");
        check("_step", "step 19");
        check("eval/epoch", "epoch 1");
        check("Epoch", "epoch 2");
        for (key, figure) in [
            ("time_per_step", "train/time_per_step"),
            ("best_step", "train/best_step"),
            ("samples_per_epoch", "train/samples_per_epoch"),
            ("train_loss_step", "~train/loss_step"),
            ("train_loss_epoch", "~train/loss_epoch"),
            ("train/best_epoch", "train/best_epoch"),
            ("x/step", "train/x/step"),
            ("epochs_left", "train/epochs_left"),
            ("steps_per_second", "train/steps_per_second"),
        ] {
            check(key, figure);
        }
    }

    #[test]
    fn times_are_known() {
        check("timestamp", "instant 0");
        check("_timestamp", "instant 2");
        check("Wall time", "Clock");
        check("time", "Clock");
        check("wall_time_sec", "elapsed 0");
        check("elapsed_seconds", "elapsed 1");
        check("Relative Time (Process)", "elapsed 7");
        check("total_steps", "TotalSteps");
        check("num_train_epochs", "TotalEpochs");
        check("Run", "Run");
        check("run_id", "Run");
    }

    #[test]
    fn figures_have_usual_names() {
        check("loss", "train/loss");
        check("train/loss", "train/loss");
        check("train_loss", "~train/loss");
        check("Training Loss", "~train/loss");
        check("Loss", "~train/loss");
        check("eval_loss", "eval/loss");
        check("eval/loss", "eval/loss");
        for key in [
            "val_loss",
            "valid_loss",
            "validation_loss",
            "val/loss",
            "test_loss",
            "Validation Loss",
            "val.loss",
        ] {
            check(key, "~eval/loss");
        }
        check("eval_squad_loss", "eval/squad_loss");
        check("full_valid_loss", "~eval/full_loss");
        check("validation/accuracy", "~eval/accuracy");
        check("lr", "~train/learning_rate");
        check("train/lr", "~train/learning_rate");
        check("learning_rate", "train/learning_rate");
        check("train/learning_rate", "train/learning_rate");
        check("lr-AdamW", "~~train/learning_rate");
        check("lr-AdamW/pg1", "~~train/learning_rate");
        check("optimizer/lr", "~~train/learning_rate");
        check("gradient_norm", "~train/grad_norm");
        check("train/rewards/chosen", "train/rewards/chosen");
        check("eval_rewards/chosen", "eval/rewards/chosen");
        check("rewards/chosen", "train/rewards/chosen");
        check("value_loss", "train/value_loss");
        check("evaluation", "train/evaluation");
        check("Value", "train/Value");
        check("train/Accuracy", "train/Accuracy");
        for key in ["", " ", "train/", "eval_", "val_ "] {
            check(key, "Nothing");
        }
    }
}
