//! A service that sends no more than so many rows at once, without a word.

use super::*;

/// Answers one question: at most `most` rows, from the first that was asked for.
fn cut(service: &Service, query: &MetricsQuery, most: usize) -> MetricsPage {
    let rows = service.rows.iter().skip(query.offset as usize).take(most).cloned().collect();
    page_of(rows, 0)
}

/// Asks until there is nothing to ask for at once; gives the number of questions, and what the responses did.
fn poll(poller: &mut Poller, service: &Service, most: usize) -> (usize, Vec<Accepted>) {
    let mut accepted = Vec::new();
    loop {
        let query = poller.feed.next_query();
        let page = cut(service, &query, most);
        accepted.push(poller.take(&query, &page));
        assert!(accepted.len() < 500, "questions without end");
        if !poller.feed.goes_on() {
            return (accepted.len(), accepted);
        }
    }
}

#[track_caller]
fn check(n_rows: u8, most: usize, n_questions: usize) {
    let (mut service, mut poller) = (Service::default(), Poller::new(MetricsCursor::Offset));
    service.take_turn(&Turn::Train(n_rows));
    assert_eq!(poll(&mut poller, &service, most).0, n_questions, "{n_rows} rows, {most} at once");
    assert_eq!(content(&poller.store), downloaded(&service));
    // The final way, of which nothing is new, neither empties the chart nor fills it again.
    poller.feed.request_full();
    let (n, accepted) = poll(&mut poller, &service, most);
    assert_eq!((n, accepted), (n_questions, vec![Accepted::Nothing; n_questions]));
    assert_eq!(content(&poller.store), downloaded(&service));
}

#[test]
fn what_lies_behind_the_rows_that_came_is_asked_for() {
    check(0, 100, 1);
    check(1, 100, 1);
    check(2, 100, 2);
    check(99, 100, 2);
    check(100, 100, 2);
    check(101, 100, 2);
    check(250, 100, 4);
    check(250, 20, 14);
    check(7, 2, 7);
}

#[test]
fn a_running_job_is_not_asked_for_each_new_row_at_once() {
    let (mut service, mut poller) = (Service::default(), Poller::new(MetricsCursor::Offset));
    service.take_turn(&Turn::Train(200));
    let query = poller.feed.next_query();
    poller.take(&query, &cut(&service, &query, 1_000));
    for _ in 0..3 {
        service.take_turn(&Turn::Train(4));
        let query = poller.feed.next_query();
        assert!(0 < query.offset);
        poller.take(&query, &cut(&service, &query, 1_000));
        assert!(!poller.feed.goes_on());
    }
    assert_eq!(content(&poller.store), downloaded(&service));
}

#[test]
fn a_way_that_breaks_off_begins_anew_and_loses_nothing() {
    let (mut service, mut poller) = (Service::default(), Poller::new(MetricsCursor::Offset));
    service.take_turn(&Turn::Train(250));
    poll(&mut poller, &service, 100);
    poller.feed.request_full();
    let query = poller.feed.next_query();
    assert_eq!(poller.take(&query, &cut(&service, &query, 100)), Accepted::Nothing);
    assert!(poller.feed.goes_on() && poller.feed.is_full());
    assert!(!poller.feed.give_up(&mut poller.store, false));
    assert_eq!(content(&poller.store), downloaded(&service));
    assert_eq!(poller.feed.next_query(), MetricsQuery::default());
    poll(&mut poller, &service, 100);
    assert_eq!(content(&poller.store), downloaded(&service));
}

#[test]
fn rows_that_cannot_be_asked_for_are_told() {
    for (n_rows, most, expected) in [(250, 100, Some(100)), (250, 50, Some(50)), (73, 100, None)] {
        let (mut service, mut poller) = (Service::default(), Poller::new(MetricsCursor::Offset));
        service.take_turn(&Turn::Train(n_rows));
        let query = poller.feed.next_query();
        poller.take(&query, &cut(&service, &query, most));
        assert_eq!(poller.feed.cut_at(), None);
        let behind = poller.feed.next_query();
        assert!(0 < behind.offset && poller.feed.refuse(&behind));
        assert!(!poller.feed.goes_on());
        assert_eq!(poller.feed.cut_at(), expected);
        let query = poller.feed.next_query();
        assert_eq!(query, MetricsQuery::default());
        poller.take(&query, &cut(&service, &query, most));
        assert_eq!((poller.feed.goes_on(), poller.feed.cut_at()), (false, expected));
    }
}

#[test]
fn a_service_that_passes_over_the_offset_is_left_in_peace() {
    let (mut service, mut poller) = (Service::default(), Poller::new(MetricsCursor::Offset));
    service.take_turn(&Turn::Train(30));
    let mut n_asked = 0;
    for _ in 0..5 {
        loop {
            let query = poller.feed.next_query();
            let accepted = poller.take(&query, &page_of(service.rows.clone(), 0));
            n_asked += 1;
            // As the page does.
            let wants_whole = query.offset != 0 && accepted == Accepted::Rewritten;
            if !wants_whole && !poller.feed.goes_on() {
                break;
            }
        }
    }
    assert!(n_asked <= 20, "{n_asked}");
    assert_eq!(content(&poller.store), downloaded(&service));
}

#[test]
fn rows_that_cannot_be_read_are_counted_over_all_parts() {
    let (mut service, mut poller) = (Service::default(), Poller::new(MetricsCursor::Offset));
    service.take_turn(&Turn::Train(250));
    // Rows of the log that cannot be read, none of which is asked for twice.
    let bad = [7, 120, 121, 230];
    let ask = |poller: &mut Poller| loop {
        let query = poller.feed.next_query();
        let from = query.offset as usize;
        let mut page = cut(&service, &query, 100);
        let n_received = page.rows.len();
        page.summary.n_unreadable = bad.iter().filter(|at| (from..from + n_received).contains(at)).count();
        poller.take(&query, &page);
        if !poller.feed.goes_on() {
            return poller.feed.tally().n_unreadable;
        }
    };
    assert_eq!(ask(&mut poller), 4);
    assert_eq!(ask(&mut poller), 4, "the newest part again");
    poller.feed.request_full();
    assert_eq!(ask(&mut poller), 4, "all of it again");
}

proptest! {
    #[test]
    fn however_few_rows_come_at_once_a_full_way_ends_equal_to_a_download(
        turns in any_turns(true), most in 2..40_usize,
    ) {
        let (mut service, mut poller) = (Service::default(), Poller::new(MetricsCursor::Offset));
        for turn in &turns {
            service.take_turn(turn);
            if matches!(turn, Turn::Poll) {
                poll(&mut poller, &service, most);
            }
        }
        for _ in 0..2 {
            poller.feed.request_full();
            poll(&mut poller, &service, most);
        }
        prop_assert_eq!(content(&poller.store), downloaded(&service));
    }
}
