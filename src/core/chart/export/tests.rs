//! Files read back as what was logged.

use kernel::Positions;
use proptest::prelude::*;
use serde_json::Value;

use super::*;
use crate::{
    chart::curves,
    metrics::{MetricStore, XAxis},
    model::{MetricKey, MetricRow},
};

fn whole(pieces: impl Iterator<Item = String>) -> String {
    pieces.collect()
}

/// Cells of a table after RFC 4180.
fn cells(text: &str) -> Vec<Vec<String>> {
    let (mut rows, mut row, mut cell) = (Vec::new(), Vec::new(), String::new());
    let mut is_quoted = false;
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '"' if is_quoted && chars.next_if_eq(&'"').is_some() => cell.push('"'),
            '"' => is_quoted = !is_quoted,
            ',' if !is_quoted => row.push(std::mem::take(&mut cell)),
            '\r' if !is_quoted => {
                assert_eq!(chars.next(), Some('\n'));
                row.push(std::mem::take(&mut cell));
                rows.push(std::mem::take(&mut row));
            }
            c => cell.push(c),
        }
    }
    assert!(row.is_empty() && cell.is_empty(), "the last line ends, too");
    rows
}

/// Bits of a number, `None` for one that is not known.
fn bits(value: f64) -> Option<u64> {
    value.is_finite().then(|| value.to_bits())
}

/// Bits of a figure; all that are not a number are one.
fn figure_bits(value: f64) -> u64 {
    if value.is_nan() { f64::NAN.to_bits() } else { value.to_bits() }
}

fn any_figure() -> impl Strategy<Value = f64> {
    prop_oneof![4 => any::<f64>(), 1 => Just(f64::NAN), 1 => Just(-0.0), 2 => -10.0..10.0, 1 => Just(f64::MIN_POSITIVE / 3.0)]
}

fn any_store() -> impl Strategy<Value = MetricStore> {
    let row = (
        any::<u64>().prop_map(|step| step >> (step % 64)),
        proptest::option::of(any_figure()),
        proptest::option::of(any_figure()),
        proptest::option::of(any::<i64>().prop_map(|nanos| Timestamp::from_unix_nanos(nanos / 4))),
        (proptest::option::of(any_figure()), proptest::option::of(any_figure())),
    );
    prop::collection::vec(row, 0..40).prop_map(|rows| {
        let mut store = MetricStore::new();
        for (step, epoch, elapsed_secs, logged_at, (train, eval)) in rows {
            let values = [(MetricKey::train("a,\"b\"\n=c"), train), (MetricKey::eval("loss"), eval)];
            let values = values.into_iter().filter_map(|(key, value)| Some((key, value?))).collect();
            store.merge(&[MetricRow { step, epoch, logged_at, elapsed_secs, values }]);
        }
        store
    })
}

fn curves_of(store: &MetricStore, axis: XAxis) -> Vec<Curve> {
    let keys: Vec<MetricKey> = store.series().map(|series| series.key().clone()).collect();
    curves(store, &keys, axis, |_, _| None, &[])
}

/// Expected content of a file for one point: step, epoch, elapsed time, log time, value.
type Point = (u64, Option<u64>, Option<u64>, Option<String>, u64);

fn points(curve: &Curve) -> Vec<Point> {
    let series = curve.series().expect("made of a series");
    let point = |idx| {
        let at = series.logged_at(idx).map(Timestamp::to_rfc3339);
        let (epoch, elapsed) = (series.epochs().at(idx), series.elapsed_secs().at(idx));
        (
            series.steps().get(idx).expect("a step"),
            bits(epoch),
            bits(elapsed),
            at,
            figure_bits(curve.figure(idx)),
        )
    };
    (0..curve.len()).map(point).collect()
}

proptest! {
    #[test]
    fn a_table_reads_back_as_what_was_logged(store in any_store(), axis in 0..4_usize) {
        let curves = curves_of(&store, XAxis::ALL[axis]);
        let rows = cells(&whole(csv(&curves)));
        let place = |name: &str| rows[0].iter().position(|head| head == name);
        let cell = |row: &Vec<String>, name| place(name).map(|place| row[place].clone()).filter(|cell| !cell.is_empty());
        let figure = |row: &Vec<String>, name| cell(row, name).map(|text| text.parse::<f64>().unwrap().to_bits());
        let read = rows[1..].iter().map(|row| {
            let step = cell(row, "step").unwrap().parse().unwrap();
            let (epoch, elapsed) = (figure(row, "epoch"), figure(row, "elapsed_seconds"));
            let value = figure_bits(cell(row, "value").unwrap().parse().unwrap());
            (row[0].clone(), (step, epoch, elapsed, cell(row, "logged_at"), value))
        });
        let of_curve = |curve: &Curve| {
            let name = curve.series().unwrap().key().to_string();
            points(curve).into_iter().map(move |point| (name.clone(), point)).collect::<Vec<_>>()
        };
        let expected: Vec<_> = curves.iter().flat_map(of_curve).collect();
        prop_assert_eq!(read.collect::<Vec<_>>(), expected);
        prop_assert!(rows.iter().all(|row| row.len() == rows[0].len()));
        for name in ["epoch", "elapsed_seconds", "logged_at"] {
            let is_known = rows[1..].iter().any(|row| cell(row, name).is_some());
            prop_assert_eq!(place(name).is_some(), is_known, "{}", name);
        }
    }

    #[test]
    fn json_reads_back_as_what_was_logged(store in any_store(), axis in 0..4_usize) {
        let curves = curves_of(&store, XAxis::ALL[axis]);
        let read: Vec<Value> = serde_json::from_str(&whole(json(&curves))).unwrap();
        prop_assert_eq!(read.len(), curves.len());
        for (read, curve) in read.iter().zip(&curves) {
            prop_assert_eq!(read["series"].as_str().unwrap(), curve.series().unwrap().key().to_string());
            let entry = |name: &str, idx: usize| read.get(name).map_or(&Value::Null, |list| &list[idx]);
            let figure = |name: &str, idx: usize| entry(name, idx).as_f64().map(f64::to_bits);
            let point = |idx| {
                let at = entry("logged_at", idx).as_str().map(str::to_owned);
                let value = entry("value", idx);
                let value = value.as_f64().unwrap_or_else(|| value.as_str().unwrap().parse().unwrap());
                let (epoch, elapsed) = (figure("epoch", idx), figure("elapsed_seconds", idx));
                (entry("step", idx).as_u64().unwrap(), epoch, elapsed, at, figure_bits(value))
            };
            let n = read["value"].as_array().unwrap().len();
            prop_assert_eq!((0..n).map(point).collect::<Vec<_>>(), points(curve));
        }
    }

    #[test]
    fn a_file_has_a_name_that_every_system_takes(job in ".{0,90}", chart in ".{0,90}") {
        let name = file_name(&job, &chart, "csv");
        let stem = name.strip_suffix(".csv").unwrap();
        prop_assert!((1..=2 * crate::export::MAX_PART + 1).contains(&stem.chars().count()), "{}", name);
        prop_assert!(name.len() <= 255, "{} bytes", name.len());
        let is_refused = |c: char| c.is_control() || c.is_whitespace() || "\"*/:<>?\\|.%'".contains(c);
        prop_assert!(!stem.contains(is_refused), "{}", name);
        prop_assert!(!stem.starts_with('-') && !stem.ends_with('-') && !stem.contains("--"), "{}", name);
    }
}

fn curve(label: &str, ys: &[f64]) -> Curve {
    let steps = Positions::Steps((1..=ys.len() as u64).map(|step| step * 10).collect());
    Curve::new(label, 0, false, steps, ys.iter().copied().collect())
}

#[test]
fn a_table_looks_like_this() {
    let curves = [curve("train", &[0.1 + 0.2, f64::NAN, 1e-7]), curve("eval", &[2.0])];
    let expected = "series,step,value\r\ntrain,10,0.30000000000000004\r\ntrain,20,NaN\r\ntrain,30,1e-7\r\neval,10,2.0\r\n";
    assert_eq!(whole(csv(&curves)), expected);
    let expected = "[\n{\"series\":\"train\",\n\"step\":[10,20,30],\n\"value\":[0.30000000000000004,\"NaN\",1e-7]},\
                    \n{\"series\":\"eval\",\n\"step\":[10],\n\"value\":[2.0]}\n]\n";
    assert_eq!(whole(json(&curves)), expected);
    assert_eq!((whole(csv(&[])).as_str(), whole(json(&[])).as_str()), ("series\r\n", "[\n]\n"));
}

#[test]
fn no_cell_is_a_formula() {
    for (label, expected) in [
        ("=1+1", "'=1+1"),
        ("+a", "'+a"),
        ("-a", "'-a"),
        ("@a", "'@a"),
        ("\ta", "\"'\ta\""),
        ("\ra", "\"'\ra\""),
        ("=a,\"b\"", "\"'=a,\"\"b\"\"\""),
        ("a=b", "a=b"),
        ("a\nb", "\"a\nb\""),
        ("'=1+1", "''=1+1"),
        ("'a", "'a"),
        (" a", "\" a\""),
    ] {
        let text = whole(csv(&[curve(label, &[-1.5])]));
        assert_eq!(text, format!("series,step,value\r\n{expected},10,-1.5\r\n"), "{label:?}");
        let read = cells(&text);
        assert_eq!(crate::export::csv_text(&read[1][0]), label, "read back");
    }
}

#[test]
fn curves_of_several_runs_say_of_which() {
    let named = |owner: &str| {
        let mut curve = curve("train", &[1.0]);
        curve.owner = Some(owner.into());
        curve
    };
    let curves = [named("a, b"), named("=c")];
    let expected = "run,series,step,value\r\n\"a, b\",train,10,1.0\r\n'=c,train,10,1.0\r\n";
    assert_eq!(whole(csv(&curves)), expected);
    let read: Value = serde_json::from_str(&whole(json(&curves))).unwrap();
    assert_eq!((read[0]["run"].as_str(), read[1]["run"].as_str()), (Some("a, b"), Some("=c")));
}

#[test]
fn a_control_character_is_no_json() {
    let read: Value = serde_json::from_str(&whole(json(&[curve("a\u{1}\"\\\u{1f600}", &[1.0])]))).unwrap();
    assert_eq!(read[0]["series"], "a\u{1}\"\\\u{1f600}");
}

#[test]
fn files_are_called_after_job_and_chart() {
    for (job, chart, expected) in [
        ("my run/7", "Learning rate", "my-run-7-Learning-rate.csv"),
        ("../../etc", "", "etc.csv"),
        ("日本 語", "rewards/chosen", "日本-語-rewards-chosen.csv"),
        ("Güte (α)", "eval/Güte", "Güte-α-eval-Güte.csv"),
        ("हिन्दी", "e\u{301}a", "हिन्दी-e\u{301}a.csv"),
        ("", "…", "chart.csv"),
    ] {
        assert_eq!(file_name(job, chart, "csv"), expected);
    }
    assert_eq!(file_name(&"é-a".repeat(99), "Loss", "svg").chars().count(), 60 + "-Loss.svg".len());
}

#[test]
fn no_piece_is_longer_than_some_thousand_points() {
    let ys: Vec<f64> = (0..10_000).map(f64::from).collect();
    let curves = [curve("long", &ys)];
    let points = |text: &str| text.matches(['\n', ',']).count();
    assert!(csv(&curves).chain(json(&curves)).all(|piece| points(&piece) <= 3 * PIECE));
    assert_eq!(cells(&whole(csv(&curves))).len(), 10_001);
    let read: Vec<Value> = serde_json::from_str(&whole(json(&curves))).unwrap();
    assert_eq!(read[0]["value"].as_array().map(Vec::len), Some(10_000));
}
