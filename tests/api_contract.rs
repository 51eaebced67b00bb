//! The contract with every provider: what they may send, what is made of it, and what they are sent.
//!
//! Bodies are in `fixtures/`, in the documented shapes with invented values, plus one per known trap.
#![cfg(not(target_arch = "wasm32"))]
#![expect(clippy::unwrap_used, reason = "clippy knows the tests themselves, not the functions they share")]

use std::path::{Path, PathBuf};

use tuneboard::api::HttpResponse;

#[path = "api_contract/archetype_v06.rs"]
mod archetype_v06;
#[path = "api_contract/checkpoints.rs"]
mod checkpoints;
#[path = "api_contract/datasets.rs"]
mod datasets;
#[path = "api_contract/documented.rs"]
mod documented;
#[path = "api_contract/errors.rs"]
mod errors;
#[path = "api_contract/events.rs"]
mod events;
#[path = "api_contract/files.rs"]
mod files;
#[path = "api_contract/golden.rs"]
mod golden;
#[path = "api_contract/hostile.rs"]
mod hostile;
#[path = "api_contract/jobs.rs"]
mod jobs;
#[path = "api_contract/log_kinds.rs"]
mod log_kinds;
#[path = "api_contract/log_tables.rs"]
mod log_tables;
#[path = "api_contract/logs.rs"]
mod logs;
#[path = "api_contract/metrics.rs"]
mod metrics;
#[path = "api_contract/odd.rs"]
mod odd;
#[path = "api_contract/openai.rs"]
mod openai;
#[path = "api_contract/planning.rs"]
mod planning;
#[path = "api_contract/properties.rs"]
mod properties;
#[path = "api_contract/reference.rs"]
mod reference;
#[path = "api_contract/reference_names.rs"]
mod reference_names;
#[path = "api_contract/requests.rs"]
mod requests;
#[path = "api_contract/saved_charts.rs"]
mod saved_charts;
#[path = "api_contract/scanning.rs"]
mod scanning;
#[path = "api_contract/unusual.rs"]
mod unusual;

/// A 200 with the fixture `provider/name.json`.
#[track_caller]
fn fixture(name: &str) -> HttpResponse {
    HttpResponse::json(200, std::fs::read(folder("fixtures").join(name)).unwrap())
}

fn folder(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests").join(name)
}

/// Every fixture as `provider/name.json`, sorted.
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
