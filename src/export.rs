//! What all files that the page hands out have in common: cells that no spreadsheet takes for formulas, texts as JSON
//! writes them, names that every system takes.

use std::fmt::Write as _;

/// Longest that one part of a file's name gets, characters.
pub const MAX_PART: usize = 60;

/// A text as a cell of a table after RFC 4180 that no spreadsheet takes for a formula.
pub fn csv_cell(text: &str) -> String {
    let guard = if text.starts_with(['=', '+', '-', '@', '\t', '\r']) { "'" } else { "" };
    if text.contains(['"', ',', '\r', '\n']) {
        format!("\"{guard}{}\"", text.replace('"', "\"\""))
    } else {
        format!("{guard}{text}")
    }
}

/// Appends a text as JSON writes it, in its quotes.
pub fn json_text(text: &str, into: &mut String) {
    into.push('"');
    for c in text.chars() {
        match c {
            '"' | '\\' => into.extend(['\\', c]),
            c if c < ' ' => {
                let _written = write!(into, "\\u{:04x}", u32::from(c));
            }
            c => into.push(c),
        }
    }
    into.push('"');
}

/// What of a text may stand in a file's name on every system: letters, digits and dashes; empty if nothing may.
pub fn file_slug(text: &str) -> String {
    let words = text.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    let mut slug = words.collect::<Vec<_>>().join("-");
    // All of it is ASCII.
    slug.truncate(MAX_PART);
    slug.trim_end_matches('-').to_owned()
}
