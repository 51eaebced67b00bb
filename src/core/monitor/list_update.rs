//! Outcome of a response for the monitor of a job list.

use crate::{
    api::{ApiError, DecodeWarning},
    listing::{ListReport, PageRecords},
    model::Job,
    polling::{Outcome, Pace},
};

/// The effect of a response with a connection's job list, or with a part of it.
#[derive(Debug, Clone, PartialEq)]
pub struct ListUpdate {
    /// The message for the poller.
    pub outcome: Outcome,
    /// The rows of the job table differ.
    pub has_new_rows: bool,
    /// The facts beside the list's jobs, or the reason why the list could not be read.
    pub report: Result<ListReport, ApiError>,
    /// The next request.
    pub next: ListStep,
}

/// The request that follows a response.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ListStep {
    /// The next one is sent when the poller says so.
    Wait,
    /// Another one follows at once.
    AskAgain,
    /// The service cuts the list short, so it is read in pages from now on, by offset.
    ReadByOffset,
}

impl ListUpdate {
    /// Returns the update for a list that was read. Rows that are gone are new rows, but no news for the pace.
    pub(super) fn read(has_news: bool, has_gone_rows: bool, report: ListReport, next: ListStep) -> Self {
        let outcome = Outcome::Fresh { has_news, pace: Pace::List };
        Self { outcome, has_new_rows: has_news || has_gone_rows, report: Ok(report), next }
    }

    /// Returns the update for a list that could not be read; the rows stay.
    pub(super) fn failed(error: ApiError) -> Self {
        let outcome = Outcome::Failed(error.retry);
        Self { outcome, has_new_rows: false, report: Err(error), next: ListStep::Wait }
    }
}

/// Returns the records of a response in the order received.
pub(super) fn records_of(jobs: &[Job], warnings: Vec<DecodeWarning>) -> PageRecords {
    let unreadable = warnings.into_iter().map(|warning| (warning.index, warning.message)).collect();
    PageRecords::new(jobs.iter().map(|job| &job.id), unreadable)
}
