//! A wait that ends early when something has happened.

use std::cell::RefCell;

use js_sys::{Function, Promise};
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::JsFuture;

use super::timer;

/// Wakes those who wait.
#[derive(Debug, Default)]
pub struct Notify(RefCell<Vec<Function>>);

impl Notify {
    /// Waits for `secs`, or until [`Notify::ring`].
    pub async fn wait(&self, secs: f64) {
        let mut timer = None;
        let promise = Promise::new(&mut |resolve, _| {
            self.0.borrow_mut().push(resolve.clone());
            timer = Some(timer::after(secs, move || call(&resolve)));
        });
        // It is never rejected.
        drop(JsFuture::from(promise).await);
        drop(timer);
    }

    /// Ends all waits.
    pub fn ring(&self) {
        self.0.take().iter().for_each(call);
    }
}

fn call(resolve: &Function) {
    // A promise takes anything, and being resolved twice too.
    drop(resolve.call0(&JsValue::NULL));
}
