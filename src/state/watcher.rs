//! Polling: carries out what [`Poller`] decides.
//!
//! Each watched resource has a [`Source`] that knows what to ask and what to do with the response. The
//! poller decides when; this file owns its timer, the requests in flight, and nothing else.

use std::{cell::RefCell, collections::VecDeque, rc::Rc};

use leptos::prelude::*;

use send_wrapper::SendWrapper;

use super::{
    Connections, Settings, live,
    page_signal::page_signal,
    poll_request::{PollRequest, RequestExecutor, Resource, Source},
    reading::Reading,
};
use crate::{
    browser::{
        clock,
        fetch::Abort,
        schedule,
        timer::{self, Timer},
        visibility,
    },
    lazy_chunk::NotLoaded,
};
use tuneboard_core::{
    api::ApiError,
    model::Timestamp,
    polling::{Command, Pace, PollEvent, Poller, ResourceStatus, Ticket},
};

/// Executor of requests.
enum ExecutorState {
    /// The watcher; nobody else has been asked for.
    Alone,
    /// The watcher, and what can wait does so until the [`RequestExecutor`] is loaded.
    Awaiting(Vec<PollRequest>),
    /// This one.
    Handed(RequestExecutor),
}

/// Age of the page's data.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Freshness {
    /// When the oldest of the watched resources was last read; `None` before the first response.
    pub updated_at: Option<Timestamp>,
    /// A request is in flight.
    pub is_loading: bool,
    /// At least one resource failed last time.
    pub has_failed: bool,
    /// When the next request is due.
    pub next_at: Option<Timestamp>,
}

/// Loss lines asked for at the same time; the rest waits its turn.
const MAX_PREVIEWS: usize = 4;

/// ExecutorState the poller. Copies refer to the same one.
#[derive(Clone, Copy)]
pub struct Watcher {
    inner: StoredValue<Rc<RefCell<Inner>>, LocalStorage>,
    /// Counts the poller's events, for those who read its state.
    revision: RwSignal<u64>,
    connections: Connections,
}

struct Inner {
    poller: Poller<Resource>,
    sources: Vec<(Resource, Rc<Source>)>,
    in_flight: Vec<InFlight>,
    waiting: VecDeque<(Ticket, Resource)>,
    timer: Option<Timer>,
    runs: ExecutorState,
    /// When what is being taken in was read, if that is not now.
    read_at: Option<Timestamp>,
    is_from_cache: bool,
    /// True if the request is sent for a user action, false for a scheduled poll.
    is_urgent: bool,
}

/// A request in flight.
struct InFlight {
    ticket: Ticket,
    is_preview: bool,
    abort: Abort,
}

impl Watcher {
    pub(super) fn new(connections: Connections, settings: Settings) -> Self {
        let inner = Inner {
            poller: Poller::new(clock::seed()),
            sources: Vec::new(),
            in_flight: Vec::new(),
            waiting: VecDeque::new(),
            timer: None,
            runs: ExecutorState::Alone,
            read_at: None,
            is_from_cache: false,
            is_urgent: true,
        };
        let inner = StoredValue::new_local(Rc::new(RefCell::new(inner)));
        let watcher = Self { inner, revision: page_signal(0), connections };
        watcher.dispatch(PollEvent::Visible(visibility::is_visible()));
        let listeners =
            visibility::on_change(move |is_visible| watcher.dispatch(PollEvent::Visible(is_visible)));
        let listeners = SendWrapper::new(listeners);
        on_cleanup(move || {
            drop(listeners);
            watcher.give_up();
        });
        Effect::new(move || watcher.dispatch(PollEvent::IntervalChosen(settings.interval())));
        watcher
    }

    /// Starts asking for `resource`, now and then at `pace`.
    pub fn watch(self, resource: Resource, pace: Pace, source: Source) {
        self.with(|inner| {
            inner.sources.retain(|(known, _)| *known != resource);
            inner.sources.push((resource.clone(), Rc::new(source)));
        });
        self.dispatch(PollEvent::Watch { key: resource, pace });
    }

    /// Stops asking, and gives up a request that is under way.
    pub fn unwatch(self, resource: &Resource) {
        self.dispatch(PollEvent::Unwatch { key: resource.clone() });
        self.with(|inner| inner.sources.retain(|(known, _)| known != resource));
    }

    /// Asks for everything now.
    pub fn refresh_all(self) {
        self.dispatch(PollEvent::RefreshAsked);
    }

    /// Asks for one resource now.
    pub fn refresh(self, resource: Resource) {
        self.dispatch(PollEvent::RefreshOne(resource));
    }

    /// Asks for one resource now and forgets its failures: its key or address changed.
    pub fn reset(self, resource: Resource) {
        self.dispatch(PollEvent::Reset { key: resource });
    }

    /// Asks for a resource now, though nobody waits for it: another tab has been told.
    pub(super) fn hint(self, resource: Resource) {
        self.act(PollEvent::RefreshOne(resource), false);
    }

    /// Requests the lists of jobs, seldom, also while the page is hidden, if `is_wanted`.
    pub fn watch_hidden(self, is_wanted: bool) {
        let is_list: fn(&Resource) -> bool = |resource| matches!(resource, Resource::Jobs(_));
        self.with(|inner| inner.poller.set_background(is_wanted.then_some(is_list)));
        self.dispatch(PollEvent::Woke);
    }

    /// Returns the age of the watched resources, loss lines left out. Follows the poller.
    pub fn freshness(self) -> Freshness {
        self.revision.track();
        let mut freshness = Freshness::default();
        let mut is_first = true;
        self.with(|inner| {
            for (resource, _) in inner.sources.iter().filter(|(key, _)| !key.is_preview()) {
                let Some(status) = inner.poller.status(resource) else { continue };
                freshness.is_loading |= status.is_in_flight;
                freshness.has_failed |= 0 < status.n_failures;
                freshness.next_at = match (freshness.next_at, status.next_at) {
                    (Some(a), Some(b)) => Some(a.min(b)),
                    (a, b) => a.or(b),
                };
                // A resource that is never asked again has said its last word and does not age.
                if status.next_at.is_some() || status.is_in_flight || is_first {
                    let older = |known: Timestamp| status.last_success.map(|at| at.min(known));
                    freshness.updated_at =
                        if is_first { status.last_success } else { freshness.updated_at.and_then(older) };
                    is_first = false;
                }
            }
        });
        freshness
    }

    /// Returns the time at which a failing resource will be tried again.
    pub fn next_try(self, resource: &Resource) -> Option<Timestamp> {
        self.revision.track();
        self.with(|inner| inner.poller.status(resource).and_then(|status| status.next_at))
    }

    /// Returns the time at which the response being taken was read: now, or earlier if it was cached.
    pub(super) fn read_at(self) -> Timestamp {
        self.with(|inner| inner.read_at).unwrap_or_else(clock::now)
    }

    /// Returns true if the response being taken is an earlier one, not that of the request in flight.
    pub(super) fn is_from_cache(self) -> bool {
        self.with(|inner| inner.is_from_cache)
    }

    /// Returns the status of a resource; `None` if it is not watched.
    pub(super) fn status(self, resource: &Resource) -> Option<ResourceStatus> {
        self.with(|inner| inner.poller.status(resource))
    }

    /// Returns the source of a resource; `None` if it is not watched.
    pub(super) fn source(self, resource: &Resource) -> Option<Rc<Source>> {
        self.with(|inner| {
            inner.sources.iter().find(|(known, _)| known == resource).map(|(_, source)| Rc::clone(source))
        })
    }

    /// Sets, until the next call, that responses were read at `at` (`None`: now), and whether they are cached
    /// ones.
    pub(super) fn take_as_of(self, at: Option<Timestamp>, is_from_cache: bool) {
        self.with(|inner| (inner.read_at, inner.is_from_cache) = (at, is_from_cache));
    }

    /// Calls `f` with the state; returns the default once the page is being left.
    fn with<T: Default>(self, f: impl FnOnce(&mut Inner) -> T) -> T {
        self.inner.try_get_value().map(|inner| f(&mut inner.borrow_mut())).unwrap_or_default()
    }

    pub(super) fn dispatch(self, event: PollEvent<Resource>) {
        let is_urgent = matches!(
            event,
            PollEvent::Watch { .. }
                | PollEvent::RefreshAsked
                | PollEvent::RefreshOne(_)
                | PollEvent::Reset { .. }
        );
        self.act(event, is_urgent);
    }

    fn act(self, event: PollEvent<Resource>, is_urgent: bool) {
        let now = clock::now();
        let commands = self.with(|inner| {
            inner.is_urgent = is_urgent;
            inner.poller.on(event, now)
        });
        for command in commands {
            match command {
                Command::Send { ticket, key } => self.send(ticket, key),
                Command::Abort { ticket } => self.abort(ticket),
                Command::WakeAt(_) => {}
            }
        }
        self.with(|inner| {
            let wake = |at: Timestamp| {
                timer::after(at.secs_since(now).max(0.0), move || self.dispatch(PollEvent::Woke))
            };
            inner.timer = inner.poller.next_wake().map(wake);
        });
        self.revision.try_update(|revision| *revision += 1);
    }

    fn send(self, ticket: Ticket, resource: Resource) {
        let source = self.with(|inner| {
            if resource.is_preview() && MAX_PREVIEWS <= inner.n_previews() {
                inner.waiting.push_back((ticket, resource.clone()));
                return None;
            }
            let (_, source) = inner.sources.iter().find(|(known, _)| *known == resource)?;
            let source = Rc::clone(source);
            let abort = Abort::default();
            inner.in_flight.push(InFlight {
                ticket,
                is_preview: resource.is_preview(),
                abort: abort.clone(),
            });
            Some((source, abort, inner.is_urgent))
        });
        let Some((source, abort, is_urgent)) = source else { return };
        let link = self.connections.link_untracked(resource.connection());
        self.hand_on(PollRequest { ticket, resource, source, link, abort, is_urgent });
    }

    /// Hands a request to the executor, or sends it from here while there is none.
    fn hand_on(self, poll_request: PollRequest) {
        let is_first = poll_request.is_remote()
            && self.with(|inner| {
                let is_first = matches!(inner.runs, ExecutorState::Alone);
                if is_first {
                    inner.runs = ExecutorState::Awaiting(Vec::new());
                }
                is_first
            });
        if is_first {
            schedule::spawn_detached(self.load_runner());
        }
        let runner = self.with(|inner| match &mut inner.runs {
            ExecutorState::Handed(runner) => Some((Rc::clone(runner), poll_request)),
            ExecutorState::Awaiting(waiting) if poll_request.resource.is_of_open_job() => {
                waiting.push(poll_request);
                None
            }
            ExecutorState::Alone | ExecutorState::Awaiting(_) => {
                schedule::spawn_detached(poll_request.run(self));
                None
            }
        });
        if let Some((runner, poll_request)) = runner {
            runner(poll_request);
        }
    }

    async fn load_runner(self) {
        let made = live::load().await;
        let runs = match made {
            Ok(make) => ExecutorState::Handed(make(self, self.connections)),
            // Nothing is recalled or shared, and the next request tries again.
            Err(NotLoaded) => ExecutorState::Alone,
        };
        if let Some(inner) = self.inner.try_get_value() {
            let before = std::mem::replace(&mut inner.borrow_mut().runs, runs);
            if let ExecutorState::Awaiting(waiting) = before {
                waiting.into_iter().for_each(|poll_request| self.hand_on(poll_request));
            }
        }
    }

    /// Takes in a response, or why there is none. Returns true if it was read.
    pub(super) fn finish(
        self,
        ticket: Ticket,
        reading: Box<dyn Reading>,
        arrived: Result<(), ApiError>,
    ) -> bool {
        // Nobody waits for a response that was given up; its signals may be gone, and so may this one's.
        let inner = self.inner.try_get_value();
        if inner.and_then(|inner| inner.borrow_mut().take(ticket)).is_none() {
            return false;
        }
        let outcome = reading.end(arrived);
        self.dispatch(PollEvent::Responded { ticket, outcome });
        self.send_waiting();
        outcome.is_read()
    }

    /// Sends what waits for its turn, as far as there is room.
    fn send_waiting(self) {
        let next = |inner: &mut Inner| {
            if inner.n_previews() < MAX_PREVIEWS { inner.waiting.pop_front() } else { None }
        };
        while let Some((ticket, resource)) = self.with(next) {
            self.send(ticket, resource);
        }
    }

    fn abort(self, ticket: Ticket) {
        let under_way = self.with(|inner| {
            inner.waiting.retain(|(waiting, _)| *waiting != ticket);
            inner.take(ticket)
        });
        if let Some(request) = under_way {
            request.abort.abort();
            self.send_waiting();
        }
    }

    /// Ends everything that is under way: the page is going.
    fn give_up(self) {
        let in_flight = self.with(|inner| {
            inner.timer = None;
            inner.waiting.clear();
            std::mem::take(&mut inner.in_flight)
        });
        for request in in_flight {
            request.abort.abort();
        }
    }
}

impl Inner {
    /// Loss lines under way.
    fn n_previews(&self) -> usize {
        self.in_flight.iter().filter(|request| request.is_preview).count()
    }

    fn take(&mut self, ticket: Ticket) -> Option<InFlight> {
        let place = self.in_flight.iter().position(|request| request.ticket == ticket)?;
        Some(self.in_flight.swap_remove(place))
    }
}
