//! Ending many jobs at once: one question, one request per job, and what came of each.

use serde_json::{Value, json};
use tuneboard_core::model::Provider;
use tuneboard_simulator::Options;

use crate::harness::{
    board::list_path,
    driver::in_browser,
    service::{Service, quiet},
    site::Site,
};

#[test]
fn many_jobs_are_cancelled_with_one_request_each_and_a_refused_one_stays_selected() {
    in_browser(|page| async move {
        let site = Site::start().await;
        let service = Service::start(Options { n_jobs: 60, ..quiet() }).await;
        page.open_connected(&site, &service, Provider::Together).await;
        page.go("#/jobs?status=running").await;
        page.until(
            "only running jobs",
            "const rows = [...document.querySelectorAll('.rows > .tr')]; \
             return rows.length > 2 && rows.every((row) => row.textContent.includes('Running'))",
        )
        .await;
        let ids = "return [...document.querySelectorAll('.rows > .tr .name')] \
                   .map((link) => decodeURIComponent(link.hash.split('/').at(-1)))";
        let ids: Vec<String> = serde_json::from_value(page.run(ids).await).expect("ids");
        let refused = format!("{}/{}/cancel", list_path(Provider::Together), ids[1]);
        service.answer(
            &refused,
            409,
            "application/json",
            r#"{"message": "this one is not to be cancelled"}"#,
        );

        page.until("the heading's box", "return document.querySelector('.head .check') !== null").await;
        page.run("document.querySelector('.head .check').click()").await;
        page.sees(&format!("{} selected", ids.len())).await;
        page.press("Cancel…").await;
        page.sees("Completed steps are billed").await;
        assert_eq!(service.n_seen("POST", "/cancel"), 0, "nothing is sent before the answer");
        page.press(&format!("Cancel {} jobs", ids.len())).await;
        page.sees(&format!("{} accepted, 1 refused", ids.len() - 1)).await;
        page.sees("this one is not to be cancelled").await;
        page.press("Close").await;
        page.sees("1 selected").await;

        // Lists that come later repeat nothing.
        let n_lists = || service.times_of("GET", list_path(Provider::Together)).len();
        let n = n_lists();
        page.press("Refresh now").await;
        page.until_count_of(n_lists, n + 1).await;
        for id in &ids {
            assert_eq!(service.n_seen("POST", &format!("/{id}/cancel")), 1, "{id}");
        }
        page.go("#/jobs").await;
        let selected = "const row = document.querySelector('.rows > .tr:has(.check[aria-checked=true]) .name'); \
                        return row && decodeURIComponent(row.hash.split('/').at(-1))";
        let still: Value = page.until("the selected row", selected).await;
        assert_eq!(still, json!(ids[1]));
    });
}
