//! Labels as people read them, and what must hold on any domain.

use super::*;
use crate::model::UtcOffset;

fn labels(ticks: &[Tick]) -> String {
    ticks.iter().map(|tick| &*tick.label).collect::<Vec<_>>().join(" ")
}

#[track_caller]
fn check(ticks: Vec<Tick>, expected: &str) {
    assert_eq!(labels(&ticks), expected);
}

#[test]
fn values_have_round_steps_and_the_shortest_form() {
    check(linear((0.4, 1.0), 8), "0.4 0.5 0.6 0.7 0.8 0.9 1.0");
    check(linear((0.0, 3.0), 4), "0 1 2 3");
    check(linear((0.0, 1.0), 4), "0 0.25 0.50 0.75 1.00");
    check(linear((0.0, 2.1e-4), 5), "0 5e-5 1e-4 1.5e-4 2e-4");
    check(linear((3e-10, 3.7e-8), 4), "1e-8 2e-8 3e-8");
    check(linear((1.3e-7, 4.2e-7), 4), "2e-7 3e-7 4e-7");
    check(linear((0.0, 0.004), 4), "0 0.001 0.002 0.003 0.004");
    check(linear((-2e-4, 2e-4), 4), "-2e-4 -1e-4 0 1e-4 2e-4");
    check(linear((0.773_11, 0.773_14), 4), "0.77311 0.77312 0.77313 0.77314");
    check(linear((0.0, 50_000.0), 5), "0 10k 20k 30k 40k 50k");
    check(linear((-13_290.0, -13_251.0), 4), "-13,290 -13,280 -13,270 -13,260");
    check(linear((-13_277.0, -13_276.0), 4), "-13,277.00 -13,276.75 -13,276.50 -13,276.25 -13,276.00");
    check(linear((24_689_312.0, 98_757_248.0), 4), "40M 60M 80M");
    check(linear((0.0, 20_000_000.0), 4), "0 5M 10M 15M 20M");
    check(linear((0.0, 2_000_000.0), 4), "0 500k 1M 1.5M 2M");
    check(linear((1.2e11, 1.4e11), 4), "120G 125G 130G 135G 140G");
    check(linear((1.2e17, 4.9e17), 4), "2e17 3e17 4e17");
    check(linear((1.0e6, 1.0e6 + 40.0), 4), "1,000,000 1,000,010 1,000,020 1,000,030 1,000,040");
    check(linear((-1e308, 1e308), 4), "-1e308 -5e307 0 5e307 1e308");
}

#[test]
fn steps_are_short_where_that_tells_them_apart() {
    let steps = |low, high, n_max| horizontal(XAxis::Step, (low, high), n_max, UtcOffset::ZERO);
    check(steps(0.0, 4_000.0, 8), "0 500 1k 1.5k 2k 2.5k 3k 3.5k 4k");
    check(steps(0.0, 3.0, 8), "0 1 2 3");
    check(steps(12_000.0, 12_008.0, 4), "12,000 12,002 12,004 12,006 12,008");
    check(steps(0.0, 5e6, 4), "0 2M 4M");
    check(steps(0.0, 4e12, 4), "0 1T 2T 3T 4T");
    check(steps(0.0, 9.0, 4), "0 5");
}

#[test]
fn decades_are_filled_in_while_there_is_room() {
    check(logarithmic((0.4, 16.0), 8), "0.5 1 2 5 10");
    check(logarithmic((1e-5, 1.0), 6), "1e-5 1e-4 0.001 0.01 0.1 1");
    check(logarithmic((1e-12, 1.0), 6), "1e-12 1e-9 1e-6 0.001 1");
    check(logarithmic((1.0, 1e7), 8), "1 10 100 1k 10k 100k 1M 10M");
    check(logarithmic((1e12, 1e18), 4), "1T 100T 1e16 1e18");
    check(logarithmic((0.52, 0.58), 3), "0.52 0.54 0.56 0.58");
}

#[test]
fn times_fall_on_whole_minutes_hours_and_days() {
    let elapsed = |high, n_max| horizontal(XAxis::Elapsed, (0.0, high), n_max, UtcOffset::ZERO);
    check(elapsed(1.0, 4), "0 0.25s 0.50s 0.75s 1.00s");
    check(elapsed(120.0, 4), "0 30s 1m 1m 30s 2m");
    check(elapsed(7_200.0, 4), "0 30m 1h 1h 30m 2h");
    check(elapsed(200_000.0, 6), "0 12h 1d 1d 12h 2d");
    // 2026-06-02 22:00 UTC is midnight two hours further east.
    let evening = 1_780_437_600.0;
    let clock =
        |high: f64, offset| horizontal(XAxis::WallClock, (evening - 7_200.0, evening + high), 5, offset);
    check(clock(7_200.0, UtcOffset::ZERO), "20:00 21:00 22:00 23:00 3 Jun");
    check(clock(7_200.0, UtcOffset::new(|_| 7_200)), "22:00 23:00 3 Jun 01:00 02:00");
    check(clock(-7_100.0, UtcOffset::new(|_| 7_200)), "22:00:00 22:00:30 22:01:00 22:01:30");
    let years = horizontal(XAxis::WallClock, (0.0, 4.0 * 366.0 * 86_400.0), 4, UtcOffset::ZERO);
    assert!(years.iter().all(|tick| tick.label.contains("197")), "{years:?}");
}

#[test]
fn figures_have_four_significant_digits() {
    for (value, expected) in [
        (0.0, "0"),
        (0.51713, "0.5171"),
        (0.773, "0.773"),
        (14.753_789, "14.75"),
        (9_999.4, "9,999"),
        (9_999.7, "10,000"),
        (123_456.0, "123,456"),
        (-13_276.5, "-13,276"),
        (1.234_567_890_123_456e17, "1.235e17"),
        (0.001, "0.001"),
        (0.000_999_9, "9.999e-4"),
        (0.000_999_99, "0.001"),
        (-2e-5, "-2e-5"),
        (f64::NAN, "NaN"),
    ] {
        assert_eq!(value_label(value), expected);
    }
    assert_eq!(tick_label(1_500.0, XAxis::Step, UtcOffset::ZERO), "1,500");
    assert_eq!(tick_label(1_214.0, XAxis::Elapsed, UtcOffset::ZERO), "20m 14s");
    assert_eq!(tick_label(1_780_437_600.0, XAxis::WallClock, UtcOffset::new(|_| 3_600)), "2 Jun 23:00:00");
}

#[cfg(not(target_arch = "wasm32"))]
proptest::proptest! {
    #[test]
    fn ticks_ascend_stay_inside_and_have_labels_of_their_own(
        low in proptest::num::f64::NORMAL | proptest::num::f64::ZERO | proptest::num::f64::SUBNORMAL,
        relative_span in 1e-9..1e9f64,
        n_max in 1usize..12,
    ) {
        let high = low + low.abs().max(1e-300) * relative_span;
        proptest::prop_assume!(high.is_finite() && low < high);
        for axis in XAxis::ALL {
            let ticks = horizontal(axis, (low, high), n_max, UtcOffset::new(|_| 3_600));
            let slack = (high - low) * 1e-6;
            proptest::prop_assert!(ticks.len() <= n_max + 2, "{axis:?} {ticks:?}");
            proptest::prop_assert!(ticks.is_sorted_by(|a, b| a.value < b.value), "{axis:?} {ticks:?}");
            for tick in &ticks {
                proptest::prop_assert!(low - slack <= tick.value && tick.value <= high + slack);
            }
            if axis == XAxis::Epoch {
                let mut labels: Vec<_> = ticks.iter().map(|tick| &tick.label).collect();
                labels.sort();
                labels.dedup();
                proptest::prop_assert_eq!(labels.len(), ticks.len(), "{:?}", ticks);
            }
        }
    }
}
