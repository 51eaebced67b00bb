//! A job that begins to overfit while the page is open: its answer, its notice, the checkpoint to go on from, and its mark in the
//! table; told once, also after a reload.

use tuneboard_core::model::Provider;
use tuneboard_simulator::{Options, showcase};

use crate::harness::{
    board::KEY,
    driver::in_browser,
    page::Page,
    service::{Service, quiet},
    site::Site,
};

/// Seconds until the run is at its best evaluation, of step 800: 80 train rows and 8 evaluations of a minute each.
const TO_THE_BEST: u32 = 88 * 60 + 10;
/// Seconds from there until it has overfitted beyond doubt, well behind step 1,100, and not ended.
const TO_THE_TROUBLE: u32 = 45 * 60;

/// Script that returns the words of the notices.
const TOLD: &str = "return document.querySelector('.told')?.textContent || ''";

#[test]
fn job_that_begins_to_overfit_is_answered_told_once_continued_and_marked() {
    in_browser(|page| async move {
        let site = Site::start().await;
        let replay = showcase::logs().into_iter().filter(|log| log.name() == "overfitting").collect();
        let service = Service::start(Options { n_jobs: 0, replay, ..quiet() }).await;
        service.put_forward(TO_THE_BEST).await;
        page.open(&format!("{}#/connections", site.url())).await;
        let base_url = service.base_url(Provider::Together);
        page.connect(Provider::Together, &base_url, "lab", KEY, "On this device").await;
        page.sees("Connected.").await;
        page.go("#/jobs").await;
        page.has_rows().await;
        page.until("the loss line", "return document.querySelector('.spark:not([hidden]) path[d]') !== null")
            .await;
        assert!(!page.has("button", "Needs a look*").await && mark(&page).await.is_empty());
        page.follow("overfitting*").await;
        page.sees("No trouble so far").await;
        assert_eq!(page.run(TOLD).await, "");

        service.put_forward(TO_THE_TROUBLE).await;
        page.press("Refresh now").await;
        page.sees("Overfitting since step").await;
        page.until_with(
            "the notice",
            "return document.querySelector('.told')?.textContent.includes(arguments[0])",
            vec!["overfitting: Overfitting since step".into()],
        )
        .await;

        page.press("Take checkpoint 800").await;
        page.is_at("tab=checkpoints").await;
        page.follow("Continue from here, step 800").await;
        page.is_at("checkpoint=").await;
        let checkpoint = page.value("Checkpoint").await;
        assert!(checkpoint.ends_with(":800"), "{checkpoint}");

        page.go("#/jobs").await;
        is_marked(&page).await;
        assert_eq!(page.chip("Needs a look").await, 1);
        page.press("Needs a look*").await;
        page.is_at("finding=warning").await;
        page.has_rows().await;
        page.press("Needs a look*").await;

        // A visit that begins now has nothing new to tell.
        page.reload().await;
        is_marked(&page).await;
        page.run("document.querySelector('.finding-mark:not([hidden])').click()").await;
        page.is_at("tab=findings").await;
        page.sees("What this rule looks for").await;
        assert_eq!(page.run(TOLD).await, "");
    });
}

/// The word and the sentence of the first mark in the table; empty without one.
async fn mark(page: &Page) -> String {
    let script = "const mark = document.querySelector('[role=row] .finding-mark:not([hidden])'); \
                  return mark ? `${mark.textContent}: ${mark.title}` : ''";
    page.run(script).await.as_str().unwrap_or_default().to_owned()
}

async fn is_marked(page: &Page) {
    page.until(
        "the mark in the table",
        "const mark = document.querySelector('[role=row] .finding-mark:not([hidden])'); \
         return mark !== null && /Warning|Error/.test(mark.textContent) && mark.title.startsWith('Overfitting since step')",
    )
    .await;
}
