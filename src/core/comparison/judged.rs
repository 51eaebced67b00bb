//! The judgement on a compared job in the words of the table: verdict, best evaluation, early stopping; and how a clone did
//! against the job it was made from.

use crate::{
    format,
    insight::{Answer, BestEvaluation, Direction, RunEnd, StopBalance, Verdict, direction, stop_balance},
    metrics::MetricStore,
};

/// Steps that are named as equally good.
const MOST_EQUAL: usize = 3;

/// A text and the note behind it.
pub(super) type Told = (String, String);

/// The judgement on one job.
#[derive(Debug, Clone, PartialEq)]
pub struct Judged {
    pub(super) verdict: Told,
    pub(super) best: Option<BestEvaluation>,
    pub(super) stopping: Option<StopBalance>,
    /// The job goes on: all of it may still change.
    pub(super) is_running: bool,
}

/// The job that another was cloned from, in a comparison.
#[derive(Debug, Clone, PartialEq)]
pub struct Origin {
    /// Its name there.
    pub name: String,
    /// Its best evaluation; `None` before there is one.
    pub best: Option<BestEvaluation>,
}

impl Judged {
    /// Returns the judgement by an answer on a run with these metrics.
    pub fn of(answer: &Answer, store: &MetricStore, end: &RunEnd) -> Self {
        let evaluation = answer.evaluation_loss.as_ref();
        let stopping =
            evaluation.and_then(|loss| stop_balance(store, &loss.metric, loss.early_stopping(), end));
        Self {
            verdict: verdict(answer, !end.has_ended),
            best: answer.best.clone(),
            stopping,
            is_running: !end.has_ended,
        }
    }

    /// Returns the best evaluation.
    pub fn best(&self) -> Option<&BestEvaluation> {
        self.best.as_ref()
    }

    /// The best evaluation: `step 400`, and ` eval/loss 1.298; equally good: 300, 500`.
    pub(super) fn best_words(&self) -> Option<Told> {
        let best = self.best.as_ref()?;
        let named = best.equally_good.iter().take(MOST_EQUAL).map(|step| format::count(*step));
        let more = best.equally_good.len().saturating_sub(MOST_EQUAL);
        let mut equal = named.collect::<Vec<_>>().join(", ");
        if 0 < more {
            equal.push_str(&format!(" and {more} more"));
        }
        let equal = if equal.is_empty() { equal } else { format!("; equally good: {equal}") };
        let note = format!(" {} {}{equal}", best.metric, format::number(best.value));
        Some((format!("step {}", format::count(best.step)), note))
    }

    /// The outcome of a clone against the job it was made from: `better than triage-v2`, and the figures.
    pub(super) fn outcome(&self, origin: &Origin) -> Option<Told> {
        let (own, other) = (self.best.as_ref()?, origin.best.as_ref()?);
        // Other metrics measure something else.
        let direction = direction(&own.metric.name).filter(|_| own.metric == other.metric)?;
        let gain = match direction {
            Direction::Down => other.value - own.value,
            Direction::Up => own.value - other.value,
        };
        let band = own.band.max(other.band);
        let word = match gain {
            gain if band < gain => "better than",
            gain if gain < -band => "worse than",
            _ => "the same as",
        };
        let so_far = if self.is_running { " so far" } else { "" };
        let (own_value, other_value) = (format::number(own.value), format::number(other.value));
        let note = format!(
            "{so_far}; {} {own_value}, there {other_value}; less than {} apart is noise",
            own.metric,
            format::number(rounded(band))
        );
        Some((format!("{word} {}", format::shortened(&origin.name)), note))
    }
}

/// Two digits are what is known of noise.
fn rounded(band: f64) -> f64 {
    format!("{band:.1e}").parse().unwrap_or(band)
}

/// The worst open finding, or that there is none.
fn verdict(answer: &Answer, is_running: bool) -> Told {
    if let Some(finding) = answer.findings.first().filter(|finding| finding.is_open) {
        let note = format!(" since step {}, {}", format::count(finding.first_step), finding.severity.slug());
        return (finding.rule.title().to_owned(), note);
    }
    if answer.verdict == Verdict::TooLittleData {
        return ("too little to judge by".to_owned(), String::new());
    }
    let n_over = answer.findings.len();
    let so_far = if is_running { " so far" } else { "" };
    let over = (0 < n_over).then(|| format!(", {} over", format::count_of(n_over, "finding", "findings")));
    ("no trouble".to_owned(), format!("{so_far}{}", over.unwrap_or_default()))
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::*;
    use crate::{
        comparison::test_jobs::store,
        insight::{Insight, RunFacts, Surroundings},
        model::MetricKey,
    };

    /// The judgement on evaluation losses at steps 1, 2, … beside a training loss that falls.
    fn judged(losses: &[f64], has_ended: bool) -> Judged {
        let row = |(loss, step): (&f64, u64)| (step, 3.0 / step as f64, *loss);
        let store = store(&losses.iter().zip(1..).map(row).collect::<Vec<_>>());
        let facts = RunFacts { total_steps: Some(losses.len() as u64), falls: Vec::new() };
        let around = Surroundings { has_ended, is_running: !has_ended, ..Surroundings::default() };
        let answer = Insight::default().append(&store, &facts).answer(&store, &facts, &around);
        let end = RunEnd { has_ended, total_steps: facts.total_steps, ..RunEnd::default() };
        Judged::of(&answer, &store, &end)
    }

    fn text((text, note): &Told) -> String {
        format!("{text}{note}")
    }

    #[test]
    fn worst_open_finding_is_the_verdict() {
        let check = |losses: &[f64], has_ended, expected: &str| {
            assert_eq!(text(&judged(losses, has_ended).verdict), expected);
        };
        check(&[2.0], false, "too little to judge by");
        check(&[2.0, 1.9, 1.8, 1.7], false, "no trouble so far");
        check(&[2.0, 1.9, 1.8, 1.7], true, "no trouble");
        check(&[2.0, 1.0, 1.2, 1.4, 1.6, 1.8], true, "Overfitting since step 3, error");
        check(&[2.0, f64::NAN, 1.8, 1.7], true, "no trouble, 1 finding over");
    }

    #[test]
    fn best_checkpoint_names_those_that_are_as_good() {
        let check = |losses: &[f64], expected: &str| {
            assert_eq!(text(&judged(losses, true).best_words().unwrap()), expected);
        };
        check(&[2.0, 1.0, 1.5], "step 2 eval/loss 1");
        check(&[2.0, 1.0, 1.005], "step 2 eval/loss 1; equally good: 3");
        check(
            &[1.0, 1.001, 1.002, 1.003, 1.004, 1.005],
            "step 1 eval/loss 1; equally good: 2, 3, 4 and 2 more",
        );
        assert_eq!(judged(&[f64::NAN], true).best_words(), None);
    }

    #[test]
    fn clone_is_better_only_beyond_the_noise() {
        let best = |value: f64, band: f64, metric: &str| {
            let metric = MetricKey::eval(metric);
            BestEvaluation { step: 5, metric, value, equally_good: Vec::new(), band }
        };
        let check = |own: BestEvaluation, other: BestEvaluation, is_running, expected: Option<&str>| {
            let judged = Judged { best: Some(own), is_running, ..judged(&[1.0], true) };
            let found = judged.outcome(&Origin { name: "triage-v2".into(), best: Some(other) });
            assert_eq!(found.as_ref().map(text).as_deref(), expected);
        };
        let told = "better than triage-v2; eval/loss 1.2, there 1.298; less than 0.013 apart is noise";
        check(best(1.2, 0.012, "loss"), best(1.298, 0.013, "loss"), false, Some(told));
        let told = "the same as triage-v2 so far; eval/loss 1.2, there 1.21; less than 0.012 apart is noise";
        check(best(1.2, 0.012, "loss"), best(1.21, 0.011, "loss"), true, Some(told));
        let told = "worse than triage-v2; eval/f1 0.7, there 0.8; less than 0.01 apart is noise";
        check(best(0.7, 0.0, "f1"), best(0.8, 0.01, "f1"), false, Some(told));
        check(best(0.7, 0.0, "f1"), best(0.8, 0.01, "loss"), false, None);
    }
}
