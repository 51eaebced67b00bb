//! Scroll positions of screens.

use serde_json::json;
use tuneboard_core::model::Provider;
use tuneboard_simulator::Options;

use crate::harness::{
    driver::in_browser,
    page::TAB,
    service::{Service, quiet},
    site::Site,
};

/// Script that returns once the window is scrolled to the position of its first argument, within a pixel.
const IS_SCROLLED_TO: &str = "return Math.abs(scrollY - arguments[0]) <= 1 && ['there']";

#[test]
fn a_screen_begins_at_its_top_and_back_returns_to_where_one_was() {
    in_browser(|page| async move {
        let site = Site::start().await;
        let service = Service::start(Options { n_jobs: 300, ..quiet() }).await;
        page.open_connected(&site, &service, Provider::Together).await;
        page.go("#/jobs").await;
        page.has_rows().await;
        page.run("scrollTo(0, 4000)").await;
        let link = "const row = [...document.querySelectorAll('[role=row] a.name[href^=\"#/jobs/\"]')] \
            .find((link) => 300 < link.getBoundingClientRect().top && link.textContent); \
            return row && row.getAttribute('href')";
        let href = page.until("a row in the middle", link).await;
        page.run_with("document.querySelector(`a[href=\"${arguments[0]}\"]`).click()", vec![href.clone()])
            .await;
        page.until("the job", "return document.querySelector('h1')?.textContent").await;
        page.until_with("the job's top", IS_SCROLLED_TO, vec![json!(0)]).await;
        page.back().await;
        page.has_rows().await;
        page.until_with("where the list was", IS_SCROLLED_TO, vec![json!(4000)]).await;
        let is_shown = "const link = document.querySelector(`a[href=\"${arguments[0]}\"]`); \
            return link && link.getBoundingClientRect().top < innerHeight";
        page.until_with("the row that was opened", is_shown, vec![href]).await;
        // By a typed address, too.
        page.go("#/new").await;
        page.find("button", "Review and create…").await;
        page.until_with("the form's top", IS_SCROLLED_TO, vec![json!(0)]).await;
        page.back().await;
        page.has_rows().await;
        page.until_with("where the list was", IS_SCROLLED_TO, vec![json!(4000)]).await;
    });
}

#[test]
fn what_has_the_focus_in_the_form_lies_above_its_bar() {
    in_browser(|page| async move {
        let site = Site::start().await;
        page.open(&format!("{}#/new", site.url())).await;
        page.find("textbox", "Training files").await;
        page.run("document.querySelector('.form input, .form select').focus()").await;
        let mut n_seen = 0;
        loop {
            let place = page
                .run(
                    "const active = document.activeElement, bar = document.querySelector('.form .actions'); \
                     if (!active.closest('.form') || bar.contains(active)) return null; \
                     const [{ top, bottom }, edge] = [active.getBoundingClientRect(), bar.getBoundingClientRect().top]; \
                     return [active.id || active.textContent, top >= 0 && (bottom <= edge || innerHeight / 2 < bottom - top)]",
                )
                .await;
            if place.is_null() {
                break;
            }
            assert_eq!(place[1], true, "{place}");
            n_seen += 1;
            page.key(TAB).await;
        }
        assert!(10 < n_seen, "{n_seen} fields");
    });
}
