//! Decimated pictures against pictures of every point.

use proptest::prelude::*;

use super::*;

/// Returns every point as a strip of its own: what the picture would be without decimation.
fn all_points(xs: &Positions, ys: &Column, map: Mapping) -> Vec<Strip> {
    let mut strips = Vec::new();
    let mut is_joined = false;
    for idx in 0..xs.len() {
        single(xs, ys, idx, map, &mut is_joined, &mut strips);
    }
    strips
}

fn picture(strips: &[Strip], window: (i32, i32)) -> Vec<Span> {
    let mut covered = Vec::new();
    spans(strips, window, &mut covered);
    covered
}

/// Noisy, smooth, constant with spikes, with gaps.
fn any_ys() -> impl Strategy<Value = Vec<f64>> {
    let spike = prop_oneof![30 => Just(1.0), 1 => -1e3..1e3];
    let gap = prop_oneof![20 => 0.0..5.0, 1 => Just(f64::NAN)];
    prop_oneof![
        prop::collection::vec(0.0..5.0, 0..6_000),
        (0..6_000_usize, 1.0..500.0).prop_map(|(n, scale): (usize, f64)| {
            (0..n).map(|i: usize| (i as f64 / scale).sin() * 2.0).collect()
        }),
        prop::collection::vec(spike, 0..6_000),
        prop::collection::vec(gap, 0..6_000),
        prop::collection::vec(prop_oneof![Just(f64::NAN), -1.0..1.0], 0..300),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn the_picture_of_decimated_data_is_the_picture_of_all_data(
        ys in any_ys(),
        strides in prop_oneof![Just(vec![1_u64]), prop::collection::vec(1..40_u64, 1..50)],
        zoom in (-0.5..1.0, 0.01..2.0),
        (left, width) in (-5..60_i32, 1..400_i32),
        is_log: bool,
    ) {
        let steps = ys.iter().zip(strides.iter().cycle()).scan(0, |step, (_, stride)| {
            *step += stride;
            Some(*step)
        });
        let xs = Positions::Steps(steps.collect());
        let ys: Column = ys.into_iter().collect();
        let length = xs.at(xs.len().saturating_sub(1)).max(1.0);
        let (from, span) = (zoom.0 * length, zoom.1 * length);
        let (px_left, px_right) = (f64::from(left), f64::from(left + width));
        let map = Mapping {
            x: Scale::new((from, from + span), false, (px_left, px_right)),
            y: if is_log { Scale::new((0.1, 10.0), true, (200.0, 0.0)) } else { Scale::new((0.0, 5.0), false, (200.0, 0.0)) },
        };
        let window = (left, left + width);
        let mut decimated = Vec::new();
        strips(&xs, &ys, 0..xs.len(), map, window, &mut decimated);
        // Points beyond the edge by more than one are no part of the picture, but lines from and to them are.
        let all = all_points(&xs, &ys, map);
        let (own, expected) = (picture(&decimated, window), picture(&all, window));
        prop_assert_eq!(own.len(), expected.len(), "{:?}\n{:?}\n{:?}", own, expected, decimated);
        for (own, expected) in own.iter().zip(&expected) {
            let is_same = own.column == expected.column
                && (own.top - expected.top).abs() < 1e-6 && (own.bottom - expected.bottom).abs() < 1e-6;
            prop_assert!(is_same, "{:?} {:?}", own, expected);
        }
        let n_columns = usize::try_from(width).unwrap() + 3;
        let n_gaps = ys.whole().n_gaps as usize + ys.iter().filter(|y| is_log && *y <= 0.0).count();
        prop_assert!(decimated.len() <= n_columns + n_gaps, "cost follows columns");
    }
}

#[test]
fn a_line_covers_the_columns_between_its_points() {
    let strip = |x: f64, y: f64, is_joined| {
        let point = (x, y);
        Strip { first: point, last: point, top: y, bottom: y, start: 0, n: 1, is_joined }
    };
    let span = |column, top, bottom| Span { column, top, bottom };
    let line = [strip(0.5, 0.0, false), strip(2.5, 4.0, true)];
    assert_eq!(picture(&line, (0, 9)), [span(0, 0.0, 1.0), span(1, 1.0, 3.0), span(2, 3.0, 4.0)]);
    assert_eq!(picture(&line, (1, 1)), [span(1, 1.0, 3.0)], "only what is in view");
    let far = [strip(-1e9, 0.0, false), strip(1e9, 2e9, true)];
    assert_eq!(picture(&far, (0, 1)).len(), 2, "however far its ends are");
    let upright = [strip(3.2, 0.0, false), strip(3.2, 7.0, true)];
    assert_eq!(picture(&upright, (0, 9)), [span(3, 0.0, 7.0)]);
    let apart = [strip(3.2, 0.0, false), strip(3.4, 7.0, false), strip(3.6, 7.0, true)];
    assert_eq!(picture(&apart, (0, 9)), [span(3, 0.0, 0.0), span(3, 7.0, 7.0)], "a gap within a column");
}

proptest! {
    #[test]
    fn lines_keep_the_first_last_and_extremes_of_each_column_in_order(
        ys in prop::collection::vec(prop_oneof![30 => -5.0..5.0, 1 => Just(f64::NAN)], 1..2_000), width in 2..60_i32,
    ) {
        let ys: Column = ys.into_iter().collect();
        let xs = Positions::Steps((0..ys.len() as u64).collect());
        let map = Mapping {
            x: Scale::new((0.0, ys.len() as f64), false, (0.0, f64::from(width))),
            y: Scale::new((-5.0, 5.0), false, (100.0, 0.0)),
        };
        let mut found = Vec::new();
        strips(&xs, &ys, 0..xs.len(), map, (0, width), &mut found);
        let kept = lines(&found, &xs, &ys, map);
        prop_assert_eq!(kept.len(), found.iter().filter(|strip| !strip.is_joined).count());
        let points: Vec<Point> = kept.concat();
        prop_assert!(points.len() <= 8 * found.len() && points.is_sorted_by(|a, b| a.0 <= b.0));
        for strip in &found {
            let all = (strip.start..strip.start + strip.n).map(|idx| (map.x.px(xs.at(idx)), map.y.px(ys.at(idx))));
            let all: Vec<Point> = all.collect();
            prop_assert!(points.contains(&all[0]) && points.contains(&all[all.len() - 1]));
            for extreme in [strip.top, strip.bottom] {
                prop_assert!(all.iter().any(|point| point.1 == extreme && points.contains(point)));
            }
        }
    }
}
