//! The state machine over all watched resources.

use super::cadence::Pace;
use super::interval::Interval;
use super::jitter::Jitter;
use super::request::{Outcome, Ticket};
use super::resource::{Next, Resource};
use crate::model::Timestamp;

/// Decides when to ask for what. See the [module](super) for what it guarantees.
#[derive(Debug)]
pub struct Poller<K: Clone + PartialEq> {
    /// In the order they were first watched. A list: there are as many as rows in view, and each event goes
    /// through all of them anyway.
    resources: Vec<(K, Resource)>,
    interval: Interval,
    is_visible: bool,
    /// Selects the resources that are requested, seldom, while the page is hidden.
    background: Option<fn(&K) -> bool>,
    n_tickets: u64,
    jitter: Jitter,
    /// The wake-up the caller was told last and that has not come yet.
    armed: Option<Timestamp>,
}

/// Event for the poller.
#[derive(Debug, Clone, PartialEq)]
pub enum PollEvent<K> {
    /// A view needs this resource. New: it is requested at once, whatever the interval ([`Pace::Final`]: it
    /// is not). Known: only its pace changes.
    Watch {
        /// The resource.
        key: K,
        /// Expected rate of change.
        pace: Pace,
    },
    /// No view needs the resource any more; its request is aborted.
    Unwatch {
        /// The resource.
        key: K,
    },
    /// The time of the last [`Command::WakeAt`] has come. Too early or too often does no harm.
    Woke,
    /// The resource's data was read at an earlier time: before the page was loaded, or by another tab. The time of the
    /// next request stays the same.
    ReadAt {
        /// The resource.
        key: K,
        /// When; later than now counts as now.
        at: Timestamp,
    },
    /// A request has ended.
    Responded {
        /// The request.
        ticket: Ticket,
        /// Outcome of the request.
        outcome: Outcome,
    },
    /// The page was shown (`true`) or hidden.
    Visible(bool),
    /// All resources are wanted now, finished and failing ones too.
    RefreshAsked,
    /// One resource is wanted now. Use [`PollEvent::Reset`] where an answer already on its way would be
    /// too old, as after ending a job.
    RefreshOne(K),
    /// Another refresh interval.
    IntervalChosen(Interval),
    /// The key or the base URL changed: its request is aborted, its failures are forgotten, and it is
    /// asked for at once.
    Reset {
        /// The resource.
        key: K,
    },
}

/// Command to the caller.
#[derive(Debug, Clone, PartialEq)]
pub enum Command<K> {
    /// Ask for `key`, and report with [`PollEvent::Responded`] and this ticket.
    Send {
        /// Names the request.
        ticket: Ticket,
        /// Resource to request.
        key: K,
    },
    /// The response is not needed any more.
    Abort {
        /// Request to abort.
        ticket: Ticket,
    },
    /// Report [`PollEvent::Woke`] at this time. Replaces the one before.
    WakeAt(Timestamp),
}

/// Status of a resource, for people.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ResourceStatus {
    /// The last good answer; `None` before the first.
    pub last_success: Option<Timestamp>,
    /// A request is under way.
    pub is_in_flight: bool,
    /// When it is asked for next by itself; `None` if it is not.
    pub next_at: Option<Timestamp>,
    /// Failures since the last good answer.
    pub n_failures: u32,
    /// Nothing will happen by itself although something may change: the page is hidden, the interval is
    /// `Off`, or the key was refused.
    pub is_paused: bool,
    /// Seconds between answer and next request while all goes well; `None` if it is never asked for by
    /// itself: it has ended, or the interval is `Off`.
    pub interval_secs: Option<f64>,
}

impl<K: Clone + PartialEq> Poller<K> {
    /// Watches nothing, visible, on [`Interval::Auto`]. Waits after failures are drawn from `seed`.
    pub fn new(seed: u64) -> Self {
        Self {
            resources: Vec::new(),
            interval: Interval::Auto,
            is_visible: true,
            background: None,
            n_tickets: 0,
            jitter: Jitter::new(seed),
            armed: None,
        }
    }

    /// From the next event on, asks for these also while the page is hidden, each at most once a minute; `None`: for
    /// nothing then, which is how it begins.
    pub fn set_background(&mut self, keys: Option<fn(&K) -> bool>) {
        self.background = keys;
    }

    /// Takes in what happened at `now`, and says what to do, in order. Linear in the number of watched
    /// resources.
    pub fn on(&mut self, event: PollEvent<K>, now: Timestamp) -> Vec<Command<K>> {
        let mut commands = Vec::new();
        for (_, resource) in &mut self.resources {
            resource.rebase(now);
        }
        let interval = self.interval;
        match event {
            PollEvent::Watch { key, pace } => match self.find(&key) {
                Some(resource) => resource.set_pace(pace, interval, now),
                None => self.resources.push((key, Resource::new(pace))),
            },
            PollEvent::Unwatch { key } => {
                let place = self.resources.iter().position(|(known, _)| *known == key);
                let gone = place.map(|place| self.resources.remove(place).1);
                commands.extend(gone.and_then(|gone| gone.ticket()).map(|ticket| Command::Abort { ticket }));
            }
            PollEvent::Woke => self.armed = None,
            PollEvent::ReadAt { key, at } => {
                if let Some(resource) = self.find(&key) {
                    resource.last_success = Some(now.min(at));
                }
            }
            PollEvent::Responded { ticket, outcome } => {
                for (_, resource) in &mut self.resources {
                    resource.answered(ticket, outcome, self.interval, now, &mut self.jitter);
                }
            }
            PollEvent::Visible(is_visible) => self.is_visible = is_visible,
            PollEvent::RefreshAsked => self.resources.iter_mut().for_each(|(_, resource)| resource.ask()),
            PollEvent::RefreshOne(key) => {
                if let Some(resource) = self.find(&key) {
                    resource.ask();
                }
            }
            PollEvent::IntervalChosen(interval) => {
                self.interval = interval;
                self.resources.iter_mut().for_each(|(_, resource)| resource.rescheduled(interval));
            }
            PollEvent::Reset { key } => {
                if let Some(resource) = self.find(&key) {
                    commands.extend(resource.ticket().map(|ticket| Command::Abort { ticket }));
                    resource.reset();
                }
            }
        }
        self.send_due(now, &mut commands);
        self.arm(&mut commands);
        commands
    }

    /// Returns the status of a resource; `None` if it is not watched.
    pub fn status(&self, key: &K) -> Option<ResourceStatus> {
        let (_, resource) = self.resources.iter().find(|(known, _)| known == key)?;
        let is_off = self.interval == Interval::Off;
        let next_at = self.due_at(key, resource);
        let is_in_flight = resource.ticket().is_some();
        let is_unfinished = match resource.next {
            Next::Never => resource.n_failures > 0,
            Next::Asked | Next::Waits { .. } | Next::InFlight { .. } => true,
        };
        let is_ended = resource.pace.is_over() && (is_in_flight || !is_unfinished);
        Some(ResourceStatus {
            last_success: resource.last_success,
            is_in_flight,
            next_at,
            n_failures: resource.n_failures,
            is_paused: is_unfinished && !is_in_flight && next_at.is_none(),
            interval_secs: resource.interval_secs(self.interval).filter(|_| !is_off && !is_ended),
        })
    }

    /// When something is due next by itself; `None` while hidden, or if nothing is.
    pub fn next_wake(&self) -> Option<Timestamp> {
        self.resources.iter().filter_map(|(key, resource)| self.due_at(key, resource)).min()
    }

    fn due_at(&self, key: &K, resource: &Resource) -> Option<Timestamp> {
        if self.is_visible {
            return resource.due_at(self.interval);
        }
        self.background.filter(|is_meant| is_meant(key))?;
        resource.background_due_at(self.interval)
    }

    fn find(&mut self, key: &K) -> Option<&mut Resource> {
        self.resources.iter_mut().find(|(known, _)| known == key).map(|(_, resource)| resource)
    }

    fn send_due(&mut self, now: Timestamp, commands: &mut Vec<Command<K>>) {
        for (key, resource) in &mut self.resources {
            let is_due = if self.is_visible {
                resource.is_due(self.interval, now)
            } else {
                self.background.is_some_and(|is_meant| is_meant(key))
                    && resource.is_due_in_background(self.interval, now)
            };
            if is_due {
                let ticket = Ticket(self.n_tickets);
                self.n_tickets += 1;
                resource.sent(ticket);
                commands.push(Command::Send { ticket, key: key.clone() });
            }
        }
    }

    fn arm(&mut self, commands: &mut Vec<Command<K>>) {
        let wake = self.next_wake();
        if let Some(at) = wake
            && wake != self.armed
        {
            commands.push(Command::WakeAt(at));
        }
        self.armed = wake;
    }
}
