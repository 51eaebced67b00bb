//! Training loss has not moved.
//!
//! Definition: after 30 % of the run and 10 rows (60 rows, if its end is unknown) the level was never 2 % below the level of the first rows and
//! is not 1 % below it, there is no falling trend, no evaluation is 2 % better than the first one, and the learning rate does not rise any
//! more. Over when the level has
//! fallen by 2 %. A warning; a note when it is over.
//! Source: rule L of the design sheet, logs 22 and 23 of the labelled ones.
//! Fails with batches of one example, whose noise hides a level that does not move: then it is silent.

use crate::format;
use crate::insight::rules::{Watch, finding, share, step};
use crate::insight::{
    Finding, Rule, Severity, episode::Episodes, parts::Part, run::Run, sampling::CheckPoints, stats::trend,
};

/// Fall of the level that is learning, as a share.
const FALL: f64 = 0.02;
/// Score of a falling trend.
const FALLING: f64 = -2.0;
/// Fall of the present level that may become learning, as a share.
const SLIGHT_FALL: f64 = 0.01;
/// Share of the run that is too early to tell, and rows of one whose end is unknown.
const EARLY: f64 = 0.3;
const EARLY_ROWS: usize = 60;

/// The rule.
#[derive(Debug, Clone, Default)]
pub(in crate::insight::rules) struct NotLearning {
    episodes: Episodes<()>,
    check_points: CheckPoints,
    has_learned: bool,
}

impl NotLearning {
    /// Returns whether the level has not moved at the present row, whatever was said before.
    fn is_flat(run: &Run<'_>) -> bool {
        let (level, n) = (run.level, run.level.n_rows());
        let is_early = run.share_done().map_or(n < EARLY_ROWS, |share| share < EARLY);
        if n < 10 || is_early || level.now() < (1.0 - SLIGHT_FALL) * level.start() || level.start() <= 0.0 {
            return false;
        }
        let evals = &run.evals.list;
        let has_better = |first: f64| run.evals.best().is_some_and(|best| best.loss < (1.0 - FALL) * first);
        if evals.first().is_some_and(|first| has_better(first.loss)) {
            return false;
        }
        let is_warm = run.learning_rate_at(run.row.step).is_none_or(|(_, of_peak)| 0.0 < of_peak);
        let is_falling = || {
            run.track(Part::Loss).is_some_and(|loss| trend(&loss.block_medians(0..loss.len(), 60)) < FALLING)
        };
        is_warm && !is_warming_up(run) && !is_falling()
    }
}

/// Returns whether the learning rate is at its highest so far, and was below that before.
fn is_warming_up(run: &Run<'_>) -> bool {
    let Some(rates) = run.track(Part::LearningRate) else { return false };
    let (first, half, last) = (rates.at(0), rates.at(rates.len() / 2), rates.at(rates.len() - 1));
    first < 0.9 * last && half < 0.98 * last && rates.highest().is_some_and(|highest| 0.999 * highest <= last)
}

impl Watch for NotLearning {
    fn see(&mut self, run: &Run<'_>) {
        let is_loss = run.row.is_sample && run.row.loss.is_some_and(f64::is_finite);
        if self.has_learned || !run.is_supervised() || !is_loss {
            return;
        }
        let level = run.level;
        if level.best() < (1.0 - FALL) * level.start() {
            self.has_learned = 10 <= level.n_rows();
            return self.episodes.close(run.row.step);
        }
        if let Some(open) = self.episodes.open_one() {
            open.add_evidence(run.row.step);
        } else if self.check_points.is_due(level.n_rows()) && Self::is_flat(run) {
            let first_step = run.track(Part::Loss).and_then(|loss| loss.step(0)).unwrap_or(run.row.step);
            if let Some(open) = self.episodes.open(first_step, run.row.step, ()) {
                open.add_evidence(first_step);
                open.add_evidence(run.row.step);
            }
        }
    }

    fn report(&self, run: &Run<'_>, findings: &mut Vec<Finding>) {
        for episode in self.episodes.iter() {
            let moved = share((run.level.now() - run.level.start()) / run.level.start());
            let (severity, sentence) = if episode.is_open {
                let steps = format::count(run.row.step.saturating_sub(episode.first_step));
                (Severity::Warning, format!("Training loss has moved {moved} in {steps} steps."))
            } else {
                let until = step(episode.last_step);
                (Severity::Note, format!("Training loss did not move until {until}; it does since."))
            };
            let mut advice = Vec::new();
            if episode.is_open {
                let norm = run.track(Part::GradNorm).map(|norm| norm.late()).unwrap_or_default();
                let has_gradient = !norm.is_empty() && norm.iter().all(|norm| 0.0 < *norm);
                advice.push(if has_gradient {
                    "Gradients are there, so often the learning rate is too low, or the trained layers are not those that are evaluated.".to_owned()
                } else {
                    "Often the learning rate is too low, or nothing is set to be trained.".to_owned()
                });
            }
            findings.push(finding(Rule::NotLearning, severity, episode, run, sentence, advice));
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::insight::{
        Rule,
        cases::{noise, spans},
    };

    #[track_caller]
    fn check(losses: impl IntoIterator<Item = f64>, total_steps: Option<u64>, expected: &[&str]) {
        let losses: Vec<f64> = losses.into_iter().collect();
        assert_eq!(spans(Rule::NotLearning, &[("train/loss", &losses)], total_steps), expected);
    }

    #[test]
    fn a_level_that_does_not_move_is_a_finding() {
        check([4.68; 34], Some(34), &["warning 1-34 open"]);
        check([4.68; 34], None, &[]);
        check([4.68; 60], None, &["warning 1-60 open"]);
        check((0..80).map(|row| if row < 70 { 4.68 } else { 4.0 }), None, &["note 1-74 over"]);
        check((0..200).map(|row| 1.0 - 0.00008 * f64::from(row)), None, &[]);
        check((0..60).map(|row| 2.0 - 0.02 * f64::from(row)), None, &[]);
        check((0..200).map(|row| 1.0 - 0.00008 * f64::from(row) + 0.001 * noise(row)), None, &[]);
        check([1.0; 9], Some(9), &[]);
    }
}
