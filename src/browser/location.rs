//! The address bar's hash.

use super::listener::Listener;

/// The hash, `#` included; empty if there is none.
pub fn hash() -> String {
    web_sys::window().and_then(|window| window.location().hash().ok()).unwrap_or_default()
}

/// Puts `hash` in the address bar: as a new entry, so that Back returns, or in place of the current one.
pub fn set_hash(hash: &str, is_new_entry: bool) {
    let Some(history) = web_sys::window().and_then(|window| window.history().ok()) else { return };
    let state = wasm_bindgen::JsValue::NULL;
    // Browsers refuse when a page does this hundreds of times a minute; the address is then a little old.
    drop(if is_new_entry {
        history.push_state_with_url(&state, "", Some(hash))
    } else {
        history.replace_state_with_url(&state, "", Some(hash))
    });
}

/// Calls `run` when the user changes the hash, by a link, Back or typing.
pub fn on_change(mut run: impl FnMut(String) + Clone + 'static) -> [Option<Listener>; 2] {
    let mut also = run.clone();
    [
        Listener::window("hashchange", move |_| run(hash())),
        Listener::window("popstate", move |_| also(hash())),
    ]
}

/// Loads the page anew.
pub fn reload() {
    if let Some(window) = web_sys::window() {
        drop(window.location().reload());
    }
}
