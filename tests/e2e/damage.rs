//! Data that is damaged, enormous or gone: the rest is shown, and what is missing is said.

use std::fmt::Write as _;

use serde_json::json;
use tuneboard_core::model::Provider;
use tuneboard_simulator::Simulator;

use crate::harness::{
    board::list_path,
    driver::in_browser,
    page::Page,
    service::{Service, quiet},
    site::Site,
};

#[test]
fn a_job_that_cannot_be_read_is_counted_and_the_others_are_shown() {
    in_browser(|page| async move {
        let site = Site::start().await;
        let service = Service::start(quiet()).await;
        for provider in Simulator::DEMO {
            page.open_connected(&site, &service, provider).await;
            let n = page.chip("All").await;
            let mut list = service.get(list_path(provider)).await;
            let jobs = if list.is_array() { &mut list } else { &mut list["data"] };
            let jobs = jobs.as_array_mut().expect("a list of jobs");
            jobs.insert(1, json!(17));
            jobs.push(json!({"status": "running"}));
            let n_records = jobs.len();
            service.answer(list_path(provider), 200, "application/json", &list.to_string());
            page.press("Refresh now").await;
            page.sees(&format!("2 of {n_records} records could not be read")).await;
            assert_eq!(page.chip("All").await, n);
            service.answer_itself();
            page.run("localStorage.clear(); sessionStorage.clear()").await;
        }
    });
}

#[test]
fn metric_rows_that_cannot_be_read_are_counted_and_the_others_are_drawn() {
    in_browser(|page| async move {
        let site = Site::start().await;
        let service = Service::start(quiet()).await;
        page.open_connected(&site, &service, Provider::Together).await;
        let metrics = a_completed_job(&page, &service).await;
        let mut list = service.get(&metrics).await;
        let rows = list["metrics"].as_array_mut().expect("rows");
        let n_rows = rows.len() as u64;
        rows.insert(0, json!({"train/loss": 1.0}));
        rows.push(json!("no row"));
        service.answer(&metrics, 200, "application/json", &list.to_string());
        page.reload().await;
        page.sees("1 row says no step and is left out; 1 row could not be read").await;
        page.grows_beyond("Loss", n_rows - 1).await;
        page.is_painted("Loss").await;
    });
}

#[test]
fn ten_megabytes_of_metrics_are_drawn_and_the_page_still_answers() {
    in_browser(|page| async move {
        let site = Site::start().await;
        let service = Service::start(quiet()).await;
        page.open_connected(&site, &service, Provider::Together).await;
        let metrics = a_completed_job(&page, &service).await;
        let n_rows = 75_000;
        service.answer(&metrics, 200, "application/json", &long_log(n_rows));
        page.reload().await;
        page.grows_beyond("Loss", n_rows - 1).await;
        page.is_painted("Loss").await;
        page.press("Loss as a table").await;
        let script = "const table = document.querySelector('[aria-rowcount=\"75001\"]'); \
                      const n = table ? table.querySelectorAll('tbody tr').length : 0; return 0 < n && n < 100";
        page.until("a few rows of 75,000", script).await;
        page.click("tab", "Config").await;
        page.is_at("tab=config").await;
    });
}

/// More than 10 MB in Together's shape.
fn long_log(n_rows: u64) -> String {
    let mut text = String::from("{\"metrics\":[");
    for step in 0..n_rows {
        let loss = 2.0 / (1.0 + step as f64 / 1e4) + 0.01 * ((step * 7919) % 101) as f64;
        let comma = if step == 0 { "" } else { "," };
        // Writing to a string cannot fail.
        let _ = write!(
            text,
            "{comma}{{\"train/global_step\":{step},\"train/epoch\":{},\"train/loss\":{loss},\
             \"train/learning_rate\":1e-05,\"train/grad_norm\":{},\"timestamp\":{}}}",
            step as f64 / 1e4,
            1.0 + loss / 3.0,
            1_770_000_000 + step
        );
    }
    text.push_str("]}");
    assert!(10_000_000 < text.len(), "{}", text.len());
    text
}

#[test]
fn a_job_that_is_deleted_while_open_stays_readable() {
    in_browser(|page| async move {
        let site = Site::start().await;
        let service = Service::start(quiet()).await;
        page.open_connected(&site, &service, Provider::Together).await;
        let metrics = a_completed_job(&page, &service).await;
        page.grows_beyond("Loss", 2).await;
        let (status, text) = service.act("DELETE", metrics.trim_end_matches("/metrics")).await;
        assert_eq!(status, 200, "{text}");
        page.press("Refresh now").await;
        page.sees("This job is no longer there.").await;
        page.is_painted("Loss").await;
        page.grows_beyond("Loss", 2).await;
        page.sees("helpdesk-tone-10ep Completed").await;
    });
}

#[test]
fn what_nobody_knows_is_shown_as_it_is() {
    in_browser(|page| async move {
        let site = Site::start().await;
        let service = Service::start_with("jobs:unknownstatus,job:unknownstatus,metrics:barenan").await;
        page.open_connected(&site, &service, Provider::Together).await;
        page.sees("hibernating").await;
        let n = page.chip("Unknown").await;
        assert_eq!(n, page.chip("All").await);
        page.fill("Search jobs", "helpdesk-tone-10ep").await;
        page.is_at("q=helpdesk-tone-10ep").await;
        page.follow("helpdesk-tone-10ep").await;
        page.sees("hibernating").await;
        page.is_painted("Loss").await;
    });
}

/// Opens a job that is over and has metrics; returns where the simulator has these.
async fn a_completed_job(page: &Page, service: &Service) -> String {
    page.follow("helpdesk-tone-10ep").await;
    page.becomes("Completed").await;
    page.grows_beyond("Loss", 2).await;
    let metrics = service.seen().into_iter().rev().find(|seen| {
        let path = seen.target.split('?').next().unwrap_or_default();
        seen.method == "GET" && path.ends_with("/metrics") && !seen.target.contains("resolution")
    });
    let target = metrics.expect("metrics were asked for").target;
    target.split('?').next().unwrap_or_default().to_owned()
}
