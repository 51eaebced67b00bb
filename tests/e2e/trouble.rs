//! Services that refuse, break off, answer with something else or not at all: each is told in words, nothing that was
//! there is lost, and the page finds its way back.

use std::time::Duration;

use tuneboard_core::model::Provider;
use tuneboard_simulator::Simulator;

use crate::harness::{
    board::{KEY, list_path},
    driver::{in_browser, in_browser_for},
    page::Page,
    service::{Service, closed_port, quiet},
    site::Site,
};

/// Tries a connection that must fail with these words, and checks that nothing of it was kept.
async fn refuses(page: &Page, provider: Provider, base_url: &str, key: &str, words: &[&str]) {
    page.connect(provider, base_url, "broken", key, "On this device").await;
    for word in words {
        page.sees(word).await;
    }
    let kept =
        page.run("return Object.keys(localStorage).filter((name) => /connections|key/.test(name))").await;
    assert_eq!(kept, serde_json::json!([]), "{words:?}");
    assert!(!page.has("button", "Remove").await, "{words:?}: nothing is in the list");
}

#[test]
fn a_connection_that_fails_its_test_is_told_in_words_and_not_saved() {
    in_browser(|page| async move {
        let site = Site::start().await;
        let service = Service::start(quiet()).await;
        for provider in Simulator::DEMO {
            let url = service.base_url(provider);
            page.open(&format!("{}#/connections", site.url())).await;
            refuses(&page, provider, &url, "invalid", &["The key was refused", "belongs to this provider"])
                .await;
            refuses(&page, provider, &url, "forbidden", &["The key may not do this"]).await;
            refuses(&page, provider, &format!("{url}/v9"), KEY, &["Nothing there", "Check the base URL"])
                .await;
            let closed = format!("http://{}/v1", closed_port().await);
            refuses(&page, provider, &closed, KEY, &["could not be reached", "CORS", "online", "policy"])
                .await;
            refuses(&page, provider, &site.origin(), KEY, &["Nothing there", "HTML page"]).await;
            for (faults, words) in [
                ("*:nocors", "could not be reached"),
                ("*:malformed", "could not be read"),
                ("*:cut", "was cut off"),
                ("*:429", "Too many requests"),
                ("*:500", "The service has a problem"),
                ("*:html502", "502"),
            ] {
                service.set_faults(faults).await;
                refuses(&page, provider, &url, KEY, &[words]).await;
            }
            service.set_faults("").await;
            // Of every generation of the API: the test looks for the other one too.
            for provider in Provider::ALL {
                let page = "<!doctype html><title>Sign in</title>";
                service.answer(list_path(provider), 200, "text/html", page);
            }
            refuses(&page, provider, &url, KEY, &["This is not the API"]).await;
            service.answer_itself();
            // The form is as it was: correcting the cause is enough.
            page.try_and_save().await;
            page.sees("Connected.").await;
            page.run("localStorage.clear(); sessionStorage.clear()").await;
        }
    });
}

#[test]
fn an_empty_account_says_so_and_leads_to_the_first_job() {
    in_browser(|page| async move {
        let site = Site::start().await;
        let service = Service::start(quiet()).await;
        for provider in Simulator::DEMO {
            page.open(&format!("{}#/connections", site.url())).await;
            page.connect(provider, &service.base_url(provider), "fresh", "empty", "In this tab").await;
            page.sees("Connected.").await;
            page.go("#/jobs").await;
            page.sees("No jobs yet").await;
            page.run("document.querySelector('main a[href=\"#/new\"]').click()").await;
            page.find("textbox", "Base model").await;
            page.run("localStorage.clear(); sessionStorage.clear()").await;
        }
    });
}

#[test]
fn a_list_that_cannot_be_refreshed_keeps_its_rows_and_recovers_with_one_click() {
    in_browser(|page| async move {
        let site = Site::start().await;
        let service = Service::start(quiet()).await;
        page.open_connected(&site, &service, Provider::Together).await;
        page.asks_when_told().await;
        page.reload().await;
        page.has_rows().await;
        let rows = page.rows().await;
        for (faults, words) in [
            ("jobs:500", "The service has a problem"),
            ("jobs:401", "The key was refused"),
            ("jobs:malformed", "could not be read"),
            ("jobs:cut", "was cut off"),
            ("jobs:nocors", "could not be reached"),
        ] {
            service.set_faults(faults).await;
            page.press("Refresh now").await;
            page.sees(words).await;
            page.sees("Showing its jobs from").await;
            assert_eq!(page.rows().await, rows, "{faults}");
            service.set_faults("").await;
            page.press("Retry").await;
            page.loses("button", "Retry").await;
        }
        assert_eq!(page.rows().await, rows);
    });
}

#[test]
fn one_broken_connection_does_not_hide_the_other() {
    in_browser(|page| async move {
        let site = Site::start().await;
        let service = Service::start_with("archetype/jobs:500").await;
        page.open_connected(&site, &service, Provider::Together).await;
        let n = page.chip("All").await;
        let preset = format!(
            r#"{{"connections": [{{"id": "down", "provider": "archetype", "base_url": "{}", "key": "proxy"}}]}}"#,
            service.base_url(Provider::Archetype)
        );
        let site = Site::start_with("/", &[("config.json", &preset)]).await;
        page.open_connected(&site, &service, Provider::Together).await;
        page.sees("Archetype AI: The service has a problem.").await;
        assert_eq!(page.chip("All").await, n);
    });
}

#[test]
fn a_service_that_says_later_is_asked_later_and_once() {
    in_browser(|page| async move {
        let site = Site::start().await;
        let service = Service::start(quiet()).await;
        page.open_connected(&site, &service, Provider::Archetype).await;
        service.set_faults("jobs:429=13").await;
        page.press("Refresh now").await;
        page.sees("Too many requests").await;
        page.sees("Next retry in").await;
        let list = list_path(Provider::Archetype);
        let times = || {
            let seen = service.seen().into_iter();
            seen.filter(|seen| seen.method == "GET" && seen.target.split('?').next() == Some(&*list))
                .map(|seen| seen.at)
                .collect::<Vec<_>>()
        };
        let refused = times();
        service.set_faults("").await;
        page.within(
            Duration::from_secs(30),
            "the list to recover by itself",
            "return !document.body.innerText.includes('Too many requests')",
            Vec::new(),
        )
        .await;
        let later = times();
        assert_eq!(later.len(), refused.len() + 1);
        let (Some(refused), Some(next)) = (refused.last(), later.last()) else {
            panic!("the list was asked for")
        };
        assert!(
            Duration::from_secs(13) <= next.duration_since(*refused),
            "{:?}",
            next.duration_since(*refused)
        );
    });
}

/// Longest time until a request is given up and the next one has brought a response.
const A_MINUTE_AND_MORE: Duration = Duration::from_secs(100);

#[test]
fn a_list_whose_service_never_answers_is_given_up_after_a_minute_and_comes_back_by_itself() {
    in_browser_for(4 * A_MINUTE_AND_MORE, |page| async move {
        let site = Site::start().await;
        let service = Service::start(quiet()).await;
        page.open_connected(&site, &service, Provider::Together).await;
        let rows = page.rows().await;
        service.set_faults("jobs:never").await;
        page.press("Refresh now").await;
        let is_told = "return document.body.innerText.includes('No answer in time')";
        page.within(A_MINUTE_AND_MORE, "the request to be given up", is_told, Vec::new()).await;
        page.sees("Showing its jobs from").await;
        assert_eq!(page.rows().await, rows);
        service.set_faults("").await;
        let is_well = "return !document.body.innerText.includes('No answer in time')";
        page.within(A_MINUTE_AND_MORE, "the list to recover by itself", is_well, Vec::new()).await;
        assert_eq!(page.rows().await, rows);
    });
}

#[test]
fn a_page_that_goes_offline_keeps_its_rows_and_comes_back_by_itself() {
    in_browser(|page| async move {
        let site = Site::start().await;
        let service = Service::start(quiet()).await;
        page.open_connected(&site, &service, Provider::Together).await;
        let rows = page.rows().await;
        page.offline(true).await;
        page.press("Refresh now").await;
        page.sees("could not be reached").await;
        page.sees("Showing its jobs from").await;
        assert_eq!(page.rows().await, rows);
        page.offline(false).await;
        let is_well = "return !document.body.innerText.includes('could not be reached')";
        page.within(Duration::from_secs(70), "the list to recover by itself", is_well, Vec::new()).await;
    });
}

#[test]
fn an_action_whose_answer_is_lost_is_sent_once_and_the_page_learns_that_it_was_heard() {
    in_browser(|page| async move {
        let site = Site::start().await;
        let service = Service::start(quiet()).await;
        page.open_connected(&site, &service, Provider::Together).await;
        page.go("#/jobs?status=running").await;
        page.has_rows().await;
        let name = page.first_row().await;
        page.follow(&name).await;
        page.becomes("Running").await;
        // As if the service had stopped to allow other pages while it acted.
        service.set_faults("cancel:nocors").await;
        page.press("Cancel job\u{2026}").await;
        page.press("Cancel job").await;
        page.sees("The job's state is being read again").await;
        page.press("Keep it running").await;
        page.becomes("Cancelled").await;
        assert_eq!(service.count("POST /together/v1/fine-tunes/{id}/cancel").await, 1);
    });
}
