//! Requests over the network. The only place a key leaves the page.

use std::{cell::Cell, rc::Rc};

use gloo_net::http::{Request, RequestBuilder, Response};
use web_sys::{AbortController, ReferrerPolicy, RequestCache, RequestCredentials, RequestRedirect};

use super::timer;
use crate::api::{HttpRequest, HttpResponse, Method, TransportError};

/// Ends a request early. Cloned handles end the same request.
#[derive(Clone, Default)]
pub struct Abort(Rc<State>);

#[derive(Default)]
struct State {
    /// Of the request under way.
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
}

/// Sends `request` below `base_url` and waits for the whole answer, at most `timeout_secs`.
///
/// Redirects are refused rather than followed, so that the key can reach no other host. Nothing is cached,
/// no cookie and no referrer is sent.
///
/// # Errors
/// See [`TransportError`]; any answer with a status is `Ok`.
pub async fn send(
    base_url: &str,
    request: &HttpRequest,
    timeout_secs: f64,
    abort: &Abort,
) -> Result<HttpResponse, TransportError> {
    if abort.0.is_aborted.get() {
        return Err(TransportError::Aborted);
    }
    let controller = AbortController::new().map_err(|_| TransportError::Blocked)?;
    let signal = controller.signal();
    let is_timed_out = Rc::new(Cell::new(false));
    let timer = {
        let (controller, is_timed_out) = (controller.clone(), Rc::clone(&is_timed_out));
        timer::after(timeout_secs, move || {
            is_timed_out.set(true);
            controller.abort();
        })
    };
    abort.0.controller.set(Some(controller));
    let why = |otherwise| {
        if is_timed_out.get() {
            TransportError::TimedOut
        } else if signal.aborted() {
            TransportError::Aborted
        } else {
            otherwise
        }
    };

    let builder = prepare(base_url, request).abort_signal(Some(&signal));
    let sent = match &request.body {
        Some(json) => builder.header("Content-Type", "application/json").body(json.as_str()),
        None => builder.build(),
    };
    let response =
        sent.map_err(|_| TransportError::Blocked)?.send().await.map_err(|_| why(TransportError::Blocked))?;
    let body = response.binary().await.map_err(|_| why(TransportError::CutOff))?;
    drop(timer);
    abort.0.controller.set(None);
    Ok(HttpResponse { status: response.status(), headers: headers(&response), body })
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

fn prepare(base_url: &str, request: &HttpRequest) -> RequestBuilder {
    let url = format!("{base_url}{}", request.target());
    let builder = match request.method {
        Method::Get => Request::get(&url),
        Method::Post => Request::post(&url),
        Method::Put => Request::put(&url),
        Method::Delete => Request::delete(&url),
    };
    let builder = builder
        .header("Accept", "application/json")
        .cache(RequestCache::NoStore)
        .credentials(RequestCredentials::Omit)
        .referrer_policy(ReferrerPolicy::NoReferrer)
        .redirect(RequestRedirect::Error);
    match &request.bearer {
        Some(key) => builder.header("Authorization", &format!("Bearer {}", key.expose())),
        None => builder,
    }
}

fn headers(response: &Response) -> Vec<(String, String)> {
    response.headers().entries().map(|(name, value)| (name.to_ascii_lowercase(), value)).collect()
}
