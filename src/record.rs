//! A job's record flattened into lines, whatever its shape: nothing the service says is dropped.

use serde::{
    Deserialize, Deserializer,
    de::{MapAccess, Visitor},
};
use serde_json::value::RawValue;

/// One leaf of a record.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Entry {
    /// Dotted path to it (`training_type.lora_r`).
    pub path: String,
    /// Its value for people; text without quotes.
    pub value: String,
}

/// The leaves of `json` in the order sent, numbers spelled as sent; empty objects and lists and nulls count
/// as leaves and show as a dash. Text that is no JSON becomes one entry without a path.
pub fn flatten(json: &str) -> Vec<Entry> {
    let mut entries = Vec::new();
    walk("", json.trim(), &mut entries);
    entries
}

fn walk(path: &str, json: &str, entries: &mut Vec<Entry>) {
    let join = |name: &str| if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") };
    match json.as_bytes().first() {
        Some(b'{') => {
            if let Ok(Fields(fields)) = serde_json::from_str(json)
                && !fields.is_empty()
            {
                return fields.iter().for_each(|(name, value)| walk(&join(name), value.get(), entries));
            }
        }
        Some(b'[') => {
            if let Ok(items) = serde_json::from_str::<Vec<&RawValue>>(json)
                && items.iter().any(|item| item.get().starts_with(['{', '[']))
            {
                let numbered = items.iter().enumerate();
                return numbered.for_each(|(i, item)| walk(&join(&i.to_string()), item.get(), entries));
            }
        }
        _ => {}
    }
    entries.push(Entry { path: path.to_owned(), value: leaf(json) });
}

fn leaf(json: &str) -> String {
    let text = match json.as_bytes().first() {
        Some(b'"') => serde_json::from_str(json).unwrap_or_else(|_| json.to_owned()),
        Some(b'[') => match serde_json::from_str::<Vec<&RawValue>>(json) {
            Ok(items) => items.iter().map(|item| leaf(item.get())).collect::<Vec<_>>().join(", "),
            Err(_) => json.to_owned(),
        },
        _ => json.to_owned(),
    };
    if matches!(text.as_str(), "" | "null" | "{}") { "–".to_owned() } else { text }
}

/// An object's fields in the order sent, values as text.
struct Fields<'a>(Vec<(String, &'a RawValue)>);

impl<'de: 'a, 'a> Deserialize<'de> for Fields<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct InOrder;
        impl<'de> Visitor<'de> for InOrder {
            type Value = Fields<'de>;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut fields = Vec::new();
                while let Some(field) = map.next_entry()? {
                    fields.push(field);
                }
                Ok(Fields(fields))
            }
        }
        deserializer.deserialize_map(InOrder)
    }
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
                ("i", "1e-05"),
                ("n", "1785575943112004123"),
            ],
        );
    }

    #[test]
    fn what_is_no_json_is_shown_as_it_is() {
        check("<html>", &[("", "<html>")]);
    }
}
