//! One release of the page after another, none at all, and the copies that browsers keep.

use serde_json::json;

use crate::harness::{
    driver::in_browser,
    nginx::Nginx,
    page::{PATIENCE, Page},
    site::Site,
};

/// A quarter of an hour later the page becomes visible.
const LATER: &str = "const now = Date.now; Date.now = () => now() + 16 * 60e3; \
    document.dispatchEvent(new Event('visibilitychange'))";

/// Returns the page of another release, whose program is not there.
fn another(page: &str) -> String {
    let (_, rest) = page.split_once("/app-").expect("the program's folder");
    let folder = &rest[..rest.find('/').expect("a file in it")];
    page.replace(folder, "0123456789abcdef")
}

#[test]
fn a_new_release_is_offered_and_taken_when_asked_for() {
    in_browser(|page| async move {
        let site = Site::start().await;
        page.open(&site.url()).await;
        page.has_rows().await;
        is_kept(&page).await;
        let now = site.text("index.html");
        // Each look sees it; who reloads then gets the page that is there.
        site.put_once("index.html", &another(&now));
        page.run(LATER).await;
        page.sees("A newer Tuneboard is available.").await;
        page.press("Later").await;
        page.loses("button", "Reload").await;
        site.put_once("index.html", &another(&now));
        page.run(LATER).await;
        page.press("Reload").await;
        page.until("the page to be loaded anew", "return document.querySelector('.release') === null").await;
        page.has_rows().await;
    });
}

#[test]
fn an_old_page_whose_files_are_gone_is_fetched_anew_once() {
    in_browser(|page| async move {
        let site = Site::start().await;
        let now = site.text("index.html");
        site.put_once("index.html", &another(&now));
        page.open(&site.url()).await;
        page.has_rows().await;
        // One that stays so says so.
        let site = Site::start().await;
        site.put("index.html", &another(&now).replace("0123456789abcdef", "fedcba9876543210"));
        page.visit(&site.url()).await;
        page.sees("Tuneboard has stopped").await;
        page.sees("could not be loaded").await;
        assert_eq!(site.count("index.html"), 3, "as asked for, past the caches, and once more");
    });
}

#[test]
fn the_page_opens_without_a_server_and_keeps_nothing_but_its_own_files() {
    in_browser(|page| async move {
        let config = [("config.json", r#"{"demo": true, "connections": []}"#)];
        let nginx = Nginx::start("/team/tune/", &config, &[]).await;
        let url = format!("{}/team/tune/", nginx.origin());
        page.open(&url).await;
        page.has_rows().await;
        is_kept(&page).await;
        let script = "return (async () => { const urls = []; for (const name of await caches.keys()) \
            for (const { url } of await (await caches.open(name)).keys()) urls.push(url); return urls; })()";
        let kept = page.run(script).await;
        let kept: Vec<&str> = kept.as_array().into_iter().flatten().filter_map(|url| url.as_str()).collect();
        assert!(20 < kept.len(), "{kept:?}");
        for kept in &kept {
            let name = kept.strip_prefix(&*url).unwrap_or_else(|| panic!("{kept} is not of this page"));
            let is_own = name.is_empty()
                || name.starts_with("app-")
                || [".css", "icon.svg", "manifest.json"].iter().any(|ending| name.ends_with(ending));
            assert!(is_own, "{kept}");
        }
        drop(nginx);
        page.reload().await;
        page.has_rows().await;
        page.follow("New job").await;
        page.find("textbox", "Base model").await;
        // The failures to reach the server are the browser's to tell.
        page.console().await;
    });
}

#[test]
fn the_worker_can_be_switched_off() {
    in_browser(|page| async move {
        let nginx = Nginx::start("/", &[], &[]).await;
        page.open(&nginx.origin()).await;
        is_kept(&page).await;
        nginx.put("sw.js", include_str!("../deploy/sw-off.js"));
        page.reload().await;
        // The page looks for itself as soon as it is up; browsers look for workers when nothing else is asked of
        // them. To be asked by WebDriver again and again is something else, so it is the page that waits.
        let script = "const end = performance.now() + arguments[0]; return (async () => { for (;;) { \
            const names = await caches.keys(); if (!names.length || end < performance.now()) return names; \
            await new Promise((resolve) => setTimeout(resolve, 250)); } })()";
        let left = page.run_with(script, vec![json!(PATIENCE.as_millis() as u64)]).await;
        assert_eq!(left, json!([]), "nothing is kept");
        page.has_rows().await;
    });
}

/// Waits until the page's files are kept on the device.
async fn is_kept(page: &Page) {
    let script =
        "return navigator.serviceWorker.getRegistration().then((found) => !!(found && found.active))";
    page.until_with("the files to be kept", script, vec![json!(null)]).await;
}
