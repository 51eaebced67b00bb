//! Signals that last as long as the page, and the removal of their disposed subscribers.
//!
//! A signal of `reactive_graph` 0.2 keeps each subscriber (memo or effect) until the subscriber runs again, so disposed
//! subscribers leak: a job that is opened and closed leaves hundreds of them, and each tick of the clock would walk over all
//! of them. So between two screens every page signal notifies its subscribers of a change, and drops them: those that are
//! alive read the signal again and find it unchanged. It can go once a signal drops disposed subscribers by itself; no upstream
//! issue is known (November 2026).

use std::cell::RefCell;

use leptos::{
    prelude::*,
    reactive::graph::{AnySource, ReactiveNode as _, ToAnySource as _},
};

thread_local! {
    static LASTING: RefCell<Vec<AnySource>> = const { RefCell::new(Vec::new()) };
}

/// Returns a signal that outlives the screens that read it.
#[track_caller]
pub(super) fn page_signal<T: Send + Sync + 'static>(value: T) -> RwSignal<T> {
    let signal = RwSignal::new(value);
    LASTING.with_borrow_mut(|all| all.push(signal.to_any_source()));
    signal
}

/// Has all page signals drop the subscribers that are gone.
pub fn drop_stale_subscribers() {
    // By its erased type a signal gives away its readers when it tells them.
    let all = LASTING.with_borrow(Vec::clone);
    all.iter().for_each(AnySource::mark_dirty);
}
