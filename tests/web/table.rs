//! The job table while its list comes again and again: what is written into the page, and what is not.

use js_sys::{Array, Reflect};
use leptos::prelude::*;
use tuneboard::{
    pages::JobsTable,
    state::{App, Resource},
};
use tuneboard_core::{listing::ListQuery, model::ConnectionId};
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_test::wasm_bindgen_test;

use crate::stage::{Replaced, Stage, call, has_focus, js, press, run, tick, until};

/// Answers the deployer's file and the list; everything else is on its way for ever.
pub const FETCH: &str = r#"
    const url = typeof request === "string" ? request : request.url;
    if (url.endsWith("config.json")) {
        const connection = { id: "c", provider: "together", base_url: "/api", key: "proxy" };
        return Promise.resolve(new Response(JSON.stringify({ demo: false, connections: [connection] })));
    }
    if (url.endsWith("/fine-tunes")) return Promise.resolve(new Response(window.tableBody));
    return new Promise(() => {});
"#;

const N_JOBS: usize = 1_000;

/// Style sheets that give headings and rows their places; without them the rows begin somewhere below the window.
const STYLES: [&str; 5] = [
    include_str!("../../style/tokens.css"),
    include_str!("../../style/reset.css"),
    include_str!("../../style/base.css"),
    include_str!("../../style/table.css"),
    include_str!("../../style/table-columns.css"),
];

/// A list of jobs of which every hundredth has done so many steps, and the rest none.
pub fn body(n_steps: usize) -> String {
    let job = |n: usize| {
        let steps = if n.is_multiple_of(100) { n_steps } else { 0 };
        let created = 1_700_000_000 - n;
        format!(
            r#"{{"id": "ft-{n}", "status": "running", "suffix": "job-{n}", "model": "a/b", "created_at": {created}, "steps_completed": {steps}, "total_steps": 100}}"#
        )
    };
    format!("{{\"data\": [{}]}}", (0..N_JOBS).map(job).collect::<Vec<_>>().join(","))
}

fn serve(body: &str) {
    Reflect::set(&js_sys::global(), &"tableBody".into(), &body.into()).expect("a global");
}

/// Requests the list and waits for the outcome.
pub async fn poll(app: App) {
    app.watcher.refresh(Resource::Jobs(ConnectionId("c".into())));
    until("the answer", || !untrack(|| app.watcher.freshness().is_loading)).await;
    tick().await;
}

/// The table of that list on a stage, with its state, as long as this value lives.
pub struct Table<M> {
    pub app: App,
    /// Goes first.
    _mounted: M,
    pub stage: Stage,
    _fetch: Replaced,
}

async fn table() -> Table<impl Drop> {
    let table = |app| {
        let query = Memo::new(|_| ListQuery::default());
        view! { <JobsTable app=app query=query /> }.into_any()
    };
    on_stage(FETCH, &body(10), table).await
}

/// Shows `view` with a list, and waits for its rows; `fetch` answers all requests, the list with `body`.
pub async fn on_stage(fetch: &str, body: &str, view: fn(App) -> AnyView) -> Table<impl Drop + use<>> {
    let _fetch = Replaced::new("fetch", &js("request, options", fetch));
    serve(body);
    // Another test may have left the window further down.
    run("scrollTo(0, 0)");
    let stage = Stage::new();
    // The table scrolls with the window, as in the app.
    stage
        .0
        .set_attribute("style", "position: absolute; inset: 0 auto auto 0; width: 1200px")
        .expect("a style");
    let styles = crate::stage::document().create_element("style").expect("an element");
    styles.set_text_content(Some(&STYLES.concat()));
    stage.0.append_child(&styles).expect("a place");
    let state = std::rc::Rc::new(std::cell::Cell::new(None));
    let making = std::rc::Rc::clone(&state);
    let _mounted = stage.mount(move || {
        let app = App::provide();
        making.set(Some(app));
        view(app)
    });
    until("rows", || 0 < stage.count(".rows > .tr")).await;
    // Those out of view come a little later, as many as there are.
    let attribute = |selector, name| stage.look(selector).and_then(|element| element.get_attribute(name));
    let lowest = || stage.look(".rows > .tr:last-child").map(|row| row.get_bounding_client_rect().top());
    let height = run("return innerHeight").as_f64().expect("a height");
    until("rows below the window", || {
        attribute(".rows > .tr:last-child", "aria-rowindex") == attribute(".jobs-table", "aria-rowcount")
            || lowest().is_some_and(|top| height + 100.0 < top)
    })
    .await;
    let app = state.get().expect("the state");
    tick().await;
    Table { app, _mounted, stage, _fetch }
}

/// Returns the texts of the cells that are written while `act` runs.
async fn written(stage: &Stage, act: impl Future<Output = ()>) -> Vec<String> {
    let observe = js(
        "table",
        "const records = []; const observer = new MutationObserver((some) => records.push(...some)); \
         observer.observe(table, { subtree: true, childList: true, attributes: true, characterData: true }); \
         return () => { records.push(...observer.takeRecords()); observer.disconnect(); \
         return [...new Set(records.map(({ target }) => (target.closest ? target : target.parentElement).closest('.td') ?? target))] \
         .map((cell) => cell.textContent) }",
    );
    let end = call(&observe, &[stage.find(".jobs").into()]);
    act.await;
    let cells: Array = call(end.unchecked_ref(), &[]).unchecked_into();
    cells.iter().filter_map(|cell: JsValue| cell.as_string()).collect()
}

#[wasm_bindgen_test]
async fn a_list_without_news_writes_nothing_into_the_page() {
    let table = table().await;
    let (app, stage) = (table.app, &table.stage);
    assert!(written(stage, poll(app)).await.is_empty());
}

#[wasm_bindgen_test]
async fn rows_get_what_nobody_sees_at_once_when_the_view_rests() {
    let table = table().await;
    let stage = &table.stage;
    let whole =
        [".check[aria-label^='Select ']", ".name[title]", "[data-column=model][title]", "time[datetime]"];
    let n_rows = || stage.count(".rows > .tr[aria-rowindex]");
    until("the words of each row", || {
        n_rows() == stage.count(".rows > .tr")
            && whole.iter().all(|it| stage.count(&format!(".rows {it}")) == n_rows())
    })
    .await;
}

#[wasm_bindgen_test]
async fn news_are_written_into_the_cells_in_view_that_they_change() {
    let table = table().await;
    let (app, stage) = (table.app, &table.stage);
    serve(&body(20));
    // One job in a hundred has moved on; of those in view it is the first.
    assert_eq!(written(stage, poll(app)).await, ["20 %"]);
}

#[wasm_bindgen_test]
async fn rows_are_walked_by_keys_and_keep_the_focus_over_news() {
    let table = table().await;
    let (app, stage) = (table.app, &table.stage);
    let name = |n: usize| stage.find(&format!(".rows > .tr[aria-rowindex=\"{}\"] a.name", n + 2));
    name(0).focus().expect("a link takes focus");
    // The keys come a little later than the rows.
    until("keys", || {
        press(&name(0), "ArrowDown");
        has_focus(&name(1))
    })
    .await;
    press(&name(1), "ArrowUp");
    press(&name(0), "ArrowUp");
    tick().await;
    assert!(has_focus(&name(0)));
    serve(&body(30));
    poll(app).await;
    assert!(has_focus(&name(0)));
    press(&name(0), "End");
    until("the last row", || stage.look(&format!(".rows > .tr[aria-rowindex=\"{}\"]", N_JOBS + 1)).is_some())
        .await;
    until("its focus", || has_focus(&name(N_JOBS - 1))).await;
    press(&name(N_JOBS - 1), "PageUp");
    until("focus further up", || {
        stage.look(":focus").is_some_and(|link| link.text_content() != Some(format!("job-{}", N_JOBS - 1)))
    })
    .await;
    run("document.activeElement.blur()");
}
