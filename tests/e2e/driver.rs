//! A browser of its own for each test: ChromeDriver on a free port, a fresh profile, and an end even if the test
//! fails.

use std::{
    env,
    future::Future,
    io::{BufRead, BufReader},
    net::SocketAddr,
    panic::Location,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::Duration,
};

use fantoccini::ClientBuilder;
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::json;

use crate::page::Page;

/// A journey that takes longer is stuck.
const LONGEST: Duration = Duration::from_secs(120);

/// Runs `journey` in a new browser. A failure leaves a picture and the page's text in `target/e2e`, named after the
/// place of the call.
#[track_caller]
pub fn in_browser<F: Future<Output = ()> + Send + 'static>(journey: impl FnOnce(Page) -> F + Send + 'static) {
    in_browser_for(LONGEST, journey);
}

/// As [`in_browser`], for a journey that may take so long.
#[track_caller]
pub fn in_browser_for<F: Future<Output = ()> + Send + 'static>(
    longest: Duration,
    journey: impl FnOnce(Page) -> F + Send + 'static,
) {
    let place = Location::caller();
    let file = Path::new(place.file()).file_stem().unwrap_or_default().to_string_lossy();
    let name = format!("{file}-{}", place.line());
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build();
    runtime.expect("a runtime").block_on(async move {
        let driver = Driver::start();
        let page = driver.open().await;
        let journey = tokio::time::timeout(longest, journey(page.clone()));
        let outcome = tokio::spawn(async move { journey.await.expect("the journey ends in time") }).await;
        let stopped = if outcome.is_ok() { page.stopped_by_policy().await } else { Vec::new() };
        if outcome.is_err() || !stopped.is_empty() {
            page.leave_evidence(&evidence(), &name).await;
        }
        page.close().await;
        drop(driver);
        if let Err(error) = outcome
            && let Ok(reason) = error.try_into_panic()
        {
            std::panic::resume_unwind(reason);
        }
        assert_eq!(stopped, [""; 0], "the page does what its own security policy forbids");
    });
}

/// ChromeDriver; ends with this value.
struct Driver {
    process: Child,
    address: SocketAddr,
}

impl Driver {
    /// It asks for the port that it was given for one kind of address for the other kind too, and ends when somebody
    /// else has that one: then it is started anew, with another port.
    fn start() -> Self {
        let tries = std::iter::repeat_with(Self::try_start).take(5);
        tries.flatten().next().expect("ChromeDriver says where it listens")
    }

    fn try_start() -> Option<Self> {
        let program = env::var_os("CHROMEDRIVER").unwrap_or_else(|| "chromedriver".into());
        let mut process = Command::new(&program)
            .arg("--port=0")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap_or_else(|error| panic!("{}: {error}; CHROMEDRIVER names another", program.display()));
        let stdout = process.stdout.take().expect("its output");
        let mut lines = BufReader::new(stdout).lines().map_while(Result::ok);
        let port = lines.find_map(|line| {
            let port = line.split_once("successfully on port ")?.1;
            port.trim_end_matches('.').parse::<u16>().ok()
        });
        let Some(port) = port else {
            // Its output has ended, so it has too.
            drop(process.wait());
            return None;
        };
        // It would be stopped by a full pipe.
        std::thread::spawn(move || lines.for_each(drop));
        Some(Self { process, address: SocketAddr::from(([127, 0, 0, 1], port)) })
    }

    async fn open(&self) -> Page {
        let mut options = json!({"args": [
            "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
            "--window-size=1280,900", "--force-device-scale-factor=1", "--lang=en-US",
        ]});
        let known = Path::new("/usr/bin/chromium");
        let binary =
            env::var_os("CHROME").map(PathBuf::from).or_else(|| known.exists().then(|| known.into()));
        if let Some(binary) = binary {
            options["binary"] = json!(binary);
        }
        let capabilities = json!({"goog:chromeOptions": options, "goog:loggingPrefs": {"browser": "ALL"}});
        let capabilities = capabilities.as_object().cloned().unwrap_or_default();
        let mut builder = ClientBuilder::new(HttpConnector::new());
        let client = builder
            .capabilities(capabilities)
            .connect(&format!("http://{}", self.address))
            .await
            .expect("a browser session");
        Page::new(client, self.address)
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        // Both fail only if it has ended by itself.
        drop(self.process.kill());
        drop(self.process.wait());
    }
}

fn evidence() -> PathBuf {
    let target = env::var_os("CARGO_TARGET_DIR").map_or_else(|| PathBuf::from("target"), PathBuf::from);
    target.join("e2e")
}
