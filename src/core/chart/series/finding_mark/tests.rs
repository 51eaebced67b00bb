//! Tests of findings on charts: their places, names and pictures.

use super::*;
use crate::{
    chart::{LIGHT, Marks, Pins, Size, TitledChart, View, layout, titled_svg},
    insight::Rule,
    model::{MetricRow, Timestamp},
};

const SIZE: Size = Size { width: 650, height: 200, scale: 1.0 };

/// Returns a run that logs every ten steps from 10 to 100.
fn store() -> MetricStore {
    let row = |n: u64| MetricRow {
        step: 10 * n,
        epoch: Some(0.1 * n as f64),
        logged_at: Some(Timestamp::from_unix_secs(60 * n as i64)),
        elapsed_secs: None,
        values: vec![(MetricKey::train("loss"), 1.0), (MetricKey::eval("loss"), 1.0 + 0.1 * n as f64)],
    };
    let mut store = MetricStore::new();
    store.merge(&(1..=10).map(row).collect::<Vec<_>>());
    store
}

fn finding(rule: Rule, span: (u64, u64), is_open: bool) -> Finding {
    Finding {
        rule,
        severity: Severity::Warning,
        first_step: span.0,
        last_step: span.1,
        is_open,
        metric: Some(MetricKey::eval("loss")),
        evidence: vec![span.0, span.1.min(100)],
        sentence: "Evaluation loss rose.".into(),
        advice: Vec::new(),
    }
}

fn curves() -> Vec<Curve> {
    store().series().map(|series| Curve::of_series(series, XAxis::Step, 0, false)).collect()
}

fn marks(findings: &[Finding]) -> Vec<FindingMark> {
    FindingMark::of_run(findings, &store(), XAxis::Step)
}

#[test]
fn findings_stand_at_their_steps_on_every_axis() {
    let check = |axis: XAxis, span: (u64, u64), expected: (f64, f64)| {
        let found = FindingMark::of_run(&[finding(Rule::Overfitting, span, true)], &store(), axis);
        let round = |x: f64| (1e6 * x).round() / 1e6;
        assert_eq!(found.first().map(|mark| (round(mark.span.0), round(mark.span.1))), Some(expected));
        assert_eq!(found[0].evidence.len(), 2);
    };
    check(XAxis::Step, (50, 100), (50.0, 100.0));
    check(XAxis::Epoch, (50, 100), (0.5, 1.0));
    check(XAxis::WallClock, (50, 100), (300.0, 600.0));
    // The last step of the run may lie behind the longest series.
    check(XAxis::Epoch, (50, 120), (0.5, 1.0));
}

#[test]
fn only_what_holds_is_shaded_and_named_where_there_is_room() {
    let check = |findings: &[Finding], x_range: Option<(f64, f64)>, expected: &[Option<usize>]| {
        let view = View { x_range, ..View::default() };
        let shaded = layout(&curves(), &view, SIZE).shaded(&marks(findings), &curves());
        let rows: Vec<_> = shaded.spans.iter().map(|span| span.name.as_ref().map(|(_, row)| *row)).collect();
        assert_eq!(rows, expected);
    };
    let open = |span| finding(Rule::Overfitting, span, true);
    check(&[open((50, 100))], None, &[Some(0)]);
    check(&[finding(Rule::Overfitting, (50, 100), false)], None, &[]);
    check(&[open((95, 100))], None, &[None]);
    check(
        &[open((50, 100)), open((55, 100)), open((60, 100)), open((65, 100))],
        None,
        &[Some(0), Some(1), Some(2), None],
    );
    check(&[open((10, 40)), open((60, 100))], None, &[Some(0), Some(0)]);
    check(&[open((50, 100))], Some((10.0, 40.0)), &[]);
    check(&[open((50, 100))], Some((70.0, 80.0)), &[Some(0)]);
}

#[test]
fn findings_are_read_where_they_hold() {
    let all = Marks::new(Vec::new(), marks(&[finding(Rule::Overfitting, (50, 100), true)]));
    let events: Vec<_> = all.events.iter().map(|event| (event.x, event.text.as_str())).collect();
    assert_eq!(events, [(50.0, &*all.findings[0].text)], "its beginning is an event");
    let at = |x: f64| all.open_at(x).map(|mark| mark.title.to_string()).collect::<Vec<_>>();
    assert_eq!(
        (at(40.0), at(50.0), at(70.0)),
        (vec![], vec!["Overfitting".to_owned()], vec!["Overfitting".to_owned()])
    );
    assert_eq!((all.shown_at(50.0).as_str(), all.shown_at(60.0).as_str()), ("Overfitting", ""));
    assert!(all.has_evidence() && !Marks::default().has_evidence());
    assert_eq!(&*all.findings[0].text, "Overfitting: Evaluation loss rose.");
    let named = all.findings[0].clone().of_owner(&"b".into(), 3);
    assert_eq!((&*named.title, named.color), ("b: Overfitting", Some(3)));
    // A chart of other metrics has none of it.
    assert_eq!(all.of_chart(&[MetricKey::eval("loss")]).findings.len(), 1);
    assert_eq!(all.of_chart(&[MetricKey::train("grad_norm")]).findings.len(), 0);
}

#[test]
fn picture_has_the_span_its_name_and_a_halo_per_point() {
    let drawn = |findings: &[Finding]| {
        let marks = Marks { findings: marks(findings), ..Marks::default() };
        let (curves, view, pins) = (curves(), View::default(), Pins::default());
        let titled =
            TitledChart { title: "Loss", job: "", curves: &curves, view: &view, marks: &marks, pins: &pins };
        titled_svg(&titled, SIZE, &LIGHT)
    };
    let (plain, shaded) = (drawn(&[]), drawn(&[finding(Rule::Overfitting, (50, 100), true)]));
    let n_more = |element: &str| shaded.matches(element).count() - plain.matches(element).count();
    assert_eq!((n_more("<rect"), n_more("<circle"), n_more("Overfitting")), (1, 2, 1), "{shaded}");
    let layout =
        |findings: &[Finding]| layout(&curves(), &View::default(), SIZE).shaded(&marks(findings), &curves());
    let open = finding(Rule::Overfitting, (50, 100), true);
    assert!(!layout(&[]).has_axes_of(&layout(std::slice::from_ref(&open))), "the layer is drawn anew");
    assert!(layout(std::slice::from_ref(&open)).has_axes_of(&layout(&[open])));
}
