//! Requests: what leaves the page, and each way to fail. The browser's `fetch` is replaced where a server would have to
//! misbehave in a way that no test server does.

use std::{cell::RefCell, rc::Rc};

use tuneboard::browser::{
    fetch::{self, Abort},
    schedule,
};
use tuneboard_core::{
    api::{ApiKey, HttpRequest, HttpResponse, KeyAddress, Method, MetricsScanner, Receiver, TransportError},
    metrics::Intake,
    model::{MetricKey, Provider},
};
use wasm_bindgen_test::wasm_bindgen_test;

use crate::stage::{Replaced, js, run, tick, until};

/// Longer than any test.
const LONG_SECS: f64 = 60.0;

/// Returns a `fetch` that never answers, and counts in `window.nAborted` how often it was given up.
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
        schedule::spawn_detached(async move {
            let request = HttpRequest::new(Method::Get, "/jobs");
            let answer = send("https://example.invalid", &request, LONG_SECS, &abort).await;
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
    // Real network: a port that no browser talks to, and one without a listener.
    for base in ["http://127.0.0.1:1", "http://127.0.0.1:64999", "nonsense://x", "http://[bad"] {
        let request = HttpRequest::new(Method::Get, "/jobs");
        let answer = send(base, &request, LONG_SECS, &Abort::default()).await;
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
    request.bearer = ApiKey::new("sk-1", KeyAddress::new(Provider::Together, "https://example.invalid/v1"));
    send("https://example.invalid/v1", &request, LONG_SECS, &Abort::default()).await.expect("an answer");
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

#[wasm_bindgen_test]
async fn a_key_for_another_address_is_not_sent_and_nothing_else_is() {
    let _fetch = Replaced::new(
        "fetch",
        &js("", "window.n_sent = (window.n_sent ?? 0) + 1; return Promise.resolve(new Response('{}'))"),
    );
    let mut request = HttpRequest::new(Method::Get, "/jobs");
    for (provider, base_url) in [
        (Provider::Together, "https://other.invalid/v1"),
        (Provider::Together, "https://example.invalid/v2"),
        (Provider::Together, "http://example.invalid/v1"),
    ] {
        request.bearer = ApiKey::new("sk-1", KeyAddress::new(provider, base_url));
        let answer = send("https://example.invalid/v1", &request, LONG_SECS, &Abort::default()).await;
        assert_eq!(answer.err(), Some(TransportError::Blocked), "{base_url}");
    }
    assert!(run("return window.n_sent").is_undefined());
}

async fn get(timeout_secs: f64, abort: &Abort) -> Result<HttpResponse, TransportError> {
    let request = HttpRequest::new(Method::Get, "/jobs");
    send("https://example.invalid", &request, timeout_secs, abort).await
}

/// Returns the whole response.
async fn send(
    base_url: &str,
    request: &HttpRequest,
    timeout_secs: f64,
    abort: &Abort,
) -> Result<HttpResponse, TransportError> {
    let mut response = HttpResponse::default();
    fetch::send(&mut response, base_url, request, timeout_secs, abort).await?;
    Ok(response)
}

/// Keeps what arrives, and does something with each piece.
struct Arrived<F> {
    status: u16,
    body: Vec<u8>,
    longest: usize,
    on_piece: F,
}

impl<F: FnMut(usize)> Receiver for Arrived<F> {
    fn begin(&mut self, status: u16, headers: Vec<(String, String)>) {
        assert!(headers.iter().any(|(name, _)| name == "content-type"), "{headers:?}");
        self.status = status;
    }

    fn push(&mut self, piece: &[u8]) {
        self.body.extend_from_slice(piece);
        self.longest = self.longest.max(piece.len());
        (self.on_piece)(self.body.len());
    }
}

async fn get_to(receiver: &mut dyn Receiver, abort: &Abort) -> Result<(), TransportError> {
    let request = HttpRequest::new(Method::Get, "/jobs");
    fetch::send(receiver, "https://example.invalid", &request, LONG_SECS, abort).await
}

/// Returns a `fetch` whose answer comes in these pieces, which are JavaScript.
fn in_pieces(pieces: &str) -> Replaced {
    let answer = format!(
        "return Promise.resolve(new Response(new ReadableStream({{ async start(stream) {{ \
           for (const piece of {pieces}) {{ \
             stream.enqueue(new TextEncoder().encode(piece)); await new Promise((on) => setTimeout(on)); }} \
           stream.close(); }} }}), {{ status: 203, headers: {{ 'Content-Type': 'application/json' }} }}))"
    );
    Replaced::new("fetch", &js("", &answer))
}

#[wasm_bindgen_test]
async fn an_answer_is_handed_on_while_it_arrives() {
    let _fetch = in_pieces("['[1,', ' 2', ']', '\u{f6}'.repeat(100000)]");
    let mut lengths = Vec::new();
    let mut arrived =
        Arrived { status: 0, body: Vec::new(), longest: 0, on_piece: |so_far| lengths.push(so_far) };
    assert_eq!(get_to(&mut arrived, &Abort::default()).await, Ok(()));
    assert_eq!(arrived.status, 203);
    assert_eq!(arrived.body, format!("[1, 2]{}", "\u{f6}".repeat(100_000)).as_bytes());
    // A large piece comes in smaller ones, none of which keeps the page waiting.
    assert!(arrived.longest <= 1 << 16, "{}", arrived.longest);
    assert_eq!(lengths[..3], [3, 5, 6]);
}

#[wasm_bindgen_test]
async fn rows_go_from_the_network_into_columns() {
    struct Reading {
        scanner: Option<MetricsScanner>,
        intake: Intake,
    }
    impl Receiver for Reading {
        fn begin(&mut self, status: u16, headers: Vec<(String, String)>) {
            self.scanner = Some(MetricsScanner::new(status, headers));
        }
        fn push(&mut self, piece: &[u8]) {
            self.scanner.as_mut().expect("a beginning").push(piece, &mut self.intake);
        }
    }
    let _fetch = in_pieces(
        "['{\"metrics\":[', Array.from({ length: 20000 }, (_, i) => `{\"step\":${i},\"loss\":${i / 7}}`).join(), ']}']",
    );
    let mut reading = Reading { scanner: None, intake: Intake::whole() };
    assert_eq!(get_to(&mut reading, &Abort::default()).await, Ok(()));
    let summary = reading.scanner.and_then(|scanner| scanner.finish().ok()).expect("rows").value;
    assert_eq!(summary.n_received, 20_000);
    let store = reading.intake.into_store();
    let loss = store.get(&MetricKey::train("loss")).expect("a curve");
    // Both sides divide alike, and JavaScript writes what reads back as the same figure.
    assert!(
        loss.values().iter().enumerate().all(|(i, figure)| figure.to_bits() == (i as f64 / 7.0).to_bits())
    );
}

#[wasm_bindgen_test]
async fn others_get_their_turn_while_an_answer_arrives() {
    run("window.nTurns = 0; window.turns = setInterval(() => { window.nTurns += 1; })");
    let _fetch = in_pieces("['x'.repeat(1000000)]");
    let mut n_turns = Vec::new();
    let mut arrived = Arrived {
        status: 0,
        body: Vec::new(),
        longest: 0,
        on_piece: |_| {
            // Each piece takes as long as a turn may.
            run("for (const end = performance.now() + 9; performance.now() < end;);");
            n_turns.push(run("return window.nTurns").as_f64());
        },
    };
    assert_eq!(get_to(&mut arrived, &Abort::default()).await, Ok(()));
    run("clearInterval(window.turns)");
    assert!(arrived.body.len() == 1_000_000 && 10 < n_turns.len());
    let first_and_last = (n_turns.first().copied().flatten(), n_turns.last().copied().flatten());
    assert!(matches!(first_and_last, (Some(first), Some(last)) if first + 5.0 <= last), "{n_turns:?}");
}

#[wasm_bindgen_test]
async fn nothing_is_handed_on_after_an_answer_was_given_up() {
    let _fetch = in_pieces("['x'.repeat(1000000), 'y']");
    let abort = Abort::default();
    let mut arrived = Arrived { status: 0, body: Vec::new(), longest: 0, on_piece: |_| abort.abort() };
    assert_eq!(get_to(&mut arrived, &abort).await, Err(TransportError::Aborted));
    assert_eq!(arrived.body.len(), arrived.longest, "one piece");
}

#[wasm_bindgen_test]
async fn an_answer_that_breaks_off_while_it_is_handed_on_is_an_error() {
    let broken = js(
        "",
        "return Promise.resolve(new Response(new ReadableStream({ start(stream) { \
           stream.enqueue(new TextEncoder().encode('[1, 2')); }, pull(stream) { stream.error(new TypeError('broken')); } }), \
           { headers: { 'Content-Type': 'application/json' } }))",
    );
    let _fetch = Replaced::new("fetch", &broken);
    let mut arrived = Arrived { status: 0, body: Vec::new(), longest: 0, on_piece: |_| {} };
    assert_eq!(get_to(&mut arrived, &Abort::default()).await, Err(TransportError::CutOff));
    assert_eq!(arrived.status, 200);
}
