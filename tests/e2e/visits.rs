//! State that is kept from one visit to the next, and state that several tabs of one browser share.

use serde_json::json;
use tokio::time::Instant;
use tuneboard_core::model::Provider;

use crate::harness::{
    board::{KEY, list_path},
    driver::in_browser,
    page::Page,
    service::{Service, quiet},
    site::Site,
};

const PROVIDER: Provider = Provider::Together;

/// Opens the page with a connection that works, named `lab`, its key kept as `keeping` says, and the list refreshed
/// every five seconds.
async fn open_kept(page: &Page, site: &Site, service: &Service, keeping: &str) {
    page.open(&format!("{}#/connections", site.url())).await;
    page.connect(PROVIDER, &service.base_url(PROVIDER), "lab", KEY, keeping).await;
    page.sees("Connected.").await;
    page.go("#/jobs?refresh=5s").await;
    page.has_rows().await;
}

/// When the list was asked for, and nothing of a job.
fn list_times(service: &Service) -> Vec<Instant> {
    service.times_of("GET", list_path(PROVIDER))
}

/// Script that returns the number of entries in the page's database, the number of responses among them, and all of it as
/// text.
const KEPT: &str = "const [database] = await indexedDB.databases(); \
    if (!database) return [0, 0, '']; \
    const opened = await new Promise((done) => { const opening = indexedDB.open(database.name); opening.onsuccess = () => done(opening.result); }); \
    const all = (store, what) => new Promise((done) => { const got = opened.transaction(store).objectStore(store)[what](); got.onsuccess = () => done(got.result); }); \
    const names = await all('labels', 'getAllKeys'); \
    const texts = (await all('bytes', 'getAll')).map((bytes) => new TextDecoder('latin1').decode(bytes)); \
    opened.close(); \
    return [names.length, texts.length, names.join('\\n') + texts.join('\\n')]";

/// Waits until the database has `n` responses or more, or for 0 no entry at all, and returns what is in it.
async fn until_kept(page: &Page, n: u64) -> String {
    let script = format!(
        "return (async () => {{ const [nEntries, nResponses, text] = await (async () => {{ {KEPT} }})(); \
         return (arguments[0] === 0 ? nEntries === 0 : nResponses >= arguments[0]) && ['kept', text] }})()"
    );
    let kept = page.until_with(&format!("{n} responses in the database"), &script, vec![json!(n)]).await;
    kept[1].as_str().unwrap_or_default().to_owned()
}

#[test]
fn a_reload_shows_what_was_known_and_how_old_it_is() {
    in_browser(|page| async move {
        let site = Site::start().await;
        let service = Service::start(quiet()).await;
        open_kept(&page, &site, &service, "On this device").await;
        // The list's second answer: the first came before what keeps it was loaded.
        until_kept(&page, 1).await;
        let rows = page.rows().await;
        let id = page
            .run("return document.querySelector('[role=row] a.name[href^=\"#/jobs/\"]').getAttribute('href')")
            .await;
        page.go(id.as_str().unwrap_or_default()).await;
        page.until("the job's name", "return document.querySelector('h1')?.textContent").await;
        let name = page.run("return document.querySelector('h1').textContent").await;
        let name = name.as_str().unwrap_or_default();
        // The list, the job and its metrics at least.
        let kept = until_kept(&page, 4).await;
        assert!(kept.contains("fine-tunes") && !kept.contains(KEY));

        service.set_faults("*:nocors").await;
        page.asks_when_told().await;
        page.reload().await;
        page.sees(name).await;
        page.go("#/jobs").await;
        page.has_rows().await;
        assert_eq!(page.rows().await, rows);
        page.sees("Showing its jobs from").await;
        page.sees("data from").await;

        service.set_faults("").await;
        page.press("Retry").await;
        page.loses("button", "Retry").await;
        assert_eq!(page.rows().await, rows);
        page.sees("updated").await;

        page.go("#/connections").await;
        page.press("Forget key").await;
        until_kept(&page, 0).await;
    });
}

#[test]
fn nothing_is_kept_of_a_key_that_is_not() {
    in_browser(|page| async move {
        let site = Site::start().await;
        let service = Service::start(quiet()).await;
        open_kept(&page, &site, &service, "In this tab").await;
        // Two responses, and what there is to be written is written when the page goes.
        let n = list_times(&service).len();
        page.until_count_of(|| list_times(&service).len(), n + 2).await;
        page.reload().await;
        page.has_rows().await;
        until_kept(&page, 0).await;
    });
}

#[test]
fn three_windows_poll_like_one_and_all_stay_current() {
    in_browser(|page| async move {
        let site = Site::start().await;
        let service = Service::start(quiet()).await;
        open_kept(&page, &site, &service, "On this device").await;
        let first = page.window().await;
        let mut windows = vec![first];
        for _ in 0..2 {
            windows.push(page.open_window(&format!("{}#/jobs?refresh=5s", site.url())).await);
            page.has_rows().await;
        }
        let list = list_path(PROVIDER);
        let times = || list_times(&service);
        // Once all have opened and know of each other: the last one shows what is kept before it asks, and the one that
        // led until then may ask once more.
        let from = times().len() + 3;
        page.until_count_of(|| times().len(), from).await;
        let running = page.chip("Running").await;
        let job = service.running_job(PROVIDER).await;
        let (status, told) = service.act("POST", &format!("{list}/{job}/cancel")).await;
        assert_eq!(status, 200, "{told}");
        for window in &windows {
            page.go_to_window(window).await;
            page.until_with(
                "one job fewer to be running",
                "const chip = [...document.querySelectorAll('button')].find((chip) => chip.textContent.startsWith('Running')); \
                 return chip && Number(chip.textContent.replace(/\\D/g, '')) < arguments[0]",
                vec![json!(running)],
            )
            .await;
        }
        // The one that opened last has asked last, and so leads.
        page.close_window().await;
        page.go_to_window(&windows[0]).await;
        let n = times().len();
        page.until_count_of(|| times().len(), n + 2).await;
        let times = times();
        let gaps: Vec<f64> =
            times[from..].windows(2).map(|pair| pair[1].duration_since(pair[0]).as_secs_f64()).collect();
        // Three that do not know of each other would ask every 1.7 seconds on the average, the closest pair sooner.
        assert!(gaps.iter().all(|gap| 4.0 < *gap), "{gaps:?}");
    });
}

#[test]
fn a_job_that_ends_is_told_of_once() {
    in_browser(|page| async move {
        let site = Site::start().await;
        let service = Service::start(quiet()).await;
        open_kept(&page, &site, &service, "On this device").await;
        let count = "new MutationObserver(() => { const text = document.querySelector('.told')?.textContent; \
             if (text && text !== window.lastTold) { window.told = (window.told ?? 0) + 1; } window.lastTold = text; }) \
             .observe(document.body, { childList: true, subtree: true, characterData: true })";
        page.until("the place for messages", "return document.querySelector('[role=status].told') !== null")
            .await;
        page.run(count).await;
        let first = page.window().await;
        let second = page.open_window(&format!("{}#/jobs?refresh=5s", site.url())).await;
        page.has_rows().await;
        page.until("the place for messages", "return document.querySelector('[role=status].told') !== null")
            .await;
        page.run(count).await;
        let job = service.running_job(PROVIDER).await;
        let (status, told) = service.act("POST", &format!("{}/{job}/cancel", list_path(PROVIDER))).await;
        assert_eq!(status, 200, "{told}");
        service.until_status(PROVIDER, &job, "cancelled").await;
        let n = list_times(&service).len();
        page.until_count_of(|| list_times(&service).len(), n + 3).await;
        let mut n_told = 0;
        for window in [&first, &second] {
            page.go_to_window(window).await;
            n_told += page.run("return window.told ?? 0").await.as_u64().unwrap_or(0);
        }
        assert_eq!(n_told, 1);
        // Nor after a reload.
        page.reload().await;
        page.has_rows().await;
        page.until("the place for messages", "return document.querySelector('[role=status].told') !== null")
            .await;
        assert!(!page.shows("was cancelled").await);
    });
}
