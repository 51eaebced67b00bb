//! Rows that no training program should write: nothing stops, and nothing is found without evidence.

use tuneboard_core::{insight::Verdict, model::MetricRow};

use crate::runs::{diagnose, row};

/// Judges rows; every finding has evidence. Gives the verdict.
#[track_caller]
fn check(rows: &[MetricRow]) -> &'static str {
    let diagnosis = diagnose(rows, Some(u64::MAX));
    for finding in &diagnosis.findings {
        assert!(!finding.evidence.is_empty() && !finding.sentence.contains("NaN"), "{finding:?}");
    }
    let other = diagnose(rows, Some(0));
    assert_eq!(other.findings.is_empty(), matches!(other.verdict, Verdict::Healthy | Verdict::TooLittleData));
    diagnosis.verdict.slug()
}

fn losses(losses: impl IntoIterator<Item = f64>) -> Vec<MetricRow> {
    losses
        .into_iter()
        .zip(1..)
        .map(|(loss, step)| row(step, &[("train/loss", loss), ("eval/loss", loss)]))
        .collect()
}

#[test]
fn figures_at_the_ends_of_their_range_stop_nothing() {
    assert_eq!(check(&[]), "too-little-data");
    assert_eq!(check(&losses([f64::NAN; 50])), "loss-not-finite");
    assert_eq!(check(&losses([f64::INFINITY; 50])), "loss-not-finite");
    check(&losses([1e308; 50]));
    check(&losses([-1e308; 50]));
    check(&losses((0..50).map(|idx| if idx % 2 == 0 { 1e308 } else { -1e308 })));
    check(&losses((0..50).map(|idx| if idx % 2 == 0 { f64::MIN_POSITIVE } else { 1e308 })));
    check(&losses((0..50).map(|idx| -f64::from(idx))));
    check(&losses([0.0; 50]));
    check(&losses([5e-324; 50]));
}

#[test]
fn ten_thousand_metrics_stop_nothing() {
    let names: Vec<String> = (0..10_000).map(|idx| format!("train/rewards/{idx}/loss")).collect();
    let figures: Vec<(&str, f64)> = names.iter().map(|name| (name.as_str(), 1.0)).collect();
    assert_eq!(check(&(1..4).map(|step| row(step, &figures)).collect::<Vec<_>>()), "too-little-data");
}

#[test]
fn steps_that_fall_back_a_hundred_times_are_one_note() {
    let rows: Vec<MetricRow> = (0..1_000_u64)
        .map(|idx| row(idx % 10 + idx / 100, &[("train/loss", 2.0 - 0.001 * idx as f64)]))
        .collect();
    assert_eq!(check(&rows), "restart");
    let backwards: Vec<MetricRow> =
        (0..100_u64).rev().map(|step| row(step, &[("train/loss", 2.0 - 0.01 * step as f64)])).collect();
    assert_eq!(check(&backwards), "healthy");
    check(&[row(u64::MAX, &[("train/loss", 1.0)]), row(0, &[("train/loss", 1.0)])]);
}

#[test]
fn metrics_of_every_kind_of_run_at_once_stop_nothing() {
    let keys = [
        "train/loss",
        "eval/loss",
        "train/grad_norm",
        "train/learning_rate",
        "train/rewards/margins",
        "train/rewards/accuracies",
        "train/rewards/chosen",
        "train/logps/chosen",
        "train/reward",
        "train/kl",
        "train/entropy",
        "train/frac_reward_zero_std",
        "train/completions/clipped_ratio",
        "eval/accuracy",
    ];
    for value in [0.0, 1.0, -1.0, 1e308, f64::NAN] {
        let figures: Vec<(&str, f64)> = keys.iter().map(|key| (*key, value)).collect();
        for left_out in 0..keys.len() {
            let mut figures = figures.clone();
            figures.remove(left_out);
            check(&(1..60).map(|step| row(step, &figures)).collect::<Vec<_>>());
        }
    }
}
