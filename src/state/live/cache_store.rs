//! The records that are kept, and when they are written.

use std::{
    cell::{Cell, RefCell},
    collections::BTreeMap,
    rc::Rc,
};

use crate::{
    browser::{
        clock,
        listener::Listener,
        storage::database::Database,
        tasks::timer::{self, Timer},
        visibility,
    },
    state::Connections,
};
use tuneboard_core::{
    api::ApiKey,
    model::Timestamp,
    response_cache::{Answer, Label, Record, evicted},
};

/// Seconds from a response to its being written. The responses in between are written with it.
const WRITE_SECS: f64 = 2.0;

/// Bytes written per second, on average, while the page is in view: a list of ten thousand jobs whose every response
/// brings something new does not wear out a disk.
const BYTES_PER_SEC: f64 = 100_000.0;

/// Seconds without a response after which a record is held by the browser alone.
const IDLE_SECS: f64 = 120.0;

/// Records by name. Everything that is in use is held, so that parts can be added to it.
pub(super) struct CacheStore {
    connections: Connections,
    database: RefCell<Option<Database>>,
    is_broken: Cell<bool>,
    held: RefCell<BTreeMap<String, Held>>,
    timer: Cell<Option<Timer>>,
    /// Writes when the page is hidden, since it may not come back.
    listener: Cell<Option<Listener>>,
}

struct Held {
    record: Record,
    /// Key of the request, which the response must not repeat; checked when the response is written.
    key: Option<ApiKey>,
    at: Timestamp,
    /// Its bytes differ from those written.
    is_new: bool,
    /// When they are to be written, if they differ.
    due_at: Timestamp,
    /// Its time does.
    is_confirmed: bool,
}

impl CacheStore {
    pub(super) fn new(connections: Connections) -> Rc<Self> {
        let cache_store = Rc::new(Self {
            connections,
            database: RefCell::default(),
            is_broken: Cell::new(false),
            held: RefCell::default(),
            timer: Cell::default(),
            listener: Cell::default(),
        });
        let weak = Rc::downgrade(&cache_store);
        cache_store.listener.set(visibility::on_change(move |is_visible| {
            if let (false, Some(cache_store)) = (is_visible, weak.upgrade()) {
                cache_store.write(true);
            }
        }));
        cache_store
    }

    /// Returns the record of a name, and the time it was last confirmed.
    pub(super) async fn get(&self, name: &str) -> Option<(Record, Timestamp)> {
        let known = |held: &Held| (held.record.clone(), held.at);
        if let Some(found) = self.held.borrow().get(name).map(known) {
            return Some(found);
        }
        let (bytes, label) = self.database().await?.get(name).await?;
        let (record, label) = (Record::decode(&bytes)?, Label::decode(&label)?);
        let mut held = self.held.borrow_mut();
        let read =
            Held { record, key: None, at: label.at, is_new: false, due_at: label.at, is_confirmed: false };
        // A response may have come meanwhile.
        Some(known(held.entry(name.to_owned()).or_insert(read)))
    }

    /// Returns the response to a question that is held at the moment.
    pub(super) fn known(&self, name: &str, target: &str) -> Option<Rc<Answer>> {
        self.held.borrow().get(name)?.record.get(target).cloned()
    }

    /// Confirms that the held response was the service's response at `at`. The browser is told with the next
    /// look at what is to be written.
    pub(super) fn confirm(self: &Rc<Self>, name: &str, at: Timestamp) {
        if let Some(held) = self.held.borrow_mut().get_mut(name) {
            (held.at, held.is_confirmed) = (at, true);
            self.write_soon();
        }
    }

    /// Keeps a response to what was asked with `key`; `is_own`: and writes it, which no other tab does.
    pub(super) fn put(self: &Rc<Self>, name: String, answer: Answer, key: Option<&ApiKey>, is_own: bool) {
        let mut held = self.held.borrow_mut();
        let held = held.entry(name).or_insert_with(|| Held {
            record: Record::default(),
            key: None,
            at: answer.at,
            is_new: false,
            due_at: answer.at,
            is_confirmed: false,
        });
        held.at = answer.at;
        held.key = key.cloned().or(held.key.take());
        let known = held.record.get(&answer.target);
        if !known.is_some_and(|known| known.is_same(&answer.response)) {
            held.record.put(answer);
            if !held.is_new {
                held.due_at = held.at.plus_secs(held.record.n_bytes() as f64 / BYTES_PER_SEC);
            }
            held.is_new = true;
        }
        held.is_confirmed |= is_own;
        if held.is_confirmed {
            self.write_soon();
        }
    }

    fn write_soon(self: &Rc<Self>) {
        let timer = self.timer.take().unwrap_or_else(|| {
            let weak = Rc::downgrade(self);
            timer::after(WRITE_SECS, move || {
                if let Some(cache_store) = weak.upgrade() {
                    cache_store.write(false);
                }
            })
        });
        self.timer.set(Some(timer));
    }

    /// Writes what differs from what is written, as far as it is due, or all of it.
    fn write(self: &Rc<Self>, is_last: bool) {
        drop(self.timer.take());
        let cache_store = Rc::clone(self);
        if let Some(database) = &*self.database.borrow() {
            // At once: a page that is going does not get to do it later.
            self.write_to(database, is_last);
            leptos::task::spawn_local(async move { cache_store.make_room().await });
        } else {
            leptos::task::spawn_local(async move {
                if let Some(database) = cache_store.database().await {
                    cache_store.write_to(&database, is_last);
                    cache_store.make_room().await;
                }
            });
        }
    }

    fn write_to(self: &Rc<Self>, database: &Database, is_last: bool) {
        if self.connections.is_gone() {
            return;
        }
        let (now, accounts) = (clock::now(), self.connections.accounts());
        let mut held = self.held.borrow_mut();
        held.retain(|name, held| {
            // Forgotten meanwhile, perhaps in another tab.
            if !accounts.iter().any(|account| account.owns(name)) {
                return false;
            }
            if held.is_confirmed && (!held.is_new || is_last || held.due_at <= now) {
                if held.is_new && !held.record.is_fit(held.key.as_ref()) {
                    database.remove(name);
                    return false;
                }
                let label = Label { at: held.at, n_bytes: held.record.n_bytes() as u64 };
                let bytes = held.is_new.then(|| held.record.encode());
                database.put(name, bytes.as_deref(), &label.encode());
                (held.is_new, held.is_confirmed) = (false, false);
            }
            held.is_confirmed || now.secs_since(held.at) < IDLE_SECS
        });
        if held.values().any(|held| held.is_confirmed) {
            self.write_soon();
        }
    }

    async fn make_room(&self) {
        let Some(database) = self.database().await else { return };
        let labels = database.labels().await;
        let label = |text: &str| {
            Label::decode(text).unwrap_or(Label { at: Timestamp::from_unix_secs(0), n_bytes: 0 })
        };
        let labels: Vec<_> = labels.into_iter().map(|(name, text)| (name, label(&text))).collect();
        for name in evicted(&labels, clock::now()) {
            database.remove(name);
        }
    }

    async fn database(&self) -> Option<Database> {
        let known = self.database.borrow().clone();
        if known.is_some() || self.is_broken.get() {
            return known;
        }
        let opened = Database::open().await;
        self.is_broken.set(opened.is_none());
        self.database.borrow_mut().clone_from(&opened);
        opened
    }
}
