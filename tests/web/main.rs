//! Tests that need a browser: storage, address bar, timers, fetch and canvas as they really are, and components with
//! their focus, keys and names.
//!
//! All tests share one document, so each mounts into an element of its own, which goes when the test ends.
#![cfg(target_arch = "wasm32")]
#![expect(
    clippy::disallowed_methods,
    reason = "a test presses what a person would, and nothing runs around it"
)]

mod app;
mod archive;
mod charts;
mod columns;
mod compare;
mod components;
mod dataset;
mod fetch;
mod files;
mod handles;
mod job;
mod late_events;
mod log;
mod messages;
mod page;
mod price;
mod row_template;
mod selection;
mod service;
mod stage;
mod table;

wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_browser);
