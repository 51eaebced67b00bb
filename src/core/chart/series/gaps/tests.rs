//! Gaps in words and as marks, few of them and a million.

use kernel::Positions;
use proptest::prelude::*;

use super::*;
use crate::{
    chart::{LIGHT, Size, View, hit_at, layout, reading, summary, svg},
    metrics::{MetricStore, XAxis},
    model::{MetricKey, MetricRow},
};

const NAN: f64 = f64::NAN;
const INF: f64 = f64::INFINITY;

fn curve(label: &str, from: u64, stride: u64, ys: &[f64]) -> Curve {
    let steps = (0..ys.len() as u64).map(|i| from + i * stride).collect();
    Curve::new(label, 0, false, Positions::Steps(steps), ys.iter().copied().collect())
}

#[track_caller]
fn check(from: u64, stride: u64, ys: &[f64], expected: &[&str]) {
    assert_eq!(gap_notes("Loss", &[curve("train", from, stride, ys)]), expected);
}

#[test]
fn gaps_are_counted_and_named() {
    check(1, 1, &[0.5, 0.4], &[]);
    check(1, 1, &[NAN, NAN, NAN, 0.5], &["Loss is not a number at steps 1–3"]);
    check(1, 1, &[0.5, NAN], &["Loss is not a number at step 2"]);
    check(1, 1, &[NAN, 0.5, NAN], &["Loss is not a number at steps 1 and 3"]);
    check(1, 1, &[INF, 0.5, -INF], &["Loss is infinite at step 1", "Loss is minus infinite at step 3"]);
    check(
        1,
        1,
        &[NAN, INF, NAN, 0.5],
        &["Loss is not a number at steps 1 and 3", "Loss is infinite at step 2"],
    );
    check(10, 10, &[NAN, NAN, NAN, 0.5], &["Loss is not a number at 3 steps: 10–30"]);
    let every_other: Vec<f64> = (0..2_000).map(|i| if i % 2 == 0 { NAN } else { 1.0 }).collect();
    check(1, 1, &every_other, &["Loss is not a number at 1,000 steps: 1, 3, 5 and 997 more"]);
    check(5, 1, &[NAN; 2], &["Loss is not a number at steps 5–6"]);
}

#[test]
fn of_several_curves_each_is_named() {
    let [train, eval] = [curve("train", 1, 1, &[NAN, 1.0]), curve("eval", 5, 1, &[INF])];
    let both = [train.clone(), eval.clone()];
    assert_eq!(
        gap_notes("Loss", &both),
        ["Train loss is not a number at step 1", "Eval loss is infinite at step 5"]
    );
    let mut owned = curve("my-run", 1, 1, &[NAN, 1.0]);
    owned.owner = Some("my-run".into());
    assert_eq!(gap_notes("Loss", &[owned]), ["Loss of my-run is not a number at step 1"]);
    let said = summary("Loss", &both, &View::default());
    assert_eq!(said, "Loss. train: 1 at step 2; 1 point; not a number at step 1. eval: infinite at step 5.");
    assert_eq!(reading(&[train], 1.0, &View::default()).as_deref(), Some("step 1: train not a number"));
    assert_eq!(hit_at(&[eval], 9.0).map(|hit| hit.rows[0].value), Some(INF));
}

#[test]
fn a_million_gaps_are_told_in_a_few_words_and_marks() {
    let n = 1_000_000;
    for (ys, expected) in [
        (vec![NAN; n], "Loss is no finite number at steps 1–1,000,000"),
        (
            (0..n).map(|i| if i % 2 == 0 { NAN } else { INF }).collect(),
            "Loss is no finite number at steps 1–1,000,000",
        ),
        (
            (0..2 * n).map(|i| if i % 2 == 0 { NAN } else { 0.5 }).collect(),
            "Loss is no finite number at 1,000,000 steps: 1, 3, 5 and 999,997 more",
        ),
    ] {
        let curve = curve("train", 1, 1, &ys);
        assert_eq!(gap_notes("Loss", std::slice::from_ref(&curve)), [expected]);
        let layout = layout(
            std::slice::from_ref(&curve),
            &View::default(),
            Size { width: 1_000, height: 200, scale: 1.0 },
        );
        assert_eq!(layout.gap_marks.len(), 1, "one from end to end");
        assert!(hit_at(&[curve], 1e5).is_some());
    }
}

proptest! {
    #[test]
    fn each_gap_in_view_has_a_mark_and_nothing_else(
        kinds in prop::collection::vec(0..6_u8, 1..400), from in 0.0..1.0_f64, part in 0.05..1.0_f64, scale in 1..3_u32,
    ) {
        let ys: Vec<f64> = kinds.iter().map(|kind| [NAN, INF, 1.0, 2.0, 3.0, 4.0][usize::from(*kind)]).collect();
        let curve = curve("train", 0, 3, &ys);
        let span = 3.0 * ys.len() as f64;
        let x_range = Some((from * span, from * span + part * span));
        let size = Size { width: 400 * scale, height: 200, scale: f64::from(scale) };
        let layout = layout(std::slice::from_ref(&curve), &View { x_range, ..View::default() }, size);
        let (low, high) = layout.x_domain();
        let mut expected: Vec<f64> = (0..curve.len())
            .filter(|idx| !curve.figure(*idx).is_finite())
            .map(|idx| curve.xs().at(idx))
            .filter(|x| low <= *x && *x <= high)
            .map(|x| layout.px_from_x(x).floor())
            .collect();
        expected.dedup();
        for px in &expected {
            prop_assert!(layout.gap_marks.iter().any(|mark| mark.px.0 <= *px && *px <= mark.px.1), "{}", px);
        }
        for mark in &layout.gap_marks {
            let mut px = mark.px.0;
            while px <= mark.px.1 {
                prop_assert!(expected.iter().any(|gap| (gap - px).abs() <= 1.0), "{} {:?}", px, mark);
                px += 1.0;
            }
        }
    }
}

#[test]
fn marks_are_drawn_on_the_lower_edge() {
    let whole = curve("train", 0, 1, &[1.0, 2.0, 3.0]);
    let broken = curve("train", 0, 1, &[1.0, NAN, 3.0]);
    let size = Size { width: 600, height: 200, scale: 1.0 };
    let rects = |curve: Curve| svg(&[curve], &View::default(), size, &LIGHT).matches("<rect").count();
    assert_eq!(rects(broken), rects(whole) + 1);
}

#[test]
fn a_run_that_was_never_finite_has_a_chart_that_says_so() {
    let row = |step| MetricRow {
        step,
        epoch: None,
        logged_at: None,
        elapsed_secs: None,
        values: vec![(MetricKey::train("loss"), NAN)],
    };
    let mut store = MetricStore::new();
    store.merge(&[row(1), row(2), row(3)]);
    let groups = crate::chart::group(&store);
    assert_eq!(groups.len(), 1);
    let curves = crate::chart::curves(&store, &groups[0].keys, XAxis::Step, |_, _| None, &[]);
    assert_eq!(gap_notes(&groups[0].title, &curves), ["Loss is not a number at steps 1–3"]);
    assert_eq!(crate::chart::x_extent(&curves, XAxis::Step).1, 3.0);
}
