//! Both providers: the simulator over HTTP, with a record of what it was asked, and answers put in its mouth.

use std::{
    net::SocketAddr,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use axum::{
    body::Body,
    extract::{Request, State},
    http::{HeaderMap, Method, header},
    middleware::{self, Next},
    response::Response,
};
use serde_json::Value;
use tokio::net::TcpListener;
use tuneboard_core::model::Provider;
use tuneboard_simulator::{
    Fault, Options, Simulator,
    server::{now, router},
};

use super::{
    board::list_path,
    page::{PATIENCE, PAUSE},
    wire,
};

/// A request as it arrived.
#[derive(Debug, Clone)]
pub struct Seen {
    pub method: String,
    /// Path and query.
    pub target: String,
    pub authorization: Option<String>,
    pub at: tokio::time::Instant,
    pub headers: String,
}

/// A response in place of the simulator's.
#[derive(Debug, Clone)]
struct Stub {
    path: String,
    status: u16,
    kind: &'static str,
    body: Arc<str>,
    /// Target of a redirect.
    location: Option<Arc<str>>,
}

#[derive(Default)]
struct Desk {
    seen: Vec<Seen>,
    stubs: Vec<Stub>,
}

/// A running simulator.
#[derive(Clone)]
pub struct Service {
    address: SocketAddr,
    desk: Arc<Mutex<Desk>>,
}

/// Twelve jobs or so, at the pace of real life, without trouble.
pub fn quiet() -> Options {
    Options::demo(3)
}

impl Service {
    /// Starts it on a free port.
    pub async fn start(options: Options) -> Self {
        let desk = Arc::new(Mutex::new(Desk::default()));
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.expect("a free port");
        let address = listener.local_addr().expect("its address");
        let router = router(Simulator::new(options, now()))
            .layer(middleware::from_fn_with_state(Arc::clone(&desk), receive));
        tokio::spawn(async move { axum::serve(listener, router).await });
        Self { address, desk }
    }

    /// With these faults from the start, in the grammar of [`tuneboard_simulator::fault`].
    pub async fn start_with(faults: &str) -> Self {
        let faults = Fault::parse_list(faults).expect("faults");
        Self::start(Options { faults, ..quiet() }).await
    }

    pub const fn address(&self) -> SocketAddr {
        self.address
    }

    /// Returns the base URL for a connection.
    pub fn base_url(&self, provider: Provider) -> String {
        format!("http://{}{}", self.address, Simulator::base_path(provider))
    }

    /// Replaces the faults.
    pub async fn set_faults(&self, faults: &str) {
        let (status, text) = wire::send(self.address, "PUT", "/_faults", None, faults).await;
        assert_eq!(status, 200, "{text}");
    }

    /// Puts the service's clock forward: what it would do by then is done at once.
    pub async fn put_forward(&self, secs: u32) {
        let (status, text) = wire::send(self.address, "PUT", "/_ahead", None, &secs.to_string()).await;
        assert_eq!(status, 200, "{text}");
    }

    /// Returns the number of requests of a method and path pattern, such as `POST /together/v1/fine-tunes`.
    pub async fn count(&self, pattern: &str) -> u64 {
        let counts = wire::json(self.address, "GET", "/_requests", &Value::Null).await;
        counts.get(pattern).and_then(Value::as_u64).unwrap_or(0)
    }

    /// Waits until a method and path pattern was asked for so many times.
    pub async fn until_count(&self, pattern: &str, n: u64) {
        let begun = tokio::time::Instant::now();
        while self.count(pattern).await < n {
            let seen = || {
                self.seen().iter().map(|seen| format!("{} {}", seen.method, seen.target)).collect::<Vec<_>>()
            };
            assert!(
                begun.elapsed() < PATIENCE,
                "waited in vain for request {n} of {pattern} among {:#?}",
                seen()
            );
            tokio::time::sleep(PAUSE).await;
        }
    }

    /// Waits until such a request has arrived, stubs included.
    pub async fn until_seen(&self, method: &str, part: &str) {
        let begun = tokio::time::Instant::now();
        while self.n_seen(method, part) == 0 {
            assert!(begun.elapsed() < PATIENCE, "waited in vain for {method} {part}");
            tokio::time::sleep(PAUSE).await;
        }
    }

    /// Acts as another client of the provider.
    pub async fn act(&self, method: &str, path: &str) -> (u16, String) {
        wire::send(self.address, method, path, Some("another-client"), "").await
    }

    /// Returns the simulator's response at this path.
    pub async fn get(&self, path: &str) -> Value {
        let (status, text) = self.act("GET", path).await;
        assert_eq!(status, 200, "{text}");
        serde_json::from_str(&text).expect("JSON")
    }

    /// Returns the id of a job that is running, as another client of the provider sees it.
    pub async fn running_job(&self, provider: Provider) -> String {
        let (_, list) = self.act("GET", list_path(provider)).await;
        let list: Value = serde_json::from_str(&list).unwrap_or_default();
        let jobs = list["data"].as_array().cloned().unwrap_or_default();
        let running = jobs.iter().find(|job| job["status"] == "running").expect("a job that is running");
        running["id"].as_str().expect("its id").to_owned()
    }

    /// Waits until a job has this status, as another client of the provider sees it.
    pub async fn until_status(&self, provider: Provider, job: &str, status: &str) {
        let begun = tokio::time::Instant::now();
        loop {
            let (_, record) = self.act("GET", &format!("{}/{job}", list_path(provider))).await;
            let record: Value = serde_json::from_str(&record).unwrap_or_default();
            if record["status"] == status {
                return;
            }
            assert!(begun.elapsed() < 3 * PATIENCE, "waited in vain for {job} to be {status}: {record}");
            tokio::time::sleep(PAUSE).await;
        }
    }

    /// From now on answers every request of this path, whatever its query, with `body`.
    pub fn answer(&self, path: &str, status: u16, kind: &'static str, body: &str) {
        let stub = Stub { path: path.to_owned(), status, kind, body: body.into(), location: None };
        self.desk().stubs.insert(0, stub);
    }

    /// From now on sends every request of this path on to `url`, with its method and body.
    pub fn redirect(&self, path: &str, url: &str) {
        let (kind, location) = ("text/plain", Some(url.into()));
        let stub = Stub { path: path.to_owned(), status: 307, kind, body: "".into(), location };
        self.desk().stubs.insert(0, stub);
    }

    /// Lets the simulator answer again.
    pub fn answer_itself(&self) {
        self.desk().stubs.clear();
    }

    /// Returns every request so far, preflights included.
    pub fn seen(&self) -> Vec<Seen> {
        self.desk().seen.clone()
    }

    /// Returns the number of requests so far that have this method, and this text in path or query.
    pub fn n_seen(&self, method: &str, part: &str) -> usize {
        self.desk().seen.iter().filter(|seen| seen.method == method && seen.target.contains(part)).count()
    }

    /// When requests of this method for exactly this path and query came.
    pub fn times_of(&self, method: &str, target: &str) -> Vec<tokio::time::Instant> {
        let desk = self.desk();
        let of = desk.seen.iter().filter(|seen| seen.method == method && seen.target == target);
        of.map(|seen| seen.at).collect()
    }

    fn desk(&self) -> MutexGuard<'_, Desk> {
        self.desk.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Returns a port of this machine without a listener.
pub async fn closed_port() -> SocketAddr {
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.expect("a free port");
    listener.local_addr().expect("its address")
}

async fn receive(State(desk): State<Arc<Mutex<Desk>>>, request: Request, next: Next) -> Response {
    let path = request.uri().path().to_owned();
    let stub = {
        let mut desk = desk.lock().unwrap_or_else(PoisonError::into_inner);
        if !path.starts_with("/_") {
            desk.seen.push(Seen {
                method: request.method().to_string(),
                target: request.uri().to_string(),
                at: tokio::time::Instant::now(),
                authorization: text_of(request.headers(), &header::AUTHORIZATION),
                headers: format!("{:?}", request.headers()),
            });
        }
        desk.stubs.iter().find(|stub| stub.path == path && request.method() != Method::OPTIONS).cloned()
    };
    let Some(stub) = stub else { return next.run(request).await };
    let answer = Response::builder()
        .status(stub.status)
        .header(header::CONTENT_TYPE, stub.kind)
        .header(header::ACCESS_CONTROL_ALLOW_ORIGIN, "*");
    let answer = match stub.location {
        Some(location) => answer.header(header::LOCATION, &*location),
        None => answer,
    };
    answer.body(Body::from(stub.body.to_string())).expect("a response")
}

fn text_of(headers: &HeaderMap, name: &header::HeaderName) -> Option<String> {
    headers.get(name).and_then(|value| value.to_str().ok()).map(str::to_owned)
}
