//! A service that means harm gets this page to act elsewhere neither by a name nor by an address.

use serde_json::json;
use tuneboard_core::model::Provider;

use crate::harness::{
    board::{DROP, KEY, list_path},
    driver::in_browser,
    service::{Service, quiet},
    site::Site,
};

#[test]
fn an_id_that_a_proxy_would_resolve_is_asked_for_nothing() {
    in_browser(|page| async move {
        let site = Site::start().await;
        let service = Service::start(quiet()).await;
        let provider = Provider::Together;
        let id = "x/../../../../lab/v1/fine-tunes/ft-victim";
        let job = json!({"id": id, "status": "running", "model": "m", "suffix": "bait", "created_at": "2026-11-01T10:00:00Z"});
        service.answer(list_path(provider), 200, "application/json", &json!({"data": [job]}).to_string());
        page.open_connected(&site, &service, provider).await;
        let n = service.seen().iter().filter(|seen| !seen.target.starts_with(list_path(provider))).count();
        page.run("document.querySelector('[role=row] a.name[href^=\"#/jobs/\"]').click()").await;
        page.sees("no web address can carry").await;
        let steer = "[...document.querySelectorAll('main button')].find((button) => button.textContent.includes('Cancel job'))?.click(); \
            return document.querySelector('dialog[open]') === null";
        assert_eq!(page.run(steer).await, json!(true), "it cannot be steered");
        let asked: Vec<_> =
            service.seen().into_iter().filter(|seen| seen.target.contains("victim")).collect();
        assert_eq!(asked.len(), 0, "{asked:?}");
        let others =
            service.seen().iter().filter(|seen| !seen.target.starts_with(list_path(provider))).count();
        assert_eq!(others, n, "nothing but the list is asked for");
    });
}

#[test]
fn a_file_is_put_to_no_address_on_the_page_s_own_host() {
    in_browser(|page| async move {
        let site = Site::start().await;
        let service = Service::start(quiet()).await;
        let provider = Provider::Archetype;
        page.open_connected(&site, &service, provider).await;
        let url = format!("{}proxy/lab/v0.5/fine-tune/jobs/victim/cancel", site.url());
        let part = json!({"part_number": 1, "url": url, "offset": 0, "length": 150_000 * 19});
        let plan = json!({"upload_id": "u-1", "parts": [part]}).to_string();
        service.answer("/archetype/v0.5/files/uploads/initiate", 200, "application/json", &plan);
        page.follow("New job").await;
        page.find("textbox", "Training files").await;
        page.run(DROP).await;
        page.sees("an address on this page's own host").await;
        assert_eq!(site.count("proxy/lab/v0.5/fine-tune/jobs/victim/cancel"), 0);
    });
}

#[test]
fn a_key_that_is_forgotten_in_one_tab_is_so_in_all() {
    in_browser(|page| async move {
        let site = Site::start().await;
        let service = Service::start(quiet()).await;
        let provider = Provider::Together;
        page.open(&format!("{}#/connections", site.url())).await;
        page.connect(provider, &service.base_url(provider), "lab", KEY, "On this device").await;
        page.sees("Connected.").await;
        let first = page.window().await;
        let second = page.open_window(&format!("{}#/connections", site.url())).await;
        page.sees("read ").await;
        page.go_to_window(&first).await;
        page.press("Forget key").await;
        page.sees("key required").await;
        page.go_to_window(&second).await;
        page.sees("key required").await;
        page.go_to_window(&first).await;
        page.press("Remove lab").await;
        page.press("Remove").await;
        page.loses("button", "Remove lab").await;
        page.go_to_window(&second).await;
        page.loses("button", "Remove lab").await;
    });
}

#[test]
fn a_deployer_s_connection_says_where_its_key_really_is() {
    in_browser(|page| async move {
        let service = Service::start(quiet()).await;
        let provider = Provider::Together;
        let preset = json!({"id": "lab", "provider": "together", "base_url": service.base_url(provider), "key": "memory"});
        let config = json!({"demo": false, "connections": [preset]}).to_string();
        let site = Site::start_with("/", &[("config.json", &config)]).await;
        page.open(&format!("{}#/connections", site.url())).await;
        page.press("Enter key").await;
        let key = page.run("return document.querySelector('.key-form input[type=password]')").await;
        page.type_into(&key, KEY).await;
        page.run("const keeping = document.querySelector('.key-form select'); keeping.value = 'device'; \
                  keeping.dispatchEvent(new Event('change', { bubbles: true })); keeping.form.requestSubmit()").await;
        let keeping = "return document.querySelector('.connection .keeping')?.innerText.trim()";
        page.until("the row to say so", &format!("return (() => {{ {keeping} }})() === 'On this device'"))
            .await;
        page.reload().await;
        page.until(
            "the row to say so again",
            &format!("return (() => {{ {keeping} }})() === 'On this device'"),
        )
        .await;
    });
}
