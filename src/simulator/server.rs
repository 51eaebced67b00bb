//! The simulator over HTTP, for end-to-end tests and `cargo xtask simulate`.
//!
//! Beyond the services: `PUT /_faults` with a list of faults as text replaces the faults, `PUT /_ahead` with seconds as
//! text puts the services' clock forward by so much, and `GET /_requests` counts the requests so far, as JSON, by method and path
//! pattern. They need no key.
//! Delays, broken connections and missing answers are real. Requests that name another host than this machine are
//! answered 421, so that no page of another site reaches it under a name of its own (DNS rebinding).

use std::{
    collections::BTreeMap,
    pin::Pin,
    sync::{Arc, Mutex, PoisonError},
    task::{Context, Poll},
    time::{Duration, SystemTime},
};

use axum::{
    Router,
    body::{Body, Bytes},
    extract::{Request, State},
    http::{HeaderMap, HeaderValue, Method as Verb, StatusCode, header},
    response::Response,
};
use http_body::Frame;
use tokio::net::TcpListener;

use super::{Content, Delivery, Fault, Simulator, service::form::FormReader};
use tuneboard_core::{
    api::{HttpRequest, HttpResponse, Method},
    model::{Timestamp, percent_decode},
};

/// Bodies above this size are refused with 413.
const MAX_BODY_BYTES: usize = 10 << 20;

const WHO_AM_I: &str = r#"{"type":"project_api_key","api_key":{"id":"key_1"},"organization":{"id":"org_1",
"name":"Acme"},"project":{"id":"project_1","name":"Demo","slug":"demo"}}"#;

struct Shared {
    simulator: Simulator,
    /// Seconds by which the clock was put forward.
    ahead_secs: f64,
    counts: BTreeMap<String, u64>,
}

type SharedState = Arc<Mutex<Shared>>;

/// The present, by the clock of this machine.
#[expect(clippy::disallowed_methods, reason = "runs on the host only, where clocks are safe")]
pub fn now() -> Timestamp {
    let since_1970 = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
    Timestamp::from_unix_nanos(i64::try_from(since_1970.as_nanos()).unwrap_or(i64::MAX))
}

/// Serves until the listener fails.
///
/// # Errors
/// Those of the listener.
pub async fn serve(listener: TcpListener, simulator: Simulator) -> std::io::Result<()> {
    axum::serve(listener, router(simulator)).await
}

/// The routes of all services and of the extras.
pub fn router(simulator: Simulator) -> Router {
    let state = Arc::new(Mutex::new(Shared { simulator, ahead_secs: 0.0, counts: BTreeMap::new() }));
    Router::new().fallback(answer).with_state(state)
}

/// True if a `Host` header names this machine, with or without a port.
fn is_own_host(host: &str) -> bool {
    let name = match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => name,
        _ => host,
    };
    name.eq_ignore_ascii_case("localhost") || matches!(name, "127.0.0.1" | "[::1]")
}

/// True if a request says which host it is for, and every one that it names is this machine.
fn is_for_this_machine(request: &Request) -> bool {
    let in_target = request.uri().authority().map(|authority| authority.as_str());
    let mut named =
        request.headers().get_all(header::HOST).iter().map(|host| host.to_str().unwrap_or_default());
    let first = named.next();
    first.is_some() && first.into_iter().chain(named).chain(in_target).all(is_own_host)
}

async fn answer(State(state): State<SharedState>, request: Request) -> Response {
    if !is_for_this_machine(&request) {
        let told = r#"{"detail":"This simulator answers to 127.0.0.1, [::1] and localhost only."}"#;
        return finish(HttpResponse::json(421, told), false, false);
    }
    if request.method() == Verb::OPTIONS {
        return finish(HttpResponse { status: 204, headers: Vec::new(), body: Vec::new() }, true, false);
    }
    let (parts, body) = request.into_parts();
    let path = parts.uri.path().to_owned();
    let bearer = parts.headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
    let method = match parts.method {
        Verb::GET | Verb::HEAD => Method::Get,
        Verb::POST => Method::Post,
        Verb::PUT => Method::Put,
        Verb::DELETE => Method::Delete,
        _ => return finish(HttpResponse::json(405, "{\"detail\":\"Method Not Allowed\"}"), true, false),
    };
    let mut request = HttpRequest {
        method,
        query: parts.uri.query().map(read_query).unwrap_or_default(),
        body: None,
        bearer: bearer.and_then(|value| value.strip_prefix("Bearer ")).and_then(Simulator::key),
        path: path.clone(),
    };
    if path.starts_with("/_") || path == "/together/v3/whoami" {
        let Some(body) = text(body).await else { return too_large() };
        // Together's command line asks who it is before anything else; the dashboard does not.
        let is_who = !path.starts_with("/_");
        let answer =
            if is_who { HttpResponse::json(200, WHO_AM_I) } else { extra(&state, method, &path, &body) };
        return finish(answer, true, false);
    }
    let admission = {
        let mut shared = state.lock().unwrap_or_else(PoisonError::into_inner);
        *shared.counts.entry(format!("{} {}", method.as_str(), pattern(&path))).or_default() += 1;
        if let Some(host) = parts.headers.get(header::HOST).and_then(|host| host.to_str().ok()) {
            shared.simulator.set_origin(format!("http://{host}"));
        }
        shared.simulator.admit(&request)
    };
    let content = if admission.has_file() {
        match receive(body, &parts.headers, admission.breaks_at()).await {
            Some(content) => content,
            None => {
                return finish(HttpResponse::json(400, "{\"message\":\"The body broke off\"}"), true, true);
            }
        }
    } else {
        let Some(body) = text(body).await else { return too_large() };
        request.body = Some(body).filter(|body| !body.is_empty());
        Content::default()
    };
    let reply = {
        let mut shared = state.lock().unwrap_or_else(PoisonError::into_inner);
        let at = now().plus_secs(shared.ahead_secs);
        shared.simulator.finish(admission, &request, &content, at)
    };
    if 0.0 < reply.delay_secs {
        tokio::time::sleep(Duration::from_secs_f64(reply.delay_secs)).await;
    }
    let range = parts.headers.get(header::RANGE).and_then(|range| range.to_str().ok());
    match reply.delivery {
        Delivery::Whole => finish(ranged(reply.response, range), true, false),
        Delivery::WithoutCors => finish(reply.response, false, false),
        Delivery::CutOff => finish(reply.response, true, true),
        Delivery::Dropped => hang_up(),
        Delivery::Never => std::future::pending().await,
    }
}

fn too_large() -> Response {
    finish(HttpResponse::json(413, "{\"message\":\"The body is too large\"}"), true, false)
}

/// A body that is text; `None` if it is too large or breaks off.
async fn text(body: Body) -> Option<String> {
    let body = axum::body::to_bytes(body, MAX_BODY_BYTES).await.ok()?;
    Some(String::from_utf8_lossy(&body).into_owned())
}

/// Reads a file of any size piece by piece, up to the share of it after which the connection breaks. `None` if
/// it breaks off by itself.
async fn receive(mut body: Body, headers: &HeaderMap, breaks_at: Option<f64>) -> Option<Content> {
    let header = |name| headers.get(name).and_then(|value: &HeaderValue| value.to_str().ok());
    let n_bytes: Option<u64> = header(header::CONTENT_LENGTH).and_then(|length| length.parse().ok());
    let stop_at = breaks_at.zip(n_bytes).map(|(share, n_bytes)| (share * n_bytes as f64) as u64);
    let mut form = header(header::CONTENT_TYPE).and_then(FormReader::of);
    let mut content = Content::default();
    let mut n_read = 0;
    while stop_at.is_none_or(|stop_at| n_read < stop_at) {
        let next = std::future::poll_fn(|context| http_body::Body::poll_frame(Pin::new(&mut body), context));
        let Some(frame) = next.await else { break };
        let Ok(piece) = frame.ok()?.into_data() else { continue };
        n_read += piece.len() as u64;
        match &mut form {
            Some(form) => form.push(&piece),
            None => content.push(&piece),
        }
    }
    match form {
        // What is dropped on purpose has no end.
        Some(form) => form.finish().or(stop_at.map(|_| Content::default())),
        None => Some(content),
    }
}

/// The part of an answer that a `Range` header asks for, of answers that offer it.
fn ranged(mut response: HttpResponse, range: Option<&str>) -> HttpResponse {
    let asked = range.and_then(|range| range.strip_prefix("bytes=")?.split_once('-'));
    let Some((from, to)) = asked.filter(|_| response.header("accept-ranges").is_some()) else {
        return response;
    };
    let n_bytes = response.body.len();
    let from = from.parse().unwrap_or(0);
    let end = to.parse::<usize>().map_or(n_bytes, |last| last.saturating_add(1).min(n_bytes));
    if end <= from {
        return HttpResponse { status: 416, headers: Vec::new(), body: Vec::new() };
    }
    response.status = 206;
    response.headers.push(("content-range".into(), format!("bytes {from}-{}/{n_bytes}", end - 1)));
    response.body = response.body[from..end].to_vec();
    response
}

/// The two requests that belong to the simulator alone.
fn extra(state: &SharedState, method: Method, path: &str, body: &str) -> HttpResponse {
    let mut shared = state.lock().unwrap_or_else(PoisonError::into_inner);
    match (method, path) {
        (Method::Put, "/_faults") => match Fault::parse_list(body) {
            Ok(faults) => {
                shared.simulator.set_faults(faults);
                HttpResponse::json(200, "{}")
            }
            Err(error) => {
                let message = serde_json::Value::from(error.to_string());
                HttpResponse::json(400, format!("{{\"message\":{message}}}"))
            }
        },
        (Method::Put, "/_ahead") => match body.trim().parse::<f64>() {
            Ok(secs) if secs.is_finite() && 0.0 <= secs => {
                shared.ahead_secs += secs;
                HttpResponse::json(200, "{}")
            }
            _ => HttpResponse::json(400, "{\"message\":\"A number of seconds, 0 or above\"}"),
        },
        (Method::Get, "/_requests") => {
            HttpResponse::json(200, serde_json::to_string(&shared.counts).unwrap_or_default())
        }
        _ => HttpResponse::json(404, "{\"message\":\"Not Found\"}"),
    }
}

/// The path with `{id}` in place of a job's or file's id.
fn pattern(path: &str) -> String {
    let mut previous = "";
    let replaced = path.split('/').map(|segment| {
        let is_id = match previous {
            "jobs" | "metadata" => true,
            "fine-tunes" => !matches!(segment, "models" | "estimate-price"),
            "files" => !matches!(segment, "metadata" | "upload" | "uploads"),
            "uploads" => segment != "initiate",
            "storage" => true,
            _ => false,
        };
        previous = segment;
        if is_id { "{id}" } else { segment }
    });
    replaced.collect::<Vec<_>>().join("/")
}

fn read_query(query: &str) -> Vec<(String, String)> {
    let parts = query.split('&').filter(|part| !part.is_empty());
    parts
        .map(|part| {
            let (name, value) = part.split_once('=').unwrap_or((part, ""));
            (percent_decode(name), percent_decode(value))
        })
        .collect()
}

/// Puts the answer on the wire; `is_cut` breaks the connection after the body.
fn finish(response: HttpResponse, has_cors: bool, is_cut: bool) -> Response {
    let body =
        if is_cut { Body::new(BrokenBody::Piece(response.body.into())) } else { Body::from(response.body) };
    let mut builder = Response::builder().status(response.status).header(header::CACHE_CONTROL, "no-store");
    for (name, value) in response.headers {
        builder = builder.header(name, value);
    }
    if has_cors {
        for (name, value) in [
            (header::ACCESS_CONTROL_ALLOW_ORIGIN, "*"),
            (header::ACCESS_CONTROL_ALLOW_METHODS, "GET, POST, PUT, DELETE, OPTIONS"),
            (header::ACCESS_CONTROL_ALLOW_HEADERS, "Authorization, Content-Type, Accept"),
            (header::ACCESS_CONTROL_EXPOSE_HEADERS, "Retry-After, ETag"),
            (header::ACCESS_CONTROL_MAX_AGE, "600"),
        ] {
            builder = builder.header(name, value);
        }
    }
    builder.body(body).unwrap_or_else(|_| {
        let mut response = Response::new(Body::empty());
        *response.status_mut() = StatusCode::INTERNAL_SERVER_ERROR;
        response
    })
}

/// No answer at all: the connection ends.
fn hang_up() -> Response {
    // A body that fails at once takes the head with it.
    Response::new(Body::new(BrokenBody::Break))
}

/// A body that breaks off after its only piece.
enum BrokenBody {
    Piece(Bytes),
    /// The piece is on its way; without a pause here it would be thrown away with the connection.
    Pause,
    Break,
}

impl http_body::Body for BrokenBody {
    type Data = Bytes;
    type Error = std::io::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, std::io::Error>>> {
        match std::mem::replace(&mut *self, Self::Break) {
            Self::Piece(piece) => {
                *self = Self::Pause;
                Poll::Ready(Some(Ok(Frame::data(piece))))
            }
            Self::Pause => {
                context.waker().wake_by_ref();
                Poll::Pending
            }
            Self::Break => Poll::Ready(Some(Err(std::io::ErrorKind::ConnectionReset.into()))),
        }
    }
}

#[cfg(test)]
mod tests;
