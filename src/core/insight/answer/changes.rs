//! Changes for a next run, each with its reason: what *Clone with this changed* fills in.
//!
//! Definition: epochs to the best checkpoint's, after overfitting; patience from the run's own noise, with them; a third of the
//! learning rate, where trouble began near its peak; an evaluation file, where nothing was evaluated; to go on from the last
//! checkpoint before trouble; a look at the files for examples that are in both.
//! Source: section 7 of the design sheet, and the advice under its rules; there is no change without one.

use crate::format;
use crate::insight::{
    CheckpointAdvice, CheckpointReason, Finding, Rule, RunKind, parts::Part, proposed_patience, run::Run,
};

/// A change for a next run.
#[derive(Debug, Clone, PartialEq)]
pub struct Change {
    /// Setting to change, and its new value.
    pub setting: Setting,
    /// Sentence with the figures that speak for it.
    pub reason: String,
}

/// A setting with its proposed value.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Setting {
    /// Number of epochs.
    Epochs(u64),
    /// Learning rate.
    LearningRate(f64),
    /// Early stopping.
    EarlyStopping {
        /// Evaluations in a row that are not better.
        patience: usize,
        /// By how much an evaluation has to be lower.
        min_delta: f64,
    },
    /// An evaluation file, and evaluations.
    EvaluationFile,
    /// Continue from the checkpoint of this step.
    ContinueFrom(u64),
    /// Check the files for examples that are in both.
    CheckFiles,
}

/// Changes that are proposed at most.
const MOST: usize = 3;
/// Part of the learning rate that is the usual next try.
const NEXT_RATE: f64 = 1.0 / 3.0;

/// The changes that the trouble and the notes of a run suggest.
pub(super) fn changes(
    run: &Run<'_>,
    trouble: Option<&Finding>,
    checkpoint: Option<&CheckpointAdvice>,
    findings: &[Finding],
) -> Vec<Change> {
    let mut changes = Vec::new();
    match trouble.map(|finding| (finding.rule, finding)) {
        Some((Rule::Overfitting | Rule::EvalRises, _)) => {
            changes.extend(fewer_epochs(run));
            changes.push(early_stopping(run));
        }
        Some((Rule::Diverged | Rule::LossNotFinite | Rule::Spike, finding)) => {
            changes.extend(lower_rate(run, finding.first_step));
            let before = checkpoint.filter(|advice| advice.is_kept && advice.step < finding.first_step);
            changes.extend(before.map(|advice| Change {
                setting: Setting::ContinueFrom(advice.step),
                reason: format!("Step {} is before the trouble began.", format::count(advice.step)),
            }));
        }
        _ => {}
    }
    let is_unevaluated = run.kind() == RunKind::Supervised
        && run.track(Part::EvalLoss).is_none()
        && run.track(Part::Task).is_none()
        && 10 <= run.level.n_rows()
        && checkpoint.is_none_or(|advice| {
            matches!(advice.reason, CheckpointReason::Last | CheckpointReason::BeforeTrouble)
        });
    if is_unevaluated {
        let reason = "Nothing was evaluated, so that overfitting would not show.".to_owned();
        changes.push(Change { setting: Setting::EvaluationFile, reason });
    }
    if let Some(finding) = findings.iter().find(|finding| finding.rule == Rule::TooGood) {
        changes.push(Change { setting: Setting::CheckFiles, reason: finding.sentence.clone() });
    }
    changes.truncate(MOST);
    changes
}

/// Epochs up to the best evaluation, if those are fewer than were made.
fn fewer_epochs(run: &Run<'_>) -> Option<Change> {
    let best = run.evals.best()?;
    let series = run.series[Part::EvalLoss as usize]?;
    let epoch = run.track(Part::EvalLoss)?.epoch(series.steps().rank(best.step));
    let epochs = (epoch - 0.05).ceil().max(1.0);
    let is_fewer = epoch.is_finite() && epochs < (run.row.epoch - 0.05).ceil();
    is_fewer.then(|| Change {
        setting: Setting::Epochs(epochs as u64),
        reason: format!(
            "Evaluation loss was lowest at step {}, in epoch {}.",
            format::count(best.step),
            format::number(epochs)
        ),
    })
}

/// Early stopping with the patience for so many evaluations, and the noise of these.
fn early_stopping(run: &Run<'_>) -> Change {
    let patience = proposed_patience(run.evals.len());
    let min_delta = run.evals.noise();
    let n = format::count_of(run.evals.len(), "evaluation", "evaluations");
    let reason = format!("{n} with a noise of {}: fewer would stop by chance.", format::number(min_delta));
    Change { setting: Setting::EarlyStopping { patience, min_delta }, reason }
}

/// A third of the learning rate, if trouble began near its peak.
fn lower_rate(run: &Run<'_>, at: u64) -> Option<Change> {
    let (rate, of_peak) =
        run.learning_rate_at(at).filter(|(rate, of_peak)| 0.0 < *rate && 0.8 <= *of_peak)?;
    let digits = 10_f64.powi(1 - (rate * NEXT_RATE).log10().floor() as i32);
    let next = (rate * NEXT_RATE * digits).round() / digits;
    let share = format::percent(of_peak);
    let reason =
        format!("The trouble began at {share} of the highest learning rate ({}).", format::number(rate));
    Some(Change { setting: Setting::LearningRate(next), reason })
}
