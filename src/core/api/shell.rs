//! Words of a POSIX shell, for commands that people copy into a terminal.
//!
//! Within single quotes nothing is special to the shell but the quote itself. A terminal is another matter: it acts on
//! control characters while a text is pasted (ETX ends the line, a line feed runs it, ESC may be anything), and characters
//! that turn the direction of writing make a command read as another one. So a text that holds any becomes no word.

pub mod curl;

use super::reading::lenient::is_unseen;

/// `text` as one word; `None` if it holds characters that a terminal acts on or that are invisible.
pub(super) fn word(text: &str) -> Option<String> {
    let is_safe = !text.contains(is_unseen);
    is_safe.then(|| quoted(text))
}

/// Returns JSON text as one word. What a terminal would act on is written as JSON's own `\u` sequences, which mean the
/// same; line feeds of the layout stay.
pub(super) fn json_word(json: &str) -> String {
    quoted(&visible(json))
}

/// Returns JSON text with all invisible characters of its strings written as `\u` sequences.
pub(super) fn visible(json: &str) -> String {
    let mut visible = String::with_capacity(json.len());
    for c in json.chars() {
        if c != '\n' && is_unseen(c) {
            let mut units = [0; 2];
            c.encode_utf16(&mut units).iter().for_each(|unit| visible.push_str(&format!("\\u{unit:04x}")));
        } else {
            visible.push(c);
        }
    }
    visible
}

/// Returns a text of one line without what a terminal would act on, or nobody would see.
pub fn pasteable(text: &str) -> String {
    text.chars().filter(|c| !is_unseen(*c)).collect()
}

/// Returns an id that needs no quotes and cannot be taken for an option: letters, digits, `.`, `_` and `-`, not first;
/// `None` for any other.
pub(super) fn plain_id(id: &str) -> Option<&str> {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'-');
    (!id.is_empty() && !id.starts_with('-') && id.bytes().all(is_plain)).then_some(id)
}

fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', r"'\''"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_terminal_acts_on_becomes_no_word() {
        for text in [
            "a\u{3}b",
            "a\nid",
            "a\r",
            "\u{1b}[201~id\n",
            "a\u{7f}",
            "a\u{9b}31m",
            "gpj.\u{202e}exe",
            "\u{2066}x",
            "a\u{200b}b",
            "\0",
        ] {
            assert_eq!(word(text), None, "{text:?}");
        }
        for (text, expected) in [
            ("", "''"),
            ("a b", "'a b'"),
            ("it's; `id` $HOME", r"'it'\''s; `id` $HOME'"),
            ("é完🦀", "'é完🦀'"),
        ] {
            assert_eq!(word(text).as_deref(), Some(expected));
        }
    }

    #[test]
    fn json_means_the_same_in_other_characters() {
        let text = "a\u{7f}b\u{202e}c\u{e0041}'d";
        let json = format!("{{\n  \"name\": \"{text}\"\n}}");
        let word = json_word(&json);
        assert!(!word.replace('\n', "").contains(is_unseen), "{word:?}");
        let inner = word.trim_matches('\'').replace(r"'\''", "'");
        assert_eq!(serde_json::from_str::<serde_json::Value>(&inner).unwrap()["name"], text);
    }

    #[test]
    fn ids_of_letters_and_digits_are_plain() {
        for id in ["ft-1", "ft_1.a", "A9", "."] {
            assert_eq!(plain_id(id), Some(id));
        }
        for id in ["", "-rf", "--help", "a b", "a/b", "a\u{3}", "é", "$(id)", "a'b", "a\n"] {
            assert_eq!(plain_id(id), None, "{id:?}");
        }
    }
}
