//! Creation of one job, made safe: nothing that may have been created is created twice.
//!
//! A create request whose outcome is unknown (no response, an unreadable one, trouble at the service) is never
//! repeated by itself. First the job is looked for: by the id the client chose, where it may choose one, else
//! in the list, as a job with the same fields that was not there before. Only after that may a person send it
//! again. Sans-IO: [`Creation`] says what to send and is told what came back.

mod question;

pub use question::{Fact, facts};

use std::collections::BTreeSet;

use crate::{
    api::{self, ApiError, ErrorKind, HttpRequest, HttpResponse, JobsQuery, TransportError},
    model::{Job, JobId, JobSpec, Provider, Split, Timestamp},
};

/// When the list is looked at after an unknown outcome, seconds before each look: a service may still be
/// writing down what it has heard.
const LOOKS_SECS: [f64; 3] = [0.0, 2.0, 5.0];

/// Greatest delay of the service's clock behind this page's, seconds.
const CLOCK_SKEW_SECS: f64 = 600.0;

/// Longest id a client may choose, and what ours begin with.
const ID_PREFIX: &str = "tuneboard-";

/// A creation under way. One per job; [`Creation::again`] sends the same job once more.
#[derive(Debug, Clone)]
pub struct Creation {
    provider: Provider,
    spec: JobSpec,
    /// Jobs that were there before.
    known: BTreeSet<JobId>,
    began_at: Timestamp,
    /// True if this page made the id, so that no other job can have it.
    has_own_id: bool,
    phase: Phase,
    /// Error that left the outcome unknown.
    doubt: Option<ApiError>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Phase {
    Creating,
    /// So many looks are behind it.
    Looking(usize),
}

/// Next step of a creation.
#[derive(Debug, Clone, PartialEq)]
pub enum Step {
    /// Send this after so many seconds, and tell [`Creation::take`] what came back.
    Send(f64, HttpRequest),
    /// Nothing more.
    Done(End),
}

/// Outcome of a creation. Errors are boxed, since they are much larger than the rest.
#[derive(Debug, Clone, PartialEq)]
pub enum End {
    /// The service created it.
    Created(Box<Job>),
    /// The job was found: an earlier request had created it.
    Found(Box<Job>),
    /// The id is taken by this job, which is another one; there is no job like ours.
    Taken(Box<Job>),
    /// The service refused it; there is no job.
    Refused(Box<ApiError>),
    /// The outcome was unknown for this reason, and the job is not there. It may be sent again.
    Absent(Box<ApiError>),
    /// The outcome is unknown for this reason, and the list could not be read. Look again before sending again.
    Unknown(Box<ApiError>),
}

impl Creation {
    /// Returns the creation of a job, and its first request. `known` are the jobs that are there already, as far as
    /// known; `has_own_id` says that the id of `spec` was made by [`made_id`], not typed.
    pub fn begin(
        provider: Provider,
        spec: JobSpec,
        known: impl IntoIterator<Item = JobId>,
        has_own_id: bool,
        now: Timestamp,
    ) -> (Self, Step) {
        let known = known.into_iter().collect();
        let creation =
            Self { provider, spec, known, began_at: now, has_own_id, phase: Phase::Creating, doubt: None };
        let step = creation.create();
        (creation, step)
    }

    /// Sends the same job once more, with the same id.
    #[must_use]
    pub fn again(&mut self) -> Step {
        self.phase = Phase::Creating;
        self.create()
    }

    /// Looks once more whether the job is there.
    #[must_use]
    pub fn look(&mut self) -> Step {
        self.phase = Phase::Looking(0);
        self.looking(0)
    }

    /// Returns the job that is being created.
    pub fn spec(&self) -> &JobSpec {
        &self.spec
    }

    /// Takes the response to the last request.
    #[must_use]
    pub fn take(&mut self, answer: Result<HttpResponse, ApiError>) -> Step {
        match self.phase {
            Phase::Creating => self.take_created(answer),
            Phase::Looking(n) if self.by_id().is_some() => {
                match answer.and_then(|response| api::decode_job(self.provider, &response)) {
                    Ok(job) if !self.is_ours_by_id(&job) => Step::Done(End::Taken(Box::new(job))),
                    found => self.take_look(n, found.map(Some)),
                }
            }
            Phase::Looking(n) => {
                let list = answer.and_then(|response| api::decode_jobs(self.provider, &response));
                let found = list.map(|list| list.value.jobs.into_iter().find(|job| self.is_ours(job)));
                self.take_look(n, found)
            }
        }
    }

    fn take_created(&mut self, answer: Result<HttpResponse, ApiError>) -> Step {
        let error = match answer.and_then(|response| api::decode_job(self.provider, &response)) {
            Ok(job) => return Step::Done(End::Created(Box::new(job))),
            Err(error) => error,
        };
        // Most likely our own earlier request has taken an id that this page made; the job tells.
        let is_taken = error.kind == ErrorKind::Conflict
            && self.by_id().is_some()
            && (self.has_own_id || self.doubt.is_some());
        if !error.may_have_been_heard() && !is_taken {
            return Step::Done(End::Refused(Box::new(error)));
        }
        self.doubt = Some(error);
        self.look()
    }

    fn take_look(&mut self, n: usize, found: Result<Option<Job>, ApiError>) -> Step {
        let doubt = |creation: &Self, why: ApiError| Box::new(creation.doubt.clone().unwrap_or(why));
        let error = match found {
            Ok(Some(job)) => return Step::Done(End::Found(Box::new(job))),
            Ok(None) => None,
            Err(error) if error.kind == ErrorKind::NotFound && self.by_id().is_some() => None,
            Err(error) => Some(error),
        };
        if n + 1 < LOOKS_SECS.len() {
            self.phase = Phase::Looking(n + 1);
            return self.looking(n + 1);
        }
        Step::Done(match error {
            Some(error) => End::Unknown(doubt(self, error)),
            None => End::Absent(doubt(self, ApiError::from(TransportError::TimedOut))),
        })
    }

    fn create(&self) -> Step {
        Step::Send(0.0, api::create_job(self.provider, &self.spec))
    }

    fn looking(&self, n: usize) -> Step {
        let request = match self.by_id() {
            Some(id) => api::retrieve_job(self.provider, &id),
            // The newest page is enough where the list comes in pages.
            None => api::list_jobs(self.provider, &JobsQuery::default()),
        };
        Step::Send(LOOKS_SECS.get(n).copied().unwrap_or(0.0), request)
    }

    /// Returns the id that the job has if it exists.
    fn by_id(&self) -> Option<JobId> {
        self.spec.id.as_deref().map(JobId::from)
    }

    /// Returns true if a job of the requested id is this creation's. An id of 64 random bits on a job like ours is
    /// enough: a draft may be sent again long after it was first. An id that the user typed may be on a job that was
    /// there before.
    fn is_ours_by_id(&self, job: &Job) -> bool {
        self.is_like(job) && (self.has_own_id || self.is_new(job))
    }

    /// Returns true if a job of any id is this creation's.
    fn is_ours(&self, job: &Job) -> bool {
        self.is_like(job) && self.is_new(job)
    }

    /// Returns true if the job was not there before.
    fn is_new(&self, job: &Job) -> bool {
        let is_recent = job.created_at.is_none_or(|at| self.began_at.plus_secs(-CLOCK_SKEW_SECS) <= at);
        is_recent && !self.known.contains(&job.id)
    }

    /// Returns true if the job has all fields of the request that its record has.
    fn is_like(&self, job: &Job) -> bool {
        let spec = &self.spec;
        let files = |datasets: &[crate::model::Dataset], split: &Split| -> Vec<String> {
            let of_split = datasets.iter().filter(|dataset| dataset.split == *split);
            of_split.flat_map(|dataset| dataset.file_ids.iter().cloned()).collect()
        };
        let has_files = |split| {
            let (own, told) = (files(&spec.datasets, &split), files(&job.datasets, &split));
            told.is_empty() || told == own
        };
        let has_name = spec.name.as_deref().is_none_or(|name| {
            job.name.contains(name) || job.output_model.as_deref().is_some_and(|model| model.contains(name))
        });
        let n_epochs = spec.hyperparameters.as_ref().and_then(|chosen| chosen.n_epochs);
        let has_epochs =
            n_epochs.zip(job.progress.n_epochs_total).is_none_or(|(own, told)| f64::from(own) == told);
        let has_model = spec.base_model.is_empty()
            || job.base_model.as_ref().is_none_or(|model| *model == spec.base_model);
        has_model && has_name && has_epochs && has_files(Split::Train) && has_files(Split::Eval)
    }
}

/// Returns an id for a job, from 64 random bits: letters, digits and hyphens, far below the length any service allows.
pub fn made_id(random: u64) -> String {
    format!("{ID_PREFIX}{random:016x}")
}

/// Returns true if [`made_id`] made this id.
pub fn is_made_id(id: &str) -> bool {
    id.strip_prefix(ID_PREFIX).is_some_and(|rest| rest.len() == 16)
}
