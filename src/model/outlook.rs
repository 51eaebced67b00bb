//! How far a job is and how long it still takes, as far as that can honestly be said.

use super::{Job, StatusClass};

/// How far and how long. `basis` says what the figures rest on, for people.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Outlook {
    /// Share of the training done, 0 to 1; `None` where the total is not known.
    pub share: Option<f64>,
    /// Seconds left, above 0; `None` where it cannot be known.
    pub secs_left: Option<f64>,
    /// What `secs_left` rests on, or, without it, why there is none or what `share` rests on.
    pub basis: &'static str,
}

/// The outlook of a job from its record and from its metrics: the last step and epoch seen, and the median
/// seconds per step of recent rows.
///
/// Compression and upload follow the training and are in no step count; early stopping may end it sooner.
pub fn outlook(
    job: &Job,
    last_step: Option<u64>,
    last_epoch: Option<f64>,
    secs_per_step: Option<f64>,
) -> Outlook {
    let training = Training::of(job, last_step, last_epoch);
    let share = training.share();
    match job.status.class {
        StatusClass::Completed => {
            Outlook { share: Some(1.0), secs_left: None, basis: "the job is completed" }
        }
        StatusClass::Stopped | StatusClass::Cancelled | StatusClass::Failed => {
            Outlook { share, secs_left: None, basis: "where training ended" }
        }
        StatusClass::Running => {
            let secs_per_step = secs_per_step.filter(|secs| secs.is_finite() && *secs > 0.0);
            match (training.n_steps_left(), secs_per_step) {
                (Some(n_left), _) if n_left <= 0.0 => by_service(job, share, "all steps are done"),
                (Some(n_left), Some(secs_per_step)) => {
                    let basis = if training.n_steps_total.is_some() {
                        "from the recent step rate"
                    } else {
                        "from the recent step rate and the number of epochs"
                    };
                    Outlook { share, secs_left: Some(n_left * secs_per_step), basis }
                }
                (Some(_), None) => by_service(job, share, "no step rate yet"),
                (None, _) if share.is_some() => by_service(job, share, "too few points yet"),
                (None, _) => by_service(job, share, "the total is not known"),
            }
        }
        StatusClass::Finishing => by_service(job, share, "training is over"),
        StatusClass::Waiting | StatusClass::Starting => by_service(job, None, "training has not begun"),
        StatusClass::Paused => Outlook { share, secs_left: None, basis: "the job is paused" },
        StatusClass::Stopping => by_service(job, share, "the job is ending"),
        StatusClass::Unknown => by_service(job, share, "the status is not known to this page"),
    }
}

/// Falls back on the service's own estimate, which covers the current stage and not the job.
fn by_service(job: &Job, share: Option<f64>, otherwise: &'static str) -> Outlook {
    match job.progress.stage_secs_left.filter(|secs| secs.is_finite() && *secs > 0.0) {
        Some(secs) => {
            Outlook { share, secs_left: Some(secs), basis: "the service's estimate for this stage" }
        }
        None => Outlook { share, secs_left: None, basis: otherwise },
    }
}

/// Where training stands, from the record and the metrics together.
struct Training {
    n_steps_done: Option<u64>,
    n_steps_total: Option<u64>,
    /// Steps and epochs of one and the same row.
    last_row: Option<(u64, f64)>,
    n_epochs_done: Option<f64>,
    n_epochs_total: Option<f64>,
}

impl Training {
    fn of(job: &Job, last_step: Option<u64>, last_epoch: Option<f64>) -> Self {
        let is_epoch = |epoch: &f64| epoch.is_finite() && *epoch > 0.0;
        let last_epoch = last_epoch.filter(is_epoch);
        let progress = &job.progress;
        Self {
            // Record and metrics are fetched apart; whichever is further is the newer.
            n_steps_done: progress.n_steps_done.max(last_step),
            n_steps_total: progress.n_steps_total.filter(|n| *n > 0),
            last_row: last_step.zip(last_epoch).filter(|(step, _)| *step > 0),
            n_epochs_done: [progress.n_epochs_done.filter(is_epoch), last_epoch]
                .into_iter()
                .flatten()
                .reduce(f64::max),
            n_epochs_total: progress.n_epochs_total.filter(is_epoch),
        }
    }

    fn share(&self) -> Option<f64> {
        let by_steps =
            self.n_steps_done.zip(self.n_steps_total).map(|(done, total)| done as f64 / total as f64);
        let by_epochs = || self.n_epochs_done.zip(self.n_epochs_total).map(|(done, total)| done / total);
        by_steps.or_else(by_epochs).map(|share| share.clamp(0.0, 1.0))
    }

    fn n_steps_left(&self) -> Option<f64> {
        if let (Some(done), Some(total)) = (self.n_steps_done, self.n_steps_total) {
            return Some(total.saturating_sub(done) as f64);
        }
        let ((step, epoch), n_epochs) = self.last_row.zip(self.n_epochs_total)?;
        Some((n_epochs - epoch).max(0.0) * step as f64 / epoch)
    }
}

#[cfg(test)]
mod tests {
    use super::super::{JobStatus, Progress};
    use super::*;

    fn job(class: StatusClass, progress: Progress) -> Job {
        Job { progress, ..Job::bare("job-1".into(), JobStatus { class, raw: class.slug().into() }) }
    }

    #[track_caller]
    fn check(
        progress: Progress,
        (last_step, last_epoch, secs_per_step): (Option<u64>, Option<f64>, Option<f64>),
        expected: (Option<f64>, Option<f64>),
        basis: &str,
    ) {
        let got = outlook(&job(StatusClass::Running, progress), last_step, last_epoch, secs_per_step);
        assert_eq!((got.share, got.secs_left), expected);
        assert_eq!(got.basis, basis);
    }

    #[test]
    fn a_running_job_is_measured_by_the_best_figures_there_are() {
        let rate = "from the recent step rate";
        let none = Progress::default();
        let steps = Progress { n_steps_done: Some(121), n_steps_total: Some(300), ..none };
        check(steps, (Some(150), None, Some(2.0)), (Some(0.5), Some(300.0)), rate);
        check(steps, (Some(90), None, Some(1.0)), (Some(121.0 / 300.0), Some(179.0)), rate);
        check(steps, (Some(150), None, None), (Some(0.5), None), "no step rate yet");
        check(steps, (Some(150), None, Some(f64::NAN)), (Some(0.5), None), "no step rate yet");
        check(steps, (Some(400), None, Some(2.0)), (Some(1.0), None), "all steps are done");

        let epochs = Progress { n_epochs_done: Some(1.0), n_epochs_total: Some(4.0), ..none };
        let by_epochs = "from the recent step rate and the number of epochs";
        check(epochs, (Some(200), Some(2.0), Some(0.5)), (Some(0.5), Some(100.0)), by_epochs);
        check(epochs, (Some(0), Some(0.0), Some(0.5)), (Some(0.25), None), "too few points yet");

        check(none, (Some(600), None, Some(1.2)), (None, None), "the total is not known");
        let stage = Progress { stage_secs_left: Some(1260.0), ..none };
        check(
            stage,
            (Some(9), None, Some(1.0)),
            (None, Some(1260.0)),
            "the service's estimate for this stage",
        );
    }

    #[test]
    fn an_ended_job_has_no_time_left() {
        let progress = Progress {
            n_steps_done: Some(150),
            n_steps_total: Some(300),
            stage_secs_left: Some(60.0),
            ..Progress::default()
        };
        for class in StatusClass::ALL.into_iter().filter(|class| class.is_terminal()) {
            let got = outlook(&job(class, progress), Some(150), None, Some(1.0));
            assert_eq!(got.secs_left, None, "{class:?}");
            let share = if class == StatusClass::Completed { 1.0 } else { 0.5 };
            assert_eq!(got.share, Some(share), "{class:?}");
        }
    }
}
