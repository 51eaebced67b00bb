//! A log that is not the one that was held, or was logged anew in parts.

use super::*;

#[test]
fn a_rewritten_log_is_noticed_and_read_again() {
    for cursor in [MetricsCursor::Offset, MetricsCursor::Step] {
        let (mut service, mut poller) = (Service::default(), Poller::new(cursor));
        service.take_turn(&Turn::Train(50));
        poller.poll(&service);
        service.take_turn(&Turn::Rewrite);
        assert_eq!(poller.poll(&service).0, Accepted::Rewritten, "{cursor:?}: shorter");
        assert!(!poller.store.is_empty(), "what was held stays until the whole takes its place");
        assert_eq!(poller.feed.next_query(), MetricsQuery::default());
        assert_eq!(poller.poll(&service).0, Accepted::Rewritten);
        assert_eq!(content(&poller.store), downloaded(&service));

        for row in &mut service.rows {
            row.values[0].1 += 1.0;
        }
        assert_eq!(poller.poll(&service).0, Accepted::Rewritten, "{cursor:?}: other values");
        poller.poll(&service);
        for row in &mut service.rows[..2] {
            row.values[0].1 += 1.0;
        }
        poller.feed.request_full();
        assert_eq!(poller.poll(&service).0, Accepted::Rewritten, "{cursor:?}: found by the full pass");
        assert_eq!(content(&poller.store), downloaded(&service));
    }
}

#[test]
fn where_the_last_step_was_logged_anew_everything_is_asked_for_next() {
    let (mut service, mut poller) = (Service::default(), Poller::new(MetricsCursor::Step));
    service.take_turn(&Turn::Train(20));
    poller.poll(&service);
    // Back to an earlier step and past the last one again, between two polls.
    service.take_turn(&Turn::Restart(10));
    service.take_turn(&Turn::Train(14));
    let (accepted, query, _) = poller.poll(&service);
    assert_eq!((accepted, query.filter.step_from), (Accepted::Grew, Some(20)));
    assert_ne!(content(&poller.store), downloaded(&service));
    assert!(poller.feed.is_full());
    poller.poll(&service);
    assert_eq!(content(&poller.store), downloaded(&service));
    assert!(!poller.feed.is_full());
}

#[test]
fn a_shorter_log_is_noticed_by_a_question_for_what_is_newer_than_an_instant() {
    let (mut service, mut poller) = (Service::default(), Poller::new(MetricsCursor::Step));
    service.take_turn(&Turn::Train(20));
    (0..=WIDE_EVERY).for_each(|_| drop(poller.poll(&service)));
    // The next question is by time, and all of the new log is newer than what is held.
    service.take_turn(&Turn::Rewrite);
    let (accepted, query, _) = poller.poll(&service);
    assert_eq!((accepted, query.filter.logged_from.is_some()), (Accepted::Rewritten, true));
    // What was held is still there, so it needs no sample in between.
    poller.feed.request_sample(2);
    assert_eq!(poller.feed.next_query(), MetricsQuery::default());
    poller.poll(&service);
    assert_eq!(content(&poller.store), downloaded(&service));
}

#[test]
fn a_log_that_has_another_figure_at_the_last_step_is_another_log() {
    let (mut service, mut poller) = (Service::default(), Poller::new(MetricsCursor::Step));
    service.take_turn(&Turn::Train(1));
    poller.poll(&service);
    // It begins with an evaluation of the step that was held with a training loss.
    service.rows.clear();
    service.take_turn(&Turn::LateEval(0));
    service.take_turn(&Turn::Train(2));
    assert_eq!(poller.poll(&service).0, Accepted::Rewritten);
    poller.poll(&service);
    assert_eq!(content(&poller.store), downloaded(&service));
}
