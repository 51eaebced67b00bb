//! Breaking, thinning, clipping and dashing of lines.

use proptest::prelude::*;

use super::*;
use crate::chart::{Curve, Size, View, layout};

const RECT: PlotRect = PlotRect { left: 0.0, top: 0.0, right: 100.0, bottom: 50.0 };

fn laid_out(xs: &[f64], ys: &[f64], x_range: Option<(f64, f64)>) -> Layout {
    let (xs, ys) = (xs.to_vec(), ys.to_vec());
    let curve = Curve { label: "x".into(), color: 0, is_dashed: false, xs, ys, smoothed: None };
    layout(&[curve], &View { x_range, ..View::default() }, Size { width: 400, height: 200, scale: 1.0 })
}

#[track_caller]
fn check_runs(xs: &[f64], ys: &[f64], x_range: Option<(f64, f64)>, expected: &[usize]) {
    let layout = laid_out(xs, ys, x_range);
    let lengths: Vec<usize> = runs(xs, ys, &layout).iter().map(Vec::len).collect();
    assert_eq!(lengths, expected);
}

#[test]
fn gaps_and_backward_steps_break_the_line() {
    let nan = f64::NAN;
    check_runs(&[0.0, 1.0, 2.0, 3.0], &[1.0, 2.0, 3.0, 4.0], None, &[4]);
    check_runs(&[0.0, 1.0, 2.0, 3.0], &[1.0, nan, 3.0, 4.0], None, &[1, 2]);
    check_runs(&[0.0, 1.0, 2.0, 3.0], &[1.0, f64::INFINITY, f64::NEG_INFINITY, 4.0], None, &[1, 1]);
    check_runs(&[0.0, nan, 2.0, 3.0], &[1.0, 2.0, 3.0, 4.0], None, &[1, 2]);
    check_runs(&[0.0, 5.0, 2.0, 3.0], &[1.0, 2.0, 3.0, 4.0], None, &[2, 2]);
    check_runs(&[], &[], None, &[]);
}

#[test]
fn only_one_neighbour_beyond_each_edge_is_kept() {
    let xs: Vec<f64> = (0..100).map(f64::from).collect();
    check_runs(&xs, &xs, Some((40.0, 42.0)), &[5]);
    check_runs(&xs, &xs, Some((40.2, 40.4)), &[2]);
    check_runs(&xs, &xs, Some((200.0, 300.0)), &[]);
}

proptest! {
    #[test]
    fn thinning_keeps_the_first_last_and_extremes_of_each_column(
        steps in prop::collection::vec((0.0..0.4f64, 0.0..50.0f64), 1..400),
    ) {
        let mut x = 0.0;
        let points: Vec<Px> = steps.iter().map(|(dx, y)| { x += dx; (x, *y) }).collect();
        let thinned = thinned(&points);
        let of_column = |points: &[Px], column: f64| -> Vec<Px> {
            points.iter().copied().filter(|(x, _)| x.floor() == column).collect()
        };
        let mut from = 0;
        for point in &thinned {
            let idx = points[from..].iter().position(|other| other == point);
            prop_assert!(idx.is_some(), "kept points are points, in order");
            from += idx.unwrap_or(0);
        }
        for column in 0..=(x.floor() as i32) {
            let (all, kept) = (of_column(&points, f64::from(column)), of_column(&thinned, f64::from(column)));
            prop_assert!(kept.len() <= 4);
            prop_assert_eq!((all.first(), all.last()), (kept.first(), kept.last()));
            for pick in [f64::min, f64::max] {
                let extreme = |points: &[Px]| points.iter().map(|(_, y)| *y).reduce(pick);
                prop_assert_eq!(extreme(&all), extreme(&kept));
            }
        }
    }

    #[test]
    fn simplifying_moves_no_point_by_more_than_half_a_pixel(
        steps in prop::collection::vec((0.0..3.0f64, -1.0..1.0f64), 1..200),
    ) {
        let (mut x, mut y) = (0.0, 25.0);
        let points: Vec<Px> = steps.iter().map(|(dx, dy)| { x += dx; y += dy; (x, y) }).collect();
        let simple = simplified(&points);
        prop_assert_eq!((simple.first(), simple.last()), (points.first(), points.last()));
        for (x, y) in points {
            let near = simple.windows(2).any(|pair| {
                let ((x0, y0), (x1, y1)) = (pair[0], pair[1]);
                let on_line = if x0 < x1 { y0 + (x - x0) / (x1 - x0) * (y1 - y0) } else { y };
                x0 <= x && x <= x1 && (on_line - y).abs() <= 0.5
            });
            prop_assert!(near || simple.contains(&(x, y)), "({x}, {y}) is off {simple:?}");
        }
    }

    #[test]
    fn clipped_lines_stay_inside(points in prop::collection::vec((-300.0..300.0f64, -1e9..1e9f64), 0..40)) {
        for part in clipped(&points, RECT) {
            prop_assert!(2 <= part.len());
            for (x, y) in part {
                prop_assert!((-1e-4..=100.0001).contains(&x) && (-1e-4..=50.0001).contains(&y), "{x} {y}");
            }
        }
    }

    #[test]
    fn dashes_cover_their_share(points in prop::collection::vec((0.0..100.0f64, 0.0..50.0f64), 2..20)) {
        let whole = length(&points);
        let drawn: f64 = dashed(&points, 5.0, 3.0).iter().map(|dash| length(dash)).sum();
        prop_assert!(drawn <= whole + 1e-6);
        prop_assert!((drawn - whole * 5.0 / 8.0).abs() <= 5.0, "{drawn} of {whole}");
    }
}

#[test]
fn a_straight_line_becomes_one_stroke() {
    let points: Vec<Px> = (0..100).map(|i| (f64::from(i), 0.3 * f64::from(i))).collect();
    assert_eq!(simplified(&points).len(), 2);
    assert_eq!(simplified(&[(1.0, 1.0)]), [(1.0, 1.0)]);
    assert_eq!(simplified(&[]), []);
}

#[test]
fn a_line_across_the_corner_is_cut_twice() {
    let parts = clipped(&[(-50.0, 25.0), (50.0, 25.0), (50.0, -25.0), (150.0, 25.0), (150.0, 80.0)], RECT);
    assert_eq!(parts[0], [(0.0, 25.0), (50.0, 25.0), (50.0, 0.0)]);
    assert_eq!(parts[1], [(100.0, 0.0), (100.0, 0.0)]);
    assert_eq!(parts.len(), 2);
}
