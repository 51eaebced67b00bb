//! Groups of answers with equal rewards teach nothing.
//!
//! Definition: after 10 rows, late `frac_reward_zero_std` and that of the last half are above 0.5; where that is not logged, the share of late rows whose `reward_std`
//! is 0; over below 0.4. Late is the median of the last fifth. A warning; a note where the late
//! reward is near the highest of the run, since groups of right answers are equal too.
//! Source: DAPO, arXiv 2503.14476 (dynamic sampling).
//! Fails where the reward has two values and the task is solved half of the time in whole groups.

use crate::insight::rules::{Watch, finding, share};
use crate::insight::{
    Finding, Rule, Severity,
    episode::Episodes,
    names::RunKind,
    parts::Part,
    run::Run,
    stats::{median, trend},
};

/// Deviation of rewards below which they are all the same.
const SPREAD: f64 = 1e-6;

/// Score of a growing reward.
const GROWING: f64 = 2.5;

/// The rule.
#[derive(Debug, Clone, Default)]
pub(in crate::insight::rules) struct RlNoSignal {
    episodes: Episodes<(f64, bool)>,
}

impl RlNoSignal {
    /// Returns the finding's figures at the present row; `None` if there is none.
    fn found(run: &Run<'_>, is_open: bool) -> Option<(f64, bool)> {
        let (late, last_half, n) = match (run.track(Part::ZeroStd), run.track(Part::RewardStd)) {
            (Some(equal), _) => {
                let n = equal.len();
                (median(&mut equal.late()), median(&mut equal.block_medians(n / 2..n, 5)), n)
            }
            (None, Some(spread)) => {
                let late = spread.late();
                let n_equal = late.iter().filter(|spread| **spread < SPREAD).count();
                let share = n_equal as f64 / late.len().max(1) as f64;
                (share, share, spread.len())
            }
            (None, None) => return None,
        };
        let is_equal = if is_open { 0.4 < late } else { 0.5 < late && 0.5 < last_half };
        (10 <= n && is_equal).then(|| (late, is_solved(run)))
    }
}

impl Watch for RlNoSignal {
    fn see(&mut self, run: &Run<'_>) {
        if run.kind() != RunKind::Reinforcement {
            return;
        }
        let is_open = self.episodes.is_open();
        let part = if run.track(Part::ZeroStd).is_some() { Part::ZeroStd } else { Part::RewardStd };
        self.episodes.hold_late(run, part, || Self::found(run, is_open));
    }

    fn report(&self, run: &Run<'_>, findings: &mut Vec<Finding>) {
        for episode in self.episodes.iter() {
            let (late, is_solved) = episode.note;
            let severity = if is_solved || !episode.is_open { Severity::Note } else { Severity::Warning };
            let sentence = format!(
                "In {} of the groups all answers have the same reward: they teach nothing.",
                share(late)
            );
            let advice = vec![if is_solved {
                "The reward is near its highest, so most tasks are solved; harder ones would teach more."
            } else {
                "Often tasks are too hard or too easy; more answers per task, or a reward with steps, tells them apart."
            }.to_owned()];
            findings.push(finding(Rule::RlNoSignal, severity, episode, run, sentence, advice));
        }
    }
}

/// Returns whether the reward has grown since the beginning, and is near its highest.
fn is_solved(run: &Run<'_>) -> bool {
    let Some(reward) = run.track(Part::Reward) else { return false };
    let blocks = reward.block_medians(0..reward.len(), 10);
    let high = blocks.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let (early, late) = (median(&mut reward.early()), median(&mut reward.late()));
    early < late && 0.75 * (high - early) <= late - early && GROWING <= trend(&blocks)
}

#[cfg(test)]
mod tests {
    use crate::insight::{Rule, cases::spans};

    #[track_caller]
    fn check(equal: f64, reward: impl Fn(f64) -> f64, expected: &[&str]) {
        let rewards: Vec<f64> = (0..40).map(|row| reward(f64::from(row) / 40.0)).collect();
        let columns = [("train/reward", &rewards[..]), ("train/frac_reward_zero_std", &[equal; 40][..])];
        assert_eq!(spans(Rule::RlNoSignal, &columns, None), expected);
    }

    #[test]
    fn groups_without_difference_are_a_warning() {
        check(0.7, |_| 1.0, &["warning 9-40 open"]);
        check(0.3, |_| 1.0, &[]);
        check(0.7, |at| at.min(0.8), &["note 9-40 open"]);
    }
}
