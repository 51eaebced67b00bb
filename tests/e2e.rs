//! End to end: the built page in a real Chromium, driven over WebDriver, against the simulator over HTTP.
//!
//! Each test has its own browser, its own host for the page and its own simulator, so that no order matters. The
//! build is taken from `TUNEBOARD_DIST` (default `dist`), ChromeDriver from `CHROMEDRIVER` or `PATH`.
#![cfg(not(target_arch = "wasm32"))]

#[path = "e2e/accounts.rs"]
mod accounts;
#[path = "e2e/addresses.rs"]
mod addresses;
#[path = "e2e/answers.rs"]
mod answers;
#[path = "e2e/board.rs"]
mod board;
#[path = "e2e/bulk.rs"]
mod bulk;
#[path = "e2e/compare.rs"]
mod compare;
#[path = "e2e/cross_site.rs"]
mod cross_site;
#[path = "e2e/crowd.rs"]
mod crowd;
#[path = "e2e/damage.rs"]
mod damage;
#[path = "e2e/dataset_to_model.rs"]
mod dataset_to_model;
#[path = "e2e/demo.rs"]
mod demo;
#[path = "e2e/deputy.rs"]
mod deputy;
#[path = "e2e/downloads.rs"]
mod downloads;
#[path = "e2e/driver.rs"]
mod driver;
#[path = "e2e/ending.rs"]
mod ending;
#[path = "e2e/engine.rs"]
mod engine;
#[path = "e2e/engines.rs"]
mod engines;
#[path = "e2e/files.rs"]
mod files;
#[path = "e2e/framed.rs"]
mod framed;
#[path = "e2e/generations.rs"]
mod generations;
#[path = "e2e/hostile.rs"]
mod hostile;
#[path = "e2e/hosting.rs"]
mod hosting;
#[path = "e2e/journey.rs"]
mod journey;
#[path = "e2e/keyboard.rs"]
mod keyboard;
#[path = "e2e/late_events.rs"]
mod late_events;
#[path = "e2e/lists.rs"]
mod lists;
#[path = "e2e/names.rs"]
mod names;
#[path = "e2e/nginx.rs"]
mod nginx;
#[path = "e2e/page.rs"]
mod page;
#[path = "e2e/places.rs"]
mod places;
#[path = "e2e/policy.rs"]
mod policy;
#[path = "e2e/random/mod.rs"]
mod random;
#[path = "e2e/recipes.rs"]
mod recipes;
#[path = "e2e/releases.rs"]
mod releases;
#[path = "e2e/replay.rs"]
mod replay;
#[path = "e2e/secrets.rs"]
mod secrets;
#[path = "e2e/service.rs"]
mod service;
#[path = "e2e/site.rs"]
mod site;
#[path = "e2e/soak.rs"]
mod soak;
#[path = "e2e/start_up.rs"]
mod start_up;
#[path = "e2e/surroundings.rs"]
mod surroundings;
#[path = "e2e/tools.rs"]
mod tools;
#[path = "e2e/trouble.rs"]
mod trouble;
#[path = "e2e/upstream.rs"]
mod upstream;
#[path = "e2e/visits.rs"]
mod visits;
#[path = "e2e/widths.rs"]
mod widths;
#[path = "e2e/wire.rs"]
mod wire;
