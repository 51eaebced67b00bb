//! Parts of a screen that are made one after the other, for all of them would hold up the page.

use leptos::prelude::*;

use crate::browser::schedule::ScopedFrameTask;

/// Returns how many of the wanted parts are made so far: some at once, and as many more in each frame.
pub fn incremental_count(n_wanted: Signal<usize>, n_at_once: usize) -> ReadSignal<usize> {
    let n_made = RwSignal::new(n_at_once);
    let more = ScopedFrameTask::new(move || n_made.update(|n| *n += n_at_once));
    Effect::new(move || {
        if n_made.get() < n_wanted.get() {
            more.request();
        }
    });
    n_made.read_only()
}
