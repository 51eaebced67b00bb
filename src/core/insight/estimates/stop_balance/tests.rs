//! Tests of both sides of a stop.

use super::*;
use crate::insight::cases::store;

const ENDED: RunEnd = RunEnd {
    has_ended: true,
    total_steps: Some(20),
    secs_left: None,
    cost: Cost {
        total_usd: Some(4.0),
        minimum_usd: None,
        n_train_tokens: None,
        n_epochs: None,
        n_eval_tokens: None,
        n_evals: None,
    },
};

/// Replays evaluations at steps 1, 2, … with this patience.
#[track_caller]
fn check(losses: &[f64], patience: usize, end: RunEnd, sentence: &str, short: (&str, &str)) {
    let losses = losses.iter().map(|loss| Some(*loss)).collect();
    let store = store(&[("eval/loss", losses)], |_| None);
    let settings = EarlyStopping { patience, warm_up: 1, min_delta: 0.0 };
    let found = stop_balance(&store, &MetricKey::eval("loss"), settings, &end).unwrap();
    assert_eq!(found.sentence(), sentence);
    let (text, note) = found.short();
    assert_eq!((text.as_str(), note.as_str()), short);
}

#[test]
fn both_sides_of_a_stop_are_said() {
    check(
        &[2.0, 1.0, 1.5, 1.6, 1.7],
        2,
        ENDED,
        "It would have stopped at step 4 and kept step 2 (1). That saves 1 of 5 steps and about $0.80 of $4.00. \
         It gives up nothing: no later evaluation was lower.",
        ("at step 4", " saves 1 step and about $0.80; gives up no loss"),
    );
    check(
        &[2.0, 1.0, 1.5, 1.6, 0.9, 0.8],
        2,
        RunEnd { cost: Cost::default(), ..ENDED },
        "It would have stopped at step 4 and kept step 2 (1). That saves 2 of 6 steps. \
         It gives up 20 % of evaluation loss: step 6 reached 0.8.",
        ("at step 4", " saves 2 steps; gives up 20 % of loss"),
    );
}

#[test]
fn run_that_goes_on_saves_what_is_left_of_it() {
    let running = RunEnd { has_ended: false, cost: Cost::default(), ..ENDED };
    check(
        &[2.0, 1.0, 1.5, 1.6],
        2,
        running,
        "It would have stopped at step 4 and kept step 2 (1). That saves 16 of 20 steps. \
         It gives up nothing so far: no later evaluation is lower.",
        ("at step 4", " saves 16 steps; gives up no loss"),
    );
    check(
        &[2.0, 1.0, 0.9, 0.8],
        2,
        running,
        "The run would not have stopped so far: nothing is saved, and nothing is given up.",
        ("no stop", " saves nothing, gives up nothing"),
    );
}

#[test]
fn stop_at_the_end_is_none_and_few_evaluations_decide_nothing() {
    check(
        &[2.0, 1.0, 1.5, 1.6],
        2,
        ENDED,
        "The run would have gone on to its end: nothing is saved, and nothing is given up.",
        ("no stop", " saves nothing, gives up nothing"),
    );
    check(
        &[2.0, 1.0, 1.5],
        2,
        ENDED,
        "These settings need 4 evaluations at least (patience + warm-up + 1); the run has 3 evaluations.",
        ("no stop", " too few evaluations"),
    );
}

#[test]
fn evaluations_that_are_not_finite_are_counted() {
    check(
        &[2.0, 1.0, f64::NAN, f64::INFINITY, 0.5],
        2,
        RunEnd { cost: Cost::default(), ..ENDED },
        "It would have stopped at step 4 and kept step 2 (1). That saves 1 of 5 steps. \
         It gives up 50 % of evaluation loss: step 5 reached 0.5.",
        ("at step 4", " saves 1 step; gives up 50 % of loss"),
    );
}

#[test]
fn seconds_are_those_of_the_clock_and_of_what_is_left() {
    let row = |step: u64| crate::model::MetricRow {
        step,
        epoch: None,
        logged_at: None,
        elapsed_secs: Some(60.0 * step as f64),
        values: vec![(MetricKey::eval("loss"), if step < 3 { 1.0 / step as f64 } else { 2.0 })],
    };
    let mut store = MetricStore::new();
    store.merge(&(1..=6).map(row).collect::<Vec<_>>());
    let settings = EarlyStopping { patience: 2, warm_up: 1, min_delta: 0.0 };
    let secs = |end: RunEnd| {
        let found = stop_balance(&store, &MetricKey::eval("loss"), settings, &end).unwrap();
        found.stop.and_then(|stop| stop.saved_secs)
    };
    assert_eq!(secs(ENDED), Some(120.0));
    assert_eq!(secs(RunEnd { has_ended: false, secs_left: Some(840.0), ..ENDED }), Some(960.0));
    assert_eq!(secs(RunEnd { has_ended: false, ..ENDED }), None, "what is left is not known");
}
