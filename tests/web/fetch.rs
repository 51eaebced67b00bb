//! Requests: what leaves the page, and each way to fail. The browser's `fetch` is replaced where a server would have to
//! misbehave in a way that no test server does.

use std::{cell::RefCell, rc::Rc};

use tuneboard::{
    api::{ApiKey, HttpRequest, HttpResponse, Method, TransportError},
    browser::fetch::{self, Abort},
};
use wasm_bindgen_test::wasm_bindgen_test;

use crate::stage::{Replaced, js, run, tick, until};

/// Longer than any test.
const LONG_SECS: f64 = 60.0;

/// A `fetch` that never answers, and counts in `window.nAborted` how often it was given up.
fn never() -> Replaced {
    run("window.nAborted = 0");
    let fetch = js(
        "request",
        "return new Promise((_, reject) => request.signal.addEventListener('abort', () => { \
           window.nAborted += 1; reject(new DOMException('given up', 'AbortError')); }))",
    );
    Replaced::new("fetch", &fetch)
}

fn n_aborted() -> Option<f64> {
    run("return window.nAborted").as_f64()
}

#[wasm_bindgen_test]
async fn aborting_reaches_the_transport() {
    let _fetch = never();
    let abort = Abort::default();
    let outcome = Rc::new(RefCell::new(None));
    {
        let (abort, outcome) = (abort.clone(), Rc::clone(&outcome));
        wasm_bindgen_futures::spawn_local(async move {
            let request = HttpRequest::new(Method::Get, "/jobs");
            let answer = fetch::send("https://example.invalid", &request, LONG_SECS, &abort).await;
            *outcome.borrow_mut() = Some(answer);
        });
    }
    tick().await;
    assert_eq!((n_aborted(), outcome.borrow().is_none()), (Some(0.0), true));
    abort.abort();
    until("the request to end", || outcome.borrow().is_some()).await;
    assert_eq!(n_aborted(), Some(1.0));
    assert_eq!(*outcome.borrow(), Some(Err(TransportError::Aborted)));
    // Once more is once too often, and harmless.
    abort.abort();
    assert_eq!(n_aborted(), Some(1.0));
}

#[wasm_bindgen_test]
async fn a_request_given_up_before_it_began_is_never_sent() {
    run("window.nSent = 0");
    let _fetch =
        Replaced::new("fetch", &js("", "window.nSent += 1; return Promise.resolve(new Response('{}'))"));
    let abort = Abort::default();
    abort.abort();
    assert_eq!(get(LONG_SECS, &abort).await, Err(TransportError::Aborted));
    assert_eq!(run("return window.nSent").as_f64(), Some(0.0));
}

#[wasm_bindgen_test]
async fn a_request_without_answer_times_out_and_is_given_up() {
    let _fetch = never();
    assert_eq!(get(0.01, &Abort::default()).await, Err(TransportError::TimedOut));
    assert_eq!(n_aborted(), Some(1.0));
}

#[wasm_bindgen_test]
async fn a_body_that_never_ends_times_out() {
    let _fetch = Replaced::new(
        "fetch",
        &js(
            "request",
            "return Promise.resolve(new Response(new ReadableStream({ start(stream) { \
               request.signal.addEventListener('abort', () => stream.error(new DOMException('x', 'AbortError'))); } })))",
        ),
    );
    assert_eq!(get(0.01, &Abort::default()).await, Err(TransportError::TimedOut));
}

#[wasm_bindgen_test]
async fn a_body_that_breaks_off_is_told_from_one_that_is_complete() {
    let broken = js(
        "",
        "return Promise.resolve(new Response(new ReadableStream({ start(stream) { \
           stream.enqueue(new TextEncoder().encode('[1, 2')); }, pull(stream) { stream.error(new TypeError('broken')); } })))",
    );
    let replaced = Replaced::new("fetch", &broken);
    assert_eq!(get(LONG_SECS, &Abort::default()).await, Err(TransportError::CutOff));
    drop(replaced);
    let whole = js(
        "",
        "return Promise.resolve(new Response('[1]', { status: 429, headers: { 'Retry-After': '7' } }))",
    );
    let _fetch = Replaced::new("fetch", &whole);
    let answer = get(LONG_SECS, &Abort::default()).await.expect("an answer with a status is an answer");
    assert_eq!((answer.status, answer.body.as_slice()), (429, b"[1]".as_slice()));
    assert!(answer.headers.contains(&("retry-after".into(), "7".into())), "{:?}", answer.headers);
}

#[wasm_bindgen_test]
async fn a_host_that_is_not_there_is_blocked() {
    // Real network: a port that no browser talks to, and one where nobody listens.
    for base in ["http://127.0.0.1:1", "http://127.0.0.1:64999", "nonsense://x", "http://[bad"] {
        let request = HttpRequest::new(Method::Get, "/jobs");
        let answer = fetch::send(base, &request, LONG_SECS, &Abort::default()).await;
        assert_eq!(answer, Err(TransportError::Blocked), "{base}");
    }
}

#[wasm_bindgen_test]
async fn the_key_is_one_header_and_nothing_else_is_told() {
    let record = js(
        "request",
        "return request.text().then((body) => { \
           window.sent = [request.method, request.url, request.headers.get('authorization'), request.headers.get('content-type'), \
             request.credentials, request.redirect, request.cache, request.referrerPolicy, body].join(' | '); \
           return new Response('{}'); })",
    );
    let _fetch = Replaced::new("fetch", &record);
    let mut request = HttpRequest::new(Method::Post, "/jobs").with_query("q", "a b&c").with_body("{\"a\":1}");
    request.bearer = ApiKey::new("sk-1");
    fetch::send("https://example.invalid/v1", &request, LONG_SECS, &Abort::default())
        .await
        .expect("an answer");
    assert_eq!(
        run("return window.sent").as_string().as_deref(),
        Some(
            "POST | https://example.invalid/v1/jobs?q=a%20b%26c | Bearer sk-1 | application/json | \
             omit | error | no-store | no-referrer | {\"a\":1}"
        )
    );
    // Without a key there is no such header.
    get(LONG_SECS, &Abort::default()).await.expect("an answer");
    let sent = run("return window.sent").as_string().unwrap_or_default();
    assert!(sent.starts_with("GET | https://example.invalid/jobs |  |  | omit"), "{sent}");
}

async fn get(timeout_secs: f64, abort: &Abort) -> Result<HttpResponse, TransportError> {
    let request = HttpRequest::new(Method::Get, "/jobs");
    fetch::send("https://example.invalid", &request, timeout_secs, abort).await
}
