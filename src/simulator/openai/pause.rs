//! A job's own clock, which stands still while the job is paused.

use crate::plan::Plan;

/// Returns the time by the job's own clock.
pub(super) fn own_time(job: &Plan, sim: f64) -> f64 {
    let mut rested = 0.0;
    for (at, secs) in &job.pauses {
        let over = sim - rested - at;
        if over <= 0.0 {
            break;
        }
        if over < *secs {
            return *at;
        }
        rested += secs;
    }
    sim - rested
}

/// Returns the simulated time of an event that happened at `own` by the job's own clock.
pub(super) fn sim_time(job: &Plan, own: f64) -> f64 {
    own + job.pauses.iter().filter(|(at, _)| *at < own).map(|(_, secs)| secs).sum::<f64>()
}

/// Returns true if the job is paused.
pub(super) fn is_paused(job: &Plan, sim: f64) -> bool {
    job.pauses.last().is_some_and(|(at, secs)| secs.is_infinite() && sim_time(job, *at) <= sim)
}

/// Pauses the job from now on.
pub(super) fn pause(job: &mut Plan, sim: f64) {
    let own = own_time(job, sim);
    job.pauses.push((own, f64::INFINITY));
}

/// Resumes the job.
pub(super) fn resume(job: &mut Plan, sim: f64) {
    if let Some((at, _)) = job.pauses.pop() {
        let began = sim_time(job, at);
        job.pauses.push((at, (sim - began).max(0.0)));
    }
}
