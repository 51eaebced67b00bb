//! Pairs are not told apart any better than at the beginning.
//!
//! Definition: after 10 rows and 40 % of the run (20 rows, if its end is unknown), late accuracy lies in 0.45 to 0.55 and margins grew by less
//! than 0.05 since the first tenth; or margins grew by less than 0.05, accuracy by less than 0.1, and the loss fell by less than 5 %. Late
//! is the median of the last fifth. Not while margins have a growing trend. A warning.
//! Source: huggingface/trl#2194, OpenRLHF#1054; log 28 of the labelled ones.
//! Fails with losses whose margins are small by design (IPO with a large beta).

use crate::format;
use crate::insight::rules::{Watch, finding};
use crate::insight::{
    Finding, Rule, Severity,
    episode::Episodes,
    names::RunKind,
    parts::Part,
    run::Run,
    stats::{median, trend},
};

/// Growth of the margins that is learning.
const GROWTH: f64 = 0.05;
/// Score of a growing trend.
const GROWING: f64 = 2.5;

/// The rule.
#[derive(Debug, Clone, Default)]
pub(in crate::insight::rules) struct DpoStuck {
    episodes: Episodes<f64>,
}

impl DpoStuck {
    /// Returns the finding's figures at the present row; `None` if there is none.
    fn found(run: &Run<'_>) -> Option<f64> {
        let margins = run.track(Part::Margins)?;
        let n_needed = if run.share_done().is_some() { 10 } else { 20 };
        if margins.len() < n_needed || !run.is_past(0.4) {
            return None;
        }
        let (early, late) = (median(&mut margins.early()), median(&mut margins.late()));
        let accuracies = run.track(Part::Accuracies);
        let accuracy = accuracies.map_or(f64::NAN, |track| median(&mut track.late()));
        let gained = accuracies.map_or(0.0, |track| accuracy - median(&mut track.early()));
        let fell = run
            .track(Part::Loss)
            .map_or(0.0, |loss| 1.0 - median(&mut loss.late()) / median(&mut loss.early()));
        let is_small = late - early < GROWTH;
        let is_at_chance = (0.45..=0.55).contains(&accuracy);
        let is_flat = gained < 0.1 && fell < 0.05;
        // What grows slowly but steadily is not stuck.
        if GROWING < trend(&margins.block_medians(0..margins.len(), 60)) {
            return None;
        }
        (is_small && (is_at_chance || is_flat)).then_some(late - early)
    }
}

impl Watch for DpoStuck {
    fn see(&mut self, run: &Run<'_>) {
        if run.kind() != RunKind::Preference {
            return;
        }
        self.episodes.hold_late(run, Part::Margins, || Self::found(run));
    }

    fn report(&self, run: &Run<'_>, findings: &mut Vec<Finding>) {
        for episode in self.episodes.iter() {
            let grown = format::number((1e3 * episode.note).round() / 1e3);
            let sentence = format!(
                "Margins have grown by {grown} since the first tenth of the rows: pairs are not told apart any better."
            );
            let advice = vec![
                "Often the learning rate is too low, or the answers of a pair differ too little.".to_owned(),
            ];
            let severity = if episode.is_open { Severity::Warning } else { Severity::Note };
            findings.push(finding(Rule::DpoStuck, severity, episode, run, sentence, advice));
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::insight::{Rule, cases::spans};

    #[track_caller]
    fn check(loss: impl Fn(f64) -> f64, margin: impl Fn(f64) -> f64, accuracy: f64, expected: &[&str]) {
        let column =
            |of: &dyn Fn(f64) -> f64| (0..40).map(|row| of(f64::from(row) / 40.0)).collect::<Vec<f64>>();
        let (losses, margins) = (column(&loss), column(&margin));
        let accuracies = [accuracy; 40];
        let columns = [
            ("train/loss", &losses[..]),
            ("train/rewards/margins", &margins[..]),
            ("train/rewards/accuracies", &accuracies[..]),
        ];
        assert_eq!(spans(Rule::DpoStuck, &columns, None), expected);
    }

    #[test]
    fn margins_that_do_not_grow_are_a_warning() {
        check(|_| 0.69, |_| 0.0, 0.5, &["warning 17-40 open"]);
        check(|_| 0.61, |_| 0.17, 1.0, &["warning 17-40 open"]);
        check(|at| 0.69 - 0.4 * at, |at| at, 0.8, &[]);
        check(|at| 0.69 - 0.4 * at, |at| 0.04 * at, 0.8, &[]);
    }
}
