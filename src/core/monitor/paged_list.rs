//! A job list that comes in pages, each shown as it comes.

use super::{ListStep, ListUpdate, list_update::records_of};
use crate::{
    api::{self, ApiError, Decoded, HttpRequest, HttpResponse, JobsQuery},
    listing::{JobPages, JobTable, OffsetPages, Paged},
    model::{ConnectionId, Job, JobKey, Provider},
};

/// Keeps a connection's job list current, page by page. The rows are lent, as metrics are to a [`super::JobMonitor`].
#[derive(Debug)]
pub struct PagedList {
    connection: ConnectionId,
    provider: Provider,
    pages: Pages,
}

#[derive(Debug)]
enum Pages {
    /// Pages by number of jobs before them, of at most so many jobs.
    ByOffset(OffsetPages, u64),
    /// Pages by the token that the page before has.
    ByToken(JobPages),
}

impl PagedList {
    /// Creates the monitor of a list that has not been read.
    pub fn new(connection: ConnectionId, provider: Provider) -> Self {
        let pages = match provider.capabilities().list_limit {
            Some(limit) => Pages::ByOffset(OffsetPages::default(), limit),
            None => Pages::ByToken(JobPages::default()),
        };
        Self { connection, provider, pages }
    }

    /// Builds the next request.
    pub fn request(&mut self) -> HttpRequest {
        let query = match &self.pages {
            Pages::ByOffset(pages, limit) => {
                let page = pages.next();
                let statuses = if page.is_active { api::active_statuses(self.provider) } else { Vec::new() };
                JobsQuery { limit: Some(*limit), offset: page.offset, statuses, page: None }
            }
            Pages::ByToken(pages) => JobsQuery { page: pages.next().cloned(), ..JobsQuery::default() },
        };
        api::list_jobs(self.provider, &query)
    }

    /// Takes the response to the request.
    pub fn on_response(
        &mut self,
        rows: &mut JobTable,
        response: Result<&HttpResponse, ApiError>,
    ) -> ListUpdate {
        let read = response.and_then(|response| api::decode_jobs(self.provider, response));
        let (connection, provider) = (&self.connection, self.provider);
        match &mut self.pages {
            Pages::ByOffset(pages, _) => {
                let paged = match read {
                    Ok(Decoded { value, warnings }) => {
                        let records = records_of(&value.jobs, warnings);
                        let has_news = rows.merge_part((connection, provider), value.jobs);
                        Ok((pages.accept(&records, || rows.known_of(connection)), has_news))
                    }
                    Err(error) if error.is_refusal() => {
                        pages.refuse(|| rows.known_of(connection)).map(|paged| (paged, false)).ok_or(error)
                    }
                    Err(error) => {
                        pages.give_up();
                        Err(error)
                    }
                };
                let (paged, has_news) = match paged {
                    Ok(paged) => paged,
                    Err(error) => return ListUpdate::failed(error),
                };
                let (next, gone) = match paged {
                    Paged::On => (ListStep::AskAgain, Vec::new()),
                    Paged::Done { gone } => (ListStep::Wait, gone),
                };
                let has_gone_rows = !gone.is_empty();
                gone.into_iter().for_each(|id| rows.remove(&JobKey { connection: connection.clone(), id }));
                ListUpdate::read(has_news, has_gone_rows, pages.report(), next)
            }
            Pages::ByToken(pages) => {
                let is_first = pages.next().is_none();
                let list = match read {
                    Ok(Decoded { value, warnings }) => {
                        let unreadable: Vec<_> =
                            warnings.into_iter().map(|warning| (warning.index, warning.message)).collect();
                        pages.accept(value, &unreadable)
                    }
                    // Jobs that are created here or opened by their link are still there.
                    Err(error)
                        if is_first && error.is_no_endpoint() && !provider.capabilities().has_sure_list =>
                    {
                        jobs_of(rows, connection)
                    }
                    Err(error) if !is_first && error.is_refusal() => match pages.refuse() {
                        Some(list) => list,
                        // From the first page on, once.
                        None => {
                            return ListUpdate::read(false, false, pages.report(), ListStep::AskAgain);
                        }
                    },
                    Err(error) => {
                        pages.give_up();
                        return ListUpdate::failed(error);
                    }
                };
                let next = if pages.next().is_some() { ListStep::AskAgain } else { ListStep::Wait };
                let has_news = rows.merge((connection, provider), list, None);
                ListUpdate::read(has_news, false, pages.report(), next)
            }
        }
    }
}

/// Returns the jobs of a connection that are known.
fn jobs_of(rows: &JobTable, connection: &ConnectionId) -> Vec<Job> {
    let key = |id| JobKey { connection: connection.clone(), id };
    let listed = rows.ids_of(connection).into_iter().filter_map(|id| rows.get(&key(id)));
    listed.map(|row| Job::clone(&row.job)).collect()
}
