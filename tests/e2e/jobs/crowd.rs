//! Ten thousand jobs: only those in view are in the document, and all can be reached.

use serde_json::json;
use tuneboard_simulator::{Options, Simulator};

use crate::harness::{
    board::KEY,
    driver::in_browser,
    service::{Service, quiet},
    site::Site,
};

#[test]
fn ten_thousand_jobs_scroll_with_a_hundred_rows_in_the_document() {
    in_browser(|page| async move {
        let site = Site::start().await;
        let service = Service::start(Options { n_jobs: 5_000, ..quiet() }).await;
        page.open(&format!("{}#/connections", site.url())).await;
        for provider in Simulator::DEMO {
            page.connect(provider, &service.base_url(provider), provider.slug(), KEY, "In this tab").await;
            let n = provider as usize + 1;
            page.until_with(
                "the connection to be listed",
                "return document.querySelectorAll('main li').length >= arguments[0] && document.querySelector('[aria-busy=true]') === null",
                vec![json!(n.min(2))],
            )
            .await;
        }
        // Under the pointer, rows would wait behind a button.
        page.rest_pointer().await;
        page.go("#/jobs").await;
        let n_rows = page
            .until("ten thousand rows", "const n = Number(document.querySelector('[role=table]')?.getAttribute('aria-rowcount')); return n >= 10001 && n")
            .await;
        let in_document = "return document.querySelectorAll('[role=table] [role=row]').length";
        let is_few = |n: serde_json::Value| n.as_u64().is_some_and(|n| 10 < n && n < 100);
        assert!(is_few(page.run(in_document).await));
        page.run("window.scrollTo(0, document.documentElement.scrollHeight)").await;
        page.until_with(
            "the last row",
            "const last = document.querySelector(`[role=row][aria-rowindex=\"${arguments[0]}\"]`); \
             if (!last) return false; \
             const { top, bottom } = last.getBoundingClientRect(); \
             return top < innerHeight && bottom > 0 && last.querySelector('a').textContent !== ''",
            vec![n_rows],
        )
        .await;
        assert!(is_few(page.run(in_document).await));
        // Narrowing is immediate however many there are.
        page.fill("Search jobs", "no such job").await;
        page.sees("0 of 10,").await;
    });
}
