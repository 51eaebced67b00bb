//! What is legal but seldom meant. Said once, in the order of the form; nothing here blocks a job.

use super::JobDraft;
use super::read::ids;
use crate::model::SpecField::*;
use crate::model::{Method as TrainingMethod, SpecField, Weights as TrainedWeights};

/// Older services refuse a longer suffix.
const SAFE_SUFFIX: usize = 40;
/// What most models allow.
const USUAL_EPOCHS: u32 = 20;
/// Higher than any fine-tuning recipe in use.
const HIGH_LEARNING_RATE: f64 = 0.01;

/// The warnings for a draft, as it stands.
pub(super) fn warnings(draft: &JobDraft) -> Vec<String> {
    let mut warnings = Vec::new();
    let mut warn = |is_true: bool, text: &str| {
        if is_true {
            warnings.push(text.to_owned());
        }
    };
    let can = draft.provider().capabilities();
    let is_filled = |field: SpecField| draft.has(field) && !draft.get(field).trim().is_empty();

    let n_chars = draft.get(Name).trim().chars().count();
    warn(
        !can.has_name && (SAFE_SUFFIX + 1..=super::read::LONGEST_SUFFIX).contains(&n_chars),
        "The suffix has more than 40 characters; some models refuse that.",
    );
    warn(
        is_filled(Id)
            && !draft.get(Id).trim().bytes().all(|b| b.is_ascii_alphanumeric() || b"-_.".contains(&b)),
        "The id has characters beyond letters, digits, hyphens, points and underscores; the service may refuse it.",
    );

    let (train, eval) = (ids(draft.get(TrainFiles)), ids(draft.get(EvalFiles)));
    warn(eval.is_empty(), "Without an evaluation file, overfitting cannot be seen.");
    warn(
        eval.iter().any(|id| train.contains(id)),
        "A file is used for training and for evaluation, so evaluation cannot show overfitting.",
    );

    if let Some(chosen) = draft.sketch().hyperparameters {
        warn(
            draft.has(Evals) && !eval.is_empty() && chosen.n_evals.is_none_or(|n| n == 0),
            "There is an evaluation file, but the number of evaluations is 0, so nothing is evaluated.",
        );
        warn(chosen.n_epochs.is_some_and(|n| USUAL_EPOCHS < n), "Most models allow at most 20 epochs.");
        warn(
            chosen.learning_rate.is_some_and(|rate| HIGH_LEARNING_RATE < rate),
            "This learning rate is unusually high; training may diverge.",
        );
        warn(
            matches!(chosen.method, TrainingMethod::Dpo { beta: Some(beta) } if !(0.05..=0.9).contains(&beta)),
            "DPO beta is usually between 0.05 and 0.9.",
        );
        warn(
            draft.has(LoraR) && matches!(chosen.weights, TrainedWeights::Lora { r, .. } if 64 < r),
            "Most models allow a LoRA rank of at most 64.",
        );
    }
    warn(
        is_filled(WandBProject) && !is_filled(WandBKey),
        "The Weights & Biases project has no effect without a key.",
    );
    warnings
}
