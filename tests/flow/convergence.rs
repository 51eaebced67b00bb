//! Convergence: a page ends with the data of a full download, whatever the network, the clocks and the
//! service do.
//!
//! Each seed is one life of one job: a log with late, repeated and returning steps, a network that loses, breaks
//! off, delays and doubles answers, clocks that jump on both sides, a service that starts anew with the same log
//! or with another one. After each answer that claims to make the page current, the page is compared with a full
//! download as of the time that request was sent.
//!
//! `TUNEBOARD_SEEDS=20000 cargo test --test flow convergence` tries more than the usual number.

use std::fmt::Write as _;

use tuneboard_core::{
    api,
    metrics::MetricStore,
    model::{JobId, MetricsCursor, MetricsQuery, Provider, Timestamp},
    polling::{Outcome, Pace, PollEvent},
};
use tuneboard_simulator::{Options, ReplayLog, Simulator};

use crate::harness::{
    download::content,
    network::{Dice, Weather},
    page::{Page, Resource},
    watched_job::WatchedJob,
};

/// Lives in the usual run.
const N_SEEDS: u64 = 1_200;

/// Looks at each answer with metrics, and compares where it may.
#[derive(Debug)]
pub struct Audit {
    /// The log's steps never go back, so that asking for what follows the last one is enough.
    is_monotone: bool,
    /// When the service last showed another log than before, or less of it.
    rewritten_at: Timestamp,
    /// When the newest page of the present way through pages was asked for.
    way_began_at: Option<Timestamp>,
    /// When what is held whole was asked for.
    whole_at: Option<Timestamp>,
    /// Comparisons made.
    n_compared: usize,
}

impl Audit {
    /// A kept response with metrics has been taken. The rest of a way that it began makes nothing current.
    pub fn restore(&mut self, goes_on: bool) {
        self.way_began_at = goes_on.then(|| Timestamp::from_unix_secs(0));
    }

    /// An answer with metrics that was sent for at `sent_at` has been taken.
    pub fn look(&mut self, page: &mut Page, outcome: Outcome, sent_at: Timestamp) {
        let open = page.job();
        if !matches!(outcome, Outcome::Fresh { .. }) {
            self.way_began_at = None;
            return;
        }
        let cursor = page.provider.capabilities().metrics_cursor;
        let began_at = *self.way_began_at.get_or_insert(sent_at);
        let feed = open.monitor.feed();
        if feed.goes_on() {
            return;
        }
        self.way_began_at = None;
        let is_whole = open.was_full && open.asked().filter.resolution.is_none();
        if is_whole {
            self.whole_at = Some(began_at);
        }
        let is_of_one_log = self.rewritten_at < began_at;
        let is_log_the_same = self.whole_at.is_some_and(|at| self.rewritten_at < at);
        let is_enough = match cursor {
            MetricsCursor::Whole | MetricsCursor::Offset => true,
            // A log of events only grows, else it is read anew at the end.
            MetricsCursor::Pages => is_whole || is_log_the_same,
            // Late rows are asked for every few answers.
            MetricsCursor::Step => is_whole || self.is_monotone || open.asked().filter.logged_from.is_some(),
        };
        // A feed that wants everything next knows that it has not got it.
        let claims = is_enough && (is_whole || !feed.is_full()) && !feed.is_sampled();
        if claims && is_of_one_log {
            self.n_compared += 1;
            // Parts behind the first bring what came meanwhile.
            let at = if cursor == MetricsCursor::Offset { sent_at } else { began_at };
            let expected = download(page, at);
            let open = page.job();
            assert!(
                content(&open.store) == content(&expected),
                "{:?} after {:?} at {began_at:?} (whole: {is_whole}) the page has {} points, a download {}",
                page.provider,
                open.asked(),
                open.store.n_points(),
                expected.n_points()
            );
        }
    }
}

/// All of the open job's metrics as of a time that has passed, over a line without trouble.
fn download(page: &mut Page, at: Timestamp) -> MetricStore {
    let at = page.service_now(at);
    let mut store = MetricStore::new();
    let mut query = MetricsQuery { limit: Some(100), ..MetricsQuery::default() };
    if page.provider.capabilities().metrics_cursor != MetricsCursor::Pages {
        query.limit = None;
    }
    loop {
        let request = page.addressed(api::list_metrics(page.provider, &page.job().id, &query));
        let response = page.service.respond(&request, at);
        let Ok(decoded) = api::decode_metrics(page.provider, &response) else { return store };
        store.merge(&decoded.value.rows);
        let next = decoded.value.summary.page.next;
        if next.is_none() || next == query.page {
            return store;
        }
        query.page = next;
    }
}

/// A log, every figure of which is its own.
fn log(dice: &mut Dice, is_monotone: bool, n_rows: u64, secs_per_row: f64) -> ReplayLog {
    let mut rows = String::new();
    let mut step = dice.below(3);
    for i in 0..n_rows {
        let figure = dice.roll() as f64 / 1e19;
        let (at, name) = match dice.below(10) {
            0 => (step, "eval_loss"),
            1 if !is_monotone => (step.saturating_sub(dice.below(9)), "eval_loss"),
            2 if !is_monotone && dice.is(40) => {
                step = step.saturating_sub(dice.below(12));
                (step, "loss")
            }
            _ => {
                step += 1 + dice.below(3);
                (step, "loss")
            }
        };
        let comma = if i == 0 { "" } else { "," };
        let _ = write!(rows, "{comma}{{\"step\":{at},\"epoch\":{},\"{name}\":{figure}}}", at as f64 / 8.0);
    }
    let runtime = n_rows as f64 * secs_per_row;
    let summary = format!("{{\"step\":{step},\"train_runtime\":{runtime}}}");
    ReplayLog::parse("log.json", &format!("{{\"log_history\":[{rows},{summary}]}}")).unwrap()
}

fn weather(dice: &mut Dice) -> Weather {
    let mut share = || dice.pick(&[0, 0, 10, 40, 90]);
    let (lost, cut, shortened, slow, doubled) = (share(), share(), share(), share(), share());
    Weather { lost, cut, shortened, slow: slow / 2, doubled }
}

/// The service starts anew with this log, which began at a time of its own clock.
fn restart(page: &mut Page, log: ReplayLog, started_at: Timestamp) {
    let options = Options { n_jobs: 0, replay: vec![log], ..Options::demo(1) };
    page.service = Simulator::new(options, started_at);
}

struct Life {
    page: Page,
    /// When the service's log began, by the service's clock.
    started_at: Timestamp,
    dice: Dice,
    is_monotone: bool,
    n_rows: u64,
    secs_per_row: f64,
}

impl Life {
    fn new(seed: u64) -> Self {
        let mut dice = Dice(seed);
        let provider = dice.pick(&Provider::ALL);
        let (is_monotone, is_long) = (dice.is(50), dice.is(2));
        let n_rows = if is_long { 90 + dice.below(60) } else { 1 + dice.below(16) };
        let secs_per_row = dice.pick(&[0.2, 1.0, 4.0, 15.0]);
        let log = log(&mut dice, is_monotone, n_rows, secs_per_row);
        let mut page = Page::new(provider, Options { n_jobs: 0, replay: vec![log], ..Options::demo(1) });
        page.network.dice = Dice(dice.roll());
        page.audit = Some(Audit {
            is_monotone,
            rewritten_at: page.now().plus_secs(-1.0),
            way_began_at: None,
            whole_at: None,
            n_compared: 0,
        });
        let list = page.ask(api::list_all(provider)).unwrap();
        let id: JobId = api::decode_jobs(provider, &list).unwrap().value.jobs[0].id.clone();
        let open = WatchedJob::new(provider, id, None);
        page.open_as(if dice.is(20) { open.with_sample() } else { open });
        Self { started_at: page.now(), page, dice, is_monotone, n_rows, secs_per_row }
    }

    /// The service shows another log than before, or less of it.
    fn rewritten(&mut self) {
        let now = self.page.now();
        if let Some(audit) = &mut self.page.audit {
            audit.rewritten_at = now;
        }
    }

    fn turn(&mut self) {
        let Self { page, dice, .. } = self;
        let secs = 1.0 + dice.below(60_000) as f64 / 1e3;
        match dice.below(21) {
            0..8 => page.run(secs),
            8..12 => page.network.weather = weather(dice),
            12 => page.skew_secs = dice.below(8_000) as f64 - 4_000.0,
            13 => {
                let ahead_secs = dice.below(400) as f64 - 200.0;
                let age_secs = page.service_now(page.now()).secs_since(self.started_at);
                page.service_skew_secs += ahead_secs.max(-age_secs);
                self.rewritten();
            }
            14 => {
                let log = log(dice, self.is_monotone, self.n_rows, self.secs_per_row);
                let ago_secs = dice.below(100) as f64;
                self.started_at = page.service_now(page.now()).plus_secs(-ago_secs);
                restart(page, log, self.started_at);
                self.rewritten();
            }
            15 => page.suspend(3.0 * secs),
            16 => {
                page.show(false);
                page.run(secs);
                page.show(true);
            }
            17 => page.reset(),
            18 => page.dispatch(PollEvent::RefreshAsked),
            19 => self.reopen(),
            _ => self.answer_once_more(),
        }
    }

    /// The job is opened anew, from what was kept of it.
    fn reopen(&mut self) {
        if let Some(audit) = &mut self.page.audit {
            (audit.way_began_at, audit.whole_at) = (None, None);
        }
        self.page.reopen();
    }

    /// Answers that were taken or given up arrive once more, and change nothing.
    fn answer_once_more(&mut self) {
        // What is overdue after a sleep is asked for at the next event, whatever it is.
        self.page.dispatch(PollEvent::Woke);
        for ticket in std::mem::take(&mut self.page.stale) {
            let n_sent = self.page.sent.len();
            let outcome = Outcome::Fresh { has_news: true, pace: Pace::Final };
            self.page.dispatch(PollEvent::Responded { ticket, outcome });
            assert_eq!(self.page.sent.len(), n_sent, "an answer came twice and counted twice");
        }
    }

    /// All is well again, and the user presses the button.
    fn settle(&mut self) {
        let Self { page, .. } = self;
        page.network.weather = Weather::default();
        // A way through pages that has begun ends as it is.
        page.run(90.0);
        page.reset();
        page.run(self.n_rows as f64 * self.secs_per_row + 400.0);
        assert!(page.job().is_over(), "the job has ended, and the page does not know");
        assert!(page.job().job_error().is_none() && page.job().metrics_error().is_none());
        let downloaded = download(page, page.now());
        assert!(
            content(&page.job().store) == content(&downloaded),
            "{:?}: at the end the page has something else",
            page.provider
        );
        let (events, log) = (page.job().events().to_vec(), page.log());
        assert_eq!(events, log, "at the end the page has another log");
        let n_sent = page.sent.len();
        page.run(86_400.0);
        assert_eq!(page.n_sent(n_sent, Resource::Metrics), 0, "nothing is left to ask for");
    }
}

/// One life; gives the number of comparisons.
fn live(seed: u64) -> usize {
    let mut life = Life::new(seed);
    for _ in 0..3 + life.dice.below(9) {
        life.turn();
    }
    life.settle();
    life.page.audit.map_or(0, |audit| audit.n_compared)
}

#[test]
fn what_claims_to_be_current_equals_a_full_download() {
    let n_seeds = std::env::var("TUNEBOARD_SEEDS").ok().and_then(|n| n.parse().ok()).unwrap_or(N_SEEDS);
    let first = std::env::var("TUNEBOARD_SEED").ok().and_then(|n| n.parse().ok()).unwrap_or(0);
    // Two at a time.
    let half = |odd: u64| {
        let (mut n_compared, mut failures) = (0, Vec::new());
        for seed in (first + odd..first + n_seeds).step_by(2) {
            match std::panic::catch_unwind(|| live(seed)) {
                Ok(n) => n_compared += n,
                Err(_) => failures.push(seed),
            }
        }
        (n_compared, failures)
    };
    let (one, other) = std::thread::scope(|scope| {
        let other = scope.spawn(|| half(1));
        (half(0), other.join().unwrap())
    });
    let (n_compared, failures) = (one.0 + other.0, [one.1, other.1].concat());
    assert!(failures.is_empty(), "seeds {failures:?}");
    assert!(3 * n_seeds < n_compared as u64, "{n_compared} comparisons in {n_seeds} lives");
}
