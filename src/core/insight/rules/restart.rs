//! Steps, epochs or rows of the log fall back.
//!
//! Definition: a row follows one of a higher step in the file, or epochs fall back while steps go on. A note with the steps.
//! Source: runs resumed from a checkpoint, streamed datasets that begin anew, two programs that write to one file (logs 34 and 35 of the
//! labelled ones).
//! Fails for files in another order than that of writing; one in which almost every row falls back is such a file.

use super::{Watch, finding, step};
use crate::format;
use crate::insight::{
    Finding, Rule, Severity,
    episode::{Episode, Episodes},
    run::Run,
};

/// Fall of the epoch that counts: less is rounding.
const EPOCHS: f64 = 0.01;

/// The rule.
#[derive(Debug, Clone, Default)]
pub(super) struct Restart {
    /// Number of times the epoch fell back.
    episodes: Episodes<usize>,
    last_epoch: f64,
    n_rows: usize,
}

impl Watch for Restart {
    fn see(&mut self, run: &Run<'_>) {
        if run.row.loss.is_none() {
            return;
        }
        self.n_rows += 1;
        let epoch = run.row.epoch;
        if !epoch.is_finite() {
            return;
        }
        let step = run.row.step;
        if 1 < self.n_rows && epoch < self.last_epoch - EPOCHS {
            if self.episodes.iter().next().is_none() {
                self.episodes.open(step, step, 0);
            }
            if let Some(open) = self.episodes.last_mut() {
                open.note += 1;
                open.is_open = false;
                open.last_step = step;
                open.add_evidence(step);
            }
        }
        self.last_epoch = epoch;
    }

    fn report(&self, run: &Run<'_>, findings: &mut Vec<Finding>) {
        let falls = &run.facts.falls;
        if let Some((from, to)) = falls.first() {
            let times = format::count_of(falls.len(), "time", "times");
            let sentence = format!(
                "The log goes back to an earlier step {times}, first from {} to {}: the run was resumed, or two programs wrote to one file.",
                step(*from),
                step(*to),
            );
            let steps: Vec<u64> = falls.iter().map(|(_, to)| *to).take(16).collect();
            let episode = Episode {
                first_step: steps.iter().min().copied().unwrap_or_default(),
                last_step: falls.iter().map(|(from, _)| *from).max().unwrap_or_default(),
                is_open: false,
                evidence: steps,
                note: (),
            };
            let advice = vec!["Of steps that were logged twice the later row counts.".to_owned()];
            findings.push(finding(Rule::Restart, Severity::Note, &episode, run, sentence, advice));
            return;
        }
        for episode in self.episodes.iter() {
            let times = format::count_of(episode.note, "time", "times");
            let sentence = format!(
                "The epoch falls back {times} while steps go on, first at {}: the data begin anew.",
                step(episode.first_step)
            );
            findings.push(finding(Rule::Restart, Severity::Note, episode, run, sentence, Vec::new()));
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::insight::{
        Insight, Rule, RunFacts, Surroundings,
        cases::{describe, store},
    };

    #[track_caller]
    fn check(epochs: &[f64], falls: &[(u64, u64)], expected: &[&str]) {
        let losses = vec![Some(1.0); epochs.len()];
        let store = store(&[("train/loss", losses)], |row| epochs.get(row).copied());
        let facts = RunFacts { total_steps: None, falls: falls.to_vec() };
        let mut insight = Insight::default();
        let findings =
            insight.append(&store, &facts).answer(&store, &facts, &Surroundings::default()).findings;
        let found: Vec<String> =
            findings.iter().filter(|finding| finding.rule == Rule::Restart).map(describe).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn what_falls_back_is_a_note() {
        check(&[0.1, 0.2, 0.3], &[], &[]);
        check(&[0.1, 0.2, 0.05, 0.1], &[], &["note 3-3 over"]);
        check(&[0.1, 0.2, 0.199], &[], &[]);
        check(&[0.1, 0.2, 0.3, 0.4], &[(4, 2)], &["note 2-4 over"]);
        check(&[], &[], &[]);
    }
}
