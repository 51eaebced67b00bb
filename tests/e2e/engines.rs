//! One journey in each browser: the table, a job, its charts zoomed and read by key, a saved file, a comparison, a created
//! job, and Back.

use std::{fs, time::Duration};

use serde_json::json;
use tuneboard_core::model::Provider;

use crate::{
    harness::{
        board::fill_draft,
        driver::in_engine,
        engine::Engine,
        page::{ENTER, ESCAPE, PATIENCE, PAUSE, Page},
        service::{Service, quiet},
        site::Site,
    },
    security::cross_site,
};

/// Starting a browser and a journey on a slow machine.
const LONGEST: Duration = Duration::from_secs(180);

const HOME: char = '\u{e011}';
const RIGHT: char = '\u{e014}';
const DOWN: char = '\u{e015}';

#[test]
fn one_journey_in_chromium() {
    in_engine(Engine::Chromium, LONGEST, journey);
}

#[test]
fn one_journey_in_firefox() {
    in_engine(Engine::Firefox, LONGEST, journey);
}

#[test]
fn one_journey_in_webkit() {
    in_engine(Engine::WebKit, LONGEST, journey);
}

#[test]
fn account_is_used_by_its_page_only_in_firefox() {
    in_engine(Engine::Firefox, LONGEST, account);
}

#[test]
fn account_is_used_by_its_page_only_in_webkit() {
    in_engine(Engine::WebKit, LONGEST, account);
}

/// The account's use and the attacks on it: browsers choose what they send as `Origin`, so the recipe is tried in each.
async fn account(page: Page) {
    cross_site::use_of_an_account(page.clone()).await;
    cross_site::attacks(page).await;
}

async fn journey(page: Page) {
    let site = Site::start().await;
    let service = Service::start(quiet()).await;
    page.open_connected(&site, &service, Provider::Together).await;

    // The table, and a job of it.
    page.press("Completed*").await;
    page.is_at("status=completed").await;
    page.until(
        "only rows of completed jobs",
        "const rows = [...document.querySelectorAll('[role=table] [role=row]')].slice(1); \
         return 1 < rows.length && rows.every((row) => row.textContent.includes('Completed'))",
    )
    .await;
    let name = page.first_row().await;
    page.follow(&name).await;
    page.becomes("Completed").await;
    page.is_painted("Loss").await;

    zoom(&page).await;
    read_by_key(&page).await;
    save(&page).await;

    // Back to the table as it was left; from there to a comparison.
    page.back().await;
    page.is_at("status=completed").await;
    page.has_rows().await;
    // All of them: rows that come later would take the focus with them.
    page.rows().await;
    page.until("the table's tools", "return document.querySelector('.head .check') !== null").await;
    page.run("document.querySelector('.rows .tr a.name').focus()").await;
    page.key(' ').await;
    page.sees("1 selected").await;
    page.key(DOWN).await;
    page.key(' ').await;
    page.sees("2 selected").await;
    page.run("[...document.querySelectorAll('main a, main button')].find((it) => it.textContent.trim() === 'Compare').click()").await;
    page.is_at("#/compare?job=").await;
    page.is_painted("Loss").await;

    // A job is created.
    page.follow("New job").await;
    fill_draft(&page, Provider::Together, "in-every-browser").await;
    page.press("Review and create…").await;
    page.press("Create job").await;
    page.is_at("#/jobs/lab/").await;
    page.sees("in-every-browser").await;
    page.back().await;
    page.find("button", "Review and create…").await;
    page.back().await;
    page.is_at("#/compare").await;
    page.is_painted("Loss").await;
}

/// Draws over the middle of a chart with the mouse.
async fn zoom(page: &Page) {
    assert!(!page.run("return [...document.querySelectorAll('button[aria-label=\"Zoom out\"]')].some((it) => !it.disabled)").await.as_bool().unwrap_or(true));
    let place = "const chart = document.querySelector('section[aria-label=\"Loss\"] [role=img]'); \
        chart.scrollIntoView({ block: 'center' }); \
        const { left, top, width, height } = chart.getBoundingClientRect(); \
        return [left, top, width, height].map(Math.round)";
    let place = page.run(place).await;
    let at = |i: usize| place[i].as_i64().expect("a number");
    let to = |share: i64| {
        json!({"type": "pointerMove", "duration": 0, "origin": "viewport",
            "x": at(0) + at(2) * share / 100, "y": at(1) + at(3) / 2})
    };
    let steps = json!([
        to(40), {"type": "pointerDown", "button": 0}, to(50), to(60), to(70), {"type": "pointerUp", "button": 0}
    ]);
    let mouse =
        json!([{"type": "pointer", "id": "mouse", "parameters": {"pointerType": "mouse"}, "actions": steps}]);
    page.act(&mouse).await.expect("the mouse draws");
    page.until(
        "a part of the chart",
        "return [...document.querySelectorAll('button[aria-label=\"Zoom out\"]')].some((it) => !it.disabled)",
    )
    .await;
}

/// From one point of a chart to the next.
async fn read_by_key(page: &Page) {
    page.run("document.querySelector('section[aria-label=\"Loss\"] [role=img]').focus()").await;
    page.key(HOME).await;
    let tip = "return document.querySelector('.chart-tip')?.textContent";
    let first = page.until("a tip at the first point", tip).await;
    page.key(RIGHT).await;
    let moved = format!("const text = (() => {{ {tip} }})(); return text && text !== arguments[0]");
    page.until_with("the tip to move on", &moved, vec![first]).await;
    page.key(ESCAPE).await;
    page.until("the tip to go", "return document.querySelector('.chart-tip') === null").await;
}

/// Saves the chart's points, which land on the disk as they were logged.
async fn save(page: &Page) {
    if page.engine() == Engine::Chromium {
        let behaviour = json!({"behavior": "allow", "downloadPath": page.downloads()});
        page.devtools("Browser.setDownloadBehavior", &behaviour).await;
    }
    page.run("document.querySelector('section[aria-label=\"Loss\"] .export summary').focus()").await;
    page.key(ENTER).await;
    page.press("Loss as CSV").await;
    let saved = || {
        let entries = fs::read_dir(page.downloads()).expect("a folder");
        let names = entries.flatten().map(|entry| entry.path());
        let mut csv = names.filter(|path| path.extension().is_some_and(|extension| extension == "csv"));
        csv.next().and_then(|path| fs::read_to_string(path).ok()).unwrap_or_default()
    };
    let begun = tokio::time::Instant::now();
    while !saved().lines().nth(1).is_some_and(|line| line.contains(',')) {
        assert!(begun.elapsed() < PATIENCE, "waited in vain for the points on the disk: {:?}", saved());
        tokio::time::sleep(PAUSE).await;
    }
}
