//! The other tabs: what they say, and what is said to them.

use std::{
    cell::{Cell, RefCell},
    collections::BTreeMap,
    rc::Rc,
};

use crate::{
    browser::{clock, listener::Listener, notify::Notify, site, tabs::channel::Channel, visibility},
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
                    tabs.coordinate(TabCoordinator::rest);
                }
            }),
            Listener::window("pagehide", move |_| {
                if let Some(tabs) = leaving.upgrade() {
                    tabs.coordinate(TabCoordinator::close);
                }
            }),
        ]);
        tabs.coordinate(TabCoordinator::open);
        tabs
    }

    /// Decides how this tab gets the response it wants; the others hear it if it requests.
    pub(super) fn turn(&self, want: Interest<'_>, resource: &Resource) -> Decision {
        self.wanted.borrow_mut().insert(want.name.to_owned(), resource.clone());
        self.coordinate(|coordinator, now| coordinator.turn(want, now))
    }

    /// Waits until something was said, and at the latest at this time.
    pub(super) async fn wait(&self, until: Timestamp) {
        self.notify.wait(until.secs_since(clock::now()).max(0.0)).await;
    }

    /// This tab's question has come to its end; the others hear the message.
    pub(super) fn answered(&self, name: &str, message: impl FnOnce() -> Option<Message>) {
        self.coordinate(|coordinator, now| coordinator.answered(name, message, now));
    }

    /// Does something at the present time, and sends what the other tabs are to hear of it.
    fn coordinate<T>(&self, act: impl FnOnce(&mut TabCoordinator, Timestamp) -> T) -> T {
        let (acted, envelopes) = {
            let mut coordinator = self.coordinator.borrow_mut();
            (act(&mut coordinator, clock::now()), coordinator.take_outbox())
        };
        if let Some(channel) = &*self.channel.borrow() {
            envelopes.iter().for_each(|envelope| channel.say(&envelope.encode()));
        }
        acted
    }

    fn hear(&self, envelope: Envelope) {
        let told = self.coordinate(|coordinator, now| coordinator.hear(envelope, now));
        self.notify.ring();
        let told = told.and_then(|name| self.wanted.borrow().get(&name).cloned());
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
