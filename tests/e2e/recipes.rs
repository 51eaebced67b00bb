//! What the recipes of `tests/deploy/` refuse, request by request and answer by answer: every attack is one that got
//! through an earlier recipe, or must go on being refused.

use crate::{
    hosting::{SERVERS_KEY, account, run},
    nginx::{Account, Nginx},
    service::{Service, quiet},
    upstream::Upstream,
    wire,
};

const JOBS: &str = "/proxy/lab/v1/fine-tunes";
const CANCEL: &str = "/proxy/lab/v1/fine-tunes/ft-1/cancel";
const UPLOAD: &str = "/proxy/lab/v1/files/upload";
const JSON: &str = "Content-Type: application/json\r\n";
const FORM: &str = "Content-Type: multipart/form-data; boundary=b\r\n";

/// A request: method, target, headers (each line with its end, `OWN` for the page's own origin), body.
type Request<'a> = (&'a str, &'a str, &'a str, &'a str);

/// Sends each request; `is_passing` says whether each is to reach the provider. Fails with all that do otherwise.
async fn check(is_passing: bool, requests: &[Request<'_>]) {
    let service = Service::start(quiet()).await;
    let nginx = Nginx::start("/", &[], &[account("lab", &service, SERVERS_KEY, "1s")]).await;
    let mut wrong = Vec::new();
    for (method, target, headers, body) in requests {
        let before = service.seen().len();
        let host =
            if headers.contains("Host:") { String::new() } else { format!("Host: {}\r\n", nginx.address()) };
        let has_length = ["Content-Length:", "Transfer-Encoding:"].iter().any(|name| headers.contains(name));
        let length = if has_length { String::new() } else { format!("Content-Length: {}\r\n", body.len()) };
        let headers = headers.replace("OWN", &nginx.origin());
        let request =
            format!("{method} {target} HTTP/1.1\r\n{host}{headers}{length}Connection: close\r\n\r\n{body}");
        let answer = wire::exchange(nginx.address(), &request).await;
        let has_passed = before < service.seen().len();
        let is_refused = matches!(answer.status, 400 | 403 | 405 | 413 | 415 | 421);
        if has_passed != is_passing || (!is_passing && !is_refused) {
            wrong.push(format!("{} for {method} {target} {headers:?}", answer.status));
        }
    }
    assert_eq!(wrong, [""; 0], "{}", if is_passing { "these do not pass" } else { "these pass" });
}

#[test]
fn requests_of_other_origins_are_refused() {
    let origins = [
        String::new(),
        "Origin: null\r\n".into(),
        "Origin: https://evil.example\r\n".into(),
        "Origin: OWN.evil.example\r\n".into(),
        "Origin: OWN/\r\n".into(),
        "Origin: OWN0\r\n".into(),
        "Origin: http://127.0.0.1\r\n".into(),
        "Origin: https://evil.example OWN\r\n".into(),
        "Origin: OWN\r\nSec-Fetch-Site: cross-site\r\n".into(),
        "Origin: OWN\r\nSec-Fetch-Site: same-site\r\n".into(),
        "Origin: OWN\r\nSec-Fetch-Site: none\r\n".into(),
    ];
    let headers: Vec<String> = origins.iter().map(|origin| format!("{origin}{JSON}")).collect();
    let forms: Vec<String> = origins.iter().map(|origin| format!("{origin}{FORM}")).collect();
    let mut requests: Vec<Request<'_>> = Vec::new();
    for headers in &headers {
        requests.push(("POST", JOBS, headers, "{}"));
        requests.push(("DELETE", "/proxy/lab/v1/fine-tunes/ft-1", headers, ""));
    }
    requests.extend(origins.iter().map(|headers| ("POST", CANCEL, headers.as_str(), "")));
    requests.extend(forms.iter().map(|headers| ("POST", UPLOAD, headers.as_str(), "--b--\r\n")));
    // What only reads is told by the second line alone.
    requests.push(("GET", JOBS, "Sec-Fetch-Site: cross-site\r\n", ""));
    requests.push(("GET", JOBS, "Sec-Fetch-Site: same-site\r\n", ""));
    run(check(false, &requests));
}

#[test]
fn bodies_of_other_kinds_are_refused() {
    let mut requests: Vec<Request<'_>> = Vec::new();
    for headers in [
        "Origin: OWN\r\n",
        "Origin: OWN\r\nContent-Type: text/plain\r\n",
        "Origin: OWN\r\nContent-Type: text/plain; application/json\r\n",
        "Origin: OWN\r\nContent-Type: application/jsonx\r\n",
        "Origin: OWN\r\nContent-Type: application/x-www-form-urlencoded\r\n",
        "Origin: OWN\r\nContent-Type: multipart/form-data; boundary=b\r\n",
    ] {
        requests.push(("POST", JOBS, headers, "{}"));
        requests.push(("POST", "/proxy/lab/v1/fine-tunes/estimate-price", headers, "{}"));
    }
    for headers in [
        "Origin: OWN\r\nContent-Type: text/plain\r\n",
        "Origin: OWN\r\nContent-Type: multipart/form-data; boundary=b\r\n",
    ] {
        requests.push(("POST", CANCEL, headers, "x"));
    }
    for headers in ["Origin: OWN\r\n", "Origin: OWN\r\nContent-Type: application/json\r\n"] {
        requests.push(("POST", UPLOAD, headers, "{}"));
    }
    requests.push(("GET", JOBS, "Content-Type: application/json\r\n", "{}"));
    requests.push(("GET", JOBS, "Transfer-Encoding: chunked\r\n", "2\r\n{}\r\n0\r\n\r\n"));
    let smuggled = "Origin: OWN\r\nContent-Type: application/json\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n";
    requests.push(("POST", JOBS, smuggled, "2\r\n{}\r\n0\r\n\r\n"));
    let too_large =
        "Origin: OWN\r\nContent-Type: multipart/form-data; boundary=b\r\nContent-Length: 1999999999\r\n";
    requests.push(("POST", UPLOAD, too_large, ""));
    run(check(false, &requests));
}

#[test]
fn paths_beside_the_list_are_refused() {
    let targets = [
        "/proxy/lab/x/v1/fine-tunes",
        "/proxy/lab/v1/v1/fine-tunes",
        "/proxy/lab/v1/fine-tunes%0a",
        "/proxy/lab/v1/fine-tunes/ft-1%0A",
        "/proxy/lab/v1/fine-tunes/ft%201",
        "/proxy/lab/v1/fine-tunes/ft-1%3fx=1",
        "/proxy/lab/v1/fine-tunes/ft-1%23x",
        "/proxy/lab/v1/fine-tunes/ft-1;x",
        "/proxy/lab/v1/fine-tunes/ft-1%5c..%5cmodels",
        "/proxy/lab/v1/fine-tunes/%25252e%25252e",
        "/proxy/lab/v1/fine-tunes/%252e%252e",
        "/proxy/lab/v1/fine-tunes/ft-1%00",
        "/proxy/lab/v1/fine-tunes/..",
        "/proxy/lab/v1/fine-tunes/%2e%2e/models",
        "/proxy/lab/v1/fine-tunes/..%2fmodels",
        "/proxy/lab/v1/fine-tunes%2f..%2f..%2fv2/models",
        "/proxy/lab/../lab2/v1/fine-tunes",
        "/proxy/lab%2fv1/fine-tunes/a/b",
        "/proxy/lab",
        "/proxy/lab/",
    ];
    let mut requests: Vec<Request<'_>> = Vec::new();
    for target in targets {
        for method in ["GET", "POST"] {
            requests.push((method, target, "Origin: OWN\r\nContent-Type: application/json\r\n", ""));
        }
    }
    for method in ["HEAD", "OPTIONS", "PATCH", "TRACE", "PROPFIND", "get"] {
        requests.push((method, JOBS, "Origin: OWN\r\n", ""));
    }
    // A target that leaves the account for the page's own files is answered, with nothing of the provider's.
    run(async { check_unsent(&requests).await });
}

/// As [`check`] for requests that may be answered in any way, as long as the provider hears nothing of them.
async fn check_unsent(requests: &[Request<'_>]) {
    let service = Service::start(quiet()).await;
    let nginx = Nginx::start("/", &[], &[account("lab", &service, SERVERS_KEY, "1s")]).await;
    let mut wrong = Vec::new();
    for (method, target, headers, _) in requests {
        let before = service.seen().len();
        let headers = headers.replace("OWN", &nginx.origin());
        let host = nginx.address();
        let request = format!(
            "{method} {target} HTTP/1.1\r\nHost: {host}\r\n{headers}Content-Length: 0\r\nConnection: close\r\n\r\n"
        );
        let answer = wire::exchange(host, &request).await;
        if before < service.seen().len() || answer.status < 300 {
            wrong.push(format!("{} for {method} {target}", answer.status));
        }
    }
    assert_eq!(wrong, [""; 0], "these pass");
}

#[test]
fn requests_of_the_page_pass() {
    let charset = "Origin: OWN\r\nContent-Type: Application/JSON; charset=utf-8\r\n";
    let own = "Origin: OWN\r\nSec-Fetch-Site: same-origin\r\n";
    run(check(
        true,
        &[
            ("POST", JOBS, "Origin: OWN\r\nContent-Type: application/json\r\n", "{}"),
            ("POST", JOBS, charset, "{}"),
            ("POST", CANCEL, own, ""),
            ("POST", CANCEL, "Origin: OWN\r\nContent-Type: application/json\r\n", "{}"),
            ("POST", "/proxy/lab/v1/fine-tunes/f.t_1-x/cancel", own, ""),
            ("POST", UPLOAD, "Origin: OWN\r\nContent-Type: multipart/form-data; boundary=b\r\n", "--b--\r\n"),
            ("DELETE", "/proxy/lab/v1/fine-tunes/ft-1", own, ""),
            ("GET", "/proxy/lab/v1/fine-tunes/ft-1", "Sec-Fetch-Site: same-origin\r\n", ""),
            ("GET", "/proxy/lab/v1/fine-tunes/ft-2", "Sec-Fetch-Site: none\r\n", ""),
            ("GET", "/proxy/lab/v1/fine-tunes/ft-3", "", ""),
            ("GET", "/proxy/lab/v1/fine-tunes/%66t-4", "", ""),
            ("GET", "/proxy/lab/v1/fine-tunes/...", "", ""),
            ("GET", "/proxy/lab/v1/files/file-1", "", ""),
        ],
    ));
}

#[test]
fn other_host_names_are_answered_421() {
    run(async {
        let service = Service::start(quiet()).await;
        let nginx = Nginx::start("/", &[], &[account("lab", &service, SERVERS_KEY, "1s")]).await;
        let own = nginx.address();
        let port = own.port();
        for (line, host, status) in [
            ("GET / HTTP/1.1", format!("Host: {own}\r\n"), 200),
            ("GET / HTTP/1.1", "Host: 127.0.0.1\r\n".to_owned(), 200),
            ("GET / HTTP/1.1", format!("Host: evil.example:{port}\r\n"), 421),
            ("GET / HTTP/1.1", format!("Host: localhost:{port}\r\n"), 421),
            ("GET / HTTP/1.1", format!("Host: 127.0.0.1.evil.example:{port}\r\n"), 421),
            ("GET /proxy/lab/v1/fine-tunes HTTP/1.1", format!("Host: evil.example:{port}\r\n"), 421),
            ("GET http://evil.example/proxy/lab/v1/fine-tunes HTTP/1.1", format!("Host: {own}\r\n"), 421),
            ("GET / HTTP/1.0", String::new(), 421),
        ] {
            let answer = wire::exchange(own, &format!("{line}\r\n{host}Connection: close\r\n\r\n")).await;
            assert_eq!(answer.status, status, "{line} {host}");
        }
        assert!(service.seen().is_empty());
    });
}

/// Answers with these pieces through an account. Returns the answer and what the provider was asked.
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
fn changes_of_an_account_are_limited() {
    run(async {
        let service = Service::start(quiet()).await;
        let accounts =
            [account("lab", &service, SERVERS_KEY, "1s"), account("other", &service, SERVERS_KEY, "1s")];
        let nginx = Nginx::start("/", &[], &accounts).await;
        let own = format!("Origin: {}\r\n", nginx.origin());
        let mut refused = 0;
        for _ in 0..400 {
            let answer = wire::ask(nginx.address(), "POST", CANCEL, &own, "").await;
            refused += usize::from(answer.status == 429);
        }
        // The simulator sends none by itself; a slow machine takes seconds, in which five each are let through.
        assert!(0 < refused, "none of 400 changes was refused");
        let other = CANCEL.replace("lab", "other");
        assert_ne!(wire::ask(nginx.address(), "POST", &other, &own, "").await.status, 429, "another account");
        assert_ne!(wire::ask(nginx.address(), "GET", JOBS, "", "").await.status, 429, "reading");
    });
}
