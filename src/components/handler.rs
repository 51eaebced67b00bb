//! Event handlers that end with their owner.
//!
//! Leptos disposes of a view's signals before it removes the view's elements, and browsers fire `blur` and `focusout`
//! while a focused element is being removed. A bare handler would then read disposed signals, which panics. So every
//! `on:…` in the page takes its closure through [`handler`]; `tests/tidy` refuses one that does not. It can go once
//! <https://github.com/leptos-rs/leptos/issues/4457> is fixed (open in November 2025).

use leptos::prelude::*;

/// Returns an event handler that calls `run` as long as the current owner lives, and does nothing afterwards.
pub fn handler<E>(mut run: impl FnMut(E) + 'static) -> impl FnMut(E) + 'static {
    let owner_lives = StoredValue::new(());
    move |event| {
        if !owner_lives.is_disposed() {
            run(event);
        }
    }
}
