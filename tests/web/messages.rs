//! Messages on jobs: in the bar on top, one at a time.

use tuneboard::app::App;
use tuneboard_core::model::Provider;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::{
    service::Service,
    stage::{Stage, has_focus, run, tick, until},
};

/// Jobs with names once `window.ended` is there, that run until it has another status for their ids.
const ANSWERS: &str = "const job = (id, name) => ({ id, suffix: window.ended ? name : 'early', status: window.ended?.[id] ?? 'running', \
      model: 'm', created_at: '2026-08-01T09:00:00Z', training_file: 'file-1' }); \
    if (path === '/fine-tunes') return { data: [job('ft-told-1', 'first'), job('ft-told-2', 'second')] };";

/// The words of the message and the number of those that wait.
fn told(stage: &Stage) -> String {
    stage.look(".topbar .told").and_then(|place| place.text_content()).unwrap_or_default()
}

#[wasm_bindgen_test]
async fn messages_follow_each_other_in_the_bar_on_top() {
    let _service = Service::start(Provider::Together.slug(), "#/jobs", ANSWERS);
    run("delete window.ended");
    let stage = Stage::new();
    // Without the style sheets pictures would push the table out of the window, where it has no rows.
    stage.0.set_inner_html("<style>svg { width: 16px; height: 16px }</style>");
    let mounted = stage.mount(App);
    until("the place for messages", || stage.look(".topbar .told[role=status]").is_some()).await;
    // News are what is new since the first list that is read from then on.
    run("window.ended = {}");
    stage.find("[aria-label='Refresh now']").click();
    let names = || stage.look(".rows").and_then(|rows| rows.text_content()).unwrap_or_default();
    until("that list", || names().contains("first") && names().contains("second")).await;
    tick().await;
    assert_eq!(told(&stage), "");
    run("window.ended = { 'ft-told-1': 'error', 'ft-told-2': 'completed' }");
    stage.find("[aria-label='Refresh now']").click();
    until("the first message", || told(&stage) == "first has failed.+1").await;
    assert!(stage.look(".told a[href='#/jobs/lab/ft-told-1']").is_some(), "it leads to its job");
    // The button is the same one for the next message.
    let dismiss = stage.find(".told [aria-label^=Dismiss]");
    dismiss.focus().expect("a button takes focus");
    dismiss.click();
    until("the second message", || told(&stage) == "second has completed.").await;
    assert!(has_focus(&dismiss));
    dismiss.click();
    tick().await;
    assert_eq!(stage.find(".told").child_element_count(), 0);
    run("delete window.ended");
    drop(mounted);
}
