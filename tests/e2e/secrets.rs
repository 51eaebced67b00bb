//! The key goes to its provider, in one header, and nowhere else.

use serde_json::{Value, json};
use tuneboard::model::Provider;

use crate::{
    board::{KEY, fill_draft},
    driver::in_browser,
    page::Page,
    service::{Service, quiet},
    site::Site,
};

const OTHER_KEY: &str = "sk-e2e-0ther-9876543210";

#[test]
fn a_key_in_memory_is_in_one_header_and_nowhere_else() {
    in_browser(|page| async move {
        let site = Site::start().await;
        let (archetype, together) = (Service::start(quiet()).await, Service::start(quiet()).await);
        page.open(&format!("{}#/connections", site.url())).await;
        let memory = "Until this page is reloaded";
        page.connect(Provider::Archetype, &archetype.base_url(Provider::Archetype), "a", KEY, memory).await;
        page.sees("Connected.").await;
        page.loses("button", "Trying…").await;
        page.connect(Provider::Together, &together.base_url(Provider::Together), "t", OTHER_KEY, memory)
            .await;
        page.until("both to be listed", "return document.querySelectorAll('main li').length >= 2").await;
        is_nowhere(&page, "connections").await;
        page.go("#/jobs").await;
        page.has_rows().await;
        is_nowhere(&page, "jobs").await;
        page.go("#/new?connection=t").await;
        fill_draft(&page, Provider::Together, "secretive").await;
        page.press("curl").await;
        page.sees("Authorization").await;
        is_nowhere(&page, "new").await;
        page.press("Review and create…").await;
        page.press("Create job").await;
        page.is_at("#/jobs/t/").await;
        page.click("tab", "Raw").await;
        page.sees("secretive").await;
        is_nowhere(&page, "job").await;
        // Also where the service complains.
        together.set_faults("*:401").await;
        page.press("Refresh now").await;
        page.sees("The key was refused").await;
        is_nowhere(&page, "refused").await;

        for (service, own, other) in [(&archetype, KEY, OTHER_KEY), (&together, OTHER_KEY, KEY)] {
            let seen = service.seen();
            assert!(seen.iter().any(|seen| seen.authorization.is_some()));
            for request in seen {
                let sent = request.authorization.as_deref();
                assert!(sent.is_none_or(|sent| sent == format!("Bearer {own}")), "{request:?}");
                assert!(!request.target.contains(own), "{request:?}");
                assert!(!request.headers.contains(other), "{request:?}");
                assert!(
                    !request.headers.contains("\"referer\"") && !request.headers.contains("\"cookie\""),
                    "{request:?}"
                );
            }
        }
        // Memory means memory.
        page.reload().await;
        page.go("#/jobs").await;
        page.sees("needs its key").await;
        is_nowhere(&page, "reloaded").await;
    });
}

/// Neither in the address nor the title, the document, the fields, the stores or the console.
async fn is_nowhere(page: &Page, screen: &str) {
    let script = "const fields = [...document.querySelectorAll('input, textarea')].map((field) => field.value); \
        return [location.href, document.title, document.documentElement.outerHTML, fields.join('\\n'), \
          JSON.stringify({ ...localStorage }), JSON.stringify({ ...sessionStorage }), document.cookie, \
          JSON.stringify(history.state), performance.getEntriesByType('resource').map((entry) => entry.name).join('\\n')]";
    let places: Vec<Value> =
        page.run_with(script, vec![json!(null)]).await.as_array().cloned().unwrap_or_default();
    assert_eq!(places.len(), 9);
    let console = page.console().await;
    for key in [KEY, OTHER_KEY] {
        for (i, place) in places.iter().enumerate() {
            assert!(!place.to_string().contains(key), "{screen}: the key is in place {i}");
        }
        assert!(console.iter().all(|line| !line.contains(key)), "{screen}: the key is in the console");
    }
}
