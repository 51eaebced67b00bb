//! Looks for barriers with axe-core, which the set-up installs.

use std::{env, fs};

use serde_json::Value;

use super::page::Page;

const LOOK: &str = include_str!("axe.js");

/// Returns the text of axe-core; `None` if `TUNEBOARD_AXE` does not name its file.
pub fn library() -> Option<String> {
    env::var_os("TUNEBOARD_AXE").and_then(|path| fs::read_to_string(path).ok())
}

/// Returns a line for each of axe's rules that the page breaks as it stands. The library is there already.
pub async fn violations(page: &Page) -> Vec<String> {
    let found = page.run_async(LOOK, Vec::new()).await.unwrap_or_default();
    let texts = found.as_array().cloned().unwrap_or_default();
    texts.iter().filter_map(Value::as_str).map(ToOwned::to_owned).collect()
}
