//! The other tabs: what they say, and what is said to them.

use std::{
    cell::{Cell, RefCell},
    collections::BTreeMap,
    rc::Rc,
};

use crate::{
    browser::{clock, listener::Listener, site, tabs::channel::Channel, tasks::notify::Notify, visibility},
    state::{Resource, Watcher},
};
use tuneboard_core::{
    model::Timestamp,
    sharing::{Decision, Envelope, Interest, Message, TabCoordinator, TabId},
};

const CHANNEL: &str = "tabs";

/// This tab among the others.
pub(super) struct Tabs {
    watcher: Watcher,
    coordinator: RefCell<TabCoordinator>,
    /// Resources that this tab has wanted, by name.
    wanted: RefCell<BTreeMap<String, Resource>>,
    notify: Notify,
    channel: RefCell<Option<Channel>>,
    listeners: Cell<Vec<Option<Listener>>>,
}

impl Tabs {
    pub(super) fn new(watcher: Watcher) -> Rc<Self> {
        // Both are drawn, so that no two tabs are alike.
        let patience = clock::seed() as f64 / (1_u64 << 53) as f64;
        let tabs = Rc::new(Self {
            watcher,
            coordinator: RefCell::new(TabCoordinator::new(TabId(clock::seed()), patience)),
            wanted: RefCell::default(),
            notify: Notify::default(),
            channel: RefCell::default(),
            listeners: Cell::default(),
        });
        let weak = Rc::downgrade(&tabs);
        *tabs.channel.borrow_mut() = Channel::join(&site::scoped(CHANNEL), move |bytes| {
            if let (Some(tabs), Some(envelope)) = (weak.upgrade(), Envelope::decode(&bytes)) {
                tabs.hear(envelope);
            }
        });
        let (weak, leaving) = (Rc::downgrade(&tabs), Rc::downgrade(&tabs));
        tabs.listeners.set(vec![
            visibility::on_change(move |is_visible| {
                if let (false, Some(tabs)) = (is_visible, weak.upgrade()) {
                    tabs.say(|| Message::Resting);
                }
            }),
            Listener::window("pagehide", move |_| {
                if let Some(tabs) = leaving.upgrade() {
                    tabs.say(|| Message::Closed);
                }
            }),
        ]);
        tabs.send(Message::Hello);
        tabs
    }

    /// Decides how this tab gets the response it wants; the others hear it if it requests.
    pub(super) fn turn(&self, want: Interest<'_>, resource: &Resource) -> Decision {
        self.wanted.borrow_mut().insert(want.name.to_owned(), resource.clone());
        let turn = self.coordinator.borrow_mut().turn(want, clock::now());
        if turn == Decision::Ask {
            self.say(|| Message::Asking { name: want.name.to_owned() });
        }
        turn
    }

    /// Waits until something was said, and at the latest at this time.
    pub(super) async fn wait(&self, until: Timestamp) {
        self.notify.wait(until.secs_since(clock::now()).max(0.0)).await;
    }

    /// This tab's question has come to its end.
    pub(super) fn answered(&self, name: &str) {
        self.coordinator.borrow_mut().answered(name, clock::now());
    }

    /// Sends a message, if there may be another tab.
    pub(super) fn say(&self, message: impl FnOnce() -> Message) {
        if self.coordinator.borrow().has_company() {
            self.send(message());
        }
    }

    /// As [`Tabs::say`], for what is to be looked at before.
    pub(super) fn say_if(&self, is_fit: impl FnOnce() -> bool, message: impl FnOnce() -> Message) {
        if self.coordinator.borrow().has_company() && is_fit() {
            self.send(message());
        }
    }

    fn send(&self, message: Message) {
        let envelope = self.coordinator.borrow().envelope(message, clock::now());
        if let Some(channel) = &*self.channel.borrow() {
            channel.say(&envelope.encode());
        }
    }

    fn hear(&self, envelope: Envelope) {
        let told = match &envelope.message {
            Message::Answered { name, .. } => self.wanted.borrow().get(name).cloned(),
            _ => None,
        };
        let reply = self.coordinator.borrow_mut().hear(envelope, clock::now());
        if let Some(reply) = reply {
            self.send(reply.message);
        }
        self.notify.ring();
        // Who has chosen to refresh by hand, or has seen the end of it, is not disturbed.
        let is_due = |resource: &Resource| {
            let status = self.watcher.status(resource);
            status.is_some_and(|status| status.interval_secs.is_some() && !status.is_in_flight)
        };
        if let Some(resource) = told.filter(is_due) {
            self.watcher.hint(resource);
        }
    }
}
