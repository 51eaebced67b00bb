//! Items that need a person, for the strip above the job table and the tab's title, and the days on which models are shut down.
//!
//! [`Attention::follow`] is called by the page's background services, which are loaded once the jobs are there; until then nothing
//! needs anybody.

mod shutdowns;

use std::sync::Arc;

use leptos::prelude::*;
use send_wrapper::SendWrapper;

use self::shutdowns::Known;
pub(super) use self::shutdowns::forget_shutdowns;
use super::{App, page_signal::page_signal};
use crate::browser::{
    clock,
    listener::Listener,
    schedule::Debounced,
    storage::{self, Place},
};
use tuneboard_core::{
    attention::{Account, Dismissals, Item, ItemKind, gather, model_notes},
    listing::ModelNote,
    model::{Connection, ConnectionId, JobKey, Shutdowns, Transport},
    route::Route,
};

/// Name of what was dismissed on this device.
const STORED: &str = "attention";

/// Seconds that the job list rests before it is looked through.
const REST_SECS: f64 = 0.3;

/// Milliseconds between looks while the list stays as it is: days pass, and jobs wait.
const TICK_MILLIS: i64 = 60_000;

/// The demo has begun three days before it is looked at: what has ended since is shown.
const DEMO_SECS: f64 = 3.0 * 86_400.0;

/// Items that need a person. Copies refer to the same.
#[derive(Clone, Copy)]
pub struct Attention(RwSignal<State>);

/// One signal for all of it: each kind of signal has its own code in the first visit's program.
#[derive(Default)]
struct State {
    /// The most severe first.
    items: Vec<Item>,
    model_notes: Arc<Vec<ModelNote>>,
    dismissals: Dismissals,
    /// Announced shutdowns by connection.
    shutdowns: Vec<(ConnectionId, Known)>,
}

impl Attention {
    pub(super) fn new() -> Self {
        Self(page_signal(State::default()))
    }

    /// Calls `f` with what needs a person, the most severe first. Followed.
    pub fn with<T>(self, f: impl FnOnce(&[Item]) -> T) -> T {
        self.0.with(|state| f(&state.items))
    }

    /// Remarks on models that are shut down soon. Followed.
    pub fn model_notes(self) -> Arc<Vec<ModelNote>> {
        self.0.with(|state| Arc::clone(&state.model_notes))
    }

    /// Returns the shutdowns that a connection's service has announced; `None` where it announces none. Followed.
    pub fn shutdowns(self, id: &ConnectionId) -> Option<Arc<Shutdowns>> {
        self.0.track();
        self.known(id).map(|known| known.shutdowns)
    }

    fn known(self, id: &ConnectionId) -> Option<Known> {
        let find = |state: &State| state.shutdowns.iter().find(|(known, _)| known == id).cloned();
        self.0.with_untracked(find).map(|(_, known)| known)
    }

    /// Dismisses an item, in all tabs, until it is worse.
    pub fn dismiss(self, item: &Item) {
        self.change(|dismissals| {
            dismissals.dismiss(item, clock::now());
            true
        });
    }

    /// Keeps the items current from now on, for as long as the current owner is there.
    pub fn follow(self, app: App) {
        self.change(|_| false);
        let others = Listener::window("storage", move |event| {
            if storage::changed(&event).is_some_and(|name| name == STORED || name.is_empty()) {
                self.change(|_| false);
            }
        });
        let others = SendWrapper::new(others);
        on_cleanup(move || drop(others));
        self.begin_connections(app);
        let look = Debounced::new(move || self.look(app));
        let inputs = Memo::new(move |_| {
            self.0.with(|state| {
                let shutdowns =
                    state.shutdowns.iter().map(|(id, known)| (id.clone(), known.shutdowns.clone()));
                (state.dismissals.clone(), shutdowns.collect::<Vec<_>>())
            })
        });
        let minute = Memo::new(move |_| app.now.get().unix_millis().div_euclid(TICK_MILLIS));
        Effect::new(move || {
            minute.track();
            inputs.track();
            app.connections.usable();
            app.jobs.with(|_| ());
            look.request(REST_SECS);
        });
        // Who has opened a job that failed has seen it.
        let route = app.navigator.route();
        Effect::new(move || {
            let Route::Job(key) = route.get() else { return };
            let seen = self.with(|items| items.iter().find(|item| is_failure_of(item, &key)).cloned());
            if let Some(item) = seen {
                self.dismiss(&item);
            }
        });
        shutdowns::follow(self, app);
    }

    /// Notes since when each connection has been looked at.
    fn begin_connections(self, app: App) {
        Effect::new(move || {
            let read =
                app.connections.usable().into_iter().filter(|known| {
                    app.jobs.health(&known.id).is_some_and(|health| health.loaded_at.is_some())
                });
            let read: Vec<Connection> = read.collect();
            self.change(|dismissals| {
                let begin = |known: &Connection| {
                    let past = if known.transport == Transport::Demo { DEMO_SECS } else { 0.0 };
                    dismissals.begin(&known.id, clock::now().plus_secs(-past))
                };
                // All of them, not only up to the first that is new.
                read.iter().map(begin).fold(false, |is_any, is_new| is_any | is_new)
            });
        });
    }

    fn look(self, app: App) {
        let now = clock::now();
        let connections = untrack(|| app.connections.usable());
        let (items, model_notes) = self.0.with_untracked(|state| {
            let of = |id: &ConnectionId| {
                let known = state.shutdowns.iter().find(|(known, _)| known == id);
                known.map(|(_, known)| &*known.shutdowns)
            };
            let accounts: Vec<Account<'_>> = connections
                .iter()
                .map(|Connection { id, provider, .. }| Account {
                    connection: id,
                    provider: *provider,
                    shutdowns: of(id),
                })
                .collect();
            app.jobs.with_untracked(|jobs| {
                let facts = || jobs.facts();
                (gather(&accounts, facts, &state.dismissals, now), model_notes(&accounts, facts, now))
            })
        });
        self.0.maybe_update(|state| {
            let is_new = state.items != items || *state.model_notes != model_notes;
            if *state.model_notes != model_notes {
                state.model_notes = Arc::new(model_notes);
            }
            state.items = items;
            is_new
        });
    }

    /// Takes in what other tabs have kept, makes a change, and keeps it if `change` says that it was one.
    fn change(self, change: impl FnOnce(&mut Dismissals) -> bool) {
        let kept =
            storage::get(Place::Device, STORED).map(|text| Dismissals::parse(&text)).unwrap_or_default();
        self.0.maybe_update(|State { dismissals, .. }| {
            let before = dismissals.clone();
            dismissals.merge(kept);
            if change(dismissals) {
                // Not kept means: told again after a reload.
                drop(storage::set(Place::Device, STORED, &dismissals.to_text()));
            }
            *dismissals != before
        });
    }
}

/// Forgets what was dismissed of a connection, and when it was first looked at.
pub(super) fn forget_dismissals(id: &ConnectionId) {
    if let Some(text) = storage::get(Place::Device, STORED) {
        let mut dismissals = Dismissals::parse(&text);
        dismissals.forget(id);
        // What cannot be stored was not stored before.
        drop(storage::set(Place::Device, STORED, &dismissals.to_text()));
    }
}

fn is_failure_of(item: &Item, key: &JobKey) -> bool {
    item.kind == ItemKind::Failed && item.job.as_ref() == Some(key)
}
