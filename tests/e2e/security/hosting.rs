//! The built page on real servers: nginx with the recipes of `tests/deploy/`, and Python's plain file server.

use std::{
    process::{Child, Command, Stdio},
    sync::Arc,
    time::Duration,
};

use tokio::{io::AsyncWriteExt, net::TcpStream, sync::Semaphore, task::JoinSet, time::Instant};
use tuneboard_core::model::Provider;

use crate::harness::{
    board::{KEY, list_path},
    driver::in_browser,
    nginx::{Account, Nginx, free_address},
    page::PAUSE,
    service::{Service, quiet},
    site,
    wire::{self, Answer},
};

/// A key that only the server has.
pub const SERVERS_KEY: &str = "sk-e2e-held-by-the-server-42";

/// The path of the job list through an account.
const LIST: &str = "/proxy/lab/v1/fine-tunes";

/// Returns an account of Together's at the simulator.
pub fn account<'a>(name: &'a str, service: &Service, key: &'a str, interval: &'a str) -> Account<'a> {
    let upstream = format!("http://{}/together", service.address());
    Account { name, provider: "together", upstream, key, interval }
}

/// Runs a test that needs no browser.
pub fn run(test: impl Future<Output = ()>) {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build();
    runtime.expect("a runtime").block_on(test);
}

async fn get(nginx: &Nginx, path: &str, headers: &str) -> Answer {
    wire::ask(nginx.address(), "GET", path, headers, "").await
}

#[test]
fn nginx_serves_the_page_at_the_root_and_below_a_path() {
    for base in ["/", "/team/tune/"] {
        in_browser(move |page| async move {
            let nginx = Nginx::start(base, &[], &[]).await;
            page.open(&format!("{}{base}", nginx.origin())).await;
            page.has_rows().await;
            page.follow("New job").await;
            page.find("textbox", "Base model").await;
            if base != "/" {
                let there = get(&nginx, base.trim_end_matches('/'), "").await;
                assert_eq!((there.status, there.header("location")), (301, Some(base)));
                assert_eq!(get(&nginx, "/", "").await.status, 404);
            }
        });
    }
}

#[test]
fn nginx_sends_what_is_compressed_already_and_says_how_long_to_keep_it() {
    run(async {
        let nginx = Nginx::start("/team/tune/", &[("config.json", "{}")], &[]).await;
        let index = get(&nginx, "/team/tune/", "").await;
        let page = index.text();
        let linked = |ending: &str| {
            let mut links = page.split(['"']).filter(|link| link.ends_with(ending));
            format!("/team/tune/{}", links.next().expect("a link").trim_start_matches("./"))
        };
        for (path, kind, is_kept) in [
            ("/team/tune/".to_owned(), "text/html", false),
            ("/team/tune/index.html".to_owned(), "text/html", false),
            ("/team/tune/config.json".to_owned(), "application/json", false),
            (linked(".css"), "text/css", true),
            (linked("/tuneboard.js"), "application/javascript", true),
            (linked("_bg.wasm"), "application/wasm", true),
        ] {
            let plain = get(&nginx, &path, "").await;
            assert_eq!((plain.status, plain.header("content-encoding")), (200, None), "{path}");
            assert!(plain.header("content-type").is_some_and(|is| is.starts_with(kind)), "{path}: {plain:?}");
            let caching = if is_kept { "public, max-age=31536000, immutable" } else { "no-cache" };
            assert_eq!(plain.header("cache-control"), Some(caching), "{path}");
            is_guarded(&plain, &path);
            if !path.ends_with("config.json") {
                for (accepted, expected) in [("br, gzip", "br"), ("gzip", "gzip")] {
                    let packed = get(&nginx, &path, &format!("Accept-Encoding: {accepted}\r\n")).await;
                    assert_eq!(packed.header("content-encoding"), Some(expected), "{path}");
                    assert!(packed.body.len() < plain.body.len(), "{path}");
                }
            }
        }
        for path in
            ["/team/tune/app-0123456789abcdef/start.js", "/team/tune/style-0123456789abcdef.css", "/x"]
        {
            let missing = get(&nginx, path, "").await;
            assert_eq!((missing.status, missing.header("cache-control")), (404, None), "{path}");
            is_guarded(&missing, path);
        }
        let written = wire::ask(nginx.address(), "PUT", "/team/tune/index.html", "", "x").await;
        assert_eq!(written.status, 403);
    });
}

/// The headers that every response has.
#[track_caller]
fn is_guarded(answer: &Answer, path: &str) {
    for (name, part) in [
        ("content-security-policy", "frame-ancestors 'none'"),
        ("referrer-policy", "no-referrer"),
        ("x-content-type-options", "nosniff"),
        ("x-frame-options", "DENY"),
        ("cross-origin-opener-policy", "same-origin"),
        ("permissions-policy", "camera=()"),
    ] {
        assert!(
            answer.header(name).is_some_and(|value| value.contains(part)),
            "{path}: {name} in {answer:?}"
        );
    }
}

#[test]
fn the_server_adds_the_key_and_no_browser_has_it() {
    in_browser(|page| async move {
        let service = Service::start(quiet()).await;
        let config = r#"{"demo": false, "connections": [
            {"label": "lab", "provider": "together", "base_url": "/proxy/lab/v1", "key": "proxy"}]}"#;
        let accounts = [account("lab", &service, SERVERS_KEY, "1s")];
        let nginx = Nginx::start("/", &[("config.json", config)], &accounts).await;
        page.open(&nginx.origin()).await;
        page.has_rows().await;
        let name = page.first_row().await;
        page.follow(&name).await;
        page.click("tab", "Raw").await;
        page.sees("model_output_name").await;
        let html = page.run("return document.documentElement.outerHTML").await;
        assert!(!html.to_string().contains(SERVERS_KEY));
        let seen = service.seen();
        assert!(!seen.is_empty());
        for request in seen {
            assert_eq!(
                request.authorization.as_deref(),
                Some(&*format!("Bearer {SERVERS_KEY}")),
                "{request:?}"
            );
            for of_the_browser in ["user-agent", "referer", "cookie", "sec-fetch", "x-forwarded", "origin"] {
                assert!(!request.headers.contains(of_the_browser), "{of_the_browser}: {request:?}");
            }
        }
    });
}

#[test]
fn only_what_the_dashboard_asks_passes_and_nothing_of_the_key_comes_back() {
    run(async {
        let service = Service::start(quiet()).await;
        let nginx = Nginx::start("/", &[], &[account("lab", &service, SERVERS_KEY, "1s")]).await;
        for (method, path, passes) in [
            ("GET", LIST, true),
            ("GET", "/proxy/lab/v1/fine-tunes?limit=3", true),
            ("GET", "/proxy/lab/v1/fine-tunes/ft-1/metrics?resolution=5", true),
            ("POST", "/proxy/lab/v1/fine-tunes/ft-1/cancel", true),
            ("POST", "/proxy/lab/v1/fine-tunes/estimate-price", true),
            ("GET", "/proxy/lab/v1/models", false),
            ("POST", "/proxy/lab/v1/chat/completions", false),
            ("PUT", LIST, false),
            ("HEAD", LIST, false),
            ("OPTIONS", LIST, false),
            ("GET", "/proxy/lab/v1/finetune/download?ft_id=x", false),
            ("GET", "/proxy/lab/v1/fine-tunes/../models", false),
            ("GET", "/proxy/lab/v1/fine-tunes/%2e%2e/models", false),
            ("GET", "/proxy/lab/v1/fine-tunes/ft-1/metrics/x", false),
            ("GET", "/proxy/lab/v2/fine-tunes", false),
            ("GET", "/proxy/other/v1/fine-tunes", false),
            ("DELETE", "/proxy/lab/v1/files/file-1", false),
        ] {
            let before = service.seen().len();
            let headers = format!("Authorization: Bearer mine\r\nOrigin: {}\r\n", nginx.origin());
            let answer = wire::ask(nginx.address(), method, path, &headers, "").await;
            let has_passed = before < service.seen().len();
            assert_eq!(has_passed, passes, "{method} {path}: {answer:?}");
            assert!(passes || matches!(answer.status, 403..=405), "{method} {path}: {answer:?}");
        }
        let held = format!("Bearer {SERVERS_KEY}");
        assert!(service.seen().iter().all(|seen| seen.authorization.as_deref() == Some(&*held)));

        // A service that repeats the key, and headers that are for this server alone.
        service.answer(
            "/together/v1/files",
            401,
            "application/json",
            &format!("{{\"message\":\"bad {SERVERS_KEY}\"}}"),
        );
        let told = get(&nginx, "/proxy/lab/v1/files", "").await;
        assert_eq!(told.status, 401);
        assert!(told.text().contains("bad [key]") && !told.text().contains(SERVERS_KEY), "{told:?}");
        assert_eq!(told.header("access-control-allow-origin"), None);
        assert_eq!(told.header("cache-control"), Some("no-store"));
    });
}

#[test]
fn an_upload_goes_through_as_it_comes() {
    run(async {
        let service = Service::start(quiet()).await;
        let nginx = Nginx::start("/", &[], &[account("lab", &service, SERVERS_KEY, "1s")]).await;
        const N: usize = 8 << 20;
        let mut stream = TcpStream::connect(nginx.address()).await.expect("it listens");
        let head = format!(
            "POST /proxy/lab/v1/files/upload HTTP/1.1\r\nHost: {}\r\nOrigin: {}\r\n\
             Content-Type: multipart/form-data; boundary=x\r\nContent-Length: {N}\r\nConnection: close\r\n\r\n",
            nginx.address(),
            nginx.origin()
        );
        stream.write_all(head.as_bytes()).await.expect("taken");
        stream.write_all(&vec![b'x'; N / 2]).await.expect("taken");
        // The service hears of it while half of it has yet to leave.
        service.until_seen("POST", "/files/upload").await;
    });
}

/// Watchers, each of whom asks every [`EVERY`].
const N_WATCHERS: usize = 1_000;
const EVERY: Duration = Duration::from_secs(1);
const N_ROUNDS: u32 = 5;

#[test]
fn a_thousand_watchers_are_one_to_the_provider_and_accounts_do_not_mix() {
    run(async {
        let (ours, theirs) = (Service::start(quiet()).await, Service::start(quiet()).await);
        for (service, name) in [(&ours, "ours"), (&theirs, "theirs")] {
            let body = format!("{{\"data\":[],\"of\":\"{name}\"}}");
            service.answer(list_path(Provider::Together), 200, "application/json", &body);
        }
        let accounts = [account("ours", &ours, KEY, "1s"), account("theirs", &theirs, SERVERS_KEY, "1s")];
        let nginx = Nginx::start("/", &[], &accounts).await;
        let address = nginx.address();
        // Of as many connections at once as an ordinary process may have open.
        let lines = Arc::new(Semaphore::new(256));
        let begun = Instant::now();
        let mut watchers = JoinSet::new();
        for n in 0..N_WATCHERS {
            let lines = Arc::clone(&lines);
            watchers.spawn(async move {
                let name = if n % 2 == 0 { "ours" } else { "theirs" };
                let path = format!("/proxy/{name}/v1/fine-tunes");
                let mut took = Vec::new();
                for round in 0..N_ROUNDS {
                    // Spread over the interval, but for the first round: a thousand screens after a power cut.
                    let share = if round == 0 { 0.0 } else { n as f64 / N_WATCHERS as f64 };
                    tokio::time::sleep_until(begun + EVERY * round + EVERY.mul_f64(share)).await;
                    let _line = lines.acquire().await.expect("it is never closed");
                    let asked = Instant::now();
                    let answer = wire::ask(address, "GET", &path, "", "").await;
                    took.push(asked.elapsed());
                    assert_eq!(answer.status, 200);
                    assert!(answer.text().contains(&format!("\"of\":\"{name}\"")), "{answer:?}");
                }
                took
            });
        }
        let mut took: Vec<Duration> = watchers.join_all().await.concat();
        let elapsed = begun.elapsed();
        took.sort();
        // Each response serves for an interval, and one more when it begins between two.
        let allowed = elapsed.as_secs() as usize + 2;
        let asked = [&ours, &theirs].map(|service| service.n_seen("GET", "/fine-tunes"));
        println!(
            "{} answers to {N_WATCHERS} watchers in {:.1} s; the two providers were asked {asked:?} times, at most \
             {allowed} are right; half of the answers within {:?}, 99 % within {:?}",
            took.len(),
            elapsed.as_secs_f64(),
            took[took.len() / 2],
            took[took.len() * 99 / 100],
        );
        assert_eq!(took.len(), N_WATCHERS * N_ROUNDS as usize);
        for n in asked {
            assert!((2..=allowed).contains(&n), "{n} requests in {elapsed:?}");
        }
    });
}

#[test]
fn a_provider_that_fails_is_not_hidden_behind_what_it_said_before() {
    run(async {
        let service = Service::start(quiet()).await;
        let nginx = Nginx::start("/", &[], &[account("lab", &service, SERVERS_KEY, "1s")]).await;
        for (faults, status) in [("", 200), ("*:500", 500), ("", 200), ("*:429", 429)] {
            service.set_faults(faults).await;
            let begun = Instant::now();
            while get(&nginx, LIST, "").await.status != status {
                assert!(begun.elapsed() < Duration::from_secs(5), "{status} does not get through");
                tokio::time::sleep(PAUSE).await;
            }
        }
        // Also without any upstream response.
        let nobody = format!("http://{}/together", free_address());
        let gone = Account { upstream: nobody, ..account("lab", &service, SERVERS_KEY, "1s") };
        let nginx = Nginx::start("/", &[], &[gone]).await;
        assert_eq!(get(&nginx, LIST, "").await.status, 502);
    });
}

#[test]
fn pythons_file_server_will_do() {
    in_browser(|page| async move {
        let (folder, address) =
            (std::env::temp_dir().join(format!("tuneboard-py-{}", std::process::id())), free_address());
        std::fs::create_dir_all(folder.join("team/tune")).expect("a folder");
        site::copy(&folder.join("team/tune"));
        let server = Python(
            Command::new("python3")
                .args(["-m", "http.server", "--bind", "127.0.0.1", "--directory"])
                .arg(&folder)
                .arg(address.port().to_string())
                .stdout(Stdio::null())
                .stderr(Stdio::null())
                .spawn()
                .expect("python3"),
        );
        let begun = Instant::now();
        while TcpStream::connect(address).await.is_err() {
            assert!(begun.elapsed() < crate::harness::page::PATIENCE, "Python does not serve");
            tokio::time::sleep(PAUSE).await;
        }
        page.open(&format!("http://{address}/team/tune/")).await;
        page.has_rows().await;
        drop(server);
        drop(std::fs::remove_dir_all(&folder));
    });
}

/// Ends with this value.
struct Python(Child);

impl Drop for Python {
    fn drop(&mut self) {
        drop(self.0.kill());
        drop(self.0.wait());
    }
}
