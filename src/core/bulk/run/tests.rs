//! Runs, against services that answer in every way.

use proptest::prelude::*;

use super::*;
use crate::{
    api::TransportError,
    model::ConnectionId,
    test_clock::{FakeClock, at},
};

/// Jobs named by letters; capital ones belong to another connection.
fn run(names: &str) -> Run {
    let job = |name: char| {
        let connection = ConnectionId(if name.is_uppercase() { "other" } else { "one" }.into());
        let key = JobKey { connection, id: name.to_string().as_str().into() };
        (key, name.to_string(), Provider::ALL[0])
    };
    Run::new(JobVerb::Cancel, names.chars().map(job))
}

fn error(kind: ErrorKind, retry: RetryAdvice) -> ApiError {
    ApiError { kind, retry, ..ApiError::from(TransportError::TimedOut) }
}

fn refusal() -> ApiError {
    error(ErrorKind::Conflict, RetryAdvice::GiveUp)
}

/// Returns the outcome of each job, one letter per job.
fn fates(run: &Run) -> String {
    let letter = |fate: &Fate| match fate {
        Fate::Waiting => 'w',
        Fate::Sent => 's',
        Fate::Done => 'd',
        Fate::Refused(_) => 'r',
        Fate::Unknown(_) => 'u',
        Fate::Unsent => 'n',
    };
    run.items().iter().map(|item| letter(&item.fate)).collect()
}

#[test]
fn a_few_are_sent_at_once_and_each_once() {
    let mut run = run("abcde");
    let sends = [run.next(at(0.0)), run.next(at(0.0)), run.next(at(0.0))];
    assert_eq!(sends, [Next::Send(0), Next::Send(1), Next::Send(2)]);
    assert_eq!((run.next(at(0.0)), fates(&run).as_str()), (Next::Answers, "sssww"));
    run.answered(1, Ok(()), at(1.0));
    assert_eq!((run.next(at(1.0)), run.next(at(1.0))), (Next::Send(3), Next::Answers));
    run.answered(0, Err(refusal()), at(1.0));
    run.answered(2, Err(TransportError::TimedOut.into()), at(1.0));
    assert_eq!((run.next(at(1.0)), run.next(at(1.0))), (Next::Send(4), Next::Answers));
    run.answered(3, Ok(()), at(2.0));
    assert!(!run.is_over());
    run.answered(4, Ok(()), at(2.0));
    assert_eq!((run.next(at(2.0)), run.is_over(), fates(&run).as_str()), (Next::Over, true, "rdudd"));
    let done: Vec<_> = run.done().map(|key| key.id.to_string()).collect();
    assert_eq!(done, ["b", "d", "e"]);
}

#[test]
fn what_is_called_off_is_not_sent() {
    let mut run = run("abcde");
    let _sent = (run.next(at(0.0)), run.next(at(0.0)));
    run.call_off();
    assert_eq!((run.next(at(0.0)), fates(&run).as_str()), (Next::Answers, "ssnnn"));
    run.answered(0, Ok(()), at(0.0));
    run.skip(1);
    assert_eq!((run.next(at(0.0)), fates(&run).as_str()), (Next::Over, "dnnnn"));
}

#[test]
fn a_refused_key_is_not_tried_on_other_jobs_of_its_connection() {
    let mut run = run("abcCdD");
    let _sent = run.next(at(0.0));
    run.answered(0, Err(error(ErrorKind::Unauthorized, RetryAdvice::Reauthenticate)), at(0.0));
    assert_eq!(fates(&run), "rnnwnw");
    let connections: Vec<_> = run.connections().into_iter().map(ToString::to_string).collect();
    assert_eq!(connections, ["one", "other"]);
    assert_eq!(
        [run.next(at(0.0)), run.next(at(0.0)), run.next(at(0.0))],
        [Next::Send(3), Next::Send(5), Next::Answers]
    );
}

#[test]
fn a_service_that_asks_for_fewer_requests_gets_a_pause() {
    let mut run = run("abcd");
    let _sent = (run.next(at(0.0)), run.next(at(0.0)));
    run.answered(0, Err(error(ErrorKind::RateLimited, RetryAdvice::After(30.0))), at(1.0));
    // One that says less does not shorten it.
    run.answered(1, Err(error(ErrorKind::RateLimited, RetryAdvice::Backoff)), at(2.0));
    assert_eq!((run.next(at(11.0)), fates(&run).as_str()), (Next::Wait(20.0), "rrww"));
    assert_eq!((run.next(at(31.0)), run.next(at(31.0))), (Next::Send(2), Next::Send(3)));
}

#[test]
fn only_a_plain_no_is_a_refusal() {
    #[track_caller]
    fn check(error: ApiError, word: &str) {
        let mut run = run("a");
        let _sent = run.next(at(0.0));
        run.answered(0, Err(error), at(0.0));
        assert_eq!(run.items()[0].fate.word(), word);
    }
    for kind in [ErrorKind::Conflict, ErrorKind::NotFound, ErrorKind::Forbidden, ErrorKind::RateLimited] {
        check(error(kind, RetryAdvice::GiveUp), "refused");
    }
    for kind in [ErrorKind::Server, ErrorKind::Unreadable, ErrorKind::NotTheApi] {
        check(error(kind, RetryAdvice::Backoff), "unknown");
    }
    for lost in
        [TransportError::Blocked, TransportError::TimedOut, TransportError::Aborted, TransportError::CutOff]
    {
        check(lost.into(), "unknown");
    }
}

proptest! {
    #[test]
    fn every_run_ends_and_sends_no_job_twice(
        names in "[a-cA-C]{0,20}",
        acts in proptest::collection::vec((0..8_u8, 0..3_usize), 0..200),
    ) {
        let (mut run, mut under_way, mut sent) = (run(&names), Vec::new(), Vec::new());
        let mut clock = FakeClock::<()>::default();
        let mut acts = acts.into_iter();
        loop {
            match run.next(clock.now()) {
                Next::Over => break,
                Next::Wait(secs) => {
                    prop_assert!(0.0 < secs);
                    clock.pass(secs);
                }
                Next::Send(place) => {
                    prop_assert!(!sent.contains(&place), "sent twice");
                    sent.push(place);
                    under_way.push(place);
                    prop_assert!(under_way.len() <= MOST_AT_ONCE);
                }
                Next::Answers => {
                    prop_assert!(!under_way.is_empty(), "waits for nothing");
                    let (act, which) = acts.next().unwrap_or((0, 0));
                    let place = under_way.swap_remove(which % under_way.len());
                    match act {
                        0..=2 => run.answered(place, Ok(()), clock.now()),
                        3 => run.answered(place, Err(refusal()), clock.now()),
                        4 => run.answered(place, Err(TransportError::CutOff.into()), clock.now()),
                        5 => run.answered(place, Err(error(ErrorKind::RateLimited, RetryAdvice::After(2.0))), clock.now()),
                        6 => run.answered(place, Err(error(ErrorKind::Unauthorized, RetryAdvice::Reauthenticate)), clock.now()),
                        _ => {
                            run.call_off();
                            run.skip(place);
                        }
                    }
                }
            }
        }
        prop_assert!(run.is_over() && under_way.is_empty());
        for (place, item) in run.items().iter().enumerate() {
            prop_assert!(sent.contains(&place) || item.fate == Fate::Unsent);
        }
    }
}
