//! The strip of items that need a person, its count in the tab's title, and models that are shut down.

use serde_json::json;
use tuneboard_core::model::Provider;

use crate::harness::{
    board::{KEY, fill_draft},
    driver::in_browser,
    page::Page,
    service::{Service, quiet},
    site::Site,
};

const MODELS: &str = "/openai/v1/models";

/// Opens the page with a connection to an account of OpenAI's shape, its key on the device for all tabs.
async fn open_connected(page: &Page, site: &Site, service: &Service) {
    page.open(&format!("{}#/connections", site.url())).await;
    let provider = Provider::OpenAi;
    page.connect(provider, &service.base_url(provider), "lab", KEY, "On this device").await;
    page.sees("Connected.").await;
    page.go("#/jobs").await;
    page.has_rows().await;
}

/// Lines of the strip, all of them.
async fn lines(page: &Page) -> Vec<String> {
    let unfold = "const more = document.querySelector('.attention > .btn[aria-expanded=false]'); more?.click(); \
        return document.querySelector('.attention li') !== null";
    page.until("the strip", unfold).await;
    let texts = "return [...document.querySelectorAll('.attention li .text')].map((it) => it.textContent)";
    let texts = page.run(texts).await;
    texts.as_array().expect("a list").iter().map(|text| text.as_str().expect("text").to_owned()).collect()
}

/// Waits until a line of the strip has this text, and until the tab's title counts all lines.
async fn has_line(page: &Page, text: &str) {
    let script = "document.querySelector('.attention > .btn[aria-expanded=false]')?.click(); \
        const lines = [...document.querySelectorAll('.attention li .text')].map((it) => it.textContent); \
        return lines.some((line) => line.includes(arguments[0])) && document.title.startsWith(`(${lines.length}) `)";
    page.until_with(&format!("a line with {text}, counted in the title"), script, vec![json!(text)]).await;
}

#[test]
fn models_that_are_shut_down_are_told_where_they_matter() {
    in_browser(|page| async move {
        let site = Site::start().await;
        let service = Service::start(quiet()).await;
        open_connected(&page, &site, &service).await;
        has_line(&page, "gpt-4.1-nano-2025-04-14 is shut down in").await;
        has_line(&page, "gpt-4o-mini-2024-07-18 is shut down in").await;
        assert_eq!(service.n_seen("GET", MODELS), 1);
        page.until("days left in a row", "return [...document.querySelectorAll('.shutdown')].some((it) => /^\\d+ d left \\(model\\)$/.test(it.textContent))").await;

        // Neither a reload nor another tab asks again today.
        page.reload().await;
        has_line(&page, "gpt-4.1-nano-2025-04-14 is shut down in").await;
        let first = page.window().await;
        let other = page.open_window(&format!("{}#/jobs", site.url())).await;
        has_line(&page, "gpt-4.1-nano-2025-04-14 is shut down in").await;
        page.go_to_window(&other).await;
        page.close_window().await;
        page.go_to_window(&first).await;
        assert_eq!(service.n_seen("GET", MODELS), 1);

        // A job says it, and so does the form before a job is created.
        page.follow("tagger-nano").await;
        page.sees("gpt-4.1-nano-2025-04-14 is shut down in").await;
        page.go("#/new?connection=lab").await;
        fill_draft(&page, Provider::OpenAi, "late").await;
        assert!(!page.shows("The model is being shut down").await);
        page.fill("Base model", "gpt-4o-mini-2024-07-18").await;
        page.sees("The model is being shut down.").await;
        page.sees("gpt-4o-mini-2024-07-18 is shut down in").await;
        let note = "return document.querySelector('datalist option[value^=\"gpt-4o-mini\"]')?.label";
        assert!(page.run(note).await.as_str().is_some_and(|note| note.starts_with("shut down on 20")));
        page.press("Review and create…").await;
        page.sees("Create this job?").await;
        page.sees("Shutdown").await;
    });
}

#[test]
fn what_is_dismissed_stays_away_in_every_tab() {
    in_browser(|page| async move {
        let site = Site::start().await;
        let service = Service::start(quiet()).await;
        open_connected(&page, &site, &service).await;
        has_line(&page, "gpt-4.1-nano-2025-04-14 is shut down in").await;
        let before = lines(&page).await;
        let first = page.window().await;
        let other = page.open_window(&format!("{}#/jobs", site.url())).await;
        has_line(&page, "gpt-4.1-nano-2025-04-14 is shut down in").await;
        page.go_to_window(&first).await;

        page.press("Dismiss: gpt-4.1-nano*").await;
        let is_gone = "return !document.querySelector('.attention')?.textContent.includes('gpt-4.1-nano')";
        page.until("one line fewer", is_gone).await;
        page.go_to_window(&other).await;
        page.until("one line fewer in the other tab", is_gone).await;
        page.close_window().await;
        page.go_to_window(&first).await;
        page.reload().await;
        has_line(&page, "gpt-4o-mini-2024-07-18 is shut down in").await;
        assert!(lines(&page).await.len() < before.len());
        page.until("one line fewer after a reload", is_gone).await;
    });
}

#[test]
fn a_job_that_fails_needs_somebody_until_it_is_looked_at() {
    in_browser(|page| async move {
        let site = Site::start().await;
        let service = Service::start(quiet()).await;
        page.open_connected(&site, &service, Provider::Together).await;
        let list = service.get("/together/v1/fine-tunes").await;
        let running =
            list["data"].as_array().and_then(|jobs| jobs.iter().find(|job| job["status"] == "running"));
        let mut failed = running.expect("a job that runs").clone();
        let name = failed["suffix"].as_str().unwrap_or_default().to_owned();
        failed["status"] = json!("error");
        failed["updated_at"] = json!("2099-01-01T00:00:00Z");
        service.answer(
            "/together/v1/fine-tunes",
            200,
            "application/json",
            &json!({ "data": [failed] }).to_string(),
        );
        page.press("Refresh now").await;
        has_line(&page, &format!("{name} has failed.")).await;
        page.follow("Open").await;
        page.is_at("#/jobs/lab/").await;
        page.go("#/jobs").await;
        page.has_rows().await;
        page.until(
            "nothing that needs anybody",
            "return !document.querySelector('.attention') && !document.title.startsWith('(')",
        )
        .await;
    });
}
