//! The judgement on a run: what its figures show, which checkpoint to take, and what to change next.
//!
//! Contract: what is said after n rows depends on these rows alone, whatever came later and however they arrived. A rule that cannot be
//! judged from what is there says nothing, and every finding has points that show it. Nothing is said before 10 train rows or
//! 3 evaluations, except of figures that are not finite. Facts come first; a cause is "often", never "is".
//!
//! The page keeps an [`Insight`] per run: [`Insight::append_some`] after each poll, in turns, then [`Insight::answer`].
//!
//! Reading order: `run` (what a rule sees), `level` and `evaluations` (what rules share), `rules`, `engine`, `answer`.

mod answer;
mod choice;
mod direction;
mod engine;
mod episode;
mod estimates;
mod evaluations;
mod finding;
mod hiding;
mod level;
mod names;
mod parts;
mod row_order;
mod rule;
mod rules;
mod run;
mod sampling;
mod stats;
mod track;
mod words;

#[cfg(test)]
mod cases;

pub use answer::{Action, Answer, Change, EvalFigures, EvaluationLoss, Setting, Surroundings};
pub use choice::{BestEvaluation, CheckpointAdvice, CheckpointReason, Ranking};
pub use direction::{Direction, direction};
pub use engine::Insight;
pub use estimates::{
    Arrival, Clock, Cost, EarlyStopping, Forecast, Pause, RunEnd, Saving, Silence, Stall, Stop, StopBalance,
    StopSides, TimeLeft, forecast, proposed_patience, read_clock, stall, stop_balance, stop_early, time_left,
};
pub use finding::{Finding, OpenFinding, Verdict};
pub use names::RunKind;
pub use row_order::RowOrder;
pub use rule::{Rule, Severity};
pub use run::RunFacts;
pub use words::RuleWords;
