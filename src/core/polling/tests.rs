//! Single behaviours of a poller when all is well. What follows failures is in `failures`, random histories
//! in `histories`.

mod failures;
mod histories;

use super::Interval::{Auto, Every, Off};
use super::*;
use crate::api::RetryAdvice::{self, Backoff};
use crate::test_clock::{FakeClock, at};

/// A poller and a clock.
struct PollerHarness {
    poller: Poller<&'static str>,
    clock: FakeClock,
}

impl PollerHarness {
    fn new() -> Self {
        Self { poller: Poller::new(1), clock: FakeClock::default() }
    }

    fn on(&mut self, event: PollEvent<&'static str>) -> Vec<Command<&'static str>> {
        self.poller.on(event, self.clock.now())
    }

    /// Watches a key and returns the ticket of its first request.
    #[track_caller]
    fn watch(&mut self, key: &'static str, pace: Pace) -> Ticket {
        sent(&self.on(PollEvent::Watch { key, pace }))[0].1
    }

    fn fresh(&mut self, ticket: Ticket, has_news: bool, pace: Pace) -> Vec<Command<&'static str>> {
        self.on(PollEvent::Responded { ticket, outcome: Outcome::Fresh { has_news, pace } })
    }

    fn failed(&mut self, ticket: Ticket, advice: RetryAdvice) -> Vec<Command<&'static str>> {
        self.on(PollEvent::Responded { ticket, outcome: Outcome::Failed(advice) })
    }

    /// Lets time pass to the next wake-up, and returns how long that took and what was sent then.
    #[track_caller]
    fn wake(&mut self) -> (f64, Vec<(&'static str, Ticket)>) {
        let wait = self.poller.next_wake().expect("nothing is due").secs_since(self.clock.now());
        self.clock.pass(wait);
        (wait, sent(&self.on(PollEvent::Woke)))
    }

    fn status(&self, key: &'static str) -> ResourceStatus {
        self.poller.status(&key).unwrap()
    }
}

fn sent(commands: &[Command<&'static str>]) -> Vec<(&'static str, Ticket)> {
    commands
        .iter()
        .filter_map(|command| match command {
            Command::Send { ticket, key } => Some((*key, *ticket)),
            Command::Abort { .. } | Command::WakeAt(_) => None,
        })
        .collect()
}

fn keys(commands: &[Command<&'static str>]) -> Vec<&'static str> {
    sent(commands).into_iter().map(|(key, _)| key).collect()
}

/// Two waits are the same but for the rounding of time stamps.
#[track_caller]
fn assert_secs(got: f64, expected: f64) {
    assert!((got - expected).abs() < 1e-6, "{got} s instead of {expected} s");
}

#[test]
fn each_pace_has_its_wait() {
    for (pace, secs) in
        [(Pace::Active, 5.0), (Pace::Transitional, 5.0), (Pace::Waiting, 15.0), (Pace::List, 15.0)]
    {
        let mut harness = PollerHarness::new();
        let ticket = harness.watch("a", pace);
        harness.clock.pass_until(at(2.0));
        let commands = harness.fresh(ticket, true, pace);
        assert_eq!(commands, [Command::WakeAt(at(2.0 + secs))], "{pace:?}");
        assert_eq!(harness.status("a").interval_secs, Some(secs));
        assert_eq!(harness.wake().1.len(), 1);
    }
}

#[test]
fn empty_answers_stretch_the_wait_and_news_shorten_it() {
    let mut harness = PollerHarness::new();
    let mut ticket = harness.watch("a", Pace::Active);
    let mut waits = Vec::new();
    for has_news in [true, false, false, false, true].into_iter().chain([false; 12]) {
        harness.fresh(ticket, has_news, Pace::Active);
        let (wait, sent) = harness.wake();
        ticket = sent[0].1;
        waits.push(wait);
    }
    for (wait, expected) in waits.iter().zip([5.0, 6.0, 7.2, 8.64, 5.0, 6.0]) {
        assert_secs(*wait, expected);
    }
    assert_secs(waits[16], 30.0);
    // An empty answer that brings the job to this pace is not an empty poll at it.
    let mut harness = PollerHarness::new();
    let ticket = harness.watch("a", Pace::Transitional);
    assert_eq!(harness.fresh(ticket, false, Pace::Active), [Command::WakeAt(at(5.0))]);
}

#[test]
fn what_has_ended_is_looked_at_once_more_and_then_never() {
    let mut harness = PollerHarness::new();
    let running = harness.watch("a", Pace::Active);
    harness.fresh(running, true, Pace::Finished);
    let (wait, last) = harness.wake();
    assert_secs(wait, 5.0);
    assert_eq!(harness.fresh(last[0].1, true, Pace::Finished), []);
    assert_eq!(harness.poller.next_wake(), None);
    let status = harness.status("a");
    assert_eq!((status.is_paused, status.interval_secs, status.next_at), (false, None, None));

    // Known to have ended before the first request: that one is the last look.
    let mut harness = PollerHarness::new();
    let last = harness.watch("a", Pace::Finished);
    assert_eq!(harness.fresh(last, true, Pace::Finished), []);
    // Unless it turns out to be running again.
    let again = sent(&harness.on(PollEvent::RefreshOne("a")))[0].1;
    assert_eq!(harness.fresh(again, true, Pace::Active).len(), 1);

    let mut harness = PollerHarness::new();
    let only = harness.watch("a", Pace::Active);
    assert_eq!(harness.fresh(only, true, Pace::Final), []);
    assert_eq!(PollerHarness::new().on(PollEvent::Watch { key: "b", pace: Pace::Final }), []);
}

#[test]
fn an_answer_to_an_old_request_is_dropped() {
    let mut harness = PollerHarness::new();
    let old = harness.watch("a", Pace::List);
    let commands = harness.on(PollEvent::Reset { key: "a" });
    let new = sent(&commands)[0].1;
    assert_eq!(commands[0], Command::Abort { ticket: old });
    assert!(old < new);
    assert_eq!(harness.fresh(old, true, Pace::List), []);
    let status = harness.status("a");
    assert!(status.is_in_flight && status.last_success.is_none());
    assert_eq!(harness.fresh(new, true, Pace::List).len(), 1);
    // And a second time, after it has been answered.
    assert_eq!(harness.fresh(new, true, Pace::Active), []);
}

#[test]
fn nobody_waits_for_what_is_not_watched() {
    let mut harness = PollerHarness::new();
    let ticket = harness.watch("a", Pace::List);
    assert_eq!(harness.on(PollEvent::Unwatch { key: "a" }), [Command::Abort { ticket }]);
    assert_eq!(harness.fresh(ticket, true, Pace::List), []);
    assert_eq!(harness.poller.status(&"a"), None);
    assert_eq!(harness.on(PollEvent::RefreshAsked), []);
    for event in [PollEvent::Unwatch { key: "a" }, PollEvent::RefreshOne("a"), PollEvent::Reset { key: "a" }]
    {
        assert_eq!(harness.on(event), []);
    }
}

#[test]
fn asking_during_a_request_does_not_double_it() {
    let mut harness = PollerHarness::new();
    let ticket = harness.watch("a", Pace::List);
    assert_eq!(harness.on(PollEvent::RefreshAsked), []);
    assert_eq!(harness.on(PollEvent::RefreshOne("a")), []);
    assert_eq!(harness.on(PollEvent::Watch { key: "a", pace: Pace::List }), []);
    assert_eq!(harness.fresh(ticket, true, Pace::List), [Command::WakeAt(at(15.0))]);
}

#[test]
fn a_hidden_page_sends_nothing_and_catches_up_once() {
    let mut harness = PollerHarness::new();
    let tickets =
        [harness.watch("a", Pace::Active), harness.watch("b", Pace::List), harness.watch("c", Pace::Active)];
    harness.fresh(tickets[0], true, Pace::Active);
    harness.fresh(tickets[1], true, Pace::List);
    harness.on(PollEvent::Visible(false));
    assert!(harness.status("a").is_paused);
    // What is under way ends as usual, but nothing follows.
    assert_eq!(harness.fresh(tickets[2], true, Pace::Active), []);
    harness.clock.pass_until(at(10.0));
    for event in
        [PollEvent::Woke, PollEvent::RefreshOne("c"), PollEvent::Watch { key: "d", pace: Pace::List }]
    {
        assert_eq!(harness.on(event), []);
    }
    // "b" is not overdue yet, and goes on as planned.
    let commands = harness.on(PollEvent::Visible(true));
    assert_eq!(keys(&commands), ["a", "c", "d"]);
    assert_eq!(commands.last(), Some(&Command::WakeAt(at(15.0))));
}

#[test]
fn a_wish_from_a_hidden_page_is_not_put_off_by_another_pace() {
    let mut harness = PollerHarness::new();
    harness.on(PollEvent::Visible(false));
    for pace in [Pace::Waiting, Pace::Active] {
        assert_eq!(harness.on(PollEvent::Watch { key: "a", pace }), []);
    }
    assert_eq!(keys(&harness.on(PollEvent::Visible(true))), ["a"]);
}

#[test]
fn another_pace_leaves_a_request_alone() {
    let mut harness = PollerHarness::new();
    let ticket = harness.watch("a", Pace::Waiting);
    assert_eq!(harness.on(PollEvent::Watch { key: "a", pace: Pace::Active }), []);
    assert!(harness.status("a").is_in_flight);
    assert_eq!(harness.fresh(ticket, true, Pace::Active), [Command::WakeAt(at(5.0))]);
}

#[test]
fn a_day_of_sleep_costs_one_request_each() {
    let mut harness = PollerHarness::new();
    for key in ["a", "b"] {
        let ticket = harness.watch(key, Pace::Active);
        harness.fresh(ticket, true, Pace::Active);
    }
    harness.clock.pass_until(at(86_400.0));
    assert_eq!(keys(&harness.on(PollEvent::Woke)), ["a", "b"]);
    assert_eq!(keys(&harness.on(PollEvent::Woke)), [""; 0]);
}

#[test]
fn a_clock_that_went_back_costs_one_wait_at_most() {
    let mut harness = PollerHarness::new();
    harness.clock.pass_until(at(86_400.0));
    let ticket = harness.watch("a", Pace::List);
    harness.fresh(ticket, true, Pace::List);
    harness.clock.pass(-86_400.0);
    assert_eq!(harness.on(PollEvent::Woke), [Command::WakeAt(at(15.0))]);
    assert_eq!(harness.status("a").last_success, Some(at(0.0)));
    assert_eq!(keys(&[harness.on(PollEvent::Woke), harness.on(PollEvent::Woke)].concat()), [""; 0]);
    assert_eq!(harness.wake().1.len(), 1);
}

#[test]
fn a_timer_that_fires_a_little_early_is_on_time() {
    let mut harness = PollerHarness::new();
    let ticket = harness.watch("a", Pace::List);
    harness.fresh(ticket, true, Pace::List);
    harness.clock.pass_until(at(10.0));
    assert_eq!(harness.on(PollEvent::Woke), [Command::WakeAt(at(15.0))]);
    harness.clock.pass_until(at(14.999));
    assert_eq!(keys(&harness.on(PollEvent::Woke)), ["a"]);
}

#[test]
fn off_means_on_demand() {
    let mut harness = PollerHarness::new();
    let first = harness.watch("a", Pace::Active);
    assert_eq!(harness.on(PollEvent::IntervalChosen(Off)), []);
    assert_eq!(harness.fresh(first, true, Pace::Active), []);
    harness.clock.pass_until(at(60.0));
    assert_eq!(harness.on(PollEvent::Woke), []);
    let status = harness.status("a");
    assert_eq!((status.is_paused, status.interval_secs, status.next_at), (true, None, None));
    // A new page is a demand, and so is the button.
    let second = harness.watch("b", Pace::Active);
    assert_eq!(harness.failed(second, Backoff), []);
    assert_eq!(keys(&harness.on(PollEvent::RefreshAsked)), ["a", "b"]);

    let mut harness = PollerHarness::new();
    harness.on(PollEvent::IntervalChosen(Off));
    let ticket = harness.watch("a", Pace::Active);
    harness.fresh(ticket, true, Pace::Active);
    harness.clock.pass_until(at(60.0));
    assert_eq!(keys(&harness.on(PollEvent::IntervalChosen(Auto))), ["a"]);
}

#[test]
fn a_fixed_interval_holds_for_what_has_not_ended() {
    for (pace, secs) in [(Pace::Active, 60.0), (Pace::List, 60.0), (Pace::Finished, 5.0)] {
        let mut harness = PollerHarness::new();
        let ticket = harness.watch("a", Pace::Active);
        harness.on(PollEvent::IntervalChosen(Every(60)));
        assert_eq!(harness.fresh(ticket, false, pace), [Command::WakeAt(at(secs))]);
    }
    // Chosen in the middle of a wait, it counts from the last response.
    let mut harness = PollerHarness::new();
    let ticket = harness.watch("a", Pace::List);
    harness.fresh(ticket, true, Pace::List);
    harness.clock.pass_until(at(3.0));
    assert_eq!(harness.on(PollEvent::IntervalChosen(Every(5))), [Command::WakeAt(at(5.0))]);
    assert_eq!(harness.on(PollEvent::IntervalChosen(Every(300))), [Command::WakeAt(at(300.0))]);
    harness.clock.pass_until(at(100.0));
    assert_eq!(keys(&harness.on(PollEvent::IntervalChosen(Auto))), ["a"]);
    assert_eq!(keys(&PollerHarness::new().on(PollEvent::IntervalChosen(Every(0)))), [""; 0]);
}

#[test]
fn a_hidden_page_asks_for_what_is_meant_to_go_on_once_a_minute() {
    let mut harness = PollerHarness::new();
    let (list, job) = (harness.watch("list", Pace::List), harness.watch("job", Pace::Active));
    harness.fresh(list, false, Pace::List);
    harness.fresh(job, false, Pace::Active);
    harness.on(PollEvent::Visible(false));
    assert_eq!(harness.poller.next_wake(), None);
    harness.poller.set_background(Some(|key| *key == "list"));
    harness.on(PollEvent::Woke);
    for _ in 0..3 {
        let (wait, sent) = harness.wake();
        assert_eq!((wait, sent[0].0, sent.len()), (60.0, "list", 1));
        harness.fresh(sent[0].1, true, Pace::List);
        // The page is hidden, so nothing waits for it.
        assert_eq!(sent_now(&mut harness), 0);
    }
    harness.on(PollEvent::IntervalChosen(Off));
    assert_eq!(harness.poller.next_wake(), None);
    harness.on(PollEvent::IntervalChosen(Auto));
    harness.poller.set_background(None);
    harness.on(PollEvent::Woke);
    assert_eq!(harness.poller.next_wake(), None);
}

/// Requests that a wish makes.
fn sent_now(harness: &mut PollerHarness) -> usize {
    sent(&harness.on(PollEvent::Visible(false))).len()
}

#[test]
fn a_pace_learnt_elsewhere_counts_from_the_last_answer() {
    let mut harness = PollerHarness::new();
    let ticket = harness.watch("a", Pace::Waiting);
    harness.fresh(ticket, true, Pace::Waiting);
    harness.clock.pass_until(at(2.0));
    let starting = PollEvent::Watch { key: "a", pace: Pace::Transitional };
    assert_eq!(harness.on(starting.clone()), [Command::WakeAt(at(5.0))]);
    assert_eq!(harness.on(starting), []);
    harness.clock.pass_until(at(4.0));
    assert_eq!(harness.on(PollEvent::Watch { key: "a", pace: Pace::Final }), []);
    assert_eq!(harness.poller.next_wake(), None);
    assert_eq!(keys(&harness.on(PollEvent::Watch { key: "a", pace: Pace::Finished })), [""; 0]);
    assert_eq!(harness.poller.next_wake(), None);
    harness.clock.pass_until(at(60.0));
    assert_eq!(keys(&harness.on(PollEvent::Watch { key: "a", pace: Pace::Active })), ["a"]);
}
