//! Visibility of the page.

use web_sys::VisibilityState;

use super::listener::Listener;

/// Returns true if the page is at least partly visible.
pub fn is_visible() -> bool {
    web_sys::window()
        .and_then(|window| window.document())
        .is_none_or(|document| document.visibility_state() != VisibilityState::Hidden)
}

/// Calls `run` when the page is hidden or shown.
pub fn on_change(mut run: impl FnMut(bool) + 'static) -> Option<Listener> {
    Listener::document("visibilitychange", move |_| run(is_visible()))
}
