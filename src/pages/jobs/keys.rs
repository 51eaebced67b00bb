//! The keyboard in the job table: from row to row, by screens, and to both ends of a list of which only the rows in
//! view are in the page; and what it selects on the way.

use leptos::{ev, prelude::untrack};
use wasm_bindgen::JsCast as _;
use web_sys::{Element, EventTarget, HtmlElement};

use super::focus;
use crate::{
    browser::{schedule, timer, viewport},
    state::App,
};
use tuneboard_core::{
    listing::{Selection, Slot},
    route::Location,
};

/// A row that is far away is there a few frames after it was scrolled to.
const MOST_LOOKS: usize = 50;

/// Seconds between two looks.
const LOOK_SECS: f64 = 0.01;

/// Does what a key on a row of `list` asks for; `slots` are all its rows.
pub fn on_key(app: App, event: &ev::KeyboardEvent, list: &EventTarget, slots: &[Slot]) {
    let is_command = event.ctrl_key() || event.meta_key();
    let list = list.dyn_ref::<Element>().cloned();
    let target = event.target().and_then(|at| at.dyn_into::<Element>().ok());
    let (Some(list), Some(index), false) = (list, target.and_then(|at| row_of(&at)), event.alt_key()) else {
        return;
    };
    let Some(here) = slots.get(index).copied() else { return };
    match event.key().as_str() {
        "a" | "A" if is_command => {
            app.selected.update(|selection, job_table| selection.add(job_table, slots))
        }
        _ if is_command => return,
        " " if event.shift_key() => {
            app.selected.update(|selection, job_table| selection.extend(job_table, slots, here, here));
        }
        " " => app.selected.update(|selection, job_table| selection.toggle(job_table, here)),
        "Escape" if untrack(|| app.selected.with(Selection::is_choosing)) => app.selected.clear(),
        "a" if focus::focus_an_action() => {}
        key => {
            let Some(wanted) = destination(key, index, slots.len(), &list) else { return };
            if event.shift_key()
                && let Some(there) = slots.get(wanted)
            {
                app.selected.update(|selection, job_table| selection.extend(job_table, slots, *there, here));
            }
            if wanted != index {
                go(list, wanted);
            }
        }
    }
    event.prevent_default();
}

/// Does what a press on a row asks for: selects it in the column of boxes, opens its job anywhere else.
pub fn on_press(app: App, event: &ev::MouseEvent, slots: &[Slot]) {
    let Some(target) = event.target().and_then(|at| at.dyn_into::<Element>().ok()) else { return };
    let Some(cell) = target.closest("[data-column=select]").ok().flatten() else {
        return open(app, event, &target);
    };
    let Some(slot) = row_of(&cell).and_then(|index| slots.get(index).copied()) else { return };
    app.selected.update(|selection, job_table| {
        if event.shift_key() {
            selection.extend(job_table, slots, slot, slot);
        } else {
            selection.toggle(job_table, slot);
        }
    });
}

/// Opens the job of the row that was pressed, as its link does. Links and buttons in it do what they are for; a press
/// that ends a selection of text, or has a key held, is not for the row.
fn open(app: App, event: &ev::MouseEvent, target: &Element) {
    let is_control =
        target.closest("a, button, input, summary, [role=checkbox]").is_ok_and(|found| found.is_some());
    let has_key = event.ctrl_key() || event.meta_key() || event.shift_key() || event.alt_key();
    if is_control || has_key || has_selected_text() {
        return;
    }
    let row = target.closest("[role=row]").ok().flatten();
    let link = row.and_then(|row| row.query_selector("a.name").ok().flatten());
    if let Some(href) = link.and_then(|link| link.get_attribute("href")) {
        app.navigator.go(Location::parse(&href));
    }
}

fn has_selected_text() -> bool {
    let selection = web_sys::window().and_then(|window| window.get_selection().ok().flatten());
    selection.is_some_and(|selection| !selection.is_collapsed())
}

/// Place in the whole list of the row that something is in.
fn row_of(element: &Element) -> Option<usize> {
    let row = element.closest("[role=row]").ok().flatten()?;
    // The heading is row 1.
    row.get_attribute("aria-rowindex")?.parse::<usize>().ok()?.checked_sub(2)
}

/// Returns the row that a key leads to; `None` for any other key.
fn destination(key: &str, index: usize, n_rows: usize, list: &Element) -> Option<usize> {
    let page = viewport::n_rows_in_window(list).max(1);
    let last = n_rows.checked_sub(1)?;
    let wanted = match key {
        "ArrowDown" => index + 1,
        "ArrowUp" => index.saturating_sub(1),
        "PageDown" => index + page,
        "PageUp" => index.saturating_sub(page),
        "Home" => 0,
        "End" => last,
        _ => return None,
    };
    Some(wanted.min(last))
}

/// Shows a row and gives it the focus.
fn go(list: Element, wanted: usize) {
    viewport::show_row(&list, wanted, focus::top_of_actions());
    schedule::spawn_detached(async move {
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

/// The link of a row, if that is in the page.
fn link_of(list: &Element, index: usize) -> Option<HtmlElement> {
    let selector = format!("[aria-rowindex=\"{}\"] a.name", index + 2);
    list.query_selector(&selector).ok()??.dyn_into().ok()
}
