//! Everything by keyboard.

use serde_json::json;

use crate::harness::{
    driver::in_browser,
    page::{ENTER, ESCAPE, Page, TAB},
    site::Site,
};

/// Arrow to the right.
const RIGHT: char = '\u{e014}';
/// Arrow down.
const DOWN: char = '\u{e015}';

#[test]
fn a_job_is_reached_and_its_dialog_opened_and_closed_by_keyboard_alone() {
    in_browser(|page| async move {
        let site = Site::start().await;
        page.open(&format!("{}#/jobs?status=running", site.url())).await;
        page.has_rows().await;
        tab_to(&page, "a[href=\"#page\"]").await;
        page.key(ENTER).await;
        page.until("the content to have the focus", "return document.activeElement.id === 'page'").await;
        tab_to(&page, "[role=row] a.name[href^=\"#/jobs/\"]").await;
        page.key(ENTER).await;
        page.becomes("Running").await;
        page.find("button", "Cancel job…").await;
        // The next key goes on in the new screen, not behind it.
        page.key(TAB).await;
        let is_first = "const first = document.querySelector('main :is(a, button)'); return document.activeElement === first";
        page.until("the focus to be on what comes first", is_first).await;
        tab_to_text(&page, "Cancel job…").await;
        page.key(ENTER).await;
        page.find("button", "Keep it running").await;
        is_on(&page, "Keep it running").await;
        // The focus stays within.
        for _ in 0..4 {
            page.key(TAB).await;
            page.until(
                "the focus to stay within the dialog",
                "return document.activeElement === document.body || document.activeElement.closest('dialog') !== null",
            )
            .await;
        }
        page.key(ESCAPE).await;
        page.loses("button", "Keep it running").await;
        is_on(&page, "Cancel job…").await;
        page.key(ENTER).await;
        is_on(&page, "Keep it running").await;
        page.key(ENTER).await;
        page.loses("button", "Keep it running").await;
        is_on(&page, "Cancel job…").await;
    });
}

#[test]
fn the_crosshair_of_a_chart_moves_by_keyboard() {
    in_browser(|page| async move {
        let site = Site::start().await;
        page.open(&format!("{}#/jobs?q=helpdesk-tone-10ep", site.url())).await;
        page.follow("helpdesk-tone-10ep").await;
        page.is_painted("Loss").await;
        page.run("document.querySelector('section[aria-label=\"Loss\"] [role=img]').focus()").await;
        page.key('\u{e011}').await; // Home
        page.until("a tip at the first point", "return document.querySelector('.chart-tip') !== null").await;
        let tip = "return document.querySelector('.chart-tip').textContent";
        let first = page.run(tip).await;
        page.key('\u{e014}').await; // Right
        page.until_with(
            "the tip to move on",
            "const tip = document.querySelector('.chart-tip'); return tip && tip.textContent !== arguments[0]",
            vec![first],
        )
        .await;
        page.key(ESCAPE).await;
        page.until("the tip to go", "return document.querySelector('.chart-tip') === null").await;
    });
}

#[test]
fn single_keys_search_lead_to_the_rows_and_list_all_keys() {
    in_browser(|page| async move {
        let site = Site::start().await;
        page.open(&format!("{}#/jobs", site.url())).await;
        page.has_rows().await;
        page.find("button", "Keyboard shortcuts").await;
        // The status chips are one stop of the tab key; arrows go from one to the next.
        page.run("document.querySelector('.chips button').focus()").await;
        page.key(RIGHT).await;
        let nth = "return [...document.querySelectorAll('.chips button:not([hidden])')].indexOf(document.activeElement)";
        assert_eq!(page.run(nth).await, json!(1));
        page.key(TAB).await;
        assert_eq!(page.run(nth).await, json!(-1));
        page.run("document.activeElement.blur()").await;
        page.key('/').await;
        let is_search = "return document.activeElement.getAttribute('aria-label') === 'Search jobs'";
        page.until("the search to have the focus", is_search).await;
        // In the search it is a letter like any other.
        page.key('/').await;
        page.is_at("q=/").await;
        page.key('\u{e003}').await; // Backspace
        page.has_rows().await;
        page.key(DOWN).await;
        let is_first =
            "return document.activeElement.closest('[role=row]')?.getAttribute('aria-rowindex') === '2'";
        page.until("the first row to have the focus", is_first).await;
        page.key('?').await;
        page.sees("Go to the next or previous evaluation").await;
        page.click("switch", "/ and ? work everywhere").await;
        page.key(ESCAPE).await;
        page.loses("switch", "/ and ? work everywhere").await;

        // Switched off, and so after a reload; the button stays.
        page.reload().await;
        page.has_rows().await;
        page.find("button", "Keyboard shortcuts").await;
        page.key('?').await;
        page.key('/').await;
        assert!(!page.has("switch", "/ and ? work everywhere").await);
        assert_eq!(page.run(is_search).await, json!(false));
        page.press("Keyboard shortcuts").await;
        page.find("switch", "/ and ? work everywhere").await;

        // Closed by the browser, without a question, over a screen that did not open it.
        page.go("#/compare").await;
        page.run("document.querySelector('dialog[open]').close()").await;
        page.loses("switch", "/ and ? work everywhere").await;
        page.until("the focus to be in the page", "return document.activeElement !== document.body").await;
        page.press("Keyboard shortcuts").await;
        page.find("switch", "/ and ? work everywhere").await;
    });
}

#[test]
fn a_press_anywhere_in_a_row_opens_its_job() {
    in_browser(|page| async move {
        let site = Site::start().await;
        page.open(&format!("{}#/jobs", site.url())).await;
        page.has_rows().await;
        let press = "const row = document.querySelector('[role=row][aria-rowindex=\"3\"]'); \
            row.querySelector(arguments[0]).dispatchEvent(new MouseEvent('click', { bubbles: true, cancelable: true, ...arguments[1] })); \
            return row.querySelector('a.name').getAttribute('href')";
        let none = json!({});
        page.until("the heading's box", "return document.querySelector('.head .check') !== null").await;
        page.run_with(press, vec![json!("[data-column=select]"), none.clone()]).await;
        page.sees("1 selected").await;
        page.is_at("#/jobs").await;
        page.run_with(press, vec![json!("[data-column=progress]"), json!({"ctrlKey": true})]).await;
        page.run(
            "getSelection().selectAllChildren(document.querySelector('[role=row] [data-column=model]'))",
        )
        .await;
        page.run_with(press, vec![json!("[data-column=progress]"), none.clone()]).await;
        page.run("getSelection().removeAllRanges()").await;
        assert!(
            page.has("button", "Clear selection").await,
            "neither with a key held nor with selected text"
        );
        let href = page.run_with(press, vec![json!("[data-column=progress]"), none]).await;
        page.is_at(href.as_str().expect("a link")).await;
        page.find("tab", "Metrics").await;
    });
}

async fn tab_to(page: &Page, selector: &str) {
    tab_until(page, &format!("return document.activeElement.matches('{selector}')"), selector).await;
}

async fn tab_to_text(page: &Page, text: &str) {
    tab_until(page, &format!("return document.activeElement.textContent.trim() === '{text}'"), text).await;
}

async fn tab_until(page: &Page, is_there: &str, what: &str) {
    for _ in 0..60 {
        if page.run(is_there).await == json!(true) {
            return;
        }
        page.key(TAB).await;
    }
    panic!("{what} is not among the first stops of Tab");
}

async fn is_on(page: &Page, text: &str) {
    let script = "return document.activeElement.textContent.trim() === arguments[0]";
    page.until_with(&format!("the focus to be on “{text}”"), script, vec![json!(text)]).await;
}
