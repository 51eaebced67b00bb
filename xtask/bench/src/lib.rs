//! Our side of the benchmarks, for `page/bench.js` to call; see `xtask/src/bench.rs`.
//!
//! `ours`, `dataset` and `table` are what is measured, `gloo`, `naive` and `for_rows` are peers that have to be in the same program,
//! `live` counts memory. Empty on the host.
#![cfg(target_arch = "wasm32")]

mod dataset;
mod for_rows;
mod gloo;
mod live;
mod naive;
mod ours;
mod table;

use wasm_bindgen::prelude::*;

/// Panics reach the page's console with their message.
#[wasm_bindgen(start)]
pub fn start() {
    console_error_panic_hook::set_once();
}
