//! Lists that a service cuts short, refuses or spoils: the table has every job, and the page says what it could not read.

use tuneboard_core::model::Provider;
use tuneboard_simulator::{Fault, Options};

use crate::harness::{
    driver::in_browser,
    page::Page,
    service::{Service, quiet},
    site::Site,
    wire,
};

const JOBS: &str = "/archetype/v0.5/fine-tune/jobs";

async fn crowded(faults: &str) -> Service {
    let faults = Fault::parse_list(faults).expect("faults");
    Service::start(Options { n_jobs: 230, faults, ..quiet() }).await
}

/// Waits until the table counts so many jobs at least.
async fn counts(page: &Page, n: u64) {
    let script = "const chip = [...document.querySelectorAll('button')].find(b => /^All/.test(b.textContent)); \
        return arguments[0] <= Number(chip?.textContent.replace(/\\D/g, ''))";
    page.until_with(&format!("{n} jobs"), script, vec![n.into()]).await;
}

#[test]
fn list_that_is_cut_short_refused_or_spoilt_is_shown_whole() {
    in_browser(|page| async move {
        let site = Site::start().await;
        let (cut, refusing, spoilt) = (
            crowded("jobs:clamp=100").await,
            crowded("jobs:nolimit").await,
            crowded("jobs:badrecord=7").await,
        );
        page.open_connected(&site, &cut, Provider::Archetype).await;
        counts(&page, 230).await;
        for (service, label) in [(&refusing, "refusing"), (&spoilt, "spoilt")] {
            page.go("#/connections").await;
            let base_url = service.base_url(Provider::Archetype);
            page.connect(Provider::Archetype, &base_url, label, "sk-another", "In this tab").await;
            page.sees("Connected.").await;
        }
        page.go("#/jobs").await;
        counts(&page, 3 * 230 - 1).await;
        page.sees("Archetype AI · spoilt: 1 of 230 records could not be read").await;
        page.sees("The others are shown. job 7: it is no object").await;
        // The refused question was asked once and never again.
        for n in 2..5 {
            page.press("Refresh now").await;
            refusing.until_count(&format!("GET {JOBS}"), 2 + n).await;
        }
        assert_eq!(refusing.times_of("GET", &format!("{JOBS}?limit=1000")).len(), 1);
        assert!(!page.shows("may be incomplete").await);
    });
}

#[test]
fn job_that_no_address_can_name_is_shown_and_asked_for_nothing() {
    in_browser(|page| async move {
        let site = Site::start().await;
        let service = Service::start(quiet()).await;
        let body = r#"{"name":"two dots","id":"..","config":{"model":"Newton::c2_4_7b_251215a172f6d7",
            "datasets":[{"name":"t","split":"train","file_ids":["t.jsonl"]}]}}"#;
        let (status, text) = wire::send(service.address(), "POST", JOBS, Some("another-client"), body).await;
        assert!((200..300).contains(&status), "{text}");
        page.open_connected(&site, &service, Provider::Archetype).await;
        page.follow("two dots").await;
        page.sees("No requests can be sent for this job.").await;
        page.sees("The job's id is “..”, which no web address can carry").await;
        assert!(page.has("button", "Cancel job…").await);
        assert!(page.has("tab", "Config").await && !page.has("tab", "Metrics").await);
        // What browsers would have made of its address.
        for lost in ["/fine-tune/metrics", "/fine-tune/?", "/.."] {
            assert_eq!(service.n_seen("GET", lost), 0, "{lost}");
        }
        page.go("#/new").await;
        page.fill("Name", "mine").await;
        page.run("document.querySelectorAll('details').forEach(details => details.open = true)").await;
        page.fill("Id", "..").await;
        page.press("Review and create…").await;
        page.sees("no address can carry it").await;
    });
}
