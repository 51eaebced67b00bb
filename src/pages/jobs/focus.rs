//! Focus in the job table: on a row, or on the actions for selected rows.

use crate::browser::location;

/// Gives the focus to the first action; `false` if there is none.
pub fn focus_an_action() -> bool {
    location::focus_first(".selection-bar .buttons :is(button, summary)")
}

/// Returns the upper edge of the bar of actions, CSS pixels below the upper edge of the window.
pub fn top_of_actions() -> Option<f64> {
    let document = web_sys::window()?.document()?;
    let bar = document.query_selector(".selection-bar").ok()??;
    Some(bar.get_bounding_client_rect().top())
}

/// Gives the focus to the topmost row that is in the page; `false` if there is none.
pub fn focus_first_row() -> bool {
    location::focus_first("[role=row][aria-rowindex=\"2\"] a.name")
        || location::focus_first("[role=row] a.name")
}

/// Gives the focus to a row that is in the page: a selected one if there is any.
pub fn focus_a_row() {
    let first = ["[role=row]:has([data-column=select] [aria-checked=true]) a.name", "[role=row] a.name"];
    first.into_iter().any(location::focus_first);
}
