//! Answers end at the length limit.
//!
//! Definition: after 10 rows, late `completions/clipped_ratio` is above 0.5 (over below 0.4); or, where that is not logged, the late mean length is that of the
//! longest answer; where that is not logged either, most late rows have the highest mean length of all, exactly. Late is the median of the last fifth. A warning.
//! Source: DAPO, arXiv 2503.14476 (overlong answers); log 31 of the labelled ones.
//! Fails where all answers have the same length by design.

use crate::insight::rules::{Watch, finding, share};
use crate::insight::{
    Finding, Rule, Severity, episode::Episodes, names::RunKind, parts::Part, run::Run, stats::median,
};

/// The rule.
#[derive(Debug, Clone, Default)]
pub(in crate::insight::rules) struct RlCutOff {
    episodes: Episodes<f64>,
}

impl RlCutOff {
    /// Returns the finding's figures at the present row; `None` if there is none.
    fn found(run: &Run<'_>, is_open: bool) -> Option<f64> {
        let lengths = run.track(Part::MeanLength)?;
        if lengths.len() < 10 {
            return None;
        }
        if let Some(clipped) = run.track(Part::Clipped) {
            return Some(median(&mut clipped.late()))
                .filter(|late| (if is_open { 0.4 } else { 0.5 }) < *late);
        }
        let Some(longest) = run.track(Part::MaxLength) else {
            let late = lengths.late();
            let highest = lengths.highest()?;
            let at_highest =
                late.iter().filter(|length| **length == highest).count() as f64 / late.len().max(1) as f64;
            return (1.0 < highest && 3 <= late.len()).then_some(at_highest).filter(|share| 0.5 < *share);
        };
        let longest = median(&mut longest.late());
        let mean = median(&mut lengths.late());
        (1.0 < longest && 0.98 * longest <= mean).then_some(1.0)
    }
}

impl Watch for RlCutOff {
    fn see(&mut self, run: &Run<'_>) {
        if run.kind() != RunKind::Reinforcement {
            return;
        }
        let is_open = self.episodes.is_open();
        self.episodes.hold_late(run, Part::MeanLength, || Self::found(run, is_open));
    }

    fn report(&self, run: &Run<'_>, findings: &mut Vec<Finding>) {
        for episode in self.episodes.iter() {
            let severity = if episode.is_open { Severity::Warning } else { Severity::Note };
            let sentence = format!("{} of the answers end at the length limit.", share(episode.note));
            let advice = vec![
                "A reward cannot see what was cut off. A higher limit, or a penalty for length, helps."
                    .to_owned(),
            ];
            findings.push(finding(Rule::RlCutOff, severity, episode, run, sentence, advice));
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::insight::{Rule, cases::spans};

    #[track_caller]
    fn check(clipped: Option<f64>, mean: f64, expected: &[&str]) {
        let (mean, max) = ([mean; 20], [512.0; 20]);
        let mut columns = vec![("train/reward", &[1.0; 20][..])];
        columns.push(("train/completions/mean_length", &mean));
        columns.push(("train/completions/max_length", &max));
        let clipped = clipped.map(|clipped| [clipped; 20]);
        columns.extend(clipped.as_ref().map(|clipped| ("train/completions/clipped_ratio", &clipped[..])));
        assert_eq!(spans(Rule::RlCutOff, &columns, None), expected);
    }

    #[test]
    fn answers_at_the_limit_are_a_warning() {
        check(Some(0.8), 500.0, &["warning 9-20 open"]);
        check(Some(0.1), 512.0, &[]);
        check(None, 511.0, &["warning 9-20 open"]);
        check(None, 300.0, &[]);
        // The limit shows where no row is above it, and most are at it.
        let at_limit = |row: usize| if row < 30 { 300.0 + row as f64 } else { 512.0 };
        let lengths: Vec<f64> = (0..60).map(at_limit).collect();
        let columns = [("train/reward", &[1.0; 60][..]), ("train/completion_length", &lengths[..])];
        assert_eq!(spans(Rule::RlCutOff, &columns, None), ["warning 29-60 open"]);
        let lengths: Vec<f64> = (0..60).map(|row| 300.0 + 0.1 * f64::from(row)).collect();
        let columns = [("train/reward", &[1.0; 60][..]), ("train/completion_length", &lengths[..])];
        assert_eq!(spans(Rule::RlCutOff, &columns, None), [""; 0]);
    }
}
