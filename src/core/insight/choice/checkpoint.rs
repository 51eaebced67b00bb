//! Choice among the checkpoints that were kept.
//!
//! Definition: checkpoints are ranked by the evaluation at their step, or the nearest one within half the usual distance of evaluations; a loss
//! measured for the checkpoint itself counts before. All within the noise of the best are equally good, of which the earliest is proposed
//! (less memorised), or the latest of a run without trouble. If the best evaluation was not kept that is said. Without evaluations it
//! is the last checkpoint before trouble began.
//! Source: section 4 of the design sheet; *the best evaluation was not kept* is an idea of `ftdoctor`.

use crate::format;
use crate::insight::{direction::Direction, stats::median};
use crate::model::Checkpoint;

/// Everything that the choice rests on.
#[derive(Debug, Clone, Copy)]
pub struct Ranking<'a> {
    /// Name of the metric that ranks, for sentences.
    pub metric: &'a str,
    /// Evaluations by their steps.
    pub evals: &'a [(u64, f64)],
    /// Direction in which they get better.
    pub direction: Direction,
    /// Difference within which two evaluations are the same.
    pub band: f64,
    /// The metric is the evaluation loss, which checkpoints can have measured for themselves.
    pub is_loss: bool,
    /// The step at which the worst open trouble began; `None` without trouble.
    pub trouble_step: Option<u64>,
}

/// The checkpoint to take.
#[derive(Debug, Clone, PartialEq)]
pub struct CheckpointAdvice {
    /// Its step; that of the evaluation where it is not known which checkpoints were kept.
    pub step: u64,
    /// The checkpoint was kept; `false` where that is not known.
    pub is_kept: bool,
    /// Reason for the choice.
    pub reason: CheckpointReason,
    /// Steps of others that are as good within the noise, ascending, at most 50.
    pub equally_good: Vec<u64>,
    /// Sentence with the step and the reason.
    pub sentence: String,
}

/// Reason why a checkpoint is proposed.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum CheckpointReason {
    /// Its evaluation is the best.
    Best,
    /// It is as good as the best within the noise.
    AsGood {
        /// Step of the best evaluation.
        best_step: u64,
    },
    /// The best evaluation was not kept; of those that were this is the best.
    BestKept {
        /// Step of the best evaluation.
        best_step: u64,
        /// By how much it is worse, as a share.
        behind: f64,
    },
    /// No checkpoint was evaluated; this is nearest to the best evaluation.
    NearestKept {
        /// Step of the best evaluation.
        best_step: u64,
    },
    /// Nothing was evaluated; this is the last one before trouble began.
    BeforeTrouble,
    /// Nothing was evaluated, and there is no trouble: the last one.
    Last,
}

/// Steps that are named as equally good at most.
const MOST_EQUAL: usize = 50;

/// A step, and how good it is: less is better.
type Rated = (u64, f64);

impl Ranking<'_> {
    /// Chooses a checkpoint; `kept` is `None` where it is not known which were kept. `None` if there is nothing to choose from.
    ///
    /// # Example
    /// ```
    /// use tuneboard_core::insight::{Direction, Ranking};
    ///
    /// let evals = [(100, 1.5), (200, 1.2), (300, 1.4)];
    /// let ranking = Ranking { metric: "eval/loss", evals: &evals, direction: Direction::Down, band: 0.01, is_loss: true, trouble_step: None };
    /// assert_eq!(ranking.choose(None).map(|advice| advice.step), Some(200));
    /// ```
    pub fn choose(&self, kept: Option<&[Checkpoint]>) -> Option<CheckpointAdvice> {
        let sign = if self.direction == Direction::Up { -1.0 } else { 1.0 };
        let finite = self.evals.iter().filter(|(_, value)| value.is_finite());
        let evals: Vec<Rated> = finite.map(|(step, value)| (*step, sign * value)).collect();
        let best = lowest(&evals);
        let Some(kept) = kept else {
            let (step, equally_good) = self.pick(&evals, best?);
            return Some(self.advice(
                step,
                false,
                self.reason(step, best?, best?, true),
                equally_good,
                sign * best?.1,
            ));
        };
        let mut steps: Vec<u64> = kept.iter().map(|checkpoint| checkpoint.step).collect();
        steps.sort_unstable();
        steps.dedup();
        let own = |step: u64| {
            let of_step = kept.iter().filter(|checkpoint| self.is_loss && checkpoint.step == step);
            of_step.filter_map(|checkpoint| checkpoint.eval_loss).find(|loss| loss.is_finite())
        };
        let rated =
            steps.iter().filter_map(|step| Some((*step, own(*step).or_else(|| value_near(&evals, *step))?)));
        let rated: Vec<Rated> = rated.collect();
        match (lowest(&rated), best) {
            (Some(best_kept), best) => {
                let best = best.filter(|best| best.1 < best_kept.1).unwrap_or(best_kept);
                let (step, equally_good) = self.pick(&rated, best_kept);
                let is_best_kept = best_kept.1 <= best.1 + self.band;
                Some(self.advice(
                    step,
                    true,
                    self.reason(step, best_kept, best, is_best_kept),
                    equally_good,
                    sign * best_kept.1,
                ))
            }
            (None, Some(best)) => {
                let step = steps.into_iter().min_by_key(|step| step.abs_diff(best.0))?;
                let reason = CheckpointReason::NearestKept { best_step: best.0 };
                Some(self.advice(step, true, reason, Vec::new(), sign * best.1))
            }
            (None, None) => {
                let before =
                    self.trouble_step.and_then(|trouble| steps.iter().rev().find(|step| **step < trouble));
                let reason =
                    if before.is_some() { CheckpointReason::BeforeTrouble } else { CheckpointReason::Last };
                Some(self.advice(*before.or(steps.last())?, true, reason, Vec::new(), f64::NAN))
            }
        }
    }

    /// The proposed one of those that are as good as the best, and the others.
    fn pick(&self, rated: &[Rated], best: Rated) -> (u64, Vec<u64>) {
        let equal: Vec<u64> =
            rated.iter().filter(|(_, value)| *value <= best.1 + self.band).map(|(step, _)| *step).collect();
        let step = if self.trouble_step.is_some() { equal.first() } else { equal.last() };
        let step = step.copied().unwrap_or(best.0);
        (step, equal.into_iter().filter(|other| *other != step).take(MOST_EQUAL).collect())
    }

    fn reason(&self, step: u64, best_kept: Rated, best: Rated, is_best_kept: bool) -> CheckpointReason {
        if !is_best_kept {
            let behind = ((best_kept.1 - best.1) / best.1).abs();
            CheckpointReason::BestKept { best_step: best.0, behind }
        } else if step == best.0 || step == best_kept.0 {
            CheckpointReason::Best
        } else {
            CheckpointReason::AsGood { best_step: best.0 }
        }
    }

    fn advice(
        &self,
        step: u64,
        is_kept: bool,
        reason: CheckpointReason,
        equally_good: Vec<u64>,
        value: f64,
    ) -> CheckpointAdvice {
        let at = format::count(step);
        let take =
            if is_kept { format!("Take checkpoint {at}") } else { format!("Step {at} is the one to take") };
        let sentence = match reason {
            CheckpointReason::Best => {
                format!("{take}: its {} is the best ({}).", self.metric, format::number(value))
            }
            CheckpointReason::AsGood { best_step } => {
                let when = if step < best_step { "earlier" } else { "later" };
                let best = format::count(best_step);
                format!(
                    "{take}: as good as the best {} (step {best}) within its noise, and {when}.",
                    self.metric
                )
            }
            CheckpointReason::BestKept { best_step, behind } => format!(
                "The best evaluation (step {}) was not kept; of the checkpoints that were, step {at} is the best, {} behind.",
                format::count(best_step),
                crate::insight::rules::share(behind),
            ),
            CheckpointReason::NearestKept { best_step } => format!(
                "None of the checkpoints was evaluated; step {at} is nearest to the best evaluation (step {}).",
                format::count(best_step)
            ),
            CheckpointReason::BeforeTrouble => format!("{take}, the last one before the trouble began."),
            CheckpointReason::Last => {
                format!("Nothing was evaluated; the last checkpoint is that of step {at}.")
            }
        };
        CheckpointAdvice { step, is_kept, reason, equally_good, sentence }
    }
}

/// The lowest, of several the first.
fn lowest(rated: &[Rated]) -> Option<Rated> {
    rated.iter().copied().min_by(|a, b| a.1.total_cmp(&b.1))
}

/// The evaluation at a step, or the nearest one within half the usual distance of evaluations.
fn value_near(evals: &[Rated], step: u64) -> Option<f64> {
    let mut apart: Vec<f64> =
        evals.windows(2).map(|pair| pair[1].0.saturating_sub(pair[0].0) as f64).collect();
    let reach = if apart.is_empty() { 0.0 } else { median(&mut apart) / 2.0 };
    let place = evals.partition_point(|(at, _)| *at < step);
    let near = evals[place.saturating_sub(1)..evals.len().min(place + 1)].iter();
    let nearest = near.min_by_key(|(at, _)| at.abs_diff(step))?;
    (nearest.0.abs_diff(step) as f64 <= reach).then_some(nearest.1)
}

#[cfg(test)]
mod tests;
