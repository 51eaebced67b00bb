//! Training loss jumped.
//!
//! Definition: a loss above the median of the last 20 rows by 6 deviations, also of its logarithm, by half of it, and by a twentieth of
//! the level at the start, after 10 rows. The deviation is that of these rows, or of the differences of the last 100, if that is larger. Over when the level is back at that median. A note if it is over within as many rows as the level looks back on; a
//! warning while it lasts longer, or where 3 lie within 200 rows and each doubled the loss.
//! Source: PaLM §5.1 and OLMo 2 on loss spikes; SPAM, arXiv 2501.06842.
//! Losses of batches of one example have a long tail, which the logarithm has not. Fails where the data have outliers themselves.

use crate::format;
use crate::insight::rules::{Watch, finding, learning_rate_advice, step};
use crate::insight::{
    Finding, Rule, Severity,
    episode::Episodes,
    level::{row_noise, row_noise_of_logarithm},
    parts::Part,
    run::Run,
    stats::{deviation, median},
};

/// Rows before a spike that it is compared with.
const ROWS: usize = 20;
/// Rows within which spikes count together, and how many of them are a warning.
const WITHIN: usize = 200;
const MANY: usize = 3;
/// Deviations above the median.
const DEVIATIONS: f64 = 6.0;
/// Rows during which a spike is followed row by row.
const MOST_ROWS: usize = 64;
/// Factor of a spike that counts towards a warning.
const LARGE: f64 = 3.0;

#[derive(Debug, Clone, Copy, PartialEq)]
struct Jump {
    /// Median before it.
    median: f64,
    /// Level to come back to; the last row has to be below it too.
    back: f64,
    limit: f64,
    highest: f64,
    highest_step: u64,
    first_row: usize,
    last_row: usize,
    /// It lasted longer than the level looks back.
    is_long: bool,
    /// Others came shortly before.
    is_one_of_many: bool,
}

/// Returns whether a loss is also far above the median where ratios are compared instead of differences.
fn is_far_by_ratio(last: &[f64], middle: f64, of_rows: f64, loss: f64) -> bool {
    let ratios: Vec<f64> = last.iter().filter(|loss| 0.0 < **loss).map(|loss| (loss / middle).ln()).collect();
    DEVIATIONS * deviation(&ratios, 0.0).max(of_rows) < (loss / middle).ln()
}

/// The rule.
#[derive(Debug, Clone, Default)]
pub(in crate::insight::rules) struct Spike {
    episodes: Episodes<Jump>,
    /// Rows of the last large ones.
    recent: Vec<usize>,
}

impl Watch for Spike {
    fn see(&mut self, run: &Run<'_>) {
        let Some(loss) = run.row.loss.filter(|loss| loss.is_finite() && run.is_supervised()) else { return };
        let (level, step) = (run.level, run.row.step);
        let row = run.n_rows();
        let n_short = run.reach();
        if let Some(open) = self.episodes.open_one() {
            if open.note.highest < loss {
                open.note.highest = loss;
                open.note.highest_step = step;
            }
            open.note.last_row = row;
            open.note.is_long |= n_short < row - open.note.first_row;
            if level.now() <= open.note.back && loss <= open.note.limit {
                self.episodes.close(step);
            }
            return;
        }
        // Most rows are no candidates, and cost one comparison.
        let before = level.before();
        if row <= 10 || loss <= 1.25 * before || before.is_nan() {
            return;
        }
        let Some(track) = run.track(Part::Loss) else { return };
        let end = track.len() - 1;
        let mut last = track.finite(end.saturating_sub(ROWS)..end);
        let middle = median(&mut last);
        let spread = deviation(&last, middle).max(row_noise(&track, end));
        let start = level.start();
        let is_spike = middle + DEVIATIONS * spread < loss
            && is_far_by_ratio(&last, middle, row_noise_of_logarithm(&track, end), loss)
            && 1.5 * middle < loss
            && 0.05 * start < loss - middle
            && 0.0 < middle;
        if !is_spike {
            return;
        }
        let is_large = LARGE * middle < loss && 0.5 * start < loss - middle;
        if is_large {
            self.recent.retain(|other| row - other <= WITHIN);
            self.recent.push(row);
        }
        let back = middle + (0.1 * (start - middle)).max(2.0 * spread).max(0.02 * middle);
        let jump = Jump {
            median: middle,
            back,
            limit: back.max(1.5 * middle).max(middle + DEVIATIONS * spread),
            highest: loss,
            highest_step: step,
            first_row: row,
            last_row: row,
            is_long: false,
            is_one_of_many: is_large && MANY <= self.recent.len(),
        };
        if let Some(open) = self.episodes.open(step, step, jump) {
            open.add_evidence(step);
        }
    }

    fn is_busy(&self) -> bool {
        self.episodes
            .last()
            .is_some_and(|last| last.is_open && last.note.last_row - last.note.first_row < MOST_ROWS)
    }

    fn report(&self, run: &Run<'_>, findings: &mut Vec<Finding>) {
        for episode in self.episodes.iter() {
            let jump = episode.note;
            let is_bad = jump.is_long || jump.is_one_of_many;
            let severity = if is_bad { Severity::Warning } else { Severity::Note };
            let times = format::number((10.0 * jump.highest / jump.median).round() / 10.0);
            let jumped = format!(
                "Training loss jumped to {} at {}, {times} times its level",
                format::number(jump.highest),
                step(jump.highest_step),
            );
            let rows = format::count_of(jump.last_row - jump.first_row, "row", "rows");
            let sentence = if episode.is_open {
                format!("{jumped}, and has not come back yet.")
            } else {
                format!("{jumped}, and was back after {rows}.")
            };
            let mut advice = Vec::from_iter(learning_rate_advice(run, episode.first_step).filter(|_| is_bad));
            if jump.is_one_of_many {
                advice.push("Several came shortly after each other. Often a few examples are unlike the others; gradient clipping helps.".to_owned());
            }
            let mut episode = episode.clone();
            episode.evidence.push(jump.highest_step);
            findings.push(finding(Rule::Spike, severity, &episode, run, sentence, advice));
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::insight::{
        Rule,
        cases::{noise, spans},
    };

    /// Losses around 1 with jumps as row and value, and the spans that are found.
    #[track_caller]
    fn check(jumps: &[(usize, f64)], expected: &[&str]) {
        let mut losses: Vec<f64> = (0..300).map(|row| 1.0 + 0.05 * noise(row)).collect();
        jumps.iter().for_each(|(row, loss)| losses[row - 1] = *loss);
        assert_eq!(spans(Rule::Spike, &[("train/loss", &losses)], None), expected);
    }

    #[test]
    fn what_is_over_at_once_is_a_note() {
        check(&[], &[]);
        check(&[(150, 1.4)], &[]);
        check(&[(150, 2.5)], &["note 150-151 over"]);
        check(&[(5, 9.0)], &[]);
        check(&[(300, 2.5)], &["note 300-300 open"]);
        let long: Vec<(usize, f64)> = (150..200).map(|row| (row, 2.5)).collect();
        check(&long, &["warning 150-210 over"]);
    }

    #[test]
    fn three_large_ones_are_a_warning() {
        check(&[(100, 4.0), (150, 4.0)], &["note 100-101 over", "note 150-151 over"]);
        check(
            &[(100, 4.0), (150, 4.0), (170, 4.0)],
            &["note 100-101 over", "note 150-151 over", "warning 170-171 over"],
        );
    }
}
