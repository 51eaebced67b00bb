//! A service that does not take some questions: the charts go on, and no refused query is repeated.

use super::*;

/// Service that refuses some parameters.
#[derive(Debug, Clone, Copy)]
struct Picky {
    sample: bool,
    fractions: bool,
    times: bool,
    steps: bool,
    limit: bool,
}

impl Picky {
    fn refuses(self, query: &MetricsQuery) -> bool {
        let filter = query.filter;
        let has_fraction = |at: Timestamp| at.unix_nanos() % 1_000_000_000 != 0;
        self.sample && filter.resolution.is_some()
            || self.fractions && filter.logged_from.is_some_and(has_fraction)
            || self.times && filter.logged_from.is_some()
            || self.steps && (filter.step_from.is_some() || 0 < query.offset)
            || self.limit && query.limit.is_some()
    }
}

fn any_picky() -> impl Strategy<Value = Picky> {
    any::<[bool; 5]>().prop_map(|[sample, fractions, times, steps, limit]| Picky {
        sample,
        fractions,
        times,
        steps,
        limit,
    })
}

/// Polls as the page does: a question that is refused is replaced at once. Gives all that were refused.
fn poll(poller: &mut Poller, service: &Service, picky: Picky) -> Vec<MetricsQuery> {
    let mut refused = Vec::new();
    loop {
        let query = poller.feed.next_query();
        if picky.refuses(&query) {
            assert!(poller.feed.refuse(&query), "{query:?} has nothing in its place");
            refused.push(query);
            continue;
        }
        poller.take(&query, &service.answer(&query));
        if !poller.feed.goes_on() {
            return refused;
        }
    }
}

proptest! {
    #[test]
    fn a_refused_question_is_replaced_and_never_repeated(
        turns in few_turns(), picky in any_picky(), cursor in prop::sample::select(CURSORS.to_vec()),
    ) {
        let (mut service, mut poller) = (Service::default(), Poller::new(cursor));
        poller.feed.request_sample(5);
        let mut refused = Vec::new();
        for turn in &turns {
            service.take_turn(turn);
            if matches!(turn, Turn::Poll) {
                refused.extend(poll(&mut poller, &service, picky));
            }
        }
        for _ in 0..=WIDE_EVERY + 1 {
            refused.extend(poll(&mut poller, &service, picky));
        }
        // One question of each kind, at most.
        prop_assert!(refused.len() <= 3, "{:?}", refused);
        poller.feed.request_full();
        poll(&mut poller, &service, picky);
        prop_assert_eq!(content(&poller.store), downloaded(&service));
    }
}

#[test]
fn a_service_that_refused_everything_is_asked_as_before_once_it_answers() {
    let (mut service, mut poller) = (Service::default(), Poller::new(MetricsCursor::Step));
    service.take_turn(&Turn::Train(9));
    poller.poll(&service);
    let narrow = poller.feed.next_query();
    assert_eq!(narrow.filter.step_from, Some(9));
    assert!(poller.feed.refuse(&narrow));
    let whole = poller.feed.next_query();
    assert_eq!(whole, MetricsQuery::default());
    assert!(!poller.feed.refuse(&whole));
    assert_eq!(poller.feed.next_query(), whole, "nothing is asked that was refused");
    poller.poll(&service);
    assert_eq!(poller.feed.next_query(), narrow);
}

#[test]
fn times_that_nobody_chose_have_whole_seconds() {
    let (mut service, mut poller) = (Service::default(), Poller::new(MetricsCursor::Step));
    service.take_turn(&Turn::Train(3));
    for row in &mut service.rows {
        row.logged_at = row.logged_at.map(|at| at.plus_secs(0.112_004));
    }
    poller.poll(&service);
    let asked: Vec<_> = (0..=WIDE_EVERY).filter_map(|_| poller.poll(&service).1.filter.logged_from).collect();
    // 300 seconds before the last row, 21 seconds after the beginning, and down to a second.
    assert_eq!(asked, [Timestamp::from_unix_secs(1_780_000_000 + 21 - 300)]);
}

#[test]
fn bounds_that_a_person_chose_have_nothing_in_their_place() {
    let at = Timestamp::from_unix_secs(1_780_000_000).plus_secs(0.5);
    let bounds = MetricsFilter { logged_from: Some(at), step_from: Some(3), ..MetricsFilter::default() };
    let mut feed = MetricsFeed::within(MetricsCursor::Step, bounds);
    let query = feed.next_query();
    assert_eq!(query.filter, bounds);
    assert!(!feed.refuse(&query));
}
