//! The choice among evaluations, and among the checkpoints that were kept.

mod best;
mod checkpoint;

pub use best::BestEvaluation;
pub(super) use best::{best as best_evaluation, ranked};
pub use checkpoint::{CheckpointAdvice, CheckpointReason, Ranking};
