//! Providers whose lists come in pages, and generations of an API: found, used, and excused for what they lack.

use serde_json::{Value, json};
use tuneboard_core::model::Provider;
use tuneboard_simulator::Options;

use crate::harness::{
    board::{KEY, drop_file, fill_draft, list_path, n_created},
    driver::in_browser,
    page::Page,
    service::{Service, quiet},
    site::Site,
};

/// Keeps the text of the next file that is saved.
const CATCH_SAVED: &str = "const own = URL.createObjectURL; \
    URL.createObjectURL = (blob) => { blob.text().then((text) => { window.saved = text }); return own.call(URL, blob) }";

/// Chooses a draft's file with this text.
const IMPORT: &str = "const input = document.querySelector('input[accept=\".json,application/json\"]'); \
    const data = new DataTransfer(); data.items.add(new File([arguments[0]], 'draft.json')); \
    input.files = data.files; input.dispatchEvent(new Event('change', { bubbles: true }))";

/// Waits for the table to have at least so many jobs.
async fn has_jobs(page: &Page, n: u64) {
    let script = "const table = document.querySelector('[role=table]'); \
                  return table && Number(table.getAttribute('aria-rowcount')) > arguments[0]";
    page.until_with(&format!("{n} jobs"), script, vec![json!(n)]).await;
}

#[test]
fn a_job_of_a_paged_service_is_created_paused_resumed_and_cancelled() {
    in_browser(|page| async move {
        let provider = Provider::OpenAi;
        let site = Site::start().await;
        let service = Service::start(Options { n_jobs: 130, ..quiet() }).await;
        page.open_connected(&site, &service, provider).await;
        has_jobs(&page, 130).await;
        assert!(0 < service.n_seen("GET", "after="), "the second page was asked for");
        page.go("#/new?connection=lab").await;
        fill_draft(&page, provider, "paused-once").await;
        assert_eq!(page.value("Epochs").await, "auto");
        page.press("Review and create…").await;
        page.sees("batch size chosen by the service").await;
        page.press("Create job").await;
        page.is_at("#/jobs/lab/").await;
        assert_eq!(n_created(&service, provider).await, 1);
        page.becomes("Running").await;
        page.grows_beyond("Loss", 2).await;
        page.press("Pause…").await;
        page.sees("Training pauses until it is resumed").await;
        page.press("Pause").await;
        page.becomes("Paused").await;
        assert!(!page.has("button", "Pause…").await);
        page.press("Resume…").await;
        page.press("Resume").await;
        page.becomes("Running").await;
        page.press("Cancel job…").await;
        page.press("Cancel job").await;
        page.becomes("Cancelled").await;
        page.go("#/jobs").await;
        page.has_rows().await;
        for verb in ["pause", "resume", "cancel"] {
            assert_eq!(service.n_seen("POST", &format!("/{verb}")), 1, "{verb}");
        }
    });
}

#[test]
fn a_file_is_sent_labelled_and_made_a_job_of_nearest_neighbours() {
    in_browser(|page| async move {
        let (site, provider) = (Site::start().await, Provider::ArchetypeV06);
        let service = Service::start(Options { speed: 8.0, ..quiet() }).await;
        page.open_connected(&site, &service, provider).await;
        page.go("#/new?connection=lab").await;
        page.find("textbox", "Training files").await;
        // Files are those of the older generation.
        drop_file(&page, 0, "normal.csv", "flow,pressure\n1,2\n3,4\n", 1).await;
        page.sees("Ready").await;
        page.until("its id", "return document.querySelector('#field-trainfiles').value === 'normal.csv'")
            .await;
        assert_eq!(service.n_seen("POST", "/archetype/v0.6/files"), 0);
        page.fill("Training files", "normal: normal.csv").await;
        page.fill("Base model", "omega").await;
        page.fill("Name", "gearbox").await;
        assert_eq!(page.value("Epochs").await, "auto");
        page.choose("Nearest neighbours").await;
        page.loses("textbox", "Epochs").await;
        page.fill("Neighbours", "0").await;
        page.fill("Distance", "cosine").await;
        page.fill("Window", "64").await;
        page.fill("Data columns", "flow, pressure").await;
        page.press("Review and create…").await;
        page.sees("Neighbours must be at least 1.").await;
        page.fill("Neighbours", "15").await;

        // The draft leaves as a file, and comes back from it.
        page.run(CATCH_SAVED).await;
        page.press("Export").await;
        let saved = page.until("the file", "return window.saved").await;
        assert!(saved.as_str().is_some_and(|text| text.contains("\"data_columns\"")), "{saved}");
        page.press("Discard").await;
        page.until("an empty form", "return document.querySelector('#field-name').value === ''").await;
        page.run_with(IMPORT, vec![saved]).await;
        page.sees("Draft loaded.").await;
        assert_eq!((page.value("Neighbours").await, page.value("Window").await), ("15".into(), "64".into()));
        page.press("Review and create…").await;
        page.sees("15 nearest neighbours, windows of 64 rows, batch size chosen by the service").await;
        page.sees("normal: normal.csv").await;
        page.press("Create job").await;
        page.is_at("#/jobs/lab/").await;
        page.becomes("Completed").await;
        page.sees("Nearest neighbours").await;
        page.sees("flow, pressure").await;
        assert_eq!(n_created(&service, provider).await, 1);
        let (_, list) = service.act("GET", list_path(provider)).await;
        let list: Value = serde_json::from_str(&list).expect("a list");
        let jobs = list["data"].as_array().expect("jobs");
        let job = jobs.iter().find(|job| job["name"] == "gearbox").expect("the job");
        let method = json!({ "type": "knn", "knn": {
            "hyperparameters": { "n_neighbors": 15, "metric": "cosine" },
            "reader": { "window_size": 64, "data_columns": ["flow", "pressure"] } } });
        assert_eq!(job["method"], method);
        let file = json!({ "type": "n_shot", "file_id": "normal.csv", "label": "normal", "format": "csv" });
        assert_eq!(job["training_files"], json!([file]));
    });
}

#[test]
fn the_generation_is_found_and_what_it_lacks_is_left_out() {
    in_browser(|page| async move {
        let site = Site::start().await;
        let service = Service::start_with("archetype/jobs:404,archetype-v0.6/cancel:405").await;
        page.open(&format!("{}#/connections", site.url())).await;
        let older = Provider::Archetype;
        page.connect(older, &service.base_url(older), "lab", KEY, "In this tab").await;
        page.sees("The service speaks v0.6 here").await;
        page.go("#/jobs?status=running").await;
        page.has_rows().await;
        let name = page.first_row().await;
        page.follow(&name).await;
        page.becomes("Running").await;
        page.press("Cancel job…").await;
        page.press("Cancel job").await;
        page.sees("The job's state is being read again").await;
        page.press("Keep it running").await;
        page.until(
            "the button to say why it is of no use",
            "return [...document.querySelectorAll('button[disabled]')] \
             .some((button) => button.title === 'This service does not offer it.')",
        )
        .await;
        // A service without a list is no broken one.
        service.set_faults("archetype-v0.6/jobs:405").await;
        page.reload().await;
        page.becomes("Running").await;
        page.go("#/jobs").await;
        page.until("the list to be asked for", "return document.querySelector('[aria-busy=true]') === null")
            .await;
        assert!(!page.shows("could be loaded").await);
        assert!(!page.shows("Unexpected response").await);
    });
}
