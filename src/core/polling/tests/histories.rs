//! Random histories: whatever happens in whatever order, the guarantees of the module hold.

use std::collections::BTreeMap;

use proptest::prelude::*;

use super::super::*;
use crate::api::RetryAdvice;
use crate::test_clock::FakeClock;

type Key = u8;

/// Next event in a history.
#[derive(Debug, Clone)]
enum Happening {
    Event(PollEvent<Key>),
    /// The `n`-th request in flight is answered; every fourth time it is one long gone.
    Answer(usize, Outcome),
    /// The timer fires, this many seconds late (negative: early).
    Timer(f64),
    /// Time passes, or the clock is put back.
    Clock(f64),
}

/// The world around a poller: it carries out commands as the contract says, and checks them.
struct World {
    poller: Poller<Key>,
    clock: FakeClock,
    is_visible: bool,
    interval: Interval,
    watched: BTreeMap<Key, ()>,
    in_flight: BTreeMap<Ticket, Key>,
    gone: Vec<Ticket>,
    last_ticket: Option<Ticket>,
}

impl World {
    fn new(seed: u64) -> Self {
        Self {
            poller: Poller::new(seed),
            clock: FakeClock::default(),
            is_visible: true,
            interval: Interval::Auto,
            watched: BTreeMap::new(),
            in_flight: BTreeMap::new(),
            gone: Vec::new(),
            last_ticket: None,
        }
    }

    fn happens(&mut self, happening: Happening) {
        let event = match happening {
            Happening::Clock(secs) => {
                self.clock.pass(secs);
                return;
            }
            Happening::Timer(late_secs) => {
                let Some(at) = self.clock.timer() else { return };
                self.clock.pass_until(at.plus_secs(late_secs));
                self.clock.set_timer(None);
                PollEvent::Woke
            }
            Happening::Answer(n, outcome) => {
                let current: Vec<Ticket> = self.in_flight.keys().copied().collect();
                let pool = if n % 4 == 3 || current.is_empty() { &self.gone } else { &current };
                let Some(ticket) = pool.get(n.checked_rem(pool.len()).unwrap_or(0)).copied() else { return };
                if self.in_flight.remove(&ticket).is_some() {
                    self.gone.push(ticket);
                }
                PollEvent::Responded { ticket, outcome }
            }
            Happening::Event(event) => event,
        };
        match &event {
            PollEvent::Watch { key, .. } => drop(self.watched.insert(*key, ())),
            PollEvent::Unwatch { key } => drop(self.watched.remove(key)),
            PollEvent::Visible(is_visible) => self.is_visible = *is_visible,
            PollEvent::IntervalChosen(interval) => self.interval = *interval,
            _ => {}
        }
        let commands = self.poller.on(event, self.clock.now());
        self.carry_out(commands);
        self.check();
    }

    fn carry_out(&mut self, commands: Vec<Command<Key>>) {
        let n_wakes = commands.iter().filter(|command| matches!(command, Command::WakeAt(_))).count();
        assert!(n_wakes <= 1, "two timers at once");
        for command in commands {
            match command {
                Command::Send { ticket, key } => {
                    assert!(self.is_visible, "sent while hidden");
                    assert!(self.watched.contains_key(&key), "sent for nobody");
                    assert!(!self.in_flight.values().any(|other| *other == key), "two in flight for {key}");
                    assert!(self.last_ticket < Some(ticket), "tickets grow");
                    self.last_ticket = Some(ticket);
                    self.in_flight.insert(ticket, key);
                }
                Command::Abort { ticket } => {
                    assert!(self.in_flight.remove(&ticket).is_some(), "aborted what was not in flight");
                    self.gone.push(ticket);
                }
                Command::WakeAt(at) => {
                    assert!(self.clock.now() < at, "a timer in the past");
                    self.clock.set_timer(Some(at));
                }
            }
        }
    }

    fn check(&self) {
        for key in self.in_flight.values() {
            assert!(self.watched.contains_key(key), "in flight for nobody");
        }
        for key in self.watched.keys() {
            let status = self.poller.status(key).expect("watched");
            assert_eq!(status.is_in_flight, self.in_flight.values().any(|other| other == key));
            assert!(status.last_success.is_none_or(|at| at <= self.clock.now()), "a success in the future");
            if !self.is_visible || self.interval == Interval::Off {
                assert_eq!(status.next_at, None);
            } else if let Some(next_at) = status.next_at {
                assert!(!status.is_in_flight, "scheduled before the answer");
                // Liveness: a timer is armed that comes no later than this, and in time to be of use.
                assert!(self.clock.timer().is_some_and(|timer| timer <= next_at), "nothing wakes for {key}");
                assert!(next_at.secs_since(self.clock.now()) <= 3960.0, "scheduled for never");
            } else {
                // Neither in flight nor scheduled: it has ended, or a person has to act.
                let is_settled = status.is_in_flight || status.is_paused || status.interval_secs.is_none();
                assert!(is_settled, "{key} is forgotten: {status:?}");
            }
        }
    }
}

fn pace() -> impl Strategy<Value = Pace> {
    use Pace::*;
    prop::sample::select(vec![Active, Active, Transitional, Waiting, List, Finished, Final])
}

fn advice() -> impl Strategy<Value = RetryAdvice> {
    prop_oneof![
        Just(RetryAdvice::Backoff),
        prop::num::f64::ANY.prop_map(RetryAdvice::After),
        (0.0..100.0).prop_map(RetryAdvice::After),
        Just(RetryAdvice::Reauthenticate),
        Just(RetryAdvice::GiveUp),
    ]
}

fn outcome() -> impl Strategy<Value = Outcome> {
    prop_oneof![
        2 => (any::<bool>(), pace()).prop_map(|(has_news, pace)| Outcome::Fresh { has_news, pace }),
        1 => advice().prop_map(Outcome::Failed),
    ]
}

fn happening() -> impl Strategy<Value = Happening> {
    let key = || 0..4_u8;
    prop_oneof![
        4 => (key(), pace()).prop_map(|(key, pace)| Happening::Event(PollEvent::Watch { key, pace })),
        1 => key().prop_map(|key| Happening::Event(PollEvent::Unwatch { key })),
        1 => Just(Happening::Event(PollEvent::Woke)),
        6 => (any::<usize>(), outcome()).prop_map(|(n, outcome)| Happening::Answer(n, outcome)),
        6 => prop_oneof![Just(0.0), -0.01..0.01, 0.0..100.0].prop_map(Happening::Timer),
        2 => prop_oneof![0.0..20.0, -20.0..0.0, Just(86_400.0), Just(-86_400.0)].prop_map(Happening::Clock),
        2 => any::<bool>().prop_map(|is_visible| Happening::Event(PollEvent::Visible(is_visible))),
        1 => Just(Happening::Event(PollEvent::RefreshAsked)),
        1 => key().prop_map(|key| Happening::Event(PollEvent::RefreshOne(key))),
        1 => key().prop_map(|key| Happening::Event(PollEvent::Reset { key })),
        1 => prop::sample::select(Interval::CHOICES.to_vec())
            .prop_map(|interval| Happening::Event(PollEvent::IntervalChosen(interval))),
    ]
}

proptest! {
    // Each history has dozens of events with all guarantees checked after each; more cases found no more.
    #![proptest_config(ProptestConfig::with_cases(100))]

    #[test]
    fn the_guarantees_hold_in_any_history(seed: u64, history in prop::collection::vec(happening(), 0..120)) {
        let mut world = World::new(seed);
        for happening in history {
            world.happens(happening);
        }
    }

    /// Whatever went before, polling of a running job recovers when all is well again.
    #[test]
    fn polling_recovers_from_any_history(seed: u64, history in prop::collection::vec(happening(), 0..60)) {
        let mut world = World::new(seed);
        for happening in history {
            world.happens(happening);
        }
        world.happens(Happening::Event(PollEvent::IntervalChosen(Interval::Auto)));
        world.happens(Happening::Event(PollEvent::Visible(true)));
        world.happens(Happening::Event(PollEvent::Watch { key: 0, pace: Pace::Active }));
        world.happens(Happening::Event(PollEvent::Reset { key: 0 }));
        let fresh = Outcome::Fresh { has_news: true, pace: Pace::Active };
        let mut n_answers = 0;
        let start = world.clock.now();
        for _ in 0..200 {
            if let Some((ticket, key)) = world.in_flight.iter().next().map(|(ticket, key)| (*ticket, *key)) {
                n_answers += u32::from(key == 0);
                world.in_flight.remove(&ticket);
                let commands = world.poller.on(PollEvent::Responded { ticket, outcome: fresh }, world.clock.now());
                world.carry_out(commands);
                world.check();
            } else {
                world.happens(Happening::Timer(0.0));
            }
        }
        let secs = world.clock.now().secs_since(start);
        prop_assert!(10 < n_answers, "{} answers in {} s", n_answers, secs);
        // Every 5 s, and no faster: the first response comes at once.
        prop_assert!(f64::from(n_answers) <= secs / 5.0 + 2.0, "{} answers in {} s", n_answers, secs);
    }
}
