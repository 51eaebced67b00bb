//! Selecting jobs in the table, and what can be done with them.

use leptos::prelude::*;
use tuneboard::{browser::location, pages::JobsPage};
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::HtmlElement;

use crate::{
    stage::{Stage, call, has_focus, js, run, tick, until},
    table::{FETCH, Table, on_stage, poll},
};

/// Ten jobs, the newest first: `ft-3` has ended.
fn body(gone: &str) -> String {
    let job = |n: usize| {
        let (status, created) = (if n == 3 { "completed" } else { "running" }, 1_700_000_000 - n);
        format!(
            r#"{{"id": "ft-{n}", "status": "{status}", "suffix": "job-{n}", "model": "a/b", "created_at": {created}}}"#
        )
    };
    let jobs = (0..10).filter(|n| format!("ft-{n}") != gone).map(job);
    format!("{{\"data\": [{}]}}", jobs.collect::<Vec<_>>().join(","))
}

async fn page(fetch: &str, hash: &str) -> Table<impl Drop + use<>> {
    location::set_hash(hash, false);
    let page = on_stage(fetch, &body(""), |_| view! { <JobsPage /> }.into_any()).await;
    until("the tools", || page.stage.look(".head .check").is_some()).await;
    page
}

/// A key pressed with these modifiers, which a real one would have.
fn press(element: &HtmlElement, key: &str, modifiers: &str) {
    let make = format!(
        "return new KeyboardEvent('keydown', {{ key, bubbles: true, cancelable: true, {modifiers} }})"
    );
    let event: web_sys::Event = wasm_bindgen::JsCast::unchecked_into(call(&js("key", &make), &[key.into()]));
    element.dispatch_event(&event).expect("a key press");
}

/// Names of the rows in the page that are selected.
fn selected(stage: &Stage) -> String {
    let find = "return [...stage.querySelectorAll('.rows > .tr:has(.check[aria-checked=true]) .name')] \
                .map((name) => name.textContent.slice(4)).join('')";
    call(&js("stage", find), &[stage.0.clone().into()]).as_string().expect("names")
}

fn name(stage: &Stage, n: usize) -> HtmlElement {
    stage.find(&format!(".rows > .tr[aria-rowindex=\"{}\"] a.name", n + 2))
}

fn text(stage: &Stage, selector: &str) -> String {
    stage.find(selector).text_content().unwrap_or_default()
}

/// Returns the button of the bar or the dialog with this text.
fn button(stage: &Stage, within: &str, label: &str) -> HtmlElement {
    let find = "return [...stage.querySelectorAll(within + ' button')].find((button) => button.textContent.trim() === label)";
    let found =
        call(&js("stage, within, label", find), &[stage.0.clone().into(), within.into(), label.into()]);
    assert!(found.is_object(), "no button {label} in {}", stage.0.inner_html());
    wasm_bindgen::JsCast::unchecked_into(found)
}

#[wasm_bindgen_test]
async fn jobs_are_selected_by_keys_and_stay_selected() {
    let page = page(FETCH, "#/jobs").await;
    let stage = &page.stage;
    assert!(stage.look(".selection-bar").is_none());
    name(stage, 1).focus().expect("a link takes focus");
    press(&name(stage, 1), " ", "");
    tick().await;
    assert_eq!((selected(stage).as_str(), text(stage, ".selection-count b").as_str()), ("1", "1 selected"));
    // Going on with Shift takes all on the way, and back again.
    press(&name(stage, 1), "ArrowDown", "shiftKey: true");
    until("focus further down", || has_focus(&name(stage, 2))).await;
    press(&name(stage, 2), "ArrowDown", "shiftKey: true");
    until("focus further down", || has_focus(&name(stage, 3))).await;
    assert_eq!(selected(stage), "123");
    press(&name(stage, 3), "ArrowUp", "shiftKey: true");
    until("focus further up", || has_focus(&name(stage, 2))).await;
    assert_eq!(selected(stage), "12");
    press(&name(stage, 6), " ", "shiftKey: true");
    tick().await;
    assert_eq!(selected(stage), "123456");

    // Another order, a filter, a newer list: the same jobs.
    location::set_hash("#/jobs?sort=created", false);
    run("dispatchEvent(new HashChangeEvent('hashchange'))");
    until("another order", || name(stage, 0).text_content().as_deref() == Some("job-9")).await;
    assert_eq!(selected(stage), "654321");
    location::set_hash("#/jobs?q=job-2", false);
    run("dispatchEvent(new HashChangeEvent('hashchange'))");
    until("one row", || stage.count(".rows > .tr") == 1).await;
    assert_eq!(
        (selected(stage).as_str(), text(stage, ".selection-count b").as_str()),
        ("2", "6 selected, 5 not shown")
    );
    location::set_hash("#/jobs", false);
    run("dispatchEvent(new HashChangeEvent('hashchange'))");
    until("all rows", || stage.count(".rows > .tr") == 10).await;
    run(&format!("window.tableBody = {:?}", body("ft-4")));
    poll(page.app).await;
    until("a job to go", || text(stage, ".selection-count b") == "5 selected").await;

    press(&name(stage, 0), "a", "ctrlKey: true");
    tick().await;
    assert_eq!(text(stage, ".selection-count b"), "9 selected");
    assert_eq!(stage.find(".head .check").get_attribute("aria-checked").as_deref(), Some("true"));
    press(&name(stage, 0), "a", "");
    assert!(stage.look(".selection-bar :focus").is_some());
    press(&name(stage, 0), "Escape", "");
    tick().await;
    assert!(selected(stage).is_empty() && stage.look(".selection-bar").is_none());
}

#[wasm_bindgen_test]
async fn an_action_that_is_for_none_is_off_and_one_for_some_leaves_out_the_others() {
    let page = page(FETCH, "#/jobs").await;
    let stage = &page.stage;
    let check = |n: usize| stage.find(&format!(".rows > .tr[aria-rowindex=\"{}\"] .check", n + 2));
    check(3).click();
    tick().await;
    let cancel = button(stage, ".selection-bar", "Cancel…");
    assert_eq!(cancel.get_attribute("aria-disabled").as_deref(), Some("true"));
    let reason = cancel.get_attribute("aria-describedby").expect("a reason");
    assert_eq!(text(stage, &format!("#{reason}")), "Cancel: It has already ended.");
    cancel.click();
    tick().await;
    assert!(stage.look("dialog[open]").is_none());
    check(2).click();
    tick().await;
    assert_eq!(cancel.get_attribute("aria-disabled"), None);
    assert!(stage.look(".selection-reasons li").is_none());
    cancel.click();
    until("the question", || stage.look("dialog[open]").is_some()).await;
    assert!(text(stage, "dialog[open] .dialog-body").contains("Left out: 1 of 2 has already ended."));
    assert_eq!(stage.count("dialog[open] .bulk-jobs li"), 1);
    button(stage, "dialog[open]", "Keep it running").click();
    until("the dialog to go", || stage.look("dialog[open]").is_none()).await;
    stage.find(".selection-bar [aria-label='Clear selection']").click();
    tick().await;
}

#[wasm_bindgen_test]
async fn a_refused_job_stays_selected_and_nobody_is_asked_twice() {
    // One is refused, one gets no response, the others obey.
    let fetch = format!(
        "const at = typeof request === 'string' ? request : request.url; \
         const job = /fine-tunes\\/(ft-\\d)\\/cancel/.exec(at)?.[1]; \
         if (job) {{ \
             (window.asked ??= []).push(job); \
             if (job === 'ft-1') return Promise.resolve(new Response('{{\"message\": \"not now\"}}', {{ status: 409 }})); \
             if (job === 'ft-2') return Promise.reject(new TypeError('gone')); \
             return Promise.resolve(new Response(JSON.stringify({{ id: job, status: 'cancel_requested', model: 'a/b' }}))); \
         }} {FETCH}"
    );
    run("window.asked = []");
    let page = page(&fetch, "#/jobs").await;
    let stage = &page.stage;
    name(stage, 0).focus().expect("a link takes focus");
    press(&name(stage, 0), " ", "");
    press(&name(stage, 2), " ", "shiftKey: true");
    press(&name(stage, 5), " ", "");
    tick().await;
    button(stage, ".selection-bar", "Cancel…").click();
    until("the question", || stage.look("dialog[open]").is_some()).await;
    assert_eq!(text(stage, "dialog[open] h2"), "Cancel 4 jobs?");
    assert!(text(stage, "dialog[open]").contains("Completed steps are billed"));
    assert!(run("return asked.length === 0").is_truthy(), "nothing is sent before the answer");
    button(stage, "dialog[open]", "Cancel 4 jobs").click();
    until("the outcome", || text(stage, "dialog[open]").contains("2 accepted, 1 refused, 1 unknown")).await;
    assert!(text(stage, "dialog[open]").contains("not now"));
    assert_eq!(run("return asked.sort().join()").as_string().as_deref(), Some("ft-0,ft-1,ft-2,ft-5"));
    button(stage, "dialog[open]", "Close").click();
    until("the dialog to go", || stage.look("dialog[open]").is_none()).await;
    assert_eq!(text(stage, ".selection-count b"), "2 selected");
    assert_eq!(selected(stage), "12");
    page.app.selected.clear();
}

#[wasm_bindgen_test]
async fn what_was_selected_when_the_page_stopped_is_selected_after_the_reload() {
    let page_before = page(FETCH, "#/jobs").await;
    let stage = &page_before.stage;
    name(stage, 1).focus().expect("a link takes focus");
    press(&name(stage, 1), " ", "");
    press(&name(stage, 4), " ", "");
    tick().await;
    assert_eq!(selected(stage), "14");
    page_before.app.selected.keep_for_reload();
    drop(page_before);

    let again = page(FETCH, "#/jobs").await;
    until("the selection", || selected(&again.stage) == "14").await;
    drop(again);
    // Once: who reloads by choice begins anew.
    let anew = page(FETCH, "#/jobs").await;
    tick().await;
    assert_eq!(selected(&anew.stage), "");
}
