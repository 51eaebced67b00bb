//! Cases of the rule.

use crate::insight::{
    Rule,
    cases::{noise, spans_of},
};

/// Evaluations at every fourth of rows whose training loss falls by `fall` a row, and the spans that are found.
#[track_caller]
fn check(evals: &[f64], fall: f64, total_steps: Option<u64>, expected: &[&str]) {
    let rows = 4 * evals.len();
    let train: Vec<f64> = (0..rows).map(|row| 2.0 * (1.0 - fall).powi(row as i32)).collect();
    let mut at_rows = vec![None; rows];
    evals.iter().enumerate().for_each(|(idx, eval)| at_rows[4 * idx + 3] = Some(*eval));
    let train: Vec<Option<f64>> = train.into_iter().map(Some).collect();
    let columns = [("train/loss", train), ("eval/loss", at_rows)];
    assert_eq!(spans_of(&[Rule::Overfitting, Rule::EvalRises], &columns, total_steps), expected);
}

#[test]
fn a_rise_with_falling_training_loss_is_overfitting() {
    check(&[1.0, 0.9, 0.8, 0.7, 0.65, 0.6], 0.02, None, &[]);
    check(&[1.0, 0.8, 0.9], 0.02, None, &[]);
    check(&[1.0, 0.8, 0.85, 0.9], 0.02, None, &["overfitting warning 12-16 open"]);
    check(&[0.3, 0.35, 0.4, 0.45], 0.02, None, &["overfitting error 8-16 open"]);
    check(&[1.0, 0.8, 0.85, 0.9, 0.7], 0.02, None, &["overfitting note 12-20 over"]);
    check(&[1.0, 0.8, 0.85, 0.9], 0.0, None, &[]);
    check(&[1.0, 0.8, 0.95, 0.97, 0.99], 0.0, None, &["eval-rises warning 12-20 open"]);
    check(&[1.0, 0.8, 0.83, 0.835, 0.835], 0.02, None, &[]);
    check(&[1.0, 0.8, 0.85, 0.9], 0.02, Some(1_000), &[]);
    check(&[], 0.02, None, &[]);
}

#[test]
fn small_rises_count_if_they_are_steady() {
    check(&[1.3, 1.2, 1.25, 1.33], 0.04, None, &["overfitting warning 12-16 open"]);
    check(&[1.3, 1.2, 1.25, 1.33], 0.001, None, &[]);
    check(&[1.3, 1.2, 1.25, 1.24], 0.04, None, &[]);
    check(&[1.3, 1.2, 1.21, 1.22, 1.235, 1.245, 1.25], 0.04, None, &["overfitting warning 12-28 open"]);
    check(&[1.3, 1.2, 1.22, 1.21, 1.22, 1.21, 1.22], 0.04, None, &[]);
}

#[test]
fn a_rise_of_both_losses_is_a_divergence() {
    let train: Vec<Option<f64>> = [1.2, 1.9, 2.2, 2.0, 2.1, 2.0].into_iter().map(Some).collect();
    let evals = [2.5, 3.4, 3.6, 3.5, 3.6, 3.6].into_iter().map(Some).collect();
    let columns = [("train/loss", train), ("eval/loss", evals)];
    assert_eq!(spans_of(&[Rule::EvalRises, Rule::Diverged], &columns, None), ["diverged error 2-6 open"]);
}

#[test]
fn noise_about_a_falling_loss_is_no_rise() {
    for seed in 0..20 {
        let evals =
            (0..40).map(|idx| (1.0 + (-0.1 * f64::from(idx)).exp()) * (1.0 + 0.03 * noise(40 * seed + idx)));
        check(&evals.collect::<Vec<f64>>(), 0.02, None, &[]);
    }
}

#[test]
fn last_evaluation_alone_counts_where_training_loss_has_almost_halved() {
    check(&[1.0, 0.8, 1.0], 0.13, Some(12), &["overfitting error 12-12 open"]);
    check(&[1.0, 0.8, 1.0], 0.13, Some(24), &[]);
    check(&[1.0, 0.8, 1.0], 0.02, Some(12), &[]);
    check(&[1.0, 0.8, 0.9], 0.13, Some(12), &[]);
}

#[test]
fn few_evaluations_that_jump_about_are_none() {
    check(&[1.0, 0.98, 0.85, 0.97, 0.91], 0.01, None, &[]);
    check(&[1.0, 0.98, 0.85, 0.97, 0.96], 0.01, None, &[]);
    check(&[1.0, 0.8, 0.805, 0.95], 0.06, None, &["overfitting warning 12-16 open"]);
    // Losses near 0 move by factors.
    check(&[1.0, 0.002, 0.003, 0.004], 0.02, None, &[]);
}
