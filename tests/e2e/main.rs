//! End to end: the built page in a real Chromium, driven over WebDriver, against the simulator over HTTP.
//!
//! Each test has its own browser, its own host for the page and its own simulator, so that no order matters. The
//! build is taken from `TUNEBOARD_DIST` (default `dist`), ChromeDriver from `CHROMEDRIVER` or `PATH`.
#![cfg(not(target_arch = "wasm32"))]

mod access;
mod accounts;
mod damage;
mod dataset_to_model;
mod demo;
mod downloads;
mod engines;
mod files;
mod generations;
mod harness;
mod jobs;
mod journey;
mod late_events;
mod names;
mod places;
mod random;
mod releases;
mod replay;
mod security;
mod soak;
mod surroundings;
mod trouble;
mod visits;
