//! The usual way to read an answer in a WebAssembly program: gloo-net's `json` into a list of structs.

use serde::Deserialize;
use wasm_bindgen::prelude::*;

/// `{"metrics": […]}`.
#[derive(Deserialize)]
struct Body {
    metrics: Vec<Row>,
}

#[derive(Deserialize)]
struct Row {
    step: u64,
    loss: f64,
}

/// Rows of a body, read by gloo-net and serde_json; gives their number.
///
/// # Errors
/// When the body is not what the benchmark serves.
#[wasm_bindgen]
pub async fn gloo_rows(response: web_sys::Response) -> Result<usize, JsError> {
    let body: Body = gloo_net::http::Response::from(response).json().await?;
    let is_ascending = body.metrics.is_sorted_by_key(|row| row.step);
    let is_finite = body.metrics.iter().all(|row| row.loss.is_finite());
    if is_ascending && is_finite { Ok(body.metrics.len()) } else { Err(JsError::new("not the body served")) }
}
