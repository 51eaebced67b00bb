//! The evaluation to take the model from.
//!
//! Definition: by the task metric if one has a direction, else by evaluation loss. Evaluations within twice the noise or 1 % of the best
//! are equally good and named; which of them was kept as a checkpoint is not looked at.

use super::{
    evaluations::Evaluations,
    names::{Direction, Part, direction},
    run::Run,
};
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
}

/// Evaluations that are named as equally good at most.
const MOST_EQUAL: usize = 50;

/// The best evaluation so far; `None` without a finite one.
pub(super) fn best(run: &Run<'_>) -> Option<BestEvaluation> {
    by_part(run, Part::Task).or_else(|| by_part(run, Part::EvalLoss))
}

fn by_part(run: &Run<'_>, part: Part) -> Option<BestEvaluation> {
    let metric = run.names.key(part)?.clone();
    let sign = if direction(&metric.name)? == Direction::Up { -1.0 } else { 1.0 };
    let track = run.track(part)?;
    // The same arithmetic as for losses, of which less is better.
    let mut evals = Evaluations::default();
    for idx in 0..track.len() {
        if let (value, Some(step)) = (track.at(idx), track.step(idx))
            && value.is_finite()
        {
            evals.push(sign * value, step);
        }
    }
    let best = evals.best()?;
    let limit = best.loss + evals.band();
    let is_equal = |eval: &&super::evaluations::Evaluation| eval.step != best.step && eval.loss <= limit;
    let equally_good = evals.list.iter().filter(is_equal).map(|eval| eval.step).take(MOST_EQUAL).collect();
    Some(BestEvaluation { step: best.step, metric, value: sign * best.loss, equally_good })
}

#[cfg(test)]
mod tests {
    use crate::insight::{Insight, RunFacts, cases::store};

    /// The best of evaluations at steps 1, 2, …: its step, metric and those as good.
    #[track_caller]
    fn check(columns: &[(&str, &[f64])], expected: Option<(u64, &str, &[u64])>) {
        let columns: Vec<_> = columns
            .iter()
            .map(|(key, values)| (*key, values.iter().map(|value| Some(*value)).collect()))
            .collect();
        let store = store(&columns, |_| None);
        let facts = RunFacts::default();
        let best = Insight::default().update(&store, &facts).diagnose(&store, &facts).best;
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
