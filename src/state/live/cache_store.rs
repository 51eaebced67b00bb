//! The browser's database under the [`RecordStore`]: reads records when they are first wanted, writes what is due.

use std::{
    cell::{Cell, RefCell},
    rc::Rc,
};

use crate::{
    browser::{
        clock,
        listener::Listener,
        schedule,
        storage::database::Database,
        timer::{self, Timer},
        visibility,
    },
    state::Connections,
};
use tuneboard_core::{
    api::ApiKey,
    model::Timestamp,
    response_cache::{Answer, CachedResponses, Label, RecordStore, StoreWrite, evicted, is_owned},
};

/// Seconds from a response to its being written. The responses in between are written with it.
const WRITE_SECS: f64 = 2.0;

/// The records in use, and where they are written.
pub(super) struct CacheStore {
    connections: Connections,
    database: RefCell<Option<Database>>,
    is_broken: Cell<bool>,
    store: RefCell<RecordStore>,
    timer: Cell<Option<Timer>>,
    /// Writes when the page is hidden, since it may not come back.
    listener: Cell<Option<Listener>>,
}

impl CacheStore {
    pub(super) fn new(connections: Connections) -> Rc<Self> {
        let cache_store = Rc::new(Self {
            connections,
            database: RefCell::default(),
            is_broken: Cell::new(false),
            store: RefCell::default(),
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

    /// Returns the cached responses of a name.
    pub(super) async fn get(&self, name: &str) -> Option<CachedResponses> {
        let held = self.store.borrow().held(name);
        if held.is_some() {
            return held;
        }
        let (bytes, label) = self.database().await?.get(name).await?;
        self.store.borrow_mut().read(name, &bytes, &label)
    }

    /// Returns the response to a question that is held at the moment.
    pub(super) fn known(&self, name: &str, target: &str) -> Option<Rc<Answer>> {
        self.store.borrow().known(name, target).cloned()
    }

    /// See [`RecordStore::confirm`].
    pub(super) fn confirm(self: &Rc<Self>, name: &str, at: Timestamp) {
        self.store.borrow_mut().confirm(name, at);
        self.write_soon();
    }

    /// See [`RecordStore::put`].
    pub(super) fn put(self: &Rc<Self>, name: &str, answer: Answer, key: Option<&ApiKey>, is_own: bool) {
        self.store.borrow_mut().put(name, answer, key, is_own);
        self.write_soon();
    }

    /// Sets the timer, if something is to be written and it is not set yet.
    fn write_soon(self: &Rc<Self>) {
        if !self.store.borrow().has_unwritten() {
            return;
        }
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
            schedule::spawn_detached(async move { cache_store.make_room().await });
        } else {
            schedule::spawn_detached(async move {
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
        let accounts = self.connections.accounts();
        let is_owned = |name: &str| is_owned(&accounts, name);
        self.store.borrow_mut().write(is_owned, clock::now(), is_last, |write| match write {
            StoreWrite::Put { name, bytes, label } => database.put(name, bytes, label),
            StoreWrite::Remove { name } => database.remove(name),
        });
        self.write_soon();
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
