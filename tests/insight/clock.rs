//! The clock of a real log that tells it as text (`0:00:33`): the time left, and that nothing is said to stand still.

use tuneboard_core::{
    insight::{Answer, Insight, RunFacts, Surroundings},
    log_file::read_log,
    metrics::MetricStore,
    model::MetricRow,
};

const LOG: &str = "eta/codecleaner.jsonl";

/// The answer after so many rows, and the seconds that were left then.
fn answer(n_rows: usize) -> (Answer, f64) {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures").join(LOG);
    let mut rows: Vec<MetricRow> = Vec::new();
    let log = read_log(&std::fs::read(path).unwrap(), &mut rows).unwrap();
    let secs = |row: &MetricRow| row.elapsed_secs.unwrap();
    let left = secs(rows.last().unwrap()) - secs(&rows[n_rows - 1]);
    let facts = RunFacts { total_steps: log.total_steps.or(log.summary.n_steps_total), falls: Vec::new() };
    let mut store = MetricStore::new();
    store.merge(&rows[..n_rows]);
    let answer = Insight::default().append(&store, &facts).answer(&store, &facts, &Surroundings::default());
    (answer, left)
}

#[test]
fn clocks_as_text_tell_the_time_left() {
    for n_rows in [8, 12, 18] {
        let (answer, truth) = answer(n_rows);
        let left = answer.time_left.unwrap();
        assert!(
            (left.secs - truth).abs() < 0.1 * truth,
            "{} instead of {truth} after {n_rows} rows",
            left.secs
        );
        assert_eq!(
            (answer.stall, answer.clock.map(|clock| clock.pauses.len())),
            (None, (8 < n_rows).then_some(0))
        );
    }
    assert_eq!(answer(25).0.time_left, None);
}
