//! Metric logs that are files, of every kind.

use proptest::prelude::*;
use tuneboard_core::{
    log_file::{Log, LogError, LogKind, LogReading, read_log},
    metrics::{Intake, MetricStore},
    model::{MetricBlock, MetricKey, MetricRow, RowSink},
};

use crate::{fixture, folder};

pub fn read(text: impl AsRef<[u8]>) -> Result<(Log, Vec<MetricRow>), LogError> {
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
pub fn check(text: &str, kind: LogKind, expected: &[&str]) -> Log {
    let (log, rows) = read(text).unwrap();
    let line = |row: &MetricRow| {
        let figures: Vec<String> = row.values.iter().map(|(key, figure)| format!("{key}={figure}")).collect();
        format!("{}: {}", row.step, figures.join(" "))
    };
    assert_eq!(rows.iter().map(line).collect::<Vec<_>>(), expected, "{text}");
    assert_eq!(log.kind, kind, "{text}");
    log
}

pub fn store(name: &str) -> (Log, MetricStore) {
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

/// Returns a line of a log: rows of few makes, which are read in another way from the second of a make on, and what is
/// none.
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
        const FIRST: &str = "{\"step\":0,\"first\":0}\n";
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
        &[
            "1: train/loss=0.5 train/learning_rate=0.00001",
            "2: train/loss=NaN eval/loss=0.25 train/learning_rate=0.00002",
        ],
    );
    check("Wall time\tStep\tValue\n1690000000.5\t7\t3\n", LogKind::Csv, &["7: train/Value=3"]);
    check("Wall time,Step,Value\n1690000000.5,7,3,\n", LogKind::Csv, &["7: train/Value=3"]);
    assert!(
        check(
            "loss,acc\n2,0.5\n1,0.75",
            LogKind::Csv,
            &["1: train/loss=2 train/acc=0.5", "2: train/loss=1 train/acc=0.75"]
        )
        .is_numbered
    );
    check("loss\n2.5\n1.5\n", LogKind::Csv, &["1: train/loss=2.5", "2: train/loss=1.5"]);
    let log = check(
        "step,loss\n1,0.5\n2,oops\n3,0.25\n",
        LogKind::Csv,
        &["1: train/loss=0.5", "2: ", "3: train/loss=0.25"],
    );
    assert_eq!((log.n_odd_cells, log.summary.n_without_figures), (1, 1));
}

/// Rows as `run step: name=figure …`, one line each.
#[track_caller]
fn check_runs(text: impl AsRef<[u8]>, expected: &[&str]) -> Log {
    #[derive(Default)]
    struct Sink(String, Vec<String>);
    impl RowSink for Sink {
        fn take(&mut self, block: &MetricBlock) {
            for row in block.rows() {
                let figures = row.values.iter().map(|(key, figure)| format!(" {key}={figure}"));
                self.1.push(format!("{} {}:{}", self.0, row.step, figures.collect::<String>()));
            }
        }
        fn restart(&mut self) {
            *self = Self::default();
        }
        fn enter_run(&mut self, name: &str) {
            self.0 = name.to_owned();
        }
    }
    let mut sink = Sink::default();
    let log = read_log(text.as_ref(), &mut sink).unwrap();
    assert_eq!(sink.1, expected);
    log
}

#[test]
fn runs_of_one_file_are_kept_apart() {
    let log = check_runs(
        folder_text("logs/wandb_chart.csv"),
        &[
            "brisk-1 0: train/loss=2",
            "calm-2 0: train/loss=2.2",
            "brisk-1 10: train/loss=1.6",
            "calm-2 10: train/loss=1.9",
            "brisk-1 20: train/loss=1.3",
            "calm-2 20: train/loss=1.7",
            "brisk-1 30: train/loss=1.1",
            "calm-2 30: train/loss=1.6",
            "brisk-1 40: train/loss=1",
            "brisk-1 50: train/loss=0.95",
        ],
    );
    assert_eq!((log.n_limits, log.summary.n_received, log.summary.n_unreadable), (4, 6, 0));
    // A run's name may hold what separates it from the metric's, and a limit without its figure is a figure.
    check_runs(
        "\"Step\";\"run; one - a - train/loss\";\"run - train/loss__MIN\"\n\"4\";\"2.5\";\"1\"\n",
        &["run; one - a 4: train/loss=2.5", "run 4: train/loss__MIN=1"],
    );
    // With columns that are of no run the names are those of metrics.
    check_runs(
        "step,a - loss,b - loss,speed\n1,2,3,4\n",
        &[" 1: train/a - loss=2 train/b - loss=3 train/speed=4"],
    );
    let expected = ["a 1: train/loss=2", "b 1: train/loss=3", "a 2: train/loss=1"];
    check_runs("run,step,loss\na,1,2\nb,1,3\na,2,1\n", &expected);
    check_runs("Run;Step;loss\na;1;2\nb;1;3\na;2;1\n", &expected);
    let lines = r#"{"run_id":"a","step":1,"loss":2}
        {"run_id":"b","step":1,"loss":3}
        {"run_id":"a","step":2,"loss":1}"#;
    check_runs(lines, &expected);
    check_runs(
        "{\"run\":7,\"loss\":2}\n{\"run\":8,\"loss\":3}\n{\"run\":7,\"loss\":1}\n",
        &["7 1: train/loss=2", "8 1: train/loss=3", "7 2: train/loss=1"],
    );
    check_runs(
        "run,tag,step,value\na,train/loss,1,2\na,lr,1,0.5\nb,train/loss,1,3\n",
        &["a 1: train/loss=2", "a 1: train/learning_rate=0.5", "b 1: train/loss=3"],
    );
}

#[test]
fn columns_that_end_alike_are_metrics_of_their_own() {
    check(
        "step,a/loss,b/loss,loss,train_loss\n1,2,3,4,5\n",
        LogKind::Csv,
        &["1: train/a/loss=2 train/b/loss=3 train/loss=4 train/train_loss=5"],
    );
    check(
        r#"{"step":1,"val_loss":2,"test_loss":3,"valid":{"loss":4},"lr-a":5,"lr-b":6}"#,
        LogKind::Lines,
        &["1: eval/loss=2 eval/test_loss=3 eval/valid/loss=4 train/lr-a=5 train/lr-b=6"],
    );
}

fn folder_text(name: &str) -> Vec<u8> {
    std::fs::read(folder("fixtures").join(name)).unwrap()
}

#[test]
fn null_is_not_logged_and_the_axis_is_the_step() {
    let text = String::from_utf8(folder_text("logs/llamafactory.jsonl")).unwrap();
    let log = check(
        &text,
        LogKind::Lines,
        &[
            "5: train/loss=1.9 train/learning_rate=0.000049 train/percentage=22.73",
            "10: train/loss=1.5 train/learning_rate=0.000039 train/percentage=45.45",
            "10: eval/loss=1.62 train/percentage=45.45",
            "15: train/loss=1.2 train/learning_rate=0.000024 train/percentage=68.18",
            "20: train/loss=1 train/learning_rate=0.0000031 train/percentage=90.91",
            "20: eval/loss=1.31 train/percentage=90.91",
            "22: train/percentage=100 train/throughput=4129.18 train/total_tokens=24689312",
        ],
    );
    assert_eq!((log.total_steps, log.is_numbered), (Some(22), false));
    let text = String::from_utf8(folder_text("logs/llamafactory_old.jsonl")).unwrap();
    check(
        &text,
        LogKind::Lines,
        &[
            "3200: train/loss=4.47 train/learning_rate=0.0000000144 train/percentage=98.92",
            "3210: train/loss=4.46 train/learning_rate=0.00000000737 train/percentage=99.23",
            "3220: train/loss=4.45 train/learning_rate=0.00000000265 train/percentage=99.54",
            "3235: train/percentage=100",
        ],
    );
}

#[test]
fn sparse_columns_are_series_of_their_own() {
    let (log, metrics) = store("logs/lightning.csv");
    let points = |key: MetricKey| {
        let series = metrics.get(&key).unwrap();
        (0..series.len())
            .map(|idx| (series.steps().get(idx).unwrap(), series.values().at(idx)))
            .collect::<Vec<_>>()
    };
    assert_eq!(points(MetricKey::train("loss_step")), [(9, 0.91), (19, 0.74), (29, 0.55), (39, 0.47)]);
    assert_eq!(points(MetricKey::train("loss_epoch")), [(19, 0.825), (39, 0.51)]);
    assert_eq!(points(MetricKey::eval("loss")), [(19, 0.8), (39, 0.62)]);
    assert_eq!(
        points(MetricKey::train("learning_rate")),
        [(9, 0.001), (19, 0.001), (29, 0.0005), (39, 0.0005)]
    );
    assert_eq!((metrics.n_restarts(), metrics.series().count(), log.n_odd_cells), (0, 4, 0));
    assert_eq!((log.is_numbered, log.summary.n_unreadable), (false, 0));
}

#[test]
fn one_level_of_nested_figures_is_read() {
    let text = r#"{"step":1,"timing":{"data_sec":1.5,"more":{"x":1}},"train":{"loss":2},"list":[1]}
{"step":2,"timing":{"data_sec":null,"more":{"x":1}},"train":{"loss":1},"list":[1]}"#;
    let log = check(text, LogKind::Lines, &["1: train/timing/data_sec=1.5 train/loss=2", "2: train/loss=1"]);
    assert_eq!(log.summary.left_out, ["timing/more".into(), "list".into()]);
}

#[test]
fn rows_that_cannot_be_placed_are_counted_by_kind() {
    let text = "{\"step\":1,\"loss\":2}\n{\"loss\":3}\nDone.\n{\"step\":2}\n{\"loss\":4}\n";
    let log = check(text, LogKind::Lines, &["1: train/loss=2", "2: "]);
    let summary = &log.summary;
    assert_eq!((summary.n_received, summary.n_unreadable, summary.n_without_step), (5, 3, 2));
    assert_eq!(summary.n_without_figures, 1);
    // A first row without a step does not make all rows numbered ones.
    let log = check(
        "{\"seed\":42}\n{\"step\":10,\"loss\":2}\n{\"step\":20,\"loss\":1}\n",
        LogKind::Lines,
        &["10: train/loss=2", "20: train/loss=1"],
    );
    assert_eq!((log.is_numbered, log.summary.n_without_step), (false, 1));
    let log = check(
        "{\"metrics\":[{\"loss\":2},{\"loss\":1}]}",
        LogKind::List,
        &["1: train/loss=2", "2: train/loss=1"],
    );
    assert!(log.is_numbered);
}

#[test]
fn what_breaks_off_counts_up_to_there() {
    let (log, rows) = read("{\"log_history\":[{\"step\":1,\"loss\":2},\n{\"step\":2,\"lo").unwrap();
    assert_eq!((rows.len(), log.broken_at.map(|at| (at.line, at.is_cut_off))), (1, Some((2, true))));
    let (log, rows) = read("[{\"step\":1,\"loss\":2},\n{'step':2}]").unwrap();
    assert_eq!((rows.len(), log.broken_at.map(|at| (at.line, at.is_cut_off))), (1, Some((2, false))));
}
