//! Pictures against their definition: coverage by distance, summed without covering twice.

use proptest::prelude::*;

use super::*;

fn raster(width: usize, height: usize) -> Raster {
    let mut raster = Raster::default();
    raster.resize(width, height);
    raster
}

fn alpha(raster: &Raster, x: usize, y: usize) -> u8 {
    raster.pixels()[4 * (y * raster.size().0 + x) + 3]
}

fn alphas(raster: &Raster) -> Vec<u8> {
    raster.pixels().iter().skip(3).step_by(4).copied().collect()
}

#[test]
fn a_column_covers_parts_of_pixels_at_its_ends() {
    let mut raster = raster(4, 6);
    raster.column(1, 1.25, 4.5, 1.0);
    raster.column(2, 1.25, 4.5, 0.5);
    raster.paint([10, 20, 30], 1.0);
    assert_eq!((0..6).map(|y| alpha(&raster, 1, y)).collect::<Vec<_>>(), [0, 191, 255, 255, 127, 0]);
    assert_eq!((0..4).map(|x| alpha(&raster, x, 2)).collect::<Vec<_>>(), [0, 255, 128, 0]);
    assert_eq!(raster.pixels()[4 * (2 * 4 + 1)..][..4], [10, 20, 30, 255]);
}

#[test]
fn shapes_of_one_colour_never_add_up() {
    let mut raster = raster(20, 20);
    for _ in 0..3 {
        raster.line((2.0, 10.0), (18.0, 10.0), 4.0);
        raster.column(9, 2.0, 18.0, 1.0);
    }
    raster.paint([0, 0, 0], 0.25);
    assert_eq!(alphas(&raster).into_iter().max(), Some(63));
}

#[test]
fn paint_over_paint_is_source_over() {
    let mut raster = raster(1, 1);
    raster.column(0, 0.0, 1.0, 1.0);
    raster.paint([200, 0, 0], 0.5);
    raster.column(0, 0.0, 1.0, 1.0);
    raster.paint([0, 0, 200], 0.5);
    let [red, _, blue, opacity] = raster.pixels()[..] else { panic!() };
    assert!(opacity.abs_diff(191) <= 1 && red.abs_diff(67) <= 2 && blue.abs_diff(133) <= 2);
}

/// Pictures draw with the same mask, one after the other.
#[test]
fn nothing_is_seen_of_what_others_draw() {
    let mut large = raster(30, 30);
    large.line((1.0, 1.0), (29.0, 29.0), 9.0);
    large.paint([0, 0, 0], 1.0);
    let mut given_up = raster(40, 40);
    given_up.line((1.0, 39.0), (39.0, 1.0), 9.0);
    drop(given_up);
    let mut begun = raster(35, 35);
    begun.column(20, 0.0, 35.0, 1.0);
    let mut small = raster(7, 5);
    small.column(3, 1.0, 4.0, 1.0);
    small.paint([0, 0, 0], 1.0);
    let covered = |raster: &Raster| alphas(raster).iter().filter(|&&alpha| alpha == 255).count();
    assert_eq!((covered(&small), alphas(&small).iter().filter(|&&alpha| alpha != 0).count()), (3, 3));
    begun.paint([0, 0, 0], 1.0);
    assert_eq!(covered(&begun), 35);
    // What was begun in another size is given up with it.
    begun.column(20, 0.0, 35.0, 1.0);
    begun.resize(30, 30);
    begun.column(3, 0.0, 1.0, 1.0);
    begun.paint([0, 0, 0], 1.0);
    assert_eq!(covered(&begun), 1);
}

proptest! {
    #[test]
    fn a_line_covers_what_is_near_it(
        a in (-20.0..60.0, -20.0..60.0), b in (-20.0..60.0, -20.0..60.0), width in 1.0..6.0,
    ) {
        let mut raster = raster(40, 40);
        raster.line(a, b, width);
        raster.paint([0, 0, 0], 1.0);
        for y in 0..40 {
            for x in 0..40 {
                let (px, py) = (x as f64 + 0.5 - a.0, y as f64 + 0.5 - a.1);
                let (dx, dy) = (b.0 - a.0, b.1 - a.1);
                let part = ((px * dx + py * dy) / (dx * dx + dy * dy)).clamp(0.0, 1.0);
                let distance = (px - part * dx).hypot(py - part * dy);
                let expected = (width / 2.0 + 0.5 - distance).clamp(0.0, 1.0) * 255.0;
                let found = f64::from(alpha(&raster, x, y));
                prop_assert!((found - expected).abs() <= 2.0, "{} {}: {} {}", x, y, found, expected);
            }
        }
    }

    #[test]
    fn nothing_is_drawn_outside_the_clip_and_no_number_panics(
        numbers in prop::collection::vec(prop_oneof![-50.0..50.0, any::<f64>()], 7), left: i32, part in 0.0..1.0,
    ) {
        let mut raster = raster(30, 30);
        raster.clip_to(Area { left: 5, top: 6, right: 20, bottom: 21 });
        raster.line((numbers[0], numbers[1]), (numbers[2], numbers[3]), numbers[4]);
        raster.column(left % 40, numbers[5], numbers[6], part);
        raster.column(left, numbers[5], numbers[6], part);
        raster.paint([1, 2, 3], 1.0);
        for y in 0..30 {
            for x in 0..30 {
                let is_inside = (5..20).contains(&x) && (6..21).contains(&y);
                prop_assert!(is_inside || alpha(&raster, x, y) == 0);
            }
        }
        let mut empty = Raster::default();
        empty.line((0.0, 0.0), (5.0, 5.0), 2.0);
        empty.shift(3);
        empty.clear();
        empty.paint([1, 2, 3], 1.0);
    }

    #[test]
    fn a_shifted_picture_is_the_picture_of_shifted_shapes(by in -12..=12_isize) {
        let picture = |by: isize| {
            let mut raster = raster(40, 20);
            raster.line((10.5 + by as f64, 3.0), (22.5 + by as f64, 17.0), 2.0);
            raster.column(15 + by as i32, 2.0, 9.0, 1.0);
            raster.paint([9, 9, 9], 1.0);
            raster
        };
        let (mut moved, drawn) = (picture(0), picture(by));
        moved.shift(by);
        let kept = if by < 0 { 0..(40 - by.unsigned_abs()) } else { by.unsigned_abs()..40 };
        for y in 0..20 {
            for x in kept.clone() {
                prop_assert!(alpha(&moved, x, y).abs_diff(alpha(&drawn, x, y)) <= 1);
            }
        }
    }
}
