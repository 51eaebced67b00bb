//! Checkpoints of a job, as its tab shows them.

use tuneboard::{
    app::App,
    browser::storage::{self, Place},
};
use tuneboard_core::{
    draft::JobDraft,
    model::{Provider, SpecField},
};
use wasm_bindgen_test::wasm_bindgen_test;

use crate::{
    service::Service,
    stage::{Stage, tick, until},
};

/// A job that has ended, with evaluations at steps 10, 20 and 30. Its checkpoints are those of `window.saved`.
const ANSWERS: &str = "const job = { id: 'ft-1', status: 'completed', created_at: '2026-08-01T09:00:00Z', \
      model: 'm', training_file: 'file-1', n_epochs: 3, total_steps: 30, steps_completed: 30 }; \
    const row = (step, loss) => ({ timestamp: 1785575943000000000 + step, 'train/global_step': step, 'eval/loss': loss }); \
    switch (path) { \
      case '/fine-tunes': return { data: [job] }; \
      case '/fine-tunes/ft-1': return job; \
      case '/fine-tunes/ft-1/events': return { data: [] }; \
      case '/fine-tunes/ft-1/metrics': return { metrics: [row(10, 0.9), row(20, 0.5), row(30, 0.7)] }; \
      case '/fine-tunes/ft-1/checkpoints': return window.saved; \
    }";

const PLACE: &str = "#/jobs/lab/ft-1?tab=checkpoints";

#[wasm_bindgen_test]
async fn checkpoints_are_listed_with_their_loss_and_the_best_one_leads_on() {
    crate::stage::run(
        "const saved = (step, kind) => ({ step, created_at: '2026-08-01T09:30:00Z', path: `s3://b/${step}`, checkpoint_type: kind }); \
         window.saved = { data: [saved(11, 'Intermediate'), saved(20, '<b>Intermediate</b>'), saved(30, 'Final Adapter')] }",
    );
    let _service = Service::start(Provider::Together.slug(), PLACE, ANSWERS);
    let stage = Stage::new();
    let mounted = stage.mount(App);
    until("the best one", || stage.look(".checkpoints tr[data-best]").is_some()).await;
    // The judgement comes in turns of its own.
    until("the one to take", || stage.0.text_content().is_some_and(|text| text.contains("proposed"))).await;
    let cells = |selector: &str| {
        let found =
            stage.0.query_selector_all(&format!(".checkpoints tbody {selector}")).expect("a selector");
        let text = |idx| found.item(idx).and_then(|cell| cell.text_content()).unwrap_or_default();
        (0..found.length()).map(text).collect::<Vec<_>>()
    };
    assert_eq!(cells("th"), ["30", "20", "11"], "the newest first");
    assert_eq!(cells("[data-label='Nearest eval loss']"), ["0.7", "0.5bestproposed", "0.9 at step 10"]);
    assert_eq!(cells("tr[data-best] th"), ["20"]);
    assert_eq!(cells("tr[data-best] [data-label=Kind]"), ["<b>Intermediate</b>"], "text, not markup");
    let on = stage.find(".checkpoints tr[data-best] a").get_attribute("href");
    assert_eq!(on.as_deref(), Some("#/new?connection=lab&clone=ft-1&checkpoint=ft-1%3A20"));

    stage.find("[aria-label='Download… step 20']").click();
    until("the question", || stage.look("dialog[open]").is_some()).await;
    let said = stage.find("dialog[open]").text_content().unwrap_or_default();
    assert!(said.contains("Download step 20") && said.contains("--checkpoint-step 20"), "{said}");
    drop(mounted);
}

#[wasm_bindgen_test]
async fn a_service_without_checkpoints_is_no_error() {
    crate::stage::run("window.saved = undefined");
    let _service = Service::start(Provider::Together.slug(), PLACE, ANSWERS);
    let stage = Stage::new();
    let mounted = stage.mount(App);
    let says = |text: &str| stage.0.text_content().is_some_and(|all| all.contains(text));
    until("the reason", || says("This service does not list the checkpoints of its jobs.")).await;
    assert!(stage.look(".checkpoints").is_none() && !says("could not be refreshed"));
    crate::stage::run("window.saved = { data: [] }");
    drop(mounted);

    let mounted = stage.mount(App);
    until("that there are none", || says("The service kept none of this job.")).await;
    drop(mounted);
}

/// Any page can hold a link, and a draft is what somebody is about to pay for.
#[wasm_bindgen_test]
async fn a_checkpoint_in_a_link_comes_with_a_clone_or_not_at_all() {
    let mut draft = JobDraft::new(Provider::Together);
    draft.set(SpecField::BaseModel, "mine");
    for (clone, reference) in [("", None), ("&clone=ft-gone", None), ("&clone=ft-1", Some("ft-evil:9"))] {
        let place = format!("#/new?connection=lab{clone}&checkpoint=ft-evil%3A9");
        let _service = Service::start(Provider::Together.slug(), &place, ANSWERS);
        storage::set(Place::Device, "draft", &draft.to_json()).expect("storage");
        let stage = Stage::new();
        let mounted = stage.mount(App);
        until("the form", || stage.look("#field-epochs").is_some()).await;
        tick().await;
        let kept = storage::get(Place::Device, "draft").as_deref().and_then(JobDraft::from_json);
        let kept = kept.expect("a draft");
        match reference {
            None => assert_eq!(kept, draft, "{clone}"),
            Some(reference) => assert_eq!(kept.get(SpecField::FromCheckpoint), reference),
        }
        drop(mounted);
        storage::remove(Place::Device, "draft");
    }
}
