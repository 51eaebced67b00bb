//! Job lists that come in pages: one request per page, each shown as it comes.

use std::{cell::RefCell, rc::Rc};

use super::{Jobs, Respond, Source};
use crate::{
    api::{self, ApiError, Decoded, HttpResponse, JobsQuery},
    listing::JobPages,
    model::Connection,
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
    answer: Result<HttpResponse, ApiError>,
) -> Outcome {
    let mut pages = pages.borrow_mut();
    let decoded = match answer.and_then(|response| api::decode_jobs(connection.provider, &response)) {
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
    jobs.take(connection, decoded)
}
