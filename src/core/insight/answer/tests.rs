//! Cases of the answer.

use super::*;
use crate::insight::{Rule, cases::store};

/// Columns of rows at steps 1, 2, …, as [`store`] takes them.
type Columns<'a> = &'a [(&'a str, Vec<Option<f64>>)];

fn answer(columns: Columns<'_>, total_steps: u64, around: &Surroundings<'_>) -> Answer {
    let store = store(columns, |row| Some((row + 1) as f64 / 8.0));
    let facts = RunFacts { total_steps: Some(total_steps), falls: Vec::new() };
    Insight::default().append(&store, &facts).answer(&store, &facts, around)
}

/// 20 rows of a falling training loss, with evaluations at every fourth.
fn columns(evals: [f64; 5]) -> Vec<(&'static str, Vec<Option<f64>>)> {
    let train = (0..20).map(|row| Some(2.0 * 0.97_f64.powi(row))).collect();
    let evals = (0..20).map(|row| (row % 4 == 3).then(|| evals[row / 4])).collect();
    vec![("train/loss", train), ("eval/loss", evals)]
}

fn saved_at(step: u64) -> Checkpoint {
    let (created_at, kind, path, reference) = (None, String::new(), None, None);
    Checkpoint { step, created_at, kind, path, reference, eval_loss: None }
}

#[test]
fn overfitting_run_is_told_with_its_checkpoint_and_its_price() {
    let kept = [4, 8, 12, 16, 20].map(saved_at);
    let around = Surroundings {
        checkpoints: Some(&kept),
        cost: Cost { total_usd: Some(4.0), ..Cost::default() },
        ..Surroundings::default()
    };
    let found = answer(&columns([1.5, 1.2, 1.3, 1.4, 1.5]), 20, &around);
    assert_eq!(
        found.headline,
        "Overfitting since step 12: evaluation loss was lowest at step 8 (1.2) and has been about 21 % higher since \
         (3 evaluations), while training loss fell from 1.692 to 1.174. Take checkpoint 8: its eval/loss is the best (1.2). \
         Stopping there would have saved about $2.40 of $4.00."
    );
    assert_eq!(found.findings[0].metric.as_ref().map(ToString::to_string).as_deref(), Some("eval/loss"));
    assert_eq!(found.findings[0].evidence, [8, 12, 16, 20]);
    assert_eq!(found.actions, [Action::TakeCheckpoint(8), Action::ShowOnChart(0)]);
    let settings: Vec<Setting> = found.changes.iter().map(|change| change.setting).collect();
    assert!(
        matches!(settings[..], [Setting::Epochs(1), Setting::EarlyStopping { patience: 2, .. }]),
        "{settings:?}"
    );
    let running =
        answer(&columns([1.5, 1.2, 1.3, 1.4, 1.5]), 40, &Surroundings { is_running: true, ..around });
    assert_eq!(running.actions, [Action::TakeCheckpoint(8), Action::Stop, Action::ShowOnChart(0)]);
    assert!(running.headline.ends_with("Stopping now saves about $2.00 of $4.00."), "{}", running.headline);
}

#[test]
fn run_that_ended_early_is_priced_by_its_own_steps_and_goes_on_no_more() {
    let cost = Cost { total_usd: Some(4.0), ..Cost::default() };
    let ended = Surroundings { cost, has_ended: true, ..Surroundings::default() };
    // Of 40 steps it did 20, and is to be stopped at the eighth of those.
    let found = answer(&columns([1.5, 1.2, 1.3, 1.4, 1.5]), 40, &ended);
    assert!(found.headline.ends_with("would have saved about $2.40 of $4.00."), "{}", found.headline);
    let healthy = columns([1.5, 1.4, 1.3, 1.2, 1.1]);
    let begins = |around: &Surroundings<'_>, expected: &str| {
        let headline = answer(&healthy, 40, around).headline;
        assert!(headline.starts_with(expected), "{headline}");
    };
    begins(&ended, "No trouble: ");
    begins(&Surroundings::default(), "No trouble so far: ");
}

#[test]
fn healthy_run_is_told_in_one_line() {
    let around = Surroundings::default();
    let check = |columns: Columns<'_>, expected: &str| {
        let found = answer(columns, 20, &around);
        assert_eq!(found.headline, expected);
        assert_eq!((found.actions.len(), found.saving, found.verdict), (0, None, Verdict::Healthy));
    };
    check(
        &columns([1.5, 1.4, 1.3, 1.2, 1.1]),
        "No trouble: evaluation loss still falls, best at the last evaluation (1.1).",
    );
    check(
        &columns([1.5, 1.4, 1.3, 1.2, 1.1])[..1],
        "No trouble: training loss has fallen by 40 % (from 1.94 to 1.156).",
    );
    assert_eq!(
        answer(&[], 20, &around).headline,
        "Too little to judge by yet: 0 rows and 0 evaluations; 10 rows or 3 evaluations are enough."
    );
}

#[test]
fn divergence_at_the_peak_of_the_learning_rate_suggests_a_third_of_it() {
    let train = (0..20).map(|row| Some(if row < 10 { 2.0 - 0.1 * f64::from(row) } else { 9.0 })).collect();
    let rates = (0..20).map(|_| Some(3e-4)).collect();
    let kept = [5, 10, 15].map(saved_at);
    let around = Surroundings { checkpoints: Some(&kept), is_running: true, ..Surroundings::default() };
    let found = answer(&[("train/loss", train), ("train/learning_rate", rates)], 40, &around);
    assert_eq!(found.findings[0].rule, Rule::Diverged);
    let settings: Vec<Setting> = found.changes.iter().map(|change| change.setting).collect();
    assert_eq!(settings, [Setting::LearningRate(1e-4), Setting::ContinueFrom(10), Setting::EvaluationFile]);
    assert_eq!(found.actions, [Action::TakeCheckpoint(10), Action::Stop, Action::ShowOnChart(0)]);
}

#[test]
fn silent_run_stands_still_instead_of_having_time_left() {
    use crate::model::{MetricKey, MetricRow};
    let at = |secs: f64| Timestamp::from_unix_secs(1_700_000_000).plus_secs(secs);
    let row = |row: u32| MetricRow {
        step: u64::from(row),
        epoch: None,
        logged_at: Some(at(10.0 * f64::from(row))),
        elapsed_secs: None,
        values: vec![(MetricKey::train("loss"), 2.0 - 0.01 * f64::from(row))],
    };
    let mut store = MetricStore::new();
    store.merge(&(1..=40).map(row).collect::<Vec<_>>());
    let facts = RunFacts { total_steps: Some(100), falls: Vec::new() };
    let mut insight = Insight::default();
    insight.append(&store, &facts);
    let as_of = |secs: f64, is_running: bool| {
        let around =
            Surroundings { now: Some(at(secs)), is_running, poll_secs: 5.0, ..Surroundings::default() };
        insight.answer(&store, &facts, &around)
    };
    assert_eq!((as_of(410.0, true).stall, as_of(9_000.0, false).stall), (None, None));
    assert_eq!(as_of(410.0, true).time_left.map(|left| left.secs.round()), Some(600.0));
    let silent = as_of(400.0 + 720.0, true);
    assert_eq!((silent.time_left, silent.stall.is_some()), (None, true));
    assert!(
        silent.headline.ends_with("No new figures for 12 min; before, they came about every 10 s."),
        "{}",
        silent.headline
    );
}

#[test]
fn forecast_is_of_runs_that_go_on_without_trouble_and_are_far_enough() {
    let (fine, overfitted) = ([1.5, 1.4, 1.35, 1.3, 1.28], [1.5, 1.2, 1.3, 1.4, 1.5]);
    for (evals, total_steps, has_ended, expected) in [
        (fine, 40, false, Some((20, 40))),
        (fine, 80, false, None),
        (fine, 40, true, None),
        (overfitted, 40, false, None),
    ] {
        let around = Surroundings { has_ended, is_running: !has_ended, ..Surroundings::default() };
        let found = answer(&columns(evals), total_steps, &around).forecast;
        let ends = found.map(|forecast| (forecast.from.0, forecast.end_step));
        assert_eq!(ends, expected, "{evals:?} of {total_steps} {has_ended}");
    }
}
