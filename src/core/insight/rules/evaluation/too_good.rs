//! Evaluation loss is almost 0 within the first epoch.
//!
//! Definition: within the first epoch, after 10 train rows, an evaluation loss is below 0.01, or an evaluated token accuracy 0.995 or more. A
//! note, which holds as long as evaluations stay so low.
//! Source: logs 36 and 37 of the labelled ones: the same examples, or the answer, in both files.
//! Fails with tasks that are that easy. Silent where no row tells its epoch.

use crate::format;
use crate::insight::rules::{Watch, finding};
use crate::insight::{Finding, Rule, Severity, episode::Episodes, parts::Part, run::Run};
use crate::model::Split;

/// Loss below which an evaluation is too good.
const LOW_LOSS: f64 = 0.01;
/// Token accuracy from which on it is.
const HIGH_ACCURACY: f64 = 0.995;

/// The rule.
#[derive(Debug, Clone, Default)]
pub(in crate::insight::rules) struct TooGood {
    /// Evaluation loss, and the epoch it was measured at.
    episodes: Episodes<(f64, f64)>,
}

impl Watch for TooGood {
    fn see(&mut self, run: &Run<'_>) {
        let Some(loss) = run.row.eval_loss.filter(|loss| loss.is_finite() && run.is_supervised()) else {
            return;
        };
        let (step, epoch) = (run.row.step, run.row.epoch);
        let accuracy = run
            .track(Part::TokenAccuracy)
            .filter(|_| run.names.key(Part::TokenAccuracy).is_some_and(|key| key.split == Split::Eval));
        let accuracy = accuracy.map_or(f64::NAN, |track| track.at(track.len() - 1));
        let is_too_good = (0.0..LOW_LOSS).contains(&loss) || HIGH_ACCURACY <= accuracy;
        if self.episodes.is_open() {
            if !is_too_good && 2.0 * LOW_LOSS < loss {
                self.episodes.close(step);
            } else if let Some(open) = self.episodes.open_one() {
                open.add_evidence(step);
            }
        } else if is_too_good && epoch <= 1.0 + 1e-9 && 10 <= run.level.n_rows() {
            let opened = self.episodes.open(step, step, (loss, epoch));
            if let Some(open) = opened {
                open.add_evidence(step);
            }
        }
    }

    fn report(&self, run: &Run<'_>, findings: &mut Vec<Finding>) {
        for episode in self.episodes.iter() {
            let (loss, epoch) = episode.note;
            let epochs = format::number_of((100.0 * epoch).round() / 100.0, "epoch", "epochs");
            let sentence =
                format!("Evaluation loss is {}, almost nothing, after {epochs}.", format::number(loss));
            let advice =
                vec!["Often the same examples are in both files; check them for duplicates.".to_owned()];
            findings.push(finding(Rule::TooGood, Severity::Note, episode, run, sentence, advice));
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::insight::{Rule, cases::spans_with_epochs};

    /// Evaluations at each of 20 rows, of which `per_epoch` are an epoch.
    #[track_caller]
    fn check(eval_at: impl Fn(u64) -> f64, per_epoch: Option<f64>, expected: &[&str]) {
        let evals: Vec<f64> = (1..=20).map(eval_at).collect();
        let columns = [("train/loss", &[1.0; 20][..]), ("eval/loss", &evals[..])];
        assert_eq!(spans_with_epochs(Rule::TooGood, &columns, per_epoch), expected);
    }

    #[test]
    fn almost_nothing_in_the_first_epoch_is_a_note() {
        let low_from = |row: u64| move |at: u64| if row <= at { 0.002 } else { 0.5 };
        check(low_from(12), Some(20.0), &["note 12-20 open"]);
        check(low_from(12), Some(5.0), &[]);
        check(low_from(12), None, &[]);
        check(low_from(30), Some(20.0), &[]);
        check(|at| if (11..13).contains(&at) { 0.002 } else { 0.5 }, Some(20.0), &["note 11-13 over"]);
    }
}
