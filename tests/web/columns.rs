//! Columns of the job table, and their order: from the link, from this device, by the menu.

use leptos::prelude::*;
use tuneboard::{
    browser::{
        location,
        storage::{self, Place},
    },
    pages::JobsPage,
};
use wasm_bindgen::JsCast as _;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::{
    stage::{Stage, call, has_focus, js, run, tick, until},
    table::{FETCH, body, on_stage},
};

/// Columns that are seen, by their headings, and by the first row's cells.
fn seen(stage: &Stage) -> [String; 2] {
    let all = |row: &str| {
        let cells =
            stage.0.query_selector_all(&format!("{row} > [data-column]:not([hidden])")).expect("a selector");
        let name = |n| {
            let cell: web_sys::Element = cells.get(n).expect("a cell").unchecked_into();
            cell.get_attribute("data-column").filter(|name| name != "select")
        };
        (0..cells.length()).filter_map(name).collect::<Vec<_>>().join(" ")
    };
    [all(".tr.head"), all(".rows > .tr:first-child")]
}

#[wasm_bindgen_test]
async fn columns_come_from_the_link_then_from_this_device_then_as_usual() {
    storage::remove(Place::Device, "columns");
    location::set_hash("#/jobs?columns=took,name,-loss,nonsense,-status", false);
    let page = on_stage(FETCH, &body(0), |_| view! { <JobsPage /> }.into_any()).await;
    let stage = &page.stage;
    let expected = "elapsed left name provider model progress eval best finding created";
    assert_eq!(seen(stage), [expected, expected]);
    // The widths go with the columns that the window has room for: one for the boxes, then theirs.
    let widths = |row: &str, of: &str| {
        let text = call(&js("row", of), &[stage.find(row).into()]).as_string().expect("widths");
        text.split(' ').filter_map(|width| width.strip_suffix("px")?.parse::<f64>().ok()).collect::<Vec<_>>()
    };
    for row in [".tr.head", ".rows > .tr:first-child"] {
        let tracks = widths(row, "return getComputedStyle(row).gridTemplateColumns");
        let cells =
            "return [...row.children].map((cell) => cell.offsetWidth).filter(Boolean).join('px ') + 'px'";
        let cells = widths(row, cells);
        assert_eq!((tracks.first(), tracks.last()), (Some(&34.0), Some(&100.0)), "{row}: {tracks:?}");
        assert_eq!(tracks.len(), cells.len(), "{row}: {tracks:?} {cells:?}");
        assert!(
            tracks.iter().zip(&cells).all(|(track, cell)| (track - cell).abs() < 1.0),
            "{row}: {tracks:?} {cells:?}"
        );
    }

    // A choice is kept on this device, and the link no longer says otherwise.
    until("the menu", || stage.look("#column-elapsed-down").is_some()).await;
    stage.find("summary[title=Columns]").click();
    stage.find("#column-elapsed-down").click();
    tick().await;
    let expected = "left elapsed name provider model progress eval best finding created";
    assert_eq!(seen(stage), [expected, expected]);
    until("focus on the button for the next step", || has_focus(&stage.find("#column-elapsed-down"))).await;
    assert_eq!(location::hash(), "#/jobs");
    let kept = storage::get(Place::Device, "columns");
    assert_eq!(
        kept.as_deref(),
        Some("left,elapsed,name,provider,model,progress,-loss,eval,best,finding,created,-status")
    );

    // What the window has no room for is said, where it was chosen.
    let eval_says = || stage.find(".column-list > li:has(#column-eval-shown) > label").text_content();
    let is_narrow = run("return innerWidth < 1840").is_truthy();
    assert_eq!(eval_says().as_deref(), Some(if is_narrow { "Eval loss no room here" } else { "Eval loss" }));
    stage.find("#column-eval-shown").click();
    tick().await;
    assert_eq!(eval_says().as_deref(), Some("Eval loss"));
    stage.find("#column-eval-shown").click();
    tick().await;

    stage.find("#column-loss-shown").click();
    tick().await;
    assert_eq!(seen(stage)[1], "left elapsed name provider model progress loss eval best finding created");
    drop(page);

    let page = on_stage(FETCH, &body(0), |_| view! { <JobsPage /> }.into_any()).await;
    assert_eq!(
        seen(&page.stage)[1],
        "left elapsed name provider model progress loss eval best finding created"
    );
    until("the menu", || page.stage.look(".column-list").is_some()).await;
    page.stage.find(".column-list ~ button").click();
    tick().await;
    assert_eq!(
        seen(&page.stage)[1],
        "status name provider model progress loss eval best finding created elapsed left"
    );
    storage::remove(Place::Device, "columns");
}

#[wasm_bindgen_test]
async fn cards_say_their_order_in_words_that_open_the_choice() {
    location::set_hash("#/jobs", false);
    let page = on_stage(FETCH, &body(0), |_| view! { <JobsPage /> }.into_any()).await;
    let stage = &page.stage;
    let says = |words: &str| {
        let button = stage.look(".list-order summary").and_then(|button| button.text_content());
        button.is_some_and(|text| text == format!("Order {words}"))
    };
    until("the order", || says("Newest first")).await;
    let name = || stage.find(".list-order button:nth-of-type(2)");
    name().click();
    until("another order", || says("Name, A to Z")).await;
    assert_eq!(location::hash(), "#/jobs?sort=name");
    name().click();
    until("the other direction", || says("Name, Z to A")).await;
    assert_eq!(name().get_attribute("aria-pressed").as_deref(), Some("true"));
    location::set_hash("#/jobs", false);
}

#[wasm_bindgen_test]
async fn a_choice_of_an_earlier_release_is_taken_over() {
    storage::remove(Place::Device, "columns");
    location::set_hash("#/jobs", false);
    storage::set(Place::Device, "hidden-columns", "took,model").expect("storage");
    let page = on_stage(FETCH, &body(0), |_| view! { <JobsPage /> }.into_any()).await;
    until("fewer columns", || {
        seen(&page.stage)[1] == "status name provider progress loss eval best finding created left"
    })
    .await;
    assert_eq!(storage::get(Place::Device, "hidden-columns"), None);
    storage::remove(Place::Device, "columns");
}

#[wasm_bindgen_test]
async fn a_column_that_is_dragged_takes_the_place_it_is_dropped_on() {
    storage::remove(Place::Device, "columns");
    location::set_hash("#/jobs", false);
    let page = on_stage(FETCH, &body(0), |_| view! { <JobsPage /> }.into_any()).await;
    let stage = &page.stage;
    until("the menu", || stage.look(".column-list").is_some()).await;
    // Whether the menu takes what happens to a column, in place of the browser.
    let takes = |kind: &str, column: &str| {
        let event = run(&format!(
            "return new DragEvent('{kind}', {{ bubbles: true, cancelable: true, dataTransfer: new DataTransfer() }})"
        ));
        let row = stage.find(&format!(".column-list > li:has(#column-{column}-shown)"));
        !row.dispatch_event(&event.unchecked_into()).expect("an event")
    };
    let usual = "status name provider model progress loss eval best finding created elapsed left";
    assert!(!takes("dragover", "model") && !takes("drop", "model"), "nothing of the menu's is on its way");
    tick().await;
    assert_eq!(seen(stage), [usual, usual]);

    takes("dragstart", "left");
    tick().await;
    assert!(stage.look(".column-list > [data-dragged] > label > #column-left-shown").is_some());
    assert!(takes("dragover", "model") && takes("drop", "model"));
    tick().await;
    let expected = "status name provider left model progress loss eval best finding created elapsed";
    assert_eq!(seen(stage), [expected, expected]);
    assert!(stage.look("[data-dragged]").is_none());

    // One that is let go elsewhere stays where it is.
    takes("dragstart", "name");
    takes("dragend", "name");
    assert!(!takes("drop", "created"));
    tick().await;
    assert_eq!(seen(stage), [expected, expected]);
    storage::remove(Place::Device, "columns");
}
