//! Gestures, from pointer events to what they ask for.

use kernel::Positions;

use super::*;
use crate::chart::{Curve, Size, View, layout};

/// 0 to 100 along x over 500 pixels from 50 on; axis labels below 178.
fn chart() -> Layout {
    let ys = (0..=100).map(f64::from).collect();
    let curve = Curve::new("train", 0, false, Positions::Steps((0..=100).collect()), ys);
    let layout = layout(&[curve], &View::default(), Size { width: 560, height: 200, scale: 1.0 });
    assert_eq!((layout.plot_rect().left, layout.plot_rect().right), (40.0, 550.0));
    layout
}

/// Pixel of a position.
fn px(x: f64) -> f64 {
    chart().px_from_x(x)
}

fn mouse(at: Px, held: Held) -> Press {
    Press { id: 1, at, is_touch: false, held }
}

fn finger(id: i32, at: Px) -> Press {
    Press { id, at, is_touch: true, held: Held::Plain }
}

/// Returns the output of a press, moves and a release of one pointer.
fn drag(press: Press, pins: &[f64], moves: &[Px]) -> GestureOutput {
    let (mut gesture, layout) = (Gesture::default(), chart());
    gesture.down(press, &layout, pins);
    for at in moves {
        gesture.moved(press.id, *at, &layout);
    }
    let output = gesture.up(press.id, &layout);
    assert!(!gesture.is_active());
    output
}

#[track_caller]
fn check_range(output: GestureOutput, expected: (f64, f64)) -> Option<(f64, f64)> {
    let GestureOutput::Show { x, y, is_final: true } = output else { panic!("{output:?}") };
    assert!((x.0 - expected.0).abs() < 1e-9 && (x.1 - expected.1).abs() < 1e-9, "{x:?}");
    y
}

#[test]
fn a_drag_zooms_into_what_it_covers_in_either_direction() {
    assert_eq!(
        check_range(drag(mouse((px(20.0), 90.0), Held::Plain), &[], &[(px(60.0), 91.0)]), (20.0, 60.0)),
        None
    );
    check_range(drag(mouse((px(60.0), 90.0), Held::Plain), &[], &[(px(20.0), 10.0)]), (20.0, 60.0));
    check_range(drag(mouse((px(60.0), 90.0), Held::Plain), &[], &[(9_999.0, 10.0)]), (60.0, 100.0));
}

#[test]
fn a_drag_with_the_key_for_both_zooms_along_y_as_well() {
    let layout = chart();
    let (low, high) = (layout.px_from_y(30.0), layout.px_from_y(70.0));
    let output = drag(mouse((px(20.0), low), Held::Both), &[], &[(px(60.0), high)]);
    let y = check_range(output, (20.0, 60.0)).expect("a range of y");
    assert!((y.0 - 30.0).abs() < 1e-9 && (y.1 - 70.0).abs() < 1e-9, "{y:?}");
}

#[test]
fn click_tap_and_finger_along_x_leave_the_crosshair() {
    use GestureOutput::{Nothing, Stay};
    let at = (200.0, 90.0);
    let near = [(203.0, 92.0)];
    let (along_x, along_y, aslant) = ([(300.0, 110.0)], [(203.0, 101.0)], [(230.0, 130.0)]);
    for (press, moves, expected) in [
        (mouse(at, Held::Plain), &[][..], Stay),
        (mouse(at, Held::Plain), &near, Stay),
        (mouse(at, Held::Plain), &along_y, Nothing),
        (mouse(at, Held::Both), &near, Nothing),
        (finger(1, at), &[], Stay),
        (finger(1, at), &near, Stay),
        (finger(1, at), &along_x, Stay),
        (finger(1, at), &along_y, Nothing),
        (finger(1, at), &aslant, Nothing),
    ] {
        assert_eq!(drag(press, &[], moves), expected, "{press:?} {moves:?}");
    }
}

#[test]
fn cancelled_gesture_leaves_nothing() {
    let (mut scroll, layout) = (Gesture::default(), chart());
    scroll.down(finger(1, (200.0, 90.0)), &layout, &[]);
    scroll.cancel();
    assert_eq!(scroll.up(1, &layout), GestureOutput::Nothing);
    let (mut gesture, layout) = (Gesture::default(), chart());
    gesture.down(mouse((200.0, 90.0), Held::Plain), &layout, &[]);
    assert!(matches!(gesture.moved(1, (300.0, 90.0), &layout), GestureOutput::Select { is_both: false, .. }));
    gesture.cancel();
    assert_eq!(gesture.up(1, &layout), GestureOutput::Nothing);
    assert_eq!(gesture.moved(1, (310.0, 90.0), &layout), GestureOutput::Point);
}

#[test]
fn panning_keeps_what_was_grabbed_under_the_pointer() {
    let per_px = 100.0 / 510.0;
    check_range(
        drag(mouse((300.0, 90.0), Held::Pan), &[], &[(320.0, 0.0), (351.2, 0.0)]),
        (-51.0 * per_px, 100.0 - 51.0 * per_px),
    );
}

#[test]
fn a_press_on_the_axis_drops_a_pin_or_moves_the_one_that_is_there() {
    let on_axis = |x| (px(x), 190.0);
    let pin = |index, x: f64| (index, x.round());
    for (pins, from, to, expected) in [
        (&[][..], 30.0, 30.0, pin(None, 30.0)),
        (&[30.0, 70.0], 50.0, 52.0, pin(None, 52.0)),
        (&[30.0, 70.0], 71.0, 80.0, pin(Some(1), 80.0)),
        (&[30.0, 70.0], 29.5, 500.0, pin(Some(0), 100.0)),
    ] {
        let GestureOutput::Pin { index, x, is_final: true } =
            drag(mouse(on_axis(from), Held::Plain), pins, &[on_axis(to)])
        else {
            panic!("no pin at {from}")
        };
        assert_eq!((index, x.round()), expected, "{from} {to}");
    }
}

#[test]
fn one_finger_points_and_two_keep_what_is_under_them() {
    let (mut gesture, layout) = (Gesture::default(), chart());
    gesture.down(finger(1, (px(40.0), 90.0)), &layout, &[]);
    gesture.down(finger(2, (px(60.0), 80.0)), &layout, &[]);
    gesture.moved(1, (px(20.0), 90.0), &layout);
    let GestureOutput::Show { x, is_final: false, .. } = gesture.moved(2, (px(80.0), 80.0), &layout) else {
        panic!()
    };
    let per_px = 20.0 / (px(80.0) - px(20.0));
    let expected = (40.0 - (px(20.0) - 40.0) * per_px, 40.0 + (550.0 - px(20.0)) * per_px);
    assert!((x.0 - expected.0).abs() < 1e-9 && (x.1 - expected.1).abs() < 1e-9, "{x:?} {expected:?}");
    assert!(matches!(gesture.up(2, &layout), GestureOutput::Show { is_final: true, .. }));
    assert_eq!(
        gesture.moved(1, (px(25.0), 90.0), &layout),
        GestureOutput::Point,
        "the finger that stays points"
    );
    assert_eq!(gesture.up(1, &layout), GestureOutput::Nothing);
}

#[test]
fn fingers_that_cross_or_meet_ask_for_nothing() {
    let (mut gesture, layout) = (Gesture::default(), chart());
    gesture.down(finger(1, (200.0, 90.0)), &layout, &[]);
    gesture.down(finger(2, (300.0, 90.0)), &layout, &[]);
    assert_eq!(gesture.moved(1, (299.0, 90.0), &layout), GestureOutput::Nothing);
    assert_eq!(gesture.moved(1, (400.0, 90.0), &layout), GestureOutput::Nothing);
    assert_eq!(gesture.moved(7, (0.0, 0.0), &layout), GestureOutput::Nothing, "a finger nobody knows");
}
