//! Stop and cancel: through a dialog that says what is kept, to the state that was promised.

use serde_json::json;
use tuneboard_core::model::Provider;
use tuneboard_simulator::Options;

use crate::harness::{
    driver::in_browser,
    page::Page,
    service::{Service, quiet},
    site::Site,
};

#[test]
fn stop_keeps_a_checkpoint_and_cancel_keeps_nothing() {
    in_browser(|page| async move {
        let site = Site::start().await;
        let service = Service::start(Options { speed: 2.0, ..quiet() }).await;
        page.open_connected(&site, &service, Provider::Archetype).await;
        open_a_running_job(&page).await;
        page.press("Stop…").await;
        page.sees("The latest checkpoint is kept").await;
        least_destructive_has_focus(&page).await;
        page.press("Stop").await;
        page.becomes("Stopped").await;
        page.sees("The latest checkpoint is kept.").await;
        page.loses("dialog", "Stop*").await;
        assert_eq!(service.count("PUT /archetype/v0.5/fine-tune/jobs/{id}/stop").await, 1);

        page.follow("Jobs").await;
        open_a_running_job(&page).await;
        page.press("Cancel job…").await;
        page.sees("Nothing is finalised").await;
        page.press("Cancel job").await;
        page.becomes("Cancelled").await;
        assert_eq!(service.count("PUT /archetype/v0.5/fine-tune/jobs/{id}/cancel").await, 1);
    });
}

#[test]
fn cancel_at_together_ends_the_job_and_says_what_is_charged() {
    in_browser(|page| async move {
        let site = Site::start().await;
        let service = Service::start(Options { speed: 2.0, ..quiet() }).await;
        page.open_connected(&site, &service, Provider::Together).await;
        open_a_running_job(&page).await;
        assert!(!page.has("button", "Stop…").await, "this provider has one verb");
        page.press("Cancel job…").await;
        page.sees("steps are billed").await;
        least_destructive_has_focus(&page).await;
        page.press("Keep it running").await;
        page.loses("button", "Keep it running").await;
        assert_eq!(service.n_seen("POST", "/cancel"), 0, "nothing is sent by closing the dialog");
        page.press("Cancel job…").await;
        page.press("Cancel job").await;
        page.becomes("Cancelled").await;
        assert_eq!(service.count("POST /together/v1/fine-tunes/{id}/cancel").await, 1);
    });
}

#[test]
fn a_job_that_is_left_before_the_answer_is_ended_all_the_same() {
    in_browser(|page| async move {
        let site = Site::start().await;
        let service = Service::start_with("cancel:latency=2").await;
        page.open_connected(&site, &service, Provider::Together).await;
        open_a_running_job(&page).await;
        let name = page.run("return document.querySelector('h1').textContent").await;
        let name = name.as_str().expect("a name").to_owned();
        page.press("Cancel job…").await;
        page.press("Cancel job").await;
        page.until(
            "the request to be under way",
            "return document.querySelector('[aria-busy=true]') !== null",
        )
        .await;
        page.go("#/jobs").await;
        page.has_rows().await;
        let answered =
            "return performance.getEntriesByType('resource').some((entry) => entry.name.endsWith('/cancel'))";
        assert_eq!(page.run(answered).await, false);
        page.until("the answer", answered).await;
        // Its row tells the state that came with the response.
        let row = "const rows = [...document.querySelectorAll('[role=table] [role=row]')]; \
                   return rows.some((row) => row.textContent.includes(arguments[0]) && row.textContent.includes('Cancelled'))";
        page.until_with("the row to say that it is cancelled", row, vec![name.clone().into()]).await;
        // The page goes on.
        page.follow(&name).await;
        page.becomes("Cancelled").await;
    });
}

#[test]
fn a_refused_ending_is_said_in_the_dialog_and_nothing_is_lost() {
    in_browser(|page| async move {
        let site = Site::start().await;
        let service = Service::start_with("cancel:409").await;
        page.open_connected(&site, &service, Provider::Together).await;
        open_a_running_job(&page).await;
        page.press("Cancel job…").await;
        page.press("Cancel job").await;
        page.sees("Not possible in this state").await;
        page.press("Keep it running").await;
        page.becomes("Running").await;
    });
}

async fn open_a_running_job(page: &Page) {
    page.go("#/jobs?status=running").await;
    page.until(
        "only running jobs",
        "const rows = [...document.querySelectorAll('[role=table] [role=row]')].slice(1); \
         return rows.length > 0 && rows.every((row) => row.textContent.includes('Running'))",
    )
    .await;
    let name = page.first_row().await;
    page.follow(&name).await;
    page.becomes("Running").await;
}

async fn least_destructive_has_focus(page: &Page) {
    page.until_with(
        "the focus to be on “Keep it running”",
        "return document.activeElement.textContent.trim() === arguments[0]",
        vec![json!("Keep it running")],
    )
    .await;
}
