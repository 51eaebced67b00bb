//! Best of a job's checkpoints: each beside the evaluation nearest to it.

use super::{MetricStore, Series};
use crate::model::{Checkpoint, MetricKey};

/// A checkpoint and how good it is.
#[derive(Debug, Clone, PartialEq)]
pub struct RatedCheckpoint {
    /// The checkpoint.
    pub checkpoint: Checkpoint,
    /// The finite eval loss nearest to it with its step, of two as near the earlier; `None` without any.
    pub eval: Option<(u64, f64)>,
    /// Its loss is the lowest. Of several with the same loss, the one evaluated closest to its own step, then
    /// the earliest; all that were saved at that step are the best.
    pub is_best: bool,
}

/// Rates `checkpoints`, in their order. A loss measured for the checkpoint itself counts before a logged one.
pub fn rate_checkpoints(checkpoints: &[Checkpoint], store: &MetricStore) -> Vec<RatedCheckpoint> {
    let series = store.get(&MetricKey::eval("loss"));
    let eval_of = |checkpoint: &Checkpoint| {
        let own = checkpoint.eval_loss.map(|loss| (checkpoint.step, loss));
        own.or_else(|| nearest(series?, checkpoint.step))
    };
    let mut rated: Vec<_> = checkpoints
        .iter()
        .map(|checkpoint| RatedCheckpoint {
            eval: eval_of(checkpoint),
            checkpoint: checkpoint.clone(),
            is_best: false,
        })
        .collect();
    let rank = |rated: &RatedCheckpoint| {
        let (at, loss) = rated.eval?;
        Some((loss, rated.checkpoint.step.abs_diff(at), rated.checkpoint.step))
    };
    let best =
        rated.iter().filter_map(rank).min_by(|a, b| a.0.total_cmp(&b.0).then((a.1, a.2).cmp(&(b.1, b.2))));
    if let Some((.., step)) = best {
        for rated in &mut rated {
            rated.is_best = rated.checkpoint.step == step;
        }
    }
    rated
}

/// Returns the finite point nearest to a step.
fn nearest(series: &Series, step: u64) -> Option<(u64, f64)> {
    let points = series.steps().iter().zip(series.values().iter());
    points.filter(|(_, value)| value.is_finite()).min_by_key(|(at, _)| at.abs_diff(step))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::MetricRow;

    /// Rates checkpoints at steps against eval losses; each line is step, the step of its evaluation, and a
    /// star for the best.
    #[track_caller]
    fn check(evals: &[(u64, f64)], steps: &[u64], expected: &[&str]) {
        let mut store = MetricStore::new();
        let row = |&(step, loss): &(u64, f64)| MetricRow {
            step,
            epoch: None,
            logged_at: None,
            elapsed_secs: None,
            values: vec![(MetricKey::eval("loss"), loss)],
        };
        store.merge(&evals.iter().map(row).collect::<Vec<_>>());
        let line = |rated: RatedCheckpoint| {
            let at = rated.eval.map_or_else(|| "-".to_owned(), |(at, _)| at.to_string());
            format!("{} by {at}{}", rated.checkpoint.step, if rated.is_best { " *" } else { "" })
        };
        let checkpoints: Vec<_> = steps.iter().map(|step| saved_at(*step)).collect();
        let rated: Vec<_> = rate_checkpoints(&checkpoints, &store).into_iter().map(line).collect();
        assert_eq!(rated, expected);
    }

    fn saved_at(step: u64) -> Checkpoint {
        Checkpoint {
            step,
            created_at: None,
            kind: String::new(),
            path: None,
            reference: None,
            eval_loss: None,
        }
    }

    #[test]
    fn the_lowest_loss_nearby_is_the_best() {
        let evals = [(50, 2.0), (100, 1.0), (150, 1.5), (200, f64::NAN)];
        check(&evals, &[40, 110, 160], &["40 by 50", "110 by 100 *", "160 by 150"]);
        check(&evals, &[75], &["75 by 50 *"]);
        check(&evals, &[1_000], &["1000 by 150 *"]);
        check(&evals, &[100, 100, 150], &["100 by 100 *", "100 by 100 *", "150 by 150"]);
        check(&evals, &[90, 105], &["90 by 100", "105 by 100 *"]);
        check(&evals, &[95, 105], &["95 by 100 *", "105 by 100"]);
        check(&[], &[10, 20], &["10 by -", "20 by -"]);
        check(&[(5, f64::NAN)], &[10], &["10 by -"]);
        check(&evals, &[], &[]);
    }

    #[test]
    fn what_was_measured_for_it_counts_before_what_was_logged() {
        let mut store = MetricStore::new();
        let values = vec![(MetricKey::eval("loss"), 1.0)];
        store.merge(&[MetricRow { step: 10, epoch: None, logged_at: None, elapsed_secs: None, values }]);
        let own = Checkpoint { eval_loss: Some(0.5), ..saved_at(20) };
        let rated = rate_checkpoints(&[saved_at(10), own], &store);
        let found: Vec<_> = rated.iter().map(|rated| (rated.eval, rated.is_best)).collect();
        assert_eq!(found, [(Some((10, 1.0)), false), (Some((20, 0.5)), true)]);
    }
}
