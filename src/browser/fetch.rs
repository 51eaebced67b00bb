//! Requests over the network. The only place a key leaves the page.

use std::{cell::Cell, rc::Rc};

use gloo_net::http::{Request, RequestBuilder, Response};
use js_sys::{Reflect, Uint8Array};
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    AbortController, AbortSignal, ReadableStreamDefaultReader, ReferrerPolicy, RequestCache,
    RequestCredentials, RequestRedirect,
};

use super::{
    schedule::Turns,
    timer::{self, Timer},
};
use tuneboard_core::api::{ApiKey, HttpRequest, KeyMask, Method, Receiver, TransportError};

/// Ends a request early. Cloned handles end the same request.
#[derive(Clone, Default)]
pub struct Abort(Rc<State>);

#[derive(Default)]
struct State {
    /// Controller of the request in flight.
    controller: Cell<Option<AbortController>>,
    /// Also before the request has begun.
    is_aborted: Cell<bool>,
}

impl Abort {
    /// Ends the request, if it is still under way or has not begun.
    pub fn abort(&self) {
        self.0.is_aborted.set(true);
        if let Some(controller) = self.0.controller.take() {
            controller.abort();
        }
    }

    /// Returns true if the request has been cancelled.
    pub fn is_aborted(&self) -> bool {
        self.0.is_aborted.get()
    }

    /// Returns the signal for a request that is sent by other means; `None` if the request has been cancelled
    /// already.
    pub(super) fn signal(&self) -> Option<AbortSignal> {
        let controller = AbortController::new().ok().filter(|_| !self.is_aborted())?;
        let signal = controller.signal();
        self.0.controller.set(Some(controller));
        Some(signal)
    }
}

/// Sends `request` below `base_url` and waits for the whole response, at most `timeout_secs`. It is handed on while
/// it arrives, in pieces that take no long time to read, with turns for others in between.
///
/// Redirects are refused rather than followed, so that the key can reach no other host. No cookie and no referrer is
/// sent. The browser's cache keeps no response to a request with a key: it goes by the address alone and would take one
/// account's answer for another's. Without one, where a proxy adds it, the browser asks the server each time whether
/// what it has is still so (`If-None-Match`, `If-Modified-Since`), as far as the server offers that; asking by
/// headers of our own would need the server's leave (CORS) for each.
///
/// # Errors
/// See [`TransportError`]; part of a response may have been handed on before. Any answer with a status is `Ok`.
pub async fn send(
    receiver: &mut dyn Receiver,
    base_url: &str,
    request: &HttpRequest,
    timeout_secs: f64,
    abort: &Abort,
) -> Result<(), TransportError> {
    let exchange = Exchange::begin(timeout_secs, abort)?;
    let builder = prepare(base_url, request, "application/json", RequestRedirect::Error)?;
    let response = exchange.send(builder, request).await?;
    let Some(key) = &request.bearer else { return read(receiver, &response, &exchange).await };
    let mut mask = KeyMask::new(receiver, key);
    read(&mut mask, &response, &exchange).await?;
    mask.finish();
    Ok(())
}

/// Hands a response on while it arrives.
async fn read(
    receiver: &mut dyn Receiver,
    response: &Response,
    exchange: &Exchange<'_>,
) -> Result<(), TransportError> {
    receiver.begin(response.status(), headers(response));
    let Some(body) = response.body() else { return Ok(()) };
    let reader: ReadableStreamDefaultReader = body.get_reader().unchecked_into();
    let (done, value) = (JsValue::from_str("done"), JsValue::from_str("value"));
    let mut turns = Turns::new();
    let mut piece = Vec::new();
    loop {
        let read = JsFuture::from(reader.read()).await;
        let read = read.map_err(|_| exchange.why(TransportError::CutOff))?;
        exchange.check()?;
        if Reflect::get(&read, &done).is_ok_and(|is_done| is_done.is_truthy()) {
            return Ok(());
        }
        let chunk = Reflect::get(&read, &value).map_err(|_| TransportError::CutOff)?;
        let chunk: Uint8Array = chunk.unchecked_into();
        let mut start = 0;
        while start < chunk.length() {
            let end = chunk.length().min(start + PIECE_BYTES);
            piece.resize((end - start) as usize, 0);
            chunk.subarray(start, end).copy_to(&mut piece);
            receiver.push(&piece);
            start = end;
            turns.pause().await;
            exchange.check()?;
        }
    }
}

/// Most bytes handed on at once: rows that are read the slow way take a few milliseconds for so many.
const PIECE_BYTES: u32 = 1 << 16;

/// A request in flight, which can be given up from outside and gives up by itself after a while.
pub(super) struct Exchange<'a> {
    controller: AbortController,
    signal: AbortSignal,
    is_timed_out: Rc<Cell<bool>>,
    timer: Timer,
    abort: &'a Abort,
}

impl<'a> Exchange<'a> {
    pub(super) fn begin(timeout_secs: f64, abort: &'a Abort) -> Result<Self, TransportError> {
        if abort.0.is_aborted.get() {
            return Err(TransportError::Aborted);
        }
        let controller = AbortController::new().map_err(|_| TransportError::Blocked)?;
        let signal = controller.signal();
        let is_timed_out = Rc::new(Cell::new(false));
        let timer = give_up_after(timeout_secs, &controller, &is_timed_out);
        abort.0.controller.set(Some(controller.clone()));
        Ok(Self { controller, signal, is_timed_out, timer, abort })
    }

    /// Starts the wait anew, since bytes have arrived.
    pub(super) fn expect_within(&mut self, timeout_secs: f64) {
        self.timer = give_up_after(timeout_secs, &self.controller, &self.is_timed_out);
    }

    pub(super) async fn send(
        &self,
        builder: RequestBuilder,
        request: &HttpRequest,
    ) -> Result<Response, TransportError> {
        let builder = builder.abort_signal(Some(&self.signal));
        let sent = match &request.body {
            Some(json) => builder.header("Content-Type", "application/json").body(json.as_str()),
            None => builder.build(),
        };
        let blocked = |_| self.why(TransportError::Blocked);
        sent.map_err(|_| TransportError::Blocked)?.send().await.map_err(blocked)
    }

    /// Fails if the caller no longer waits.
    pub(super) fn check(&self) -> Result<(), TransportError> {
        if self.signal.aborted() { Err(self.why(TransportError::Aborted)) } else { Ok(()) }
    }

    pub(super) fn why(&self, otherwise: TransportError) -> TransportError {
        if self.is_timed_out.get() {
            TransportError::TimedOut
        } else if self.signal.aborted() {
            TransportError::Aborted
        } else {
            otherwise
        }
    }
}

fn give_up_after(secs: f64, controller: &AbortController, is_timed_out: &Rc<Cell<bool>>) -> Timer {
    let (controller, is_timed_out) = (controller.clone(), Rc::clone(is_timed_out));
    timer::after(secs, move || {
        is_timed_out.set(true);
        controller.abort();
    })
}

impl Drop for Exchange<'_> {
    fn drop(&mut self) {
        self.abort.0.controller.set(None);
    }
}

/// Fetches a file of this page's own, such as `config.json`; `None` if there is none, which some hosts say
/// with a page of theirs.
pub async fn own_file(path: &str) -> Option<String> {
    let response = Request::get(path).cache(RequestCache::NoCache).send().await.ok()?;
    let is_page = response.headers().get("content-type").is_some_and(|kind| kind.starts_with("text/html"));
    if !response.ok() || is_page {
        return None;
    }
    response.text().await.ok()
}

/// Fetches the text of this page as its server has it now; `None` if it cannot be had.
pub async fn own_page() -> Option<String> {
    let response = Request::get("./").cache(RequestCache::NoCache).send().await.ok()?;
    if response.ok() { response.text().await.ok() } else { None }
}

/// Returns a request as every request of ours is: nothing is cached, no cookie and no referrer goes along.
///
/// # Errors
/// The request's key is for another address.
pub(super) fn prepare(
    base_url: &str,
    request: &HttpRequest,
    accept: &str,
    redirect: RequestRedirect,
) -> Result<RequestBuilder, TransportError> {
    let url = format!("{base_url}{}", request.target());
    let builder = match request.method {
        Method::Get => Request::get(&url),
        Method::Post => Request::post(&url),
        Method::Put => Request::put(&url),
        Method::Delete => Request::delete(&url),
    };
    // A file is large, and fetched once.
    let is_revalidated = request.bearer.is_none() && accept == "application/json";
    let cache = if is_revalidated { RequestCache::NoCache } else { RequestCache::NoStore };
    let builder = builder
        .header("Accept", accept)
        .cache(cache)
        .credentials(RequestCredentials::Omit)
        .referrer_policy(ReferrerPolicy::NoReferrer)
        .redirect(redirect);
    match &request.bearer {
        Some(key) => Ok(builder.header("Authorization", &bearer(key, &url)?)),
        None => Ok(builder),
    }
}

/// Returns the header's value for a request to `url`.
///
/// # Errors
/// The key is for another address: nothing is to be sent then, rather than a request without it.
pub(super) fn bearer(key: &ApiKey, url: &str) -> Result<String, TransportError> {
    key.expose_to(url).map(|text| format!("Bearer {text}")).ok_or(TransportError::Blocked)
}

pub(super) fn headers(response: &Response) -> Vec<(String, String)> {
    response.headers().entries().map(|(name, value)| (name.to_ascii_lowercase(), value)).collect()
}
