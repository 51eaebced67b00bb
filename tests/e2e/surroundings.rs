//! A browser, a clock or a deployment that is not as it should be.

use serde_json::json;
use tuneboard_core::model::Provider;
use tuneboard_simulator::Options;

use crate::harness::{
    board::{KEY, list_path},
    driver::in_browser,
    page::Page,
    service::{Service, quiet},
    site::Site,
};

#[test]
fn a_bad_config_names_the_field_and_leaves_the_defaults() {
    in_browser(|page| async move {
        for (config, field) in [
            (r#"{"connections": [{"provider": "acme"}]}"#, "connections.0.provider"),
            (r#"{"demo": "yes"}"#, "demo: must be true or false"),
            ("{", "config.json: is not JSON"),
        ] {
            let site = Site::start_with("/", &[("config.json", config)]).await;
            page.open(&site.url()).await;
            page.sees(field).await;
            page.sees("Demo data.").await;
            page.has_rows().await;
        }
    });
}

#[test]
fn a_preset_connection_asks_for_its_key_alone() {
    in_browser(|page| async move {
        let service = Service::start(quiet()).await;
        let config = format!(
            r#"{{"demo": false, "connections": [{{"label": "research", "provider": "together", "base_url": "{}"}}]}}"#,
            service.base_url(Provider::Together)
        );
        let site = Site::start_with("/", &[("config.json", &config)]).await;
        page.open(&site.url()).await;
        page.sees("key required").await;
        assert!(!page.shows("Demo data.").await);
        page.follow("Enter the key").await;
        page.press("Enter key").await;
        let key = page.run("const [first] = document.querySelectorAll('.key-form input[type=password], li input[type=password]'); first.focus(); return first").await;
        page.type_into(&key, KEY).await;
        page.run("document.activeElement.form.requestSubmit()").await;
        page.until("the key form to go", "return document.querySelector('li input[type=password]') === null")
            .await;
        page.go("#/jobs").await;
        page.has_rows().await;
        assert!(
            service
                .seen()
                .iter()
                .all(|seen| seen.authorization.as_deref().is_none_or(|sent| sent == format!("Bearer {KEY}")))
        );
    });
}

#[test]
fn links_that_lead_nowhere_say_so_and_offer_a_way_out() {
    in_browser(|page| async move {
        let site = Site::start().await;
        for (hash, words) in [
            ("#/%%%", "No such screen"),
            ("#/jobs/a/b/c?x=%zz", "No such screen"),
            ("#/jobs/nobody/ft-1", "Connection not found"),
            ("#/jobs/demo-together/ft-none", "No such job"),
            ("#/jobs/demo-archetype/%E0%A4%A", "No such job"),
        ] {
            page.open(&format!("{}{hash}", site.url())).await;
            page.sees(words).await;
            assert_eq!(
                page.run("return document.querySelectorAll('main h1').length").await,
                json!(1),
                "{hash}"
            );
            page.follow("Jobs").await;
            page.has_rows().await;
        }
        // Settings that mean nothing are left out of account.
        page.open(&format!("{}#/jobs?status=purple&sort=-&q=%&connection=", site.url())).await;
        page.go("#/jobs?status=purple,&sort=upside-down").await;
        page.has_rows().await;
    });
}

#[test]
fn a_browser_that_keeps_nothing_works_until_the_page_is_closed() {
    in_browser(|page| async move {
        page.before_load(
            "for (const name of ['getItem', 'setItem', 'removeItem', 'key', 'clear']) \
               Storage.prototype[name] = () => { throw new DOMException('no storage here', 'SecurityError'); }; \
             for (const area of ['localStorage', 'sessionStorage']) \
               Object.defineProperty(window, area, { get() { throw new DOMException('no storage', 'SecurityError'); } });",
        )
        .await;
        let site = Site::start().await;
        let service = Service::start(quiet()).await;
        page.open(&site.url()).await;
        page.has_rows().await;
        page.press("Theme*").await;
        page.go("#/connections").await;
        let provider = Provider::Together;
        page.connect(provider, &service.base_url(provider), "lab", KEY, "On this device").await;
        page.sees("does not let the page store anything").await;
        page.go("#/jobs?connection=lab").await;
        page.has_rows().await;
        page.follow("New job").await;
        page.sees("cannot keep the draft").await;
    });
}

/// Puts the page's clock off by `window.skew` milliseconds, which begins at `at_first`.
fn skewed_clock(at_first: i64) -> String {
    format!(
        "window.skew = {at_first}; \
         if (!Date.isSkewed) {{ const Real = Date; const now = () => Real.now() + window.skew; \
           window.Date = class extends Real {{ constructor(...given) {{ if (given.length) super(...given); else super(now()); }} \
             static isSkewed = true; static now() {{ return now(); }} }}; }}"
    )
}

const HOUR_MILLIS: i64 = 3_600_000;

#[test]
fn a_clock_that_is_an_hour_off_shows_no_nonsense_and_keeps_refreshing() {
    in_browser(|page| async move {
        page.before_load(&skewed_clock(HOUR_MILLIS)).await;
        an_hour_off(&page).await;
        page.before_load(&skewed_clock(-HOUR_MILLIS)).await;
        an_hour_off(&page).await;
    });
}

async fn an_hour_off(page: &Page) {
    let site = Site::start().await;
    let service = Service::start(Options { speed: 3.0, ..quiet() }).await;
    page.open_connected(&site, &service, Provider::Archetype).await;
    page.press("Refresh interval*").await;
    page.press("5 s").await;
    let list = format!("GET {}", list_path(Provider::Archetype));
    service.until_count(&list, service.count(&list).await + 1).await;
    let text = page.text().await;
    for nonsense in ["NaN", "Infinity", "undefined", "-1 ", "1970"] {
        assert!(!text.contains(nonsense), "{nonsense} in {text}");
    }
    let is_fresh = "const age = document.querySelector('header .age'); \
                    return /just now|[0-9]+ s ago/.test(age.textContent)";
    page.until("a list that was read seconds ago", is_fresh).await;
    page.run("localStorage.clear(); sessionStorage.clear()").await;
}

#[test]
fn a_day_of_sleep_shows_old_data_as_old_and_then_refreshes_by_itself() {
    in_browser(|page| async move {
        page.before_load(&skewed_clock(0)).await;
        let site = Site::start().await;
        let service = Service::start(quiet()).await;
        page.open_connected(&site, &service, Provider::Together).await;
        page.press("Refresh interval*").await;
        page.press("10 s").await;
        // Slow enough for its age to be seen before the list is read again.
        service.set_faults("jobs:latency=8").await;
        // Timers do not run while a computer sleeps, but the clock does.
        page.run_with("window.skew += arguments[0]", vec![json!(24 * HOUR_MILLIS)]).await;
        page.until(
            "the data to be shown as old",
            "return /1 d ago|24 h ago/.test(document.querySelector('header .age').textContent)",
        )
        .await;
        page.within(
            std::time::Duration::from_secs(60),
            "the list to be read again by itself",
            "return /just now|[0-9]+ s ago/.test(document.querySelector('header .age').textContent)",
            Vec::new(),
        )
        .await;
    });
}

#[test]
fn less_motion_begins_no_transition_when_the_theme_changes() {
    in_browser(|page| async move {
        let site = Site::start().await;
        page.open(&site.url()).await;
        page.has_rows().await;
        page.run("window.begun = 0; addEventListener('transitionrun', () => { begun += 1 })").await;
        for theme in ["light", "dark", "light"] {
            let features = json!([
                {"name": "prefers-reduced-motion", "value": "reduce"},
                {"name": "prefers-color-scheme", "value": theme},
            ]);
            page.devtools("Emulation.setEmulatedMedia", &json!({"features": features})).await;
            let is_so = "return matchMedia(`(prefers-color-scheme: ${arguments[0]})`).matches && getComputedStyle(document.body).color";
            page.until_with("the theme", is_so, vec![json!(theme)]).await;
            // Transitions of this style are begun with the next frame.
            page.run_async("requestAnimationFrame(() => requestAnimationFrame(arguments[0]))", Vec::new())
                .await
                .expect("two frames");
        }
        assert_eq!(page.run("return begun").await, json!(0));
    });
}

#[test]
fn a_panic_shows_a_page_that_says_so_and_reloads() {
    in_browser(|page| async move {
        let site = Site::start().await;
        page.open(&site.url()).await;
        page.has_rows().await;
        page.go("#/jobs/demo/latest-of-all").await;
        page.run("dispatchEvent(new CustomEvent('tuneboard:panic', { detail: 'index out of bounds' }))")
            .await;
        page.sees("Tuneboard has stopped").await;
        page.sees("index out of bounds").await;
        page.sees("Your jobs are not affected").await;
        page.find("button", "Copy report").await;
        // The report says where it happened, and nothing of the account: the address names a job.
        let report = page.run("return document.getElementById('panic-detail').textContent").await;
        let report = report.as_str().unwrap_or_default();
        assert!(report.contains("Screen: jobs\n") && report.contains("Chrome/"), "{report}");
        assert!(!report.contains("latest-of-all"), "{report}");
        page.run("window.isOld = true").await;
        page.press("Reload").await;
        page.until("the page to be loaded anew", "return window.isOld === undefined").await;
        page.is_at("latest-of-all").await;
    });
}

#[test]
fn a_screen_whose_part_is_gone_says_so_and_comes_when_it_is_back() {
    in_browser(|page| async move {
        let site = Site::start().await;
        site.lose(Some("split_new_job"));
        page.open(&site.url()).await;
        page.has_rows().await;
        page.go("#/new").await;
        page.sees("This screen could not be loaded").await;
        site.lose(None);
        page.press("Try again").await;
        page.sees("Base model").await;
        page.go("#/jobs").await;
        page.has_rows().await;
    });
}

#[test]
fn a_link_says_how_often_to_refresh() {
    in_browser(|page| async move {
        let site = Site::start().await;
        page.open(&format!("{}#/jobs?refresh=30s", site.url())).await;
        page.has_rows().await;
        page.until(
            "the interval",
            "return document.querySelector('.topbar .split summary').innerText.includes('30 s')",
        )
        .await;
    });
}
