//! Metric logs that are files, of every kind.

use proptest::prelude::*;
use tuneboard::{
    api::{Log, LogError, LogKind, LogReading, read_log},
    metrics::{Intake, MetricStore},
    model::{MetricKey, MetricRow},
};

use crate::{fixture, folder};

fn read(text: impl AsRef<[u8]>) -> Result<(Log, Vec<MetricRow>), LogError> {
    let mut rows = Vec::new();
    let read = read_log(text.as_ref(), &mut rows).map(|log| (log, rows));
    // However little is read at once, it comes to the same; as text, since NaN equals nothing.
    for n_bytes in [1, 7, 64] {
        let steps = read_in_steps(text.as_ref(), n_bytes);
        assert_eq!(format!("{steps:?}"), format!("{read:?}"), "in steps of {n_bytes}");
    }
    read
}

fn read_in_steps(text: &[u8], n_bytes: usize) -> Result<(Log, Vec<MetricRow>), LogError> {
    let (mut reading, mut rows) = (LogReading::new(text), Vec::new());
    loop {
        if let Some(read) = reading.step(text, n_bytes, &mut rows) {
            return read.map(|log| (log, rows));
        }
    }
}

/// Rows as `step: name=figure …`, one line each.
#[track_caller]
fn check(text: &str, kind: LogKind, expected: &[&str]) -> Log {
    let (log, rows) = read(text).unwrap();
    let line = |row: &MetricRow| {
        let figures: Vec<String> = row.values.iter().map(|(key, figure)| format!("{key}={figure}")).collect();
        format!("{}: {}", row.step, figures.join(" "))
    };
    assert_eq!(rows.iter().map(line).collect::<Vec<_>>(), expected, "{text}");
    assert_eq!(log.kind, kind, "{text}");
    log
}

fn store(name: &str) -> (Log, MetricStore) {
    let text = std::fs::read(folder("fixtures").join(name)).unwrap();
    let mut intake = Intake::whole();
    let log = read_log(&text, &mut intake).unwrap();
    (log, intake.into_store())
}

#[test]
fn the_state_of_a_trainer_opens_as_it_is() {
    let (log, metrics) = store("replay/with_eval.trainer_state.json");
    assert_eq!((log.kind, log.total_steps, log.n_epochs), (LogKind::TrainerState, Some(3765), Some(3.0)));
    assert_eq!((log.summary.n_unreadable, log.broken_at, log.is_numbered), (0, None, false));
    assert_eq!(
        metrics.get(&MetricKey::train("loss")).and_then(|series| series.last_finite()).map(|(step, _)| step),
        Some(500)
    );
    assert!(metrics.get(&MetricKey::eval("loss")).is_some_and(|series| 1 < series.len()));
    let (_, preferences) = store("replay/preferences.trainer_state.json");
    assert!(preferences.get(&MetricKey::train("rewards/margins")).is_some());
    let text = "{\n  \"best_metric\": NaN,\n  \"log_history\": [\n    {\n      \"loss\": NaN,\n      \"step\": 5\n    }\n  ],\n  \"max_steps\": -1\n}";
    assert_eq!(check(text, LogKind::TrainerState, &["5: train/loss=NaN"]).total_steps, None);
}

#[test]
fn what_a_command_line_prints_is_a_list() {
    let body = fixture("together/metrics.json").body;
    let (log, rows) = read(&body).unwrap();
    assert_eq!((log.kind, log.summary.n_received), (LogKind::List, rows.len()));
    check(
        r#"{"metrics":[{"step":1,"loss":2}],"log_history":[{"step":3,"loss":4}]}"#,
        LogKind::TrainerState,
        &["3: train/loss=4"],
    );
    check(
        r#" [{"train/global_step":1,"train/loss":2},{"train/global_step":1,"eval/loss":3}] "#,
        LogKind::List,
        &["1: train/loss=2", "1: eval/loss=3"],
    );
}

#[test]
fn lines_are_rows() {
    let text = "{\"step\":1,\"loss\":2}\r\n\n{\"step\":2,\"loss\":NaN,\"eval_loss\":3}\nDone.\n{\"step\":3,\"loss\":1}";
    let log =
        check(text, LogKind::Lines, &["1: train/loss=2", "2: train/loss=NaN eval/loss=3", "3: train/loss=1"]);
    assert_eq!((log.summary.n_received, log.summary.n_unreadable, log.is_numbered), (4, 1, false));
    let log = check("{\"loss\":2}\n{\"loss\":1}\n", LogKind::Lines, &["1: train/loss=2", "2: train/loss=1"]);
    assert!(log.is_numbered);
    check("{\"step\":1,\"loss\":2}", LogKind::Lines, &["1: train/loss=2"]);
}

/// A line of a log: rows of few makes, which are read in another way from the second of a make on, and what is none.
fn any_line() -> impl Strategy<Value = String> {
    let figure = prop_oneof![
        (-1e6..1e6).prop_map(|figure: f64| figure.to_string()),
        (0..99_u64).prop_map(|figure| figure.to_string()),
        prop::sample::select(vec![
            "NaN",
            "null",
            "-Infinity",
            "true",
            "\"2.5\"",
            "\"a,b\"",
            "[1]",
            "01",
            "1e"
        ])
        .prop_map(str::to_owned),
    ];
    let make = prop::sample::select(vec![
        "{\"step\":S,\"loss\":F}",
        "{\"step\":S,\"loss\":F,\"eval_loss\":S}",
        "{\"loss\": F, \"step\": S}",
        "{\"loss\":F}",
        "{\"step\":S,\"loss\":F} x",
        "{\"step\":S,\"loss\":F},{\"step\":S,\"loss\":F}",
        "{\"step\":S,\"loss\":F",
        "done",
    ]);
    (make, 1..50_u64, figure)
        .prop_map(|(make, step, figure)| make.replace('S', &step.to_string()).replace('F', &figure))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn a_line_says_the_same_whatever_stands_before_it(lines in prop::collection::vec(any_line(), 1..30)) {
        const FIRST: &str = "{\"step\":0}\n";
        let said = |text: &str| {
            let mut rows: Vec<MetricRow> = Vec::new();
            let log = read_log(text.as_bytes(), &mut rows);
            (rows.split_off(1), log.map_or(0, |log| log.summary.n_unreadable))
        };
        let (rows, n_unreadable) = said(&format!("{FIRST}{}", lines.join("\n")));
        let alone: Vec<_> = lines.iter().map(|line| said(&format!("{FIRST}{line}"))).collect();
        let expected: Vec<_> = alone.iter().flat_map(|(rows, _)| rows).collect();
        prop_assert_eq!(format!("{rows:?}"), format!("{expected:?}"));
        prop_assert_eq!(n_unreadable, alone.iter().map(|(_, n)| n).sum::<usize>());
    }
}

#[test]
fn tables_have_a_header() {
    let text = "Step,train_loss,val_loss,lr\r\n1,0.5,,1e-5\r\n2,nan,0.25,2e-5\r\n";
    check(
        text,
        LogKind::Csv,
        &["1: train/loss=0.5 train/lr=0.00001", "2: train/loss=NaN eval/loss=0.25 train/lr=0.00002"],
    );
    check("Wall time\tStep\tValue\n1690000000.5\t7\t3\n", LogKind::Csv, &["7: train/Value=3"]);
    check(
        "\"Step\";\"run; one - train/loss\";\"run - train/loss__MIN\"\n\"4\";\"2.5\";\"1\"\n",
        LogKind::Csv,
        &["4: train/loss=2.5"],
    );
    assert!(
        check(
            "loss,acc\n2,0.5\n1,0.75",
            LogKind::Csv,
            &["1: train/loss=2 train/acc=0.5", "2: train/loss=1 train/acc=0.75"]
        )
        .is_numbered
    );
}

#[test]
fn what_breaks_off_counts_up_to_there() {
    let (log, rows) = read("{\"log_history\":[{\"step\":1,\"loss\":2},\n{\"step\":2,\"lo").unwrap();
    assert_eq!((rows.len(), log.broken_at.map(|at| (at.line, at.is_cut_off))), (1, Some((2, true))));
    let (log, rows) = read("[{\"step\":1,\"loss\":2},\n{'step':2}]").unwrap();
    assert_eq!((rows.len(), log.broken_at.map(|at| (at.line, at.is_cut_off))), (1, Some((2, false))));
}

#[test]
fn what_is_no_log_says_so() {
    let error = |text: &str| read(text).unwrap_err();
    assert_eq!(error(" \n"), LogError::Empty);
    for text in ["hello", "{\"a\":", "{}", "12", "\u{0}\u{1}"] {
        assert_eq!(error(text), LogError::Unknown, "{text}");
    }
    assert_eq!(error("[]"), LogError::NoRows(0));
    assert_eq!(error("[1,2]"), LogError::NoRows(2));
    assert_eq!(error("{'loss': 1}\n{'loss': 2}\n"), LogError::NoRows(2));
}
