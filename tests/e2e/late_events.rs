//! Elements that have the focus when their screen goes: browsers tell the screen about it after its state is gone.

use serde_json::{Value, json};

use crate::harness::{driver::in_browser_for, page::Page, site::Site};
use std::time::Duration;

/// Many screens, each left as often as it has something to focus.
const LONGEST: Duration = Duration::from_secs(600);

/// Gives the focus to the element of this number that can have it, menus and groups opened, and leaves the screen; the
/// name of the element, or `null` if there is no more.
const FOCUS_AND_LEAVE: &str = r##"
    const [screen, idx] = arguments;
    const frame = () => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
    const until = async (isThere) => { for (let n = 0; n < 500 && !isThere(); n += 1) await frame(); };
    const STOPS = "main :is(button, input, select, textarea, summary, a[href], [tabindex])";
    const isShown = (element) => element.getClientRects().length > 0 && !element.disabled;
    location.hash = screen;
    await until(() => !document.querySelector("main .loading") && document.querySelector("main h1, main h2"));
    await frame(); await frame();
    for (const details of document.querySelectorAll("main details")) details.open = true;
    await frame();
    const stops = [...document.querySelectorAll(STOPS)].filter(isShown);
    const stop = stops[idx];
    if (!stop) return null;
    stop.focus();
    const name = stop.getAttribute("aria-label") || stop.textContent.trim().slice(0, 40) || stop.id || stop.tagName;
    location.hash = "#/nowhere";
    await until(() => !document.body.contains(stop));
    await frame();
    return name;
"##;

async fn leave_with_focus(page: &Page, screen: &str, most: usize) -> usize {
    for idx in 0..most {
        let script = format!("return (async function () {{ {FOCUS_AND_LEAVE} }}).apply(null, arguments)");
        let name = page.run_with(&script, vec![json!(screen), json!(idx)]).await;
        if name == Value::Null {
            return idx;
        }
        assert!(
            !page.shows("Tuneboard has stopped").await,
            "leaving {screen} with the focus on {name} stopped the page"
        );
    }
    most
}

#[test]
fn every_screen_can_be_left_with_the_focus_anywhere_on_it() {
    in_browser_for(LONGEST, |page| async move {
        let site = Site::start().await;
        page.open(&format!("{}#/jobs?q=helpdesk-tone-10ep", site.url())).await;
        page.follow("helpdesk-tone-10ep").await;
        page.is_painted("Loss").await;
        let job = page.run("return location.hash").await.as_str().expect("a hash").to_owned();
        let tab = |tab: &str| format!("{job}?tab={tab}");
        let screens = [
            "#/jobs".to_owned(),
            job.clone(),
            tab("events"),
            tab("checkpoints"),
            tab("config"),
            tab("raw"),
            "#/new".to_owned(),
            "#/connections".to_owned(),
            format!("#/compare?job={}&job=demo/latest", job.trim_start_matches("#/jobs/")),
            "#/log".to_owned(),
        ];
        let mut n_left = 0;
        for screen in &screens {
            n_left += leave_with_focus(&page, screen, 60).await;
        }
        // Ten screens with a handful of controls each at the very least.
        assert!(100 < n_left, "only {n_left} elements could have the focus");
    });
}
