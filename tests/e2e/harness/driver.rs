//! A browser of its own for each test: its driver on a free port, a fresh profile, and an end even if the test fails.

use std::{
    env,
    future::Future,
    panic::Location,
    path::{Path, PathBuf},
    time::Duration,
};

use fantoccini::ClientBuilder;
use hyper_util::client::legacy::connect::HttpConnector;

use super::{
    engine::{Engine, Running},
    page::Page,
};

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
    in_engine(Engine::Chromium, longest, journey);
}

/// As [`in_browser_for`], in any browser.
#[track_caller]
pub fn in_engine<F: Future<Output = ()> + Send + 'static>(
    engine: Engine,
    longest: Duration,
    journey: impl FnOnce(Page) -> F + Send + 'static,
) {
    let place = Location::caller();
    let file = Path::new(place.file()).file_stem().unwrap_or_default().to_string_lossy();
    let name = format!("{file}-{}-{}", engine.name(), place.line());
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build();
    runtime.expect("a runtime").block_on(async move {
        let driver = Driver::start(engine).await;
        let page = driver.open().await;
        let journey = tokio::time::timeout(longest, journey(page.clone()));
        let outcome = tokio::spawn(async move { journey.await.expect("the journey ends in time") }).await;
        let faults = if outcome.is_ok() { page.faults().await } else { Vec::new() };
        if outcome.is_err() || !faults.is_empty() {
            page.leave_evidence(&evidence(), &name).await;
        }
        page.close().await;
        drop(driver);
        if let Err(error) = outcome
            && let Ok(reason) = error.try_into_panic()
        {
            std::panic::resume_unwind(reason);
        }
        assert_eq!(faults, [""; 0], "the page throws, or does what its own security policy forbids");
    });
}

/// A browser's driver; ends with this value.
pub struct Driver {
    engine: Engine,
    running: Running,
}

impl Driver {
    pub async fn start(engine: Engine) -> Self {
        Self { engine, running: engine.start().await }
    }

    /// Returns a new session, with a fresh profile.
    pub async fn open(&self) -> Page {
        let capabilities = self.engine.capabilities(&self.running.downloads);
        let capabilities = capabilities.as_object().cloned().unwrap_or_default();
        let mut builder = ClientBuilder::new(HttpConnector::new());
        let client = builder
            .capabilities(capabilities)
            .connect(&format!("http://{}", self.running.address))
            .await
            .expect("a browser session");
        Page::new(client, self.running.address, self.engine, self.running.downloads.clone())
    }
}

/// Returns the folder of the evidence of failures.
pub fn evidence() -> PathBuf {
    let target = env::var_os("CARGO_TARGET_DIR").map_or_else(|| PathBuf::from("target"), PathBuf::from);
    target.join("e2e")
}
