//! The one clock of all tests in which time passes: it stands still until a test moves it, and holds what is due later.

use tuneboard_core::model::Timestamp;

/// Returns the time `secs` after the moment at which every test begins.
pub fn at(secs: f64) -> Timestamp {
    Timestamp::from_unix_secs(1_785_000_000).plus_secs(secs)
}

/// Something whose time has come.
#[derive(Debug, PartialEq)]
pub enum Due<E> {
    /// The timer fires.
    Timer,
    /// An event that was scheduled happens.
    Event(E),
}

/// A clock, its one timer, and the events that are scheduled.
#[derive(Debug)]
pub struct FakeClock<E = ()> {
    now: Timestamp,
    timer: Option<Timestamp>,
    /// In the order in which they were scheduled.
    scheduled: Vec<(Timestamp, E)>,
}

impl<E> Default for FakeClock<E> {
    /// Stands at the beginning, with nothing scheduled.
    fn default() -> Self {
        Self { now: at(0.0), timer: None, scheduled: Vec::new() }
    }
}

impl<E> FakeClock<E> {
    /// Returns the present time.
    pub fn now(&self) -> Timestamp {
        self.now
    }

    /// Lets time pass while nothing happens, as in a laptop that sleeps. Negative seconds put the clock back.
    pub fn pass(&mut self, secs: f64) {
        self.now = self.now.plus_secs(secs);
    }

    /// Lets time pass up to `at` while nothing happens.
    pub fn pass_until(&mut self, at: Timestamp) {
        self.now = self.now.max(at);
    }

    /// Returns when the timer fires.
    pub fn timer(&self) -> Option<Timestamp> {
        self.timer
    }

    /// Sets the timer, or clears it.
    pub fn set_timer(&mut self, at: Option<Timestamp>) {
        self.timer = at;
    }

    /// Schedules an event, `secs` from now.
    pub fn schedule(&mut self, secs: f64, event: E) {
        self.scheduled.push((self.now.plus_secs(secs), event));
    }

    /// Returns the events that are still to happen, in the order in which they were scheduled.
    pub fn scheduled(&self) -> impl Iterator<Item = &E> {
        self.scheduled.iter().map(|(_, event)| event)
    }

    /// Keeps only the scheduled events that `is_kept`.
    pub fn retain(&mut self, is_kept: impl Fn(&E) -> bool) {
        self.scheduled.retain(|(_, event)| is_kept(event));
    }

    /// Goes on to what is due next, up to and including `end`, and returns it; stays where it is if nothing is.
    ///
    /// Of what is due at the same time, scheduled events come first, in their order. What was due while the clock was made to
    /// pass is late.
    pub fn next_until(&mut self, end: Timestamp) -> Option<Due<E>> {
        let first = (0..self.scheduled.len()).min_by_key(|i| self.scheduled[*i].0);
        let event_at = first.map(|i| self.scheduled[i].0);
        let timer = self.timer().filter(|timer| event_at.is_none_or(|event_at| *timer < event_at));
        let next = timer.or(event_at).filter(|next| *next <= end)?;
        self.pass_until(next);
        if timer.is_some() {
            self.timer = None;
            return Some(Due::Timer);
        }
        first.map(|i| Due::Event(self.scheduled.remove(i).1))
    }
}
