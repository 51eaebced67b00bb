//! A metric log from a file: its charts, what could not be read of it, and why it is none.

use tuneboard::app::App;
use tuneboard_core::model::Provider;
use wasm_bindgen::JsCast as _;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::{
    service::Service,
    stage::{Stage, call, js, until},
};

/// Lets go of a file above the screen.
fn drop_file(stage: &Stage, name: &str, text: &str) {
    let make = js(
        "name, text",
        "const data = new DataTransfer(); data.items.add(new File([text], name)); \
         return new DragEvent('drop', { bubbles: true, cancelable: true, dataTransfer: data })",
    );
    let event: web_sys::DragEvent = call(&make, &[name.into(), text.into()]).unchecked_into();
    let is_taken = !stage.find(".page-head").dispatch_event(&event).expect("a drop");
    assert!(is_taken, "the browser does not open it");
}

#[wasm_bindgen_test]
async fn a_dropped_log_becomes_charts_and_says_what_it_lacks() {
    let _service = Service::start(Provider::Together.slug(), "#/log", "");
    let stage = Stage::new();
    let mounted = stage.mount(App);
    until("the screen", || stage.look("[aria-label='Log file'], input[type=file]").is_some()).await;
    let says = |text: &str| stage.0.text_content().is_some_and(|all| all.contains(text));
    let title = || stage.find("h1").text_content().unwrap_or_default();
    let lead = || stage.look("p.lead").and_then(|lead| lead.text_content()).unwrap_or_default();
    let charts = || stage.count(".chart");
    assert_eq!(title(), "Open a log");
    let choice = || stage.find("label.file-choice").text_content().unwrap_or_default();
    assert_eq!(choice(), "Choose a log");

    drop_file(
        &stage,
        "trainer_state.json",
        "{\"max_steps\": 40, \"num_train_epochs\": 2, \"log_history\": [\
        {\"step\": 10, \"loss\": 2.0}, {\"step\": 20, \"loss\": 1.5}, {\"step\": 20, \"eval_loss\": 1.75}]}",
    );
    until("its charts", || 0 < charts()).await;
    assert_eq!(title(), "trainer_state.json");
    assert_eq!(lead(), "Trainer state, 3 rows, of 40 steps and 2 epochs");
    assert_eq!(choice(), "Open another log");

    // Long names are shortened where they are seen, and whole in the title.
    let long = "n".repeat(5000);
    drop_file(
        &stage,
        &format!("{long}.jsonl"),
        &format!("{{\"step\":1,\"{long}\":2}}\n{{\"step\":2,\"{long}\":1}}\n"),
    );
    until("the log with long names", || title().contains('…') && 0 < charts()).await;
    let heading = stage.find(".chart h2");
    assert!(heading.text_content().is_some_and(|text| text.chars().count() < 64));
    assert_eq!(heading.get_attribute("title").as_deref().map(str::len), Some(5000));
    assert!(stage.0.text_content().is_some_and(|text| !text.contains(&"n".repeat(100))));

    // Another one takes its place, with its own remarks.
    drop_file(&stage, "run.jsonl", "{\"loss\": 2.0}\nnonsense\n{\"loss\": 1.5}\n");
    until("the other log", || title() == "run.jsonl" && lead().ends_with("2 rows")).await;
    until("what is wrong with it", || says("1 row could not be read") && says("no row says its step")).await;

    // What is no log takes nothing of the one before with it.
    drop_file(&stage, "<i>.txt", "no log at all");
    until("the reason", || says("Not opened.")).await;
    assert_eq!((title().as_str(), charts()), ("<i>.txt", 0));
    drop_file(&stage, "empty.csv", "");
    until("the other reason", || title() == "empty.csv" && says("Not opened.")).await;
    drop_file(&stage, "cut.json", "{\"log_history\": [{\"step\": 1, \"loss\": 3.0}, {\"step\": 2, \"lo");
    until("what there is of a file that breaks off", || 0 < charts() && says("breaks off at line 1")).await;
    assert!(!says("Not opened."));
    drop(mounted);
}

#[wasm_bindgen_test]
async fn rows_that_came_twice_are_told_and_shown_and_an_open_range_stays() {
    let _service = Service::start(Provider::Together.slug(), "#/log", "");
    let stage = Stage::new();
    let mounted = stage.mount(App);
    until("the screen", || stage.look("input[type=file]").is_some()).await;
    let says = |text: &str| stage.0.text_content().is_some_and(|all| all.contains(text));
    let line = |step: u64, loss: &str| format!("{{\"step\": {step}, \"loss\": {loss}}}\n");
    let first = (1..=15).map(|i| line(i * 10, if i < 4 { "NaN" } else { "2.5" }));
    let second = (11..=20).map(|i| line(i * 10, "1.25"));
    drop_file(&stage, "run.jsonl", &first.chain(second).collect::<String>());
    until("what came twice", || says("5 rows of steps 110–150 were logged twice; the later ones are shown"))
        .await;
    until("the gaps", || says("Loss is not a number at 3 steps: 10–30")).await;

    let button = |name: &str| {
        let find = js(
            "stage, name",
            "return [...stage.querySelectorAll('button')].find((b) => b.textContent === name)",
        );
        call(&find, &[(&stage.0).into(), name.into()]).unchecked_into::<web_sys::HtmlElement>()
    };
    button("Show the others").click();
    until("the steps that came twice", || stage.count(".table-twin tbody tr") == 5).await;
    let row = stage.find(".table-twin tbody tr").text_content().unwrap_or_default();
    assert_eq!(row, "1501.252.5");
    button("Back to the charts").click();
    until("the chart", || stage.count(".table-twin") == 0 && stage.count(".plot") == 1).await;

    let from: web_sys::HtmlInputElement = stage.find("[aria-label='Show from']").unchecked_into();
    from.set_value("120");
    from.dispatch_event(&web_sys::Event::new("change").expect("an event")).expect("sent");
    let hash = || web_sys::window().and_then(|window| window.location().hash().ok()).unwrap_or_default();
    until("the open range in the link", || hash().contains("range=120~") || hash().contains("range=120%7E"))
        .await;
    crate::stage::tick().await;
    assert_eq!(from.value(), "120");
    drop(mounted);
}

#[wasm_bindgen_test]
async fn runs_of_one_file_are_curves_with_names() {
    let _service = Service::start(Provider::Together.slug(), "#/log", "");
    let stage = Stage::new();
    let mounted = stage.mount(App);
    until("the screen", || stage.look("input[type=file]").is_some()).await;
    let says = |text: &str| stage.0.text_content().is_some_and(|all| all.contains(text));
    let lead = || stage.look("p.lead").and_then(|lead| lead.text_content()).unwrap_or_default();
    drop_file(
        &stage,
        "wandb.csv",
        "\"Step\",\"brisk-1 - train/loss\",\"brisk-1 - train/loss__MIN\",\"calm-2 - train/loss\"\n\
         \"0\",\"2.0\",\"2.0\",\"2.2\"\n\"10\",\"1.6\",\"1.6\",\"\"\n",
    );
    until("the runs", || lead() == "CSV table, 2 rows, 2 runs: brisk-1, calm-2").await;
    until("one chart with both", || stage.count(".chart") == 1 && says("brisk-1") && says("calm-2")).await;
    assert!(says("1 column of lowest and highest figures"));
    assert!(stage.look(".run-choice").is_none(), "two fit into one chart");

    // One run is a log like any other.
    drop_file(&stage, "one.csv", "run,step,loss\na,1,2\na,2,1\n");
    until("the other log", || lead() == "CSV table, 2 rows, run a").await;

    // More than a chart can tell apart are chosen from.
    let rows: String = (0..15).map(|run| format!("run {run},1,{run}\n")).collect();
    drop_file(&stage, "many.csv", &format!("run,step,loss\n{rows}"));
    until("the choice", || says("12 of 15 runs are drawn")).await;
    let box_of = |idx: u32| {
        stage
            .0
            .query_selector_all(".run-choice input")
            .ok()?
            .item(idx)?
            .dyn_into::<web_sys::HtmlInputElement>()
            .ok()
    };
    assert!(box_of(14).is_some_and(|input| input.disabled()), "there is no room for another");
    box_of(0).expect("a box").click();
    until("one less", || says("11 of 15 runs are drawn")).await;
    box_of(14).expect("a box").click();
    until("another one in its place", || says("12 of 15 runs are drawn")).await;
    drop(mounted);
}
