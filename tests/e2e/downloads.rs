//! A checkpoint's weights, through the browser onto the disk.

use std::{env, fs, process};

use serde_json::json;
use tuneboard_core::model::Provider;

use crate::harness::{
    board::KEY,
    driver::in_browser,
    page::{PATIENCE, PAUSE},
    service::{Service, quiet},
    site::Site,
    wire,
};

#[test]
fn a_checkpoint_lands_on_the_disk_as_the_service_sent_it() {
    in_browser(|page| async move {
        let folder = env::temp_dir().join(format!("tuneboard-downloads-{}", process::id()));
        fs::create_dir_all(&folder).expect("a folder");
        let behaviour = json!({"behavior": "allow", "downloadPath": folder});
        page.devtools("Browser.setDownloadBehavior", &behaviour).await;
        let (site, provider) = (Site::start().await, Provider::Together);
        let service = Service::start(quiet()).await;
        page.open_connected(&site, &service, provider).await;
        page.go("#/jobs?status=completed").await;
        page.has_rows().await;
        page.run("document.querySelector('[role=row] a.name[href^=\"#/jobs/lab/\"]').click()").await;
        page.is_at("#/jobs/lab/").await;
        page.click("tab", "Checkpoints*").await;
        page.sees("Download…").await;
        page.run("document.querySelector('.checkpoints [aria-label^=\"Download… step\"]').click()").await;
        page.press("Save through the browser").await;
        page.sees("is among the browser's downloads.").await;

        // The page says the name, and the browser has written it under that.
        let name =
            page.run("return /Saved step [0-9,]+\\.\\s*(\\S+),/.exec(document.body.innerText)?.[1]").await;
        let path = folder.join(name.as_str().expect("a name"));
        let asked: Vec<_> =
            service.seen().into_iter().filter(|seen| seen.target.contains("/finetune/download")).collect();
        let asked = asked.iter().find(|seen| seen.method == "GET").expect("the page asked for it");
        let sent = wire::send(service.address(), "GET", &asked.target, Some(KEY), "").await;
        assert_eq!(sent.0, 200);
        let begun = tokio::time::Instant::now();
        while fs::read(&path).map_or(true, |bytes| bytes != sent.1.as_bytes()) {
            assert!(
                begun.elapsed() < PATIENCE,
                "{} holds what was sent: {:?}",
                path.display(),
                fs::read(&path)
            );
            tokio::time::sleep(PAUSE).await;
        }
        assert!(sent.1.starts_with("weights of "), "{}", sent.1);
        let bearer = asked.authorization.as_deref();
        assert_eq!(bearer, Some(format!("Bearer {KEY}").as_str()));
        fs::remove_dir_all(&folder).expect("the folder");
    });
}
