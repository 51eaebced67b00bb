//! Facts about one compared job: its record's figures and the metrics it has logged.

use super::{Judged, Origin};
use crate::{
    format,
    listing::took_secs,
    metrics::{MetricStore, Series},
    model::{Job, MetricKey, Timestamp},
};

/// The figures of a job. `None` wherever nothing says.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Facts {
    /// Status, with the provider's own word where that says more.
    pub status: String,
    /// The job has ended: the figures below are final.
    pub is_over: bool,
    /// Only a sample of the metrics is here, so that losses may still change.
    pub is_sampled: bool,
    /// Base model, as people call it.
    pub base_model: Option<String>,
    /// Lowest evaluation loss and its step; the first of equals.
    pub best_eval_loss: Option<(u64, f64)>,
    /// Last evaluation loss and its step.
    pub last_eval_loss: Option<(u64, f64)>,
    /// Last training loss and its step.
    pub last_train_loss: Option<(u64, f64)>,
    /// Steps done.
    pub n_steps: Option<u64>,
    /// Steps in all.
    pub n_steps_total: Option<u64>,
    /// Epochs done, fractional.
    pub n_epochs: Option<f64>,
    /// Epochs in all.
    pub n_epochs_total: Option<f64>,
    /// Seconds from creation to the end, or to now.
    pub took_secs: Option<f64>,
    /// Price so far or in the end, US dollars, above 0.
    pub price_usd: Option<f64>,
    /// Name of the resulting model.
    pub output_model: Option<String>,
    /// The judgement on its metrics.
    pub judged: Option<Judged>,
    /// The job that it was cloned from, if that is compared, too.
    pub origin: Option<Origin>,
}

impl Facts {
    /// Returns the facts of a job with these metrics, or with many more if `is_sampled`; without a judgement, and without an origin.
    pub fn of(job: &Job, store: &MetricStore, is_sampled: bool, now: Timestamp) -> Self {
        let status = &job.status;
        let detail = status.detail().map(|detail| format!(" ({detail})")).unwrap_or_default();
        let eval = store.get(&MetricKey::eval("loss"));
        let progress = &job.progress;
        Self {
            status: format!("{}{detail}", status.class.label()),
            is_over: status.class.is_terminal(),
            is_sampled,
            base_model: job.base_model.as_deref().map(format::model_name),
            best_eval_loss: eval.and_then(lowest),
            last_eval_loss: eval.and_then(Series::last_finite),
            last_train_loss: store.get(&MetricKey::train("loss")).and_then(Series::last_finite),
            n_steps: store.last_step().max(progress.n_steps_done).filter(|n| 0 < *n),
            n_steps_total: progress.n_steps_total,
            n_epochs: store.epoch_at_last_step().or(progress.n_epochs_done).filter(|n| 0.0 < *n),
            n_epochs_total: progress.n_epochs_total,
            took_secs: took_secs(job, now),
            price_usd: job.price_usd.filter(|price| 0.0 < *price),
            output_model: job.output_model.clone(),
            judged: None,
            origin: None,
        }
    }
}

/// Returns the lowest figure and the first step that has it; looks at few figures whatever the length.
fn lowest(series: &Series) -> Option<(u64, f64)> {
    let values = series.values();
    let (low, _) = values.whole().range()?;
    let idx = values.position(0..values.len(), low)?;
    Some((series.steps().get(idx)?, low))
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::*;
    use crate::{
        comparison::test_jobs::{job, store},
        model::StatusClass,
    };

    #[test]
    fn what_was_logged_comes_before_what_the_record_says() {
        let mut job = job("a", StatusClass::Running);
        job.progress.n_steps_done = Some(15);
        job.progress.n_steps_total = Some(40);
        job.price_usd = Some(0.0);
        let nan = f64::NAN;
        let store = store(&[(10, 2.0, 1.8), (20, 1.5, 1.2), (30, 1.4, 1.2), (35, 1.3, nan)]);
        let facts = Facts::of(&job, &store, false, Timestamp::from_unix_millis(90_000));
        assert_eq!(facts.best_eval_loss, Some((20, 1.2)), "the first of equals");
        assert_eq!((facts.last_eval_loss, facts.last_train_loss), (Some((30, 1.2)), Some((35, 1.3))));
        assert_eq!((facts.n_steps, facts.n_steps_total), (Some(35), Some(40)));
        assert_eq!((facts.took_secs, facts.price_usd), (Some(90.0), None));
        assert_eq!((facts.status.as_str(), facts.is_over), ("Running", false));
        let nothing = Facts::of(&job, &MetricStore::new(), false, Timestamp::from_unix_millis(0));
        assert_eq!((nothing.best_eval_loss, nothing.n_steps), (None, Some(15)));
    }
}
