//! Findings on a job's page beyond their sentence: on its charts, in the hindsight of early stopping, and in the time left.

use tuneboard::{app::App, browser::location};
use tuneboard_core::model::Provider;
use wasm_bindgen::JsCast as _;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::{Element, HtmlInputElement};

use crate::{
    service::Service,
    stage::{Stage, fire, press, tick, until},
};

/// A job that has overfitted, one that is a fifth done, with a row every half minute, and one that is half done and evaluated.
const ANSWERS: &str = "const job = (id, status, more) => ({ id, status, suffix: 'run', model: 'm', created_at: '2026-08-01T09:00:00Z', \
      updated_at: '2026-08-01T10:00:00Z', training_file: 'file-1', n_epochs: 3, ...more }); \
    const jobs = [job('ft-1', 'completed', { total_steps: 80 }), job('ft-2', 'running', { total_steps: 500 }), \
      job('ft-3', 'running', { total_steps: 100 })]; \
    const row = (step, loss, evaluation, secs) => ({ timestamp: (1785575943 + secs) * 1000000000, 'train/global_step': step, \
      'train/loss': loss, ...(evaluation && { 'eval/loss': evaluation }) }); \
    const over = [2, 1, 1.2, 1.4, 1.6, 1.8, 2, 2.2].map((loss, k) => row(10 * (k + 1), 3 / (k + 1), loss, 60 * k)); \
    const steady = Array.from({ length: 20 }, (_, k) => row(5 * (k + 1), 3 - k / 20, 0, 30 * k)); \
    const halfway = Array.from({ length: 10 }, (_, k) => row(5 * (k + 1), 3 - k / 10, 1 + 1 / (k + 1), 30 * k)); \
    if (path === '/fine-tunes') return { data: jobs }; \
    const [, , id, part] = path.split('/'); \
    const index = jobs.findIndex((job) => job.id === id); \
    if (index < 0) return undefined; \
    if (part === undefined) return jobs[index]; \
    if (part === 'events') return { data: [] }; \
    if (part === 'metrics') return { metrics: [over, steady, halfway][index] };";

fn text(stage: &Stage, selector: &str) -> String {
    stage.look(selector).and_then(|element| element.text_content()).unwrap_or_default()
}

/// Returns a switch of the charts by its label.
fn switch(stage: &Stage, name: &str) -> Option<HtmlInputElement> {
    let labels = stage.0.query_selector_all(".tools label").expect("a selector");
    let mut labels = (0..labels.length()).filter_map(|idx| labels.item(idx)?.dyn_into::<Element>().ok());
    let label = labels.find(|label| label.text_content().as_deref() == Some(name))?;
    label.query_selector("input").ok().flatten()?.dyn_into().ok()
}

#[wasm_bindgen_test]
async fn span_of_an_open_finding_is_read_on_the_chart_and_in_its_table() {
    let _service = Service::start(Provider::Together.slug(), "#/jobs/lab/ft-1", ANSWERS);
    let stage = Stage::new();
    stage.0.set_attribute("style", "position: absolute; inset: 0 0 auto; width: 800px").expect("a style");
    let mounted = stage.mount(App);
    until("the answer", || text(&stage, ".answer").contains("Overfitting since step")).await;
    until("the chart", || stage.look("section[aria-label=Loss] .plot-overlay").is_some()).await;
    let canvas = || {
        let canvas = stage.find("section[aria-label=Loss] .plot-overlay");
        // Charts that are far from the view are not drawn.
        canvas.scroll_into_view();
        canvas.focus().expect("focus");
        canvas
    };
    let said = || text(&stage, "section[aria-label=Loss] .plot [aria-live=polite]");
    until("the last point", || {
        press(&canvas(), "End");
        said().contains("step 80")
    })
    .await;
    assert!(said().contains("within Overfitting"), "{}", said());
    assert!(
        text(&stage, ".chart-tip .tip-events").starts_with("Overfitting: "),
        "{}",
        text(&stage, ".chart-tip")
    );
    press(&canvas(), "Home");
    until("the first point", || said().contains("step 10")).await;
    assert!(!said().contains("Overfitting"), "{}", said());

    // The table names the points that show it.
    stage.find("[aria-label='Loss as a table']").click();
    until("the table", || stage.look("section[aria-label=Loss] .table-twin").is_some()).await;
    let heads = text(&stage, "section[aria-label=Loss] .table-twin thead tr");
    assert!(heads.ends_with("Findings"), "{heads}");
    let rows =
        stage.0.query_selector_all("section[aria-label=Loss] .table-twin tbody tr").expect("a selector");
    let named = (0..rows.length()).filter(|idx| {
        rows.item(*idx).and_then(|row| row.text_content()).is_some_and(|row| row.ends_with("Overfitting"))
    });
    assert!(0 < named.count(), "{}", text(&stage, "section[aria-label=Loss] .table-twin tbody"));
    stage.find("[aria-label='Loss as a table']").click();

    // One switch, kept in the link.
    let switch = switch(&stage, "findings").expect("a switch");
    switch.set_checked(false);
    let _prevented = fire(&switch, "change");
    until("the link", || location::hash().contains("findings=off")).await;
    until("the chart again", || stage.look("section[aria-label=Loss] .plot-overlay").is_some()).await;
    until("the last point again", || {
        press(&canvas(), "End");
        said().contains("step 80")
    })
    .await;
    assert!(!said().contains("Overfitting"), "{}", said());
    drop(mounted);
}

#[wasm_bindgen_test]
async fn early_stopping_is_replayed_as_its_settings_are_typed() {
    let _service = Service::start(Provider::Together.slug(), "#/jobs/lab/ft-1?tab=findings", ANSWERS);
    let stage = Stage::new();
    let mounted = stage.mount(App);
    let said = || text(&stage, ".what-if p[aria-live]");
    until("the proposed settings", || {
        said().starts_with("It would have stopped at step 40 and kept step 20 (1). That saves 40 of 80 steps")
    })
    .await;
    let field: HtmlInputElement = stage.find(".what-if [aria-label=Patience]").unchecked_into();
    assert_eq!(field.value(), "2");
    let typed = |value: &str| {
        field.set_value(value);
        let _prevented = fire(&field, "change");
    };
    typed("4");
    until("more patience", || said().starts_with("It would have stopped at step 60 and kept step 20")).await;
    typed("0");
    until("why not", || text(&stage, ".what-if .field-problem") == "A patience is a whole number from 1.")
        .await;
    stage.find(".what-if button").click();
    until("the proposed settings again", || said().starts_with("It would have stopped at step 40")).await;
    drop(mounted);
}

#[wasm_bindgen_test]
async fn time_left_of_a_running_job_has_an_interval_and_a_time_of_day() {
    let _service = Service::start(Provider::Together.slug(), "#/jobs/lab/ft-2", ANSWERS);
    let stage = Stage::new();
    let mounted = stage.mount(App);
    let left = || {
        let facts = stage.0.query_selector_all(".facts > div").expect("a selector");
        let mut texts = (0..facts.length()).filter_map(|idx| facts.item(idx)?.text_content());
        texts.find(|text| text.starts_with("Time left")).unwrap_or_default()
    };
    // 400 steps of 6 seconds.
    until("the time left", || left().starts_with("Time left~40 min (39 to 41), about ")).await;
    assert!(left().contains("by seconds per step of the last half of the rows"), "{}", left());
    drop(mounted);

    // In a comparison, too.
    location::set_hash("#/compare?job=lab/ft-2", false);
    let mounted = stage.mount(App);
    until("its card", || text(&stage, ".lineup .about").contains("~40 min left (39 to 41), about ")).await;
    tick().await;
    drop(mounted);
}

#[wasm_bindgen_test]
async fn forecast_of_a_run_that_goes_on_is_told_and_can_be_switched_off() {
    let _service = Service::start(Provider::Together.slug(), "#/jobs/lab/ft-3", ANSWERS);
    let stage = Stage::new();
    let mounted = stage.mount(App);
    let told = || {
        let notes = stage.0.query_selector_all("section[aria-label=Loss] .chart-note").expect("a selector");
        let mut texts = (0..notes.length()).filter_map(|idx| notes.item(idx)?.text_content());
        texts.any(|text| text.starts_with("Forecast of eval/loss at step 100: 1."))
    };
    until("the forecast", told).await;
    let summary = || {
        let canvas = stage.look("section[aria-label=Loss] .plot-overlay");
        canvas.and_then(|canvas| canvas.get_attribute("aria-label")).unwrap_or_default()
    };
    assert!(summary().contains("80 of 100 runs end within"), "{}", summary());

    let switch = switch(&stage, "forecast").expect("a switch");
    switch.set_checked(false);
    let _prevented = fire(&switch, "change");
    until("no forecast", || !told()).await;
    assert!(
        !summary().contains("Forecast") && location::hash().contains("forecast=off"),
        "{}",
        location::hash()
    );
    drop(mounted);
}
