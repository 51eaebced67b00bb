//! The first visit: nothing is connected, and the page is full of simulated jobs.

use serde_json::{Value, json};

use crate::harness::{
    driver::in_browser,
    page::{PAUSE, Page},
    site::Site,
};

#[test]
fn the_demo_opens_full_of_jobs_and_shows_their_charts() {
    in_browser(|page| async move {
        let site = Site::start().await;
        page.open(&site.url()).await;
        page.sees("Demo data.").await;
        page.has_rows().await;
        let more_than_ten =
            "return 10 < document.querySelectorAll('[role=row] a.name[href^=\"#/jobs/\"]').length";
        page.until("more than ten rows", more_than_ten).await;
        // In words, not only in colour.
        for status in ["Running", "Completed", "Failed", "Cancelled"] {
            assert!(0 < page.chip(status).await, "{status}");
            page.sees(status).await;
        }
        let name = a_running_job(&page).await;
        page.follow(&name).await;
        page.becomes("Running").await;
        page.grows_beyond("Loss", 2).await;
        page.is_painted("Loss").await;
        page.is_painted("Learning rate").await;
        // The chart's own style is in the sheet that nothing waits for.
        let script = "return getComputedStyle(document.querySelector('.chart')).borderTopStyle === 'solid'";
        page.until("the style of later screens", script).await;
        stays_at_home(&page, &site).await;
    });
}

/// Notes what the page consists of after each change of its outermost parts.
const PARTS: &str = r"
    window.parts = [];
    const note = () => {
        const app = document.getElementById('app');
        if (!app) return parts.push('nothing');
        const has = (selector) => app.querySelector(selector) !== null;
        const what = app.hasAttribute('data-shell') ? 'shell' : has('.topbar') && has('.jobs-table') && has('footer') ? 'page' : 'part';
        if (parts.at(-1) !== what) parts.push(what);
    };
    addEventListener('DOMContentLoaded', () => { note(); new MutationObserver(note).observe(document.body, { childList: true }); });
";

#[test]
fn the_first_paint_stands_until_the_page_is_whole() {
    in_browser(|page| async move {
        let site = Site::start().await;
        page.before_load(PARTS).await;
        page.open(&site.url()).await;
        page.has_rows().await;
        assert_eq!(page.run("return parts.join()").await, Value::from("shell,page"));
    });
}

/// The mark of a starting job once kept the page itself at work for as long as it was in view, for every frame.
#[test]
fn what_moves_for_hours_moves_without_the_page() {
    in_browser(|page| async move {
        let site = Site::start().await;
        page.devtools("Performance.enable", &json!({})).await;
        page.open(&format!("{}#/jobs?status=starting", site.url())).await;
        let turns =
            "return document.getAnimations().some((it) => it.effect.getTiming().iterations === Infinity)";
        page.until("a turning mark", turns).await;
        let (begun, before) = styles(&page).await;
        let (secs, n_styles) = loop {
            tokio::time::sleep(PAUSE).await;
            let (now, n) = styles(&page).await;
            if 1.0 <= now - begun {
                break (now - begun, n - before);
            }
        };
        // The page's own clock goes on meanwhile, and so do its jobs.
        assert!(n_styles / secs < 20.0, "{n_styles} styles in {secs} seconds");
    });
}

/// Returns the browser's clock in seconds, and how many times it has looked for new styles.
async fn styles(page: &Page) -> (f64, f64) {
    let metrics = page.devtools("Performance.getMetrics", &json!({})).await;
    let metric = |name: &str| {
        let found = metrics["metrics"].as_array().into_iter().flatten().find(|metric| metric["name"] == name);
        found.and_then(|metric| metric["value"].as_f64()).expect("a metric")
    };
    (metric("Timestamp"), metric("RecalcStyleCount"))
}

#[test]
fn the_page_works_below_a_path() {
    in_browser(|page| async move {
        let site = Site::start_with("/tools/tuneboard/", &[]).await;
        page.open(&format!("{}#/jobs?status=completed", site.url())).await;
        page.has_rows().await;
        page.follow("New job").await;
        page.find("textbox", "Base model").await;
        stays_at_home(&page, &site).await;
    });
}

/// Returns the name of the topmost running job.
async fn a_running_job(page: &Page) -> String {
    page.press("Running*").await;
    page.is_at("status=running").await;
    page.until(
        "only running jobs",
        "return document.querySelectorAll('[role=row] a.name[href^=\"#/jobs/\"]').length < 8",
    )
    .await;
    page.first_row().await
}

/// No error in the console, and nothing was asked of another host.
async fn stays_at_home(page: &Page, site: &Site) {
    let severe: Vec<String> = page
        .console()
        .await
        .into_iter()
        // The browser itself reports the optional file that is not there.
        .filter(|line| line.starts_with("SEVERE") && !line.contains("/config.json"))
        .collect();
    assert!(severe.is_empty(), "{severe:#?}");
    let entries =
        page.run("return performance.getEntriesByType('resource').map((entry) => entry.name)").await;
    let names: Vec<&str> = entries.as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    assert!(3 < names.len(), "{names:?}");
    for name in names {
        assert!(name.starts_with(&site.url()) || name.starts_with("data:"), "{name}");
    }
}
