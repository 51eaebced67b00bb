//! A file from the user's disk to a job's form, with the page reloaded on the way.

use serde_json::{Value, json};
use tuneboard_core::model::Provider;

use crate::harness::{
    board::{DROP, KEY},
    driver::in_browser,
    page::Page,
    service::{Service, quiet},
    site::Site,
};

const STORAGE: &str = "/archetype/storage/";

#[test]
fn an_upload_that_a_reload_interrupts_goes_on_where_it_was() {
    in_browser(|page| async move {
        let site = Site::start().await;
        let service = Service::start(quiet()).await;
        page.open_connected(&site, &service, Provider::Archetype).await;
        page.follow("New job").await;
        page.find("textbox", "Training files").await;

        // Two of five parts never get a response; of the others the service is told.
        service.set_faults("part:never#2").await;
        page.run(DROP).await;
        page.sees("mine.jsonl").await;
        service.until_count("POST /archetype/v0.5/files/uploads/{id}/parts/checkpoint", 2).await;
        page.until_count_of(|| service.n_seen("PUT", STORAGE), 5).await;
        let kept = page.run("return localStorage['tuneboard/uploads.lab']").await;
        let kept = kept.as_str().expect("the upload is kept");
        assert!(kept.contains("mine.jsonl") && !kept.contains("signature"), "{kept}");

        page.reload().await;
        page.find("textbox", "Training files").await;
        // The rest has an address that holds no longer, a storage in trouble and a line that breaks.
        service.set_faults("part:expired#1,part:503#2,part:drop#3").await;
        page.run(DROP).await;
        has_ids(&page, "mine.jsonl").await;
        page.sees("Ready · 150,000 lines").await;
        let (_, record) = service.act("GET", "/archetype/v0.5/files/metadata/mine.jsonl").await;
        let record: Value = serde_json::from_str(&record).expect("a record");
        assert_eq!(record["num_bytes"], json!(150_000 * 19));
        // At most three parts were missing; three tries of them failed.
        assert!(service.n_seen("PUT", STORAGE) <= 5 + 3 + 3, "{}", service.n_seen("PUT", STORAGE));
        let told: Vec<_> = service
            .seen()
            .into_iter()
            .filter(|seen| seen.target.contains(STORAGE) && seen.method == "PUT")
            .collect();
        assert!(told.iter().all(|seen| seen.authorization.is_none()), "the key goes to the service only");
        assert_eq!(page.run("return localStorage['tuneboard/uploads.lab']").await, json!("[]"));
    });
}

#[test]
fn an_upload_that_another_tab_has_in_hand_is_left_to_it() {
    in_browser(|page| async move {
        let site = Site::start().await;
        let service = Service::start(quiet()).await;
        page.open(&format!("{}#/connections", site.url())).await;
        // The other tab has to have the key too.
        page.connect(
            Provider::Archetype,
            &service.base_url(Provider::Archetype),
            "lab",
            KEY,
            "On this device",
        )
        .await;
        page.sees("Connected.").await;
        page.go("#/jobs").await;
        page.has_rows().await;
        page.follow("New job").await;
        page.find("textbox", "Training files").await;
        service.set_faults("part:never#2").await;
        page.run(DROP).await;
        page.sees("mine.jsonl").await;
        service.until_count("POST /archetype/v0.5/files/uploads/{id}/parts/checkpoint", 2).await;

        let first = page.window().await;
        let address = page.run("return location.href").await;
        let second = page.open_window(address.as_str().expect("an address")).await;
        page.sees("Another tab has this upload in hand").await;
        assert!(!page.has("button", "Forget the upload of mine.jsonl").await);
        page.go_to_window(&first).await;
        page.close_window().await;
        page.go_to_window(&second).await;
        page.sees("choose the same file again").await;
        page.press("Forget the upload of mine.jsonl").await;
        page.until("forgotten", "return localStorage['tuneboard/uploads.lab'] === '[]'").await;
    });
}

#[test]
fn a_service_without_files_leaves_ids_to_be_typed() {
    in_browser(|page| async move {
        let site = Site::start().await;
        let service = Service::start_with("files:404").await;
        page.open_connected(&site, &service, Provider::Together).await;
        page.follow("New job").await;
        page.sees("This service neither lists nor accepts files here.").await;
        page.fill("Training file", "file-1").await;
        has_ids(&page, "file-1").await;
        page.loses("button", "Upload files: Training file").await;
    });
}

/// Waits until the field for training files says this.
async fn has_ids(page: &Page, ids: &str) {
    let script = "return document.querySelector('.file-field :is(textarea, input:not([type=file]))').value === arguments[0]";
    page.until_with(&format!("the ids {ids}"), script, vec![json!(ids)]).await;
}
