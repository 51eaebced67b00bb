//! The contract with every provider: what they may send, what is made of it, and what they are sent.
//!
//! Bodies are in `fixtures/`, in the documented shapes with invented values, plus one per known trap.
#![cfg(not(target_arch = "wasm32"))]
#![expect(clippy::unwrap_used, reason = "clippy knows the tests themselves, not the functions they share")]

use std::path::{Path, PathBuf};

use tuneboard_core::api::HttpResponse;

mod archetype_v06;
mod checkpoints;
mod datasets;
mod documented;
mod errors;
mod events;
mod files;
mod golden;
mod hostile;
mod jobs;
mod metric_rows;
mod odd;
mod openai;
mod planning;
mod properties;
mod requests;
mod unusual;

/// Returns a 200 with the fixture `provider/name.json`.
#[track_caller]
fn fixture(name: &str) -> HttpResponse {
    HttpResponse::json(200, std::fs::read(folder("fixtures").join(name)).unwrap())
}

fn folder(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests").join(name)
}

/// Returns every fixture as `provider/name.json`, sorted.
fn all_fixtures() -> Vec<String> {
    let mut names = Vec::new();
    for provider in ["archetype", "archetype_v06", "openai", "together"] {
        for entry in std::fs::read_dir(folder("fixtures").join(provider)).unwrap() {
            names.push(format!("{provider}/{}", entry.unwrap().file_name().to_str().unwrap()));
        }
    }
    names.sort();
    names
}
