//! The page's content security policy: the page keeps to it, and smuggled code cannot act.
//!
//! The end of every test checks that the page keeps to it, see `driver`.

use serde_json::json;
use tuneboard_core::model::Provider;

use crate::harness::{board::KEY, driver::in_browser, page::Page, site::Site};

/// Collects what the policy stops.
const WATCH: &str = "window.stopped = []; window.hit = undefined; \
    addEventListener('securitypolicyviolation', (event) => window.stopped.push(event.effectiveDirective));";

/// Runs the smuggled code as the page's own would run, and waits until it is stopped or has acted.
async fn is_stopped(page: &Page, what: &str, code: &str, directive: &str) {
    page.run("window.stopped.length = 0").await;
    page.run(&format!("setTimeout(() => {{ try {{ {code} }} catch {{}} }}, 0)")).await;
    let script = "return window.hit ? 'it acted' : window.stopped.includes(arguments[0]) && 'stopped'";
    let outcome = page.until_with(what, script, vec![json!(directive)]).await;
    assert_eq!(outcome, json!("stopped"), "{what}");
}

#[test]
fn what_is_smuggled_in_cannot_act() {
    in_browser(|page| async move {
        let (site, other) = (Site::start().await, Site::start().await);
        page.open(&site.url()).await;
        page.has_rows().await;
        page.run(WATCH).await;
        let other = other.origin();
        let far = |code: &str| code.replace("OTHER", &other);
        for (what, code, directive) in [
            (
                "an inline script",
                "for (const put of ['append', 'text']) { const script = document.createElement('script'); \
                 put === 'text' || script.append('window.hit = 1'); document.body.append(script); \
                 if (put === 'text') script.text = 'window.hit = 1'; }",
                "require-trusted-types-for",
            ),
            (
                "a script in a frame's own page",
                "const frame = document.createElement('iframe'); frame.src = 'data:text/html,x'; \
                 document.body.append(frame)",
                "frame-src",
            ),
            ("text that becomes code", "eval('window.hit = 1')", "require-trusted-types-for"),
            (
                "a picture in markup",
                "document.body.insertAdjacentHTML('beforeend', '<p><img src=\"OTHER/x.png\"></p>')",
                "require-trusted-types-for",
            ),
            (
                "a link out of the page in markup",
                "document.body.insertAdjacentHTML('beforeend', '<a href=\"OTHER/\">Jobs</a>')",
                "require-trusted-types-for",
            ),
            (
                "an element of another kind in markup",
                "document.body.insertAdjacentHTML('beforeend', '<math><mtext>x</mtext></math>')",
                "require-trusted-types-for",
            ),
            (
                "a look in markup",
                "document.body.insertAdjacentHTML('beforeend', '<p style=\"position: fixed\">Enter your key</p>')",
                "require-trusted-types-for",
            ),
            (
                "a handler in markup",
                "document.body.insertAdjacentHTML('beforeend', '<img src=x onerror=\"window.hit = 1\">')",
                "require-trusted-types-for",
            ),
            (
                "a handler as an attribute",
                "document.body.setAttribute('onclick', 'window.hit = 1'); document.body.click()",
                "require-trusted-types-for",
            ),
            (
                "a script from elsewhere",
                "const script = document.createElement('script'); script.src = 'OTHER/x.js'; \
                 document.body.append(script)",
                "require-trusted-types-for",
            ),
            ("code in a link", "location.href = 'javascript:window.hit = 1'", "script-src-elem"),
            (
                "a style sheet from elsewhere",
                "const link = document.createElement('link'); link.rel = 'stylesheet'; \
                 link.href = 'OTHER/x.css'; document.body.append(link)",
                "style-src-elem",
            ),
            ("a picture that reports", "new Image().src = 'OTHER/x.png'", "img-src"),
            (
                "a request to any other host",
                "fetch('https://elsewhere.example/').catch(() => {})",
                "connect-src",
            ),
            ("a beacon", "navigator.sendBeacon('https://elsewhere.example/', 'x')", "connect-src"),
            (
                "a form that is sent away",
                "const form = document.createElement('form'); form.action = 'OTHER/'; \
                 document.body.append(form); form.submit()",
                "form-action",
            ),
            (
                "another base for links",
                "const base = document.createElement('base'); base.href = 'OTHER/'; \
                 document.head.append(base)",
                "base-uri",
            ),
        ] {
            is_stopped(&page, what, &far(code), directive).await;
        }
        // All of that was to be told of.
        page.console().await;
    });
}

#[test]
fn a_host_that_the_policy_does_not_list_is_explained() {
    in_browser(|page| async move {
        let site = Site::start().await;
        page.open(&format!("{}#/connections", site.url())).await;
        let elsewhere = "https://models.elsewhere.example/v1";
        page.connect(Provider::OpenAi, elsewhere, "far", KEY, "In this tab").await;
        page.sees("security policy may not list the host").await;
        let told = page.console().await;
        assert!(told.iter().any(|line| line.contains("Content Security Policy")), "{told:#?}");
    });
}
