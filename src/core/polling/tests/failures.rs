//! Tests of failures: the wait until the next try, and events that cut it short.

use super::*;
use crate::api::RetryAdvice::{After, GiveUp, Reauthenticate};

#[test]
fn failures_wait_within_their_ceiling() {
    let ceilings = [3.0, 4.5, 6.75, 10.125, 15.1875, 22.781, 34.172, 51.258, 60.0, 60.0];
    let mut longest = [0.0_f64; 10];
    for seed in 0..300 {
        let mut harness = PollerHarness { poller: Poller::new(seed), ..PollerHarness::new() };
        let mut ticket = harness.watch("a", Pace::Active);
        for (i, ceiling) in ceilings.into_iter().enumerate() {
            harness.failed(ticket, Backoff);
            assert_eq!(harness.status("a").n_failures as usize, i + 1);
            let (wait, sent) = harness.wake();
            assert!((1.0 - 1e-6..=ceiling + 1e-3).contains(&wait), "{wait} s after {} failures", i + 1);
            longest[i] = longest[i].max(wait);
            ticket = sent[0].1;
        }
        harness.fresh(ticket, true, Pace::Active);
        assert_eq!(harness.status("a").n_failures, 0);
        assert_secs(harness.wake().0, 5.0);
    }
    // The ceilings are reached, not only kept.
    for (longest, ceiling) in longest.into_iter().zip(ceilings) {
        assert!(ceiling * 0.9 < longest, "{longest} s of {ceiling} s");
    }
}

#[test]
fn advice_decides_the_wait() {
    for (advice, least, most) in [
        (After(30.0), 30.0, 33.0),
        (After(0.5), 12.0, 13.2),
        (After(f64::NAN), 12.0, 13.2),
        (After(f64::INFINITY), 12.0, 13.2),
        (After(1e9), 3600.0, 3960.0),
        (GiveUp, 60.0, 66.0),
    ] {
        let mut harness = PollerHarness::new();
        let ticket = harness.watch("a", Pace::Active);
        harness.failed(ticket, advice);
        let (wait, sent) = harness.wake();
        assert!((least - 1e-6..=most).contains(&wait), "{wait} s for {advice:?}");
        assert_eq!(sent.len(), 1);
    }
}

#[test]
fn a_back_off_survives_another_interval_and_pace() {
    let mut harness = PollerHarness::new();
    let ticket = harness.watch("a", Pace::Active);
    harness.failed(ticket, After(40.0));
    let next_at = harness.status("a").next_at;
    harness.on(PollEvent::IntervalChosen(Every(5)));
    harness.on(PollEvent::Watch { key: "a", pace: Pace::Transitional });
    assert_eq!(harness.status("a").next_at, next_at);
    // A person may ask all the same.
    assert_eq!(keys(&harness.on(PollEvent::RefreshOne("a"))), ["a"]);
}

#[test]
fn a_refused_key_is_not_tried_again_unasked() {
    for event in [PollEvent::Reset { key: "a" }, PollEvent::RefreshOne("a"), PollEvent::RefreshAsked] {
        let mut harness = PollerHarness::new();
        let ticket = harness.watch("a", Pace::Active);
        assert_eq!(harness.failed(ticket, Reauthenticate), []);
        assert!(harness.status("a").is_paused);
        harness.clock.pass_until(at(1e6));
        for idle in [
            PollEvent::Woke,
            PollEvent::Visible(true),
            PollEvent::IntervalChosen(Every(5)),
            PollEvent::Watch { key: "a", pace: Pace::List },
        ] {
            assert_eq!(harness.on(idle), []);
        }
        assert_eq!(keys(&harness.on(event.clone())), ["a"], "{event:?}");
    }
}

#[test]
fn one_failing_resource_leaves_the_others_alone() {
    let mut harness = PollerHarness::new();
    let (bad, good) = (harness.watch("bad", Pace::List), harness.watch("good", Pace::List));
    harness.failed(bad, After(600.0));
    harness.fresh(good, true, Pace::List);
    for _ in 0..10 {
        let (wait, sent) = harness.wake();
        assert_secs(wait, 15.0);
        assert_eq!(sent[0].0, "good");
        harness.fresh(sent[0].1, true, Pace::List);
    }
}

#[test]
fn a_reset_forgets_failures() {
    let mut harness = PollerHarness::new();
    let ticket = harness.watch("a", Pace::List);
    harness.failed(ticket, GiveUp);
    harness.on(PollEvent::Visible(false));
    assert_eq!(harness.on(PollEvent::Reset { key: "a" }), []);
    assert_eq!(harness.status("a").n_failures, 0);
    assert_eq!(keys(&harness.on(PollEvent::Visible(true))), ["a"]);
}

#[test]
fn a_failed_last_look_is_repeated() {
    let mut harness = PollerHarness::new();
    let last = harness.watch("a", Pace::Finished);
    harness.failed(last, Backoff);
    let (_, sent) = harness.wake();
    assert_eq!(harness.fresh(sent[0].1, true, Pace::Finished), []);
}
