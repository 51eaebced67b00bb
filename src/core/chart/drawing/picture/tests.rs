//! Pictures moved against pictures drawn, and drawn pictures against their data.

use kernel::{Positions, Smoothing};
use proptest::prelude::*;

use super::*;
use crate::chart::{LIGHT, Size, View, layout};

const SIZE: Size = Size { width: 400, height: 160, scale: 1.0 };

/// Returns the noise without a repeat, from 0 to 1.
fn noise(n: usize) -> impl Iterator<Item = f64> {
    (0..n).map(|i| ((i as f64 * 12.9898).sin() * 43_758.547).rem_euclid(1.0))
}

fn curve(ys: Vec<f64>, is_dashed: bool) -> Curve {
    let xs = Positions::Steps((0..ys.len() as u64).collect());
    Curve::new("train", usize::from(is_dashed), is_dashed, xs, ys.into_iter().collect())
}

/// Returns a view whose scale along y no pan can change.
fn view(x_range: (f64, f64)) -> View {
    View { x_range: Some(x_range), y_range: Some((-0.2, 1.4)), ..View::default() }
}

fn picture(curves: &Arc<Vec<Curve>>, ranges: &[(f64, f64)], size: Size) -> Picture {
    let mut picture = Picture::default();
    for range in ranges {
        picture.rest();
        picture.draw(curves, &layout(curves, &view(*range), size), &LIGHT);
    }
    picture
}

/// Returns the same view, with lines as wide as in the other picture: a pan keeps the width it began with.
fn in_manner_of(other: &Picture, mut picture: Picture) -> Picture {
    let (curves, layout, theme) = picture.drawn.clone().expect("a picture of something");
    let rect = layout.plot_rect();
    let window = (rect.left as i32, rect.right as i32);
    picture.raster.clear();
    let mut ink = Ink { raster: &mut picture.raster, left: picture.left, top: picture.top, wet: None };
    draw_some_lines(&mut ink, &curves, &layout, &theme, window, &other.manners).expect("memory takes it all");
    ink.dry();
    picture
}

/// Pixels that differ by more than rounding.
fn n_differing(a: &Picture, b: &Picture) -> usize {
    assert_eq!((a.size(), a.place()), (b.size(), b.place()));
    a.pixels().chunks(4).zip(b.pixels().chunks(4)).filter(|(a, b)| 24 < a[3].abs_diff(b[3])).count()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    #[test]
    fn a_moved_picture_is_the_picture_of_the_moved_view(
        moves in prop::collection::vec(-60..60_i32, 1..6),
        n in prop::sample::select(vec![30_usize, 300, 5_000, 60_000]),
        span in 0.05..0.35,
        scale in prop::sample::select(vec![1.0, 2.0, 3.0]),
        weight in prop::sample::select(vec![0.0, 0.9]),
    ) {
        let size = Size { width: (400.0 * scale) as u32, height: (160.0 * scale) as u32, scale };
        let train = curve(noise(n).collect(), false).smoothed(Some(Smoothing::Average(weight)), None);
        let eval = curve(noise(n / 10).map(|y| y / 2.0).collect(), true);
        let curves = Arc::new(vec![train, eval]);
        let width = span * n as f64;
        let first = (0.3 * n as f64, 0.3 * n as f64 + width);
        let rect = layout(&curves, &view(first), size).plot_rect();
        let per_px = width / (rect.right - rect.left);
        let ranges: Vec<_> = std::iter::once(0).chain(moves).scan(0.0, |sum, px| {
            *sum += f64::from(px) * per_px;
            Some((first.0 + *sum, first.1 + *sum))
        }).collect();
        let moved = picture(&curves, &ranges, size);
        let drawn = in_manner_of(&moved, picture(&curves, &ranges[ranges.len() - 1..], size));
        // Strokes may be cut where another bend is kept, a quarter of a pixel off.
        let n_pixels = moved.size().0 * moved.size().1;
        prop_assert!(n_differing(&moved, &drawn) * 200 <= n_pixels, "{}", n_differing(&moved, &drawn));
    }
}

#[test]
fn pixels_are_kept_only_while_the_view_moves() {
    let curves = Arc::new(vec![curve(noise(300).collect(), false)]);
    let rect = layout(&curves, &view((0.0, 100.0)), SIZE).plot_rect();
    let per_px = 100.0 / (rect.right - rect.left);
    let mut picture = Picture::default();
    for (px, is_kept) in [(0, false), (0, false), (3, true), (7, true), (7, false), (5, true), (300, false)] {
        let left = f64::from(px) * per_px;
        picture.draw(&curves, &layout(&curves, &view((left, left + 100.0)), SIZE), &LIGHT);
        assert!(!picture.pixels().is_empty());
        picture.rest();
        assert_eq!(!picture.pixels().is_empty(), is_kept, "at {px}");
    }
}

#[test]
fn every_column_of_dense_data_reaches_from_its_lowest_to_its_highest_value() {
    let ys: Vec<f64> = noise(200_000).collect();
    let curves = Arc::new(vec![curve(ys.clone(), false)]);
    for scale in [1.0, 1.5, 2.0, 3.0] {
        let size = Size { width: (400.0 * scale) as u32, height: (160.0 * scale) as u32, scale };
        let picture = picture(&curves, &[(20_000.0, 120_000.0)], size);
        let layout = layout(&curves, &view((20_000.0, 120_000.0)), size);
        let ((width, height), (left, top)) = (picture.size(), picture.place());
        let rect = layout.plot_rect();
        for column in (rect.left as i32 + 3)..(rect.right as i32 - 3) {
            let reach = |n_beside: f64| {
                let edge = |by: f64| layout.x_from_px(f64::from(column) + by).ceil() as usize;
                let inside = ys[edge(-n_beside)..edge(1.0 + n_beside)].iter().map(|y| layout.px_from_y(*y));
                let (first, last) =
                    inside.fold((f64::MAX, f64::MIN), |(low, high), y| (y.min(low), y.max(high)));
                (first - f64::from(top), last - f64::from(top))
            };
            let x = (column - left) as usize;
            let is_inked = |y: &usize| 50 < picture.pixels()[4 * (y * width + x) + 3];
            let first = (0..height).find(is_inked).map_or(f64::MAX, |y| y as f64);
            let last = (0..height).rfind(is_inked).map_or(f64::MIN, |y| y as f64 + 1.0);
            // Wide lines reach into the columns beside them, and so do lines to their points. A point near the
            // edge of a column covers half of it, and of its pixel maybe little.
            let ((own_first, own_last), (least, most)) = (reach(0.0), reach(1.0 + scale));
            assert!(
                least - scale - 1.0 <= first && first <= own_first,
                "{scale} {column}: {first} {own_first}"
            );
            assert!(own_last <= last && last <= most + scale + 1.0, "{scale} {column}: {last} {own_last}");
        }
    }
}

#[test]
fn a_smoothed_line_is_on_top_of_every_raw_one() {
    let smoothed = |ys: Vec<f64>| curve(ys, false).smoothed(Some(Smoothing::Average(0.6)), None);
    let curves =
        Arc::new(vec![smoothed(noise(2_000).collect()), smoothed(noise(2_000).map(|y| 1.0 - y).collect())]);
    let picture = picture(&curves, &[(0.0, 2_000.0)], SIZE);
    let n_opaque = picture.pixels().chunks(4).filter(|pixel| pixel[3] == 255).count();
    let n_faint = picture.pixels().chunks(4).filter(|pixel| (1..128).contains(&pixel[3])).count();
    assert!(500 < n_opaque && 500 < n_faint, "{n_opaque} {n_faint}");
}

#[test]
fn any_view_of_any_numbers_is_drawn_without_panic() {
    let ys = vec![1e308, -1e308, 5e-324, f64::MAX, f64::MIN, 0.0, f64::NAN, f64::INFINITY, -0.0, 1.0];
    let curves = Arc::new(vec![
        curve(ys, false),
        curve(vec![], true),
        curve(vec![f64::NAN; 3], true),
        curve(vec![2.0], true),
    ]);
    let mut picture = Picture::default();
    for (width, height) in [(0, 0), (1, 1), (40, 10), (800, 300)] {
        for is_log_y in [false, true] {
            for x_range in [None, Some((2.0, 3.0)), Some((-1e9, 1e9)), Some((1e300, 1e301))] {
                let view = View { is_log_y, x_range, ..View::default() };
                picture.draw(&curves, &layout(&curves, &view, Size { width, height, scale: 2.0 }), &LIGHT);
            }
        }
    }
}
