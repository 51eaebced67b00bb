//! Common rules of all files that the page saves: cells that no spreadsheet takes for formulas, names that every system
//! takes.

/// Longest that one part of a file's name gets, characters.
pub const MAX_PART: usize = 60;

/// Bytes that one part of a file's name gets: two of them and an extension stay below the 255 that most systems allow.
const MOST_BYTES: usize = 110;

/// Characters that spreadsheets take for the beginning of a formula, full-width ones too (OWASP, CSV Injection, 2025).
const FORMULA: [char; 11] = ['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'];

/// A text as a cell of a table after RFC 4180 that no spreadsheet takes for a formula; [`csv_text`] gives it back.
pub fn csv_cell(text: &str) -> String {
    // One that begins like a guarded one is guarded itself, so that both can be told apart.
    let guard = if is_formula(text) { "'" } else { "" };
    // Spreadsheets of many countries part cells at semicolons, and some at tabs.
    if text.contains(['"', ',', ';', '\t', '\r', '\n']) || text.trim() != text {
        format!("\"{guard}{}\"", text.replace('"', "\"\""))
    } else {
        format!("{guard}{text}")
    }
}

/// Returns the text that [`csv_cell`] wrote, once its quotes are gone.
pub fn csv_text(cell: &str) -> &str {
    cell.strip_prefix('\'').filter(|rest| is_formula(rest)).unwrap_or(cell)
}

/// Returns whether a spreadsheet may take a text for a formula; white space before it, and invisible characters, do not help.
fn is_formula(text: &str) -> bool {
    let bare = text.trim_start_matches('\'');
    let is_unseen = |c: char| c == '\'' || c == '\u{feff}' || c.is_whitespace();
    bare.starts_with(FORMULA) || bare.trim_start_matches(is_unseen).starts_with(FORMULA)
}

/// Returns the part of a text that may stand in a file's name on every system: letters and digits of all scripts, and dashes; empty if
/// nothing may.
pub fn file_slug(text: &str) -> String {
    let mut slug = String::new();
    let words = text.split(|c: char| !(c.is_alphanumeric() || is_mark(c))).filter(|word| !word.is_empty());
    for word in words {
        if !slug.is_empty() {
            slug.push('-');
        }
        slug.push_str(word);
    }
    // Systems count bytes or characters: both stay below what they allow.
    let end = slug
        .char_indices()
        .map(|(at, c)| at + c.len_utf8())
        .take(MAX_PART)
        .take_while(|end| *end <= MOST_BYTES);
    slug.truncate(end.last().unwrap_or(0));
    slug.trim_end_matches('-').to_owned()
}

/// Returns whether a character belongs to the letter before it: accents that are characters of their own, vowels of Indic scripts.
fn is_mark(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}' | '\u{900}'..='\u{dff}' | '\u{e31}'..='\u{e4e}' | '\u{200c}' | '\u{200d}')
        && !c.is_ascii_punctuation()
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &str) {
        assert_eq!(csv_cell(text), expected);
    }

    #[test]
    fn no_spreadsheet_takes_a_cell_for_a_formula_or_for_two_cells() {
        check("plain", "plain");
        check("=1+1", "'=1+1");
        check("＝1", "'＝1");
        check("＋1", "'＋1");
        check("－1", "'－1");
        check("＠SUM(A1)", "'＠SUM(A1)");
        check("a;=1+1", "\"a;=1+1\"");
        check("a\t=1+1", "\"a\t=1+1\"");
        check("a\n=1+1", "\"a\n=1+1\"");
        check("\n=1+1", "\"'\n=1+1\"");
        check("'=1", "''=1");
        check(" =1", "\"' =1\"");
        check("\u{a0}=1", "\"'\u{a0}=1\"");
        check("\u{feff}=1", "'\u{feff}=1");
    }

    proptest! {
        /// A cell that is written is read back as it was, and begins with nothing that a spreadsheet acts on.
        #[test]
        fn a_cell_is_read_back(text in "[-=+@＝＋－＠'\"a;,\\t\\r\\n ]{0,8}") {
            let cell = csv_cell(&text);
            let inner = cell.strip_prefix('"').and_then(|cell| cell.strip_suffix('"'));
            let inner = inner.map_or_else(|| cell.clone(), |inner| inner.replace("\"\"", "\""));
            prop_assert_eq!(csv_text(&inner), &*text);
            prop_assert!(!inner.starts_with(FORMULA));
        }
    }
}
