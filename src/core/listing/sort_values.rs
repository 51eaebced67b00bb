//! Values of a job that columns sort by and no record holds as such.

use kernel::place_of_integer;

use super::compact_job::CompactJob;
use crate::model::Timestamp;

/// As [`super::took_secs`].
pub(super) fn took_secs(job: &CompactJob, now: Timestamp) -> Option<f64> {
    super::secs_taken(job.class, job.created_at.get(), job.updated_at.get(), now)
}

/// Shares sort among themselves, before jobs of which only steps are known.
pub(super) fn progress(job: &CompactJob) -> Option<f64> {
    let steps = job.n_steps_done.get().map(|n| -1.0 / (1.0 + n as f64));
    job.share.get().or(steps)
}

/// Returns a number that has the order of instants.
pub(super) fn instant(at: Timestamp) -> u64 {
    place_of_integer(at.unix_nanos())
}
