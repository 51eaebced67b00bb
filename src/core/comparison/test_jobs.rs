//! Jobs and logs for the tests of this module.

use crate::{
    metrics::MetricStore,
    model::{Job, JobStatus, MetricKey, MetricRow, StatusClass, Timestamp},
};

/// Returns a job that was created at time 0 and changed last a minute later, and says nothing else.
pub(super) fn job(id: &str, class: StatusClass) -> Job {
    Job {
        created_at: Some(Timestamp::from_unix_millis(0)),
        updated_at: Some(Timestamp::from_unix_millis(60_000)),
        ..Job::bare(id.into(), JobStatus { class, raw: class.slug().into() })
    }
}

/// Step, training loss and evaluation loss of each row.
pub(super) fn store(rows: &[(u64, f64, f64)]) -> MetricStore {
    let row = |&(step, train, eval): &(u64, f64, f64)| MetricRow {
        step,
        epoch: None,
        logged_at: None,
        elapsed_secs: None,
        values: vec![(MetricKey::train("loss"), train), (MetricKey::eval("loss"), eval)],
    };
    let mut store = MetricStore::new();
    store.merge(&rows.iter().map(row).collect::<Vec<_>>());
    store
}
