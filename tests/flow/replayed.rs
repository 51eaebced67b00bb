//! Real logs: what was logged is what is shown, bit for bit.

use std::collections::BTreeMap;

use serde_json::Value;
use tuneboard_core::model::Provider;
use tuneboard_simulator::{Options, ReplayLog};

use crate::harness::page::Page;

/// The figures of a log: per curve and step, the bits of the number as written.
type Figures = BTreeMap<String, BTreeMap<u64, u64>>;

/// Reads a log the way its author would, without any of our code.
fn logged(json: &str) -> Figures {
    let log: Value = serde_json::from_str(json).unwrap();
    let mut figures = Figures::new();
    for row in log["log_history"].as_array().unwrap() {
        let row = row.as_object().unwrap();
        if row.contains_key("train_runtime") {
            continue;
        }
        let step = row["step"].as_u64().unwrap();
        for (key, value) in row {
            let name = match key.strip_prefix("eval_") {
                _ if matches!(key.as_str(), "step" | "epoch") => continue,
                Some(name) => format!("eval/{name}"),
                None => format!("train/{key}"),
            };
            let bits = value.as_f64().unwrap().to_bits();
            assert_eq!(figures.entry(name).or_default().insert(step, bits), None);
        }
    }
    figures
}

#[track_caller]
fn check(json: &str, speed: f64, n_curves: usize, n_points: usize) {
    let expected = logged(json);
    assert_eq!((expected.len(), expected.values().map(BTreeMap::len).sum()), (n_curves, n_points));
    for provider in Provider::ALL {
        let log = ReplayLog::parse("log.json", json).unwrap();
        let mut page =
            Page::new(provider, Options { n_jobs: 0, replay: vec![log], speed, ..Options::demo(1) });
        page.watch_list();
        page.run(1.0);
        assert_eq!(page.jobs.len(), 1);
        page.open(page.jobs[0].id.clone(), Some(page.jobs[0].clone()));
        page.run_until(600, |page| page.job().is_over());
        page.run(60.0);
        let mut shown = Figures::new();
        for series in page.job().store.series() {
            let points = series
                .steps()
                .iter()
                .zip(series.values().iter())
                .map(|(step, value)| (step, value.to_bits()));
            shown.insert(series.key().to_string(), points.collect());
        }
        assert!(1 < page.job().growth.len(), "they came in time, not at once");
        assert_eq!(shown, expected, "{provider:?}");
    }
}

#[test]
fn a_replayed_log_is_shown_with_exactly_the_logged_values() {
    check(include_str!("../fixtures/replay/preferences.trainer_state.json"), 0.5, 11, 66);
    check(include_str!("../fixtures/replay/with_eval.trainer_state.json"), 100.0, 7, 38);
}
