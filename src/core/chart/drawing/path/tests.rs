//! Simplifying, clipping and dashing of lines.

use proptest::prelude::*;

use super::*;

const RECT: PlotRect = PlotRect { left: 0.0, top: 0.0, right: 100.0, bottom: 50.0 };

proptest! {
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
        let drawn: f64 = dashed(&points, &[(5.0, 3.0)]).iter().map(|dash| length(dash)).sum();
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

#[test]
fn an_area_is_cut_along_its_own_edges() {
    // A wedge that leaves the rectangle at the top and at the bottom.
    let wedge = [(0.0, 25.0), (100.0, -25.0), (100.0, 75.0)];
    let cut = clipped_area(&wedge, RECT);
    let expected = [(100.0, 50.0), (50.0, 50.0), (0.0, 25.0), (50.0, 0.0), (100.0, 0.0)];
    assert_eq!((cut.len(), expected.iter().filter(|corner| cut.contains(corner)).count()), (5, 5), "{cut:?}");
    assert_eq!(clipped_area(&wedge.map(|(x, y)| (x, y + 200.0)), RECT), []);
    assert_eq!(clipped_area(&wedge.map(|(x, y)| (x, 0.1 * y + 20.0)), RECT).len(), 3);
    assert_eq!(clipped_area(&[], RECT), []);
}

#[test]
fn dashes_and_dots_take_turns() {
    let line = [(0.0, 0.0), (20.0, 0.0)];
    let ends = |pattern: &[(f64, f64)]| -> Vec<(f64, f64)> {
        dashed(&line, pattern).iter().map(|dash| (dash[0].0, dash[dash.len() - 1].0)).collect()
    };
    assert_eq!(ends(&[(5.0, 3.0)]), [(0.0, 5.0), (8.0, 13.0), (16.0, 20.0)]);
    assert_eq!(ends(&[(6.0, 2.0), (1.0, 2.0)]), [(0.0, 6.0), (8.0, 9.0), (11.0, 17.0), (19.0, 20.0)]);
    assert_eq!(ends(&[]), []);
}
