//! Smoothing against its formulas, and continued against computed at once.

use proptest::prelude::*;

use super::*;

fn column(values: &[f64]) -> Column {
    values.iter().copied().collect()
}

fn steps(n: usize) -> Positions {
    Positions::Steps((0..n as u64).map(|step| 10 * step).collect())
}

fn smooth(how: Smoothing, values: &[f64]) -> Vec<f64> {
    Smoothed::new(how, &steps(values.len()), &column(values)).values().iter().collect()
}

/// TensorBoard's published formula in its summed form: the weighted mean over all figures so far.
fn average_from_formula(values: &[f64], weight: f64, idx: usize) -> f64 {
    let finite: Vec<f64> = values[..=idx].iter().copied().filter(|v| v.is_finite()).collect();
    let n = finite.len() as i32;
    let sum: f64 =
        finite.iter().enumerate().map(|(i, y)| (1.0 - weight) * weight.powi(n - 1 - i as i32) * y).sum();
    sum / (1.0 - weight.powi(n))
}

#[track_caller]
fn check_average(values: &[f64], weight: f64) {
    for (idx, (got, &raw)) in smooth(Smoothing::Average(weight), values).into_iter().zip(values).enumerate() {
        if raw.is_finite() {
            let expected = average_from_formula(values, weight, idx);
            assert!((got - expected).abs() <= 1e-12 * expected.abs().max(1.0), "{idx}: {got} {expected}");
        } else {
            assert!(got.is_nan(), "gap {idx} was filled");
        }
    }
}

fn wave() -> Vec<f64> {
    (0..400).map(|i| 2.0 + (f64::from(i) * 0.37).sin() / f64::from(i + 1)).collect()
}

#[test]
fn the_average_follows_the_published_formula() {
    let gaps = [f64::NAN, 3.0, f64::NAN, 1.0, f64::INFINITY, 2.5, 2.5, f64::NEG_INFINITY, 0.1];
    for weight in [0.01, 0.3, 0.6, 0.9, 0.99, 0.999] {
        check_average(&wave(), weight);
        check_average(&gaps, weight);
    }
}

#[test]
fn over_evenly_spaced_points_distance_is_a_plain_average() {
    let values = wave();
    // 399 gaps of 10 in a run that counts as 4,096 long.
    let per_point = 0.6_f64.sqrt().powf(10.0 / 4096.0 * 1000.0);
    let smoothed = smooth(Smoothing::Distance(0.6), &values);
    for (idx, got) in smoothed.into_iter().enumerate() {
        let expected = average_from_formula(&values, per_point, idx);
        assert!((got - expected).abs() < 1e-12, "{idx}: {got} {expected}");
    }
}

#[test]
fn the_bell_curve_is_within_four_percent_of_the_real_ones_peak() {
    // The response to one spike is the curve itself.
    let mut values = vec![0.0; 2001];
    values[1000] = 1.0;
    for weight in [0.8, 0.9, 0.98] {
        let deviation = weight / (1.0 - weight);
        let smoothed = smooth(Smoothing::Gaussian(weight), &values);
        let peak = 1.0 / (deviation * (2.0 * std::f64::consts::PI).sqrt());
        let worst = smoothed.iter().enumerate().map(|(idx, got)| {
            let z = (idx as f64 - 1000.0) / deviation;
            (got - peak * (-z * z / 2.0).exp()).abs() / peak
        });
        let worst = worst.fold(0.0, f64::max);
        assert!(worst < 0.04, "{weight}: {worst}");
    }
}

#[test]
fn every_pass_of_a_bell_curve_is_bounded() {
    let ys: Column = (0..5_000).map(|i| (f64::from(i) * 0.37).sin()).collect();
    let mut smoothed = Smoothed::begun(Smoothing::Gaussian(0.9), &steps(ys.len()), &ys);
    let mut n_calls = 1;
    while !smoothed.go_on(&mut 100) {
        n_calls += 1;
    }
    // To tell figures from gaps, four averages, and to put the gaps back.
    assert_eq!(n_calls, 6 * 50);
}

#[test]
fn what_is_unfinished_is_begun_anew() {
    let ys: Column = (0..1_000).map(f64::from).collect();
    for how in [Smoothing::Average(0.6), Smoothing::Distance(0.6), Smoothing::Gaussian(0.9)] {
        let mut smoothed = Smoothed::begun(how, &steps(ys.len()), &ys);
        assert!(!smoothed.go_on(&mut 300));
        let bits = |smoothed: &Smoothed| smoothed.values().iter().map(f64::to_bits).collect::<Vec<_>>();
        let followed = smoothed.followed(how, &steps(ys.len()), &ys);
        assert_eq!(bits(&followed), bits(&Smoothed::new(how, &steps(ys.len()), &ys)), "{how:?}");
    }
}

#[test]
fn constant_series_and_no_weight_are_untouched() {
    let constant = [0.1, 0.1, f64::NAN, 0.1];
    let varied = [0.3, 0.1, 0.7];
    for how in [Smoothing::Average, Smoothing::Distance, Smoothing::Gaussian] {
        let bits = |values: &[f64]| values.iter().map(|v| v.to_bits()).collect::<Vec<_>>();
        assert_eq!(bits(&smooth(how(0.7), &constant)), bits(&constant));
        assert_eq!(smooth(how(0.6), &[]), Vec::<f64>::new());
        for weight in [0.0, -1.0, f64::NAN] {
            assert_eq!(smooth(how(weight), &varied), varied);
        }
        assert_eq!(smooth(how(7.0), &varied), smooth(how(0.999), &varied));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn growing_in_parts_is_the_same_as_at_once(
        values in prop::collection::vec(prop_oneof![9 => -5.0..5.0, 1 => Just(f64::NAN), 2 => Just(1.0)], 0..400),
        parts in prop::collection::vec(1..120_usize, 1..8),
        weight in 0.0..0.99,
        kind in 0..3_usize,
    ) {
        let how = [Smoothing::Average, Smoothing::Distance, Smoothing::Gaussian][kind](weight);
        let mut grown = Smoothed::new(how, &steps(0), &column(&[]));
        let mut ys = Column::default();
        let mut rest = &values[..];
        for part in parts.into_iter().chain([usize::MAX]) {
            let (now, later) = rest.split_at(part.min(rest.len()));
            ys.extend(now.iter().copied());
            rest = later;
            grown = grown.followed(how, &steps(ys.len()), &ys);
            prop_assert_eq!(grown.values().len(), ys.len());
        }
        for (own, expected) in grown.values().iter().zip(smooth(how, &values)) {
            prop_assert!(own.is_nan() == expected.is_nan() && (own.is_nan() || (own - expected).abs() < 1e-9));
        }
    }

    #[test]
    fn bit_by_bit_is_the_same_as_at_once(
        values in prop::collection::vec(prop_oneof![9 => -5.0..5.0, 1 => Just(f64::NAN), 2 => Just(1.0)], 0..3_000),
        n_before in 0..3_000_usize,
        n_at_once in 1..900_usize,
        weight in 0.0..0.99,
        kind in 0..3_usize,
    ) {
        let how = [Smoothing::Average, Smoothing::Distance, Smoothing::Gaussian][kind](weight);
        let bits = |smoothed: &Smoothed| smoothed.values().iter().map(f64::to_bits).collect::<Vec<_>>();
        let before = &values[..n_before.min(values.len())];
        let mut ys = column(before);
        let known = Smoothed::new(how, &steps(before.len()), &ys);
        ys.append(&values[before.len()..]);
        let expected = known.clone().followed(how, &steps(ys.len()), &ys);
        let mut smoothed = known.followed_begun(how, &steps(ys.len()), &ys);
        while !smoothed.is_done() {
            prop_assert!(!smoothed.is_of(&ys));
            let n_done = smoothed.values().len();
            let mut left = n_at_once;
            smoothed.go_on(&mut left);
            prop_assert!(smoothed.values().len() <= n_done + n_at_once, "more than was asked for");
        }
        prop_assert!(smoothed.go_on(&mut 0) && smoothed.is_of(&ys));
        prop_assert_eq!(bits(&smoothed), bits(&expected));
    }

    #[test]
    fn a_rewritten_series_is_smoothed_anew(values in prop::collection::vec(-5.0..5.0, 2..60), at: prop::sample::Index) {
        let before = Smoothed::new(Smoothing::Average(0.6), &steps(values.len()), &column(&values));
        let mut rewritten = values.clone();
        rewritten[at.index(values.len())] += 1.0;
        let followed = before.followed(Smoothing::Average(0.6), &steps(values.len()), &column(&rewritten));
        let own: Vec<f64> = followed.values().iter().collect();
        prop_assert_eq!(own, smooth(Smoothing::Average(0.6), &rewritten));
    }
}
