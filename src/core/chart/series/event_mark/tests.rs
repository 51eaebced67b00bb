//! Tests of event marks: their positions, shared positions, and drawing.

use super::*;
use crate::{
    chart::{Curve, LIGHT, Marks, Pins, Size, TitledChart, View, layout, titled_svg},
    model::{MetricKey, MetricRow},
};

/// Returns a run that logs every ten steps, a minute apart, from 10 to 100; the first of them one minute after 1970.
fn store() -> MetricStore {
    let row = |n: i64| MetricRow {
        step: 10 * n as u64,
        epoch: Some(0.1 * n as f64),
        logged_at: Some(Timestamp::from_unix_secs(60 * n)),
        elapsed_secs: None,
        values: vec![(MetricKey::train("loss"), 1.0)],
    };
    let mut store = MetricStore::new();
    store.merge(&(1..=10).map(row).collect::<Vec<_>>());
    store
}

fn event(level: EventLevel, step: Option<u64>, secs: Option<i64>) -> JobEvent {
    JobEvent {
        at: secs.map(Timestamp::from_unix_secs),
        level,
        kind: "CHECKPOINT_SAVE".into(),
        message: String::new(),
        step,
        n_steps_total: None,
    }
}

#[track_caller]
fn check(event: JobEvent, axis: XAxis, expected: Option<f64>) {
    let marks = event_marks(std::slice::from_ref(&event), &store(), axis);
    let x = marks.first().map(|mark| (mark.x * 1e6).round() / 1e6);
    assert_eq!(x, expected, "{event:?} {axis:?}");
}

#[test]
fn an_event_stands_at_its_step() {
    let at = |step| event(EventLevel::Info, Some(step), Some(7));
    check(at(20), XAxis::Step, Some(20.0));
    check(at(4_000), XAxis::Step, Some(4_000.0));
    check(at(20), XAxis::Epoch, Some(0.2));
    check(at(25), XAxis::Epoch, Some(0.25));
    check(at(0), XAxis::Epoch, Some(0.1));
    check(at(100), XAxis::WallClock, Some(600.0));
    check(at(25), XAxis::WallClock, Some(150.0));
    // Nothing is known of what lies behind the last point.
    check(at(101), XAxis::Epoch, None);
}

#[test]
fn trouble_without_a_step_stands_at_the_point_before_it() {
    check(event(EventLevel::Error, None, Some(190)), XAxis::Step, Some(30.0));
    check(event(EventLevel::Warning, None, Some(180)), XAxis::Epoch, Some(0.3));
    check(event(EventLevel::Error, None, Some(9_999)), XAxis::Step, Some(100.0));
    check(event(EventLevel::Error, None, Some(30)), XAxis::Step, None);
    check(event(EventLevel::Error, None, None), XAxis::Step, None);
    check(event(EventLevel::Info, None, Some(190)), XAxis::Step, None);
}

fn marks(steps: &[u64], grave: u64) -> Vec<EventMark> {
    let level = |step| if step == grave { EventLevel::Error } else { EventLevel::Info };
    let events: Vec<_> = steps.iter().map(|step| event(level(*step), Some(*step), None)).collect();
    event_marks(&events, &store(), XAxis::Step)
}

const SIZE: Size = Size { width: 650, height: 200, scale: 1.0 };

fn curves() -> Vec<Curve> {
    store().series().map(|series| Curve::of_series(series, XAxis::Step, 0, false)).collect()
}

#[test]
fn marks_that_would_overlap_are_one_of_the_gravest_level() {
    // Six pixels a step.
    let marks = marks(&[90, 50, 51, 20, 999], 51);
    assert!(marks.is_sorted_by(|a, b| a.x <= b.x));
    let placed = layout(&curves(), &View::default(), SIZE).marked(&marks);
    let places: Vec<_> = placed.mark_places.iter().map(|place| (place.level, place.marks.clone())).collect();
    assert_eq!(places, [(EventLevel::Info, 0..1), (EventLevel::Error, 1..3), (EventLevel::Info, 3..4)]);
    let near = |x: f64, by: f64| placed.marks_near(&[placed.px_from_x(x) + by]);
    assert_eq!((near(20.0, 6.0), near(20.0, 8.0), near(20.0, -8.0)), (0..1, 0..0, 0..0));
    assert_eq!((near(51.0, 5.0), near(70.0, 0.0), near(999.0, 0.0)), (1..3, 0..0, 0..0));
    assert_eq!(placed.marks_near(&[0.0, placed.px_from_x(90.0)]), 3..4);
    assert!(!placed.has_axes_of(&layout(&curves(), &View::default(), SIZE)));
}

#[test]
fn a_picture_has_a_diamond_per_place_and_a_line_for_trouble() {
    let drawn = |events: &[EventMark]| {
        let marks = Marks { events: events.into(), ..Marks::default() };
        let (curves, view, pins) = (curves(), View::default(), Pins::default());
        let titled =
            TitledChart { title: "Loss", job: "", curves: &curves, view: &view, marks: &marks, pins: &pins };
        titled_svg(&titled, SIZE, &LIGHT)
    };
    let count = |text: &str, element: &str| text.matches(element).count();
    let (plain, marked) = (drawn(&[]), drawn(&marks(&[20, 50, 90], 50)));
    assert_eq!(count(&plain, "<polygon"), 0);
    assert_eq!(count(&marked, "<polygon"), 6);
    assert_eq!(count(&marked, "<rect") - count(&plain, "<rect"), 1, "{marked}");
}
