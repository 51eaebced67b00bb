//! Files in the page: their bytes in order, and what a look at a dataset shows.

use std::sync::Arc;

use leptos::prelude::*;
use tuneboard::{
    browser::files::{
        download,
        file::{self, Ended, Stop},
    },
    components::DatasetReport,
    state::{CheckPhase, DatasetCheck},
};
use tuneboard_core::{
    api,
    dataset::Checker,
    model::{DatasetRules, Provider},
};
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::Blob;

use crate::stage::{Stage, tick, until};

fn blob(text: &str) -> Blob {
    download::text(text, "application/jsonl").expect("a blob")
}

fn rules() -> &'static DatasetRules {
    api::dataset_rules(Provider::Together)
}

#[wasm_bindgen_test]
async fn a_file_is_handed_on_in_order_and_whole() {
    // More than is read from disk at once.
    let text: String = (0..900_000).map(|n| format!("{n}\n")).collect();
    let mut taken = Vec::new();
    let mut n_pieces = 0;
    let (file, stop) = (blob(&text), Stop::default());
    let ended = file::read(&file, &stop, |piece| {
        taken.extend_from_slice(piece);
        n_pieces += 1;
    });
    assert_eq!(ended.await, Ended::Whole);
    assert!(taken == text.as_bytes() && 20 < n_pieces, "{} bytes in {n_pieces} pieces", taken.len());
    assert_eq!(file::read(&blob(""), &stop, |_| panic!("a piece of nothing")).await, Ended::Whole);
}

#[wasm_bindgen_test]
async fn reading_ends_when_nobody_wants_the_rest() {
    let (file, stop) = (blob(&"x".repeat(1 << 22)), Stop::default());
    let mut n_pieces = 0;
    let ended = file::read(&file, &stop, |_| {
        n_pieces += 1;
        stop.stop();
    });
    assert_eq!((ended.await, n_pieces), (Ended::Stopped, 1));
}

#[wasm_bindgen_test]
async fn a_report_says_what_is_wrong_and_where() {
    let mut checker = Checker::new(rules());
    checker.push(b"{\"text\":\"a\"}\n{\"text\":<b>\n{\"text\":\"\"}\n");
    let report = Arc::new(checker.finish());
    let stage = Stage::new();
    let _mounted = stage.mount(move || {
        let remark = Signal::stored(Some("2 examples in common".to_owned()));
        view! { <DatasetReport report=report name="a.jsonl".to_owned() remark=remark /> }
    });
    tick().await;
    let text = stage.find("section").text_content().unwrap_or_default();
    for expected in [
        "Together AI would reject 1 line of 3",
        "1 line: not JSON",
        "1 line: an empty example",
        "2 examples in common",
        "a.jsonl was looked at here",
    ] {
        assert!(text.contains(expected), "no “{expected}” in {text}");
    }
    assert_eq!((stage.count("details"), stage.count("tbody tr")), (2, 2));
    assert_eq!(stage.find("tbody th").text_content().as_deref(), Some("2"));
    assert_eq!(
        stage.find("tbody .mono").text_content().as_deref(),
        Some("{\"text\":<b>"),
        "text, never markup"
    );
}

#[wasm_bindgen_test]
async fn a_check_goes_from_reading_to_a_report_and_can_be_stopped() {
    let owner = Owner::new();
    let check = owner.with(DatasetCheck::new);
    check.start(blob("{\"text\":\"a\"}\n"), "a.jsonl".to_owned(), rules());
    assert!(matches!(check.phase().get_untracked(), CheckPhase::Reading { n_read: 0, n_bytes: 13 }));
    until("the report", || owner.with(|| check.report().is_some())).await;
    assert_eq!(owner.with(|| check.report().map(|report| report.n_examples)), Some(1));
    // By the rules of another service the same file is looked at again.
    owner.with(|| check.repeat(api::dataset_rules(Provider::OpenAi)));
    assert_eq!(check.name().get_untracked(), "a.jsonl");
    let rejected = || owner.with(|| check.report().map(|report| report.n_rejected));
    until("the other report", || rejected() == Some(1)).await;
    check.start(blob(&"{\"text\":\"a\"}\n".repeat(1 << 20)), "b.jsonl".to_owned(), rules());
    check.stop();
    tick().await;
    assert_eq!(
        (check.phase().get_untracked(), check.name().get_untracked()),
        (CheckPhase::Idle, String::new())
    );
}

#[wasm_bindgen_test]
async fn what_two_files_share_is_counted_anew_for_other_files() {
    // Effects run from the first thing on that is mounted.
    let _mounted = Stage::new().mount(|| ());
    let owner = Owner::new();
    let (training, evaluation, overlap) = owner.with(|| {
        let (training, evaluation) = (DatasetCheck::new(), DatasetCheck::new());
        (training, evaluation, evaluation.overlap_with(training))
    });
    let n = move || overlap.get_untracked().map(|overlap| overlap.n);
    training.start(
        blob("{\"text\":\"a\"}\n{\"text\":\"b\"}\n{\"text\":\"c\"}\n"),
        "a.jsonl".to_owned(),
        rules(),
    );
    evaluation.start(
        blob("{\"text\":\"b\"}\n{\"text\":\"c\"}\n{\"text\":\"d\"}\n"),
        "b.jsonl".to_owned(),
        rules(),
    );
    until("both examples", || n() == Some(2)).await;
    training.start(blob("{\"text\":\"d\"}\n"), "c.jsonl".to_owned(), rules());
    until("the only one", || n() == Some(1)).await;
    evaluation.stop();
    until("no word about no file", || n().is_none()).await;
}
