//! The feed against a simulated service, whose log grows, gets late rows, restarts and is rewritten.

mod cut;
mod refused;
mod rewritten;

use proptest::prelude::*;

use super::*;
use crate::{
    metrics::XAxis,
    model::{MetricBlock, MetricKey, PageToken, RowSink as _, Split},
};

/// A service's log, in the order of arrival.
#[derive(Default)]
struct Service {
    rows: Vec<MetricRow>,
    clock_secs: i64,
    step: u64,
}

/// Event at the service between two polls.
#[derive(Debug, Clone)]
enum Turn {
    Train(u8),
    /// Evaluation of a step some way back, stamped when it ends.
    LateEval(u64),
    /// Back to an earlier step.
    Restart(u64),
    /// Another log altogether.
    Rewrite,
    Poll,
}

impl Service {
    fn log(&mut self, step: u64, split: Split) {
        self.clock_secs += 7;
        let key = MetricKey { split, name: "loss".into() };
        let value = 1.0 / (1 + self.clock_secs) as f64;
        self.rows.push(MetricRow {
            step,
            epoch: None,
            logged_at: Some(Timestamp::from_unix_secs(1_780_000_000 + self.clock_secs)),
            elapsed_secs: None,
            values: vec![(key, if step.is_multiple_of(11) { f64::NAN } else { value })],
        });
    }

    fn take_turn(&mut self, turn: &Turn) {
        match *turn {
            Turn::Train(n) => (0..n).for_each(|_| {
                self.step += 1;
                self.log(self.step, Split::Train);
            }),
            Turn::LateEval(back) => self.log(self.step.saturating_sub(back), Split::Eval),
            Turn::Restart(back) => {
                self.step = self.step.saturating_sub(back);
                self.log(self.step, Split::Train);
            }
            Turn::Rewrite => {
                self.rows.clear();
                self.step = 0;
                self.take_turn(&Turn::Train(3));
            }
            Turn::Poll => {}
        }
    }

    /// Returns a page, the newest rows first come, oldest first within it.
    fn page(&self, query: &MetricsQuery) -> MetricsPage {
        const ROWS: usize = 7;
        let end = query.page.as_ref().map_or(self.rows.len(), |page| page.text.parse().unwrap_or(0));
        let start = end.saturating_sub(ROWS);
        let rows = self.rows[start..end].to_vec();
        let token = PageToken { text: start.to_string().into(), is_optional: false };
        let times = || rows.iter().filter_map(|row| row.logged_at);
        let page = PageEnd {
            next: (0 < start).then_some(token),
            newest_at: times().max(),
            oldest_at: times().min(),
        };
        let MetricsPage { rows, summary } = page_of(rows, 0);
        MetricsPage { rows, summary: MetricsSummary { page, ..summary } }
    }

    fn answer(&self, query: &MetricsQuery) -> MetricsPage {
        if query.limit.is_some() {
            return self.page(query);
        }
        let filter = query.filter;
        let is_wanted = |row: &&MetricRow| passes(row, filter);
        let rows: Vec<_> = self.rows.iter().skip(query.offset as usize).filter(is_wanted).cloned().collect();
        page_of(rows, 0)
    }
}

fn passes(row: &MetricRow, filter: MetricsFilter) -> bool {
    filter.step_from.is_none_or(|from| from <= row.step)
        && filter.step_to.is_none_or(|to| row.step <= to)
        && filter.logged_from.is_none_or(|from| row.logged_at >= Some(from))
        && filter.logged_to.is_none_or(|to| row.logged_at <= Some(to))
}

fn page_of(rows: Vec<MetricRow>, n_unreadable: usize) -> MetricsPage {
    let n_received = rows.len() + n_unreadable;
    MetricsPage { rows, summary: MetricsSummary { n_received, n_unreadable, ..MetricsSummary::default() } }
}

fn content(store: &MetricStore) -> Vec<String> {
    let text = |series: &crate::metrics::Series| {
        format!(
            "{} {:?} {:?} {:?}",
            series.key(),
            series.steps().iter().collect::<Vec<_>>(),
            series.values().iter().collect::<Vec<_>>(),
            series.xs(XAxis::WallClock).collect::<Vec<_>>()
        )
    };
    store.series().map(text).collect()
}

struct Poller {
    feed: MetricsFeed,
    store: MetricStore,
}

impl Poller {
    fn new(cursor: MetricsCursor) -> Self {
        Self { feed: MetricsFeed::new(cursor), store: MetricStore::new() }
    }

    fn poll(&mut self, service: &Service) -> (Accepted, MetricsQuery, usize) {
        let query = self.feed.next_query();
        let page = service.answer(&query);
        let mut accepted = self.take(&query, &page);
        while self.feed.goes_on() {
            let query = self.feed.next_query();
            if self.take(&query, &service.answer(&query)) != Accepted::Nothing {
                accepted = Accepted::Grew;
            }
        }
        (accepted, query, page.rows.len())
    }

    fn take(&mut self, query: &MetricsQuery, page: &MetricsPage) -> Accepted {
        let mut intake = self.feed.intake(query.clone());
        page.rows.iter().for_each(|row| intake.take(&MetricBlock::of(row.clone())));
        self.feed.accept(&mut self.store, intake, page.summary.clone())
    }
}

const CURSORS: [MetricsCursor; 4] =
    [MetricsCursor::Offset, MetricsCursor::Step, MetricsCursor::Pages, MetricsCursor::Whole];

fn downloaded(service: &Service) -> Vec<String> {
    let mut store = MetricStore::new();
    store.merge(&service.rows);
    content(&store)
}

/// So few that what there is to be caught up with is cheap, and none that rewrites.
fn few_turns() -> impl Strategy<Value = Vec<Turn>> {
    any_turns(false).prop_map(|turns| {
        let turns = turns.into_iter().take(20);
        turns.filter(|turn| !matches!(turn, Turn::Rewrite)).collect()
    })
}

fn any_turns(has_rewrites: bool) -> impl Strategy<Value = Vec<Turn>> {
    let turn = prop_oneof![
        4 => (1u8..6).prop_map(Turn::Train),
        2 => (0u64..20).prop_map(Turn::LateEval),
        1 => (1u64..15).prop_map(Turn::Restart),
        u32::from(has_rewrites) => Just(Turn::Rewrite),
        5 => Just(Turn::Poll),
    ];
    prop::collection::vec(turn, 1..60)
}

proptest! {
    #[test]
    fn a_full_pass_always_ends_equal_to_a_download(
        turns in any_turns(true),
        cursor in prop::sample::select(CURSORS.to_vec()),
    ) {
        let (mut service, mut poller) = (Service::default(), Poller::new(cursor));
        for turn in &turns {
            service.take_turn(turn);
            if matches!(turn, Turn::Poll) {
                poller.poll(&service);
            }
        }
        poller.feed.request_full();
        poller.poll(&service);
        prop_assert_eq!(content(&poller.store), downloaded(&service));
        prop_assert_eq!(poller.poll(&service).0, Accepted::Nothing);
    }

    #[test]
    fn polling_alone_catches_up_while_the_log_only_grows(
        turns in few_turns(),
        cursor in prop::sample::select(CURSORS.to_vec()),
    ) {
        let (mut service, mut poller) = (Service::default(), Poller::new(cursor));
        for turn in &turns {
            service.take_turn(turn);
            if matches!(turn, Turn::Poll) {
                let (accepted, ..) = poller.poll(&service);
                prop_assert_ne!(accepted, Accepted::Rewritten);
            }
        }
        for _ in 0..=WIDE_EVERY {
            poller.poll(&service);
        }
        prop_assert_eq!(content(&poller.store), downloaded(&service));
    }
}

proptest! {
    #[test]
    fn within_bounds_it_holds_what_passes_and_asks_for_nothing_else(
        turns in any_turns(true),
        (step_from, step_to) in (prop::option::of(0..40_u64), prop::option::of(20..90_u64)),
        (from_secs, to_secs) in (prop::option::of(0..300_i64), prop::option::of(100..900_i64)),
        is_sampled_first: bool,
    ) {
        let at = |secs: i64| Timestamp::from_unix_secs(1_780_000_000 + secs);
        let (logged_from, logged_to) = (from_secs.map(at), to_secs.map(at));
        let bounds = MetricsFilter { step_from, step_to, logged_from, logged_to, resolution: None };
        let mut service = Service::default();
        let mut poller = Poller { feed: MetricsFeed::within(MetricsCursor::Step, bounds), store: MetricStore::new() };
        if is_sampled_first {
            poller.feed.request_sample(10);
        }
        for turn in &turns {
            service.take_turn(turn);
            if matches!(turn, Turn::Poll) {
                let (_, query, _) = poller.poll(&service);
                prop_assert_eq!(MetricsFilter { resolution: None, ..query.filter.and(bounds) }, MetricsFilter { resolution: None, ..query.filter });
                prop_assert!(poller.store.last_step() <= step_to.or(Some(u64::MAX)));
            }
        }
        poller.feed.request_full();
        // A sample comes first, if it was asked for last.
        poller.poll(&service);
        poller.poll(&service);
        let mut expected = MetricStore::new();
        expected.merge(&service.rows.iter().filter(|row| passes(row, bounds)).cloned().collect::<Vec<_>>());
        prop_assert_eq!(content(&poller.store), content(&expected));
        prop_assert_eq!(poller.poll(&service).0, Accepted::Nothing);
    }
}

#[test]
fn parts_overlap_by_one_row_and_never_start_over() {
    for cursor in [MetricsCursor::Offset, MetricsCursor::Step] {
        let (mut service, mut poller) = (Service::default(), Poller::new(cursor));
        assert_eq!(poller.poll(&service).0, Accepted::Nothing, "an empty log");
        service.take_turn(&Turn::Train(100));
        assert_eq!(poller.poll(&service).0, Accepted::Grew);
        for _ in 0..4 {
            let (accepted, query, n_rows) = poller.poll(&service);
            assert_eq!((accepted, n_rows), (Accepted::Nothing, 1), "{cursor:?}");
            assert_eq!(query, poller.feed.next_query(), "nothing new, the same question");
        }
        service.take_turn(&Turn::Train(3));
        let (accepted, query, n_rows) = poller.poll(&service);
        assert_eq!((accepted, n_rows), (Accepted::Grew, 4), "{cursor:?}");
        match cursor {
            MetricsCursor::Offset => assert_eq!(query.offset, 99),
            _ => assert_eq!(query.filter.step_from, Some(100)),
        }
    }
}

#[test]
fn pages_are_read_as_far_as_what_is_held() {
    let (mut service, mut poller) = (Service::default(), Poller::new(MetricsCursor::Pages));
    service.take_turn(&Turn::Train(30));
    let query = poller.feed.next_query();
    assert_eq!(poller.take(&query, &service.answer(&query)), Accepted::Grew);
    assert!(poller.feed.goes_on() && poller.store.n_points() == 7, "the newest ones are there at once");
    poller.poll(&service);
    assert_eq!(content(&poller.store), downloaded(&service));
    service.take_turn(&Turn::Train(10));
    let query = poller.feed.next_query();
    assert_eq!(query.page, None);
    poller.take(&query, &service.answer(&query));
    assert!(poller.feed.goes_on(), "three of the new ones are on the next page");
    let query = poller.feed.next_query();
    poller.take(&query, &service.answer(&query));
    assert!(!poller.feed.goes_on() && !poller.feed.is_full());
    assert_eq!(content(&poller.store), downloaded(&service));
}

#[test]
fn a_page_that_the_service_may_lack_ends_the_list_if_it_is_not_there() {
    let (mut service, mut poller) = (Service::default(), Poller::new(MetricsCursor::Pages));
    service.take_turn(&Turn::Train(5));
    let query = poller.feed.next_query();
    for (is_optional, is_missing, is_end) in [(true, true, true), (true, false, false), (false, true, false)]
    {
        let mut page = service.answer(&query);
        page.summary.page.next = Some(PageToken { text: "x".into(), is_optional });
        poller.feed.request_full();
        poller.take(&query, &page);
        assert!(poller.feed.goes_on());
        assert_eq!(poller.feed.give_up(&mut poller.store, is_missing), is_end);
        assert!(!poller.feed.goes_on());
    }
    assert_eq!(content(&poller.store), downloaded(&service));
}

#[test]
fn an_evaluation_added_to_the_last_row_is_growth() {
    let (mut service, mut poller) = (Service::default(), Poller::new(MetricsCursor::Offset));
    service.take_turn(&Turn::Train(5));
    poller.poll(&service);
    service.rows[4].values.push((MetricKey::eval("loss"), 0.25));
    assert_eq!(poller.poll(&service).0, Accepted::Grew);
    assert_eq!(content(&poller.store), downloaded(&service));
}

#[test]
fn unreadable_rows_count_for_the_offset_and_are_no_rewrite() {
    let (mut service, mut poller) = (Service::default(), Poller::new(MetricsCursor::Offset));
    service.take_turn(&Turn::Train(5));
    let query = poller.feed.next_query();
    let mut page = service.answer(&query);
    page.rows.remove(4);
    page.summary.n_unreadable = 1;
    poller.take(&query, &page);
    let query = poller.feed.next_query();
    assert_eq!(query.offset, 4);
    assert_eq!(poller.take(&query, &page_of(Vec::new(), 1)), Accepted::Nothing);
}

#[test]
fn a_sample_is_shown_first_and_never_mixed_with_the_rest() {
    let mut service = Service::default();
    service.take_turn(&Turn::Train(200));
    let mut poller = Poller::new(MetricsCursor::Step);
    poller.feed.request_sample(20);
    let query = poller.feed.next_query();
    assert_eq!(query.filter.resolution, Some(20));
    let sample: Vec<_> = service.rows.iter().step_by(10).cloned().collect();
    assert_eq!(poller.take(&query, &page_of(sample, 0)), Accepted::Grew);
    assert!(poller.feed.is_sampled() && poller.store.n_points() == 20);
    // A caller that requests it before each query must not get samples for ever.
    poller.feed.request_sample(20);
    service.take_turn(&Turn::Train(1));
    let (accepted, query, _) = poller.poll(&service);
    assert_eq!((accepted, query), (Accepted::Grew, MetricsQuery::default()));
    assert!(!poller.feed.is_sampled());
    let mut whole = MetricStore::new();
    whole.merge(&service.rows);
    assert_eq!(content(&poller.store), content(&whole));
    poller.feed.request_sample(20);
    assert_eq!(poller.feed.next_query().filter.resolution, None, "there is something to show already");
    let mut by_offset = MetricsFeed::new(MetricsCursor::Offset);
    by_offset.request_sample(20);
    assert_eq!(
        by_offset.next_query(),
        MetricsQuery::default(),
        "a service that cannot choose is not asked to"
    );
}
