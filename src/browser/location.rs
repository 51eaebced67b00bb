//! The address bar's hash.

use wasm_bindgen::JsValue;

use super::listener::Listener;

/// Mark of a history entry.
const SHOWN: JsValue = JsValue::TRUE;

/// Returns the hash, `#` included; empty if there is none.
pub fn hash() -> String {
    web_sys::window().and_then(|window| window.location().hash().ok()).unwrap_or_default()
}

/// Returns the whole address of the page with this hash.
pub fn link(hash: &str) -> String {
    let address = web_sys::window().and_then(|window| window.location().href().ok()).unwrap_or_default();
    let (page, _) = address.split_once('#').unwrap_or((&address, ""));
    format!("{page}{hash}")
}

/// Puts `hash` in the address bar: as a new entry, so that Back returns, or in place of the current one.
pub fn set_hash(hash: &str, is_new_entry: bool) {
    let Some(history) = history() else { return };
    let state = SHOWN;
    // Browsers refuse when a page does this hundreds of times a minute; the address is then a little old.
    drop(if is_new_entry {
        history.push_state_with_url(&state, "", Some(hash))
    } else {
        history.replace_state_with_url(&state, "", Some(hash))
    });
}

/// Marks the current entry of the history as one that has been shown; whether it was not, so that it came by a link or
/// by typing and not by Back.
pub fn arrive() -> bool {
    let Some(history) = history().filter(|history| history.state().is_ok_and(|state| state != SHOWN)) else {
        return false;
    };
    // What is not marked is taken for new when it comes again.
    drop(history.replace_state(&SHOWN, ""));
    true
}

fn history() -> Option<web_sys::History> {
    web_sys::window()?.history().ok()
}

/// Shows the upper end of the page.
pub fn scroll_to_top() {
    if let Some(window) = web_sys::window() {
        window.scroll_to_with_x_and_y(0.0, 0.0);
    }
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

/// Names the tab after what is on the page.
pub fn set_page_title(title: &str) {
    if let Some(document) = web_sys::window().and_then(|window| window.document()) {
        document.set_title(&format!("{title} – Tuneboard"));
    }
}

/// Puts a number before the tab's title, in place of one that is there; 0 takes it away.
pub fn set_title_badge(n: usize) {
    let Some(document) = web_sys::window().and_then(|window| window.document()) else { return };
    let title = document.title();
    let is_badge = |badge: &&str| badge.bytes().all(|byte| byte.is_ascii_digit());
    let parts = title.strip_prefix('(').and_then(|rest| rest.split_once(") "));
    let plain = parts.filter(|(badge, _)| is_badge(badge)).map_or(&*title, |(_, plain)| plain);
    let badged = if n == 0 { plain.to_owned() } else { format!("({n}) {plain}") };
    if badged != title {
        document.set_title(&badged);
    }
}

/// Moves keyboard focus to the element of this id, if there is one.
pub fn focus(id: &str) {
    if let Some(element) = element(id) {
        // An element that cannot take focus leaves it where it was.
        drop(element.focus());
    }
}

/// Moves the focus as [`focus`] does, without scrolling.
pub fn focus_in_place(id: &str) {
    let options = web_sys::FocusOptions::new();
    options.set_prevent_scroll(true);
    if let Some(element) = element(id) {
        // An element that cannot take focus leaves it where it was.
        drop(element.focus_with_options(&options));
    }
}

/// Moves keyboard focus to the element of this id from what is within it and about to go: the next key would go on
/// behind the element otherwise.
pub fn focus_whole(id: &str) {
    if let Some(element) = element(id).filter(has_focus) {
        drop(element.focus());
    }
}

/// Returns the element of this id.
fn element(id: &str) -> Option<web_sys::HtmlElement> {
    wasm_bindgen::JsCast::dyn_into(web_sys::window()?.document()?.get_element_by_id(id)?).ok()
}

/// Moves keyboard focus to the first element that a selector finds; `false` if it finds none.
pub fn focus_first(selector: &str) -> bool {
    let element = web_sys::window()
        .and_then(|window| window.document())
        .and_then(|document| document.query_selector(selector).ok().flatten())
        .and_then(|element| wasm_bindgen::JsCast::dyn_into::<web_sys::HtmlElement>(element).ok());
    element.is_some_and(|element| element.focus().is_ok())
}

/// Returns the element that has keyboard focus.
pub fn focused() -> Option<web_sys::HtmlElement> {
    let active = web_sys::window()?.document()?.active_element()?;
    wasm_bindgen::JsCast::dyn_into(active).ok()
}

/// Returns true if keyboard focus is within `element`.
pub fn has_focus(element: &web_sys::HtmlElement) -> bool {
    focused().is_some_and(|active| element.contains(Some(&active)))
}

/// Gives focus back to an element that lost it by being moved; not to one that is gone.
pub fn focus_again(element: Option<web_sys::HtmlElement>) {
    if let Some(element) = element.filter(|element| element.is_connected() && !has_focus(element)) {
        drop(element.focus());
    }
}

/// Moves the focus as [`focus`] does, once the present changes are in the page.
pub fn focus_soon(id: &'static str) {
    super::schedule::spawn_detached(async move {
        super::schedule::next_turn().await;
        focus(id);
    });
}
