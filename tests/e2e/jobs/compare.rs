//! Comparing jobs, from the table to the link that keeps the comparison.

use serde_json::{Value, json};

use crate::harness::{
    driver::in_browser,
    page::{ENTER, Page, TAB},
    site::Site,
};

/// The names of the compared jobs.
const COMPARED: &str =
    "return [...document.querySelectorAll('.lineup > li .about > a')].map((link) => link.textContent)";

/// The place of the baseline.
const BASELINE: &str =
    "return [...document.querySelectorAll('.lineup input[type=radio]')].findIndex((radio) => radio.checked)";

#[test]
fn two_rows_are_compared_by_keyboard_alone_and_the_link_keeps_it() {
    in_browser(|page| async move {
        let site = Site::start().await;
        page.open(&format!("{}#/jobs?status=completed", site.url())).await;
        page.has_rows().await;
        page.until("the table's tools", "return document.querySelector('.head .check') !== null").await;
        tab_until(&page, "return document.activeElement.matches('.rows .tr a.name')").await;
        let chosen = page.run("return document.activeElement.textContent").await;
        page.key(' ').await;
        page.sees("1 selected").await;
        page.sees("Select at least two jobs.").await;
        page.key('\u{e015}').await; // Down
        page.key(' ').await;
        page.sees("2 selected").await;
        page.key('a').await;
        tab_until(&page, "return document.activeElement.textContent.trim() === 'Compare'").await;
        page.key(ENTER).await;
        page.is_at("#/compare?job=").await;
        let all = "const names = (() => { NAMES })(); return names.length === 2 && names"
            .replace("NAMES", COMPARED);
        let names = page.until("two jobs", &all).await;
        assert_eq!(names[0], chosen, "in the order of the table");
        page.is_painted("Loss").await;

        // The second one becomes the baseline.
        tab_until(&page, "return document.activeElement.matches('.lineup input[type=radio]')").await;
        page.key('\u{e015}').await; // Down
        page.until_with(
            "another baseline",
            &format!("return (() => {{ {BASELINE} }})() === arguments[0]"),
            vec![json!(1)],
        )
        .await;
        page.is_at("base=").await;
        page.sees("baseline").await;

        page.reload().await;
        page.until_with(
            "the same jobs",
            &format!("return JSON.stringify((() => {{ {COMPARED} }})()) === JSON.stringify(arguments[0])"),
            vec![names],
        )
        .await;
        assert_eq!(page.run(BASELINE).await, json!(1));
        page.is_painted("Loss").await;
        assert_eq!(
            page.run("return document.documentElement.scrollWidth - innerWidth <= 0").await,
            Value::Bool(true)
        );
    });
}

async fn tab_until(page: &Page, is_there: &str) {
    for _ in 0..60 {
        if page.run(is_there).await == json!(true) {
            return;
        }
        page.key(TAB).await;
    }
    panic!("not among the first stops of Tab: {is_there}");
}
