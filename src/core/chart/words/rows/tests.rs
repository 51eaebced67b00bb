//! Rows on demand against rows that are all written down.

use std::collections::BTreeMap;

use proptest::prelude::*;

use super::*;

/// Per position, which point of each curve; a later point at the same position counts.
fn all_rows(curves: &[Curve], x_range: Option<(f64, f64)>) -> Vec<(f64, Vec<Option<usize>>)> {
    let mut by_x: BTreeMap<i64, Vec<Option<usize>>> = BTreeMap::new();
    for (i, curve) in curves.iter().enumerate() {
        for idx in 0..curve.len() {
            let (x, _) = curve.point(idx);
            if x.is_finite() && x_range.is_none_or(|(low, high)| (low..=high).contains(&x)) {
                by_x.entry((x * 4.0) as i64).or_insert_with(|| vec![None; curves.len()])[i] = Some(idx);
            }
        }
    }
    by_x.into_iter().map(|(quarters, points)| (quarters as f64 / 4.0, points)).collect()
}

#[track_caller]
fn check(curves: &[Curve], x_range: Option<(f64, f64)>) {
    let rows = Rows::new(curves, x_range);
    let expected = all_rows(curves, x_range);
    assert_eq!(rows.len(), expected.len());
    for (row, (x, points)) in expected.iter().enumerate() {
        assert_eq!((rows.x_at(row), rows.rank(*x)), (Some(*x), row));
        assert_eq!(rows.rank(x + 0.1), row + 1);
        let found: Vec<_> = curves.iter().map(|curve| point_at(curve, *x)).collect();
        assert_eq!(found, *points, "at {x}");
    }
    assert_eq!(rows.x_at(rows.len()), None);
}

fn curve(xs: Positions) -> Curve {
    let ys = (0..xs.len()).map(|idx| idx as f64).collect();
    Curve::new("train", 0, false, xs, ys)
}

/// Quarters, so that positions meet; ascending, with restarts, with stretches of unknown ones.
fn any_curve() -> impl Strategy<Value = Curve> {
    let steps = prop::collection::btree_set(0..200_u64, 0..80)
        .prop_map(|steps| curve(Positions::Steps(steps.into_iter().collect())));
    let moves = prop_oneof![12 => 0..9_i32, 1 => -300..0_i32, 1 => Just(i32::MAX)];
    let column = prop::collection::vec(moves, 0..120).prop_map(|moves| {
        let mut at = 0;
        let place = |by: i32| {
            if by == i32::MAX {
                return f64::NAN;
            }
            at += by;
            f64::from(at) / 4.0
        };
        curve(Positions::Column(moves.into_iter().map(place).collect()))
    });
    prop_oneof![steps, column]
}

proptest! {
    #[test]
    fn rows_are_those_of_all_positions(
        curves in prop::collection::vec(any_curve(), 0..4), range in proptest::option::of((-100..900_i32, 0..900_i32)),
    ) {
        let range = range.map(|(low, span)| (f64::from(low) / 4.0, f64::from(low + span) / 4.0));
        check(&curves, range);
    }
}

#[test]
fn evaluation_at_training_steps_lists_nothing() {
    let train = curve(Positions::Steps((0..1_000_000).map(|step| step * 10).collect()));
    let eval = curve(Positions::Steps((0..1_000).map(|step| step * 10_000).collect()));
    let odd = curve(Positions::Steps((0..1_000).map(|step| step * 10_000 + 5).collect()));
    let rows = Rows::new(&[eval.clone(), train.clone()], None);
    assert_eq!((rows.len(), rows.others.len()), (1_000_000, 0));
    assert_eq!((rows.x_at(777_777), point_at(&eval, 7_770_000.0)), (Some(7_777_770.0), Some(777)));
    let rows = Rows::new(&[eval, train, odd], None);
    assert_eq!((rows.len(), rows.others.len()), (1_001_000, 1_000));
    assert_eq!((rows.x_at(1), rows.x_at(1_002)), (Some(5.0), Some(10_005.0)));
}
