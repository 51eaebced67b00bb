//! From a provider's key to a job that has ended, on one page, without a reload.

use serde_json::json;
use tuneboard_core::model::Provider;
use tuneboard_simulator::{Options, Simulator};

use crate::harness::{
    board::{fill_draft, n_created},
    driver::in_browser,
    page::Page,
    service::{Service, quiet},
    site::Site,
};

/// Keeps every title the tab has had, and a mark that a reload would wipe out.
const WATCH_TITLES: &str = "window.titles = []; \
    new MutationObserver(() => window.titles.push(document.title)).observe( \
        document.querySelector('title'), { childList: true, characterData: true, subtree: true });";

#[test]
fn a_job_of_archetype_is_created_and_watched_to_its_end() {
    in_browser(|page| from_form_to_end(page, Provider::Archetype));
}

#[test]
fn a_job_of_together_is_created_and_watched_to_its_end() {
    in_browser(|page| from_form_to_end(page, Provider::Together));
}

async fn from_form_to_end(page: Page, provider: Provider) {
    let site = Site::start().await;
    let service = Service::start(Options { speed: 8.0, ..quiet() }).await;
    page.open_connected(&site, &service, provider).await;
    assert!(!page.shows("Demo data.").await, "the demo makes room for real jobs");
    page.run(WATCH_TITLES).await;
    // Every 5 s whatever the state, so that the short states of a fast job are seen.
    page.press("Refresh interval*").await;
    page.press("5 s").await;

    page.follow("New job").await;
    fill_draft(&page, provider, "e2e-run").await;
    page.press("Review and create…").await;
    page.press("Create job").await;
    page.is_at("#/jobs/lab/").await;
    page.becomes("Running").await;
    let few = page.grows_beyond("Loss", 1).await;
    let more = page.grows_beyond("Loss", few).await;
    page.is_painted("Loss").await;
    page.becomes("Completed").await;
    page.grows_beyond("Loss", more - 1).await;
    page.press("Loss as a table").await;
    let rows = page.twin("Loss").await.len() as u64;
    assert!(few < rows, "{rows} rows after {few} points");
    // Back to the chart, which has a point or two per row: train, eval or both.
    page.press("Loss as a table").await;
    let all = page.grows_beyond("Loss", rows - 1).await;
    assert!(all <= 2 * rows, "{rows} rows, {all} points");

    let titles = page.run("return window.titles.join('\\n')").await;
    let titles = titles.as_str().expect("the page was never loaded anew").to_owned();
    let states = ["Waiting", "Starting", "Running", "Finishing", "Completed"];
    let places: Vec<usize> = states.iter().filter_map(|state| titles.find(&format!(" · {state} "))).collect();
    assert!(places.is_sorted() && 3 <= places.len(), "{titles}");
    assert!(
        titles.contains(" · Waiting ") || titles.contains(" · Starting "),
        "from the first state on: {titles}"
    );

    // A deep link stands on its own.
    page.reload().await;
    page.becomes("Completed").await;
    page.grows_beyond("Loss", all - 1).await;
    assert_eq!(n_created(&service, provider).await, 1);
}

#[test]
fn filters_and_search_narrow_the_list_and_live_in_the_address() {
    in_browser(|page| async move {
        let site = Site::start().await;
        let service = Service::start(quiet()).await;
        for provider in Simulator::DEMO {
            page.open(&format!("{}#/connections", site.url())).await;
            let keeping = "In this tab";
            page.connect(
                provider,
                &service.base_url(provider),
                provider.slug(),
                crate::harness::board::KEY,
                keeping,
            )
            .await;
            page.sees("Connected.").await;
        }
        page.go("#/jobs").await;
        page.has_rows().await;
        page.sees(Provider::Archetype.short_label()).await;
        let all = page.chip("All").await;
        let completed = page.chip("Completed").await;
        assert!(0 < completed && completed < all);
        let (archetype, together) = (Provider::Archetype.short_label(), Provider::Together.short_label());
        assert!(page.shows(archetype).await && page.shows(together).await, "the union of both");

        page.press("Completed*").await;
        page.is_at("status=completed").await;
        has_so_many_rows(&page, completed).await;
        page.press("All*").await;
        has_so_many_rows(&page, all).await;

        let name = page.first_row().await;
        page.fill("Search jobs", &name).await;
        page.is_at(&format!("q={name}")).await;
        page.until_with(
            "only rows that match",
            "const rows = [...document.querySelectorAll('[role=table] [role=row]')].slice(1); \
             return rows.length > 0 && rows.every((row) => row.textContent.includes(arguments[0]))",
            vec![json!(name)],
        )
        .await;
        // Back from a job returns to the list as it was left.
        page.follow(&name).await;
        page.find("tab", "Metrics").await;
        page.back().await;
        page.is_at(&format!("q={name}")).await;
        assert_eq!(page.value("Search jobs").await, name);
        page.fill("Search jobs", "no job has this name").await;
        page.sees("0 of").await;
        page.press("Clear search and filters").await;
        has_so_many_rows(&page, all).await;

        // Each heading sorts, both ways.
        page.press("Name").await;
        page.is_at("sort=name").await;
        let is_sorted = "const names = [...document.querySelectorAll('[role=table] [role=row] a.name[href^=\"#/jobs/\"]')] \
            .map((link) => [link.getBoundingClientRect().top, link.textContent.trim().toLowerCase()]) \
            .sort((a, b) => a[0] - b[0]).map((row) => row[1]); \
            return names.length > 5 && names.every((name, i) => i === 0 || names[i - 1] <= name === arguments[0] || names[i - 1] === name)";
        page.until_with("names from A to Z", is_sorted, vec![json!(true)]).await;
        page.press("Name").await;
        page.is_at("sort=-name").await;
        page.until_with("names from Z to A", is_sorted, vec![json!(false)]).await;
    });
}

/// Waits until the table says that it has so many rows below its head.
async fn has_so_many_rows(page: &Page, n: u64) {
    let script = "const table = document.querySelector('[role=table]'); \
                  return table && table.getAttribute('aria-rowcount') === String(arguments[0] + 1)";
    page.until_with(&format!("{n} rows"), script, vec![json!(n)]).await;
}

#[test]
fn pressing_twice_creates_one_job() {
    in_browser(|page| async move {
        let site = Site::start().await;
        // Slow answers leave time to press again.
        let service = Service::start_with("create:latency=1").await;
        for provider in Simulator::DEMO {
            page.open_connected(&site, &service, provider).await;
            page.go("#/new?connection=lab").await;
            fill_draft(&page, provider, "pressed-twice").await;
            page.press("Review and create…").await;
            let button = page.find("button", "Create job").await;
            page.run_with("arguments[0].click(); arguments[0].click()", vec![json!(button)]).await;
            page.until_with(
                "the button to be busy",
                "return document.querySelector('dialog[open] [aria-busy=true]') !== null",
                Vec::new(),
            )
            .await;
            page.run_with("arguments[0].click()", vec![json!(button)]).await;
            page.is_at("#/jobs/lab/").await;
            assert_eq!(n_created(&service, provider).await, 1, "{}", provider.slug());
            page.run("localStorage.clear(); sessionStorage.clear()").await;
        }
    });
}

#[test]
fn refusals_land_on_their_fields_and_a_draft_survives_a_reload() {
    in_browser(|page| async move {
        let site = Site::start().await;
        let service = Service::start(quiet()).await;
        let provider = Provider::Together;
        page.open_connected(&site, &service, provider).await;
        page.follow("New job").await;
        page.press("Review and create…").await;
        page.sees("Before the job can be created").await;
        let script = "return document.activeElement.id === 'problem-summary'";
        page.until("the summary to have the focus", script).await;
        fill_draft(&page, provider, "refused").await;
        page.fill("Training file", "file-missing-1").await;
        page.press("Review and create…").await;
        page.press("Create job").await;
        page.sees("File not found").await;
        let field = page.find("textbox", "Training file").await;
        assert_eq!(field.attr("aria-invalid").await.expect("an attribute").as_deref(), Some("true"));
        page.reload().await;
        assert_eq!(page.value("Training file").await, "file-missing-1");
        assert_eq!(page.value("Name suffix").await, "refused");
    });
}
