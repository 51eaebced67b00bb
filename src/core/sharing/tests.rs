//! Single behaviours of a coordinator, and browsers full of tabs that come, sleep and go at random.

use proptest::prelude::*;

use super::*;
use crate::{
    api::{HttpResponse, TransportError},
    response_cache::Answer,
    test_clock::{Due, FakeClock, at},
};

const INTERVAL_SECS: f64 = 10.0;

fn want(target: &str) -> Interest<'_> {
    Interest { name: "jobs", target, interval_secs: Some(INTERVAL_SECS), is_urgent: false }
}

/// A message of the second tab.
fn from_two(message: Message, secs: f64) -> Envelope {
    Envelope { from: TabId(2), at: at(secs), message }
}

fn asking(secs: f64) -> Envelope {
    from_two(Message::Asking { name: "jobs".into() }, secs)
}

fn answer(target: &str, secs: f64) -> Message {
    let response = HttpResponse::json(200, format!("[{secs}]"));
    Message::Answered { name: "jobs".into(), answer: Answer::new(target, at(secs), response) }
}

/// Two desks, of which the second has asked and told the first.
fn pair() -> (TabCoordinator, TabCoordinator) {
    let (mut one, mut two) = (TabCoordinator::new(TabId(1), 0.0), TabCoordinator::new(TabId(2), 0.5));
    assert_eq!(one.turn(want("/jobs"), at(0.0)), Decision::Ask);
    one.answered("jobs", || panic!("nobody hears it"), at(0.1));
    assert_eq!(one.take_outbox(), []);
    two.open(at(1.0));
    hear(&mut one, &mut two, 1.0);
    hear(&mut two, &mut one, 1.0);
    assert_eq!(two.turn(want("/jobs"), at(1.0)), Decision::Ask);
    hear(&mut one, &mut two, 1.0);
    two.answered("jobs", || Some(answer("/jobs", 1.1)), at(1.1));
    assert_eq!(hear(&mut one, &mut two, 1.1), ["jobs"]);
    (one, two)
}

/// Hands what `from` says to `to`; gives the names of resources that `to` is to take at once.
fn hear(to: &mut TabCoordinator, from: &mut TabCoordinator, secs: f64) -> Vec<String> {
    from.take_outbox().into_iter().filter_map(|envelope| to.hear(envelope, at(secs))).collect()
}

#[track_caller]
fn takes(turn: Decision, secs: f64) {
    let told = HttpResponse::json(200, format!("[{secs}]"));
    assert_eq!(turn, Decision::Take(at(secs), Ok(told)));
}

#[test]
fn who_is_alone_asks() {
    let mut coordinator = TabCoordinator::new(TabId(1), 0.0);
    for secs in [0.0, 10.0, 20.0] {
        assert_eq!(coordinator.turn(want("/jobs"), at(secs)), Decision::Ask);
        coordinator.answered("jobs", || Some(answer("/jobs", secs)), at(secs + 0.1));
        assert_eq!(coordinator.take_outbox(), []);
    }
    assert!(!coordinator.has_company());
}

#[test]
fn a_follower_takes_what_the_leader_was_told_once() {
    let (mut one, mut two) = pair();
    takes(one.turn(want("/jobs"), at(10.1)), 1.1);
    assert_eq!(one.turn(want("/jobs"), at(10.2)), Decision::Wait(at(16.1)));
    assert_eq!(two.turn(want("/jobs"), at(11.1)), Decision::Ask);
}

#[test]
fn a_question_under_way_is_waited_for() {
    let (mut one, _) = pair();
    takes(one.turn(want("/jobs"), at(10.1)), 1.1);
    // Without it until 16.1.
    one.hear(asking(13.0), at(13.0));
    assert_eq!(one.turn(want("/jobs"), at(16.2)), Decision::Wait(at(18.0)));
    // However often a tab asks, no longer than until 20.1.
    one.hear(asking(19.0), at(19.0));
    assert_eq!(one.turn(want("/jobs"), at(19.1)), Decision::Wait(at(20.1)));
    one.hear(from_two(answer("/jobs", 20.1), 20.1), at(20.1));
    takes(one.turn(want("/jobs"), at(20.1)), 20.1);
}

#[test]
fn an_overdue_leader_is_replaced() {
    let (mut one, mut two) = pair();
    takes(one.turn(want("/jobs"), at(10.1)), 1.1);
    assert_eq!(one.turn(want("/jobs"), at(16.1)), Decision::Ask);
    hear(&mut two, &mut one, 16.1);
    // It has slept, and finds that it is not needed.
    one.answered("jobs", || Some(answer("/jobs", 16.2)), at(16.2));
    assert_eq!(hear(&mut two, &mut one, 16.2), ["jobs"]);
    takes(two.turn(want("/jobs"), at(17.0)), 16.2);
}

#[test]
fn a_leader_that_says_goodbye_is_replaced_at_once() {
    for goodbye in [Message::Resting, Message::Closed] {
        let (mut one, mut two) = pair();
        takes(one.turn(want("/jobs"), at(10.1)), 1.1);
        let is_closed = goodbye == Message::Closed;
        if is_closed {
            two.close(at(11.0))
        } else {
            two.rest(at(11.0))
        }
        hear(&mut one, &mut two, 11.0);
        assert_eq!(one.turn(want("/jobs"), at(11.5)), Decision::Wait(at(12.1)));
        assert_eq!(one.turn(want("/jobs"), at(12.1)), Decision::Ask);
        assert_eq!(one.has_company(), !is_closed);
    }
}

#[test]
fn what_somebody_waits_for_is_asked_for_unless_it_was_just_told() {
    let urgent = Interest { is_urgent: true, ..want("/jobs") };
    let (mut one, _) = pair();
    takes(one.turn(urgent, at(2.0)), 1.1);
    assert_eq!(one.turn(urgent, at(2.0)), Decision::Ask);
    let (mut one, _) = pair();
    assert_eq!(one.turn(urgent, at(2.2)), Decision::Ask);
}

#[test]
fn an_answer_to_another_question_is_of_no_use() {
    let (mut one, _) = pair();
    assert_eq!(one.turn(want("/jobs?after=7"), at(2.0)), Decision::Ask);
}

#[test]
fn a_failure_is_told_too() {
    let (mut one, _) = pair();
    let failed =
        Message::Failed { name: "jobs".into(), target: "/jobs".into(), error: TransportError::TimedOut };
    one.hear(from_two(failed, 9.0), at(9.0));
    assert_eq!(one.turn(want("/jobs"), at(10.1)), Decision::Take(at(9.0), Err(TransportError::TimedOut)));
}

#[test]
fn a_clock_that_goes_back_holds_nobody_up() {
    let (mut one, _) = pair();
    takes(one.turn(want("/jobs"), at(1.2)), 1.1);
    assert_eq!(one.turn(want("/jobs"), at(-5_000.0)), Decision::Wait(at(-4_985.0)));
}

#[test]
fn tabs_that_open_learn_of_each_other() {
    let (mut one, mut two) = (TabCoordinator::new(TabId(1), 0.0), TabCoordinator::new(TabId(2), 0.0));
    two.open(at(0.0));
    let hello = two.take_outbox();
    assert_eq!(hello, [from_two(Message::Hello, 0.0)]);
    hello.into_iter().for_each(|hello| drop(one.hear(hello, at(0.0))));
    assert_eq!(hear(&mut two, &mut one, 0.0), [""; 0]);
    assert!(one.has_company() && two.has_company());
    assert_eq!(two.take_outbox(), []);
    // Nobody answers a tab's own messages.
    one.open(at(0.0));
    let own = one.take_outbox().remove(0);
    assert_eq!(one.hear(own, at(0.0)), None);
    assert_eq!(one.take_outbox(), []);
}

/// Seconds a response takes.
const LATENCY_SECS: f64 = 0.3;
/// Seconds between two looks at the world.
const TICK_SECS: f64 = 0.05;
/// Seconds that messages take at most.
const DELAY_SECS: f64 = 0.2;

#[derive(Debug, Clone, Copy, PartialEq)]
enum Doing {
    Rests,
    Wants,
    Asks { until: f64 },
}

struct Tab {
    coordinator: TabCoordinator,
    /// Messages that have arrived, and are read when the tab is awake.
    inbox: Vec<Envelope>,
    doing: Doing,
    due_at: f64,
    /// Age of the data it shows.
    data_at: f64,
    opens_at: f64,
    sleeps_until: f64,
    is_visible: bool,
    is_closed: bool,
    /// Time since which the tab has been able to act.
    active_since: f64,
}

/// Something that comes to a tab, by its number, at a time.
enum Happening {
    Opens(usize),
    Meets(usize, Event),
    Arrives(usize, Envelope),
    Shows(usize),
}

/// Event of a tab.
#[derive(Debug, Clone, Copy)]
enum Event {
    Sleeps { secs: f64 },
    Hides { secs: f64 },
    Closes,
    Crashes,
}

fn event() -> impl Strategy<Value = (f64, usize, Event)> {
    let what = prop_oneof![
        4 => (1.0..90.0).prop_map(|secs| Event::Sleeps { secs }),
        2 => (1.0..90.0).prop_map(|secs| Event::Hides { secs }),
        1 => Just(Event::Closes),
        1 => Just(Event::Crashes),
    ];
    (20.0..380.0, 0..5_usize, what)
}

/// Outcome of a simulated browser: requests, and the worst staleness of a tab that could request.
fn browse(
    n_tabs: usize,
    events: &[(f64, usize, Event)],
    patience: &[f64],
    delay: &mut impl FnMut() -> f64,
) -> (usize, f64) {
    let mut tabs: Vec<Tab> = (0..n_tabs)
        .map(|i| Tab {
            coordinator: TabCoordinator::new(TabId(i as u64), patience[i]),
            inbox: Vec::new(),
            doing: Doing::Rests,
            due_at: i as f64 * 1.7,
            data_at: i as f64 * 1.7,
            opens_at: i as f64 * 1.7,
            sleeps_until: 0.0,
            is_visible: true,
            is_closed: false,
            active_since: i as f64 * 1.7,
        })
        .collect();
    let (mut n_requests, mut stalest) = (0, 0.0_f64);
    let mut clock = FakeClock::default();
    for (i, tab) in tabs.iter().enumerate() {
        clock.schedule(tab.opens_at, Happening::Opens(i));
    }
    for (secs, tab, event) in events {
        clock.schedule(*secs, Happening::Meets(tab % n_tabs, *event));
    }
    for tick in 0..(400.0 / TICK_SECS) as usize {
        let now = tick as f64 * TICK_SECS;
        while let Some(due) = clock.next_until(at(now)) {
            match due {
                Due::Timer => {}
                Due::Event(Happening::Opens(i)) => tabs[i].coordinator.open(at(now)),
                Due::Event(Happening::Arrives(i, envelope)) => tabs[i].inbox.push(envelope),
                Due::Event(Happening::Shows(i)) => {
                    if !tabs[i].is_visible {
                        tabs[i].is_visible = true;
                        tabs[i].active_since = tabs[i].active_since.max(now);
                    }
                }
                Due::Event(Happening::Meets(i, _)) if tabs[i].is_closed => {}
                Due::Event(Happening::Meets(i, event)) => {
                    let tab = &mut tabs[i];
                    match event {
                        Event::Sleeps { secs } => {
                            tab.sleeps_until = tab.sleeps_until.max(now + secs);
                            tab.active_since = tab.active_since.max(tab.sleeps_until);
                        }
                        Event::Hides { secs } => {
                            tab.is_visible = false;
                            tab.coordinator.rest(clock.now());
                            clock.schedule(secs, Happening::Shows(i));
                        }
                        Event::Closes => tab.coordinator.close(clock.now()),
                        Event::Crashes => {}
                    }
                    tab.is_closed = matches!(event, Event::Closes | Event::Crashes);
                }
            }
        }
        clock.pass_until(at(now));
        for tab in &mut tabs {
            if tab.is_closed || now < tab.opens_at || now < tab.sleeps_until {
                continue;
            }
            for envelope in std::mem::take(&mut tab.inbox) {
                // What another one was told is taken at once.
                if tab.coordinator.hear(envelope, clock.now()).is_some() && tab.doing == Doing::Rests {
                    tab.due_at = now;
                }
            }
            if let Doing::Asks { until } = tab.doing
                && until <= now
            {
                tab.coordinator.answered("jobs", || Some(answer("/jobs", now)), clock.now());
                (tab.data_at, tab.due_at, tab.doing) = (now, now + INTERVAL_SECS, Doing::Rests);
            }
            if tab.doing == Doing::Rests && tab.due_at <= now && tab.is_visible {
                tab.doing = Doing::Wants;
            }
            if tab.doing == Doing::Wants {
                match tab.coordinator.turn(want("/jobs"), clock.now()) {
                    Decision::Take(told_at, _) => {
                        tab.data_at = told_at.secs_since(at(0.0));
                        (tab.due_at, tab.doing) = (now + INTERVAL_SECS, Doing::Rests);
                    }
                    Decision::Ask => {
                        n_requests += 1;
                        tab.doing = Doing::Asks { until: now + LATENCY_SECS };
                    }
                    Decision::Wait(_) => {}
                }
            }
            if tab.is_visible && tab.active_since + INTERVAL_SECS + 1.0 < now {
                stalest = stalest.max(now - tab.data_at);
            }
        }
        let outboxes = tabs.iter_mut().map(|tab| tab.coordinator.take_outbox()).enumerate();
        let said = outboxes.flat_map(|(from, outbox)| outbox.into_iter().map(move |it| (from, it)));
        for (from, envelope) in said.collect::<Vec<_>>() {
            let envelope = Envelope::decode(&envelope.encode()).expect("what was encoded");
            for (i, _) in tabs.iter().enumerate().filter(|(i, tab)| *i != from && tab.opens_at <= now) {
                clock.schedule(delay(), Happening::Arrives(i, envelope.clone()));
            }
        }
    }
    (n_requests, stalest)
}

/// Requests that one tab alone would have sent.
const ALONE: usize = (400.0 / (INTERVAL_SECS + LATENCY_SECS)) as usize + 1;

#[test]
fn tabs_that_are_left_alone_ask_like_one() {
    for n_tabs in 1..=5 {
        let (n_requests, stalest) = browse(n_tabs, &[], &[0.1, 0.4, 0.9, 0.0, 0.6], &mut || 0.01);
        assert!(n_requests < ALONE + n_tabs, "{n_tabs}: {n_requests}");
        assert!(stalest < 1.1 * INTERVAL_SECS, "{n_tabs}: {stalest}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn tabs_that_sleep_hide_and_close_stay_current_and_polite(
        n_tabs in 1..5_usize,
        events in prop::collection::vec(event(), 0..8),
        patience in prop::collection::vec(0.0..1.0, 5),
        delays in prop::collection::vec(0.0..DELAY_SECS, 7),
    ) {
        let mut turns = 0;
        let mut delay = || {
            turns += 1;
            delays[turns % delays.len()]
        };
        let (n_requests, stalest) = browse(n_tabs, &events, &patience, &mut delay);
        prop_assert!(stalest <= 2.0 * INTERVAL_SECS + LATENCY_SECS + DELAY_SECS + TICK_SECS, "{stalest}");
        let allowed = ALONE + n_tabs + 3 * events.len();
        prop_assert!(n_requests <= allowed, "{n_requests} of {allowed}");
    }

    #[test]
    fn letters_are_read_back_and_any_bytes_do_no_harm(
        from in any::<u64>(),
        name in ".{0,9}",
        cut in any::<prop::sample::Index>(),
        bytes in prop::collection::vec(any::<u8>(), 0..60),
    ) {
        let errors = [TransportError::Blocked, TransportError::TimedOut, TransportError::Aborted, TransportError::CutOff];
        let failed = errors.map(|error| Message::Failed { name: name.clone(), target: "/x".into(), error });
        let others =
            [Message::Hello, Message::Here, Message::Resting, Message::Closed, Message::Asking { name: name.clone() }, answer(&name, 3.0)];
        for message in others.into_iter().chain(failed) {
            let envelope = Envelope { from: TabId(from), at: at(7.0), message };
            let encoded = envelope.encode();
            prop_assert_eq!(Envelope::decode(&encoded), Some(envelope));
            prop_assert_eq!(Envelope::decode(&encoded[..cut.index(encoded.len())]), None);
        }
        let _ = Envelope::decode(&bytes);
    }
}
