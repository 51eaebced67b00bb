//! Pages of other origins against an account that the server holds the key of, in a real browser: whatever they send,
//! the provider hears nothing, and the page itself goes on working.

use serde_json::json;
use tuneboard_core::model::Provider;
use tuneboard_simulator::Options;

use super::hosting::{SERVERS_KEY, account};
use crate::harness::{
    board::{drop_file, fill_draft, n_created},
    driver::in_browser,
    engine::Engine,
    nginx::Nginx,
    page::{PATIENCE, PAUSE, Page},
    service::{Service, quiet},
    site::Site,
};

const CONFIG: &str = r#"{"demo": false, "connections": [
    {"label": "lab", "provider": "together", "base_url": "/proxy/lab/v1", "key": "proxy"}]}"#;

/// Sends everything that a page may send to another origin without asking. Argument: the account's address.
const ATTACKS: &str = r#"
const [account] = arguments;
const job = '{"model":"m","training_file":"file-1"}';
const to = (path, attack) => `${account}${path}?by=${attack}`;
const file = () => { const form = new FormData(); form.append('file', new Blob(['{}']), 'f.jsonl'); return form; };
const send = (attack, path, init) => fetch(to(path, attack), init).catch(() => {});
send('fetch-text', '/fine-tunes', { method: 'POST', mode: 'no-cors', headers: { 'Content-Type': 'text/plain' }, body: job });
send('fetch-no-type', '/fine-tunes', { method: 'POST', mode: 'no-cors', body: new Blob([job]) });
send('fetch-cancel', '/fine-tunes/ft-1/cancel', { method: 'POST', mode: 'no-cors', credentials: 'include' });
send('fetch-upload', '/files/upload', { method: 'POST', mode: 'no-cors', body: file() });
send('fetch-json', '/fine-tunes', { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: job });
send('fetch-delete', '/fine-tunes/ft-1', { method: 'DELETE' });
send('fetch-get', '/fine-tunes', { mode: 'no-cors' });
navigator.sendBeacon(to('/fine-tunes', 'beacon-text'), new Blob([job], { type: 'text/plain' }));
navigator.sendBeacon(to('/files/upload', 'beacon-form'), file());
new Image().src = to('/fine-tunes', 'image');
const post = (attack, path, enctype, name, value) => {
  const frame = document.createElement('iframe');
  frame.name = attack;
  const form = document.createElement('form');
  Object.assign(form, { method: 'post', action: to(path, attack), enctype, target: attack });
  const input = document.createElement('input');
  Object.assign(input, { name, value });
  form.append(input);
  document.body.append(frame, form);
  form.submit();
};
post('form-text', '/fine-tunes', 'text/plain', '{"model":"m","x":"', '"}');
post('form-multipart', '/files/upload', 'multipart/form-data', 'file', 'x');
post('form-cancel', '/fine-tunes/ft-1/cancel', 'application/x-www-form-urlencoded', 'a', 'b');
const sandboxed = document.createElement('iframe');
sandboxed.sandbox = 'allow-scripts allow-forms';
sandboxed.srcdoc = `<form method=post enctype=text/plain action="${to('/fine-tunes', 'form-null')}">` +
  `<input name=a></form><script>document.forms[0].submit()</script>`;
document.body.append(sandboxed);
"#;

/// Number of requests of the attacks; a preflight is one.
const N_ATTACKS: usize = 14;

#[test]
fn pages_of_other_origins_reach_no_account() {
    in_browser(attacks);
}

/// Attacks an account from two other origins.
pub async fn attacks(page: Page) {
    let service = Service::start(quiet()).await;
    let nginx =
        Nginx::start("/", &[("config.json", CONFIG)], &[account("lab", &service, SERVERS_KEY, "1s")]).await;
    let foreign =
        Site::start_with("/", &[("attack.html", "<!doctype html><link rel=icon href=data:,>")]).await;
    let account = format!("{}/proxy/lab/v1", nginx.origin());
    // Another port is the same site to a browser; another name is another site.
    for origin in [foreign.origin(), foreign.origin().replace("127.0.0.1", "localhost")] {
        let before = nginx.answered().len();
        page.visit(&format!("{origin}/attack.html")).await;
        page.run_with(ATTACKS, vec![json!(account)]).await;
        until_there_are(&nginx, before, N_ATTACKS).await;
        // A link from there, and an address that is typed.
        let going = format!("{account}/files?by=going");
        page.run_with("location.href = arguments[0]", vec![json!(going)]).await;
        until_there_are(&nginx, before, N_ATTACKS + 1).await;
        page.visit(&format!("{account}/fine-tunes?by=typing")).await;
        let answered = nginx.answered().split_off(before);
        let passed: Vec<&String> = answered
            .iter()
            .filter(|line| line.contains("?by="))
            .filter(|line| {
                !line.contains("by=typing") && !line.starts_with("403 ") && !line.starts_with("415 ")
            })
            .collect();
        assert!(passed.is_empty(), "{passed:#?}");
    }
    // The address that was typed is the only one that was asked for.
    let seen: Vec<String> =
        service.seen().into_iter().map(|seen| format!("{} {}", seen.method, seen.target)).collect();
    assert!(seen.iter().all(|seen| seen == "GET /together/v1/fine-tunes?by=typing"), "{seen:#?}");
    // Chromium tells of all that was refused.
    if page.engine() == Engine::Chromium {
        page.console().await;
    }
}

/// Waits until nginx has answered so many requests of the attacks, beyond the first `before` of all.
async fn until_there_are(nginx: &Nginx, before: usize, n: usize) {
    let begun = tokio::time::Instant::now();
    loop {
        let sent = nginx.answered().split_off(before);
        if n <= sent.iter().filter(|line| line.contains("?by=")).count() {
            return;
        }
        assert!(begun.elapsed() < PATIENCE, "not all has arrived: {sent:#?}");
        tokio::time::sleep(PAUSE).await;
    }
}

#[test]
fn the_page_uploads_creates_and_cancels_through_an_account() {
    in_browser(use_of_an_account);
}

/// Uploads a file, creates a job with it and cancels that.
pub async fn use_of_an_account(page: Page) {
    let provider = Provider::Together;
    let service = Service::start(Options { speed: 2.0, ..quiet() }).await;
    let nginx =
        Nginx::start("/", &[("config.json", CONFIG)], &[account("lab", &service, SERVERS_KEY, "1s")]).await;
    page.open(&nginx.origin()).await;
    page.has_rows().await;
    page.follow("New job").await;
    page.find("textbox", "Training file").await;
    fill_draft(&page, provider, "by-proxy").await;
    page.fill("Training file", "").await;
    drop_file(&page, 0, "mine.jsonl", "{\"text\": \"a line\"}\n", 2_000).await;
    page.sees("Ready · 2,000 lines").await;
    page.press("Review and create…").await;
    page.press("Create job").await;
    page.is_at("#/jobs/lab/").await;
    assert_eq!(n_created(&service, provider).await, 1);
    page.press("Cancel job…").await;
    page.press("Cancel job").await;
    page.becomes("Cancelled").await;
    for (method, path) in [("POST", "/files/upload"), ("POST", "/cancel")] {
        assert_eq!(service.n_seen(method, path), 1, "{path}");
    }
    assert!(!nginx.answered().iter().any(|line| line.starts_with("403 ") || line.starts_with("415 ")));
}
