//! Arrow keys in a toolbar: its buttons are one stop of the tab key.
//!
//! Pattern: <https://www.w3.org/WAI/ARIA/apg/patterns/toolbar/>. The first button has the stop, the others
//! `tabindex="-1"`.

use leptos::ev::KeyboardEvent;
use wasm_bindgen::JsCast as _;
use web_sys::{Element, HtmlElement};

/// Moves the focus among the visible buttons of the element that listens.
pub fn on_toolbar_key(event: &KeyboardEvent) {
    let step = match event.key().as_str() {
        "ArrowRight" => 1,
        "ArrowLeft" => -1,
        _ => return,
    };
    let toolbar = event.current_target().and_then(|target| target.dyn_into::<Element>().ok());
    let Some(buttons) = toolbar.and_then(|toolbar| toolbar.query_selector_all("button:not([hidden])").ok())
    else {
        return;
    };
    let buttons: Vec<HtmlElement> =
        (0..buttons.length()).filter_map(|idx| buttons.item(idx)?.dyn_into().ok()).collect();
    let has_focus = |button: &HtmlElement| {
        event.target().is_some_and(|target| target == *AsRef::<web_sys::EventTarget>::as_ref(button))
    };
    let next = buttons.iter().position(has_focus).and_then(|here| here.checked_add_signed(step));
    if let Some(next) = next.and_then(|next| buttons.get(next)) {
        // Refused only for what cannot take focus.
        drop(next.focus());
        event.prevent_default();
    }
}
