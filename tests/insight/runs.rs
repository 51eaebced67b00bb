//! Runs for the tests: from files and from columns.

use tuneboard_core::{
    insight::{Answer, Insight, RowOrder, RunFacts, Surroundings},
    log_file::read_log,
    metrics::{MetricStore, RunIntake},
    model::{MetricBlock, MetricKey, MetricRow, RowSink as _},
};

/// Rows of a fixture, in its order.
pub fn fixture_rows(name: &str) -> Vec<MetricRow> {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures").join(name);
    let mut rows: Vec<MetricRow> = Vec::new();
    read_log(&std::fs::read(path).unwrap(), &mut rows).unwrap();
    rows
}

/// The store of rows, and where their steps fall back.
pub fn store_of(rows: &[MetricRow], total_steps: Option<u64>) -> (MetricStore, RunFacts) {
    let mut intake = RunIntake::default();
    let mut order = RowOrder::new(&mut intake);
    rows.iter().for_each(|row| order.take(&MetricBlock::of(row.clone())));
    let falls = order.into_falls().into_values().next().unwrap_or_default();
    let run = intake.into_runs().pop();
    let store = run.map(|(_, intake)| intake.into_store()).unwrap_or_default();
    (store, RunFacts { total_steps, falls })
}

/// The judgement on rows from scratch.
pub fn diagnose(rows: &[MetricRow], total_steps: Option<u64>) -> Answer {
    let (store, facts) = store_of(rows, total_steps);
    Insight::default().append(&store, &facts).answer(&store, &facts, &Surroundings::default())
}

/// A row of figures by the names of their metrics.
pub fn row(step: u64, figures: &[(&str, f64)]) -> MetricRow {
    let values = figures.iter().map(|(key, value)| (MetricKey::parse(key).unwrap(), *value)).collect();
    MetricRow { step, epoch: None, logged_at: None, elapsed_secs: None, values }
}
