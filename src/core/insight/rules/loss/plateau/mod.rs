//! Loss no longer improves.
//!
//! Definition: of at least 6 evaluations none of the last 30 % (3 at least) is below the lowest before by 0.5 %, and there is no falling trend in
//! the second half of them. Without evaluations, of at least 40 rows: between the medians of the third and the last quarter the loss changes
//! by less than 1 % or its noise, as it does between those of the second and the last, and there is no falling trend in the second half. Over at a new best by 0.5 %. A note.
//! Source: Keras `ReduceLROnPlateau` (min_delta); Mann 1945 and Kendall 1975 for the trend.
//! Fails where the learning rate is so low that improvement is slow but steady. An overfitting run is none.

mod by_evaluations;
mod by_rows;

use crate::format;
use crate::insight::rules::{Watch, finding, share, step};
use crate::insight::{
    Finding, Rule, Severity, episode::Episodes, parts::Part, run::Run, sampling::CheckPoints,
};

#[derive(Debug, Clone, Copy, PartialEq)]
struct Flat {
    /// The best before it, and its step; the level of rows without evaluations.
    best: f64,
    best_step: u64,
    is_by_rows: bool,
}

/// The rule.
#[derive(Debug, Clone, Default)]
pub(in crate::insight::rules) struct Plateau {
    episodes: Episodes<Flat>,
    row_check_points: CheckPoints,
    eval_check_points: CheckPoints,
}

impl Watch for Plateau {
    fn see(&mut self, run: &Run<'_>) {
        if !run.is_supervised() {
            return;
        }
        match (run.row.eval_loss, run.row.loss) {
            (Some(loss), _) if loss.is_finite() => self.see_evaluation(run, loss),
            (_, Some(loss))
                if loss.is_finite() && run.row.is_sample && run.track(Part::EvalLoss).is_none() =>
            {
                self.see_row(run);
            }
            _ => {}
        }
    }

    fn report(&self, run: &Run<'_>, findings: &mut Vec<Finding>) {
        for episode in self.episodes.iter() {
            let Flat { best, best_step, is_by_rows } = episode.note;
            let ago = run.row.step.saturating_sub(best_step) as f64 / run.row.step.max(1) as f64;
            let sentence = match (is_by_rows, episode.is_open) {
                (true, true) => format!(
                    "Training loss has stayed about {} since {}.",
                    format::number(best),
                    step(best_step)
                ),
                (true, false) => format!(
                    "Training loss stayed about {} from {} to {}.",
                    format::number(best),
                    step(best_step),
                    step(episode.last_step)
                ),
                (false, true) => format!(
                    "No better evaluation loss since {}, {} of the run ago.",
                    step(best_step),
                    share(ago)
                ),
                (false, false) => format!(
                    "No better evaluation loss from {} to {}.",
                    step(best_step),
                    step(episode.last_step)
                ),
            };
            let advice = if episode.is_open {
                vec!["More steps of the same kind rarely change that.".to_owned()]
            } else {
                Vec::new()
            };
            findings.push(finding(Rule::Plateau, Severity::Note, episode, run, sentence, advice));
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::insight::{
        Rule,
        cases::{noise, spans},
    };

    #[test]
    fn evaluations_without_a_better_one_are_a_plateau() {
        let check = |evals: &[f64], expected: &[&str]| {
            assert_eq!(spans(Rule::Plateau, &[("eval/loss", evals)], None), expected, "{evals:?}");
        };
        check(&[1.0, 0.9, 0.8, 0.8, 0.8], &[]);
        check(&[1.0, 0.9, 0.8, 0.8, 0.8, 0.8], &["note 4-6 open"]);
        check(&[1.0, 0.9, 0.8, 0.8, 0.8, 0.8, 0.7], &["note 4-7 over"]);
        check(&[1.0, 0.9, 0.8, 0.79, 0.78, 0.77, 0.76, 0.75], &[]);
        check(&[], &[]);
    }

    #[test]
    fn rows_without_a_trend_are_a_plateau_where_nothing_is_evaluated() {
        let check = |losses: Vec<f64>, expected: usize| {
            assert_eq!(spans(Rule::Plateau, &[("train/loss", &losses)], None).len(), expected);
        };
        check((0..100).map(|row| 2.3 + 0.1 * noise(row)).collect(), 1);
        check((0..30).map(|_| 2.3).collect(), 0);
        check((0..200).map(|row| 3.0 - 0.01 * f64::from(row) + 0.05 * noise(row)).collect(), 0);
        check((0..200).map(|row| 1.0 + 2.0 * 0.99_f64.powi(row)).collect(), 0);
    }
}
