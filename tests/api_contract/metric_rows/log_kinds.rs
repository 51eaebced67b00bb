//! Kinds of files, whatever they are called: encodings, styles of tables, consoles, and files that are no log.

use tuneboard_core::{
    log_file::{Encoding, LogError, LogKind, read_log},
    model::{MetricBlock, MetricKey, RowSink},
};

use super::logs::{check, read, store};

/// Takes rows and keeps none, for files that are long.
struct Nowhere;

impl RowSink for Nowhere {
    fn take(&mut self, _: &MetricBlock) {}
    fn restart(&mut self) {}
}

#[test]
fn texts_in_other_encodings_are_read() {
    for name in ["logs/powershell.json", "logs/powershell.jsonl"] {
        let (log, metrics) = store(name);
        assert_eq!(log.encoding, Encoding::Utf16);
        let losses: Vec<f64> = metrics.get(&MetricKey::train("loss")).unwrap().values().iter().collect();
        assert_eq!(losses, [2.0, 1.5, 1.2, 1.0, 0.9]);
        assert_eq!(metrics.get(&MetricKey::train("learning_rate")).unwrap().len(), 5);
        assert_eq!(metrics.series().count(), 2);
    }
    let log = check(
        "c3RlcCx0cmFpbl9sb3NzLHZhbGlkX2xvc3MKMSwyLjUsCjIs\nMS41LDEuNzUK",
        LogKind::Csv,
        &["1: train/loss=2.5", "2: train/loss=1.5 eval/loss=1.75"],
    );
    assert_eq!(log.encoding, Encoding::Base64);
    let json = "eyJzdGVwIjogMSwgImxvc3MiOiAyfQp7InN0ZXAiOiAyLCAibG9zcyI6IDF9Cg==";
    check(json, LogKind::Lines, &["1: train/loss=2", "2: train/loss=1"]);
}

#[test]
fn what_a_console_showed_is_read() {
    let text = "Loading checkpoint shards: 100%|████| 2/2, done\n  0%|          | 0/20 [00:00<?, ?it/s]\r  5%|▌ | 1/20{'loss': 2.5, 'grad_norm': nan, 'epoch': 0.1}\r\n{'eval_loss': tensor(1.75), 'note': 'it\\'s'}\n{'loss': '1.5', 'epoch': 0.2}\n";
    let log = check(
        text,
        LogKind::Console,
        &["1: train/loss=2.5 train/grad_norm=NaN", "2: eval/loss=1.75", "3: train/loss=1.5"],
    );
    assert!(log.is_numbered);
    check(
        "{'step': 3, 'loss': 1}\n{'step': 4, 'loss': inf}\n",
        LogKind::Console,
        &["3: train/loss=1", "4: train/loss=inf"],
    );
    check(
        "[{'step': 3, 'loss': 1}, {'step': 4, 'loss': -inf}]",
        LogKind::Console,
        &["3: train/loss=1", "4: train/loss=-inf"],
    );
    for tag in ["[INFO|trainer.py:2405] 10:00:00,123 >> Running\n", "[2026-11-30 10:00:00] ", "[rank0]: "] {
        check(
            &format!("{tag}{{'loss': 2.0, 'step': 3}}\n{tag}{{'loss': 1.0, 'step': 4}}\n"),
            LogKind::Console,
            &["3: train/loss=2", "4: train/loss=1"],
        );
    }
    check("INFO train {\"step\": 3, \"loss\": 1}\nINFO saved\n", LogKind::Console, &["3: train/loss=1"]);
    check(
        "{\"step\": 1, \"loss\": nan}\n{\"step\": 2, \"loss\": 1}\n",
        LogKind::Lines,
        &["1: train/loss=NaN", "2: train/loss=1"],
    );
}

#[test]
fn what_is_no_log_says_so() {
    #[track_caller]
    fn looks(file: impl AsRef<[u8]>, expected: &str) {
        match read(file.as_ref()) {
            Err(LogError::Foreign(looks)) => {
                assert_eq!(looks.what, expected);
                assert!(looks.to_string().ends_with('.') && looks.advice.contains(' '), "{looks}");
            }
            other => panic!("{expected}: {other:?}"),
        }
    }
    assert_eq!(read(" \n").unwrap_err(), LogError::Empty);
    assert_eq!(read("\u{feff}").unwrap_err(), LogError::Empty);
    assert_eq!(read([0xff, 0xfe]).unwrap_err(), LogError::Empty);
    looks("hello", "plain text");
    looks("Dear all,\nthe run is over.\n", "plain text");
    looks("12", "plain text");
    looks("{\"a\":", "JSON of another kind");
    looks("[1,2]", "JSON lists without names");
    looks("[]", "JSON of another kind");
    looks("{}", "a single JSON object, such as settings or a summary");
    looks(
        "{\n  \"learning_rate\": 1e-4,\n  \"batch_size\": 8\n}",
        "a single JSON object, such as settings or a summary",
    );
    looks("{\"learning_rate\": 1e-4, \"seed\": 42}", "a single JSON object, such as settings or a summary");
    looks("{\"id\":\"ft-1\",\"status\":\"completed\",\"training_file\":\"file-1\"}", "the record of a job");
    looks("{\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}\n{\"messages\":[]}\n", "a dataset");
    looks(
        "{\"prompt\":\"a\",\"completion\":\"b\",\"weight\":1}\n{\"prompt\":\"a\",\"completion\":\"b\",\"weight\":0}\n",
        "a dataset",
    );
    looks("[{\"instruction\":\"a\",\"input\":\"\",\"output\":\"b\"}]", "a dataset");
    looks("model: llama\ntraining:\n  epochs: 3\n", "settings in YAML");
    looks("<!DOCTYPE html><html><title>Sign in</title>, a, b", "a page of HTML");
    looks("<?xml version=\"1.0\"?><svg></svg>", "an SVG picture");
    looks(b"\x89PNG\r\n\x1a\n\0\0", "a PNG picture");
    looks(b"PK\x03\x04\x14\0", "a ZIP archive, an Excel workbook or a PyTorch checkpoint");
    looks(b"\x1f\x8b\x08\0", "a gzip archive");
    looks("%PDF-1.7\n", "a PDF document");
    looks(b"PAR1\x15\x04", "a Parquet file");
    looks([&40_u64.to_le_bytes()[..], b"{\"__metadata__\":{}}"].concat(), "a safetensors file");
    looks(
        [&24_u64.to_le_bytes()[..], b"\x01\x02\x03\x04\x09\0\0\0\0brain.Event:2"].concat(),
        "a TensorBoard event file",
    );
    looks("\u{1}\u{0}\u{2}", "a binary file");
    looks("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJ", "plain text");
    assert_eq!(read("prompt,completion\nhi,there\nyou,too\n").unwrap_err(), LogError::NoNumbers(2));
    let empty = read("{\"log_history\":[]}").unwrap_err();
    assert_eq!(empty, LogError::NoSeries { kind: LogKind::TrainerState, n_rows: 0 });
    assert!(read("{\"metrics\":[{\"step\":1,\"note\":\"x\"}]}").is_err(), "a step is no series");
    // One row that says its step is a log that has just begun.
    check("{\"step\":1,\"loss\":2}", LogKind::Lines, &["1: train/loss=2"]);
}

#[test]
fn tables_are_read_in_the_style_they_are_written_in() {
    let expected = ["1: train/loss=1234.5 eval/loss=0.5", "2: train/loss=0.25"];
    for text in [
        "step;loss;eval_loss\n1;1.234,5;0,5\n2;0,25;\n",
        "step\tloss\teval_loss\n1\t1234,5\t0,5\n2\t0,25\t\n",
        "sep=;\r\nstep;loss;eval_loss\r\n1;1234,5;0,5\r\n2;0,25;\r\n",
        "step,loss,eval_loss\n1,\"1,234.5\",0.5\n2,0.25,\n",
        "step,loss,eval_loss\n1,\"1234,5\",\"0,5\"\n2,\"0,25\",\"\"\n",
        "step;loss;eval_loss\n1;1,234.5;.5\n2;+0.25;\n",
    ] {
        check(text, LogKind::Csv, &expected);
    }
    // Western European letters in one byte each, as spreadsheets save them.
    let (_, rows) = read(b"step;G\xfcte\n1;0,5\n").unwrap();
    assert_eq!(rows[0].values, [(MetricKey::train("Güte"), 0.5)]);
}

#[test]
fn objects_are_rows_wherever_lines_end() {
    let expected = ["1: train/loss=2", "2: train/loss=1", "3: train/loss=0.5"];
    for text in [
        "{\n  \"step\": 1,\n  \"loss\": 2\n}\n{\n  \"step\": 2,\n  \"loss\": 1\n}\n{\n  \"step\": 3,\n  \"loss\": 0.5\n}\n",
        "{\"step\":1,\"loss\":2}{\"step\":2,\"loss\":1}{\"step\":3,\"loss\":0.5}",
        "{\"step\":1,\"loss\":2} {\"step\":2,\"loss\":1}\r\n\r\n{\"step\":3,\"loss\":0.5}\r\n",
        "{\"step\":1,\"loss\":2},\n{\"step\":2,\"loss\":1},\n{\"step\":3,\"loss\":0.5},\n",
        "{\"step\":1,\n\"loss\":2},{\"loss\":1,\"step\":2},{\"step\":3,\n\"loss\":0.5}",
        "\u{1e}{\"step\":1,\"loss\":2}\n\u{1e}{\"step\":2,\"loss\":1}\n\u{1e}{\"step\":3,\"loss\":0.5}\n",
    ] {
        let log = check(text, LogKind::Lines, &expected);
        assert_eq!((log.summary.n_unreadable, log.broken_at), (0, None), "{text}");
    }
    // Text, rows, rows that cannot be read, and the line at which it breaks off.
    for (text, rows, n_unreadable, line) in [
        ("{\n\"step\":1,\n\"loss\":2\n}\n{\n\"step\":2,\n\"lo", &["1: train/loss=2"][..], 1, Some(7)),
        ("{\"step\":1,\"loss\":2}{\"step\":2,\"lo", &["1: train/loss=2"], 1, None),
        (
            "{\n\"step\":1,\n\"loss\":\n{\n\"step\":2,\n\"loss\":1\n}\n{\n\"step\":3,\n\"loss\":0.5\n}\n",
            &["3: train/loss=0.5"],
            2,
            None,
        ),
        (
            "{\"step\":1,\"loss\":\n{\"step\":2,\"loss\":1}\n{\"step\":3,\"loss\":0.5}\n",
            &["2: train/loss=1", "3: train/loss=0.5"],
            1,
            None,
        ),
        ("{\"step\":1,\"loss\":2} x\n{\"step\":3,\"loss\":0.5}\n", &["3: train/loss=0.5"], 1, None),
    ] {
        let log = check(text, LogKind::Lines, rows);
        assert_eq!(log.summary.n_unreadable, n_unreadable, "{text}");
        assert_eq!(log.broken_at.map(|at| at.line), line, "{text}");
    }
    // Read in a time that grows with the length alone.
    for hostile in ["{\"a\":\n", "{\"a\":[\n", "{\n", "{\"a\":1}", "{\"a\":1},", "{\"a\":{},\n"] {
        let _read = read_log(hostile.repeat(100_000).as_bytes(), &mut Nowhere);
    }
}

#[test]
fn figures_in_lists_are_columns() {
    let expected = ["1: train/loss=2", "2: train/loss=1", "3: train/loss=0.5"];
    for text in [
        "{\"step\":[1,2,3],\"loss\":[2,1,0.5]}",
        "{\"loss\":[2,1,0.5]}",
        "{\n  \"loss\": [\n    2,\n    1,\n    0.5\n  ]\n}\n",
        "{\"history\":{\"loss\":[2.0,1.0,0.5]},\"best\":3}".replace("history", "train").as_str(),
        "{\"params\":{\"epochs\":3},\"loss\":[2,1,0.5]}",
        "{\"step\":{\"0\":1,\"1\":2,\"2\":3},\"loss\":{\"0\":2,\"1\":1,\"2\":0.5}}",
        "{\"0\":{\"step\":1,\"loss\":2},\"1\":{\"step\":2,\"loss\":1},\"2\":{\"step\":3,\"loss\":0.5}}",
        "{\"columns\":[\"step\",\"loss\"],\"index\":[0,1,2],\"data\":[[1,2],[2,1],[3,0.5]]}",
        "[[\"step\",\"loss\"],[1,2],[2,1],[3,0.5]]",
        "{\"loss\":[[1,2],[2,1],[3,0.5]]}",
        "{\"loss\":[[1700000000.5,1,2],[1700000001.5,2,1],[1700000002.5,3,0.5]]}",
        "{\"step\":[1,2,3,4],\"loss\":[2,1,0.5,null]}",
        "{\"step\":[1,2,3],\"loss\":[\"2\",\"1\",0.5,",
        "{\"step\":[1,2,3,4],\"loss\":[2,1,0.5,0.2",
        "[[\"step\",\"loss\"],[1,2],[2,1],[3,0.5],[4,0.",
    ] {
        check(text, LogKind::JsonTable, &expected);
    }
    check(
        "[[1700000000.5,1,2],[1700000001.5,2,Infinity],[1700000002.5,3,NaN]]",
        LogKind::JsonTable,
        &["1: train/value=2", "2: train/value=inf", "3: train/value=NaN"],
    );
    check(
        "{\"loss\":[2,null,1],\"val_loss\":[null,3],\"lr\":[0.5,0.25,0.125]}",
        LogKind::JsonTable,
        &[
            "1: train/loss=2",
            "3: train/loss=1",
            "2: eval/loss=3",
            "1: train/learning_rate=0.5",
            "2: train/learning_rate=0.25",
            "3: train/learning_rate=0.125",
        ],
    );
    check(
        "{\"train\":{\"loss\":[2,1]},\"val\":{\"loss\":[3,2]}}",
        LogKind::JsonTable,
        &["1: train/loss=2", "2: train/loss=1", "1: eval/loss=3", "2: eval/loss=2"],
    );
    // Rows and settings with a list in them are what they were.
    check("{\"step\":1,\"loss\":2,\"bins\":[1,2,3]}", LogKind::Lines, &["1: train/loss=2"]);
    check(
        "{\"loss\":2,\"bins\":[1]}\n{\"loss\":1,\"bins\":[2]}\n",
        LogKind::Lines,
        &["1: train/loss=2", "2: train/loss=1"],
    );
    for text in [
        "[1,2]",
        "[[1,2,3,4],[5,6,7,8]]",
        "{\"lr\":1e-4,\"seed\":1,\"betas\":[0.9,0.99]}",
        "{\"a\":[]}",
        "[[]]",
    ] {
        assert!(matches!(read(text), Err(LogError::Foreign(_))), "{text}");
    }
    assert_eq!(read("{\"loss\":[2.5]}").unwrap_err(), LogError::OneRow);
    // Read in a time that grows with the length alone.
    let many = |one: &str, n: usize| one.repeat(n);
    for hostile in [
        format!("{{\"a\":[{}1]}}", many("1,", 300_000)),
        format!("{{{}\"z\":[1]}}", (0..30_000).map(|n| format!("\"a{n}\":[1],")).collect::<String>()),
        format!(
            "{{{}\"z\":{{}}}}",
            (0..30_000).map(|n| format!("\"{n}\":{{\"a{n}\":1}},")).collect::<String>()
        ),
        format!("[{}[1]]", many("[1],", 100_000)),
        format!("{{\"a\":[{}", many("[[", 100)),
        format!("{{\"{}\":[{}1]}}", many("n", 100_000), many("1,", 100_000)),
    ] {
        let _read = read_log(hostile.as_bytes(), &mut Nowhere);
    }
}

#[test]
fn records_of_services_are_rows() {
    let event = |step: u64, loss: f64| {
        format!(
            "{{\"object\":\"fine_tuning.job.event\",\"id\":\"e{step}\",\"created_at\":1700000000,\"level\":\"info\",\
             \"message\":\"Step {step}\",\"type\":\"metrics\",\"data\":{{\"step\":{step},\"train_loss\":{loss},\"total_steps\":9}}}}"
        )
    };
    let message = "{\"object\":\"fine_tuning.job.event\",\"id\":\"e\",\"created_at\":1700000000,\"message\":\"Queued\",\"data\":null}";
    let text = format!(
        "{{\"object\":\"list\",\"data\":[{},{message},{}],\"has_more\":false}}",
        event(2, 1.0),
        event(1, 2.0)
    );
    let log = check(&text, LogKind::List, &["2: train/loss=1", "1: train/loss=2"]);
    assert_eq!((log.total_steps, log.summary.n_received, log.summary.n_unreadable), (Some(9), 2, 0));
    check(text.split_once(",\"has_more").unwrap().0, LogKind::List, &["2: train/loss=1", "1: train/loss=2"]);
    check(
        "{\"object\":\"list\",\"data\":[{\"object\":\"fine_tuning.job.checkpoint\",\"step_number\":5,\"metrics\":{\"full_valid_loss\":2}}]}",
        LogKind::List,
        &["5: eval/full_loss=2"],
    );
    check(
        "{\"history\":[{\"step\":1,\"loss\":2},{\"step\":2,\"loss\":1}]}",
        LogKind::List,
        &["1: train/loss=2", "2: train/loss=1"],
    );
    let messages = format!("{{\"object\":\"list\",\"data\":[{message}]}}");
    assert!(matches!(read(messages), Err(LogError::Foreign(_))));
}

#[test]
fn rows_of_one_point_have_its_name() {
    let expected = ["0: train/loss=2", "0: train/learning_rate=0.5", "1: train/loss=1"];
    let rows = [("loss", 0, "2"), ("lr", 0, "0.5"), ("loss", 1, "1")];
    for key in ["metric", "key", "tag", "name", "Metric_Name"] {
        let lines: Vec<String> = rows
            .iter()
            .map(|(name, step, value)| format!("{{\"{key}\":\"{name}\",\"step\":{step},\"value\":{value}}}"))
            .collect();
        check(&lines.join("\n"), LogKind::Lines, &expected);
        check(&format!("{{\"metrics\":[{}]}}", lines.join(",")), LogKind::List, &expected);
    }
    check(
        "{\"key\":\"loss\",\"step\":0,\"value\":null}\n{\"key\":\"loss\",\"step\":1,\"value\":2}\n",
        LogKind::Lines,
        &["0: ", "1: train/loss=2"],
    );
}

#[test]
fn tables_without_commas_are_tables() {
    let expected = ["1: train/loss=2 eval/loss=1", "2: train/loss=0.5"];
    for text in [
        "step|loss|val_loss\n1|2|1\n2|0.5|\n",
        "| Step | Training Loss | Validation Loss |\n|:--|--:|---|\n| 1 | 2 | 1 |\n| 2 | 0.5 | |\n",
        "# Card, of a model\n\n| a | b |\n|---|---|\n| 1 | x |\n\n| Step | Loss | Val loss |\n|-|-|-|\n| 1 | 2 | 1 |\n| 2 | 0.5 | No log |\n\nMade with: x, y | z\n",
        "step  loss  val_loss\n   1  2.00         1\n   2  0.50      None\n",
        "My run,,\n,,\nstep,loss,val_loss\n1,2,1\n2,0.5,\n",
        "My run\n\nStep;Loss;Val loss\n1;2,0;1,0\n2;0,5;\n",
    ] {
        check(text, LogKind::Csv, &expected);
    }
    check(
        "1700000000000 2.5 1\n1700000001000 NaN 2\n",
        LogKind::Csv,
        &["1: train/value=2.5", "2: train/value=NaN"],
    );
    for text in ["hello | you\nand | me\n", "some words\nother words\n", "INFO, loading\n", "1 2\n3 4\n"] {
        assert!(matches!(read(text), Err(LogError::Foreign(_))), "{text}");
    }
}

#[test]
fn console_lines_that_name_their_figures_are_rows() {
    for text in [
        "start\nepoch 1 | step 5 | loss 2.0\nepoch 1 | step 6 | loss 0.5\n",
        "[2026-11-30 10:00:00] step=5, loss=2.0\n[2026-11-30 10:00:01] step=6, loss=0.5\nsaved 3 files\n",
        "Step 5/9 - loss: 2.0\rStep 6/9 - loss: 0.5\r\n",
    ] {
        check(text, LogKind::Console, &["5: train/loss=2", "6: train/loss=0.5"]);
    }
    check(
        "{'step': 5,\n 'loss': 2.0}\n{'step': 6,\n 'loss':\n 0.5}\n",
        LogKind::Console,
        &["5: train/loss=2", "6: train/loss=0.5"],
    );
    check(
        "run\n{'step': 5,\n 'loss': 2.0}\n{'step': 6, 'loss\n{'step': 7, 'loss': 0.5}\n",
        LogKind::Console,
        &["5: train/loss=2", "7: train/loss=0.5"],
    );
    for text in ["step 1\nstep 2\n", "The loss was 3.\nBye.\n", "one: 1\ntwo: 2\n"] {
        assert!(matches!(read(text), Err(LogError::Foreign(_))), "{text}");
    }
    for hostile in ["{'a': 1,\n", "a=1 ", "loss ", "1 ", "-", "loss=1,", "{'a\n"] {
        let _read = read_log(hostile.repeat(100_000).as_bytes(), &mut Nowhere);
    }
}

#[test]
fn zeros_cost_their_rows_alone() {
    let zeros = |n: usize| "\0".repeat(n);
    for (text, n_unreadable) in [
        (
            format!(
                "{{\"step\":1,\"loss\":2}}\n{}{{\"step\":2,\"loss\":1}}\n{{\"step\":3,\"loss\":0.5}}\n",
                zeros(4)
            ),
            1,
        ),
        (format!("{}{{\"step\":1,\"loss\":2}}\n{{\"step\":3,\"loss\":0.5}}\n", zeros(5000)), 0),
        (format!("{{\"step\":1,\"loss\":2}}\n{{\"step\":3,\"loss\":0.5}}\n{}", zeros(5000)), 0),
        (format!("step,loss\n1,2\n{},1\n3,0.5\n", zeros(1)), 1),
    ] {
        let (log, rows) = read(&text).unwrap();
        assert_eq!(rows.iter().map(|row| row.step).collect::<Vec<_>>(), [1, 3], "{text}");
        assert_eq!(log.summary.n_unreadable, n_unreadable, "{text}");
    }
    for binary in [zeros(100), "\u{1}\0\u{2}".repeat(400), format!("{}\u{3}", zeros(2000))] {
        assert!(read(&binary).is_err(), "{binary}");
    }
}
