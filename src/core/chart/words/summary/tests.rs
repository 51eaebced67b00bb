//! Curves, and what is said of them.

use kernel::{Positions, Smoothing};
use proptest::prelude::*;

use super::*;

fn curve(ys: impl IntoIterator<Item = f64>) -> Curve {
    let ys: Column = ys.into_iter().collect();
    let steps = (0..ys.len() as u64).map(|step| step * 10).collect();
    Curve::new("train", 0, false, Positions::Steps(steps), ys)
}

#[track_caller]
fn check(ys: impl IntoIterator<Item = f64>, expected: &str) {
    let text = summary("Loss", &[curve(ys)], &View::default());
    assert_eq!(
        text,
        if expected.is_empty() { "Loss.".to_owned() } else { format!("Loss. train: {expected}.") }
    );
}

#[test]
fn a_curve_is_said_in_words() {
    const NAN: f64 = f64::NAN;
    check([], "");
    check([NAN, NAN], "not a number at 2 steps: 0–10");
    check([1.5], "1.5 at step 0; 1 point");
    check([NAN, 1.5, NAN], "1.5 at step 10; 1 point; not a number at steps 0 and 20");
    check([2.0, 2.0, 2.0], "constant at 2; 3 points");
    check([2.31, 1.5, 0.98, 1.02], "falling from 2.31 to 1.02, lowest 0.98 at step 20; 4 points");
    check(
        [NAN, 2.0, NAN, 1.0, NAN],
        "falling from 2 to 1, lowest 1 at step 30; 2 points; not a number at steps 0, 20 and 40",
    );
    check([0.1, 0.9, 0.6], "rising from 0.1 to 0.6, highest 0.9 at step 10; 3 points");
    check([-1.0, -3.0], "falling from -1 to -3, lowest -3 at step 10; 2 points");
    check([1.0, 2.0, 0.0, 1.05], "level from 1 to 1.05, lowest 0, highest 2; 4 points");
    check([1.0, 9.0, 1.0], "level from 1 to 1, lowest 1, highest 9; 3 points");
    let overfitted = [2.31, 1.5, 0.9448, 1.2, 1.6, 1.945];
    check(overfitted, "falls from 2.31 to 0.9448 at step 20, then rises to 1.945; 6 points");
    check(overfitted.map(|y| -y), "rises from -2.31 to -0.9448 at step 20, then falls to -1.945; 6 points");
    // A single figure among level ones is no turn.
    let noisy = (0..40).map(|i| if i == 20 { 0.5 } else { 1.0 + 0.01 * f64::from(i % 3) });
    check(noisy, "level from 1 to 1, lowest 0.5, highest 1.02; 40 points");
    check(
        (0..1_098).map(|i| 2.0 - f64::from(i) / 1_000.0),
        "falling from 2 to 0.903, lowest 0.903 at step 10,970; 1,098 points",
    );
    // The first happens to be high and the last low, but the figures around them go nowhere.
    check(
        (0..1_000).map(|i| match i {
            0 => 3.0,
            999 => 1.0,
            i => 2.0 + 0.5 * f64::from(i % 2),
        }),
        "level from 3 to 1, lowest 1, highest 3; 1,000 points",
    );
    check(
        [f64::MAX, f64::MIN],
        "falling from 1.798e308 to -1.798e308, lowest -1.798e308 at step 10; 2 points",
    );
}

#[test]
fn every_curve_is_said_and_places_are_those_of_the_axis() {
    let column = |xs: [f64; 2]| Positions::Column(xs.into_iter().collect());
    let curves = [
        curve([2.0, 1.0]),
        Curve::new("eval", 1, true, column([0.0, 1.5]), [1.0, 2.0].into_iter().collect()),
    ];
    let view = View { x_axis: XAxis::Epoch, ..View::default() };
    let expected = "Loss. train: falling from 2 to 1, lowest 1 at epoch 10; 2 points. \
                    eval: rising from 1 to 2, highest 2 at epoch 1.5; 2 points.";
    assert_eq!(summary("Loss", &curves, &view), expected);
    let clock = View { x_axis: XAxis::Elapsed, ..View::default() };
    assert!(summary("Loss", &curves[1..], &clock).contains("highest 2 after "));
    let smooth = curve([1.0, 3.0, 2.0]).smoothed(Some(Smoothing::Average(0.9)), None);
    assert!(
        summary("Loss", &[smooth], &View::default()).contains("highest 3"),
        "logged figures, not smoothed ones"
    );
}

proptest! {
    #[test]
    fn a_place_is_found_without_looking_at_every_figure(
        ys in prop::collection::vec(prop_oneof![5 => -9.0..9.0, 1 => Just(f64::NAN)], 1..9_000),
    ) {
        let column: Column = ys.iter().copied().collect();
        prop_assert_eq!(place_of(&column, |extent| extent.range().is_some()), ys.iter().position(|y| !y.is_nan()));
        if let Some((low, _)) = column.whole().range() {
            prop_assert_eq!(place_of(&column, |extent| extent.low == low), ys.iter().position(|y| *y == low));
        }
    }
}
