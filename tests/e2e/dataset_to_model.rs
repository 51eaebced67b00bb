//! The whole way: a dataset from the disk, looked at, sent and trained on, to a model and on from it.

use serde_json::{Value, json};
use tuneboard_core::model::Provider;
use tuneboard_simulator::{Options, Simulator};

use crate::harness::{
    board::{drop_file, fill_draft, list_path, n_created},
    driver::in_browser,
    page::Page,
    service::{Service, quiet},
    site::Site,
};

const LINE: &str = "{\"messages\": [{\"role\": \"user\", \"content\": \"Is pump 7 hot?\"}, \
    {\"role\": \"assistant\", \"content\": \"Yes.\"}]}\n";

/// Waits until a field for files says this in its ids.
async fn has_id(page: &Page, field: u32, part: &str) {
    let script = "const field = document.querySelectorAll('.file-field')[arguments[0]] \
        .querySelector('textarea, input:not([type=file])'); return field.value.includes(arguments[1])";
    page.until_with(&format!("the id {part}"), script, vec![json!(field), json!(part)]).await;
}

#[test]
fn a_broken_dataset_is_mended_sent_trained_on_and_its_best_checkpoint_continued() {
    in_browser(|page| async move {
        let (site, provider) = (Site::start().await, Provider::Together);
        let service = Service::start(Options { speed: 8.0, ..quiet() }).await;
        page.open_connected(&site, &service, provider).await;
        page.follow("New job").await;
        page.find("textbox", "Training file").await;

        // What the provider would reject is said with its line, and nothing is sent by itself.
        let broken = format!("{LINE}{{\"messages\": [{{\"role\": \"user\"}}]}}\n{LINE}{{broken\n");
        drop_file(&page, 0, "train.jsonl", &broken, 1).await;
        page.sees("Upload anyway").await;
        page.run("document.querySelectorAll('.file details').forEach((found) => { found.open = true; })")
            .await;
        let lines = "return [...document.querySelectorAll('.file [aria-label=\"Together AI would reject\"] tbody th')] \
            .map((cell) => cell.textContent).join(' ')";
        page.until("the lines to be named", lines).await;
        let named = page.run(lines).await;
        let named = named.as_str().unwrap_or_default().to_owned();
        assert!(named.contains('2') && named.contains('4') && !named.contains('1'), "{named}");
        assert_eq!(service.n_seen("POST", "/files/upload"), 0);
        page.press("Do not send train.jsonl").await;

        drop_file(&page, 0, "train.jsonl", LINE, 40).await;
        has_id(&page, 0, "file-").await;
        page.sees("Ready · 40 lines").await;
        drop_file(&page, 1, "eval.jsonl", &LINE.replace('7', "8"), 8).await;
        has_id(&page, 1, "file-").await;
        page.fill("Base model", provider.known_models().first().copied().unwrap_or_default()).await;
        page.fill("Name suffix", "from-disk").await;
        page.fill("Evaluations", "4").await;
        page.fill("Checkpoints", "3").await;
        page.sees("About $4.00.").await;
        page.press("Review and create…").await;
        let asked = "const dialog = document.querySelector('dialog[open]'); \
            return dialog && dialog.innerText.includes('About $4.00.') && dialog.innerText.includes('file-')";
        page.until("the price in the question", asked).await;
        page.press("Create job").await;
        page.is_at("#/jobs/lab/").await;
        page.becomes("Completed").await;

        page.click("tab", "Checkpoints*").await;
        page.sees("best").await;
        let reference = "return document.querySelector('tr[data-best] .mono')?.textContent || ''";
        let reference = page.until("the best checkpoint", reference).await;
        let reference = reference.as_str().unwrap_or_default().to_owned();
        page.run("document.querySelector('tr[data-best] a').click()").await;
        page.is_at("checkpoint=").await;
        assert_eq!(page.value("Checkpoint").await, reference);
        has_id(&page, 0, "file-").await;
        assert_eq!(n_created(&service, provider).await, 1, "looking at it creates nothing");
    });
}

#[test]
fn an_upload_that_a_reload_interrupts_ends_in_a_job() {
    in_browser(|page| async move {
        let (site, provider) = (Site::start().await, Provider::Archetype);
        let service = Service::start(Options { speed: 8.0, ..quiet() }).await;
        page.open_connected(&site, &service, provider).await;
        page.follow("New job").await;
        page.find("textbox", "Training files").await;
        // Of five parts two never get a response.
        service.set_faults("part:never#2").await;
        drop_file(&page, 0, "mine.jsonl", "{\"text\": \"a line\"}\n", 150_000).await;
        service.until_count("POST /archetype/v0.5/files/uploads/{id}/parts/checkpoint", 2).await;
        page.reload().await;
        service.set_faults("").await;
        page.find("textbox", "Training files").await;
        drop_file(&page, 0, "mine.jsonl", "{\"text\": \"a line\"}\n", 150_000).await;
        page.sees("Ready · 150,000 lines").await;
        has_id(&page, 0, "mine.jsonl").await;
        let storage = service.n_seen("PUT", "/archetype/storage/");
        assert!((6..=8).contains(&storage), "what had arrived was not sent again: {storage} parts");

        page.fill("Base model", provider.known_models().first().copied().unwrap_or_default()).await;
        page.fill("Name", "from-disk").await;
        page.press("Review and create…").await;
        page.press("Create job").await;
        page.is_at("#/jobs/lab/").await;
        page.becomes("Completed").await;
        page.click("tab", "Config").await;
        page.sees("mine.jsonl").await;
        assert_eq!(n_created(&service, provider).await, 1);
    });
}

/// Jobs of this name at the service.
async fn n_named(service: &Service, provider: Provider, name: &str) -> usize {
    let (_, list) = service.act("GET", list_path(provider)).await;
    let list: Value = serde_json::from_str(&list).expect("a list");
    let jobs = list.get("data").or_else(|| list.get("jobs")).unwrap_or(&list).as_array().cloned();
    let is_it = |job: &&Value| ["suffix", "name"].iter().any(|field| job[*field] == json!(name));
    jobs.unwrap_or_default().iter().filter(is_it).count()
}

#[test]
fn a_create_whose_answer_is_lost_never_gives_two_jobs() {
    in_browser(|page| async move {
        let site = Site::start().await;
        let service = Service::start(quiet()).await;
        for provider in Simulator::DEMO {
            page.open_connected(&site, &service, provider).await;

            // The job is created, the response breaks off, and the list tells.
            page.go("#/new?connection=lab").await;
            fill_draft(&page, provider, "answer-lost").await;
            page.press("Review and create…").await;
            service.set_faults("create:cut#1").await;
            page.press("Create job").await;
            page.sees("it has created the job").await;
            page.press("Open the job").await;
            page.is_at("#/jobs/lab/").await;
            assert_eq!(n_named(&service, provider, "answer-lost").await, 1, "{}", provider.slug());
            let sent = n_created(&service, provider).await;

            // The list cannot be read: sending again is not offered until it has been.
            page.go("#/new?connection=lab").await;
            fill_draft(&page, provider, "nobody-looked").await;
            page.press("Review and create…").await;
            service.set_faults("create:cut#1,jobs:503,job:503").await;
            page.press("Create job").await;
            page.find("button", "Look again").await;
            assert!(!page.has("button", "Send again").await && !page.has("button", "Create job").await);
            service.set_faults("").await;
            page.press("Look again").await;
            page.sees("it has created the job").await;
            page.press("Open the job").await;
            page.is_at("#/jobs/lab/").await;
            assert_eq!(n_named(&service, provider, "nobody-looked").await, 1, "{}", provider.slug());
            assert_eq!(n_created(&service, provider).await, sent + 1, "{}", provider.slug());
            page.run("localStorage.clear(); sessionStorage.clear()").await;
        }
    });
}
