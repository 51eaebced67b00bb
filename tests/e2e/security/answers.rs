//! Parts of requests and answers that pass through an account of the recipes of `tests/deploy/`: of a request to the provider, and of a response from
//! it.

use super::hosting::{SERVERS_KEY, run};
use crate::harness::{
    nginx::{Account, Nginx},
    upstream::Upstream,
    wire,
};

const JOBS: &str = "/proxy/lab/v1/fine-tunes";
const CANCEL: &str = "/proxy/lab/v1/fine-tunes/ft-1/cancel";
const UPLOAD: &str = "/proxy/lab/v1/files/upload";

/// Answers with these pieces through an account. Returns the response and what the provider was asked.
async fn answered_with(pieces: &[&str]) -> (wire::Answer, Vec<String>) {
    let upstream = Upstream::start(pieces).await;
    let at = format!("http://{}", upstream.address);
    let account =
        Account { name: "lab", provider: "together", upstream: at, key: SERVERS_KEY, interval: "1s" };
    let nginx = Nginx::start("/", &[], &[account]).await;
    let first = wire::ask(nginx.address(), "GET", JOBS, "Accept-Encoding: gzip, br\r\n", "").await;
    let again = wire::ask(nginx.address(), "GET", JOBS, "", "").await;
    assert_eq!((again.status, again.header("x-tuneboard-cache")), (first.status, Some("HIT")), "{again:?}");
    (first, upstream.seen())
}

#[test]
fn an_answer_that_holds_the_key_does_not_get_through() {
    let (head, tail) = SERVERS_KEY.split_at(9);
    let pieces = [
        &format!(
            "HTTP/1.1 401 No {SERVERS_KEY}\r\nContent-Type: application/json; charset={SERVERS_KEY}\r\n\
             ETag: \"{SERVERS_KEY}\"\r\nX-Any: {SERVERS_KEY}\r\nX-{SERVERS_KEY}: 1\r\nLink: <{SERVERS_KEY}>\r\n\
             X_Any: {SERVERS_KEY}\r\nx_any: {SERVERS_KEY}\r\nX_{SERVERS_KEY}: 1\r\nX_tgp_v1_{SERVERS_KEY}: 1\r\n\
             Retry_After: {SERVERS_KEY}\r\nContent_Type: {SERVERS_KEY}\r\n\
             Set-Cookie: a={SERVERS_KEY}\r\nLocation: /{SERVERS_KEY}\r\nRetry-After: {SERVERS_KEY}\r\n\
             Last-Modified: {SERVERS_KEY}\r\nContent-Disposition: {SERVERS_KEY}\r\nContent-Language: {SERVERS_KEY}\r\n\
             Access-Control-Allow-Origin: *\r\nServer: {SERVERS_KEY}\r\nX-Accel-Redirect: /index.html\r\n\
             X-Accel-Limit-Rate: 1\r\nRefresh: 0; url=/{SERVERS_KEY}\r\n\r\n{{\"one\":\"{SERVERS_KEY}\",\"two\":\"{head}"
        ),
        tail,
        "\"}",
    ];
    run(async move {
        let (answer, seen) = answered_with(&pieces.map(|piece| piece as &str)).await;
        assert_eq!(answer.status, 401);
        assert_eq!(answer.text(), "{\"one\":\"[key]\",\"two\":\"[key]\"}");
        assert!(!answer.head.contains(SERVERS_KEY), "{}", answer.head);
        let names = answer.head.lines().skip(1).filter_map(|line| line.split_once(':'));
        for name in names.map(|(name, _)| name.to_ascii_lowercase()) {
            let is_listed = [
                "server",
                "date",
                "content-type",
                "transfer-encoding",
                "connection",
                "cache-control",
                "content-security-policy",
                "cross-origin-resource-policy",
                "referrer-policy",
                "x-content-type-options",
                "x-tuneboard-cache",
                "content-length",
            ]
            .contains(&name.as_str());
            assert!(is_listed, "{name} in {}", answer.head);
        }
        // The second asker was told the same without another request.
        assert_eq!(seen.len(), 1, "{seen:?}");
        assert!(seen[0].contains("Accept-Encoding: identity\r\n") && !seen[0].contains("gzip"), "{seen:?}");
    });
}

#[test]
fn headers_that_the_page_reads_pass() {
    let wait = "Thu, 31 Dec 2026 23:59:59 GMT";
    let head = format!(
        "HTTP/1.1 429 Slow\r\nContent-Type: application/json; charset=utf-8\r\nRetry-After: {wait}\r\n\
         Retry-After-Ms: 1500.5\r\nContent-Encoding: identity\r\nContent-Length: 2\r\n\r\n{{}}"
    );
    run(async move {
        let (answer, _) = answered_with(&[&head]).await;
        assert_eq!((answer.status, answer.text().as_str()), (429, "{}"));
        for (name, value) in [
            ("content-type", "application/json; charset=utf-8"),
            ("retry-after", wait),
            ("retry-after-ms", "1500.5"),
            ("content-encoding", ""),
        ] {
            assert_eq!(answer.header(name).unwrap_or_default(), value, "{name}");
        }
    });
}

#[test]
fn encoded_answers_are_refused() {
    run(async {
        for encoding in ["gzip", "br", "x-any", "gzip, identity", "GZIP"] {
            let head = format!(
                "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Encoding: {encoding}\r\n\r\nsecret"
            );
            let (answer, _) = answered_with(&[&head, " and more of it"]).await;
            assert_eq!(answer.status, 502, "{encoding}: {answer:?}");
            assert_eq!(answer.header("content-encoding"), None, "{encoding}");
            assert!(
                answer.text().contains("encoded answer") && !answer.text().contains("secret"),
                "{answer:?}"
            );
        }
    });
}

#[test]
fn providers_are_told_the_kind_of_a_body_and_nothing_else_of_a_request() {
    run(async {
        let upstream =
            Upstream::start(&["HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n{}"]).await;
        let at = format!("http://{}", upstream.address);
        let account =
            Account { name: "lab", provider: "together", upstream: at, key: SERVERS_KEY, interval: "1s" };
        let nginx = Nginx::start("/", &[], &[account]).await;
        let own = format!("Origin: {}\r\n", nginx.origin());
        let form = "multipart/form-data; boundary=----WebKitFormBoundary7MA4YWxkTrZu0gW";
        for (method, target, kind, body, told) in [
            ("GET", JOBS, "text/evil", "", None),
            ("GET", "/proxy/lab/v1/files", "application/json", "", None),
            ("POST", CANCEL, "application/json", "", None),
            ("DELETE", "/proxy/lab/v1/fine-tunes/ft-1", "", "", None),
            ("POST", JOBS, "Application/JSON; charset=utf-8; x=y", "{}", Some("application/json")),
            ("POST", UPLOAD, form, "--b--\r\n", Some(form)),
        ] {
            let n = upstream.seen().len();
            let request = format!(
                "{method} {target} HTTP/1.1\r\nHost: {}\r\n{own}Content-Type: {kind}\r\nContent-Length: {}\r\n\
                 X-Any: 1\r\nCookie: a=b\r\nReferer: /\r\nRange: bytes=0-1\r\nIf-None-Match: \"a\"\r\n\
                 Connection: close\r\n\r\n{body}",
                nginx.address(),
                body.len()
            );
            assert_eq!(wire::exchange(nginx.address(), &request).await.status, 200, "{method} {target}");
            let seen = upstream.seen().split_off(n).concat();
            let (head, _) = seen.split_once("\r\n\r\n").expect("a head");
            let headers: Vec<_> = head.lines().skip(1).filter_map(|line| line.split_once(": ")).collect();
            let is = headers.iter().find(|(name, _)| name.eq_ignore_ascii_case("content-type"));
            assert_eq!(is.map(|(_, kind)| *kind), told, "{method} {target}: {head}");
            let known =
                ["host", "authorization", "accept", "accept-encoding", "content-type", "content-length"];
            for (name, _) in headers {
                assert!(known.contains(&&*name.to_ascii_lowercase()), "{name} in {head}");
            }
        }
    });
}
