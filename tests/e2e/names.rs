//! Names and marks for those who do not see a screen as it is drawn: names that hold the visible words, and marks that
//! stay in forced colours.

use serde_json::{Value, json};
use tuneboard_core::model::Provider;

use crate::harness::{
    driver::in_browser,
    page::Page,
    service::{Service, quiet},
    site::Site,
};

/// Controls whose accessible name lacks the words that are seen on them (WCAG 2.5.3), as `seen | name`. Punctuation and
/// case do not count, as they do not in speech.
const WITHOUT_THEIR_WORDS: &str = include_str!("names.js");

/// Fails if a control of the screen is named without its visible words; gives the number of controls it looked at.
async fn check_names(page: &Page, screen: &str) -> u64 {
    let found = page.run(WITHOUT_THEIR_WORDS).await;
    assert_eq!(found[1], json!([]), "{screen}: visible words that are not in the name");
    found[0].as_u64().expect("a number of controls")
}

#[test]
fn every_control_is_named_by_its_visible_words() {
    in_browser(|page| async move {
        let site = Site::start().await;
        let service = Service::start(quiet()).await;
        page.open_connected(&site, &service, Provider::Together).await;
        page.go("#/jobs?status=completed").await;
        page.has_rows().await;
        page.run("document.querySelector('[role=row] [role=checkbox][aria-label]').click()").await;
        page.sees("selected").await;
        let mut n_controls = check_names(&page, "the jobs").await;
        let link =
            "return document.querySelector('[role=row] a.name[href^=\"#/jobs/\"]')?.getAttribute('href')";
        let job = page.until("a job", link).await;
        let job = job.as_str().expect("an address").to_owned();
        for tab in ["metrics", "events", "checkpoints", "config", "raw"] {
            let separator = if job.contains('?') { '&' } else { '?' };
            page.go(&format!("{job}{separator}tab={tab}")).await;
            let is_there = "return document.querySelector('#panel [class]') && !document.querySelector('#panel [aria-busy=true]')";
            page.until(&format!("the tab {tab}"), is_there).await;
            n_controls += check_names(&page, tab).await;
        }
        for (hash, sign) in [
            ("#/compare?job=latest", "Settings"),
            ("#/new", "Review and create…"),
            ("#/connections", "Connect a provider"),
            ("#/log", "log"),
            ("#/nowhere", "All jobs"),
        ] {
            page.go(hash).await;
            page.sees(sign).await;
            n_controls += check_names(&page, hash).await;
        }
        assert!(100 < n_controls, "{n_controls} controls");
    });
}

/// The colour of a part of the stage line as it is drawn, and the page's behind it.
const STAGE_COLOURS: &str = "const drawn = [...document.querySelectorAll('.stage')].map((stage) => { \
     const style = getComputedStyle(stage, '::before'); \
     return [stage.dataset.state, style.borderTopStyle, style.borderTopColor, style.backgroundColor]; }); \
     return drawn.length && [getComputedStyle(document.body).backgroundColor, drawn]";

#[test]
fn stages_are_seen_in_forced_colours() {
    in_browser(|page| async move {
        let site = Site::start().await;
        let service = Service::start(quiet()).await;
        let features = json!({"features": [{"name": "forced-colors", "value": "active"}]});
        page.devtools("Emulation.setEmulatedMedia", &features).await;
        page.open_connected(&site, &service, Provider::Together).await;
        let job = service.running_job(Provider::Together).await;
        page.go(&format!("#/jobs/lab/{job}")).await;
        let seen = page.until("the stages", STAGE_COLOURS).await;
        let is_active = page.run("return matchMedia('(forced-colors: active)').matches").await;
        assert_eq!(is_active, Value::Bool(true));
        let (behind, stages) = (&seen[0], seen[1].as_array().expect("stages"));
        for stage in stages {
            assert_eq!(stage[1], json!("solid"), "{stage}");
            assert_ne!(&stage[2], behind, "{stage}");
            // What is past is full, what comes is empty.
            assert_eq!(stage[3] != *behind, stage[0] == json!("past"), "{stage}");
        }
        let states: Vec<&str> = stages.iter().filter_map(|stage| stage[0].as_str()).collect();
        assert!(
            states.contains(&"past") && states.contains(&"now") && states.contains(&"next"),
            "{states:?}"
        );
    });
}
