//! Light or dark: what the system asks for, and what the document is set to.

use super::listener::Listener;

const PREFERS_DARK: &str = "(prefers-color-scheme: dark)";

/// Returns true if the system asks for dark.
pub fn system_is_dark() -> bool {
    web_sys::window()
        .and_then(|window| window.match_media(PREFERS_DARK).ok().flatten())
        .is_some_and(|query| query.matches())
}

/// Calls `run` when the system changes its mind.
pub fn on_system_change(run: impl FnMut(bool) + 'static) -> Option<Listener> {
    Listener::media(PREFERS_DARK, run)
}

/// Sets the document's theme; `None` follows the system.
pub fn set_document(theme: Option<&str>) {
    let root =
        web_sys::window().and_then(|window| window.document()).and_then(|page| page.document_element());
    if let Some(root) = root {
        drop(match theme {
            Some(theme) => root.set_attribute("data-theme", theme),
            None => root.remove_attribute("data-theme"),
        });
    }
}
