//! A job's log as far as it is known, from however many responses.

use std::collections::HashSet;

use crate::model::{JobEvent, PageEnd, PageToken, PageWalk, StatusClass, WalkResult};

/// One response to a request for a log.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct EventsPage {
    /// Readable events, oldest first, without duplicates.
    pub events: Vec<JobEvent>,
    /// Entries that could not be read.
    pub n_unreadable: usize,
    /// The most entries that the service sends at once, if exactly so many came and there is no way to those behind them.
    pub cut_at: Option<usize>,
    /// Position of the remaining pages.
    pub page: PageEnd,
}

/// Gaps of a log: entries that are not on the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct LogGaps {
    /// Entries that could not be read: of the last way through all of the log, and more if a later part has more.
    pub n_unreadable: usize,
    /// As [`EventsPage::cut_at`].
    pub cut_at: Option<usize>,
}

/// The log of one job: events oldest first, each once.
#[derive(Debug, Default)]
pub struct EventLog {
    events: Vec<JobEvent>,
    /// Events of the present walk through the log, oldest first.
    arrived: Vec<JobEvent>,
    gaps: LogGaps,
    /// Number of unreadable events of the present walk.
    n_unreadable: usize,
    walk: PageWalk,
}

/// Explains why a log that was read has no event, as a title and a sentence. `has_figures` says that the log also holds metrics,
/// which are no events.
pub const fn no_events(class: StatusClass, has_figures: bool) -> (&'static str, &'static str) {
    let is_over = class.is_terminal();
    match (is_over, class, has_figures) {
        (true, _, false) => ("No events", "The job has ended, and the service's log of it is empty."),
        (true, _, true) => (
            "No events",
            "The job has ended, and the service's log of it holds nothing but figures, if anything.",
        ),
        (false, StatusClass::Waiting, _) => {
            ("No events yet", "The service writes the first one when it begins to work on the job.")
        }
        (false, _, _) => ("No events yet", "The service has written none so far. This page keeps checking."),
    }
}

impl EventLog {
    /// Returns the known events, oldest first. During the first walk these are the newest part of the log.
    pub fn events(&self) -> &[JobEvent] {
        if self.events.is_empty() { &self.arrived } else { &self.events }
    }

    /// Entries that are not among them.
    pub fn gaps(&self) -> LogGaps {
        self.gaps
    }

    /// Returns the page to ask for; `None` for the newest one. Asking for more makes sense at once if there is one.
    pub fn next(&self) -> Option<&PageToken> {
        self.walk.next()
    }

    /// Returns true if the present or next walk goes through the whole log.
    pub fn is_full(&self) -> bool {
        self.walk.is_to_end()
    }

    /// The next way goes through all of the log.
    pub fn request_full(&mut self) {
        self.walk.request_end();
    }

    /// Takes the page that was asked for; `true` if there is something new to see.
    pub fn accept(&mut self, EventsPage { mut events, n_unreadable, cut_at, page }: EventsPage) -> bool {
        let n_known = self.events().len();
        self.n_unreadable += n_unreadable;
        let n_before = if self.walk.is_to_end() { 0 } else { self.gaps.n_unreadable };
        self.gaps = LogGaps { n_unreadable: self.n_unreadable.max(n_before), cut_at };
        // Pages go back in time.
        events.append(&mut self.arrived);
        self.arrived = events;
        match self.walk.accept(page) {
            WalkResult::On => {}
            WalkResult::ToEnd => {
                self.n_unreadable = 0;
                let whole = unique(std::mem::take(&mut self.arrived));
                let is_new = whole != self.events;
                self.events = whole;
                return is_new;
            }
            WalkResult::ToHeld => {
                self.n_unreadable = 0;
                self.events.append(&mut self.arrived);
                // Held events that were read again are equal; the first place is the right one.
                self.events = unique(std::mem::take(&mut self.events));
            }
        }
        self.events().len() != n_known
    }

    /// The page that was asked for could not be read.
    pub fn give_up(&mut self) {
        self.walk.give_up();
        self.arrived.clear();
        self.n_unreadable = 0;
    }
}

fn unique(events: Vec<JobEvent>) -> Vec<JobEvent> {
    let mut seen = HashSet::new();
    let is_first: Vec<bool> =
        events.iter().map(|event| seen.insert((event.at, &event.kind, &event.message, event.step))).collect();
    events.into_iter().zip(is_first).filter(|(_, is_first)| *is_first).map(|(event, _)| event).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{EventLevel, Timestamp};

    fn event(secs: i64) -> JobEvent {
        JobEvent {
            at: Some(Timestamp::from_unix_secs(secs)),
            level: EventLevel::Info,
            kind: "message".into(),
            message: secs.to_string(),
            step: None,
            n_steps_total: None,
        }
    }

    #[test]
    fn empty_log_of_an_ended_job_promises_no_event() {
        for class in StatusClass::ALL {
            for has_figures in [false, true] {
                let (title, text) = no_events(class, has_figures);
                assert_eq!(title == "No events", class.is_terminal(), "{class:?}");
                assert_eq!(text.contains("has ended"), class.is_terminal(), "{class:?}");
                assert_eq!(text.contains("begins to work"), class == StatusClass::Waiting, "{class:?}");
                assert!(class.is_terminal() || !text.contains("empty"), "{class:?}");
            }
        }
    }

    /// Returns the page of a log of one event per second that ends at `newest`.
    fn page(oldest: i64, newest: i64) -> EventsPage {
        let token = PageToken { text: oldest.to_string().into(), is_optional: false };
        let end = PageEnd {
            next: (1 < oldest).then_some(token),
            newest_at: Some(Timestamp::from_unix_secs(newest)),
            oldest_at: Some(Timestamp::from_unix_secs(oldest)),
        };
        EventsPage { events: (oldest..=newest).map(event).collect(), page: end, ..EventsPage::default() }
    }

    fn seconds(log: &EventLog) -> Vec<i64> {
        log.events().iter().map(|event| event.message.parse().unwrap()).collect()
    }

    #[test]
    fn pages_become_one_log_in_order() {
        let mut log = EventLog::default();
        assert!(log.accept(page(7, 9)));
        assert_eq!(seconds(&log), [7, 8, 9]);
        assert!(log.accept(page(4, 6)));
        assert!(log.accept(page(1, 3)));
        assert_eq!(log.next(), None);
        assert_eq!(seconds(&log), (1..=9).collect::<Vec<_>>());
        // Nothing new, then four more, of which the newest page shows three.
        assert!(!log.accept(page(7, 9)));
        assert!(!log.accept(page(11, 13)));
        assert!(log.next().is_some());
        assert!(log.accept(page(8, 10)));
        assert_eq!(seconds(&log), (1..=13).collect::<Vec<_>>());
    }

    #[test]
    fn a_whole_log_takes_the_place_of_the_old_one() {
        let mut log = EventLog::default();
        let of = |events| EventsPage { events, ..EventsPage::default() };
        log.accept(of(vec![event(1), event(2)]));
        assert!(log.accept(of(vec![event(2)])));
        assert_eq!(seconds(&log), [2]);
        assert!(!log.accept(of(vec![event(2)])));
    }

    #[test]
    fn entries_that_cannot_be_read_are_counted_once() {
        let with = |page: EventsPage, n_unreadable| EventsPage { n_unreadable, ..page };
        let mut log = EventLog::default();
        log.accept(with(page(7, 9), 1));
        log.accept(with(page(4, 6), 0));
        log.accept(with(page(1, 3), 2));
        assert_eq!(log.gaps().n_unreadable, 3);
        // The newest part again, then with another broken entry.
        log.accept(with(page(7, 9), 1));
        assert_eq!(log.gaps().n_unreadable, 3);
        log.accept(with(page(7, 10), 4));
        assert_eq!(log.gaps().n_unreadable, 4);
        // All of it again, mended.
        log.request_full();
        for (oldest, newest) in [(7, 10), (4, 6), (1, 3)] {
            log.accept(with(page(oldest, newest), 0));
        }
        assert_eq!(log.gaps(), LogGaps::default());
        // A way that broke off counts nothing twice.
        log.request_full();
        log.accept(with(page(7, 10), 5));
        log.give_up();
        log.accept(with(page(7, 10), 5));
        assert_eq!(log.gaps().n_unreadable, 5);
    }
}
