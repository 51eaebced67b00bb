//! A job's record flattened into lines, whatever its shape: nothing the service says is dropped.

use std::borrow::Cow;

use crate::{format, json};

/// One leaf of a record.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Entry {
    /// Dotted path to it (`training_type.lora_r`).
    pub path: String,
    /// Its value for people; text without quotes.
    pub value: String,
}

/// Levels that are taken apart. What lies deeper stays as it was sent: a response may hold a million of them.
const DEEPEST: usize = 32;

/// Characters of a name or value in a cell. Browsers break no word of a million, and lay out long ones for seconds.
const MOST_SHOWN: usize = 10_000;

/// Returns a name or value for a cell: the beginning of a very long one, and how long it is.
pub fn shown(text: &str) -> Cow<'_, str> {
    let Some((end, _)) = text.char_indices().nth(MOST_SHOWN) else { return Cow::Borrowed(text) };
    let n_chars = format::number(text.chars().count() as f64);
    Cow::Owned(format!("{}… ({n_chars} characters, all of them under Raw)", &text[..end]))
}

/// Returns the leaves of `json` in the order sent, numbers by [`format::sent_setting`]; empty objects and lists and nulls
/// count as leaves and show as a dash. Text that is no JSON becomes one entry without a path.
pub fn flatten(json: &str) -> Vec<Entry> {
    let mut entries = Vec::new();
    walk("", json.trim(), DEEPEST, &mut entries);
    entries
}

fn walk(path: &str, json: &str, n_levels: usize, entries: &mut Vec<Entry>) {
    let Some(n_levels) = n_levels.checked_sub(1) else {
        return entries.push(Entry { path: path.to_owned(), value: json.to_owned() });
    };
    let join = |name: &str| if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") };
    match json.as_bytes().first() {
        Some(b'{') => {
            if let Some(members) = json::members(json)
                && 0 < members.iter().len()
            {
                return members.iter().for_each(|(name, value)| walk(&join(name), value, n_levels, entries));
            }
        }
        Some(b'[') => {
            if let Some(items) = json::items(json)
                && items.iter().any(|item| item.starts_with(['{', '[']))
            {
                let numbered = items.iter().enumerate();
                return numbered.for_each(|(i, item)| walk(&join(&i.to_string()), item, n_levels, entries));
            }
        }
        _ => {}
    }
    entries.push(Entry { path: path.to_owned(), value: leaf(json) });
}

fn leaf(json: &str) -> String {
    let text = match json.as_bytes().first() {
        Some(b'"') => json::string(json).map_or_else(|| json.to_owned(), Cow::into_owned),
        Some(b'[') => match json::items(json) {
            Some(items) => items.into_iter().map(leaf).collect::<Vec<_>>().join(", "),
            None => json.to_owned(),
        },
        Some(b'-' | b'0'..=b'9') => format::sent_setting(json).into_owned(),
        _ => json.to_owned(),
    };
    if matches!(text.as_str(), "" | "null" | "{}") { "–".to_owned() } else { text }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(json: &str, expected: &[(&str, &str)]) {
        let entries = flatten(json);
        let actual: Vec<_> =
            entries.iter().map(|entry| (entry.path.as_str(), entry.value.as_str())).collect();
        assert_eq!(actual, expected);
    }

    #[test]
    fn every_leaf_has_a_line() {
        check(
            r#"{"z":{"b":1,"a":"x"},"d":[1,2],"e":[{"f":true},{"f":null}],"g":{},"h":[],"i":1e-05,"n":1785575943112004123}"#,
            &[
                ("z.b", "1"),
                ("z.a", "x"),
                ("d", "1, 2"),
                ("e.0.f", "true"),
                ("e.1.f", "–"),
                ("g", "–"),
                ("h", "–"),
                ("i", "1e-5"),
                ("n", "1785575943112004123"),
            ],
        );
    }

    #[test]
    fn what_lies_very_deep_stays_as_it_was_sent() {
        let nested = |n: usize| format!("{}1{}", "{\"a\":".repeat(n), "}".repeat(n));
        let path = |n: usize| ["a"].repeat(n).join(".");
        check(&nested(DEEPEST - 1), &[(&path(DEEPEST - 1), "1")]);
        check(&nested(1_000_000), &[(&path(DEEPEST), &nested(1_000_000 - DEEPEST))]);
    }

    #[test]
    fn very_long_values_are_cut_and_say_so() {
        let long = "é".repeat(MOST_SHOWN);
        assert_eq!(shown(&long), long);
        let cut = format!("{long}… (5,000,000 characters, all of them under Raw)");
        assert_eq!(shown(&"é".repeat(5_000_000)), cut);
    }

    #[test]
    fn what_is_no_json_is_shown_as_it_is() {
        check("<html>", &[("", "<html>")]);
    }
}
