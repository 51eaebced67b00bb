//! Keys of the page: the list that is shown, and the single keys that work wherever no text is typed.

/// A group of keys and their effects, for people.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KeyGroup {
    /// Part of the page in which the keys work.
    pub title: &'static str,
    /// Keys, and their effect.
    pub keys: &'static [(&'static str, &'static str)],
}

/// All keys.
pub const KEY_GROUPS: [KeyGroup; 3] = [
    KeyGroup {
        title: "Everywhere",
        keys: &[("/", "Search"), ("?", "Show this list"), ("Esc", "Close, or leave the search")],
    },
    KeyGroup {
        title: "Job table",
        keys: &[
            ("↓ in the search", "Go to the first row"),
            ("↑ ↓ Page Up Page Down Home End", "Go from row to row"),
            ("Enter", "Open the job"),
            ("Space", "Select or deselect the job"),
            ("Shift+Space, Shift+click", "Select all from the last one selected"),
            ("Shift+↑ Shift+↓", "Select while moving"),
            ("Ctrl+A, ⌘A", "Select all shown jobs"),
            ("A", "Go to the actions"),
            ("Esc", "Clear selection"),
        ],
    },
    KeyGroup {
        title: "Charts",
        keys: &[
            ("← →", "Go from point to point"),
            ("Page Up Page Down Home End", "Go a tenth, or to the ends"),
            ("↑ ↓", "Go to another curve"),
            ("E, Shift+E", "Go to the next or previous evaluation"),
            ("P", "Pin the point, or remove its pin"),
            ("+ −", "Zoom in, or back"),
            ("Shift+← Shift+→", "Move the zoomed part"),
            ("0", "Show all"),
            ("Esc", "Leave the point, then the zoom"),
        ],
    },
];

/// Effect of a single key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shortcut {
    /// Puts the focus into the search.
    Search,
    /// Shows the list of keys.
    List,
}

/// Returns the effect of `key` on the page; `None` for other keys, with Ctrl, Alt or ⌘, and where text is typed.
pub fn shortcut(key: &str, has_modifier: bool, is_typing: bool) -> Option<Shortcut> {
    match key {
        _ if has_modifier || is_typing => None,
        "/" => Some(Shortcut::Search),
        "?" => Some(Shortcut::List),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn single_keys_work_where_no_text_is_typed() {
        #[track_caller]
        fn check(key: &str, has_modifier: bool, is_typing: bool, expected: Option<Shortcut>) {
            assert_eq!(shortcut(key, has_modifier, is_typing), expected, "{key}");
        }
        check("/", false, false, Some(Shortcut::Search));
        check("?", false, false, Some(Shortcut::List));
        check("/", true, false, None);
        check("/", false, true, None);
        check("a", false, false, None);
        check("", false, false, None);
    }
}
