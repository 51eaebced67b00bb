//! Scales that can be inverted, and fits that show what is there.

use kernel::Positions;
use proptest::prelude::*;

use super::*;
use crate::model::UtcOffset;

const SIZE: Size = Size { width: 800, height: 300, scale: 1.0 };

fn curve(xs: Vec<f64>, ys: Vec<f64>) -> Curve {
    Curve::new("train", 0, false, Positions::Column(xs.into_iter().collect()), ys.into_iter().collect())
}

fn counted(ys: &[f64]) -> Curve {
    curve((0..ys.len()).map(|i| i as f64).collect(), ys.to_vec())
}

fn any_view() -> impl Strategy<Value = View> {
    let range = prop::option::of((-10.0..500.0, -10.0..500.0));
    let axis = prop::sample::select(XAxis::ALL.to_vec());
    let flags = (any::<bool>(), any::<bool>(), any::<bool>());
    (axis, flags, range.clone(), range).prop_map(|(x_axis, flags, x_range, y_range)| {
        let (is_log_y, ignore_outliers, from_zero) = flags;
        View {
            x_axis,
            is_log_y,
            x_range,
            y_range,
            utc_offset: UtcOffset::new(|_| 7_200),
            ignore_outliers,
            from_zero,
            ..View::default()
        }
    })
}

proptest! {
    #[test]
    fn pixels_and_values_are_inverse(
        ys in prop::collection::vec(-1e6..1e6f64, 0..50),
        view in any_view(),
        px in 0.0..1.0f64,
        scale in prop::sample::select(vec![1.0, 1.5, 2.0, 3.0]),
    ) {
        let layout = layout(&[counted(&ys)], &view, Size { width: 900, height: 400, scale });
        let rect = layout.plot_rect();
        let (x, y) = (rect.left + px * (rect.right - rect.left), rect.bottom - px * (rect.bottom - rect.top));
        prop_assert!((layout.px_from_x(layout.x_from_px(x)) - x).abs() < 1e-3);
        prop_assert!((layout.px_from_y(layout.y_from_px(y)) - y).abs() < 1e-3);
        prop_assert!((layout.px_from_x(layout.x_domain().0) - rect.left).abs() < 1e-3);
        prop_assert!((layout.px_from_y(layout.y_domain().1) - rect.top).abs() < 1e-3);
    }

    #[test]
    fn any_numbers_and_sizes_make_a_layout(
        points in prop::collection::vec((any::<f64>(), any::<f64>()), 0..20),
        view in any_view(),
        (width, height) in (0u32..300, 0u32..200),
        scale in prop_oneof![Just(0.0), Just(f64::NAN), 0.5..4.0],
    ) {
        let (xs, ys) = points.into_iter().unzip();
        let curves = [curve(xs, ys)];
        let layout = layout(&curves, &view, Size { width, height, scale });
        let (x, y) = (layout.x_domain(), layout.y_domain());
        prop_assert!(x.0 < x.1 && y.0 < y.1, "{x:?} {y:?}");
        prop_assert!(layout.x_ticks().len() < 20 && layout.y_ticks().len() < 20);
    }
}

#[test]
fn every_visible_value_has_room_around_it() {
    let layout = layout(&[counted(&[1.0, 3.0, 2.0])], &View::default(), SIZE);
    let (low, high) = layout.y_domain();
    assert!(low <= 0.9 && (3.1..3.6).contains(&high), "{low} {high}");
    let positive = super::layout(&[counted(&[0.0, 3.0])], &View::default(), SIZE);
    assert_eq!(positive.y_domain().0, 0.0, "what cannot be negative does not look as if it could");
}

#[test]
fn the_fit_follows_the_zoom() {
    let curves = [counted(&[100.0, 1.0, 2.0, 3.0])];
    let view = View { x_range: Some((3.5, 0.5)), ..View::default() };
    let layout = layout(&curves, &view, SIZE);
    assert_eq!(layout.x_domain(), (0.5, 3.5));
    assert!(layout.y_domain().1 < 4.0);
}

#[test]
fn a_log_axis_counts_what_it_cannot_show() {
    let curves = [counted(&[0.0, -1.0, 10.0, 1000.0, f64::NAN])];
    let layout = layout(&curves, &View { is_log_y: true, ..View::default() }, SIZE);
    assert_eq!(layout.n_non_positive, 2);
    assert!(layout.px_from_y(0.0).is_nan());
    let (ten, hundred, thousand) =
        (layout.px_from_y(10.0), layout.px_from_y(100.0), layout.px_from_y(1000.0));
    assert!(((ten - hundred) - (hundred - thousand)).abs() < 1e-6, "decades are equally far apart");
}

#[test]
fn ignoring_outliers_fits_the_middle_and_counts_the_rest() {
    let mut ys: Vec<f64> = (0..100).map(|i| 1.0 + f64::from(i) / 100.0).collect();
    ys[3] = 500.0;
    let fit = |ignore_outliers| layout(&[counted(&ys)], &View { ignore_outliers, ..View::default() }, SIZE);
    assert!(500.0 < fit(false).y_domain().1);
    let layout = fit(true);
    assert!(layout.y_domain().1 < 2.5, "{:?}", layout.y_domain());
    let (low, high) = layout.y_domain();
    let n_outside = ys.iter().filter(|y| **y < low || high < **y).count();
    assert_eq!((layout.n_outside, 1 <= n_outside), (n_outside, true));
}

#[test]
fn lone_and_equal_values_get_a_band() {
    for (ys, least, most) in [(vec![0.5], 0.4, 0.6), (vec![0.0; 3], -1.5, 1.5), (vec![-7.0; 2], -8.5, -5.5)] {
        let layout = layout(&[counted(&ys)], &View::default(), SIZE);
        let (low, high) = layout.y_domain();
        assert!(least <= low && low < ys[0] && ys[0] < high && high <= most, "{ys:?}: {low} {high}");
    }
    let one = layout(&[curve(vec![50.0], vec![1.0])], &View::default(), SIZE);
    assert_eq!(one.x_domain(), (0.0, 100.0));
}

#[test]
fn device_pixels_scale_every_length() {
    let curves = [counted(&[1.0, 2.0])];
    let one = layout(&curves, &View::default(), SIZE);
    let two = layout(&curves, &View::default(), Size { width: 1600, height: 600, scale: 2.0 });
    assert_eq!(two.plot_rect().left, 2.0 * one.plot_rect().left);
    assert_eq!(two.plot_rect().bottom, 2.0 * one.plot_rect().bottom);
    assert_eq!(two.y_ticks(), one.y_ticks());
}

#[test]
fn a_chosen_range_of_y_counts_what_it_hides() {
    let curves = [counted(&[1.0, 2.0, 3.0, f64::NAN, 9.0])];
    let layout = super::layout(&curves, &View { y_range: Some((2.5, 1.5)), ..View::default() }, SIZE);
    assert_eq!((layout.y_domain(), layout.n_outside), ((1.5, 2.5), 3));
    let log = View { is_log_y: true, y_range: Some((-1.0, 4.0)), ..View::default() };
    let layout = super::layout(&curves, &log, SIZE);
    assert!(0.0 < layout.y_domain().0, "no range for this axis");
}

#[test]
fn a_fit_from_zero_reaches_zero_from_either_side() {
    for (ys, expected) in [([5.0, 6.0], 0.0), ([-5.0, -6.0], 0.0)] {
        let layout = super::layout(&[counted(&ys)], &View { from_zero: true, ..View::default() }, SIZE);
        let (low, high) = layout.y_domain();
        assert!(low == expected || high == expected, "{low} {high}");
    }
}

#[test]
fn a_range_with_one_end_reaches_as_far_as_there_is_data() {
    let steps = kernel::Positions::Steps((0..=10).map(|step| step * 10).collect());
    let ys = (0..=10).map(|step| f64::from(step) / 10.0).collect();
    let curves = [Curve::new("train", 0, false, steps, ys)];
    let size = Size { width: 600, height: 200, scale: 1.0 };
    let open = f64::INFINITY;
    for (x_range, expected) in [
        ((30.0, open), (30.0, 100.0)),
        ((-open, 30.0), (0.0, 30.0)),
        ((-open, open), (0.0, 100.0)),
        // Beyond the data, for what is still to come.
        ((200.0, open), (200.0, 210.0)),
        ((-open, -50.0), (-60.0, -50.0)),
    ] {
        let layout = layout(&curves, &View { x_range: Some(x_range), ..View::default() }, size);
        assert_eq!(layout.x_domain(), expected, "{x_range:?}");
    }
    let fitted = layout(&curves, &View::default(), size).y_domain();
    let y = |low, high, is_log_y| {
        layout(&curves, &View { y_range: Some((low, high)), is_log_y, ..View::default() }, size).y_domain()
    };
    assert_eq!(y(0.25, open, false), (0.25, fitted.1));
    assert_eq!(y(-open, 0.5, false), (fitted.0, 0.5));
    assert_eq!(y(0.01, open, true).0, 0.01);
    assert!(0.0 < y(-open, 0.5, true).0, "a logarithmic axis has no zero");
}
