//! A job list that comes in one response, with a look behind its end.

use super::{ListStep, ListUpdate, list_update::records_of};
use crate::{
    api::{self, ApiError, Decoded, HttpRequest, HttpResponse},
    listing::{EndCheck, EndStep, JobTable, ListPrint, ListReport},
    model::{ConnectionId, Provider},
};

/// Keeps a connection's job list current if the provider sends it in one response. The rows are lent, as metrics are to a
/// [`super::JobMonitor`].
#[derive(Debug)]
pub struct WholeList {
    connection: ConnectionId,
    provider: Provider,
    /// `None` if the provider's list has no end to look behind.
    end: Option<EndCheck>,
    report: ListReport,
}

impl WholeList {
    /// Creates the monitor of a list that has not been read.
    pub fn new(connection: ConnectionId, provider: Provider) -> Self {
        let end = provider.capabilities().list_limit.map(EndCheck::new);
        Self { connection, provider, end, report: ListReport::default() }
    }

    /// Builds the next request: for the list, or for the jobs behind its end.
    pub fn request(&mut self) -> HttpRequest {
        match self.end.as_mut().and_then(EndCheck::next_question) {
            Some(offset) => api::list_behind(self.provider, offset),
            None => api::list_all(self.provider),
        }
    }

    /// Takes the response to the request. `follow` merges a body that differs little from the last one without reading all of
    /// it; `None` if it cannot. `is_from_cache`: the response is one of an earlier visit, and the request is still to be sent.
    pub fn on_response(
        &mut self,
        rows: &mut JobTable,
        response: Result<&HttpResponse, ApiError>,
        follow: impl FnOnce(&mut JobTable, &[u8]) -> Option<bool>,
        is_from_cache: bool,
    ) -> ListUpdate {
        let is_behind = self.end.as_ref().is_some_and(EndCheck::is_behind);
        let read = match response {
            Ok(response) if is_behind => self.read_behind(response).map(|step| (false, step)),
            Ok(response) => self.read_list(rows, response, follow),
            Err(error) => Err(error),
        };
        let (has_news, step) = match read {
            Ok(read) => read,
            Err(error) => return ListUpdate::failed(error),
        };
        self.report.may_go_on = self.end.as_ref().is_some_and(EndCheck::may_go_on);
        let next = match (step, &mut self.end) {
            // The list itself follows a cached response, and may be on its way already.
            (EndStep::AskBehind, Some(end)) if is_from_cache => {
                end.skip_check();
                ListStep::Wait
            }
            (EndStep::AskBehind, _) => ListStep::AskAgain,
            (EndStep::ReadPages, _) => ListStep::ReadByOffset,
            (EndStep::Done, _) => ListStep::Wait,
        };
        ListUpdate::read(has_news, false, self.report.clone(), next)
    }

    /// Reads the list; most responses say what the last one said.
    fn read_list(
        &mut self,
        rows: &mut JobTable,
        response: &HttpResponse,
        follow: impl FnOnce(&mut JobTable, &[u8]) -> Option<bool>,
    ) -> Result<(bool, EndStep), ApiError> {
        let followed = if response.is_success() { follow(rows, &response.body) } else { None };
        let (has_news, warnings) = match followed {
            Some(has_news) => (has_news, Vec::new()),
            None => {
                let Decoded { value: jobs, warnings } = api::decode_whole_list(self.provider, response)?;
                (rows.merge((&self.connection, self.provider), jobs, Some(&response.body)), warnings)
            }
        };
        let n_records = rows.len_of(&self.connection) + warnings.len();
        let unreadable = warnings.into_iter().map(|warning| warning.message).collect();
        self.report = ListReport { n_records, unreadable, may_go_on: false };
        let print = || ListPrint { n_records: n_records as u64, ..rows.print_of(&self.connection) };
        Ok((has_news, self.end.as_mut().map_or(EndStep::Done, |end| end.accept(print()))))
    }

    /// Reads the jobs behind the list.
    fn read_behind(&mut self, response: &HttpResponse) -> Result<EndStep, ApiError> {
        let Some(end) = &mut self.end else { return Ok(EndStep::Done) };
        match api::decode_whole_list(self.provider, response) {
            Ok(Decoded { value, warnings }) => Ok(end.accept_behind(&records_of(&value, warnings))),
            Err(error) if error.is_refusal() => {
                end.refuse();
                Ok(EndStep::Done)
            }
            Err(error) => Err(error),
        }
    }
}
