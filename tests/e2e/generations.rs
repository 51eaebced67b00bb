//! Providers whose lists come in pages, and generations of an API: found, used, and excused for what they lack.

use serde_json::json;
use tuneboard::{model::Provider, simulator::Options};

use crate::{
    board::{KEY, fill_draft, n_created},
    driver::in_browser,
    page::Page,
    service::{Service, quiet},
    site::Site,
};

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
        page.sees("Training rests until it is resumed").await;
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
        let name = page.rows().await.first().cloned().expect("a running job");
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
        assert!(!page.shows("does not expect").await);
    });
}
