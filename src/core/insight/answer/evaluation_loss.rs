//! The evaluation loss of a run: its last and its lowest figure, and what early stopping is to be set to by them.

use crate::{
    insight::{EarlyStopping, estimates::proposed_patience, parts::Part, run::Run},
    model::MetricKey,
};

/// The evaluation loss of a run.
#[derive(Debug, Clone, PartialEq)]
pub struct EvaluationLoss {
    /// Its metric.
    pub metric: MetricKey,
    /// Evaluations so far, those that are not finite included.
    pub n_evals: usize,
    /// Standard deviation of one evaluation, 0 below 5 of them.
    pub noise: f64,
    /// Its figures; `None` without a finite one.
    pub figures: Option<EvalFigures>,
}

/// The two evaluations that a run is judged by. Losses are finite.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct EvalFigures {
    /// Loss of the last finite evaluation.
    pub last: f64,
    /// The lowest loss.
    pub lowest: f64,
    /// Its step, of several the first.
    pub lowest_step: u64,
}

impl EvaluationLoss {
    /// Reads it from a run; `None` if the run never logged it.
    pub(super) fn of(run: &Run<'_>) -> Option<Self> {
        let ends = run.evals.list.last().zip(run.evals.best());
        Some(Self {
            metric: run.names.key(Part::EvalLoss)?.clone(),
            n_evals: run.counts[Part::EvalLoss as usize],
            noise: run.evals.noise(),
            figures: ends.map(|(last, best)| EvalFigures {
                last: last.loss,
                lowest: best.loss,
                lowest_step: best.step,
            }),
        })
    }

    /// Settings of early stopping for a run like this: patience by the number of its evaluations, and its noise.
    pub fn early_stopping(&self) -> EarlyStopping {
        // Three digits: more would promise what noise does not hold.
        let min_delta = format!("{:.2e}", self.noise).parse().unwrap_or(self.noise);
        EarlyStopping { patience: proposed_patience(self.n_evals), warm_up: 1, min_delta }
    }
}
