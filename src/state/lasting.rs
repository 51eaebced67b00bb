//! Signals that last as long as the page, and readers of theirs that do not.
//!
//! A signal of `reactive_graph` 0.2 holds a mark of every memo and effect that has read it, and takes it back when that
//! one runs again; one that is gone never does. A job that is opened and closed leaves hundreds of them, and each tick
//! of the clock would walk over all there ever were. So between two screens every lasting signal tells its readers
//! that it has changed, and forgets them: whoever is still there reads it again and finds that it has not.

use std::cell::RefCell;

use leptos::{
    prelude::*,
    reactive::graph::{AnySource, ReactiveNode as _, ToAnySource as _},
};

thread_local! {
    static LASTING: RefCell<Vec<AnySource>> = const { RefCell::new(Vec::new()) };
}

/// A signal that outlives the screens that read it.
#[track_caller]
pub(super) fn lasting<T: Send + Sync + 'static>(value: T) -> RwSignal<T> {
    let signal = RwSignal::new(value);
    LASTING.with_borrow_mut(|all| all.push(signal.to_any_source()));
    signal
}

/// Has all lasting signals forget who is gone.
pub fn forget_readers() {
    // By its erased type a signal gives away its readers when it tells them.
    let all = LASTING.with_borrow(Vec::clone);
    all.iter().for_each(AnySource::mark_dirty);
}
