//! The job's record: from its own endpoint, from the job table, and from actions on the job.

use std::sync::Arc;

use super::{Arrival, Changes, JobMonitor, JobResource, JobUpdate, MonitorScope, ReadState};
use crate::{
    api::{self, ApiError, ErrorKind, HttpResponse},
    model::{Job, JobStatus, JobVerb},
    polling::{Outcome, Pace},
};

/// Number of responses in a row that say "no such job" before a job beside others is given up. A single one may be a proxy's
/// mistake.
const MAX_NOT_FOUND: u32 = 3;

/// The record, and how reading it goes.
#[derive(Debug)]
pub(super) struct RecordState {
    pub(super) job: Option<Arc<Job>>,
    pub(super) read: ReadState,
    /// Responses in a row that say "no such job".
    n_not_found: u32,
    /// Status in the list for which the record was last requested.
    requested_for: Option<JobStatus>,
}

impl RecordState {
    pub(super) fn new(known: Option<Arc<Job>>) -> Self {
        Self { job: known, read: ReadState::default(), n_not_found: 0, requested_for: None }
    }
}

impl JobMonitor {
    /// Returns the record; `None` before the first response.
    pub fn record(&self) -> Option<&Arc<Job>> {
        self.record.job.as_ref()
    }

    /// Takes the response to a request for the record.
    pub fn on_record(&mut self, response: Result<&HttpResponse, ApiError>, arrival: Arrival) -> JobUpdate {
        let job = match response.and_then(|response| api::decode_job_of(self.provider, &self.id, response)) {
            Ok(job) => job,
            Err(error) => return self.fail_record(error),
        };
        self.record.read.succeed(arrival.read_at);
        self.record.n_not_found = 0;
        let was_over = self.is_over();
        let changes = self.put_record(job, arrival);
        let is_over = self.is_over();
        let pace = if is_over && was_over { Pace::Final } else { self.pace(JobResource::Record) };
        let has_news = changes.has_new_record;
        let mut update = JobUpdate { changes, ..JobUpdate::of(Outcome::Fresh { has_news, pace }) };
        if is_over && !was_over {
            update.follow_ups = self.resources();
            update.follow_ups.retain(|resource| *resource != JobResource::Record);
        }
        update
    }

    /// Takes the service's reply to an action: the job's record, or `None` from a service that agrees without one.
    pub fn on_action(
        &mut self,
        verb: JobVerb,
        reply: &Result<Option<Job>, ApiError>,
        arrival: Arrival,
    ) -> Changes {
        match reply {
            Ok(Some(job)) => return self.put_record(job.clone(), arrival),
            // The job is there, so the action is missing.
            Err(error) if error.is_no_endpoint() && self.record.job.is_some() => self.unoffered.push(verb),
            Ok(None) | Err(_) => {}
        }
        Changes::default()
    }

    /// Takes the job's row of the job table, which completes the record: some providers name the job only there. A status that
    /// the list knows first is the record's at once, and older records do not take it back. Returns the changes, and whether
    /// everything about the job is to be requested for the rest: once, as its endpoints may be behind for a while.
    pub fn on_list_row(&mut self, row: &Job) -> (Changes, bool) {
        let Some(known) = &self.record.job else { return (Changes::default(), false) };
        let has_moved_on = has_moved_on(known, row);
        let mut merged = Job::clone(known).merged_over(row);
        if has_moved_on {
            merged.status = row.status.clone();
            merged.updated_at = row.updated_at.or(merged.updated_at);
        }
        let is_outdated = has_moved_on && self.record.requested_for.as_ref() != Some(&row.status);
        if is_outdated {
            self.record.requested_for = Some(row.status.clone());
        }
        let has_new_record = self.record.replace(merged);
        (Changes { has_new_record, ..Changes::default() }, is_outdated)
    }

    fn put_record(&mut self, job: Job, arrival: Arrival) -> Changes {
        let mut job = job;
        if let Some(known) = self.record.job.as_ref().filter(|known| self.record.is_behind(&job, known)) {
            job.status = known.status.clone();
            job.updated_at = known.updated_at;
        }
        let sent_record = (!arrival.is_from_cache).then(|| job.clone());
        let job = self.progress.record(job);
        let merged = match &self.record.job {
            // The job table may have reported something newer since.
            Some(known) if arrival.is_from_cache => Job::clone(known).merged_over(&job),
            Some(known) => job.merged_over(known),
            None => job,
        };
        Changes { has_new_record: self.record.replace(merged), sent_record, ..Changes::default() }
    }

    fn fail_record(&mut self, error: ApiError) -> JobUpdate {
        let is_not_found = error.kind == ErrorKind::NotFound;
        let n_not_found = if is_not_found { self.record.n_not_found + 1 } else { 0 };
        self.record.n_not_found = n_not_found;
        // A job that is gone does not come back: further requests would make the whole page look out of date.
        let is_given_up = self.scope == MonitorScope::RecordAndMetrics && n_not_found == MAX_NOT_FOUND;
        JobUpdate { is_given_up, ..self.record.read.fail(error) }
    }
}

/// Returns true if the list has a later status of a job than its record: by the time of the last change, or, where that does
/// not speak against it, because the job has ended.
fn has_moved_on(record: &Job, row: &Job) -> bool {
    let is_later = is_later(row, record);
    let has_ended = row.status.class.is_terminal() && !record.status.class.is_terminal();
    row.status != record.status
        && (is_later == Some(true)
            || (has_ended && (is_later.is_none() || row.updated_at == record.updated_at)))
}

/// Returns true if the first record was changed after the second; `None` if either has no time.
fn is_later(a: &Job, b: &Job) -> Option<bool> {
    a.updated_at.zip(b.updated_at).map(|(a, b)| b < a)
}

impl RecordState {
    /// Returns true if a record was under way when the list told a later status, or its endpoint is behind. Elsewhere times do not
    /// count: a service's clock may be set back.
    fn is_behind(&self, job: &Job, known: &Job) -> bool {
        self.requested_for.as_ref() == Some(&known.status)
            && !job.status.class.is_terminal()
            && is_later(known, job) == Some(true)
    }

    /// Replaces the record; `true` if it differs.
    fn replace(&mut self, job: Job) -> bool {
        let is_new = self.job.as_deref() != Some(&job);
        if is_new {
            self.job = Some(Arc::new(job));
        }
        is_new
    }
}
