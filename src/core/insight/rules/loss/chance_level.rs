//! Training loss is that of guessing evenly.
//!
//! Definition: the level has not fallen by 2 % after 10 rows, and is within 0.5 % of ln K, for K from 2 to 10 answers or a known vocabulary
//! of 32,000, 50,257, 128,256 or 151,936 words. Over when it is not any more. A note, which explains what else was found.
//! Source: the cross entropy of K equally likely answers is ln K.
//! Fails where a loss is there by chance; so it is said only of a level that stays for 20 rows.

use crate::format;
use crate::insight::rules::{Watch, finding};
use crate::insight::{Finding, Rule, Severity, episode::Episodes, run::Run};

/// Vocabularies of Llama 2, GPT-2, Llama 3 and Qwen 2.
const VOCABULARIES: [u64; 4] = [32_000, 50_257, 128_256, 151_936];
/// Distance from ln K, as a share.
const DISTANCE: f64 = 0.005;
/// Rows in a row.
const ROWS: usize = 20;

/// The rule.
#[derive(Debug, Clone, Default)]
pub(in crate::insight::rules) struct ChanceLevel {
    episodes: Episodes<u64>,
    n_near: usize,
    first_step: u64,
}

/// The number of answers whose even guess has this loss.
fn answers(loss: f64) -> Option<u64> {
    (2..=10).chain(VOCABULARIES).find(|n| {
        let chance = (*n as f64).ln();
        (loss - chance).abs() <= DISTANCE * chance
    })
}

impl Watch for ChanceLevel {
    fn see(&mut self, run: &Run<'_>) {
        if !run.is_supervised() || !run.row.is_sample || run.row.loss.is_none_or(|loss| !loss.is_finite()) {
            return;
        }
        let (level, step) = (run.level, run.row.step);
        let has_learned = level.best() < 0.98 * level.start();
        let found = if has_learned { None } else { answers(level.now()) };
        let Some(n) = found else {
            self.n_near = 0;
            return self.episodes.close(step);
        };
        self.n_near += 1;
        if self.n_near == 1 {
            self.first_step = step;
        }
        if self.n_near == ROWS {
            let first_step = self.first_step;
            if let Some(open) = self.episodes.open(first_step, step, n) {
                open.add_evidence(first_step);
                open.add_evidence(step);
            }
        }
    }

    fn report(&self, run: &Run<'_>, findings: &mut Vec<Finding>) {
        for episode in self.episodes.iter() {
            let n = episode.note;
            let chance = format::number((n as f64).ln());
            let sentence = format!(
                "A training loss of {chance} is what guessing evenly among {} answers gives.",
                format::count(n)
            );
            let advice =
                vec!["Often the answers do not reach the loss, or nothing is set to be trained.".to_owned()];
            findings.push(finding(Rule::ChanceLevel, Severity::Note, episode, run, sentence, advice));
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::insight::{Rule, cases::spans};

    #[track_caller]
    fn check(losses: impl IntoIterator<Item = f64>, expected: &[&str]) {
        let losses: Vec<f64> = losses.into_iter().collect();
        assert_eq!(spans(Rule::ChanceLevel, &[("train/loss", &losses)], None), expected);
    }

    #[test]
    fn a_level_at_ln_k_is_a_note() {
        check([1.3863; 30], &["note 2-30 open"]);
        check([10.3735; 30], &["note 2-30 open"]);
        check([1.45; 30], &[]);
        check([1.3863; 15], &[]);
        check((0..60).map(|row| 3.0 - 0.05 * f64::from(row)), &[]);
    }
}
