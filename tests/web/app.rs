//! The whole app in a document: it starts with the demo, and leaves nothing behind when it goes.

use std::{
    cell::{Cell, RefCell},
    rc::Rc,
};

use js_sys::Array;
use leptos::prelude::*;
use tuneboard::{
    app::App,
    browser::{
        location, schedule,
        storage::{self, Place},
    },
    shell::mount_phase::{MountPhase as Phase, go_through, when_mounted},
};
use wasm_bindgen_test::wasm_bindgen_test;

use crate::stage::{Replaced, Stage, call, fire, js, run, tick, until};

#[wasm_bindgen_test]
async fn the_app_shows_the_demo_and_ends_with_its_handle() {
    storage::remove(Place::Device, "connections");
    location::set_hash("#/jobs", false);
    let _fetch = Replaced::new("fetch", &js("", "return Promise.resolve(new Response('', { status: 404 }))"));
    run(
        "window.pending = new Set(); window.own = { setTimeout, clearTimeout, requestAnimationFrame, cancelAnimationFrame }",
    );
    let _timers = [
        ("setTimeout", "const id = own.setTimeout.call(window, (...given) => { pending.delete(id); run(...given); }, delay); pending.add(id); return id"),
        ("clearTimeout", "pending.delete(run); own.clearTimeout.call(window, run)"),
        ("requestAnimationFrame", "const id = -own.requestAnimationFrame.call(window, (now) => { pending.delete(id); run(now); }); pending.add(id); return id"),
        ("cancelAnimationFrame", "pending.delete(run); own.cancelAnimationFrame.call(window, -run)"),
    ]
    .map(|(name, body)| Replaced::new(name, &js("run, delay", body)));

    let stage = Stage::new();
    // Without the style sheets pictures would push the table out of the window, where it has no rows.
    stage.0.set_inner_html("<style>svg { width: 16px; height: 16px }</style>");
    let mounted = stage.mount(App);
    let has_row = |connection| 0 < stage.count(&format!("[role=row] a[href^='#/jobs/{connection}/']"));
    until("rows of both providers", || has_row("demo-archetype") && has_row("demo-together")).await;
    assert!(stage.0.text_content().is_some_and(|text| text.contains("Demo data.")));
    assert!(n_pending() > 0.0, "polling is armed");
    drop(mounted);
    assert_eq!(stage.count(":not(style)"), 0);
    // Answers that were on their way come in and are dropped; then nothing is left that would run again.
    until("the last timer to end", || n_pending() == 0.0).await;
    let n = Cell::new(0);
    until("a few turns of the loop", || {
        n.set(n.get() + 1);
        5 < n.get()
    })
    .await;
    assert_eq!(n_pending(), 0.0);
    // No listener of the address or the window is left.
    fire(&stage.0, "scroll");
    run(
        "dispatchEvent(new Event('resize')); dispatchEvent(new Event('hashchange')); document.dispatchEvent(new Event('visibilitychange'))",
    );
    assert_eq!((n_pending(), stage.count(":not(style)")), (0.0, 0));
}

/// Timers and frames that are armed.
fn n_pending() -> f64 {
    run("return window.pending.size").as_f64().unwrap_or_default()
}

/// Shows each stage by its name.
fn stages() -> impl IntoView {
    [Phase::Table, Phase::Frame, Phase::Filters]
        .map(|stage| when_mounted(stage, move || view! { <i>{format!("{stage:?} ")}</i> }.into_any()))
        .collect_view()
}

#[wasm_bindgen_test]
async fn a_page_is_made_in_turns_and_what_comes_later_at_once() {
    let stage = Stage::new();
    let seen = Array::new();
    let watch = js(
        "place, seen",
        "new MutationObserver(() => seen.push(place.textContent)).observe(place, { subtree: true, childList: true })",
    );
    call(&watch, &[stage.0.clone().into(), seen.clone().into()]);
    let (made, more) = (Rc::new(Cell::new(false)), RwSignal::new(false));
    let is_made = Rc::clone(&made);
    let _mounted = stage.mount(move || {
        go_through(move || is_made.set(true));
        view! { {stages()} {move || more.get().then(stages)} }
    });
    until("all stages", || made.get()).await;
    let mut seen: Vec<_> = seen.iter().filter_map(|text| text.as_string()).collect();
    seen.dedup();
    assert_eq!(seen, ["", "Frame ", "Frame Filters ", "Table Frame Filters "]);
    // A screen that is opened on a page that is there.
    more.set(true);
    tick().await;
    assert_eq!(stage.0.text_content().as_deref(), Some("Table Frame Filters Table Frame Filters "));
}

#[wasm_bindgen_test]
async fn tasks_that_are_due_at_once_run_in_order_and_let_others_in_between() {
    let log = Rc::new(RefCell::new(String::new()));
    let note = |name: char| {
        let log = Rc::clone(&log);
        move || log.borrow_mut().push(name)
    };
    let other = note('!');
    wasm_bindgen_futures::spawn_local(async move {
        schedule::next_turn().await;
        other();
    });
    for name in ['a', 'b', 'c', 'd', 'e'] {
        let note = note(name);
        schedule::executor::spawn(Box::pin(async move {
            note();
            call(&js("", "const begun = performance.now(); while (performance.now() - begun < 5);"), &[]);
        }));
    }
    until("all tasks", || log.borrow().len() == 6).await;
    let log = log.take();
    assert_eq!(log.replace('!', ""), "abcde");
    assert!(matches!(log.find('!'), Some(1..5)), "{log}");
}
