//! Job lists that come in pages: one request per page, each shown as it comes. Between two pages the browser has its
//! turn.

use std::{cell::RefCell, rc::Rc};

use super::{Jobs, Respond, Source};
use crate::{
    api::{self, ApiError, Decoded, HttpResponse, JobsQuery},
    listing::{JobPages, OffsetPages, Paged},
    model::{Connection, JobKey},
    part::part,
    polling::Outcome,
};

/// Makes what reads a connection's list.
pub type MakeSource = fn(Jobs, Connection) -> Source;

part! {
    /// The demo's lists come in one answer, so its first visit needs none of this.
    job_pages: pub(super) fn load() -> MakeSource {
        source
    }
}

fn source(jobs: Jobs, connection: Connection) -> Source {
    match connection.provider.capabilities().list_limit {
        Some(limit) => source_by_offset(jobs, connection, limit),
        None => source_by_token(jobs, connection),
    }
}

fn source_by_offset(jobs: Jobs, connection: Connection, limit: u64) -> Source {
    let pages = Rc::new(RefCell::new(OffsetPages::new(limit)));
    let (provider, asked) = (connection.provider, Rc::clone(&pages));
    Source {
        request: Box::new(move || {
            let page = asked.borrow().next();
            let statuses = if page.is_active { api::active_statuses(provider) } else { Vec::new() };
            let query = JobsQuery { limit: Some(limit), offset: page.offset, statuses, page: None };
            api::list_jobs(provider, &query)
        }),
        respond: Respond::Whole(Rc::new(move |answer| take_part(jobs, &connection, &pages, answer))),
    }
}

fn take_part(
    jobs: Jobs,
    connection: &Connection,
    pages: &RefCell<OffsetPages>,
    answer: Result<&HttpResponse, ApiError>,
) -> Outcome {
    let mut pages = pages.borrow_mut();
    let decoded = answer.and_then(|response| api::decode_jobs(connection.provider, response));
    let ids =
        decoded.as_ref().map(|page| page.value.jobs.iter().map(|job| job.id.clone()).collect::<Vec<_>>());
    let Ok(ids) = ids else {
        pages.give_up();
        return jobs.take_part(connection, decoded);
    };
    let outcome = jobs.take_part(connection, decoded);
    match pages.accept(&ids, || jobs.with_untracked(|rows| rows.known_of(&connection.id))) {
        Paged::On => jobs.go_on(&connection.id),
        Paged::Done { gone } => {
            gone.into_iter().for_each(|id| jobs.remove(&JobKey { connection: connection.id.clone(), id }));
        }
    }
    outcome
}

fn source_by_token(jobs: Jobs, connection: Connection) -> Source {
    let pages = Rc::new(RefCell::new(JobPages::default()));
    let (provider, asked) = (connection.provider, Rc::clone(&pages));
    Source {
        request: Box::new(move || {
            let page = asked.borrow().next().cloned();
            api::list_jobs(provider, &JobsQuery { page, ..JobsQuery::default() })
        }),
        respond: Respond::Whole(Rc::new(move |answer| take(jobs, &connection, &pages, answer))),
    }
}

fn take(
    jobs: Jobs,
    connection: &Connection,
    pages: &RefCell<JobPages>,
    answer: Result<&HttpResponse, ApiError>,
) -> Outcome {
    let mut pages = pages.borrow_mut();
    let decoded = match answer.and_then(|response| api::decode_jobs(connection.provider, response)) {
        Ok(Decoded { value, warnings }) => Ok(Decoded { value: pages.accept(value), warnings }),
        // Jobs that are created here or opened by their link are still there.
        Err(error) if error.is_no_endpoint() && !connection.provider.capabilities().has_sure_list => {
            Ok(Decoded { value: jobs.of(&connection.id), warnings: Vec::new() })
        }
        Err(error) => {
            pages.give_up();
            Err(error)
        }
    };
    if decoded.is_ok() && pages.next().is_some() {
        jobs.go_on(&connection.id);
    }
    jobs.take(connection, decoded, None)
}
