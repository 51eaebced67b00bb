//! Job lists that come in pages: one request per page, each shown as it comes. Between two pages the browser has its
//! turn.

use std::{cell::RefCell, rc::Rc};

use crate::{
    lazy_chunk::lazy_chunk,
    state::{Jobs, Respond, Source},
};
use tuneboard_core::{model::Connection, monitor::PagedList};

/// Makes what reads a connection's list.
pub type MakeSource = fn(Jobs, Connection) -> Source;

lazy_chunk! {
    /// The demo's lists come in one response, so its first visit needs none of this.
    job_pages: pub(in crate::state) fn load() -> MakeSource {
        source
    }
}

fn source(jobs: Jobs, connection: Connection) -> Source {
    let list = Rc::new(RefCell::new(PagedList::new(connection.id.clone(), connection.provider)));
    let requested = Rc::clone(&list);
    Source {
        request: Box::new(move || requested.borrow_mut().request()),
        respond: Respond::Whole(Rc::new(move |response| {
            jobs.update(&connection, |rows| list.borrow_mut().on_response(rows, response))
        })),
    }
}
