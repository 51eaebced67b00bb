//! Progress that a job's log tells where the record does not: steps in all, and how long its first epoch
//! took. A restart begins anew: what was said before it counts no more.

use crate::model::{Job, JobEvent, Timestamp};

/// Type of the event that begins the training, and begins it again, in lower case.
const BEGINS: &str = "training_start";
/// Type of the event that ends an epoch.
const EPOCH_ENDS: &str = "epoch_complete";

/// Progress told so far by the log and by the metrics beside it.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct LogProgress {
    /// Steps of the whole job by its events since it began last; `None` if none of them tells.
    n_steps_by_events: Option<u64>,
    /// The same by what was sent with its metrics.
    n_steps_by_metrics: Option<u64>,
    /// The record tells by itself, and is right.
    is_recorded: bool,
    /// Number of steps by which the record was completed.
    filled_in: Option<u64>,
    first_epoch: Option<FirstEpoch>,
}

/// When training began last, and how long its first epoch took.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct FirstEpoch {
    /// When training began.
    pub began_at: Timestamp,
    /// Length of the first epoch in seconds, above 0.
    pub secs: f64,
}

impl LogProgress {
    /// Takes all events that are known, oldest first.
    pub fn take_events(&mut self, events: &[JobEvent]) {
        let is = |kind: &'static str| move |event: &&JobEvent| event.kind.eq_ignore_ascii_case(kind);
        let begin = events.iter().rposition(|event| is(BEGINS)(&event));
        let since = events.get(begin.unwrap_or(0)..).unwrap_or_default();
        self.n_steps_by_events = since.iter().rev().find_map(|event| event.n_steps_total);
        let began_at = begin.and_then(|begin| events.get(begin)?.at);
        let ended_at = since.iter().find(is(EPOCH_ENDS)).and_then(|event| event.at);
        let epoch = |(began_at, ended_at): (Timestamp, Timestamp)| {
            let secs = ended_at.secs_since(began_at);
            (0.0 < secs).then_some(FirstEpoch { began_at, secs })
        };
        self.first_epoch = began_at.zip(ended_at).and_then(epoch);
    }

    /// Takes what was sent with metrics, which is the newest; `None` if that says nothing.
    pub fn take_metrics(&mut self, n_steps_total: Option<u64>) {
        self.n_steps_by_metrics = n_steps_total.or(self.n_steps_by_metrics);
    }

    /// Completes a record as the service sent it, which counts before the log.
    #[must_use]
    pub fn record(&mut self, mut job: Job) -> Job {
        if job.progress.n_steps_total.is_some() {
            (self.is_recorded, self.filled_in) = (true, None);
        }
        self.complete(&mut job);
        job
    }

    /// Completes a record, perhaps one that was completed before; whether that changed anything.
    pub fn complete(&mut self, job: &mut Job) -> bool {
        let told = self.n_steps_by_events.or(self.n_steps_by_metrics).filter(|_| !self.is_recorded);
        let total = &mut job.progress.n_steps_total;
        let is_ours = total.is_none() || *total == self.filled_in;
        if self.is_recorded || (told.is_none() && !is_ours) {
            return false;
        }
        self.filled_in = told;
        std::mem::replace(total, told) != told
    }

    /// Steps of the whole job, if the log tells and the record does not.
    pub fn n_steps_total(&self) -> Option<u64> {
        self.filled_in
    }

    /// Returns the first epoch, once it is over.
    pub fn first_epoch(&self) -> Option<FirstEpoch> {
        self.first_epoch
    }
}

impl FirstEpoch {
    /// Seconds that are left of so many epochs at `at`, by the rule that each takes as long as the first; `None` once
    /// they are over.
    pub fn secs_left(self, n_epochs: f64, at: Timestamp) -> Option<f64> {
        let left = self.secs * n_epochs - at.secs_since(self.began_at);
        Some(left).filter(|left| left.is_finite() && 0.0 < *left)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{EventLevel, JobId, JobStatus, StatusClass};

    /// Type, second and number of steps of each event.
    fn told(events: &[(&str, i64, Option<u64>)]) -> LogProgress {
        let event = |&(kind, secs, n_steps_total): &(&str, i64, Option<u64>)| JobEvent {
            at: Some(Timestamp::from_unix_secs(secs)),
            level: EventLevel::Info,
            kind: kind.into(),
            message: String::new(),
            step: None,
            n_steps_total,
        };
        let mut progress = LogProgress::default();
        progress.take_events(&events.iter().map(event).collect::<Vec<_>>());
        progress
    }

    fn job(n_steps_total: Option<u64>) -> Job {
        let mut job =
            Job::bare(JobId::from("ft-1"), JobStatus { class: StatusClass::Running, raw: "running".into() });
        job.progress.n_steps_total = n_steps_total;
        job
    }

    #[track_caller]
    fn check(events: &[(&str, i64, Option<u64>)], n_steps: Option<u64>, epoch_secs: Option<f64>) {
        let mut progress = told(events);
        assert_eq!(progress.record(job(None)).progress.n_steps_total, n_steps);
        assert_eq!(progress.first_epoch().map(|epoch| epoch.secs), epoch_secs);
    }

    #[test]
    fn the_log_tells_steps_and_the_first_epoch() {
        let (start, epoch) = (("training_start", 100, Some(300)), ("EPOCH_COMPLETE", 900, None));
        check(&[], None, None);
        check(&[start], Some(300), None);
        check(&[start, epoch, ("epoch_complete", 1_800, None)], Some(300), Some(800.0));
        check(&[("TRAINING_START", 100, None), epoch], None, Some(800.0));
        // Without a beginning the duration of an epoch is unknown.
        check(&[("message", 100, Some(40)), epoch], Some(40), None);
        check(&[("message", 100, Some(40)), ("message", 110, Some(50))], Some(50), None);
        // A clock that went back.
        check(&[start, ("epoch_complete", 90, None)], Some(300), None);
        // A restart.
        check(&[start, epoch, ("training_start", 2_000, Some(240))], Some(240), None);
        check(&[start, epoch, ("training_start", 2_000, None)], None, None);
        let again = ("training_start", 2_000, Some(240));
        check(&[start, epoch, again, ("epoch_complete", 2_600, None)], Some(240), Some(600.0));
    }

    #[test]
    fn a_record_that_tells_counts_before_the_log() {
        let mut progress = told(&[("training_start", 0, Some(300))]);
        let mut known = progress.record(job(None));
        assert_eq!(known.progress.n_steps_total, Some(300));
        progress.take_events(&[]);
        assert!(progress.complete(&mut known));
        assert_eq!(known.progress.n_steps_total, None, "what was filled in is taken back");
        progress.take_metrics(Some(120));
        progress.take_metrics(None);
        assert!(progress.complete(&mut known) && !progress.complete(&mut known));
        assert_eq!(known.progress.n_steps_total, Some(120));
        assert_eq!(progress.record(job(Some(500))).progress.n_steps_total, Some(500));
        // What was known before anything was told stays until something is.
        let (mut silent, mut listed) = (told(&[]), job(Some(7)));
        assert!(!silent.complete(&mut listed));
        assert!(told(&[("message", 0, Some(8))]).complete(&mut listed));
        assert_eq!(listed.progress.n_steps_total, Some(8));
        // A shorter record, from a list, erases nothing.
        assert_eq!(progress.record(job(None)).merged_over(&job(Some(500))).progress.n_steps_total, Some(500));
    }

    #[test]
    fn epochs_are_as_long_as_the_first() {
        let epoch = FirstEpoch { began_at: Timestamp::from_unix_secs(100), secs: 800.0 };
        let left = |n_epochs, secs| epoch.secs_left(n_epochs, Timestamp::from_unix_secs(secs));
        assert_eq!(
            (left(3.0, 1_140), left(3.0, 100), left(1.0, 1_140)),
            (Some(1_360.0), Some(2_400.0), None)
        );
        assert_eq!((left(f64::NAN, 200), left(f64::INFINITY, 200)), (None, None));
    }
}
