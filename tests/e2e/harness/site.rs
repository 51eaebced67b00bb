//! The built page on a static host of its own, as simple as any: files below a path, nothing rewritten.

use std::{
    collections::BTreeMap,
    net::SocketAddr,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use axum::{
    Router,
    body::Body,
    extract::{Request, State},
    http::{StatusCode, header},
    response::Response,
};
use tokio::net::TcpListener;

/// Files to serve.
struct Content {
    dist: PathBuf,
    /// Path of the page, with a slash at both ends.
    base: String,
    /// Files beside those of the build, or in place of them, by name.
    extra: Mutex<BTreeMap<String, String>>,
    /// The same, for the next request only.
    once: Mutex<BTreeMap<String, String>>,
    /// Number of requests for each file.
    counts: Mutex<BTreeMap<String, u32>>,
    /// Part of the names of files that are gone.
    gone: Mutex<Option<&'static str>>,
}

/// A running host.
pub struct Site {
    address: SocketAddr,
    base: String,
    content: Arc<Content>,
}

impl Site {
    /// Serves the build at the root.
    pub async fn start() -> Self {
        Self::start_with("/", &[]).await
    }

    /// Serves the build below `base`, with further files beside `index.html`.
    pub async fn start_with(base: &str, extra: &[(&str, &str)]) -> Self {
        let content = Arc::new(Content {
            dist: dist(),
            base: base.to_owned(),
            extra: Mutex::new(
                extra.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect(),
            ),
            once: Mutex::default(),
            counts: Mutex::default(),
            gone: Mutex::default(),
        });
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.expect("a free port");
        let address = listener.local_addr().expect("its address");
        let router = Router::new().fallback(file).with_state(Arc::clone(&content));
        tokio::spawn(async move { axum::serve(listener, router).await });
        Self { address, base: base.to_owned(), content }
    }

    /// From now on files with this in their names are gone; `None` brings them back.
    pub fn lose(&self, part: Option<&'static str>) {
        *self.content.gone.lock().expect("no panic while it was held") = part;
    }

    /// From now on this is the text of a file.
    pub fn put(&self, name: &str, text: &str) {
        locked(&self.content.extra).insert(name.to_owned(), text.to_owned());
    }

    /// As [`Site::put`], for the next request only.
    pub fn put_once(&self, name: &str, text: &str) {
        locked(&self.content.once).insert(name.to_owned(), text.to_owned());
    }

    /// Returns the text of a file of the build.
    pub fn text(&self, name: &str) -> String {
        std::fs::read_to_string(self.content.dist.join(name)).expect("a file of the build")
    }

    /// Returns the number of requests for a file.
    pub fn count(&self, name: &str) -> u32 {
        locked(&self.content.counts).get(name).copied().unwrap_or(0)
    }

    /// Returns the scheme, host and port.
    pub fn origin(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Returns the page's address without a hash.
    pub fn url(&self) -> String {
        format!("{}{}", self.origin(), self.base)
    }
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Returns the build under test.
fn dist() -> PathBuf {
    let dist = std::env::var_os("TUNEBOARD_DIST").map_or_else(|| PathBuf::from("dist"), PathBuf::from);
    assert!(
        dist.join("index.html").exists(),
        "{} holds no build of the page; `cargo xtask build` makes one, TUNEBOARD_DIST names another",
        dist.display()
    );
    dist
}

/// Puts the build under test into a folder.
pub fn copy(to: &Path) {
    fn all(from: &Path, to: &Path) {
        std::fs::create_dir_all(to).expect("a folder");
        for entry in std::fs::read_dir(from).expect("a folder") {
            let path = entry.expect("an entry").path();
            let target = to.join(path.file_name().unwrap_or_default());
            if path.is_dir() {
                all(&path, &target);
            } else {
                std::fs::copy(&path, &target).expect("a copy");
            }
        }
    }
    all(&dist(), to);
}

async fn file(State(content): State<Arc<Content>>, request: Request) -> Response {
    let path = request.uri().path();
    let name = path
        .strip_prefix(content.base.as_str())
        .map(|name| if name.is_empty() { "index.html" } else { name });
    let gone = *content.gone.lock().expect("no panic while it was held");
    let is_there = |name: &&str| gone.is_none_or(|gone| !name.contains(gone));
    let found = name.filter(is_there).filter(|name| !name.contains("..")).and_then(|name| {
        *locked(&content.counts).entry(name.to_owned()).or_default() += 1;
        let once = locked(&content.once).remove(name);
        let extra = once.or_else(|| locked(&content.extra).get(name).cloned()).map(String::into_bytes);
        let bytes = extra.or_else(|| std::fs::read(content.dist.join(name)).ok())?;
        Some((name, if name == "index.html" { with_loopback(bytes) } else { bytes }))
    });
    let (status, kind, bytes) = match found {
        Some((name, bytes)) => (StatusCode::OK, kind_of(name), bytes),
        None => (StatusCode::NOT_FOUND, "text/html", b"<!doctype html><h1>Not found</h1>".to_vec()),
    };
    let mut response = Response::new(Body::from(bytes));
    *response.status_mut() = status;
    response.headers_mut().insert(header::CONTENT_TYPE, kind.parse().expect("a content type"));
    response
}

/// The page with services on this machine among those it may talk to: a build has to be told of them
/// (`--connect-src "providers loopback"`), and what is tested here are the builds that people get.
fn with_loopback(page: Vec<u8>) -> Vec<u8> {
    const OWN: &str = "connect-src 'self'";
    let page = String::from_utf8(page).expect("a page of text");
    page.replacen(OWN, &format!("{OWN} http://127.0.0.1:* http://localhost:*"), 1).into_bytes()
}

fn kind_of(name: &str) -> &'static str {
    match Path::new(name).extension().and_then(|extension| extension.to_str()) {
        Some("html") => "text/html; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("wasm") => "application/wasm",
        Some("json") => "application/json",
        Some("svg") => "image/svg+xml",
        _ => "application/octet-stream",
    }
}
