//! End to end: the built page in a real Chromium, driven over WebDriver, against the simulator over HTTP.
//!
//! Each test has its own browser, its own host for the page and its own simulator, so that no order matters. The
//! build is taken from `TUNEBOARD_DIST` (default `dist`), ChromeDriver from `CHROMEDRIVER` or `PATH`.
#![cfg(not(target_arch = "wasm32"))]
#![expect(missing_docs, reason = "a test program has no readers of its interface")]

#[path = "e2e/board.rs"]
mod board;
#[path = "e2e/demo.rs"]
mod demo;
#[path = "e2e/driver.rs"]
mod driver;
#[path = "e2e/page.rs"]
mod page;
#[path = "e2e/service.rs"]
mod service;
#[path = "e2e/site.rs"]
mod site;
#[path = "e2e/wire.rs"]
mod wire;
