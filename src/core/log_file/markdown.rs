//! Tables in Markdown, as cards of models have them, among other text.

use kernel::find;

/// Bytes in which the table has to begin.
const HEAD_BYTES: usize = 1 << 17;

/// Finds the header of the first table with steps or epochs in it, else of the first one; `None` if there is none.
pub(super) fn table_start(text: &[u8]) -> Option<usize> {
    let head = text.get(..text.len().min(HEAD_BYTES)).unwrap_or_default();
    let (mut starts, mut at, mut before) = (Vec::new(), 0, None);
    while at < head.len() {
        let line = line_at(head, at);
        if is_rule(line) {
            starts.extend(before);
        }
        before = is_row(line).then_some(at);
        at += line.len() + 1;
    }
    let has_counter = |start: &&usize| {
        let header = String::from_utf8_lossy(line_at(head, **start)).to_ascii_lowercase();
        header.contains("step") || header.contains("epoch")
    };
    starts.iter().find(has_counter).or(starts.first()).copied()
}

/// Returns the line that begins at a place, without its end.
pub(super) fn line_at(text: &[u8], at: usize) -> &[u8] {
    let rest = text.get(at..).unwrap_or_default();
    rest.get(..find(rest, b'\n').unwrap_or(rest.len())).unwrap_or_default()
}

/// Returns whether a line is a row of a table.
pub(super) fn is_row(line: &[u8]) -> bool {
    line.trim_ascii().starts_with(b"|")
}

/// Returns whether a line stands between a header and its rows.
pub(super) fn is_rule(line: &[u8]) -> bool {
    let line = line.trim_ascii();
    line.starts_with(b"|") && line.contains(&b'-') && line.iter().all(|byte| b"|:- \t".contains(byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: Option<&str>) {
        let start = table_start(text.as_bytes());
        assert_eq!(start.map(|start| line_at(text.as_bytes(), start)), expected.map(str::as_bytes), "{text}");
    }

    #[test]
    fn the_table_of_steps_is_found() {
        check("| Step | Loss |\n|---|:-:|\n| 1 | 2 |", Some("| Step | Loss |"));
        check(
            "# A | B\n\n| a | b |\n|-|-|\n| 1 | 2 |\n\n| Epoch | Loss |\r\n| - | - |\r\n",
            Some("| Epoch | Loss |\r"),
        );
        check("| a | b |\n| - | - |\n", Some("| a | b |"));
        check("a | b\n1 | 2\n", None);
        check("| a | b |\n| 1 | 2 |\n", None);
        check("|---|\n", None);
    }
}
