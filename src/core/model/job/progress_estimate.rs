//! Progress of a job and time left, as far as the record and metrics support them.

use crate::model::{FirstEpoch, Job, StatusClass, Timestamp};

/// Progress and time left. `basis` says for people what the figures rest on.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ProgressEstimate {
    /// Share of the training done, 0 to 1; `None` where the total is not known.
    pub share: Option<f64>,
    /// Seconds left, above 0; `None` where it cannot be known.
    pub secs_left: Option<f64>,
    /// Basis of `secs_left`; without a time left, the reason why there is none, or the basis of `share`.
    pub basis: &'static str,
}

/// Progress of a job by its metrics and its log.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Reached {
    /// Step of the last row.
    pub last_step: Option<u64>,
    /// Epoch of that row.
    pub last_epoch: Option<f64>,
    /// Seconds per step of recent rows.
    pub secs_per_step: Option<f64>,
    /// When the newest row was logged.
    pub last_logged_at: Option<Timestamp>,
    /// Step of the last checkpoint, above 0; it may be ahead of the rows.
    pub last_checkpoint_step: Option<u64>,
    /// The first epoch by the log, once it is over.
    pub first_epoch: Option<FirstEpoch>,
}

impl Reached {
    /// Returns the last step that is known of, also from the record; `None` before the first.
    pub fn step(&self, job: &Job) -> Option<u64> {
        let all = [self.last_step, job.progress.n_steps_done, self.last_checkpoint_step];
        all.into_iter().flatten().max().filter(|step| 0 < *step)
    }

    /// Returns whether that step is known by its checkpoint alone.
    pub fn is_by_checkpoint(&self, job: &Job) -> bool {
        self.last_step.max(job.progress.n_steps_done) < self.step(job)
    }
}

/// Returns the estimate of a job's progress by everything that is known: as [`estimate_progress`], from the larger of the last row and the last
/// checkpoint. Where that leaves the end open, by what the service itself expects, and then by the rule that Together
/// documents, *duration of the first epoch × epochs*, as of the newest row.
pub fn estimate_progress_of(job: &Job, reached: &Reached, now: Timestamp) -> ProgressEstimate {
    let mut told = job.clone();
    told.progress.n_steps_done = told.progress.n_steps_done.max(reached.last_checkpoint_step);
    let found = estimate_progress(&told, reached.last_step, reached.last_epoch, reached.secs_per_step);
    if found.secs_left.is_some() {
        return found;
    }
    let expected = job.ends_at.map(|at| at.secs_since(now)).filter(|secs| 0.0 < *secs);
    if expected.is_some() {
        return ProgressEstimate { secs_left: expected, basis: "the service's estimate", ..found };
    }
    let by_first_epoch = || {
        let n_epochs = job.progress.n_epochs_total?;
        reached.first_epoch?.secs_left(n_epochs, reached.last_logged_at?)
    };
    match by_first_epoch().filter(|_| job.status.class == StatusClass::Running) {
        None => found,
        left => ProgressEstimate { secs_left: left, basis: "by the length of the first epoch", ..found },
    }
}

/// Returns the estimate of a job's progress from its record and from its metrics: the last step and epoch seen, and the median
/// seconds per step of recent rows.
///
/// Compression and upload follow the training and are in no step count; early stopping may end it sooner.
pub fn estimate_progress(
    job: &Job,
    last_step: Option<u64>,
    last_epoch: Option<f64>,
    secs_per_step: Option<f64>,
) -> ProgressEstimate {
    let training = Training::of(job, last_step, last_epoch);
    let share = training.share();
    match job.status.class {
        StatusClass::Completed => {
            ProgressEstimate { share: Some(1.0), secs_left: None, basis: "the job is completed" }
        }
        StatusClass::Stopped | StatusClass::Cancelled | StatusClass::Failed => {
            ProgressEstimate { share, secs_left: None, basis: "where training ended" }
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
                    ProgressEstimate { share, secs_left: Some(n_left * secs_per_step), basis }
                }
                (Some(_), None) => by_service(job, share, "no step rate yet"),
                (None, _) if share.is_some() => by_service(job, share, "too few points yet"),
                (None, _) => by_service(job, share, "the total is not known"),
            }
        }
        StatusClass::Finishing => by_service(job, share, "training is over"),
        StatusClass::Waiting | StatusClass::Starting => by_service(job, None, "training has not begun"),
        StatusClass::Paused => ProgressEstimate { share, secs_left: None, basis: "the job is paused" },
        StatusClass::Stopping => by_service(job, share, "the job is ending"),
        StatusClass::Unknown => by_service(job, share, "the status is not known to this page"),
    }
}

/// Falls back on the service's own estimate, which covers the current stage and not the job.
fn by_service(job: &Job, share: Option<f64>, otherwise: &'static str) -> ProgressEstimate {
    match job.progress.stage_secs_left.filter(|secs| secs.is_finite() && *secs > 0.0) {
        Some(secs) => {
            ProgressEstimate { share, secs_left: Some(secs), basis: "the service's estimate for this stage" }
        }
        None => ProgressEstimate { share, secs_left: None, basis: otherwise },
    }
}

/// Training progress, from the record and the metrics together.
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
    use super::*;
    use crate::model::{JobStatus, Progress};

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
        let got =
            estimate_progress(&job(StatusClass::Running, progress), last_step, last_epoch, secs_per_step);
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
    fn the_larger_of_row_and_checkpoint_is_the_step_reached() {
        let steps = |done| job(StatusClass::Running, Progress { n_steps_done: done, ..Progress::default() });
        for (row, recorded, checkpoint, expected, is_by_checkpoint) in [
            (Some(600), None, Some(1_200), Some(1_200), true),
            (Some(600), None, Some(400), Some(600), false),
            (Some(600), Some(1_300), Some(1_200), Some(1_300), false),
            (None, None, Some(200), Some(200), true),
            (Some(600), None, None, Some(600), false),
            (Some(600), None, Some(600), Some(600), false),
            (None, Some(0), None, None, false),
            (None, None, None, None, false),
        ] {
            let reached = Reached { last_step: row, last_checkpoint_step: checkpoint, ..Reached::default() };
            let job = steps(recorded);
            let found = (reached.step(&job), reached.is_by_checkpoint(&job));
            assert_eq!(found, (expected, is_by_checkpoint), "{row:?} {recorded:?} {checkpoint:?}");
        }
    }

    #[test]
    fn a_checkpoint_ahead_of_the_rows_is_not_the_epoch_of_the_last_row() {
        let progress = Progress { n_epochs_total: Some(4.0), ..Progress::default() };
        let reached = Reached {
            last_step: Some(200),
            last_epoch: Some(2.0),
            secs_per_step: Some(0.5),
            last_checkpoint_step: Some(300),
            ..Reached::default()
        };
        let now = Timestamp::from_unix_secs(0);
        let left =
            |progress| estimate_progress_of(&job(StatusClass::Running, progress), &reached, now).secs_left;
        assert_eq!(left(progress), Some(100.0));
        assert_eq!(left(Progress { n_steps_total: Some(400), ..progress }), Some(50.0));
    }

    #[test]
    fn without_anything_better_epochs_are_as_long_as_the_first() {
        let at = Timestamp::from_unix_secs;
        let reached = Reached {
            last_step: Some(130),
            secs_per_step: Some(8.0),
            last_logged_at: Some(at(1_040)),
            first_epoch: Some(FirstEpoch { began_at: at(0), secs: 800.0 }),
            ..Reached::default()
        };
        let three = Progress { n_epochs_total: Some(3.0), n_epochs_done: Some(1.0), ..Progress::default() };
        let check = |class, progress, ends_at, expected: Option<(f64, &str)>| {
            let job = Job { ends_at, ..job(class, progress) };
            let found = estimate_progress_of(&job, &reached, at(1_050));
            assert_eq!(found.secs_left.map(|secs| (secs, found.basis)), expected);
        };
        let rule = "by the length of the first epoch";
        check(StatusClass::Running, three, None, Some((1_360.0, rule)));
        check(StatusClass::Running, Progress::default(), None, None);
        check(StatusClass::Finishing, three, None, None);
        check(StatusClass::Completed, three, None, None);
        check(StatusClass::Running, three, Some(at(2_000)), Some((950.0, "the service's estimate")));
        check(StatusClass::Running, three, Some(at(1_000)), Some((1_360.0, rule)));
        let steps = Progress { n_steps_total: Some(300), ..three };
        check(StatusClass::Running, steps, None, Some((1_360.0, "from the recent step rate")));
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
            let got = estimate_progress(&job(class, progress), Some(150), None, Some(1.0));
            assert_eq!(got.secs_left, None, "{class:?}");
            let share = if class == StatusClass::Completed { 1.0 } else { 0.5 };
            assert_eq!(got.share, Some(share), "{class:?}");
        }
    }
}
