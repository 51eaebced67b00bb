//! The judgement on a run: what its figures show, and which evaluation is the best.
//!
//! Contract: what is said after n rows depends on these rows alone, whatever came later and however they arrived. A rule that cannot be
//! judged from what is there says nothing, and every finding has points that show it. Nothing is said before 10 train rows or
//! 3 evaluations, except of figures that are not finite. Facts come first; a cause is "often", never "is".
//!
//! Reading order: `run` (what a rule sees), `level` and `evaluations` (what rules share), `rules`, `engine`.

mod best;
mod engine;
mod episode;
mod evaluations;
mod finding;
mod forecast;
mod hiding;
mod level;
mod names;
mod row_order;
mod rule;
mod rules;
mod run;
mod stats;
mod time_left;
mod what_if;

#[cfg(test)]
mod cases;

pub use best::BestEvaluation;
pub use engine::Insight;
pub use finding::{Finding, Verdict};
pub use forecast::{Forecast, forecast};
pub use names::{Direction, RunKind, direction};
pub use row_order::RowOrder;
pub use rule::{Rule, Severity};
pub use run::RunFacts;
pub use time_left::{TimeLeft, time_left};
pub use what_if::{EarlyStopping, Stop, proposed_patience, stop_early};

/// Everything that is found in a run.
#[derive(Debug, Clone, PartialEq)]
pub struct Diagnosis {
    /// The judgement as a whole.
    pub verdict: Verdict,
    /// Findings, open ones first, the worst first.
    pub findings: Vec<Finding>,
    /// Kind of the run.
    pub kind: RunKind,
    /// The best evaluation; `None` without a finite one.
    pub best: Option<BestEvaluation>,
    /// The time left; `None` where rows have no clock, or the end of the run is unknown or reached.
    pub time_left: Option<TimeLeft>,
    /// The evaluation loss at the end; `None` where it cannot be told, or there is trouble.
    pub forecast: Option<Forecast>,
}
