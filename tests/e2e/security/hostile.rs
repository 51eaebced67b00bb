//! A service that means harm: what it sends is shown as text, leads nowhere, and stops nothing.

use serde_json::{Value, json};
use tuneboard_core::model::Provider;

use crate::harness::{
    board::list_path,
    driver::in_browser,
    page::{PATIENCE, Page},
    service::{Service, quiet},
    site::Site,
};

/// Would run wherever it became markup, and turns the text behind it around.
const MARKUP: &str =
    "<img src=x onerror=\"hacked = 1\"><script>hacked = 1</script></td>{{7*7}}\u{202e}\u{2066}&lt;b&gt;";

/// Fields that have to stay for the record to be that job's.
const KEPT: [&str; 8] =
    ["id", "status", "object", "type", "created_at", "updated_at", "started_at", "training_method"];

/// Writes harm into every text, and adds names that mean something to a prototype.
fn poison(value: &mut Value) {
    match value {
        Value::Array(items) => items.iter_mut().for_each(poison),
        Value::Object(fields) => {
            for (name, field) in fields.iter_mut() {
                match field {
                    Value::String(text) if name == "wandb_url" => {
                        *text = "javascript:hacked=1//https://wandb.ai/".into();
                    }
                    Value::String(text) if !KEPT.contains(&&**name) => text.push_str(MARKUP),
                    field => poison(field),
                }
            }
            for name in ["__proto__", "constructor", "toString", MARKUP] {
                fields.insert(name.into(), json!(1.5));
            }
        }
        _ => {}
    }
}

/// Nothing of it has become an element or a script, no link leads off the web, and the page is no wider than the window.
async fn is_unharmed(page: &Page, where_: &str) {
    let script = "const bad = []; \
        const tabs = document.querySelector('[role=tablist]'); \
        if (tabs && 700 < tabs.getBoundingClientRect().bottom + scrollY) bad.push('out of view'); \
        if ('hacked' in window || ({}).hacked) bad.push('ran'); \
        if (document.querySelector('[src=x], td img, [onerror], #app script')) bad.push('became markup'); \
        for (const link of document.querySelectorAll('a[href]')) { \
            const { protocol, origin, rel } = link; \
            if (!['http:', 'https:', 'blob:'].includes(protocol)) bad.push(link.href.slice(0, 80)); \
            if (protocol !== 'blob:' && origin !== location.origin && !/noopener|noreferrer/.test(rel)) bad.push('opener'); \
        } \
        const { scrollWidth, clientWidth } = document.documentElement; \
        if (clientWidth < scrollWidth) bad.push(`${scrollWidth} px wide`); \
        return bad.join('; ')";
    assert_eq!(page.run(script).await, "", "{where_}");
}

#[test]
fn what_a_hostile_service_sends_is_text_and_nothing_else() {
    in_browser(|page| async move {
        let site = Site::start().await;
        let service = Service::start(quiet()).await;
        page.open_connected(&site, &service, Provider::Together).await;
        let n = page.chip("All").await;
        let jobs = list_path(Provider::Together);
        let mut list = service.get(jobs).await;
        let records = list["data"].as_array().expect("jobs");
        let done = records.iter().find(|job| job["status"] == "completed").expect("a job that is over");
        let id = done["id"].as_str().expect("its id").to_owned();
        // One of each kind of what belongs to a job, and a name of a megabyte among the names.
        for part in ["", "/events", "/checkpoints", "/metrics"] {
            let path = format!("{jobs}/{id}{part}");
            let mut answer = service.get(&path).await;
            poison(&mut answer);
            service.answer(&path, 200, "application/json", &answer.to_string());
        }
        poison(&mut list);
        list["data"][0]["suffix"] = json!(format!("{MARKUP}{}", "long ".repeat(200_000)));
        service.answer(jobs, 200, "application/json", &list.to_string());
        page.press("Refresh now").await;
        page.sees("<img src=x").await;
        assert_eq!(page.chip("All").await, n);
        is_unharmed(&page, "the list").await;
        page.go(&format!("#/jobs/lab/{id}")).await;
        for tab in ["Metrics", "Events*", "Checkpoints*", "Config"] {
            page.click("tab", tab).await;
            page.sees("<img src=x").await;
            is_unharmed(&page, tab).await;
        }
        assert!(!page.shows("javascript:").await);
        assert_eq!(page.faults().await, Vec::<String>::new());
    });
}

#[test]
fn a_hundred_megabytes_of_brackets_leave_the_last_list_in_its_place() {
    in_browser(|page| async move {
        let site = Site::start().await;
        let service = Service::start(quiet()).await;
        page.open_connected(&site, &service, Provider::Together).await;
        page.asks_when_told().await;
        page.reload().await;
        page.has_rows().await;
        let rows = page.rows().await;
        let jobs = list_path(Provider::Together);
        service.answer(jobs, 200, "application/json", &"[".repeat(100_000_000));
        page.press("Refresh now").await;
        // So much takes its time, beside other tests above all.
        let is_told = "return document.body.innerText.includes('Showing its jobs from')";
        page.within(3 * PATIENCE, "the trouble to be told", is_told, Vec::new()).await;
        page.find("button", "Retry").await;
        assert_eq!(page.rows().await, rows);
        service.answer(jobs, 200, "application/json", &format!("{{\"data\":{}}}", "{\"a\":".repeat(200_000)));
        page.press("Retry").await;
        page.find("button", "Retry").await;
        assert_eq!(page.rows().await, rows);
        service.answer_itself();
        page.press("Retry").await;
        page.loses("button", "Retry").await;
        is_unharmed(&page, "afterwards").await;
    });
}

#[test]
fn five_megabytes_of_digits_and_an_address_of_fifty_kilobytes_stop_nothing() {
    in_browser(|page| async move {
        let site = Site::start().await;
        let service = Service::start(quiet()).await;
        page.open_connected(&site, &service, Provider::Together).await;
        let n = page.chip("All").await;
        let jobs = list_path(Provider::Together);
        let mut list = service.get(jobs).await;
        let id = list["data"][0]["id"].as_str().expect("its id").to_owned();
        for (name, text) in [("n_epochs", "DIGITS"), ("total_steps", "DIGITS"), ("suffix", "of-digits")] {
            list["data"][0][name] = json!(text);
        }
        let digits = "9".repeat(5_000_000);
        let with_digits = |record: &Value| record.to_string().replace("\"DIGITS\"", &digits);
        service.answer(jobs, 200, "application/json", &with_digits(&list));
        service.answer(&format!("{jobs}/{id}"), 200, "application/json", &with_digits(&list["data"][0]));
        page.press("Refresh now").await;
        page.sees("of-digits").await;
        assert_eq!(page.chip("All").await, n);
        is_unharmed(&page, "the list").await;
        page.go(&format!("#/jobs/lab/{id}")).await;
        for (tab, what) in
            [("Config", "(5,000,000 characters"), ("Raw", "\"n_epochs\": 999"), ("Metrics", "Train loss")]
        {
            page.click("tab", tab).await;
            page.sees(what).await;
            is_unharmed(&page, tab).await;
        }
        let long = "x".repeat(50_000);
        for (hash, told) in [
            (format!("#/jobs?q={long}"), "No job fits the search"),
            (format!("#/jobs/lab/{long}"), "No such job"),
            (format!("#/jobs/{long}/ft-1"), "x…x"),
            (format!("#/compare?job=lab/{long}"), "Not found"),
            (format!("#/compare?job={long}/ft-1&job=lab/{id}"), "Its connection is missing"),
            (format!("#/new?connection={long}"), "There is no connection “xxx"),
            (format!("#/new?connection=lab&clone={long}"), "nothing was taken over"),
            (format!("#/connections?add={long}"), "Connect a provider"),
            (format!("#/{long}"), "No such screen"),
        ] {
            page.go(&hash).await;
            page.sees(told).await;
            is_unharmed(&page, &hash[..30]).await;
        }
        page.go("#/jobs").await;
        page.has_rows().await;
    });
}
