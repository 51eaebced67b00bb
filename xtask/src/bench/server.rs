//! A small HTTP server on loopback: the page, our program, the peers, the bodies; and the page's messages.

use std::{
    fs,
    io::{self, BufRead as _, BufReader, Read as _, Write as _},
    net::{Ipv4Addr, TcpListener, TcpStream},
    path::Path,
    sync::{Arc, Mutex, mpsc::Sender},
    thread,
};

use super::{folder, load, paths::below, peers, program, rows};
use crate::{
    args::{Bench, BenchSet},
    problem::{Outcome, Problem},
    workspace,
};

/// Message of the page.
#[derive(Debug)]
pub enum Said {
    /// Progress.
    Line(String),
    /// Numbers of one case.
    Measured(String),
    /// The page cannot go on.
    Failed(String),
    /// All cases are measured.
    Done,
}

/// The server; it serves until the program ends.
pub struct Server {
    port: u16,
}

/// Bodies that were asked for, by name.
type Bodies = Mutex<Vec<(String, Arc<String>)>>;

/// Longest message; a picture of 2400 × 800 is well below.
const MOST_BYTES: u64 = 64 * 1024 * 1024;

/// Without isolation from other pages a browser's clock is 20 times coarser. Nothing may be kept that does not say so,
/// for everything may change from run to run.
const HEADERS: &str = "\
Cross-Origin-Opener-Policy: same-origin\r
Cross-Origin-Embedder-Policy: require-corp\r
Connection: close\r
";
const NOT_KEPT: &str = "Cache-Control: no-store\r\n";

impl Server {
    /// Serves on a free port.
    ///
    /// # Errors
    /// When there is none.
    pub fn start(sender: Sender<Said>) -> Outcome<Self> {
        let listener =
            TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).map_err(Problem::io("Listening on loopback"))?;
        let port = listener.local_addr().map_err(Problem::io("Listening on loopback"))?.port();
        let bodies = Arc::new(Bodies::default());
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let (sender, bodies) = (sender.clone(), Arc::clone(&bodies));
                // A browser that breaks off a connection is no matter.
                thread::spawn(move || answer(stream, &sender, &bodies).ok());
            }
        });
        Ok(Self { port })
    }

    /// The page that measures what was asked for.
    pub fn url(&self, options: &Bench) -> String {
        let only: String = options.only.iter().map(|id| format!("&only={id}")).collect();
        let page = match options.set {
            BenchSet::Charts | BenchSet::Decode | BenchSet::Insight => "",
            BenchSet::Table | BenchSet::Load => "framed.html",
        };
        format!("http://127.0.0.1:{}/{page}?set={}{only}", self.port, options.set.name())
    }
}

fn answer(mut stream: TcpStream, sender: &Sender<Said>, bodies: &Bodies) -> io::Result<()> {
    let mut reader = BufReader::new(stream.try_clone()?);
    let mut line = String::new();
    reader.read_line(&mut line)?;
    let (method, target) = request(&line);
    let (mut n_bytes, mut is_for_us) = (0, false);
    loop {
        let mut header = String::new();
        if reader.read_line(&mut header)? == 0 || header.trim().is_empty() {
            break;
        }
        n_bytes = content_length(&header).unwrap_or(n_bytes);
        is_for_us = names_loopback(&header).unwrap_or(is_for_us);
    }
    if !is_for_us {
        // A page of another site whose name was made to lead here.
        return respond(&mut stream, "421 Misdirected Request", ("text/plain", NOT_KEPT), b"");
    }
    let mut sent = Vec::new();
    reader.take(n_bytes.min(MOST_BYTES)).read_to_end(&mut sent)?;
    let path = target.split('?').next().unwrap_or_default();
    if let Some(path) = path.strip_prefix("/visit/") {
        return visited(&mut stream, path);
    }
    let (kind, body) = match method {
        "POST" if receive(path, sent, sender) => ("text/plain", Arc::new(String::new()).into()),
        "GET" => match content(path, bodies) {
            Some((kind, body)) => (kind, body),
            None => return not_found(&mut stream),
        },
        _ => return not_found(&mut stream),
    };
    respond(&mut stream, "200 OK", (kind, NOT_KEPT), body.bytes())
}

fn visited(stream: &mut TcpStream, path: &str) -> io::Result<()> {
    let Some(file) = load::file(path) else { return not_found(stream) };
    let mut headers = String::new();
    if file.is_brotli {
        headers.push_str("Content-Encoding: br\r\n");
    }
    headers.push_str(if file.is_kept { "Cache-Control: max-age=3600\r\n" } else { NOT_KEPT });
    respond(stream, "200 OK", (kind_of(&file.path), &headers), &file.bytes)
}

fn not_found(stream: &mut TcpStream) -> io::Result<()> {
    respond(stream, "404 Not Found", ("text/plain", NOT_KEPT), b"")
}

/// Answers with a body of a kind, and more headers.
fn respond(
    stream: &mut TcpStream,
    status: &str,
    (kind, headers): (&str, &str),
    body: &[u8],
) -> io::Result<()> {
    let head = format!(
        "HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {}\r\n{HEADERS}{headers}\r\n",
        body.len()
    );
    stream.write_all(head.as_bytes())?;
    stream.write_all(body)
}

/// Method and target of `GET /x HTTP/1.1`.
fn request(line: &str) -> (&str, &str) {
    let mut words = line.split_whitespace();
    (words.next().unwrap_or_default(), words.next().unwrap_or_default())
}

/// Returns whether a `Host` header names this machine; `None` for another header.
fn names_loopback(header: &str) -> Option<bool> {
    let (name, host) = header.split_once(':')?;
    let host = host.trim();
    let is_host = name.eq_ignore_ascii_case("host");
    is_host.then(|| matches!(host.split(':').next(), Some("127.0.0.1" | "localhost")))
}

fn content_length(header: &str) -> Option<u64> {
    let (name, value) = header.split_once(':')?;
    name.eq_ignore_ascii_case("content-length").then(|| value.trim().parse().ok())?
}

/// Takes a message; `false` for what is none.
fn receive(path: &str, sent: Vec<u8>, sender: &Sender<Said>) -> bool {
    if let Some(name) = path.strip_prefix("/picture/") {
        return save(name, &sent).is_ok();
    }
    let text = String::from_utf8_lossy(&sent).into_owned();
    let said = match path {
        "/said" => Said::Line(text),
        "/measured" => Said::Measured(text),
        "/failed" => Said::Failed(text),
        "/done" => Said::Done,
        _ => return false,
    };
    // The receiver may be gone after the last message.
    sender.send(said).ok();
    true
}

fn save(name: &str, png: &[u8]) -> io::Result<()> {
    let dir = folder().join("pictures");
    fs::create_dir_all(&dir)?;
    let file = below(&dir, name).filter(|file| file.extension().is_some_and(|kind| kind == "png"));
    fs::write(file.ok_or(io::ErrorKind::InvalidInput)?, png)
}

/// Content of a response.
enum Content {
    File(Vec<u8>),
    Body(Arc<String>),
}

impl From<Arc<String>> for Content {
    fn from(body: Arc<String>) -> Self {
        Self::Body(body)
    }
}

impl Content {
    fn bytes(&self) -> &[u8] {
        match self {
            Self::File(bytes) => bytes,
            Self::Body(text) => text.as_bytes(),
        }
    }
}

fn content(path: &str, bodies: &Bodies) -> Option<(&'static str, Content)> {
    if let Some(name) = path.strip_prefix("/rows/") {
        return Some(("application/json", kept(name, bodies)?.into()));
    }
    let (dir, name) = if let Some(name) = path.strip_prefix("/ours/") {
        (program::ours(), name)
    } else if let Some(name) = path.strip_prefix("/peers/") {
        (peers::modules(), name)
    } else if let Some(name) = path.strip_prefix("/style/") {
        (workspace::root().join("style"), name)
    } else {
        let name = path.strip_prefix('/')?;
        (workspace::root().join("xtask/bench/page"), if name.is_empty() { "index.html" } else { name })
    };
    let file = below(&dir, name)?;
    let bytes = fs::read(&file).ok()?;
    Some((kind_of(&file), Content::File(bytes)))
}

/// A body, made when it is asked for the first time.
fn kept(name: &str, bodies: &Bodies) -> Option<Arc<String>> {
    let mut bodies = bodies.lock().ok()?;
    if let Some((_, body)) = bodies.iter().find(|(known, _)| known == name) {
        return Some(Arc::clone(body));
    }
    let body = Arc::new(rows::body(name)?);
    bodies.push((name.to_owned(), Arc::clone(&body)));
    Some(body)
}

fn kind_of(file: &Path) -> &'static str {
    match file.extension().and_then(|kind| kind.to_str()) {
        Some("html") => "text/html; charset=utf-8",
        Some("js" | "mjs") => "text/javascript",
        Some("css") => "text/css",
        Some("wasm") => "application/wasm",
        Some("svg") => "image/svg+xml",
        Some("json") => "application/json",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn requests_are_read() {
        assert_eq!(request("GET /rows/1.json?x HTTP/1.1\r\n"), ("GET", "/rows/1.json?x"));
        assert_eq!(request(""), ("", ""));
        assert_eq!(content_length("Content-Length: 12\r\n"), Some(12));
        assert_eq!(content_length("content-length:7"), Some(7));
        assert_eq!(content_length("Host: a"), None);
        assert_eq!(names_loopback("Host: 127.0.0.1:90\r\n"), Some(true));
        assert_eq!(names_loopback("host:localhost"), Some(true));
        assert_eq!(names_loopback("Host: evil.example:90"), Some(false));
        assert_eq!(names_loopback("Host: 127.0.0.1.evil.example"), Some(false));
        assert_eq!(names_loopback("Accept: localhost"), None);
    }
}
