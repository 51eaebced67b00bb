//! Files on their way to a provider, through every kind of trouble.

use tuneboard_core::{
    model::{FileStatus, Provider},
    upload::{Event, FailureKind, Stage, Unfinished},
};
use tuneboard_simulator::{Content, digest_of_parts};

use crate::harness::sender::Sender;

/// Every way a file goes: provider and name.
const WAYS: [(Provider, &str); 4] = [
    (Provider::Archetype, "mine.jsonl"),
    (Provider::Archetype, "mine.csv"),
    (Provider::Together, "mine.jsonl"),
    (Provider::OpenAi, "mine.jsonl"),
];

const N_BYTES: usize = 61_003;

fn begun((provider, name): (Provider, &str), seed: u64, faults: &str) -> Sender {
    let mut sender = Sender::new(provider, name, N_BYTES, seed, faults);
    sender.on(Event::Start);
    sender
}

/// One file is there, with all bytes in their order.
#[track_caller]
fn assert_whole(sender: &Sender, name: &str) {
    let arrived = sender.arrived();
    assert_eq!(arrived.len(), 1, "{arrived:?} {:#?}", sender.sent);
    assert_eq!((&*arrived[0].0, arrived[0].1), (name, N_BYTES as u64));
    let digest = |bytes: &[u8]| {
        let mut content = Content::default();
        content.push(bytes);
        content.digest
    };
    let in_parts = digest_of_parts(sender.bytes.chunks(N_BYTES.div_ceil(5)).map(digest));
    assert!([digest(&sender.bytes), in_parts].contains(&arrived[0].2), "other bytes");
}

#[test]
fn a_file_arrives_and_is_processed() {
    for way in WAYS {
        let mut sender = begun(way, 1, "");
        sender.run_until(|sender| matches!(sender.upload.stage(), Stage::Processing(_)));
        sender.run();
        let Stage::Done(file) = sender.upload.stage() else { panic!("{:?}", sender.upload.stage()) };
        assert_eq!((&*file.name, file.n_bytes), (way.1, Some(N_BYTES as u64)));
        let n_lines = sender.bytes.iter().filter(|byte| **byte == b'\n').count() as u64;
        assert_eq!(file.status, FileStatus::Ready);
        assert_eq!(file.n_lines, Some(n_lines).filter(|_| way.0 != Provider::OpenAi));
        assert_whole(&sender, way.1);
        assert!(
            sender.shown.is_sorted() && sender.shown.last() == Some(&(N_BYTES as u64)),
            "{:?}",
            sender.shown
        );
        let n_parts = sender.sent.iter().filter(|line| line.contains("/storage/")).count();
        assert_eq!(n_parts, if way.1.ends_with("jsonl") && way.0 == Provider::Archetype { 5 } else { 0 });
    }
}

#[test]
fn a_verdict_is_told() {
    // The third says that a file is fine as soon as it is there.
    for provider in [Provider::Archetype, Provider::Together] {
        let mut sender = Sender::new(provider, "invalid.jsonl", 500, 1, "");
        sender.on(Event::Start);
        sender.run();
        let Stage::Done(file) = sender.upload.stage() else { panic!("{:?}", sender.upload.stage()) };
        assert!(
            matches!(&file.status, FileStatus::Failed(why) if why.contains("line 3")),
            "{:?}",
            file.status
        );
    }
}

#[test]
fn passing_trouble_passes_by_itself() {
    let endpoints = ["upload", "initiate", "part", "renew", "checkpoint", "complete", "files"];
    let kinds = [
        "500",
        "503",
        "html502",
        "429",
        "429=9",
        "cut",
        "malformed",
        "never",
        "nocors",
        "drop",
        "expired",
        "latency=20",
    ];
    for way in WAYS {
        for endpoint in endpoints {
            for kind in kinds {
                // A 403 of the service itself is its word on the key, and no trouble that passes.
                if kind == "expired" && endpoint != "part" {
                    continue;
                }
                let mut sender = begun(way, 3, &format!("{endpoint}:{kind}#2,part:expired#1"));
                sender.run();
                assert!(
                    sender.is_done(),
                    "{way:?} {endpoint}:{kind}: {:?} {:#?}",
                    sender.upload.stage(),
                    sender.sent
                );
                assert_whole(&sender, way.1);
            }
        }
    }
}

#[test]
fn lasting_trouble_ends_in_a_failure_that_says_so_and_can_be_tried_again() {
    for way in WAYS {
        for (fault, expected) in [
            ("upload:500,files:500", Some(FailureKind::Unknown)),
            ("upload:drop", Some(FailureKind::GaveUp)),
            ("initiate:500", Some(FailureKind::GaveUp)),
            ("part:503", Some(FailureKind::Storage)),
            ("part:drop", Some(FailureKind::Storage)),
            ("part:never", Some(FailureKind::Storage)),
            ("part:expired", Some(FailureKind::Expired)),
            ("part:expired,renew:404", Some(FailureKind::Lost)),
            ("complete:500", Some(FailureKind::GaveUp)),
            ("complete:cut,files:500", Some(FailureKind::Unknown)),
            ("*:401", Some(FailureKind::Refused)),
            ("checkpoint:500", None),
        ] {
            let mut sender = begun(way, 5, fault);
            sender.run();
            match sender.upload.stage() {
                Stage::Failed(failure) => {
                    assert_eq!(Some(failure.kind), expected, "{way:?} {fault}");
                    assert!(failure.can_retry() && !failure.meaning().is_empty());
                    assert!(sender.arrived().is_empty() || failure.kind == FailureKind::Unknown, "{fault}");
                }
                // This way does not come by the trouble.
                Stage::Done(_) => assert_whole(&sender, way.1),
                other => panic!("{way:?} {fault}: {other:?}"),
            }
            assert!(sender.sent.len() < 80, "{fault}: {} requests", sender.sent.len());
            sender.set_faults("");
            sender.on(Event::Start);
            sender.run();
            assert!(sender.is_done(), "{way:?} {fault}: {:?}", sender.upload.stage());
            assert_whole(&sender, way.1);
        }
    }
}

#[test]
fn random_trouble_leaves_one_whole_file_or_a_failure_that_says_so() {
    let faults = "*:500@0.15,*:drop@0.1,*:cut@0.1,*:nocors@0.05,*:never@0.04,part:expired@0.2,*:429@0.05,\
                  *:malformed@0.05,*:html502@0.05,*:latency=7@0.2";
    for way in WAYS {
        let mut n_done = 0;
        for seed in 0..60 {
            let mut sender = begun(way, seed, faults);
            sender.run();
            match sender.upload.stage() {
                Stage::Done(_) => n_done += 1,
                Stage::Failed(failure) => {
                    let is_there = !sender.arrived().is_empty();
                    assert!(!is_there || failure.kind == FailureKind::Unknown, "{way:?} {seed}: {failure:?}");
                    sender.set_faults("");
                    sender.on(Event::Start);
                    sender.run();
                    assert!(sender.is_done(), "{way:?} {seed}: {:?}", sender.upload.stage());
                }
                other => panic!("{way:?} {seed}: {other:?}"),
            }
            assert_whole(&sender, way.1);
        }
        assert!(30 < n_done, "{way:?}: only {n_done} of 60 got through by themselves");
    }
}

#[test]
fn after_a_failure_only_what_is_missing_is_sent() {
    let mut sender = begun(WAYS[0], 1, "");
    sender.run_until(|sender| 2 * N_BYTES as u64 / 5 < sender.upload.progress(sender.now()).n_sent);
    sender.set_faults("part:500");
    sender.run();
    assert!(matches!(sender.upload.stage(), Stage::Failed(_)));
    let n_arrived = sender.upload.progress(sender.now()).n_sent;
    assert!(0 < n_arrived && n_arrived < N_BYTES as u64);
    let n_sent = sender.sent.len();
    sender.set_faults("");
    sender.on(Event::Start);
    sender.run();
    assert!(sender.is_done());
    assert_whole(&sender, WAYS[0].1);
    let n_parts = sender.sent[n_sent..].iter().filter(|line| line.contains("/storage/")).count();
    assert!(n_parts < 5, "{:#?}", &sender.sent[n_sent..]);
}

#[test]
fn a_reload_goes_on_where_it_was_and_a_changed_file_begins_anew() {
    for is_changed in [false, true] {
        let mut sender = begun(WAYS[0], 1, "");
        sender.run_until(|sender| 7 * N_BYTES as u64 / 10 < sender.upload.progress(sender.now()).n_sent);
        assert!(!sender.device.contains("signature") && !sender.device.contains("key"), "{}", sender.device);
        let stored = Unfinished::from_json(&sender.device).remove(0);
        assert!(stored.is_of("mine.jsonl", N_BYTES as u64, 7));
        let n_sent = sender.sent.len();
        if is_changed {
            sender.bytes.reverse();
            sender.modified_at_millis = 8;
        }
        sender.reload();
        sender.on(Event::Start);
        sender.run_until(|sender| matches!(sender.upload.stage(), Stage::Sending));
        let n_before = sender.upload.progress(sender.now()).n_sent;
        assert_eq!(0 < n_before, !is_changed, "what is there counts at once");
        sender.run();
        assert!(sender.is_done());
        assert_whole(&sender, WAYS[0].1);
        let n_parts = sender.sent[n_sent..].iter().filter(|line| line.contains("/storage/")).count();
        assert_eq!(n_parts == 5, is_changed, "{:#?}", &sender.sent[n_sent..]);
        // What was begun with the file as it was stays, for that file may come back.
        assert_eq!(Unfinished::from_json(&sender.device).len(), usize::from(is_changed));
    }
}

#[test]
fn a_taken_name_is_said_and_another_one_goes_through() {
    for way in &WAYS[..2] {
        let mut sender = begun(*way, 1, "");
        sender.run();
        sender.reload();
        sender.on(Event::Start);
        sender.run();
        let Stage::Failed(failure) = sender.upload.stage() else { panic!("{:?}", sender.upload.stage()) };
        assert_eq!((failure.kind, failure.can_retry()), (FailureKind::NameTaken, false));
        sender.on(Event::Rename("mine-2.jsonl".into()));
        sender.run();
        assert!(sender.is_done());
        assert_eq!(sender.arrived().len(), 2);
    }
}

#[test]
fn what_is_cancelled_stops_at_once_and_leaves_nothing() {
    for way in WAYS {
        let mut sender = begun(way, 1, "abort:500#1");
        sender.run_until(|sender| N_BYTES as u64 / 2 < sender.upload.progress(sender.now()).n_sent);
        let n_bytes_sent = sender.sent.iter().filter(|line| line.contains("/storage/")).count();
        sender.on(Event::Cancel);
        assert_eq!(sender.upload.stage(), Stage::Cancelled);
        assert_eq!((sender.upload.unfinished(1), &*sender.device), (None, "[]"));
        sender.run();
        assert_eq!(sender.arrived(), []);
        assert_eq!(sender.sent.iter().filter(|line| line.contains("/storage/")).count(), n_bytes_sent);
        if 0 < n_bytes_sent {
            assert!(sender.sent.last().unwrap().ends_with("/abort"));
        }
    }
}

#[test]
fn an_empty_file_is_not_sent() {
    for provider in Provider::ALL {
        let mut sender = Sender::new(provider, "empty.jsonl", 0, 1, "");
        sender.on(Event::Start);
        sender.run();
        assert!(
            matches!(sender.upload.stage(), Stage::Failed(failure) if failure.kind == FailureKind::Empty)
        );
        assert!(sender.sent.is_empty());
    }
}
