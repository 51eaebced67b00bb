//! Logs from files, from their bytes to what the charts show and say.

use tuneboard_core::{
    chart::{self, Curve, Rows, Size, View},
    format,
    log_file::read_log,
    metrics::{Intake, MetricStore, XAxis},
    model::MetricKey,
};

fn opened(bytes: &[u8]) -> MetricStore {
    let mut intake = Intake::whole();
    read_log(bytes, &mut intake).unwrap();
    intake.into_store()
}

fn curves(store: &MetricStore, name: &str) -> Vec<Curve> {
    chart::curves(store, &[MetricKey::train(name)], XAxis::Step, |_, _| None, &[])
}

#[test]
fn a_resumed_run_is_one_line_and_says_what_was_logged_twice() {
    let store = opened(include_bytes!("../fixtures/logs/resumed.jsonl"));
    let told = chart::repeats(&store);
    assert_eq!(told.as_deref(), Some("5 rows of steps 110–150 were logged twice; the later ones are shown"));
    let curves = curves(&store, "loss");
    let loss = store.get(&MetricKey::train("loss")).unwrap();
    assert_eq!((loss.len(), loss.last_finite()), (20, Some((200, 0.71))));
    assert_eq!(chart::hit_at(&curves, 130.0).unwrap().rows[0].value, 1.02);
    // The way to the others: a table of those steps alone.
    let rows = Rows::repeated(&curves, None);
    let table: Vec<(f64, Vec<f64>)> = (0..rows.len())
        .filter_map(|row| rows.x_at(row))
        .map(|x| (x, curves[0].earlier_figures(chart::point_at(&curves[0], x).unwrap())))
        .collect();
    let expected = [(110.0, 1.6), (120.0, 1.9), (130.0, 2.4), (140.0, 3.1), (150.0, 4.0)];
    assert_eq!(table, expected.map(|(x, figure)| (x, vec![figure])));
    assert_eq!(Rows::repeated(&curves, Some((115.0, f64::INFINITY))).len(), 4);
}

#[test]
fn a_log_that_has_each_row_once_says_nothing() {
    let store = opened(include_bytes!("../fixtures/logs/numbers_readable.csv"));
    assert_eq!(chart::repeats(&store), None);
    assert!(Rows::repeated(&curves(&store, "lr"), None).is_empty());
}

/// Returns the labels of an axis for a column, and its figures as the tooltip has them.
fn shown(name: &str) -> (Vec<String>, Vec<String>) {
    let store = opened(include_bytes!("../fixtures/logs/numbers_readable.csv"));
    let name = if store.get(&MetricKey::train(name)).is_some() { name } else { "learning_rate" };
    let curves = curves(&store, name);
    let layout = chart::layout(&curves, &View::default(), Size { width: 600, height: 200, scale: 1.0 });
    let labels = layout.y_ticks().iter().map(|tick| tick.label.clone()).collect();
    (labels, (0..curves[0].len()).map(|idx| format::exact(curves[0].figure(idx))).collect())
}

#[test]
fn figures_of_any_size_are_readable_and_distinct() {
    for (name, labels, figures) in [
        ("lr", "0 1e-8 2e-8 3e-8 4e-8", "3.7e-8 1.2e-8 4.4e-9 2.9471371284783834e-10"),
        ("tiny_loss", "1e-7 2e-7 3e-7 4e-7", "4.2e-7 3.1e-7 2.2e-7 1.3e-7"),
        ("elbo", "-13,290 -13,280 -13,270 -13,260 -13,250", "-13290 -13277 -13260 -13251"),
        ("tokens", "20M 40M 60M 80M 100M", "24689312 49378624 74067936 98757248"),
        ("big", "1e17 2e17 3e17 4e17 5e17", "1.234567890123456e17 2.469e17 3.7e17 4.9e17"),
        ("near", "5.54425 5.54450 5.54475 5.54500 5.54525 5.54550", "5.544368 5.545065 5.545553 5.545528"),
    ] {
        let (found_labels, found) = shown(name);
        assert_eq!(found.join(" "), figures, "{name}");
        assert_eq!(found_labels.join(" "), labels, "{name}");
    }
}
