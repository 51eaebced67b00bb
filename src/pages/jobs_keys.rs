//! The keyboard in the job table: from row to row, by screens, and to both ends of a list of which only the rows in
//! view are in the page.

use leptos::ev;
use wasm_bindgen::JsCast as _;
use web_sys::{Element, EventTarget, HtmlElement};

use crate::browser::{timer, viewport};

/// Moves focus as a key in the list of so many rows asks for.
pub type MoveFocus = fn(&ev::KeyboardEvent, &EventTarget, usize);

/// A row that is far away is there a few frames after it was scrolled to.
const MOST_LOOKS: usize = 50;

/// Seconds between two looks.
const LOOK_SECS: f64 = 0.01;

/// See [`MoveFocus`].
pub fn move_focus(event: &ev::KeyboardEvent, list: &EventTarget, n_rows: usize) {
    if event.alt_key() || event.ctrl_key() || event.meta_key() {
        return;
    }
    let list = list.dyn_ref::<Element>().cloned();
    let row = event.target().and_then(|at| at.dyn_into::<Element>().ok()?.closest("[role=row]").ok()?);
    let (Some(list), Some(row), Some(last)) = (list, row, n_rows.checked_sub(1)) else { return };
    let Some(index) = row.get_attribute("aria-rowindex").and_then(|text| text.parse::<usize>().ok()) else {
        return;
    };
    // The heading is row 1.
    let index = index.saturating_sub(2);
    let page = viewport::n_rows_in_window(&list).max(1);
    let wanted = match event.key().as_str() {
        "ArrowDown" => index + 1,
        "ArrowUp" => index.saturating_sub(1),
        "PageDown" => index + page,
        "PageUp" => index.saturating_sub(page),
        "Home" => 0,
        "End" => last,
        _ => return,
    };
    event.prevent_default();
    let wanted = wanted.min(last);
    if wanted != index {
        viewport::show_row(&list, wanted);
        leptos::task::spawn_local(async move {
            for _ in 0..MOST_LOOKS {
                if let Some(link) = link_of(&list, wanted) {
                    // Refused only for what cannot take focus.
                    drop(link.focus());
                    return;
                }
                timer::wait(LOOK_SECS).await;
            }
        });
    }
}

/// The link of a row, if that is in the page.
fn link_of(list: &Element, index: usize) -> Option<HtmlElement> {
    let selector = format!("[aria-rowindex=\"{}\"] a.name", index + 2);
    list.query_selector(&selector).ok()??.dyn_into().ok()
}
