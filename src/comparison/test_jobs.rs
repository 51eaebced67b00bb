//! Jobs and logs for the tests of this module.

use crate::{
    metrics::MetricStore,
    model::{Job, JobStatus, MetricKey, MetricRow, Progress, StatusClass, Timestamp},
};

/// A job that was created at time 0 and changed last a minute later, and says nothing else.
pub(super) fn job(id: &str, class: StatusClass) -> Job {
    Job {
        id: id.into(),
        name: id.to_owned(),
        status: JobStatus { class, raw: class.slug().into() },
        base_model: None,
        datasets: Vec::new(),
        created_at: Some(Timestamp::from_unix_millis(0)),
        updated_at: Some(Timestamp::from_unix_millis(60_000)),
        stage_started_at: None,
        progress: Progress::default(),
        output_model: None,
        inference_config_path: None,
        price_usd: None,
        n_tokens: None,
        early_stop: None,
        failure: None,
        ends_at: None,
        wandb_url: None,
        raw: "{}".into(),
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
