//! An upload told what happened, one event at a time. Whole histories against the simulator are in
//! `tests/flow/uploads.rs`.

use super::*;
use crate::{
    api::{Destination, TransportError},
    test_clock::at,
};

fn file() -> UploadFile {
    UploadFile { name: "a.jsonl".into(), n_bytes: 30 }
}

fn json(body: &str) -> Result<HttpResponse, ApiError> {
    Ok(HttpResponse::json(200, body))
}

/// Returns a plan with these parts, each of ten bytes.
fn plan(id: &str, is_resume: bool, numbers: &[u64]) -> Result<HttpResponse, ApiError> {
    let parts: Vec<String> = numbers
        .iter()
        .map(|n| {
            let offset = 10 * (n - 1);
            format!(r#"{{"part_number":{n},"url":"https://s.example/{n}","offset":{offset},"length":10}}"#)
        })
        .collect();
    let parts = parts.join(",");
    json(&format!(r#"{{"upload_id":"{id}","is_resume":{is_resume},"parts":[{parts}]}}"#))
}

/// Commands in short: `call PATH 3`, `send URL 3`, `abort 3`, `wake +60`.
fn told(commands: &[Command], now: Timestamp) -> Vec<String> {
    let say = |command: &Command| match command {
        Command::Call(ticket, request) => format!("call {} {}", request.path, ticket.0),
        Command::Send(ticket, FileRequest { destination: Destination::Signed { url }, .. }) => {
            format!("send {url} {}", ticket.0)
        }
        Command::Send(ticket, FileRequest { destination: Destination::Service { request, .. }, .. }) => {
            format!("send {} {}", request.path, ticket.0)
        }
        Command::Abort(ticket) => format!("abort {}", ticket.0),
        Command::WakeAt(at) => format!("wake +{}", at.secs_since(now).round()),
    };
    commands.iter().map(say).collect()
}

#[track_caller]
fn check(upload: &mut Upload, event: Event, secs: f64, expected: &[&str]) {
    let commands = upload.on(event, at(secs));
    assert_eq!(told(&commands, at(secs)), expected);
}

fn answered(ticket: u64, answer: Result<HttpResponse, ApiError>) -> Event {
    Event::Answered(Ticket(ticket), answer)
}

fn in_parts() -> Upload {
    let mut upload = Upload::new(Provider::Archetype, file(), Vec::new(), None);
    check(&mut upload, Event::Start, 0.0, &["call /files/uploads/initiate 0"]);
    check(
        &mut upload,
        answered(0, plan("u", false, &[1, 2, 3])),
        1.0,
        &[
            "send https://s.example/1 1",
            "send https://s.example/2 2",
            "send https://s.example/3 3",
            "wake +60",
        ],
    );
    upload
}

#[test]
fn bytes_that_nobody_counts_have_the_time_of_a_slow_line() {
    // Two megabytes take 100 s at 20 kB a second, and a minute more may pass before they count as lost.
    let large = UploadFile { n_bytes: 2_000_000, ..file() };
    let mut upload = Upload::new(Provider::Together, large, Vec::new(), None);
    check(&mut upload, Event::Start, 0.0, &["send /files/upload 0", "wake +60"]);
    check(&mut upload, Event::Unmeasured(Ticket(0)), 0.0, &["wake +160"]);
    check(&mut upload, Event::Woke, 159.0, &["wake +1"]);
    let commands = upload.on(Event::Woke, at(160.0));
    assert_eq!(told(&commands, at(160.0))[0], "abort 0");
}

#[test]
fn bytes_that_stand_still_are_sent_again_and_those_that_move_are_left_alone() {
    let mut upload = in_parts();
    check(&mut upload, Event::Moved(Ticket(1), 5), 40.0, &["wake +21"]);
    // The second and the third have not moved for a minute.
    let commands = upload.on(Event::Woke, at(61.0));
    assert_eq!(told(&commands, at(61.0)), ["abort 2", "abort 3", "wake +1"]);
    let commands = upload.on(Event::Woke, at(63.0));
    assert_eq!(
        told(&commands, at(63.0)),
        ["send https://s.example/2 4", "send https://s.example/3 5", "wake +37"]
    );
    // A response to what was given up counts for nothing.
    let stale = HttpResponse { headers: vec![("etag".into(), "x".into())], ..HttpResponse::json(200, "") };
    check(&mut upload, answered(2, Ok(stale)), 64.0, &["wake +36"]);
    // Once all bytes have left, the service may take its time.
    check(&mut upload, Event::Moved(Ticket(4), 10), 64.0, &["wake +36"]);
    let commands = upload.on(Event::Woke, at(100.0));
    assert_eq!(told(&commands, at(100.0))[0], "abort 1");
    assert_eq!(upload.progress(at(100.0)).n_sent, 10);
}

#[test]
fn a_hidden_etag_is_said_and_ends_it() {
    let mut upload = in_parts();
    check(&mut upload, answered(2, Ok(HttpResponse::json(200, ""))), 2.0, &["abort 1", "abort 3"]);
    let Stage::Failed(failure) = upload.stage() else { panic!("{:?}", upload.stage()) };
    assert_eq!((failure.kind, failure.can_retry()), (FailureKind::NoToken, false));
    assert!(failure.meaning().contains("ETag"));
}

#[test]
fn parts_of_an_upload_that_is_not_known_are_not_taken_over() {
    // By name and size it may be another file.
    let mut upload = Upload::new(Provider::Archetype, file(), Vec::new(), None);
    check(&mut upload, Event::Start, 0.0, &["call /files/uploads/initiate 0"]);
    let expected = ["call /files/uploads/other/abort 1", "wake +1"];
    check(&mut upload, answered(0, plan("other", true, &[3])), 1.0, &expected);
    assert_eq!(told(&upload.on(Event::Woke, at(3.0)), at(3.0)), ["call /files/uploads/initiate 2"]);
    let known =
        Unfinished { name: "a.jsonl".into(), n_bytes: 30, modified_at_millis: 1, upload_id: "mine".into() };
    for (id, is_taken) in [("mine", true), ("other", false)] {
        let mut upload = Upload::new(Provider::Archetype, file(), Vec::new(), Some(&known));
        let commands = upload.on(Event::Start, at(0.0));
        let Command::Call(_, request) = &commands[0] else { panic!("{commands:?}") };
        assert!(request.body.as_deref().is_some_and(|body| body.contains("resume_if_started")));
        drop(upload.on(answered(0, plan(id, true, &[3])), at(1.0)));
        assert_eq!(matches!(upload.stage(), Stage::Sending), is_taken, "{id}");
        assert_eq!(upload.progress(at(1.0)).n_sent, if is_taken { 20 } else { 0 });
    }
}

#[test]
fn a_file_that_was_there_before_is_not_taken_for_the_one_that_was_sent() {
    let blocked = || Err(ApiError::from(TransportError::Blocked));
    let listed = r#"{"data":[{"id":"old","filename":"a.jsonl","bytes":30,"processing_status":"COMPLETED"}]}"#;
    for (known, is_there) in [(vec![], true), (vec!["old".to_owned()], false)] {
        let mut upload = Upload::new(Provider::Together, file(), known, None);
        check(&mut upload, Event::Start, 0.0, &["send /files/upload 0", "wake +60"]);
        check(&mut upload, answered(0, blocked()), 1.0, &["wake +1"]);
        assert_eq!(upload.stage(), Stage::Looking);
        check(&mut upload, Event::Woke, 2.0, &["call /files 1"]);
        drop(upload.on(answered(1, json(listed)), at(3.0)));
        assert_eq!(matches!(upload.stage(), Stage::Done(_)), is_there);
        assert_eq!(matches!(upload.stage(), Stage::Sending), !is_there);
    }
}

#[test]
fn a_cancelled_upload_hears_nothing_more() {
    let mut upload = in_parts();
    let expected = ["abort 1", "abort 2", "abort 3", "call /files/uploads/u/abort 4"];
    check(&mut upload, Event::Cancel, 2.0, &expected);
    check(&mut upload, answered(1, json("{}")), 3.0, &[]);
    check(&mut upload, Event::Start, 3.0, &[]);
    check(&mut upload, Event::Rename("b".into()), 3.0, &[]);
    assert_eq!(upload.stage(), Stage::Cancelled);
}

#[test]
fn what_is_kept_of_an_upload_reads_back() {
    let list = [
        Unfinished {
            name: "a \"1\"\n.jsonl".into(),
            n_bytes: u64::MAX,
            modified_at_millis: -5,
            upload_id: "ü".into(),
        },
        Unfinished { name: String::new(), n_bytes: 0, modified_at_millis: 0, upload_id: "u".into() },
    ];
    assert_eq!(Unfinished::from_json(&Unfinished::to_json(&list)), list);
    for text in
        ["", "7", "[7]", "{}", r#"[{"name":"a"}]"#, r#"[{"name":"a","bytes":-1,"modified":0,"upload":"u"}]"#]
    {
        assert_eq!(Unfinished::from_json(text), [], "{text}");
    }
}

#[test]
fn a_file_that_is_gone_is_said_to_be_and_what_has_left_already_is_waited_for() {
    let mut upload = in_parts();
    check(&mut upload, Event::Gone, 2.0, &["abort 1", "abort 2", "abort 3"]);
    let Stage::Failed(failure) = upload.stage() else { panic!("{:?}", upload.stage()) };
    assert_eq!((failure.kind, failure.can_retry()), (FailureKind::Gone, false));
    assert!(upload.unfinished(7).is_some(), "the parts that have arrived are of use once it is chosen again");
    check(&mut upload, answered(1, Err(ApiError::from(TransportError::Blocked))), 3.0, &[]);
    let mut idle = Upload::new(Provider::Archetype, file(), Vec::new(), None);
    check(&mut idle, Event::Gone, 0.0, &[]);
    assert_eq!(idle.stage(), Stage::Ready);
}
