//! No barrier that axe-core knows, on any screen and in any dialog, in both themes, on a desk and on a phone.

use serde_json::json;
use tuneboard_core::model::Provider;

use crate::harness::{
    axe,
    board::KEY,
    driver::in_browser,
    page::{ESCAPE, Page},
    service::{Service, quiet},
    site::Site,
};

/// Themes and sizes of the window.
const LOOKS: [(&str, u64, u64); 2] = [("light", 1280, 900), ("dark", 360, 740)];

#[test]
fn no_screen_has_a_barrier() {
    in_browser(|page| async move {
        let mut barriers = Barriers::new(&page).await;
        page.has_rows().await;
        barriers.look("the job table").await;
        page.go("#/jobs?q=nothing-has-this-name").await;
        page.find("button", "Clear search and filters").await;
        barriers.look("a table without a row").await;
        page.go("#/jobs?q=helpdesk").await;
        page.has_rows().await;
        let link =
            "return document.querySelector('[role=row] a.name[href^=\"#/jobs/\"]').getAttribute('href')";
        let link = page.run(link).await.as_str().unwrap_or_default().to_owned();
        page.go("#/jobs?status=completed").await;
        page.has_rows().await;
        page.press("Select all shown jobs").await;
        barriers.look("a selection").await;
        for tab in ["metrics", "findings", "checkpoints", "events", "config", "raw"] {
            page.go(&format!("{link}?tab={tab}")).await;
            page.until("the tab", "return document.querySelector('[role=tab][aria-selected=true]') !== null")
                .await;
            barriers.look(tab).await;
        }
        for (hash, there) in [
            ("#/compare", "main h1"),
            ("#/new", "main .form"),
            ("#/connections", "main form"),
            ("#/log", "input[type=file]"),
            ("#/nowhere", "main h1"),
        ] {
            page.go(hash).await;
            page.until_with(hash, "return document.querySelector(arguments[0]) !== null", vec![json!(there)])
                .await;
            barriers.look(hash).await;
        }
        barriers.none();
    });
}

#[test]
fn no_dialog_has_a_barrier() {
    in_browser(|page| async move {
        let mut barriers = Barriers::new(&page).await;
        page.find("button", "Keyboard shortcuts").await;
        page.key('?').await;
        barriers.look_at_dialog("the keys").await;
        page.go("#/jobs?status=running").await;
        page.has_rows().await;
        page.press("Select all shown jobs").await;
        page.press("Cancel…").await;
        barriers.look_at_dialog("several jobs").await;
        page.press("Clear selection").await;
        page.run("document.querySelector('[role=row] a.name[href^=\"#/jobs/\"]').click()").await;
        page.press("Cancel job…").await;
        barriers.look_at_dialog("one job").await;
        let service = Service::start(quiet()).await;
        page.go("#/connections").await;
        let provider = Provider::Together;
        page.connect(provider, &service.base_url(provider), "lab", KEY, "In this tab").await;
        page.press("Remove lab").await;
        barriers.look_at_dialog("a connection").await;
        barriers.none();
    });
}

/// What was found on the way.
struct Barriers<'a> {
    page: &'a Page,
    _site: Site,
    found: Vec<String>,
}

impl<'a> Barriers<'a> {
    /// Opens the demo, with axe-core beside it.
    async fn new(page: &'a Page) -> Self {
        let library =
            axe::library().expect("TUNEBOARD_AXE names axe-core's file: `cargo xtask test` installs it");
        let site = Site::start_with("/", &[("axe.js", &library)]).await;
        let index = site.text("index.html");
        site.put("index.html", &index.replacen("<head>", "<head><script src=\"axe.js\" defer></script>", 1));
        page.open(&format!("{}#/jobs", site.url())).await;
        page.until("axe-core", "return typeof axe === 'object'").await;
        Self { page, _site: site, found: Vec::new() }
    }

    async fn look(&mut self, at: &str) {
        for (theme, width, height) in LOOKS {
            let features = json!({"features": [{"name": "prefers-color-scheme", "value": theme}]});
            self.page.devtools("Emulation.setEmulatedMedia", &features).await;
            self.page.resize(width, height).await.expect("another size");
            let found = axe::violations(self.page).await;
            self.found.extend(found.into_iter().map(|line| format!("{at}, {theme}: {line}")));
        }
        let (_, width, height) = LOOKS[0];
        self.page.resize(width, height).await.expect("the first size again");
    }

    /// As [`Self::look`], at an open dialog, which is closed then.
    async fn look_at_dialog(&mut self, at: &str) {
        self.page.until("a dialog", "return document.querySelector('dialog[open]') !== null").await;
        self.look(at).await;
        self.page.key(ESCAPE).await;
        self.page.until("the dialog to go", "return document.querySelector('dialog[open]') === null").await;
    }

    fn none(&self) {
        assert_eq!(self.found, [""; 0], "barriers for some of those who use the page");
    }
}
