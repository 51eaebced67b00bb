//! The server on the wire: who is answered, and trouble that is real.

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

use super::*;

#[test]
fn a_range_is_a_part_of_an_answer_that_offers_parts() {
    let whole = |offer: &str| HttpResponse {
        status: 200,
        headers: vec![(offer.to_owned(), "bytes".to_owned())],
        body: b"weights".to_vec(),
    };
    for (asked, status, body) in [
        (None, 200, "weights"),
        (Some("bytes=0-1"), 206, "we"),
        (Some("bytes=3-"), 206, "ghts"),
        (Some("bytes=5-90"), 206, "ts"),
        (Some("bytes=7-"), 416, ""),
        (Some("lines=1-2"), 200, "weights"),
    ] {
        let got = ranged(whole("accept-ranges"), asked);
        assert_eq!((got.status, got.text()), (status, body.into()), "{asked:?}");
        assert_eq!(ranged(whole("x"), asked).status, 200);
    }
    let part = ranged(whole("accept-ranges"), Some("bytes=3-4"));
    assert_eq!(part.header("content-range"), Some("bytes 3-4/7"));
}
use crate::Options;

/// The raw answer until the connection ends, or `None` if none comes.
async fn exchange(address: std::net::SocketAddr, request_line: &str, body: &str) -> Option<String> {
    let mut stream = TcpStream::connect(address).await.unwrap();
    let length = body.len();
    let request = format!(
        "{request_line} HTTP/1.1\r\nHost: {address}\r\nAuthorization: Bearer k\r\nConnection: close\r\n\
         Content-Length: {length}\r\n\r\n{body}"
    );
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = Vec::new();
    // A broken connection is an error after the bytes so far.
    let read = tokio::time::timeout(Duration::from_millis(400), stream.read_to_end(&mut answer)).await;
    read.is_ok().then(|| String::from_utf8(answer).unwrap())
}

async fn start() -> std::net::SocketAddr {
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(serve(listener, Simulator::new(Options::demo(1), now())));
    address
}

#[tokio::test]
async fn clock_is_put_forward_and_never_back() {
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    let address = listener.local_addr().unwrap();
    let options = Options { n_jobs: 0, replay: crate::showcase::logs(), ..Options::demo(1) };
    tokio::spawn(serve(listener, Simulator::new(options, now())));
    let has_ended = async || {
        let list = exchange(address, "GET /together/v1/fine-tunes", "").await.unwrap();
        list.contains(r#""completed""#)
    };
    assert!(!has_ended().await);
    for refused in ["-1", "soon", "inf", "NaN", ""] {
        let answer = exchange(address, "PUT /_ahead", refused).await.unwrap();
        assert!(answer.starts_with("HTTP/1.1 400"), "{refused}: {answer}");
    }
    for _ in 0..2 {
        let answer = exchange(address, "PUT /_ahead", "12000").await.unwrap();
        assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    }
    assert!(has_ended().await);
}

#[tokio::test]
async fn preflights_pass_and_requests_are_counted_by_pattern() {
    let address = start().await;
    let preflight = exchange(address, "OPTIONS /together/v1/fine-tunes", "").await.unwrap();
    assert!(preflight.starts_with("HTTP/1.1 204"));
    for header in
        ["access-control-allow-origin: *", "access-control-allow-headers: Authorization", "PUT, DELETE"]
    {
        assert!(preflight.contains(header), "{preflight}");
    }
    let _ = exchange(address, "GET /together/v1/fine-tunes/a%20b/metrics?resolution=4", "").await;
    let list = exchange(address, "GET /archetype/v0.5/fine-tune/jobs?limit=1", "").await.unwrap();
    assert!(
        list.starts_with("HTTP/1.1 200") && list.contains("access-control-expose-headers: Retry-After, ETag")
    );
    let counts = exchange(address, "GET /_requests", "").await.unwrap();
    assert!(counts.ends_with(
        r#"{"GET /archetype/v0.5/fine-tune/jobs":1,"GET /together/v1/fine-tunes/{id}/metrics":1}"#
    ));
}

#[test]
fn host_names_of_this_machine_are_known() {
    for host in ["127.0.0.1", "127.0.0.1:9000", "localhost", "LOCALHOST:1", "[::1]", "[::1]:9000"] {
        assert!(is_own_host(host), "{host}");
    }
    for host in [
        "",
        ":9000",
        "x",
        "evil.example:9000",
        "127.0.0.1.evil.example",
        "localhost.evil.example:9000",
        "evil.example:9000:127.0.0.1",
        "a@localhost",
        "127.0.0.1:9000x",
    ] {
        assert!(!is_own_host(host), "{host}");
    }
}

#[tokio::test]
async fn requests_for_other_hosts_are_answered_421() {
    let address = start().await;
    for (target, host, status) in [
        ("/_requests", format!("Host: {address}\r\n"), 200),
        ("/_requests", "Host: evil.example\r\n".to_owned(), 421),
        ("/_requests", format!("Host: {address}\r\nHost: evil.example\r\n"), 421),
        ("http://evil.example/_requests", format!("Host: {address}\r\n"), 421),
        ("/together/v1/fine-tunes", format!("Host: rebound.example:{}\r\n", address.port()), 421),
    ] {
        let mut stream = TcpStream::connect(address).await.unwrap();
        let request = format!("GET {target} HTTP/1.1\r\n{host}Connection: close\r\n\r\n");
        stream.write_all(request.as_bytes()).await.unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await.unwrap();
        assert!(answer.starts_with(&format!("HTTP/1.1 {status} ")), "{target} {host}: {answer}");
        assert_eq!(answer.contains("access-control"), status == 200, "{answer}");
    }
}

#[tokio::test]
async fn trouble_is_real_on_the_wire() {
    let address = start().await;
    let list = "GET /together/v1/fine-tunes/models/supported";
    let whole = exchange(address, list, "").await.unwrap();
    assert!(whole.contains("access-control-allow-origin") && whole.ends_with("]}"));
    for (faults, status) in
        [("*:nocors", 200), ("*:cut", 200), ("*:drop", 200), ("*:never", 200), ("*:what", 400), ("", 200)]
    {
        let set = exchange(address, "PUT /_faults", faults).await.unwrap();
        assert!(set.starts_with(&format!("HTTP/1.1 {status}")), "{faults}: {set}");
        let answer = exchange(address, list, "").await;
        match faults {
            "*:nocors" => assert!(!answer.unwrap().contains("access-control")),
            // It has begun, and has no last chunk: the body is known to be incomplete.
            "*:cut" => {
                let answer = answer.unwrap();
                assert!(answer.contains("{\"") && !answer.ends_with("0\r\n\r\n"), "{answer}");
            }
            "*:drop" => assert_eq!(answer.as_deref(), Some("")),
            "*:never" | "*:what" => assert_eq!(answer, None),
            _ => assert_eq!(answer.map(|answer| answer.ends_with("]}")), Some(true)),
        }
    }
}
