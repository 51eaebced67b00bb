//! The evaluation to take the model from.
//!
//! Definition: by the task metric if one has a direction, else by evaluation loss. Evaluations within twice the noise or 1 % of the best
//! are equally good and named; which of them was kept as a checkpoint is for [`super::Ranking`].

use crate::insight::{direction::Direction, evaluations::Evaluations, parts::Part, run::Run};
use crate::model::MetricKey;

/// The proposed evaluation.
#[derive(Debug, Clone, PartialEq)]
pub struct BestEvaluation {
    /// Step of the best evaluation.
    pub step: u64,
    /// The metric it is ranked by.
    pub metric: MetricKey,
    /// Its figure.
    pub value: f64,
    /// Steps of the others that are as good within the noise, ascending.
    pub equally_good: Vec<u64>,
    /// Difference within which two evaluations are the same.
    pub band: f64,
}

/// Evaluations that are named as equally good at most.
const MOST_EQUAL: usize = 50;

/// The evaluations that rank checkpoints: of the task metric, else of the loss; with less being better, and the direction of their
/// metric.
pub(in crate::insight) fn ranked<'a>(run: &Run<'a>) -> Option<(&'a MetricKey, &'a Evaluations, Direction)> {
    let of = |part: Part, evals: &'a Evaluations| {
        let key = run.names.key(part).filter(|_| 0 < evals.len())?;
        Some((key, evals, crate::insight::direction::direction(&key.name)?))
    };
    of(Part::Task, run.task).or_else(|| of(Part::EvalLoss, run.evals))
}

/// The best evaluation so far; `None` without a finite one.
pub(in crate::insight) fn best(run: &Run<'_>) -> Option<BestEvaluation> {
    let (metric, evals, direction) = ranked(run)?;
    let best = evals.best()?;
    let band = evals.band();
    let limit = best.loss + band;
    let is_equal =
        |eval: &&crate::insight::evaluations::Evaluation| eval.step != best.step && eval.loss <= limit;
    let equally_good = evals.list.iter().filter(is_equal).map(|eval| eval.step).take(MOST_EQUAL).collect();
    let sign = if direction == Direction::Up { -1.0 } else { 1.0 };
    Some(BestEvaluation {
        step: best.step,
        metric: metric.clone(),
        value: sign * best.loss,
        equally_good,
        band,
    })
}

#[cfg(test)]
mod tests {
    use crate::insight::{Insight, RunFacts, Surroundings, cases::store};

    /// The best of evaluations at steps 1, 2, …: its step, metric and those as good.
    #[track_caller]
    fn check(columns: &[(&str, &[f64])], expected: Option<(u64, &str, &[u64])>) {
        let columns: Vec<_> = columns
            .iter()
            .map(|(key, values)| (*key, values.iter().map(|value| Some(*value)).collect()))
            .collect();
        let store = store(&columns, |_| None);
        let facts = RunFacts::default();
        let mut insight = Insight::default();
        let best = insight.append(&store, &facts).answer(&store, &facts, &Surroundings::default()).best;
        let found = best.map(|best| (best.step, best.metric.to_string(), best.equally_good));
        assert_eq!(found, expected.map(|(step, key, equal)| (step, key.to_owned(), equal.to_vec())));
    }

    #[test]
    fn task_metrics_come_before_the_loss() {
        check(&[("eval/loss", &[1.0, 0.5, 0.7])], Some((2, "eval/loss", &[])));
        check(&[("eval/loss", &[1.0, 0.5, 0.503, 0.7])], Some((2, "eval/loss", &[3])));
        check(&[("eval/loss", &[1.0, 0.5, 0.7]), ("eval/f1", &[0.1, 0.2, 0.3])], Some((3, "eval/f1", &[])));
        check(
            &[("eval/loss", &[1.0, 0.5, 0.7]), ("eval/wer", &[90.0, 80.0, 85.0])],
            Some((2, "eval/wer", &[])),
        );
        check(&[("eval/loss", &[f64::NAN])], None);
        check(&[("train/loss", &[1.0])], None);
    }
}
