//! A page that is shown inside another one, which may cover it and lead people to press what they do not see.

use tuneboard_core::model::Provider;

use crate::harness::{
    board::{DROP, KEY, fill_draft, n_created},
    driver::in_browser,
    service::{Service, quiet},
    site::Site,
};

#[test]
fn a_framed_page_changes_nothing_at_the_service() {
    in_browser(|page| async move {
        let service = Service::start(quiet()).await;
        let provider = Provider::Together;
        let frame = "<!doctype html><title>Outer</title><iframe src='./index.html#/connections' width=1200 height=900></iframe>";
        let site = Site::start_with("/", &[("outer.html", frame)]).await;
        page.visit(&format!("{}outer.html", site.url())).await;
        page.client.enter_frame(0).await.expect("the frame");
        page.connect(provider, &service.base_url(provider), "lab", KEY, "In this tab").await;
        page.sees("Connected.").await;
        let running = service.running_job(provider).await;
        page.go(&format!("#/jobs/lab/{running}")).await;
        page.press("Cancel job…").await;
        page.press("Cancel job").await;
        page.sees("shown inside another page").await;
        page.go("#/new?connection=lab").await;
        fill_draft(&page, provider, "framed").await;
        // Within a frame a press may land beside what it was for.
        page.run("document.querySelector('form[aria-label=\"New job\"]').requestSubmit()").await;
        page.press("Create job").await;
        page.sees("Open it by itself").await;
        assert_eq!(n_created(&service, provider).await, 0);
        page.go("#/jobs").await;
        page.go("#/new?connection=lab").await;
        page.find("textbox", "Training file").await;
        page.run(DROP).await;
        page.sees("shown inside another page").await;
        let n_changes = service
            .seen()
            .iter()
            .filter(|seen| {
                !matches!(&*seen.method, "GET" | "OPTIONS") && !seen.target.contains("estimate-price")
            })
            .count();
        assert_eq!(n_changes, 0, "{:?}", service.seen().iter().map(|seen| &seen.target).collect::<Vec<_>>());
    });
}
