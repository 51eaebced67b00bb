//! Charts that were saved open as the same charts.

use std::sync::Arc;

use proptest::prelude::*;
use tuneboard_core::{
    chart::{curves, export},
    comparison::{ComparedJob, Stretch, compared_curves},
    log_file::{LogKind, LogReading, read_log},
    metrics::{MetricStore, RunIntake, XAxis},
    model::{MetricKey, MetricRow, Split, Timestamp},
};

fn any_figure() -> impl Strategy<Value = f64> {
    prop_oneof![
        4 => any::<f64>(),
        1 => Just(f64::NAN),
        1 => Just(f64::INFINITY),
        1 => Just(f64::NEG_INFINITY),
        1 => Just(-0.0),
        2 => -10.0..10.0,
        1 => Just(f64::MIN_POSITIVE / 3.0),
        1 => Just(9_007_199_254_740_991.0),
    ]
}

fn any_key() -> impl Strategy<Value = MetricKey> {
    let name = prop_oneof![
        prop::sample::select(vec![
            "loss",
            "train_loss",
            "lr",
            "eval/G\u{fc}te, \"top\" %",
            "a\nb",
            " a ",
            "=x",
            "'=x",
            "\u{65e5}\u{672c}/\u{8a9e}",
            "step",
        ])
        .prop_map(str::to_owned),
        "\\PC{1,8}",
    ];
    let split = prop_oneof![
        3 => Just(Split::Train),
        2 => Just(Split::Eval),
        1 => Just(Split::Other("held out".into())),
    ];
    (split, name).prop_map(|(split, name)| MetricKey { split, name: name.as_str().into() })
}

fn any_store() -> impl Strategy<Value = MetricStore> {
    let finite = || proptest::option::of(any::<f64>().prop_filter("a number", |n| n.is_finite()));
    let row = (
        any::<u64>().prop_map(|step| step >> (step % 64)),
        prop::collection::vec(proptest::option::of(any_figure()), 3),
        proptest::option::of(any::<i64>().prop_map(|nanos| Timestamp::from_unix_nanos(nanos / 4))),
        (finite(), finite()),
    );
    (prop::collection::vec(any_key(), 3), prop::collection::vec(row, 1..20)).prop_map(|(keys, rows)| {
        let mut store = MetricStore::new();
        for (step, figures, logged_at, (epoch, elapsed_secs)) in rows {
            let values = keys.iter().zip(figures).filter_map(|(key, figure)| Some((key.clone(), figure?)));
            store.merge(&[MetricRow { step, epoch, logged_at, elapsed_secs, values: values.collect() }]);
        }
        store
    })
}

/// Returns all that is known of the points of a store, bit by bit.
fn points(store: &MetricStore) -> Vec<String> {
    let bits = |value: f64| if value.is_nan() { "NaN".to_owned() } else { format!("{:x}", value.to_bits()) };
    let points = store.series().flat_map(|series| {
        (0..series.len()).map(move |idx| {
            let (step, at) = (series.steps().get(idx), series.logged_at(idx).map(Timestamp::to_rfc3339));
            let (epoch, elapsed) = (series.epochs().at(idx), series.elapsed_secs().at(idx));
            let figure = series.figure(idx);
            format!("{} {step:?} {} {} {at:?} {}", series.key(), bits(epoch), bits(elapsed), bits(figure))
        })
    });
    points.collect()
}

fn opened(file: &str, n_bytes: usize) -> Vec<(String, Vec<String>)> {
    let (mut reading, mut intake) = (LogReading::new(file.as_bytes()), RunIntake::default());
    let log = loop {
        if let Some(read) = reading.step(file.as_bytes(), n_bytes, &mut intake) {
            break read;
        }
    };
    let log = log.unwrap_or_else(|error| panic!("{error}: {file}"));
    assert_eq!(
        (log.kind, log.summary.n_unreadable, log.is_numbered),
        (LogKind::SavedChart, 0, false),
        "{file}"
    );
    let runs = intake.into_runs().into_iter();
    runs.map(|(name, intake)| (name.to_string(), points(&intake.into_store()))).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn a_saved_chart_opens_as_the_same_chart(store in any_store(), axis in 0..4_usize, n_bytes in 1..99_usize) {
        let keys: Vec<MetricKey> = store.series().map(|series| series.key().clone()).collect();
        let curves = curves(&store, &keys, XAxis::ALL[axis], |_, _| None, &[]);
        prop_assume!(!curves.is_empty());
        let expected = vec![(String::new(), points(&store))];
        prop_assert_eq!(opened(&export::csv(&curves).collect::<String>(), n_bytes), expected.clone());
        prop_assert_eq!(opened(&export::json(&curves).collect::<String>(), n_bytes), expected);
    }

    #[test]
    fn a_saved_comparison_opens_as_the_same_runs(
        stores in prop::collection::vec(any_store(), 2..4),
        names in prop::collection::btree_set("\\PC{1,9}|=a|a b train/c|\u{fc}", 4),
        n_bytes in 1..99_usize,
    ) {
        let names: Vec<Arc<str>> = names.iter().map(|name| name.as_str().into()).collect();
        let jobs: Vec<_> = stores
            .iter()
            .enumerate()
            .filter(|(_, store)| !store.is_empty())
            .map(|(place, store)| ComparedJob { name: &names[place], place, store, stretch: Stretch::Open })
            .collect();
        prop_assume!(!jobs.is_empty());
        let keys: std::collections::BTreeSet<MetricKey> =
            stores.iter().flat_map(|store| store.series().map(|series| series.key().clone())).collect();
        let keys: Vec<MetricKey> = keys.into_iter().collect();
        let curves: Vec<_> = compared_curves(&jobs, &keys, XAxis::Step).into_iter().map(|(_, curve)| curve).collect();
        let expected: Vec<_> = jobs.iter().map(|job| (job.name.to_string(), points(job.store))).collect();
        prop_assert_eq!(opened(&export::csv(&curves).collect::<String>(), n_bytes), expected.clone());
        prop_assert_eq!(opened(&export::json(&curves).collect::<String>(), n_bytes), expected);
    }
}

#[test]
fn every_figure_of_a_log_survives() {
    let bytes = std::fs::read(crate::folder("fixtures").join("logs/every_figure.jsonl")).unwrap();
    let mut intake = RunIntake::default();
    read_log(&bytes, &mut intake).unwrap();
    let store = intake.into_runs().remove(0).1.into_store();
    let keys: Vec<MetricKey> = store.series().map(|series| series.key().clone()).collect();
    let curves = curves(&store, &keys, XAxis::Step, |_, _| None, &[]);
    let csv: String = export::csv(&curves).collect();
    let expected = "series,step,value\r\n\
        train/grad_norm,1,0.30000000000000004\r\n\
        train/grad_norm,2,1e-5\r\n\
        train/grad_norm,3,NaN\r\n\
        train/grad_norm,5,1.7976931348623157e308\r\n\
        train/grad_norm,6,2.0\r\n\
        train/loss,1,0.1640101671218872\r\n\
        train/loss,2,2.9471371284783834e-10\r\n\
        train/loss,3,9007199254740991.0\r\n\
        train/loss,4,1.5\r\n\
        train/loss,5,1.4\r\n\
        train/loss,6,1.3\r\n\
        \"eval/G\u{fc}te, \"\"top\"\" %\",1,99.5\r\n\
        \"eval/G\u{fc}te, \"\"top\"\" %\",5,12.25\r\n";
    assert_eq!(csv, expected);
    let expected = vec![(String::new(), points(&store))];
    assert_eq!(opened(&csv, 64), expected);
    assert_eq!(opened(&export::json(&curves).collect::<String>(), 64), expected);
}

#[test]
fn charts_saved_by_earlier_releases_open() {
    let text =
        "series,step,value\r\nmy run/7 train/loss,1,2.0\r\nmy run/7 train/loss,2,\r\nb eval/loss,1,3.0\r\n";
    let runs = opened(text, 9);
    let names: Vec<_> = runs.iter().map(|(name, points)| (name.as_str(), points.len())).collect();
    assert_eq!(names, [("my run/7", 1), ("b", 1)]);
    let text = "[\n{\"series\":\"a train/loss\",\n\"step\":[1,2],\n\"value\":[2.0,null]},\n{\"series\":\"b train/loss\",\n\"step\":[1],\n\"value\":[1.0]}\n]\n";
    let names: Vec<_> = opened(text, 9).into_iter().map(|(name, points)| (name, points.len())).collect();
    assert_eq!(names, [("a".to_owned(), 1), ("b".to_owned(), 1)]);
}
