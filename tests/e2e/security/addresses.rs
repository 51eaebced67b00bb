//! A key goes to the address that it was typed for, whatever else bears the connection's name.

use serde_json::json;
use tuneboard_core::model::Provider;

use crate::harness::{
    board::KEY,
    driver::in_browser,
    service::{Service, quiet},
    site::Site,
};

/// Returns the deployer's file with one connection.
fn config(id: &str, provider: Provider, base_url: &str) -> String {
    let connection =
        json!({"id": id, "label": id, "provider": provider.slug(), "base_url": base_url, "key": "device"});
    json!({"demo": false, "connections": [connection]}).to_string()
}

#[test]
fn a_preset_of_the_same_name_gets_no_key() {
    in_browser(|page| async move {
        let (own, other) = (Service::start(quiet()).await, Service::start(quiet()).await);
        let site = Site::start().await;
        let provider = Provider::Together;
        page.open(&format!("{}#/connections", site.url())).await;
        page.connect(provider, &own.base_url(provider), "prod", KEY, "On this device").await;
        page.sees("Connected.").await;
        // At another host, and as another provider at the own one.
        for (provider, base_url) in [
            (provider, other.base_url(provider)),
            (Provider::OpenAi, other.base_url(Provider::OpenAi)),
            (Provider::OpenAi, own.base_url(Provider::OpenAi)),
        ] {
            site.put("config.json", &config("prod", provider, &base_url));
            let n_own = own.seen().len();
            page.open(&format!("{}#/connections", site.url())).await;
            page.reload().await;
            page.sees("goes by “prod-2” here").await;
            page.sees("key required").await;
            page.go("#/jobs").await;
            page.has_rows().await;
            page.press("Refresh now").await;
            own.until_seen("GET", "/together/v1/fine-tunes").await;
            assert!(n_own < own.seen().len(), "the user's own connection goes on");
            assert_eq!(other.seen().iter().filter(|seen| seen.authorization.is_some()).count(), 0);
            assert_eq!(
                own.n_seen("GET", "/openai/"),
                0,
                "the other provider's API is not asked with this key"
            );
        }
    });
}

#[test]
fn a_key_whose_preset_moved_is_asked_for_again() {
    in_browser(|page| async move {
        let (first, second) = (Service::start(quiet()).await, Service::start(quiet()).await);
        let provider = Provider::Together;
        let text = config("research", provider, &first.base_url(provider));
        let site = Site::start_with("/", &[("config.json", &text)]).await;
        page.open(&format!("{}#/connections", site.url())).await;
        page.press("Enter key").await;
        let key = page.run("return document.querySelector('.key-form input[type=password]')").await;
        page.type_into(&key, KEY).await;
        page.sees("That is not the address of Together AI").await;
        page.press(&format!("Send the key to {} and save", first.address())).await;
        page.until("the form to go", "return document.querySelector('.key-form') === null").await;
        page.go("#/jobs").await;
        page.has_rows().await;
        site.put("config.json", &config("research", provider, &second.base_url(provider)));
        page.reload().await;
        page.sees("key required").await;
        assert_eq!(second.seen().iter().filter(|seen| seen.authorization.is_some()).count(), 0);
    });
}

#[test]
fn an_address_typed_for_one_provider_is_not_kept_for_the_next() {
    in_browser(|page| async move {
        let site = Site::start().await;
        let service = Service::start(quiet()).await;
        page.open(&format!("{}#/connections", site.url())).await;
        page.fill("Base URL", &service.base_url(Provider::ALL[0])).await;
        page.fill("API key", KEY).await;
        page.choose(Provider::OpenAi.label()).await;
        assert_eq!(page.value("Base URL").await, Provider::OpenAi.default_base_url());
        page.sees("The key goes to api.openai.com").await;
        assert_eq!(page.value("API key").await, "", "it was pasted for another provider");
        // A host that is not the provider's is named on the button, before a key goes there.
        let provider = Provider::Together;
        page.choose(provider.label()).await;
        page.fill("Base URL", &service.base_url(provider)).await;
        let button = format!("Send the key to {} and save", service.address());
        page.find("button", &button).await;
        page.fill("Label", "lab").await;
        page.fill("API key", KEY).await;
        assert_eq!(service.seen().len(), 0);
        page.press(&button).await;
        page.sees("Connected.").await;
        assert_eq!(page.value("Base URL").await, provider.default_base_url(), "the next one begins anew");
        // It is known now.
        page.fill("Base URL", &service.base_url(provider)).await;
        page.find("button", "Test and save").await;
    });
}

#[test]
fn pages_of_one_host_keep_their_things_apart() {
    in_browser(|page| async move {
        let service = Service::start(quiet()).await;
        let provider = Provider::Together;
        let site = Site::start_with("/team/board/", &[]).await;
        page.open(&format!("{}#/connections", site.url())).await;
        page.pick("Keep the key", "On this device").await;
        page.sees("not only those below /team/board/").await;
        page.connect(provider, &service.base_url(provider), "lab", KEY, "On this device").await;
        page.sees("Connected.").await;
        // Another one whose key stays in the tab, and the answers that are kept of both.
        page.connect(provider, &service.base_url(provider), "tab", KEY, "In this tab").await;
        page.until("its key in the tab", "return sessionStorage.length").await;
        page.go("#/jobs").await;
        page.has_rows().await;
        page.until("a database", "return indexedDB.databases().then((all) => all.length)").await;
        let names = "return indexedDB.databases().then((all) => [...Object.keys(localStorage), ...Object.keys(sessionStorage), \
                     ...all.map((one) => one.name)].filter((name) => !name.startsWith('tuneboard/team/board/')))";
        assert_eq!(page.run(names).await, json!([]));
    });
}

#[test]
fn a_page_that_anybody_on_the_way_can_change_says_so_where_a_key_is_typed() {
    in_browser(|page| async move {
        let site = Site::start().await;
        page.before_load("Object.defineProperty(window, 'isSecureContext', { get: () => false })").await;
        page.open(&format!("{}#/connections", site.url())).await;
        page.sees("This page came over an unencrypted line").await;
        page.pick("Keep the key", "The proxy adds it").await;
        page.until("the warning to go", "return !document.body.innerText.includes('unencrypted line')").await;
    });
}
