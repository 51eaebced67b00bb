//! Connections that the page talks to, and their keys.
//!
//! Connections come from three places: the deployer's `config.json`, the user (kept on the device without
//! their keys), and the demo. Keys live in a ring that nothing reactive can reach, each with the address it may be sent to.

use std::{cell::RefCell, rc::Rc};

use leptos::prelude::*;

use super::{
    Demo, Link,
    attention::{forget_dismissals, forget_shutdowns},
    live,
    origins::forget_clones,
    page_signal::page_signal,
    uploads::resumable,
};
use crate::browser::{
    clock, fetch,
    listener::Listener,
    schedule,
    storage::{self, NotKept, Place},
};
use tuneboard_core::{
    api::{ApiKey, KeyAddress, KeyRing, RefusedParameters},
    config::{self, Config, Presets},
    model::{Connection, ConnectionId, KeyKeeping},
    response_cache::Account,
};

const STORED: &str = "connections";
const DEMO_CHOICE: &str = "demo";
const CONFIG_FILE: &str = "config.json";

/// Something about the configuration the user should know.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConfigNotice(pub String);

/// Connections and keys. Copies refer to the same ones.
#[derive(Clone, Copy)]
pub struct Connections {
    own: RwSignal<Vec<Connection>>,
    preset: RwSignal<Vec<Connection>>,
    offers_demo: RwSignal<bool>,
    /// The user's choice; `None` shows the demo only while there is nothing else.
    demo_choice: RwSignal<Option<bool>>,
    notice: RwSignal<Option<ConfigNotice>>,
    /// Counts changes of keys, since the keys themselves are not reactive.
    key_revision: RwSignal<u64>,
    keys: StoredValue<KeyRing>,
    demo: StoredValue<Demo, LocalStorage>,
    refused: StoredValue<Rc<RefCell<RefusedParameters>>, LocalStorage>,
    /// The deployer's file has been looked for.
    is_ready: RwSignal<bool>,
}

impl Connections {
    pub(super) fn new() -> Self {
        let mut notice = None;
        let own = match storage::get(Place::Device, STORED).map(|text| Config::parse(&text)) {
            None => Vec::new(),
            Some(Ok(config)) => config.connections,
            Some(Err(error)) => {
                notice = Some(ConfigNotice(format!(
                    "The connections kept on this device could not be read ({error}). Add them again."
                )));
                Vec::new()
            }
        };
        let choice = storage::get(Place::Device, DEMO_CHOICE).map(|text| text == "on");
        let connections = Self {
            own: page_signal(own),
            preset: page_signal(Vec::new()),
            offers_demo: page_signal(true),
            demo_choice: page_signal(choice),
            notice: page_signal(notice),
            key_revision: page_signal(0),
            keys: StoredValue::new(KeyRing::default()),
            demo: StoredValue::new_local(Demo::default()),
            refused: StoredValue::new_local(Rc::default()),
            is_ready: page_signal(false),
        };
        connections.own.with_untracked(|own| {
            own.iter().for_each(|known| {
                connections.recall_key(known);
            });
        });
        let others = Listener::window("storage", move |event| {
            if let Some(name) = storage::changed(&event) {
                connections.hear_of(&name);
            }
        });
        let _held = StoredValue::new_local(others);
        schedule::spawn_detached(connections.load_config());
        connections
    }

    async fn load_config(self) {
        // The page's state is made in the present one.
        schedule::next_turn().await;
        if let Some(text) = fetch::own_file(CONFIG_FILE).await {
            match Config::parse(&text) {
                Ok(config) => {
                    let presets =
                        self.own.with_untracked(|own| Presets::beside(own, config.connections));
                    if !presets.notice.is_empty() {
                        self.notice.set(Some(ConfigNotice(presets.notice)));
                    }
                    let mut connections = presets.connections;
                    connections.iter_mut().for_each(|preset| {
                        // Where the user has it kept, not where the deployer proposed.
                        preset.key_keeping = self.recall_key(preset).unwrap_or(preset.key_keeping);
                    });
                    self.offers_demo.set(config.offers_demo);
                    self.preset.set(connections);
                }
                Err(error) => self.notice.set(Some(ConfigNotice(format!(
                    "This page's config.json could not be used: {error}. Defaults are in place; whoever runs this page can mend it."
                )))),
            }
        }
        self.is_ready.set(true);
    }

    /// Returns all connections that are in use: preset, own, and the demo while it is shown.
    pub fn all(self) -> Vec<Connection> {
        if !self.is_ready.get() {
            return Vec::new();
        }
        let mut all = self.preset.get();
        all.extend(
            self.own
                .get()
                .into_iter()
                .filter(|own| self.preset.with(|preset| preset.iter().all(|known| known.id != own.id))),
        );
        if self.shows_demo() {
            all.extend(Demo::connections());
        }
        all
    }

    /// Connections that can be asked: with a key, or without need of one. Follows changes of keys.
    pub fn usable(self) -> Vec<Connection> {
        self.key_revision.track();
        self.all().into_iter().filter(|connection| self.has_key(connection)).collect()
    }

    /// Connections whose key is here. Follows changes of keys.
    pub fn with_keys(self) -> Vec<Connection> {
        self.key_revision.track();
        let has_own = |known: &Connection| self.keys.with_value(|keys| keys.get(known).is_some());
        self.all().into_iter().filter(has_own).collect()
    }

    /// Returns true if the connection can be used: it has its key or needs none. Follows changes of keys.
    pub fn has_key(self, connection: &Connection) -> bool {
        self.key_revision.track();
        connection.key_keeping == KeyKeeping::Proxy
            || self.keys.with_value(|keys| keys.get(connection).is_some())
    }

    /// Returns an id for a new connection of this label, also before the deployer's file is there.
    pub fn free_id(self, label: &str) -> ConnectionId {
        let mut taken = self.own.get_untracked();
        taken.extend(self.preset.get_untracked());
        config::connection_id(label, &taken)
    }

    /// Returns true if the deployer set the connection up.
    pub fn is_preset(self, id: &ConnectionId) -> bool {
        self.preset.with(|preset| preset.iter().any(|known| known.id == *id))
    }

    /// Returns true once the deployer's file has been looked for, so that the list is final.
    pub fn is_ready(self) -> bool {
        self.is_ready.get()
    }

    /// Returns true if the deployer allows the demo.
    pub fn offers_demo(self) -> bool {
        self.offers_demo.get()
    }

    /// Returns true if the demo is shown.
    pub fn shows_demo(self) -> bool {
        let is_alone = self.own.with(Vec::is_empty) && self.preset.with(Vec::is_empty);
        self.offers_demo.get() && self.demo_choice.get().unwrap_or(is_alone)
    }

    /// Shows or hides the demo.
    pub fn show_demo(self, is_shown: bool) {
        self.demo_choice.set(Some(is_shown));
        // Not kept means: the default again after a reload.
        drop(storage::set(Place::Device, DEMO_CHOICE, if is_shown { "on" } else { "off" }));
    }

    /// Returns the problem of the configuration, if there is one.
    pub fn notice(self) -> Option<ConfigNotice> {
        self.notice.get()
    }

    /// Returns the connection of this id, followed.
    pub fn get(self, id: &ConnectionId) -> Option<Connection> {
        self.all().into_iter().find(|connection| connection.id == *id)
    }

    /// Returns the way to a connection, not followed.
    pub fn link_untracked(self, id: &ConnectionId) -> Option<Link> {
        let connection = untrack(|| self.get(id))?;
        Some(self.link_to(connection, None))
    }

    /// Returns the way to a connection that may not be kept yet, with `key` if given, else its own, as long as it has one.
    pub fn link_to(self, connection: Connection, key: Option<ApiKey>) -> Link {
        let (demo, refused) = (self.demo.get_value(), self.refused.get_value());
        Link { connection, tried: key, keys: self.keys, demo, refused }
    }

    /// Adds or replaces one of the user's own connections, with its key.
    ///
    /// # Errors
    /// The browser keeps nothing; it then works until the page is closed.
    pub fn put(self, connection: Connection, key: Option<ApiKey>) -> Result<(), NotKept> {
        let kept = self.put_key(&connection, key);
        self.own.update(|own| match own.iter_mut().find(|known| known.id == connection.id) {
            Some(known) => *known = connection,
            None => own.push(connection),
        });
        kept.and(self.store())
    }

    /// Replaces a connection's key.
    ///
    /// # Errors
    /// The browser did not keep the key where it was asked to; it is then in memory only.
    pub fn put_key(self, connection: &Connection, key: Option<ApiKey>) -> Result<(), NotKept> {
        self.forget_key(&connection.id);
        let Some(key) = key else { return Ok(()) };
        let name = key_name(&connection.id);
        // A deployer's connection too says where its key is.
        self.preset.update(|preset| {
            if let Some(known) = preset.iter_mut().find(|known| known.id == connection.id) {
                known.key_keeping = connection.key_keeping;
            }
        });
        let kept = match connection.key_keeping {
            KeyKeeping::Memory | KeyKeeping::Proxy => Ok(()),
            KeyKeeping::Tab => storage::set(Place::Tab, &name, &key.to_stored()),
            KeyKeeping::Device => storage::set(Place::Device, &name, &key.to_stored()),
        };
        self.hold_key(&connection.id, key);
        kept
    }

    /// Forgets a connection's key everywhere, and all responses that were kept of it; the connection stays.
    pub fn forget_key(self, id: &ConnectionId) {
        for place in [Place::Tab, Place::Device] {
            storage::remove(place, &key_name(id));
        }
        self.keys.update_value(|keys| keys.forget(id));
        storage::remove(Place::Device, &mark_name(id));
        self.key_revision.update(|revision| *revision += 1);
        schedule::spawn_detached(live::forget(self));
    }

    /// Returns the account of a connection, as all tabs know it; `None` if its answers are to stay in this page. Not
    /// followed.
    pub(super) fn account(self, connection: &Connection) -> Option<Account> {
        let mark = (connection.key_keeping == KeyKeeping::Device).then(|| self.mark(connection)).flatten();
        Account::of(connection, mark.as_deref())
    }

    /// Returns true if the page is being left, and its signals can no longer be read.
    pub(super) fn is_gone(self) -> bool {
        self.own.try_get_untracked().is_none()
    }

    /// Returns all accounts at present, not followed.
    pub(super) fn accounts(self) -> Vec<Account> {
        untrack(|| self.all()).iter().filter_map(|connection| self.account(connection)).collect()
    }

    /// Names the key that is kept on this device; `None` if that is not the one this page uses: another tab has
    /// replaced or forgotten it.
    fn mark(self, connection: &Connection) -> Option<String> {
        let id = &connection.id;
        let kept = storage::get(Place::Device, &key_name(id))?;
        if !self.keys.with_value(|keys| keys.get(connection).is_some_and(|key| key.to_stored() == kept)) {
            return None;
        }
        let name = mark_name(id);
        storage::get(Place::Device, &name).or_else(|| {
            let mark = format!("{:x}", clock::seed());
            storage::set(Place::Device, &name, &mark).ok().map(|()| mark)
        })
    }

    /// Forgets one of the user's own connections, its key, its unfinished uploads, what its jobs were cloned from and what was
    /// dismissed of it.
    pub fn remove(self, id: &ConnectionId) {
        self.forget_key(id);
        resumable::forget(id);
        forget_clones(id);
        forget_shutdowns(id);
        forget_dismissals(id);
        self.own.update(|own| own.retain(|known| known.id != *id));
        // The list without it may not be storable either; then there was none to begin with.
        drop(self.store());
    }

    fn store(self) -> Result<(), NotKept> {
        let config = Config { connections: self.own.get_untracked(), offers_demo: true };
        storage::set(Place::Device, STORED, &config.to_json())
    }

    fn hold_key(self, id: &ConnectionId, key: ApiKey) {
        self.keys.update_value(|keys| keys.put(id, key));
        self.key_revision.update(|revision| *revision += 1);
    }

    /// Holds the key that is kept for a connection, and returns where that is; `None` if none is kept.
    fn recall_key(self, connection: &Connection) -> Option<KeyKeeping> {
        let name = key_name(&connection.id);
        let places = [(Place::Tab, KeyKeeping::Tab), (Place::Device, KeyKeeping::Device)];
        let (kept, keeping) =
            places.into_iter().find_map(|(place, keeping)| Some((storage::get(place, &name)?, keeping)))?;
        let key = ApiKey::from_stored(&kept, KeyAddress::of(connection))?;
        self.hold_key(&connection.id, key);
        Some(keeping)
    }

    /// Follows a change by another tab of the value stored under `name`: keys that are forgotten or replaced there are so
    /// here, and so are connections.
    fn hear_of(self, name: &str) {
        // The empty name: all of it was emptied.
        if name == STORED || name.is_empty() {
            let kept = storage::get(Place::Device, STORED).and_then(|text| Config::parse(&text).ok());
            let kept = kept.map(|config| config.connections).unwrap_or_default();
            let gone: Vec<_> = self.own.with_untracked(|own| {
                own.iter().filter(|known| kept.iter().all(|kept| kept.id != known.id)).cloned().collect()
            });
            gone.iter().for_each(|gone| self.keys.update_value(|keys| keys.forget(&gone.id)));
            self.own.set(kept);
            self.key_revision.update(|revision| *revision += 1);
        }
        let all = untrack(|| self.all());
        for connection in all.iter().filter(|known| known.key_keeping == KeyKeeping::Device) {
            if name == STORED || name.is_empty() || name == key_name(&connection.id) {
                self.keys.update_value(|keys| keys.forget(&connection.id));
                self.recall_key(connection);
                self.key_revision.update(|revision| *revision += 1);
            }
        }
    }
}

fn key_name(id: &ConnectionId) -> String {
    format!("key.{id}")
}

fn mark_name(id: &ConnectionId) -> String {
    format!("mark.{id}")
}
