//! Responses about the open job that are kept for the next visit, and replayed at its beginning.

use std::collections::BTreeMap;

use tuneboard_core::{
    api::{HttpRequest, HttpResponse},
    model::Timestamp,
    monitor::{Arrival, JobResource, MetricsResponse},
    polling::PollEvent,
    response_cache::{Answer, Record},
};

use crate::harness::{page::Page, resource::Resource};

/// The kept responses of one job.
#[derive(Default)]
pub struct Cache {
    kept: BTreeMap<Resource, Record>,
    /// Responses of the visit before that are still to be replayed.
    restored: BTreeMap<Resource, Record>,
}

impl Cache {
    /// Keeps a response that was read at a time, if it is a success.
    pub fn keep(&mut self, resource: Resource, target: &str, at: Timestamp, response: &HttpResponse) {
        if response.is_success() {
            self.kept.entry(resource).or_default().put(Answer::new(target, at, response.clone()));
        }
    }
}

impl Page {
    /// Closes the job and opens it anew, as a new visit does: with the kept responses first.
    pub fn reopen(&mut self) {
        for key in self.resources() {
            self.dispatch(PollEvent::Unwatch { key });
        }
        self.cache.restored = self.cache.kept.clone();
        self.open(self.job().id.clone(), None);
    }

    /// Builds the next request about the open job. If nothing has been read since the job was opened, kept responses are
    /// taken before, as in the shell's `live`, for as long as they answer the next request.
    pub(super) fn request_after_restore(
        &mut self,
        resource: Resource,
        part: JobResource,
    ) -> (HttpRequest, Option<MetricsResponse>) {
        let mut record = self.cache.restored.remove(&resource).unwrap_or_default();
        loop {
            let open = self.open.as_mut().unwrap();
            let (request, receiver) = open.request(part);
            let Some(kept) = record.take(&request.target()) else { return (request, receiver) };
            let is_metrics = resource == Resource::Metrics;
            let arrival = Arrival { read_at: kept.at, is_from_cache: true };
            let update = open.respond(part, receiver, Ok(kept.response.clone()), arrival);
            for follow_up in update.follow_ups {
                self.dispatch(PollEvent::RefreshOne(follow_up.into()));
            }
            self.dispatch(PollEvent::ReadAt { key: resource, at: kept.at });
            let goes_on = is_metrics && self.job().monitor.feed().goes_on();
            if let Some(audit) = self.audit.as_mut().filter(|_| is_metrics) {
                audit.restore(goes_on);
            }
        }
    }
}
