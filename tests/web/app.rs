//! The whole app in a document: it starts with the demo, and leaves nothing behind when it goes.

use std::cell::Cell;

use tuneboard::{
    app::App,
    browser::{
        location,
        storage::{self, Place},
    },
};
use wasm_bindgen_test::wasm_bindgen_test;

use crate::stage::{Replaced, Stage, fire, js, run, until};

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
    let mounted = stage.mount(App);
    until("rows of both providers", || 10 < stage.count("[role=row] a[href^='#/jobs/demo-']")).await;
    assert!(stage.0.text_content().is_some_and(|text| text.contains("Demo data.")));
    assert!(n_pending() > 0.0, "polling is armed");
    drop(mounted);
    assert_eq!(stage.count("*"), 0);
    // Answers that were on their way come in and are dropped; then nothing is left that would run again.
    until("the last timer to end", || n_pending() == 0.0).await;
    let n = Cell::new(0);
    until("a few turns of the loop", || {
        n.set(n.get() + 1);
        5 < n.get()
    })
    .await;
    assert_eq!(n_pending(), 0.0);
    // Nobody listens to the address or the window any more.
    fire(&stage.0, "scroll");
    run(
        "dispatchEvent(new Event('resize')); dispatchEvent(new Event('hashchange')); document.dispatchEvent(new Event('visibilitychange'))",
    );
    assert_eq!((n_pending(), stage.count("*")), (0.0, 0));
}

/// Timers and frames that are armed.
fn n_pending() -> f64 {
    run("return window.pending.size").as_f64().unwrap_or_default()
}
