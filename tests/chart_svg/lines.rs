//! The curves and the axes of a chart.

use kernel::{Positions, Smoothing};
use tuneboard_core::{
    chart::{Curve, DARK, LIGHT, Size, View, layout, svg},
    metrics::XAxis,
};

use super::{SIZE, curve, drawn, hex, named, wave};

#[test]
fn a_line_passes_through_its_points() {
    let curve = curve(&[1.0, 3.0, 2.0]);
    let document = svg(std::slice::from_ref(&curve), &View::default(), SIZE, &LIGHT);
    let layout = layout(std::slice::from_ref(&curve), &View::default(), SIZE);
    let lines = named(&document, "polyline");
    assert_eq!(lines.len(), 1);
    assert_eq!(lines[0].get("stroke"), hex(&LIGHT, 0));
    let point = |idx| {
        let (x, y) = curve.point(idx);
        (drawn(layout.px_from_x(x)), drawn(layout.px_from_y(y)))
    };
    let expected: Vec<_> = (0..3).map(point).collect();
    assert_eq!(lines[0].points(), expected);
    assert_eq!(named(&document, "circle").len(), 3, "few points have markers");
}

#[test]
fn a_smoothed_line_lies_over_its_faded_raw_line() {
    let ys = wave(100);
    let curve = curve(&ys).smoothed(Some(Smoothing::Average(0.6)), None);
    let document = svg(&[curve], &View::default(), SIZE, &DARK);
    let opacities: Vec<f64> =
        named(&document, "polyline").iter().map(|line| line.number("opacity")).collect();
    assert_eq!(opacities, [0.25, 1.0]);
    let all_raw_first = {
        let curves: Vec<Curve> =
            (0..3).map(|_| self::curve(&ys).smoothed(Some(Smoothing::Average(0.9)), None)).collect();
        let document = svg(&curves, &View::default(), SIZE, &DARK);
        named(&document, "polyline").iter().map(|line| line.number("opacity")).collect::<Vec<_>>()
    };
    assert_eq!(all_raw_first, [0.25, 0.25, 0.25, 1.0, 1.0, 1.0]);
}

#[test]
fn evaluation_is_dashed_with_hollow_markers() {
    let mut curve = curve(&[1.0, 0.8, 0.7]);
    (curve.is_dashed, curve.color) = (true, 1);
    let document = svg(&[curve], &View::default(), SIZE, &LIGHT);
    let dashes = named(&document, "polyline");
    assert!(dashes.len() > 20, "{}", dashes.len());
    let circles = named(&document, "circle");
    let fills: Vec<_> = circles.iter().map(|circle| circle.get("fill")).collect();
    let color = hex(&LIGHT, 1);
    assert_eq!(fills, [&color, "#FFFFFF", &color, "#FFFFFF", &color, "#FFFFFF"], "hollow");
    assert!(circles[1].number("r") < circles[0].number("r"));
}

#[test]
fn gaps_break_the_line_and_a_lone_point_is_a_dot() {
    let nan = f64::NAN;
    let mut ys = wave(200);
    (ys[50], ys[100], ys[102]) = (nan, nan, f64::INFINITY);
    let document = svg(&[curve(&ys)], &View::default(), SIZE, &LIGHT);
    assert_eq!(named(&document, "polyline").len(), 3);
    let dots = named(&document, "circle");
    assert_eq!(dots.len(), 1);
    let layout = layout(&[curve(&ys)], &View::default(), SIZE);
    assert_eq!(dots[0].number("cx") / 16.0, drawn(layout.px_from_x(101.0)));
    for value in ["NaN", "inf"] {
        assert!(!document.contains(value), "{value} reached the picture");
    }
}

#[test]
fn one_point_is_a_marker_and_nothing_is_an_empty_grid() {
    let document = svg(&[curve(&[1.5])], &View::default(), SIZE, &LIGHT);
    assert_eq!((named(&document, "circle").len(), named(&document, "polyline").len()), (1, 0));
    for curves in [vec![], vec![curve(&[])], vec![curve(&[f64::NAN; 5])]] {
        let document = svg(&curves, &View::default(), SIZE, &LIGHT);
        assert_eq!((named(&document, "circle").len(), named(&document, "polyline").len()), (0, 0));
        assert!(!named(&document, "text").is_empty());
    }
}

#[test]
fn dense_data_is_thinned_but_its_spikes_are_drawn() {
    let mut ys = wave(100_000);
    (ys[33_333], ys[77_777]) = (50.0, -50.0);
    let curve = curve(&ys);
    let document = svg(std::slice::from_ref(&curve), &View::default(), SIZE, &LIGHT);
    let layout = layout(std::slice::from_ref(&curve), &View::default(), SIZE);
    let points: Vec<_> = named(&document, "polyline").iter().flat_map(|line| line.points()).collect();
    // Eight points per half column at most.
    assert!(points.len() <= 16 * 800, "{}", points.len());
    for (x, y) in [(33_333.0, 50.0), (77_777.0, -50.0)] {
        let expected = (drawn(layout.px_from_x(x)), drawn(layout.px_from_y(y)));
        assert!(points.contains(&expected), "{expected:?}");
    }
}

#[test]
fn zooming_draws_only_what_is_in_view_up_to_the_edges() {
    let ys = wave(1_000);
    let view = View { x_range: Some((100.5, 110.5)), ..View::default() };
    let document = svg(&[curve(&ys)], &view, SIZE, &LIGHT);
    let rect = layout(&[curve(&ys)], &view, SIZE).plot_rect();
    let lines = named(&document, "polyline");
    assert_eq!(lines.len(), 1);
    let points = lines[0].points();
    assert_eq!((points[0].0, points[points.len() - 1].0), (rect.left, rect.right));
    assert!(points.iter().all(|(_, y)| rect.top <= *y && *y <= rect.bottom));
    assert_eq!(points.len(), 12);
}

#[test]
fn labels_are_beside_their_lines_and_scale_with_device_pixels() {
    let curves = [curve(&wave(300))];
    for scale in [1.0, 2.0, 3.0] {
        let size = Size { width: (800.0 * scale) as u32, height: (300.0 * scale) as u32, scale };
        let document = svg(&curves, &View::default(), size, &DARK);
        let layout = layout(&curves, &View::default(), size);
        let texts = named(&document, "text");
        let y_labels: Vec<_> = texts.iter().filter(|text| text.get("text-anchor") == "end").collect();
        assert_eq!(y_labels.len(), layout.y_ticks().len());
        for (label, tick) in y_labels.iter().zip(layout.y_ticks()) {
            assert_eq!(label.text, tick.label);
            assert_eq!(label.number("y"), layout.px_from_y(tick.value).round());
            assert!(label.number("x") < layout.plot_rect().left);
            assert!((label.number("font-size") - 11.0 * scale).abs() < 1e-9);
        }
        for label in texts.iter().filter(|text| text.get("text-anchor") == "middle") {
            assert!(layout.plot_rect().bottom < label.number("y"));
        }
        let grid = named(&document, "rect");
        assert!(grid[1..].iter().all(|line| line.number("height") == scale), "hairlines are crisp");
    }
}

#[test]
fn time_goes_backwards_only_in_separate_lines() {
    let xs = (0..200).map(|i| f64::from(if i < 100 { i } else { i - 30 })).collect();
    let curve = Curve::new("train", 0, false, Positions::Column(xs), wave(200).into_iter().collect());
    let view = View { x_axis: XAxis::Elapsed, ..View::default() };
    let document = svg(&[curve], &view, SIZE, &LIGHT);
    let lines = named(&document, "polyline");
    assert_eq!(lines.len(), 2);
    for line in lines {
        assert!(line.points().is_sorted_by(|a, b| a.0 <= b.0));
    }
}

#[test]
fn extreme_numbers_and_sizes_draw_something_finite() {
    let curves = [curve(&[1e308, -1e308, 5e-324, f64::MAX, f64::MIN, 0.0])];
    for (width, height) in [(0, 0), (1, 1), (40, 10), (800, 300)] {
        for is_log_y in [false, true] {
            let view = View { is_log_y, ..View::default() };
            let document = svg(&curves, &view, Size { width, height, scale: 1.0 }, &LIGHT);
            assert!(document.starts_with("<svg ") && document.trim_end().ends_with("</svg>"));
            assert!(!document.contains("2147483647") && !document.contains("NaN"), "{document}");
        }
    }
}
