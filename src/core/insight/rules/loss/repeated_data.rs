//! Training loss falls in steps where epochs begin.
//!
//! Definition: nothing is evaluated, and the median of the quarter epoch after an epoch's end is 15 % below that of the quarter before it,
//! and lower by more than twice the fall within the half epoch before. A note.
//! Source: log 18 of the labelled ones; the model sees the same examples again.
//! Fails where a new dataset begins with an epoch. Silent with fewer than 5 rows in a quarter epoch.

use crate::format;
use crate::insight::rules::{Watch, finding};
use crate::insight::{
    Finding, Rule, Severity, episode::Episodes, parts::Part, run::Run, stats::median, track::Track,
};

/// Fall at the end of an epoch, as a share.
const FALL: f64 = 0.15;
/// Rows that a quarter epoch needs.
const ROWS: usize = 5;
/// Rows of a quarter epoch that are looked at at most.
const MOST_ROWS: usize = 500;

/// The rule.
#[derive(Debug, Clone, Default)]
pub(in crate::insight::rules) struct RepeatedData {
    /// Medians of the epochs' beginnings.
    episodes: Episodes<Vec<f64>>,
    /// Epochs whose beginning has been looked at.
    n_seen: u64,
}

/// The median of the rows of an epoch's part; `None` with too few.
fn level(track: &Track<'_>, from: f64, to: f64) -> Option<f64> {
    let rows = rank(track, from)..rank(track, to);
    let stride = rows.len().div_ceil(MOST_ROWS).max(1);
    let mut losses: Vec<f64> =
        rows.step_by(stride).map(|idx| track.at(idx)).filter(|loss| loss.is_finite()).collect();
    (ROWS <= losses.len()).then(|| median(&mut losses))
}

/// Number of rows up to an epoch, as epochs ascend.
fn rank(track: &Track<'_>, epoch: f64) -> usize {
    let (mut low, mut high) = (0, track.len());
    while low < high {
        let middle = low + (high - low) / 2;
        if track.epoch(middle) <= epoch { low = middle + 1 } else { high = middle }
    }
    low
}

impl Watch for RepeatedData {
    fn see(&mut self, run: &Run<'_>) {
        let epoch = run.row.epoch;
        let is_ours = run.is_supervised() && run.row.loss.is_some() && run.track(Part::EvalLoss).is_none();
        if !is_ours || !(1.25..1e6).contains(&epoch) {
            return;
        }
        let n = (epoch - 0.25) as u64;
        if n <= self.n_seen {
            return;
        }
        self.n_seen = n;
        let Some(track) = run.track(Part::Loss) else { return };
        let end = n as f64;
        let parts = [(end - 0.5, end - 0.25), (end - 0.25, end), (end, end + 0.25)];
        let [Some(earlier), Some(before), Some(after)] = parts.map(|(from, to)| level(&track, from, to))
        else {
            return;
        };
        let is_step = after < (1.0 - FALL) * before && 2.0 * (earlier - before).max(0.0) < before - after;
        if !is_step {
            return;
        }
        let step = run.row.step;
        if !self.episodes.is_open() {
            self.episodes.open(step, step, vec![before]);
        }
        if let Some(open) = self.episodes.open_one() {
            open.note.push(after);
            open.add_evidence(step);
        }
    }

    fn report(&self, run: &Run<'_>, findings: &mut Vec<Finding>) {
        for episode in self.episodes.iter() {
            let levels: Vec<String> =
                episode.note.iter().take(4).map(|level| format::number(*level)).collect();
            let sentence = format!(
                "Training loss falls in steps where epochs begin ({}): the model sees the same examples again.",
                levels.join(", ")
            );
            let advice =
                vec!["Without an evaluation file nobody can tell learning from memorising.".to_owned()];
            findings.push(finding(Rule::RepeatedData, Severity::Note, episode, run, sentence, advice));
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::insight::{Rule, cases::spans_with_epochs};

    #[track_caller]
    fn check(losses: impl IntoIterator<Item = f64>, per_epoch: Option<f64>, expected: &[&str]) {
        let losses: Vec<f64> = losses.into_iter().collect();
        assert_eq!(spans_with_epochs(Rule::RepeatedData, &[("train/loss", &losses)], per_epoch), expected);
    }

    #[test]
    fn stairs_at_the_ends_of_epochs_are_a_note() {
        let stairs = |row: i32| [1.1, 0.7, 0.4][row as usize / 40];
        check((0..120).map(stairs), Some(40.0), &["note 50-120 open"]);
        check((0..120).map(stairs), Some(60.0), &[]);
        check((0..120).map(stairs), None, &[]);
        check((0..120).map(|row| 1.1 * 0.99_f64.powi(row)), Some(40.0), &[]);
    }
}
