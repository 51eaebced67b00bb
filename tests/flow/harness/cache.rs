//! Responses about the open job that are kept for the next visit, and replayed at its beginning.

use std::collections::BTreeMap;

use tuneboard_core::{
    api::{HttpRequest, HttpResponse},
    model::Timestamp,
    monitor::{Arrival, JobResource, MetricsResponse},
    polling::PollEvent,
    response_cache::{Answer, CachedResponses, RecordStore, StoreWrite},
};

use crate::harness::{page::Page, resource::Resource};

/// The cached responses of one job, on a disk and in a page.
#[derive(Default)]
pub struct Cache {
    store: RecordStore,
    /// Bytes and labels by name.
    disk: BTreeMap<String, (Vec<u8>, String)>,
}

impl Cache {
    /// Keeps a response that was read at a time.
    pub fn keep(&mut self, resource: Resource, target: &str, at: Timestamp, response: HttpResponse) {
        self.store.put(&name(resource), Answer::new(target, at, response), None, true);
    }

    /// The page is hidden, writes everything, and does not come back; another one is opened.
    fn turn_over(&mut self, now: Timestamp) {
        let mut store = std::mem::take(&mut self.store);
        store.write(
            |_| true,
            now,
            true,
            |write| match write {
                StoreWrite::Put { name, bytes, label } => {
                    let (kept, kept_label) = self.disk.entry(name.to_owned()).or_default();
                    label.clone_into(kept_label);
                    if let Some(bytes) = bytes {
                        bytes.clone_into(kept);
                    }
                }
                StoreWrite::Remove { name } => drop(self.disk.remove(name)),
            },
        );
    }

    /// Returns the cached responses of a resource.
    fn get(&mut self, resource: Resource) -> Option<CachedResponses> {
        let name = name(resource);
        self.store.held(&name).or_else(|| {
            let (bytes, label) = self.disk.get(&name)?;
            self.store.read(&name, bytes, label)
        })
    }
}

fn name(resource: Resource) -> String {
    format!("{resource:?}")
}

impl Page {
    /// Closes the job and opens it anew, as a new visit does: with the kept responses first.
    pub fn reopen(&mut self) {
        for key in self.resources() {
            self.dispatch(PollEvent::Unwatch { key });
        }
        let now = self.now();
        self.cache.turn_over(now);
        self.open(self.job().id.clone(), None);
    }

    /// Builds the next request about the open job. If nothing has been read since the job was opened, kept responses are
    /// taken before, as in the shell's `live`, for as long as they answer the next request.
    pub(super) fn request_after_restore(
        &mut self,
        resource: Resource,
        part: JobResource,
    ) -> (HttpRequest, Option<MetricsResponse>) {
        let is_read = self.status(resource).last_success.is_some();
        let mut cached = if is_read { None } else { self.cache.get(resource) };
        loop {
            let open = self.open.as_mut().unwrap();
            let (request, receiver) = open.request(part);
            let kept = cached.as_mut().and_then(|cached| cached.next(&request.target()));
            let Some((kept, at)) = kept else { return (request, receiver) };
            let is_metrics = resource == Resource::Metrics;
            let arrival = Arrival { read_at: at, is_from_cache: true };
            let update = open.respond(part, receiver, Ok(kept.response.clone()), arrival);
            for follow_up in update.follow_ups {
                self.dispatch(PollEvent::RefreshOne(follow_up.into()));
            }
            if !update.outcome.is_read() {
                return self.open.as_mut().unwrap().request(part);
            }
            self.dispatch(PollEvent::ReadAt { key: resource, at });
            let goes_on = is_metrics && self.job().monitor.feed().goes_on();
            if let Some(audit) = self.audit.as_mut().filter(|_| is_metrics) {
                audit.restore(goes_on);
            }
        }
    }
}
