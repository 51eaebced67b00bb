//! No screen is wider than the window, however wide that is, beside a bar for scrolling.

use serde_json::json;
use tuneboard_simulator::Options;

use crate::harness::{
    driver::in_browser,
    page::Page,
    service::{Service, quiet},
    site::Site,
};

/// Around each width at which the styles change, and the narrowest: 320 pixels and the bar.
const WIDTHS: [u64; 20] =
    [335, 359, 360, 399, 400, 639, 640, 650, 719, 720, 768, 819, 859, 860, 900, 1019, 1020, 1060, 1179, 1180];

/// Script that finds elements beyond the window's edge. The scroll bar is there on every screen.
const BEYOND: &str = "const root = document.documentElement; root.style.overflowY = 'scroll'; \
    return root.scrollWidth <= root.clientWidth ? '' : `${root.scrollWidth} of ${root.clientWidth}`";

#[test]
fn every_screen_fits_every_window() {
    in_browser(|page| async move {
        let site = Site::start().await;
        let service = Service::start(Options { n_jobs: 40, ..quiet() }).await;
        page.open_connected(&site, &service, tuneboard_core::model::Provider::Together).await;
        let mut found = Vec::new();
        fits(&page, "#/jobs", "[role=row] a.name[href^=\"#/jobs/\"]", &mut found).await;
        page.go("#/jobs?status=completed").await;
        let all = "const links = [...document.querySelectorAll('[role=row] a.name[href^=\"#/jobs/\"]')]; \
            return links.length && links.every((link) => link.closest('[role=row]').textContent.includes('Completed')) && links[0].getAttribute('href')";
        let job = page.until("a job that has ended", all).await;
        fits(&page, job.as_str().unwrap_or_default(), ".smoothing", &mut found).await;
        // An answer with everything that it can offer.
        page.go("#/jobs?q=faq-early-stop").await;
        let only = "const links = [...document.querySelectorAll('[role=row] a.name[href^=\"#/jobs/\"]')]; \
            return links.length === 1 && links[0].getAttribute('href')";
        let job = page.until("the job that overfitted", only).await;
        fits(&page, job.as_str().unwrap_or_default(), ".answer a", &mut found).await;
        let findings = format!("{}?tab=findings", job.as_str().unwrap_or_default());
        fits(&page, &findings, ".finding", &mut found).await;
        // A selection that the filter hides in part.
        page.go("#/jobs?status=running").await;
        page.has_rows().await;
        page.press("Select all shown jobs").await;
        fits(&page, "#/jobs?status=completed", ".selection-count button", &mut found).await;
        page.press("Clear selection").await;
        fits(&page, "#/new", "main .form", &mut found).await;
        page.go("#/connections").await;
        // The button names the host.
        page.fill("Base URL", "https://a-model-server-of-a.large-department.research.example.org:8443/v1")
            .await;
        fits(&page, "#/connections", "main li", &mut found).await;
        fits(&page, "#/log", "input[type=file]", &mut found).await;
        assert_eq!(found, [""; 0], "wider than the window");
    });
}

async fn fits(page: &Page, hash: &str, there: &str, found: &mut Vec<String>) {
    page.go(hash).await;
    page.until_with(hash, "return document.querySelector(arguments[0]) !== null", vec![json!(there)]).await;
    for width in WIDTHS {
        page.resize(width, 900).await.expect("another size");
        let beyond = page.run(BEYOND).await;
        if let Some(beyond) = beyond.as_str().filter(|beyond| !beyond.is_empty()) {
            found.push(format!("{hash} at {width}: {beyond}"));
        }
    }
}
