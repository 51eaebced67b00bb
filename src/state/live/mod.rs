//! Cache and tabs between the poller and the network, once loaded: cached responses are taken before the first request,
//! other tabs' responses before any, and new responses are passed to the tabs and cached for the next visit.
//!
//! Connections whose answers are to stay in this page ([`Connections::account`]) are asked as though this were not
//! here.

mod cache_store;
mod known;
mod tabs;

use std::rc::Rc;

use leptos::prelude::untrack;

use self::{cache_store::CacheStore, known::KnownReading, tabs::Tabs};
use super::{
    Connections, Link, Watcher,
    poll_request::{PollRequest, RequestExecutor, Resource, Source},
};
use crate::{
    browser::{clock, schedule, storage::database::Database},
    lazy_chunk::lazy_chunk,
};
use tuneboard_core::{
    api::{ApiError, ApiKey, ErrorKind, HttpRequest, HttpResponse, TransportError},
    model::Timestamp,
    polling::PollEvent,
    response_cache::{Account, Answer, CacheRecorder, Copied, is_owned},
    sharing::{Decision, Interest, Message},
};

/// Makes who carries out errands.
type Make = fn(Watcher, Connections) -> RequestExecutor;

lazy_chunk! {
    /// A first visit has no cached responses to restore, and is on the demo.
    live: pub(super) fn load() -> Make {
        |watcher, connections| {
            let live = Live { watcher, connections, cache_store: CacheStore::new(connections), tabs: Tabs::new(watcher) };
            let live = Rc::new(live);
            schedule::spawn_detached(Rc::clone(&live).begin());
            Rc::new(move |poll_request| schedule::spawn_detached(Rc::clone(&live).run(poll_request)))
        }
    }
}

/// Removes what is kept of accounts that are no more.
pub(super) async fn forget(connections: Connections) {
    let Some(database) = Database::open().await else { return };
    let labels = database.labels().await;
    if connections.is_gone() {
        return;
    }
    let accounts = connections.accounts();
    for (name, _) in labels {
        if !is_owned(&accounts, &name) {
            database.remove(&name);
        }
    }
}

struct Live {
    watcher: Watcher,
    connections: Connections,
    cache_store: Rc<CacheStore>,
    tabs: Rc<Tabs>,
}

impl Live {
    /// Recalls the lists that were asked for before this was loaded.
    async fn begin(self: Rc<Self>) {
        let is_gone = || self.connections.is_gone();
        let usable = if is_gone() { Vec::new() } else { untrack(|| self.connections.usable()) };
        for connection in usable {
            if is_gone() {
                return;
            }
            // One in pages is on its way to some other page already.
            let account = self.connections.account(&connection);
            let account = account.filter(|_| !connection.provider.capabilities().has_paged_list);
            let resource = Resource::Jobs(connection.id);
            if let (Some(account), Some(source)) = (account, self.watcher.source(&resource)) {
                self.restore_cached(&account, &resource, &source, is_gone).await;
            }
        }
        forget(self.connections).await;
    }

    async fn run(self: Rc<Self>, poll_request: PollRequest) {
        if poll_request.abort.is_aborted() {
            return;
        }
        let account = poll_request.link.as_ref().and_then(|link| self.connections.account(&link.connection));
        let (Some(account), Some(link)) = (account, &poll_request.link) else {
            return poll_request.run(self.watcher).await;
        };
        let is_over = || poll_request.abort.is_aborted();
        self.restore_cached(&account, &poll_request.resource, &poll_request.source, is_over).await;
        if is_over() {
            return;
        }
        let request = (poll_request.source.request)();
        let target = request.target();
        let name = account.name(&poll_request.resource.name());
        let turn = loop {
            let interval_secs =
                self.watcher.status(&poll_request.resource).and_then(|status| status.interval_secs);
            let want =
                Interest { name: &name, target: &target, interval_secs, is_urgent: poll_request.is_urgent };
            match self.tabs.turn(want, &poll_request.resource) {
                Decision::Wait(until) => self.tabs.wait(until).await,
                turn => break turn,
            }
            if is_over() {
                return;
            }
        };
        match turn {
            Decision::Take(at, told) => self.take(poll_request, &name, &target, at, told),
            Decision::Ask | Decision::Wait(_) => {
                let link = link.clone();
                self.ask(poll_request, &link, request, name, &target).await;
            }
        }
    }

    /// Asks the service, and tells others.
    async fn ask(
        &self,
        poll_request: PollRequest,
        link: &Link,
        request: HttpRequest,
        name: String,
        target: &str,
    ) {
        let mut reading = poll_request.source.respond.reading();
        let is_whole = poll_request.source.respond.is_whole();
        let mut recorder = CacheRecorder::new(&mut *reading, self.cache_store.known(&name, target), is_whole);
        let arrived = link.send_to(&mut recorder, request, &poll_request.abort).await;
        let copied = recorder.into_copied();
        if let (true, Some(Copied::Known(known))) = (is_whole, &copied) {
            reading = Box::new(KnownReading::new(reading, Rc::clone(known)));
        }
        let (now, key) = (clock::now(), link.key().ok().flatten());
        let key = key.as_ref();
        let (answer, is_known) = match copied.filter(|_| arrived.is_ok()) {
            Some(Copied::Known(known)) => (Some(known), true),
            Some(Copied::New(response)) => (Some(Rc::new(Answer::new(target, now, response))), false),
            None => (None, false),
        };
        self.tabs.answered(&name, || match (&answer, &arrived) {
            (Some(answer), _) => answer.is_fit(key).then(|| {
                let answer = Answer { at: now, ..Answer::clone(answer) };
                Message::Answered { name: name.clone(), answer }
            }),
            (None, Err(ApiError { kind: ErrorKind::Transport(error), .. }))
                if *error != TransportError::Aborted =>
            {
                Some(Message::Failed { name: name.clone(), target: target.to_owned(), error: *error })
            }
            (None, _) => None,
        });
        let is_read = poll_request.end(self.watcher, reading, arrived);
        match answer {
            Some(_) if is_known => self.cache_store.confirm(&name, now),
            Some(answer) if is_read => {
                self.keep(&poll_request.resource, &name, Rc::unwrap_or_clone(answer), key, true);
            }
            _ => {}
        }
    }

    /// Takes what another tab was told at `at`.
    fn take(
        &self,
        poll_request: PollRequest,
        name: &str,
        target: &str,
        at: Timestamp,
        told: Result<HttpResponse, TransportError>,
    ) {
        let mut reading = poll_request.source.respond.reading();
        let arrived = match &told {
            Ok(response) => {
                reading.begin(response.status, response.headers.clone());
                reading.push(&response.body);
                Ok(())
            }
            Err(error) => Err((*error).into()),
        };
        self.watcher.take_as_of(Some(at), false);
        let is_read = poll_request.end(self.watcher, reading, arrived);
        self.watcher.take_as_of(None, false);
        let resource = poll_request.resource;
        if let (true, Ok(response)) = (is_read, told) {
            self.keep(&resource, name, Answer::new(target, at, response), None, false);
        }
        if self.watcher.status(&resource).is_some_and(|status| status.n_failures == 0) {
            self.watcher.dispatch(PollEvent::ReadAt { key: resource, at });
        }
    }

    /// Keeps a response, but for loss lines. What another tab was told is written by that one.
    fn keep(&self, resource: &Resource, name: &str, answer: Answer, key: Option<&ApiKey>, is_own: bool) {
        if !resource.is_preview() {
            self.cache_store.put(name, answer, key, is_own);
        }
    }

    /// Takes in what is kept of a resource, if nothing has been read of it yet: as long as the next question is one
    /// whose answer is kept.
    async fn restore_cached(
        &self,
        account: &Account,
        resource: &Resource,
        source: &Source,
        is_over: impl Fn() -> bool,
    ) {
        if resource.is_preview() || self.is_read(resource) {
            return;
        }
        let Some(mut cached) = self.cache_store.get(&account.name(&resource.name())).await else { return };
        if is_over() || self.is_read(resource) {
            return;
        }
        while let Some((answer, at)) = cached.next(&(source.request)().target()) {
            let mut reading = source.respond.reading();
            reading.begin(answer.response.status, answer.response.headers.clone());
            reading.push(&answer.response.body);
            self.watcher.take_as_of(Some(at), true);
            // When to ask next is another matter.
            let is_read = reading.end(Ok(())).is_read();
            self.watcher.take_as_of(None, false);
            if !is_read {
                return;
            }
            self.watcher.dispatch(PollEvent::ReadAt { key: resource.clone(), at });
        }
    }

    /// Returns true if a response about the resource has been taken.
    fn is_read(&self, resource: &Resource) -> bool {
        self.watcher.status(resource).is_none_or(|status| status.last_success.is_some())
    }
}
