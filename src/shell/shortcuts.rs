//! Single keys of the page, and the list of all keys.

use leptos::{ev::KeyboardEvent, prelude::*};
use wasm_bindgen::JsCast as _;
use web_sys::{Element, Event, HtmlElement};

use crate::{
    browser::{
        listener::Listener,
        location,
        storage::{self, Place},
    },
    components::{Dialog, handler},
};
use tuneboard_core::shortcuts::{KEY_GROUPS, KeyGroup, Shortcut, shortcut};

/// Id of the place in the foot of the page where the button is.
pub const SHORTCUTS_PLACE: &str = "shortcuts";

/// Name under which the choice is kept on this device: `off`, or anything else.
const CHOICE: &str = "single-keys";

/// Selector of the search of a screen.
const SEARCH: &str = "main input[type=search]";

/// Button that shows the list, and the keys that act on the whole page.
#[component]
pub fn Shortcuts() -> impl IntoView {
    let is_open = RwSignal::new(false);
    let is_on = RwSignal::new(storage::get(Place::Device, CHOICE).as_deref() != Some("off"));
    let listener = Listener::document("keydown", move |event: Event| {
        let Some(event) = event.dyn_ref::<KeyboardEvent>() else { return };
        // The page may be gone by now.
        let is_meant =
            is_on.try_get_untracked() == Some(true) && !event.default_prevented() && !is_dialog_open();
        let has_modifier = event.ctrl_key() || event.alt_key() || event.meta_key();
        let is_typing = event.target().is_some_and(|target| is_text(target.dyn_ref::<Element>()));
        match shortcut(&event.key(), has_modifier, is_typing).filter(|_| is_meant) {
            Some(Shortcut::Search) if location::focus_first(SEARCH) => event.prevent_default(),
            Some(Shortcut::List) => {
                event.prevent_default();
                is_open.set(true);
            }
            Some(Shortcut::Search) | None => {}
        }
    });
    let _held = StoredValue::new_local(listener);
    let choose = move |event: Event| {
        let is_wanted = event_target_checked(&event);
        is_on.set(is_wanted);
        // Not kept means: to be chosen again after a reload.
        drop(storage::set(Place::Device, CHOICE, if is_wanted { "on" } else { "off" }));
    };
    let group = |group: KeyGroup| {
        let keys = group.keys.iter().map(|(keys, effect)| view! { <dt>{*keys}</dt><dd>{*effect}</dd> });
        view! { <h3>{group.title}</h3><dl class="keys">{keys.collect_view()}</dl> }
    };
    view! {
        <button type="button" class="link wide-only" on:click=handler(move |_| is_open.set(true))>
            "Keyboard shortcuts"
        </button>
        <Dialog is_open=is_open title="Keyboard shortcuts" on_close=Callback::new(move |()| is_open.set(false))>
            <div class="dialog-body">
                <label class="switch">
                    <input type="checkbox" role="switch" prop:checked=is_on on:change=handler(choose) />
                    "/ and ? work everywhere"
                </label>
                {KEY_GROUPS.map(group)}
            </div>
            <div class="actions">
                <button type="button" class="btn" autofocus=true on:click=handler(move |_| is_open.set(false))>"Close"</button>
            </div>
        </Dialog>
    }
}

/// Returns true if keys make text there.
fn is_text(element: Option<&Element>) -> bool {
    let is_field = |element: &Element| {
        element.matches("input:not([type=checkbox], [type=radio]), textarea, select").unwrap_or(false)
    };
    element.is_some_and(|element| {
        is_field(element) || element.dyn_ref::<HtmlElement>().is_some_and(HtmlElement::is_content_editable)
    })
}

fn is_dialog_open() -> bool {
    let document = web_sys::window().and_then(|window| window.document());
    document
        .is_some_and(|document| document.query_selector("dialog[open]").is_ok_and(|found| found.is_some()))
}
