//! Hidden tabs, sleeping laptops and clocks that jump.

use tuneboard_core::{model::Provider, polling::PollEvent};

use crate::harness::page::{Page, Resource};

/// Returns a page that has watched a running job, and the list, for a while.
fn running(provider: Provider) -> Page {
    let mut page = Page::with_new_job(provider, "mine", 0.1);
    page.watch_list();
    page.run_until(2_000, |page| 3 < page.job().growth.len());
    page
}

/// Requests among `sent[from..]`: the list's, then the open job's.
fn counts(page: &Page, from: usize) -> Vec<usize> {
    let mut counts = page.counts(from);
    counts.insert(0, page.n_sent(from, Resource::Jobs));
    counts
}

#[test]
fn a_hidden_page_asks_for_nothing_and_once_on_return() {
    for provider in Provider::ALL {
        let mut page = running(provider);
        page.show(false);
        // What was under way may still arrive.
        page.run(1.0);
        let n_sent = page.sent.len();
        page.run(300.0);
        // A timer that was set before may fire all the same.
        page.dispatch(PollEvent::Woke);
        page.run(300.0);
        assert_eq!(page.sent.len(), n_sent);
        page.show(true);
        page.run(1.0);
        assert!(counts(&page, n_sent).iter().all(|n| *n == 1), "{:?}", counts(&page, n_sent));
        page.run_until(3_000, |page| page.job().is_over());
        page.run(60.0);
        page.assert_complete();
    }
}

#[test]
fn a_day_of_sleep_costs_one_request_each() {
    for provider in Provider::ALL {
        // Slow enough to be running still after a day, and for nothing to have happened within a minute.
        let mut page = Page::with_new_job(provider, "mine", 0.0002);
        page.watch_list();
        page.run(30.0);
        let n_sent = page.sent.len();
        page.suspend(86_400.0);
        page.run(1.0);
        assert!(counts(&page, n_sent).iter().all(|n| *n == 1), "{:?}", counts(&page, n_sent));
        page.run(59.0);
        assert!(counts(&page, n_sent).iter().all(|n| (2..=13).contains(n)), "{:?}", counts(&page, n_sent));
    }
    for provider in Provider::ALL {
        // The job ends during the sleep.
        let mut page = running(provider);
        let n_sent = page.sent.len();
        page.suspend(86_400.0);
        page.run(60.0);
        assert!(page.job().is_over());
        page.assert_complete();
        assert!(page.counts(n_sent).iter().all(|n| *n <= 3), "{:?}", page.counts(n_sent));
    }
}

#[test]
fn a_clock_that_jumps_holds_nothing_up_and_starts_no_storm() {
    for provider in Provider::ALL {
        for skew_secs in [-3_600.0, 3_600.0, -86_400.0 * 400.0] {
            let mut page = running(provider);
            let n_sent = page.sent.len();
            page.skew_secs = skew_secs;
            page.run(62.0);
            let counts = counts(&page, n_sent);
            assert!(counts[0] >= 2 && counts[1] >= 2 && counts[2] >= 2, "{skew_secs}: {counts:?}");
            assert!(counts.iter().all(|n| *n <= 14), "{skew_secs}: {counts:?}");
            page.run_until(3_000, |page| page.job().is_over());
            page.run(60.0);
            page.assert_complete();
        }
    }
}
