//! The report of a page that has stopped: enough to find the fault, nothing of the account.
//!
//! A panic's message may quote what the program was working on, which may be a job's name, an address or a key. So
//! everything in quotes and every address is left out.

use std::iter::Peekable;

/// Stands for what was left out.
const LEFT_OUT: &str = "…";

/// Returns the report of a panic with this message, at this line of this source file.
///
/// # Example: what a message quotes stays on the page
/// ```
/// use tuneboard_core::crash;
///
/// let report = crash::report("byte index 1 is not a char boundary; it is inside 'ü' of `Jürgen`", "src/a.rs", 7);
/// assert!(report.contains("src/a.rs:7") && !report.contains("Jürgen"));
/// ```
pub fn report(message: &str, file: &str, line: u32) -> String {
    format!(
        "{}\nat {}:{line}\nTuneboard {}",
        without_data(message),
        source_path(file),
        env!("CARGO_PKG_VERSION")
    )
}

/// Returns a message without what it quotes and without addresses.
fn without_data(message: &str) -> String {
    let mut kept = String::with_capacity(message.len());
    let mut chars = message.chars().peekable();
    let mut before = ' ';
    while let Some(c) = chars.next() {
        match c {
            '"' | '`' => skip_quoted(&mut chars, c),
            // Not the apostrophe of a word.
            '\'' if !before.is_alphanumeric() => skip_quoted(&mut chars, c),
            _ => {
                kept.push(c);
                before = c;
                continue;
            }
        }
        kept.extend([c]);
        kept.push_str(LEFT_OUT);
        kept.push(c);
        before = c;
    }
    let words = kept.split(' ').map(|word| match word.split_once("://") {
        Some((scheme, _)) => format!("{scheme}://{LEFT_OUT}"),
        None => word.to_owned(),
    });
    words.collect::<Vec<_>>().join(" ")
}

/// Goes on behind the closing quote, or to the end if there is none.
fn skip_quoted(chars: &mut Peekable<impl Iterator<Item = char>>, quote: char) {
    while let Some(c) = chars.next() {
        if c == '\\' {
            chars.next();
        } else if c == quote {
            return;
        }
    }
}

/// Returns a source file as it is called within its crate, without the folders of the machine that built it.
fn source_path(file: &str) -> &str {
    let of_crate = file.split_once("/registry/src/").and_then(|(_, rest)| rest.split_once('/'));
    of_crate.map_or(file, |(_, path)| path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(message: &str, expected: &str) {
        assert_eq!(without_data(message), expected);
    }

    #[test]
    fn a_report_quotes_nothing_of_the_account() {
        check(
            "index out of bounds: the len is 3 but the index is 5",
            "index out of bounds: the len is 3 but the index is 5",
        );
        check(
            "called `Result::unwrap()` on an `Err` value: Bad(\"sk-secret\")",
            "called `…` on an `…` value: Bad(\"…\")",
        );
        check("it is inside 'ü' of `Jürgen's job`", "it is inside '…' of `…`");
        check("can't go on: it isn't there", "can't go on: it isn't there");
        check("quoted \"with \\\" inside\" once", "quoted \"…\" once");
        check("never closed \"sk-secret", "never closed \"…\"");
        check("GET https://api.example/v1/jobs/ft-secret failed", "GET https://… failed");
        check("", "");
    }

    #[test]
    fn a_report_names_source_file_line_and_version() {
        let text =
            report("gone", "/home/a/.cargo/registry/src/index-1f/reactive_graph-0.2.16/src/traits.rs", 361);
        assert_eq!(
            text,
            format!(
                "gone\nat reactive_graph-0.2.16/src/traits.rs:361\nTuneboard {}",
                env!("CARGO_PKG_VERSION")
            )
        );
        assert!(report("gone", "src/pages/job.rs", 1).contains("at src/pages/job.rs:1"));
    }
}
