//! The first screen of a job: where its charts begin, and what is folded so that they do.

use serde_json::json;

use super::answer::open_job;
use crate::harness::{driver::in_browser, page::Page, site::Site};

/// Returns the distance of the first chart from the window's upper end, once it is drawn and the answer is there.
async fn top_of_charts(page: &Page) -> i64 {
    page.sees("Overfitting since step").await;
    page.is_painted("Loss").await;
    page.run("scrollTo(0, 0)").await;
    let top = "return Math.round(document.querySelector('.chart').getBoundingClientRect().top)";
    page.run(top).await.as_i64().expect("a distance")
}

#[test]
fn charts_begin_on_the_first_screen() {
    in_browser(|page| async move {
        let site = Site::start().await;
        open_job(&page, &site, "faq-early-stop").await;
        for (width, height, lowest) in [(1280, 900, 360), (1920, 1080, 432), (360, 740, 700)] {
            page.resize(width, height).await.expect("another size");
            let top = top_of_charts(&page).await;
            assert!(top <= lowest, "{width} × {height}: {top} of {lowest}");
        }
    });
}

#[test]
fn what_is_folded_is_one_press_away() {
    in_browser(|page| async move {
        let site = Site::start().await;
        open_job(&page, &site, "faq-early-stop").await;
        top_of_charts(&page).await;
        assert!(!page.shows("Output model").await && !page.shows("Done. The model is ready to use").await);
        page.press("Details").await;
        page.sees("Output model").await;
        page.sees("Training").await;
        assert!(!page.has("button", "Delete…").await);
        page.press("More actions*").await;
        page.press("Delete…").await;
        page.sees("To delete it, type its name").await;
        page.press("Keep it").await;

        // The lowest evaluation loss leads to the checkpoints, and the tabs stay in reach.
        page.run("document.querySelector('.facts a').click()").await;
        page.is_at("tab=checkpoints").await;
        page.click("tab", "Events*").await;
        page.is_at("tab=events").await;
        page.run("scrollTo(0, document.body.scrollHeight)").await;
        let gap = "const top = (selector) => document.querySelector(selector).getBoundingClientRect(); \
            return window.scrollY > 200 && Math.abs(top('.tabs').top - top('.topbar').bottom) < 2";
        page.until("the tabs below the bar", gap).await;
        assert_eq!(page.run("return document.querySelector('.tabs').checkVisibility()").await, json!(true));
    });
}
