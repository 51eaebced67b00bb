//! What only a browser shows: storage, address bar, timers, fetch and canvas as they really are, and components with
//! their focus, keys and names.
//!
//! All tests share one document, so each mounts into an element of its own, which goes when the test ends.
#![cfg(target_arch = "wasm32")]

#[path = "web/app.rs"]
mod app;
#[path = "web/archive.rs"]
mod archive;
#[path = "web/canvas.rs"]
mod canvas;
#[path = "web/checkpoints.rs"]
mod checkpoints;
#[path = "web/columns.rs"]
mod columns;
#[path = "web/compare.rs"]
mod compare;
#[path = "web/components.rs"]
mod components;
#[path = "web/dataset.rs"]
mod dataset;
#[path = "web/export.rs"]
mod export;
#[path = "web/fetch.rs"]
mod fetch;
#[path = "web/files.rs"]
mod files;
#[path = "web/frames.rs"]
mod frames;
#[path = "web/gestures.rs"]
mod gestures;
#[path = "web/handles.rs"]
mod handles;
#[path = "web/late_events.rs"]
mod late_events;
#[path = "web/log.rs"]
mod log;
#[path = "web/page.rs"]
mod page;
#[path = "web/price.rs"]
mod price;
#[path = "web/selection.rs"]
mod selection;
#[path = "web/service.rs"]
mod service;
#[path = "web/stage.rs"]
mod stage;
#[path = "web/stencil.rs"]
mod stencil;
#[path = "web/table.rs"]
mod table;
#[path = "web/twin.rs"]
mod twin;
#[path = "web/voice.rs"]
mod voice;

wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_browser);
