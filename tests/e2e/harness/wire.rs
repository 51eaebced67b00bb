//! The smallest HTTP client that will do: one request per connection, for the simulator's own doors and for what
//! ChromeDriver offers beyond WebDriver.

use std::net::SocketAddr;

use serde_json::Value;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

use super::page::PATIENCE;

/// A response as it arrived.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    /// The first line and the headers.
    pub head: String,
    pub body: Vec<u8>,
}

impl Answer {
    /// Returns the value of a header, by its name in lower case.
    pub fn header(&self, name: &str) -> Option<&str> {
        header(&self.head, name)
    }

    /// Returns the body, whatever is no text replaced.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }
}

/// Sends a request with an optional bearer and returns status and body.
pub async fn send(
    address: SocketAddr,
    method: &str,
    path: &str,
    bearer: Option<&str>,
    body: &str,
) -> (u16, String) {
    let bearer = bearer.map(|key| format!("Authorization: Bearer {key}\r\n")).unwrap_or_default();
    let answer = ask(address, method, path, &bearer, body).await;
    (answer.status, answer.text())
}

/// Sends a request with further headers, each line with its end.
pub async fn ask(address: SocketAddr, method: &str, path: &str, headers: &str, body: &str) -> Answer {
    let request = format!(
        "{method} {path} HTTP/1.1\r\nHost: {address}\r\n{headers}Content-Type: application/json\r\n\
         Content-Length: {}\r\nConnection: close\r\n\r\n{body}",
        body.len()
    );
    exchange(address, &request).await
}

/// Sends a request as it is, right or wrong.
pub async fn exchange(address: SocketAddr, request: &str) -> Answer {
    let answer = tokio::time::timeout(PATIENCE, exchange_in_time(address, request)).await;
    answer.unwrap_or_else(|_| panic!("no whole answer in time to {request}"))
}

async fn exchange_in_time(address: SocketAddr, request: &str) -> Answer {
    let mut stream = TcpStream::connect(address).await.expect("the server listens");
    stream.write_all(request.as_bytes()).await.expect("the request is taken");
    // Until the announced length: not every server closes the connection when asked to.
    let mut answer = Vec::new();
    let end_of_head = loop {
        if let Some(at) = answer.windows(4).position(|bytes| bytes == b"\r\n\r\n") {
            break at;
        }
        assert!(stream.read_buf(&mut answer).await.expect("the answer is complete") != 0, "an HTTP answer");
    };
    let mut body = answer.split_off(end_of_head + 4);
    let head = String::from_utf8_lossy(&answer).into_owned();
    let length = header(&head, "content-length").and_then(|length| length.parse().ok());
    while length.is_none_or(|length| body.len() < length) {
        if stream.read_buf(&mut body).await.expect("the answer is complete") == 0 {
            break;
        }
    }
    let is_chunked = header(&head, "transfer-encoding").is_some_and(|coding| coding == "chunked");
    let body = if is_chunked { joined(&body).unwrap_or(body) } else { body };
    let status = head.split(' ').nth(1).and_then(|status| status.parse().ok()).expect("a status");
    Answer { status, head, body }
}

/// Returns the chunks of a body without the lengths between them; `None` if it breaks off.
fn joined(mut chunks: &[u8]) -> Option<Vec<u8>> {
    let mut body = Vec::new();
    loop {
        let end = chunks.windows(2).position(|bytes| bytes == b"\r\n")?;
        let length = usize::from_str_radix(std::str::from_utf8(&chunks[..end]).ok()?, 16).ok()?;
        if length == 0 {
            return Some(body);
        }
        body.extend_from_slice(chunks.get(end + 2..end + 2 + length)?);
        chunks = chunks.get(end + length + 4..)?;
    }
}

fn header<'a>(head: &'a str, name: &str) -> Option<&'a str> {
    let value = |line: &'a str| {
        let (key, value) = line.split_once(':')?;
        key.eq_ignore_ascii_case(name).then(|| value.trim())
    };
    head.lines().find_map(value)
}

/// As [`send`], for JSON both ways; anything but 200 fails the test.
pub async fn json(address: SocketAddr, method: &str, path: &str, body: &Value) -> Value {
    let body = if body.is_null() { String::new() } else { body.to_string() };
    let (status, text) = send(address, method, path, None, &body).await;
    assert_eq!(status, 200, "{method} {path}: {text}");
    serde_json::from_str(&text).expect("JSON")
}
