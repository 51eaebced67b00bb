//! The key goes to its provider, in one header, and nowhere else.

use serde_json::json;
use tuneboard_core::model::Provider;

use crate::harness::{
    board::{DROP, KEY, fill_draft, list_path},
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
        page.run(OVERHEAR).await;
        is_nowhere(&page, "connections").await;
        page.go("#/jobs").await;
        page.has_rows().await;
        is_nowhere(&page, "jobs").await;
        page.go("#/new?connection=t").await;
        fill_draft(&page, Provider::Together, "secretive").await;
        page.press("curl").await;
        page.sees("Authorization").await;
        page.press("Copy request").await;
        page.press("Export").await;
        is_nowhere(&page, "new").await;
        page.press("Review and create…").await;
        page.press("Create job").await;
        page.is_at("#/jobs/t/").await;
        page.click("tab", "Raw").await;
        page.sees("secretive").await;
        page.press("Copy record").await;
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
        page.sees("key required").await;
        is_nowhere(&page, "reloaded").await;
    });
}

#[test]
fn a_key_that_the_service_repeats_is_not_shown() {
    in_browser(|page| async move {
        let site = Site::start().await;
        let service = Service::start(quiet()).await;
        let provider = Provider::Archetype;
        page.open(&format!("{}#/connections", site.url())).await;
        let memory = "Until this page is reloaded";
        page.connect(provider, &service.base_url(provider), "a", KEY, memory).await;
        page.sees("Connected.").await;
        // The service gives back what a job was called: here, the key.
        page.go("#/new?connection=a").await;
        fill_draft(&page, provider, KEY).await;
        page.press("Review and create…").await;
        page.press("Create job").await;
        page.is_at("#/jobs/a/").await;
        page.sees(&"*".repeat(KEY.len())).await;
        page.click("tab", "Raw").await;
        page.find("button", "Copy record").await;
        is_nowhere(&page, "job").await;
        page.go("#/jobs").await;
        page.has_rows().await;
        page.sees(&"*".repeat(KEY.len())).await;
        is_nowhere(&page, "jobs").await;
    });
}

#[test]
fn a_forgotten_key_is_nowhere_any_more() {
    in_browser(|page| async move {
        let site = Site::start().await;
        let service = Service::start(quiet()).await;
        for (provider, keeping, label) in
            [(Provider::Together, "On this device", "device"), (Provider::Archetype, "In this tab", "tab")]
        {
            page.open(&format!("{}#/connections", site.url())).await;
            page.connect(provider, &service.base_url(provider), label, KEY, keeping).await;
            page.sees("Connected.").await;
            // The search finds a key that is kept: it would miss none.
            assert!(is_kept(&page).await, "{label}");
            page.press("Forget key").await;
            page.sees("key required").await;
            is_nowhere(&page, label).await;
            let n = service.seen().len();
            page.press("Refresh now").await;
            page.reload().await;
            page.sees("key required").await;
            is_nowhere(&page, label).await;
            assert_eq!(service.seen().len(), n, "nothing is asked without a key");
            page.press(&format!("Remove {label}")).await;
            page.press("Remove").await;
            page.loses("button", &format!("Remove {label}")).await;
        }
        page.connect(
            Provider::Together,
            &service.base_url(Provider::Together),
            "gone",
            KEY,
            "On this device",
        )
        .await;
        page.sees("Connected.").await;
        assert!(is_kept(&page).await);
        page.press("Remove gone").await;
        page.press("Remove").await;
        page.loses("button", "Remove gone").await;
        is_nowhere(&page, "removed").await;
    });
}

#[test]
fn a_redirect_leads_no_key_to_another_host() {
    in_browser(|page| async move {
        let site = Site::start().await;
        let (service, other) = (Service::start(quiet()).await, Service::start(quiet()).await);
        let provider = Provider::Together;
        page.open_connected(&site, &service, provider).await;
        let far = |path: &str| format!("http://{}{path}", other.address());

        // What is asked of the service is not asked of others at all.
        let list = list_path(provider);
        service.redirect(list, &far(list));
        page.press("Refresh now").await;
        page.sees("could not be reached").await;
        assert_eq!(other.seen().len(), 0, "{:?}", other.seen());

        // Nor does an upload go on: neither the key nor the file.
        page.follow("New job").await;
        page.find("textbox", "Training file").await;
        let upload = "/together/v1/files/upload";
        service.redirect(upload, &far(upload));
        page.run(DROP).await;
        // It is tried again, as whatever does not reach the service.
        page.until_count_of(|| service.n_seen("POST", upload), 2).await;
        assert_eq!(other.seen().len(), 0, "{:?}", other.seen());
        // Whichever is first, the browser's refusal to follow or the end of the connection: the refusal is what is
        // wanted here, and no breach by the page.
        page.visit("about:blank").await;
        page.console().await;
    });
}

/// Keeps what leaves the page other than by requests: words to other tabs, the clipboard, files that are saved.
const OVERHEAR: &str = "window.overheard = []; \
    const keep = (name, kind) => { const say = kind.prototype[name]; kind.prototype[name] = function (...words) { \
        window.overheard.push(JSON.stringify(words)); return say.apply(this, words); }; }; \
    keep('postMessage', BroadcastChannel); keep('writeText', Clipboard); \
    const create = URL.createObjectURL; \
    URL.createObjectURL = (blob) => { blob.text().then((text) => window.overheard.push(text)); return create.call(URL, blob); };";

/// Everything that can be found in the page and in what the browser keeps for it, place by place. `null` where the
/// browser has no such place.
const SEARCH: &str = "const keys = arguments; const fields = [...document.querySelectorAll('input, textarea')].map((field) => field.value); \
    const databases = async () => { const found = []; \
        for (const { name } of await indexedDB.databases()) { \
            const base = await new Promise((done, no) => { const open = indexedDB.open(name); \
                open.onsuccess = () => done(open.result); open.onerror = no; }); \
            for (const store of base.objectStoreNames) { \
                const all = (what) => new Promise((done, no) => { const asked = base.transaction(store).objectStore(store)[what](); \
                    asked.onsuccess = () => done(asked.result); asked.onerror = no; }); \
                found.push(name, store, await all('getAllKeys'), await all('getAll')); } \
            base.close(); } \
        return JSON.stringify(found, (_, value) => ArrayBuffer.isView(value) || value instanceof ArrayBuffer \
            ? new TextDecoder().decode(value) : value); }; \
    const cached = async () => { const found = []; \
        for (const name of await caches.keys()) { const cache = await caches.open(name); \
            for (const request of await cache.keys()) { found.push(request.url, ...request.headers); \
                found.push(await (await cache.match(request)).text()); } } \
        return found.join('\\n'); }; \
    const places = (async () => [location.href, document.title, document.documentElement.outerHTML, fields.join('\\n'), \
        JSON.stringify({ ...localStorage }), JSON.stringify({ ...sessionStorage }), document.cookie, \
        JSON.stringify(history.state), performance.getEntriesByType('resource').map((entry) => entry.name).join('\\n'), \
        window.name, (window.overheard ?? []).join('\\n'), await databases(), await cached()])(); \
    return places.then((places) => [places.length, places.flatMap((place, i) => \
        keys[0].some((key) => String(place).includes(key)) ? [i] : [])])";

/// Returns the numbers of the places in which the keys are found.
async fn found(page: &Page) -> Vec<usize> {
    let outcome = page.run_with(SEARCH, vec![json!([KEY, OTHER_KEY])]).await;
    let (n_places, found): (usize, Vec<usize>) = serde_json::from_value(outcome).expect("places");
    assert_eq!(n_places, 13);
    found
}

/// In one of the two storages, and nowhere else.
async fn is_kept(page: &Page) -> bool {
    matches!(found(page).await.as_slice(), [4] | [5])
}

/// Neither in the address nor the title, the document, the fields, the stores, the files, the clipboard or the console.
async fn is_nowhere(page: &Page, screen: &str) {
    assert_eq!(found(page).await, [0; 0], "{screen}: the key is in these places");
    let console = page.console().await;
    for key in [KEY, OTHER_KEY] {
        assert!(console.iter().all(|line| !line.contains(key)), "{screen}: the key is in the console");
    }
}
