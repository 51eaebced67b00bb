//! Requests that the recipes of `tests/deploy/` refuse, one by one: every attack is one that got through an earlier recipe,
//! or must go on being refused.

use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::{TcpListener, TcpStream},
    time::timeout,
};

use super::hosting::{SERVERS_KEY, account, run};
use crate::harness::{
    nginx::{Account, Nginx},
    page::PATIENCE,
    service::{Service, quiet},
    wire,
};

const JOBS: &str = "/proxy/lab/v1/fine-tunes";
const CANCEL: &str = "/proxy/lab/v1/fine-tunes/ft-1/cancel";
const UPLOAD: &str = "/proxy/lab/v1/files/upload";
const STOP: &str = "/proxy/archetype/v0.5/fine-tune/jobs/j/stop";
const JSON: &str = "Content-Type: application/json\r\n";
const FORM: &str = "Content-Type: multipart/form-data; boundary=b\r\n";

/// A request: method, target, headers (each line with its end, `OWN` for the page's own origin), body.
type Request<'a> = (&'a str, &'a str, &'a str, &'a str);

/// Accounts at the simulator: two of Together's and one of Archetype's.
fn accounts(service: &Service) -> [Account<'static>; 3] {
    let archetype = Account {
        name: "archetype",
        provider: "archetype",
        upstream: format!("http://{}/archetype", service.address()),
        key: SERVERS_KEY,
        interval: "1s",
    };
    [account("lab", service, SERVERS_KEY, "1s"), account("other", service, SERVERS_KEY, "1s"), archetype]
}

/// Sends each request; `is_passing` says whether each is to reach the provider. Fails with all that do otherwise.
async fn check(is_passing: bool, requests: &[Request<'_>]) {
    let service = Service::start(quiet()).await;
    let nginx = Nginx::start("/", &[], &accounts(&service)).await;
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
        requests.push(("POST", CANCEL, headers, ""));
    }
    // What steers a job has no body at all: a dataset sent to a "storage address" that is one of these is no leave.
    for (method, target) in [
        ("PUT", STOP),
        ("PUT", "/proxy/archetype/v0.5/fine-tune/jobs/j/cancel"),
        ("PUT", "/proxy/archetype/v0.5/fine-tune/jobs/j/cancel?X-Amz-Signature=1"),
        ("POST", "/proxy/archetype/v0.6/fine_tuning/jobs/j/cancel"),
        ("POST", CANCEL),
        ("DELETE", "/proxy/lab/v1/fine-tunes/ft-1"),
    ] {
        requests.push((method, target, "Origin: OWN\r\n", "{\"text\":\"a line\"}\n"));
        requests.push((method, target, "Origin: OWN\r\nContent-Type: application/json\r\n", "{}"));
        requests.push((
            method,
            target,
            "Origin: OWN\r\nTransfer-Encoding: chunked\r\n",
            "2\r\n{}\r\n0\r\n\r\n",
        ));
    }
    // Nothing else is asked for with PUT, and what has JSON says its length, of no more than a few megabytes.
    for target in
        ["/proxy/archetype/v0.5/fine-tune/jobs", "/proxy/archetype/v0.5/files", JOBS, CANCEL, UPLOAD]
    {
        requests.push(("PUT", target, "Origin: OWN\r\nContent-Type: application/json\r\n", "{}"));
        requests.push(("PUT", target, "Origin: OWN\r\n", ""));
    }
    let json = "Origin: OWN\r\nContent-Type: application/json\r\n";
    let (chunked, large) =
        (format!("{json}Transfer-Encoding: chunked\r\n"), format!("{json}Content-Length: 10000000\r\n"));
    for target in [JOBS, "/proxy/archetype/v0.5/files/uploads/u/complete"] {
        requests.push(("POST", target, "Origin: OWN\r\n", "{}"));
        requests.push(("POST", target, &chunked, "2\r\n{}\r\n0\r\n\r\n"));
        requests.push(("POST", target, &large, ""));
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
        // From one account to another: a provider's name of a job, as the page sends it, and what comes near it.
        "/proxy/other/v1/fine-tunes/x%2F..%2F..%2F..%2F..%2Flab%2Fv1%2Ffine-tunes%2Fft-victim",
        "/proxy/other/v1/fine-tunes/x%2F..%2F..%2F..%2F..%2Flab%2Fv1%2Ffine-tunes%2Fft-victim/cancel",
        "/proxy/other/v1/fine-tunes/x%2f%2e%2e%2f..%2f..%2F..%2Flab/v1/fine-tunes/ft-victim/cancel",
        "/proxy/other/v1/fine-tunes/x/../../../../lab/v1/fine-tunes/ft-victim/cancel",
        "/proxy/other/..%2Flab%2Fv1%2Ffine-tunes%2Fft-victim",
        "/proxy/other/../lab/v1/fine-tunes/ft-victim",
        "/proxy/nobody/%2e%2e/lab/v1/fine-tunes/ft-victim",
        "/x/..//proxy/lab/v1/fine-tunes/ft-victim",
        "//proxy/lab/v1/fine-tunes/ft-victim",
        "/proxy//lab/v1/fine-tunes/ft-victim/cancel",
        "/proxy/lab//v1/fine-tunes/ft-victim/cancel",
        "/proxy/lab/./v1/fine-tunes/ft-victim/cancel",
        "/proxy/./lab/v1/fine-tunes/ft-victim",
        "/proxy/l%61b/v1/fine-tunes/ft-victim/cancel",
        "/%70roxy/lab/v1/fine-tunes/ft-victim",
        "/proxy/lab/v1/fine-tunes/%66t-4",
        "/proxy/lab/v1/fine-tunes/x%2F..?a=/",
        "/proxy/lab/v1/fine-tunes/ft-1#x",
        "/proxy/other/v0.5/files/uploads/x%2F..%2F..%2F..%2F..%2F..%2Farchetype%2Fv0.5%2Ffiles%2Fuploads%2Fu/abort",
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
    let nginx = Nginx::start("/", &[], &accounts(&service)).await;
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
            ("POST", CANCEL, "Origin: OWN\r\nContent-Type: application/json\r\n", ""),
            ("PUT", STOP, own, ""),
            ("PUT", "/proxy/archetype/v0.5/fine-tune/jobs/j/cancel", own, ""),
            ("POST", "/proxy/archetype/v0.6/fine_tuning/jobs/j/cancel", own, ""),
            ("POST", "/proxy/archetype/v0.5/files/uploads/u/abort", charset, "{}"),
            ("POST", "/proxy/lab/v1/fine-tunes/f.t_1-x/cancel", own, ""),
            ("POST", UPLOAD, "Origin: OWN\r\nContent-Type: multipart/form-data; boundary=b\r\n", "--b--\r\n"),
            ("DELETE", "/proxy/lab/v1/fine-tunes/ft-1", own, ""),
            ("GET", "/proxy/lab/v1/fine-tunes/ft-1", "Sec-Fetch-Site: same-origin\r\n", ""),
            ("GET", "/proxy/lab/v1/fine-tunes/ft-2", "Sec-Fetch-Site: none\r\n", ""),
            ("GET", "/proxy/lab/v1/fine-tunes/ft-3", "", ""),
            ("GET", "/proxy/lab/v1/fine-tunes/ft-4", "Content-Type: text/any\r\n", ""),
            ("GET", "/proxy/lab/v1/fine-tunes/ft-5?x=%2F..//../%2e", "", ""),
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

/// Sends so many of one kind that the recipe refuses some of them, then asks with each of `others`, which it must not.
async fn check_limit(flood: (&str, &str, &str), others: &[(&str, &str, &str)]) {
    let service = Service::start(quiet()).await;
    let nginx = Nginx::start("/", &[], &accounts(&service)).await;
    let own = format!("Origin: {}\r\n", nginx.origin());
    let ask = async |(method, target, body): (&str, &str, &str)| {
        wire::ask(nginx.address(), method, target, &own, body).await.status
    };
    let mut refused = 0;
    // The simulator sends no 429 by itself; a slow machine takes seconds, in which five each are let through.
    for _ in 0..400 {
        refused += usize::from(ask(flood).await == 429);
    }
    assert!(0 < refused, "none of 400 was refused: {flood:?}");
    for other in others {
        assert_ne!(ask(*other).await, 429, "{other:?} behind many {flood:?}");
    }
}

#[test]
fn changes_of_an_account_are_limited() {
    let (create, cancel) = (("POST", JOBS, "{}"), ("POST", CANCEL, ""));
    let read = ("GET", JOBS, "");
    let delete = ("DELETE", "/proxy/lab/v1/fine-tunes/ft-1", "");
    let elsewhere = ("POST", "/proxy/other/v1/fine-tunes/ft-1/cancel", "");
    run(async {
        // Creations do not keep jobs from being cancelled and deleted; neither do cancellations keep them from being made.
        check_limit(create, &[cancel, delete, read, elsewhere]).await;
        check_limit(cancel, &[create, read, elsewhere, ("POST", "/proxy/other/v1/fine-tunes", "{}")]).await;
        let initiate = ("POST", "/proxy/archetype/v0.5/files/uploads/initiate", "{}");
        check_limit(initiate, &[("PUT", STOP, ""), create]).await;
    });
}

/// Requests of one address that may be under way, as the recipe says.
const MOST_AT_ONCE: usize = 1000;

#[test]
fn requests_under_way_are_limited_but_for_those_that_steer() {
    run(async {
        // A provider that takes all requests and answers none.
        let provider = TcpListener::bind(("127.0.0.1", 0)).await.expect("a free port");
        let upstream = format!("http://{}", provider.local_addr().expect("its address"));
        let nginx = Nginx::start(
            "/",
            &[],
            &[Account { name: "lab", provider: "together", upstream, key: SERVERS_KEY, interval: "1s" }],
        )
        .await;
        let send = async |method: &str, target: &str| {
            let mut stream = TcpStream::connect(nginx.address()).await.expect("it listens");
            let request = format!(
                "{method} {target} HTTP/1.1\r\nHost: {}\r\nOrigin: {}\r\n\r\n",
                nginx.address(),
                nginx.origin()
            );
            stream.write_all(request.as_bytes()).await.expect("the request is taken");
            stream
        };
        let taken = async || {
            timeout(PATIENCE, provider.accept()).await.expect("it comes through").expect("a stream").0
        };
        let mut held = Vec::new();
        for n in 0..MOST_AT_ONCE {
            held.push(send("GET", &format!("{JOBS}/ft-{n}")).await);
            held.push(taken().await);
        }
        assert_eq!(wire::ask(nginx.address(), "GET", JOBS, "", "").await.status, 429);
        held.push(send("POST", CANCEL).await);
        let mut cancelled = taken().await;
        let mut method = [0; 4];
        cancelled.read_exact(&mut method).await.expect("a request");
        assert_eq!(&method, b"POST");
    });
}
