//! Event listeners that end with their handle.

use wasm_bindgen::{JsCast as _, closure::Closure};
use web_sys::{Event, EventTarget, MediaQueryList};

/// A listener on an event target; dropping it removes the listener.
#[must_use]
pub struct Listener {
    target: EventTarget,
    kind: &'static str,
    callback: Closure<dyn FnMut(Event)>,
}

impl Listener {
    /// Calls `run` for each event of `kind`.
    pub fn new(target: &EventTarget, kind: &'static str, run: impl FnMut(Event) + 'static) -> Self {
        let callback = Closure::new(run);
        // Fails only for a target that cannot listen, and those that are passed here can.
        drop(target.add_event_listener_with_callback(kind, callback.as_ref().unchecked_ref()));
        Self { target: target.clone(), kind, callback }
    }

    /// Listens on the window.
    pub fn window(kind: &'static str, run: impl FnMut(Event) + 'static) -> Option<Self> {
        Some(Self::new(web_sys::window()?.as_ref(), kind, run))
    }

    /// Listens on the document.
    pub fn document(kind: &'static str, run: impl FnMut(Event) + 'static) -> Option<Self> {
        Some(Self::new(web_sys::window()?.document()?.as_ref(), kind, run))
    }

    /// Listens on a media query; `run` gets whether it matches.
    pub fn media(query: &str, mut run: impl FnMut(bool) + 'static) -> Option<Self> {
        let list = web_sys::window()?.match_media(query).ok()??;
        let watched: MediaQueryList = list.clone();
        Some(Self::new(list.as_ref(), "change", move |_| run(watched.matches())))
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        drop(
            self.target
                .remove_event_listener_with_callback(self.kind, self.callback.as_ref().unchecked_ref()),
        );
    }
}
