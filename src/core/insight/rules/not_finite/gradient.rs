//! Gradient norm is not a number.
//!
//! Definition: `grad_norm` is NaN or infinite while the loss is finite; over at the next finite one. A note; a warning from 3 in 20 rows
//! on, except among the first 20 rows, where mixed precision looks for its scale.
//! Source: torch `GradScaler` skips steps with such gradients and halves its scale; log 13 of the labelled ones.
//! Fails where the norm is logged after skipped steps only.

use crate::format;
use crate::insight::rules::{Watch, finding, step};
use crate::insight::{Finding, Rule, Severity, episode::Episodes, parts::Part, run::Run};

/// Rows without such a gradient that end a span; and those within which several count together.
const ROWS: usize = 20;
/// Rows of a span from which on it is a warning.
const MANY: u64 = 3;

/// The rule.
#[derive(Debug, Clone, Default)]
pub(in crate::insight::rules) struct GradientNotFinite {
    /// Rows of the span, and those of them behind the first 20 rows of the log.
    episodes: Episodes<(u64, u64)>,
    n_rows: usize,
    /// Number of rows at the last such gradient.
    last_row: usize,
}

impl Watch for GradientNotFinite {
    fn see(&mut self, run: &Run<'_>) {
        let Some(norm) = run.row.grad_norm else { return };
        let step = run.row.step;
        self.n_rows = run.track(Part::GradNorm).map_or(0, |norm| norm.len());
        let n_since = self.n_rows - self.last_row.min(self.n_rows);
        let is_loss_fine = run.row.loss.is_none_or(f64::is_finite);
        if norm.is_finite() || !is_loss_fine {
            if let Some(last_step) = self.episodes.open_one().map(|open| open.last_step) {
                self.episodes.close(last_step);
            }
            return;
        }
        match self.episodes.last_mut() {
            Some(episode) if n_since <= ROWS => episode.is_open = true,
            _ => {
                self.episodes.open(step, step, (0, 0));
            }
        }
        self.last_row = self.n_rows;
        let is_late = ROWS < self.n_rows;
        if let Some(open) = self.episodes.open_one() {
            open.note.0 += 1;
            open.note.1 += u64::from(is_late);
            open.last_step = step;
            open.add_evidence(step);
        }
    }

    fn is_busy(&self) -> bool {
        self.episodes.is_open()
    }

    fn report(&self, run: &Run<'_>, findings: &mut Vec<Finding>) {
        for episode in self.episodes.iter() {
            let (n, n_late) = episode.note;
            let is_lasting = episode.is_open && MANY <= n && n as usize == self.n_rows;
            let severity = if MANY <= n_late || is_lasting { Severity::Warning } else { Severity::Note };
            let rows = format::count_of(usize::try_from(n).unwrap_or(usize::MAX), "row", "rows");
            let sentence =
                format!("Gradient norm was not a number in {rows} from {} on.", step(episode.first_step));
            let advice = vec![if severity == Severity::Note {
                "With mixed precision single ones are usual: the step is skipped.".to_owned()
            } else {
                "Steps with such gradients are usually skipped. Often the learning rate is too high, or half precision too coarse.".to_owned()
            }];
            findings.push(finding(Rule::GradientNotFinite, severity, episode, run, sentence, advice));
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::insight::{Rule, cases::spans};

    /// Rows of 40 with an infinite gradient norm, and the spans that are found.
    #[track_caller]
    fn check(rows: &[usize], expected: &[&str]) {
        let mut norms = vec![1.0; 40];
        rows.iter().for_each(|row| norms[row - 1] = f64::INFINITY);
        let losses: Vec<f64> = (0..40).map(|row| 2.0 - 0.01 * f64::from(row)).collect();
        let columns = [("train/loss", &losses[..]), ("train/grad_norm", &norms[..])];
        assert_eq!(spans(Rule::GradientNotFinite, &columns, None), expected);
    }

    #[test]
    fn single_ones_are_a_note_and_several_a_warning() {
        check(&[], &[]);
        check(&[33], &["note 33-33 over"]);
        check(&[40], &["note 40-40 open"]);
        check(&[1, 2, 3, 4], &["note 1-4 over"]);
        check(&[25, 27, 29], &["warning 25-29 over"]);
        check(&[22, 39], &["note 22-39 over"]);
        check(&[5, 30], &["note 5-5 over", "note 30-30 over"]);
        check(&(1..=40).collect::<Vec<_>>(), &["warning 1-40 open"]);
    }

    #[test]
    fn a_loss_that_is_not_finite_says_it_already() {
        let columns = [("train/loss", &[1.0, f64::NAN][..]), ("train/grad_norm", &[1.0, f64::NAN][..])];
        assert_eq!(spans(Rule::GradientNotFinite, &columns, None), [""; 0]);
    }
}
