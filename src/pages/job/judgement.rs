//! The judgement on an open job: what the engine is told beside the metrics.

use leptos::prelude::*;

use crate::{
    pages::insight::{Around, Judgement, judge, pass_on},
    state::{App, OpenJob},
};
use tuneboard_core::{
    insight::{Cost, RunFacts},
    model::StatusClass,
};

/// Judges an open job as long as the current owner lives.
pub fn judge_job(app: App, open: OpenJob) -> Judgement {
    let saved = open.saved();
    let capabilities = open.connection().provider.capabilities();
    let has_checkpoints = capabilities.has_checkpoints;
    let least_charge_usd = capabilities.least_charge_usd.map(f64::from);
    let around = Memo::new(move |_| {
        let job = open.job().get();
        let Some(job) = job.as_deref() else { return Around::default() };
        let is_running = job.status.class == StatusClass::Running;
        let checkpoints = (has_checkpoints && saved.is_offered().get()).then(|| saved.known().get());
        Around {
            facts: RunFacts { total_steps: job.progress.n_steps_total, falls: Vec::new() },
            is_running,
            has_ended: job.status.class.is_terminal(),
            read_at: if is_running { open.metrics_read_at().get() } else { None },
            cost: Cost::of_record(job, least_charge_usd),
            // Before the list has come, nothing is known of what was kept.
            checkpoints: checkpoints.filter(|known| !known.is_empty()),
        }
    });
    let judgement = judge(open.store(), around);
    pass_on(app, open, judgement);
    judgement
}
