//! One tab's view of the tabs that request resources.

use std::collections::{BTreeMap, BTreeSet};

use super::message::{Envelope, Message, TabId};
use crate::{
    api::{HttpResponse, TransportError},
    model::Timestamp,
    response_cache::Answer,
};

/// Decides whether a tab asks for what it wants or is told by another one. See the [module](super).
#[derive(Debug)]
pub struct TabCoordinator {
    me: TabId,
    /// Waiting time of this tab relative to others, 0 up to 1.
    patience: f64,
    others: BTreeSet<TabId>,
    /// Resources that this tab has wanted so far, by name.
    entries: BTreeMap<String, Entry>,
    /// Messages to the other tabs, not sent yet.
    outbox: Vec<Envelope>,
}

/// State of a resource.
#[derive(Debug, Default)]
struct Entry {
    /// Tab that sent the last request; `None` if no tab is known to have.
    leader: Option<TabId>,
    /// The leader has said that it will not ask again.
    has_left: bool,
    /// When the leader asked, if it has not been answered yet.
    asked_at: Option<Timestamp>,
    /// When any tab, also this one, was last answered.
    answered_at: Option<Timestamp>,
    /// Response that another tab received and this one has not taken.
    heard: Option<SharedResponse>,
}

#[derive(Debug)]
struct SharedResponse {
    target: Box<str>,
    at: Timestamp,
    told: Result<HttpResponse, TransportError>,
}

/// A tab's interest in a resource.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Interest<'a> {
    /// About which resource; see [`crate::response_cache::Account::name`].
    pub name: &'a str,
    /// Path and query of the question.
    pub target: &'a str,
    /// Seconds between answer and next question while all goes well; `None` if there will be no other.
    pub interval_secs: Option<f64>,
    /// True if a user action is waiting, false for a scheduled poll.
    pub is_urgent: bool,
}

/// Decision on how a tab gets the response it wants.
#[derive(Debug, Clone, PartialEq)]
pub enum Decision {
    /// Another one was told so, at that time.
    Take(Timestamp, Result<HttpResponse, TransportError>),
    /// This tab requests.
    Ask,
    /// Another one is about to be told. Until that is heard, and at the latest at this time, it waits, and then asks
    /// [`TabCoordinator::turn`] again.
    Wait(Timestamp),
}

/// Greatest age of a response that serves a waiting user as well as a new one, seconds.
const FRESH_SECS: f64 = 1.0;

/// Share of the usual wait for a leader that has left.
const LEFT: f64 = 0.2;

impl TabCoordinator {
    /// Knows of no other tab. `patience`, 0 up to 1, is best drawn: it decides which of the followers leads next.
    pub fn new(me: TabId, patience: f64) -> Self {
        Self { me, patience, others: BTreeSet::new(), entries: BTreeMap::new(), outbox: Vec::new() }
    }

    /// Takes the messages that are to be sent to all other tabs now.
    #[must_use]
    pub fn take_outbox(&mut self) -> Vec<Envelope> {
        std::mem::take(&mut self.outbox)
    }

    /// The tab is opened: it asks whether there are others.
    pub fn open(&mut self, now: Timestamp) {
        self.say(Message::Hello, now);
    }

    /// The tab is hidden, and requests nothing for the time being.
    pub fn rest(&mut self, now: Timestamp) {
        self.say_to_others(|| Some(Message::Resting), now);
    }

    /// The tab is closed.
    pub fn close(&mut self, now: Timestamp) {
        self.say_to_others(|| Some(Message::Closed), now);
    }

    fn say(&mut self, message: Message, now: Timestamp) {
        self.outbox.push(Envelope { from: self.me, at: now, message });
    }

    /// Says what is worth saying, if another tab may hear it.
    fn say_to_others(&mut self, message: impl FnOnce() -> Option<Message>, now: Timestamp) {
        if let Some(message) = self.has_company().then(message).flatten() {
            self.say(message, now);
        }
    }

    /// Returns true if there may be another tab to hear this one.
    pub fn has_company(&self) -> bool {
        !self.others.is_empty()
    }

    /// Decides how this tab gets the response it wants. After [`Decision::Ask`] it leads, which the others are told, and owes
    /// [`TabCoordinator::answered`].
    pub fn turn(&mut self, want: Interest<'_>, now: Timestamp) -> Decision {
        let decision = self.decide(want, now);
        if decision == Decision::Ask {
            self.say_to_others(|| Some(Message::Asking { name: want.name.to_owned() }), now);
        }
        decision
    }

    fn decide(&mut self, want: Interest<'_>, now: Timestamp) -> Decision {
        let entry = self.entries.entry(want.name.to_owned()).or_default();
        entry.rebase(now);
        let interval_secs = want.interval_secs.unwrap_or(0.0);
        let fresh_secs = if want.is_urgent { FRESH_SECS } else { interval_secs.max(FRESH_SECS) };
        let heard = entry.heard.take().filter(|heard| now.secs_since(heard.at) <= fresh_secs);
        let has_heard = heard.is_some();
        if let Some(heard) = heard.filter(|heard| *heard.target == *want.target) {
            return Decision::Take(heard.at, heard.told);
        }
        // The leader was requesting something else, and will not be of help.
        let leader = entry.leader.filter(|leader| *leader != self.me && !has_heard && !want.is_urgent);
        let overdue = (0.5 + 0.4 * self.patience) * if entry.has_left { LEFT } else { 1.0 };
        let due_at = entry.answered_at.map(|at| at.plus_secs(interval_secs)).max(entry.asked_at);
        let until = due_at.map(|due_at| due_at.plus_secs(overdue * interval_secs));
        // Several leaders may crash in a row.
        let longest = 1.9 + 0.1 * self.patience;
        let last = entry.answered_at.map(|at| at.plus_secs(longest * interval_secs));
        let until = until.map(|until| last.map_or(until, |last| until.min(last)));
        match until.filter(|until| leader.is_some() && now < *until) {
            Some(until) => Decision::Wait(until),
            None => {
                (entry.leader, entry.has_left, entry.asked_at) = (Some(self.me), false, None);
                Decision::Ask
            }
        }
    }

    /// This tab's question was answered, or was not. `message` says so to the others, if there are any; `None` for what stays
    /// in this tab.
    pub fn answered(&mut self, name: &str, message: impl FnOnce() -> Option<Message>, now: Timestamp) {
        if let Some(entry) = self.entries.get_mut(name) {
            entry.answered_at = Some(now);
        }
        self.say_to_others(message, now);
    }

    /// Takes in a message. Those who wait for a turn have to ask for it again; of a resource that this tab wants and whose
    /// response has come to another, the name is returned, so that it is taken at once.
    pub fn hear(&mut self, envelope: Envelope, now: Timestamp) -> Option<String> {
        let Envelope { from, at, message } = envelope;
        if from == self.me {
            return None;
        }
        let at = now.min(at);
        if message == Message::Closed {
            self.others.remove(&from)
        } else {
            self.others.insert(from)
        };
        match message {
            Message::Hello => self.say(Message::Here, now),
            Message::Here => {}
            Message::Resting | Message::Closed => {
                for entry in self.entries.values_mut().filter(|entry| entry.leader == Some(from)) {
                    (entry.has_left, entry.asked_at) = (true, None);
                }
            }
            // Resources that no view here wants are not worth remembering.
            Message::Asking { name } => {
                if let Some(entry) = self.entries.get_mut(&name) {
                    (entry.leader, entry.has_left, entry.asked_at) = (Some(from), false, Some(at));
                }
            }
            Message::Answered { name, answer } => {
                let Answer { target, at, response } = answer;
                self.heard(from, &name, SharedResponse { target, at: now.min(at), told: Ok(response) });
                return Some(name).filter(|name| self.entries.contains_key(name));
            }
            Message::Failed { name, target, error } => {
                self.heard(from, &name, SharedResponse { target: target.into(), at, told: Err(error) });
            }
        }
        None
    }

    fn heard(&mut self, from: TabId, name: &str, heard: SharedResponse) {
        if let Some(entry) = self.entries.get_mut(name) {
            (entry.leader, entry.has_left, entry.asked_at) = (Some(from), false, None);
            entry.answered_at = entry.answered_at.max(Some(heard.at));
            entry.heard = Some(heard);
        }
    }
}

impl Entry {
    /// Makes up for a clock that went backwards: nothing that has happened lies in the future.
    fn rebase(&mut self, now: Timestamp) {
        for at in [&mut self.asked_at, &mut self.answered_at].into_iter().flatten() {
            *at = now.min(*at);
        }
    }
}
