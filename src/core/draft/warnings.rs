//! Warnings about legal but unusual values. Told once, in the order of the form; nothing here blocks a job.

use super::JobDraft;
use crate::model::SpecField::*;
use crate::model::{BatchSize as Batch, Method as TrainingMethod, SpecField, Weights as TrainedWeights};

/// Older services refuse a longer suffix.
const SAFE_SUFFIX: usize = 40;
/// Epochs that most models allow.
const USUAL_EPOCHS: u32 = 20;
/// Higher than any fine-tuning recipe in use.
const HIGH_LEARNING_RATE: f64 = 0.01;
/// Half of the lowest learning rate that recipes for LoRA use; defaults meant for full training are far below.
const LOW_LORA_RATE: f64 = 5e-5;

/// Fewer examples than this teach little but themselves.
const FEW_EXAMPLES: u64 = 10;
/// Fewer steps than this hardly change a model.
const FEW_STEPS: u64 = 10;
/// More examples seen than this is days of training.
const MANY_SEEN: u64 = 20_000_000;

/// The warnings for a draft, as it stands. `n_examples` are those of the training data, if known.
pub(super) fn warnings(draft: &JobDraft, n_examples: Option<u64>) -> Vec<String> {
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

    let (train, eval) = (draft.ids(TrainFiles), draft.ids(EvalFiles));
    warn(eval.is_empty(), "Without an evaluation file, overfitting cannot be seen.");
    warn(
        eval.iter().any(|id| train.contains(id)),
        "A file is used for training and for evaluation, so evaluation cannot show overfitting.",
    );

    // Lines of a signal are rows, of which many make an example.
    let n_examples = n_examples.filter(|_| !draft.has(Classifier));
    warn(
        n_examples.is_some_and(|n| n < FEW_EXAMPLES),
        "The training data has fewer than 10 examples; the model will learn little but those.",
    );
    if let Some(chosen) = draft.sketch().hyperparameters {
        warn(
            draft.has(Evals) && !eval.is_empty() && chosen.n_evals.is_none_or(|n| n == 0),
            "There is an evaluation file, but the number of evaluations is 0, so nothing is evaluated.",
        );
        let n_seen = n_examples.zip(chosen.n_epochs).map(|(n, n_epochs)| n.saturating_mul(n_epochs.into()));
        if let (Some(n_seen), Batch::Fixed(size)) = (n_seen, chosen.batch_size) {
            let n_steps = n_seen.div_ceil(u64::from(size.max(1)));
            warn(
                n_steps < FEW_STEPS,
                &format!(
                    "With this batch size, training takes {n_steps} {} in all (examples seen: {n_seen}), which hardly \
                     changes the model. More epochs or a smaller batch give more.",
                    if n_steps == 1 { "step" } else { "steps" },
                ),
            );
        }
        warn(
            n_seen.is_some_and(|n| MANY_SEEN < n),
            "Epochs times examples is more than 20 million, which takes long and costs much.",
        );
        warn(chosen.n_epochs.is_some_and(|n| USUAL_EPOCHS < n), "Most models allow at most 20 epochs.");
        warn(
            chosen.learning_rate.is_some_and(|rate| HIGH_LEARNING_RATE < rate),
            "This learning rate is unusually high; training may diverge.",
        );
        let is_lora = draft.has(LoraR) && matches!(chosen.weights, TrainedWeights::Lora { .. });
        warn(
            is_lora && chosen.learning_rate.is_some_and(|rate| rate < LOW_LORA_RATE),
            "This learning rate suits full training; LoRA usually takes 1e-4 to 1e-3 and hardly learns with less.",
        );
        warn(
            matches!(chosen.method, TrainingMethod::Dpo { beta: Some(beta) } if !(0.05..=0.9).contains(&beta)),
            "DPO beta is usually between 0.05 and 0.9.",
        );
        warn(
            is_lora && matches!(chosen.weights, TrainedWeights::Lora { r, .. } if 64 < r),
            "Most models allow a LoRA rank of at most 64.",
        );
    }
    warn(
        is_filled(WandBProject) && !is_filled(WandBKey),
        "The Weights & Biases project has no effect without a key.",
    );
    warn(
        is_filled(WandBKey) && draft.has(WandBProject) && !is_filled(WandBProject),
        "There is a Weights & Biases key but no project; the run lands in the service's default project.",
    );
    warnings
}
