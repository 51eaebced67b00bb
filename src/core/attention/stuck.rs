//! Jobs that wait for a machine far longer than usual.
//!
//! Definition: a job that waits is stuck when it has waited longer than five times the median of what the account's own completed
//! jobs of its model took from creation to the end, if there are at least five of them; where there are fewer, when it waits longer
//! than the provider documents as usual. A whole job takes longer than its time in the queue, so that no job is called stuck that
//! merely has its turn late.
//! Failure modes: none of it holds for later states, whose beginnings lists do not tell, nor for a job that
//! trains, whose figures tell more (see [`crate::insight::stall`]).
//! Source: issue 24 of this project; Together's fine-tuning guide for *usually under an hour* in the queue.

use std::collections::HashMap;

use crate::{
    api, format,
    listing::JobFacts,
    model::{Provider, StatusClass, Timestamp},
};

/// Completed jobs of a model that a median rests on, at least.
const FEWEST: usize = 5;
/// Factor on the median from which a wait is no longer usual.
const FACTOR: f64 = 5.0;

/// Durations of the completed jobs of one account by model: their median in seconds from creation to the end, and their number.
#[derive(Debug, Default)]
pub(super) struct Usual<'a>(HashMap<Option<&'a str>, (f64, usize)>);

impl<'a> Usual<'a> {
    /// Measures the account's jobs.
    pub(super) fn of(jobs: impl Iterator<Item = JobFacts<'a>>) -> Self {
        let mut taken: HashMap<Option<&'a str>, Vec<f64>> = HashMap::new();
        for job in jobs.filter(|job| job.class == StatusClass::Completed) {
            let secs = job.updated_at.zip(job.created_at).map(|(end, start)| end.secs_since(start));
            if let Some(secs) = secs.filter(|secs| 0.0 < *secs) {
                taken.entry(job.model).or_default().push(secs);
            }
        }
        let known = taken.into_iter().filter(|(_, secs)| FEWEST <= secs.len());
        Self(
            known
                .map(|(model, mut secs)| {
                    let n = secs.len();
                    let (_, median, _) = secs.select_nth_unstable_by(n / 2, f64::total_cmp);
                    (model, (*median, n))
                })
                .collect(),
        )
    }

    /// Returns the reason why a job is stuck; `None` if it is not, or too little is known to say so.
    pub(super) fn objection(&self, job: &JobFacts<'_>, provider: Provider, now: Timestamp) -> Option<String> {
        if job.class != StatusClass::Waiting {
            return None;
        }
        let secs = now.secs_since(job.created_at?);
        let took = format::duration(secs);
        if let Some(&(median, n)) = self.0.get(&job.model) {
            let n = format::count(n as u64);
            let usual = format::duration(median);
            return (FACTOR * median < secs).then(|| {
                format!("has waited for {took}; the {n} jobs of its model that completed here took {usual} in all (median)")
            });
        }
        let (documented, usual) = api::usual_queue(provider)?;
        (documented < secs).then(|| {
            format!(
                "has waited for {took}; {} says that jobs usually wait less than {usual}",
                provider.label()
            )
        })
    }
}
