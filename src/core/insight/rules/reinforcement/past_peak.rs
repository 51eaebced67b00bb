//! Reward fell far below its best.
//!
//! Definition: of windows of a tenth of the rows, the mean reward of the last one is below the best one's by more than half of the range of
//! all windows, and by 6 deviations of a mean's noise, and so is the one before. After 20 rows. A warning.
//! Source: reward hacking and collapse of long GRPO runs, PrimeIntellect prime-rl docs/training.md; log 33 of the labelled ones.
//! Fails where tasks become harder on purpose.

use crate::format;
use crate::insight::rules::{Watch, finding, step};
use crate::insight::{
    Finding, Rule, Severity, episode::Episodes, level::row_noise, names::RunKind, parts::Part, run::Run,
};

/// Deviations of a mean: the best of ten is high by chance, and there are many times to be wrong.
const DEVIATIONS: f64 = 6.0;
/// Windows of the rows so far.
const WINDOWS: usize = 10;

/// The rule.
#[derive(Debug, Clone, Default)]
pub(in crate::insight::rules) struct RlPastPeak {
    episodes: Episodes<(f64, f64, u64)>,
}

impl RlPastPeak {
    /// Returns the finding's figures at the present row; `None` if there is none.
    fn found(run: &Run<'_>) -> Option<(f64, f64, u64)> {
        let reward = run.track(Part::Reward)?;
        let n = reward.len();
        if n < 20 {
            return None;
        }
        let mean = |idx: usize| {
            let rows = n * idx / WINDOWS..n * (idx + 1) / WINDOWS;
            let stride = rows.len().div_ceil(200).max(1);
            let values: Vec<f64> =
                rows.step_by(stride).map(|row| reward.at(row)).filter(|v| v.is_finite()).collect();
            values.iter().sum::<f64>() / values.len() as f64
        };
        let means: Vec<f64> = (0..WINDOWS).map(mean).collect();
        let [.., before, last] = means[..] else { return None };
        let (best, high) = means.iter().copied().enumerate().max_by(|a, b| a.1.total_cmp(&b.1))?;
        let low = means.iter().copied().fold(f64::INFINITY, f64::min);
        let noise = row_noise(&reward, n) / ((n / WINDOWS).clamp(1, 200) as f64).sqrt();
        let is_below = |mean: f64| 0.5 * (high - low) < high - mean && DEVIATIONS * noise < high - mean;
        let is_past = high.is_finite() && best + 2 < WINDOWS && is_below(last) && is_below(before);
        is_past.then(|| (high, last, reward.step(n * (2 * best + 1) / (2 * WINDOWS)).unwrap_or_default()))
    }
}

impl Watch for RlPastPeak {
    fn see(&mut self, run: &Run<'_>) {
        if run.kind() != RunKind::Reinforcement {
            return;
        }
        self.episodes.hold_late(run, Part::Reward, || Self::found(run));
    }

    fn report(&self, run: &Run<'_>, findings: &mut Vec<Finding>) {
        for episode in self.episodes.iter() {
            let (high, last, at) = episode.note;
            let severity = if episode.is_open { Severity::Warning } else { Severity::Note };
            let sentence = format!(
                "Reward was best about {} ({}) and has fallen to {}.",
                step(at),
                format::number(high),
                format::number(last)
            );
            let advice = vec!["A checkpoint from there is often the better one.".to_owned()];
            findings.push(finding(Rule::RlPastPeak, severity, episode, run, sentence, advice));
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::insight::{
        Rule,
        cases::{noise, spans},
    };

    fn found(reward: impl Fn(f64) -> f64, noise_level: f64) -> Vec<String> {
        let rewards: Vec<f64> =
            (0..100).map(|row| reward(f64::from(row) / 100.0) + noise_level * noise(row)).collect();
        spans(Rule::RlPastPeak, &[("train/reward", &rewards)], None)
    }

    #[test]
    fn a_fall_from_the_best_is_a_warning() {
        let peaked = found(|at| 1.0 - (at - 0.5).abs(), 0.05);
        assert!(
            peaked.last().is_some_and(|last| last.starts_with("warning") && last.ends_with("open")),
            "{peaked:?}"
        );
        assert_eq!(found(|at| at, 0.05), [""; 0]);
        assert_eq!(found(|_| 1.0, 0.3), [""; 0]);
        assert_eq!(found(|at| at.min(0.5), 0.05), [""; 0]);
    }
}
