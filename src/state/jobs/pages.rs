//! Job lists that come in pages: one request per page, each shown as it comes. Between two pages the browser has its
//! turn.

use std::{cell::RefCell, rc::Rc};

use super::records_of;
use crate::{
    part::part,
    state::{Jobs, Respond, Source},
};
use tuneboard_core::{
    api::{self, ApiError, Decoded, HttpResponse, JobsQuery},
    listing::{JobPages, OffsetPages, Paged},
    model::{Connection, JobKey},
    polling::Outcome,
};

/// Makes what reads a connection's list.
pub type MakeSource = fn(Jobs, Connection) -> Source;

part! {
    /// The demo's lists come in one answer, so its first visit needs none of this.
    job_pages: pub(in crate::state) fn load() -> MakeSource {
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
    let pages = Rc::new(RefCell::new(OffsetPages::default()));
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
    let known = || jobs.with_untracked(|rows| rows.known_of(&connection.id));
    let (paged, has_news) = match answer.and_then(|response| api::decode_jobs(connection.provider, response))
    {
        Ok(Decoded { value, warnings }) => {
            let records = records_of(&value.jobs, warnings);
            let has_news = jobs.put_part(connection, value.jobs);
            (pages.accept(&records, known), has_news)
        }
        Err(error) if error.is_refusal() => match pages.refuse(known) {
            Some(paged) => (paged, false),
            None => return jobs.failed(connection, error),
        },
        Err(error) => {
            pages.give_up();
            return jobs.failed(connection, error);
        }
    };
    match paged {
        Paged::On => jobs.go_on(&connection.id),
        Paged::Done { gone } => {
            gone.into_iter().for_each(|id| jobs.remove(&JobKey { connection: connection.id.clone(), id }));
        }
    }
    jobs.list_is_read(connection, pages.report(), has_news)
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
    let is_first = pages.next().is_none();
    let list = match answer.and_then(|response| api::decode_jobs(connection.provider, response)) {
        Ok(Decoded { value, warnings }) => {
            let unreadable: Vec<_> =
                warnings.into_iter().map(|warning| (warning.index, warning.message)).collect();
            Some(pages.accept(value, &unreadable))
        }
        // Jobs that are created here or opened by their link are still there.
        Err(error)
            if is_first && error.is_no_endpoint() && !connection.provider.capabilities().has_sure_list =>
        {
            Some(jobs.of(&connection.id))
        }
        Err(error) if !is_first && error.is_refusal() => {
            let list = pages.refuse();
            if list.is_none() {
                // From the first page on, once.
                jobs.go_on(&connection.id);
                return jobs.list_is_read(connection, pages.report(), false);
            }
            list
        }
        Err(error) => {
            pages.give_up();
            return jobs.failed(connection, error);
        }
    };
    if pages.next().is_some() {
        jobs.go_on(&connection.id);
    }
    let has_news = list.is_some_and(|list| jobs.put_list(connection, list));
    jobs.list_is_read(connection, pages.report(), has_news)
}
