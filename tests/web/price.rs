//! The price beside the form: asked for after a rest, and only the latest response counts.

use tuneboard::{
    app::App,
    browser::storage::{self, Place},
};
use tuneboard_core::{
    draft::JobDraft,
    model::{Provider, SpecField},
};
use wasm_bindgen::JsCast as _;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::HtmlInputElement;

use crate::{
    service::Service,
    stage::{Stage, fire, run, tick, until},
};

/// Leaves each question for a price in `window.asked`, to be answered when the test says.
const HOLD: &str = "if (path.endsWith('/estimate-price')) \
    return new Promise((resolve) => window.asked.push({ body: JSON.parse(body), resolve }))";

fn n_asked() -> usize {
    run("return window.asked.length").as_f64().unwrap_or_default() as usize
}

/// Answers a question, by its number, with a JavaScript expression.
fn answer(number: usize, with: &str) {
    run(&format!("window.asked[{number}].resolve({with})"));
}

fn set_epochs(stage: &Stage, text: &str) {
    let input: HtmlInputElement = stage.find("#field-epochs").unchecked_into();
    input.set_value(text);
    let _prevented = fire(&input, "input");
}

/// Returns the panel's text.
fn said(stage: &Stage) -> String {
    stage.look("[aria-label=Price]").and_then(|panel| panel.text_content()).unwrap_or_default()
}

#[wasm_bindgen_test]
async fn the_price_follows_the_form_and_the_latest_answer_wins() {
    run("window.asked = []");
    let provider = Provider::Together;
    let _service = Service::start(provider.slug(), "#/new?connection=lab", HOLD);
    let mut draft = JobDraft::new(provider);
    draft.set(SpecField::BaseModel, provider.known_models().first().copied().unwrap_or_default());
    draft.set(SpecField::Epochs, "2");
    // A mistake that has nothing to do with the price.
    draft.set(SpecField::LearningRate, "fast");
    storage::set(Place::Device, "draft", &draft.to_json()).expect("storage");
    let stage = Stage::new();
    let mounted = stage.mount(App);
    until("the panel", || said(&stage).contains("Shown once the model, the files")).await;
    assert_eq!(n_asked(), 0, "there is nothing to be asked yet");

    let file: HtmlInputElement = stage.find("#field-trainfiles").unchecked_into();
    file.set_value("file-1");
    let _prevented = fire(&file, "input");
    until("the first question", || n_asked() == 1).await;
    assert!(said(&stage).contains("Being estimated…"));

    // Of what is typed in one go only the end is asked for.
    ["3", "30", "4"].into_iter().for_each(|text| set_epochs(&stage, text));
    until("the second question", || n_asked() == 2).await;
    assert_eq!(run("return window.asked[1].body.n_epochs").as_f64(), Some(4.0));
    answer(
        1,
        "{ estimated_total_price: 7.5, user_limit: 100, allowed_to_proceed: true, estimated_train_token_count: 1200 }",
    );
    until("its answer", || said(&stage).contains("About $7.50.")).await;
    assert!(
        said(&stage).contains("1,200 training tokens") && said(&stage).contains("Account limit: $100.00")
    );
    answer(0, "{ estimated_total_price: 3 }");
    tick().await;
    assert!(said(&stage).contains("About $7.50."), "an old answer changes nothing: {}", said(&stage));

    // What does not change the price is not asked for again.
    let suffix: HtmlInputElement = stage.find("#field-name").unchecked_into();
    suffix.set_value("another");
    let _prevented = fire(&suffix, "input");
    tick().await;
    assert!(said(&stage).contains("About $7.50."), "{}", said(&stage));

    // What the service says instead of a price, each in words.
    let cases = [
        (
            "{ estimated_total_price: 900, user_limit: 100, allowed_to_proceed: false }",
            "would refuse the job at this price",
        ),
        (
            "{ estimation_available: false, unavailable_reason: 'train_file_not_validated' }",
            "has not finished checking the training file",
        ),
        ("new Response('{}', { status: 404 })", "gives no estimates"),
        ("new Response('', { status: 500 })", "There is no estimate."),
    ];
    for (number, (with, expected)) in (2..).zip(cases) {
        set_epochs(&stage, &(number + 5).to_string());
        until("another question", || n_asked() == number + 1).await;
        answer(number, with);
        until(expected, || said(&stage).contains(expected)).await;
    }
    assert_eq!(n_asked(), 6);
    drop(mounted);
}
