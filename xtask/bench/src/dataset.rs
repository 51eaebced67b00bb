//! The look at a dataset before it is uploaded, for the page to time.

use tuneboard_core::{api, dataset::Checker, model::Provider};
use wasm_bindgen::prelude::*;

/// A file that is being looked at.
#[wasm_bindgen]
pub struct DatasetCheck {
    checker: Checker,
}

#[wasm_bindgen]
impl DatasetCheck {
    /// Returns a check that has read nothing.
    #[wasm_bindgen(constructor)]
    pub fn new() -> Self {
        Self { checker: Checker::new(api::dataset_rules(Provider::Together)) }
    }

    /// Takes the next bytes.
    pub fn feed(&mut self, bytes: &[u8]) {
        self.checker.push(bytes);
    }

    /// Ends the file; returns the number of examples.
    ///
    /// # Errors
    /// When something is wrong with a file in which nothing is.
    pub fn finish(self) -> Result<f64, JsError> {
        let report = self.checker.finish();
        if report.n_rejected == 0 {
            Ok(report.n_examples as f64)
        } else {
            Err(JsError::new(&report.headline()))
        }
    }
}
