//! Text and level of a log's events in any shape: every entry that is sent is shown.

use super::reading::lenient::{Record, Scalar};
use crate::model::{EventLevel, JobEvent};

/// Members that may hold the text, the usual one first.
const TEXTS: [&str; 5] = ["message", "msg", "text", "detail", "error"];

/// Returns the text of an event: its message, or what stands in its place; empty if its type is all it says, and the entry
/// as it was sent if it does not even say that.
pub(super) fn message_of(record: &Record<'_>, kind: &str, json: &str) -> String {
    let said = TEXTS.iter().find_map(|name| words(record.json(name)?));
    said.unwrap_or_else(|| if kind.is_empty() { json.to_owned() } else { String::new() })
}

/// Returns an entry that is no object.
///
/// # Errors
/// A `null`, which says nothing.
pub(super) fn bare_event(json: &str) -> Result<JobEvent, String> {
    let message = words(json).ok_or("it is empty")?;
    let (level, kind) = (EventLevel::Info, "".into());
    Ok(JobEvent { at: None, level, kind, message, step: None, n_steps_total: None })
}

/// Returns a value as text: an object by its message, if it has one. `None` for what holds no words.
fn words(json: &str) -> Option<String> {
    match Scalar::parse(json)? {
        Scalar::Text(text) => Some(text.into_owned()).filter(|text| !text.trim().is_empty()),
        Scalar::Null => None,
        Scalar::Bool(_) | Scalar::Int(_) | Scalar::Float(_) => Some(json.to_owned()),
        Scalar::Nested => {
            let message = Record::parse(json).and_then(|record| record.text("message"));
            message.or_else(|| Some(json.to_owned()).filter(|json| !matches!(json.as_str(), "{}" | "[]")))
        }
    }
}

/// Returns the level of an event by the service's word for it, or by its type where there is no such word. Old spellings occur:
/// `Info`, `legacy_warning`, `legacy_iwarning`.
pub(super) fn level_of(word: &str, kind: &str) -> EventLevel {
    let by_type = || {
        let kind = kind.to_ascii_lowercase();
        match kind.as_str() {
            "warning" | "billing_limit" => EventLevel::Warning,
            kind if kind.ends_with("error") || kind.ends_with("failed") => EventLevel::Error,
            _ => EventLevel::Info,
        }
    };
    let word = word.trim().to_ascii_lowercase();
    match word.strip_prefix("legacy_").unwrap_or(&word) {
        "error" | "ierror" | "critical" | "fatal" => EventLevel::Error,
        "warn" | "warning" | "iwarning" => EventLevel::Warning,
        "" => by_type(),
        _ => EventLevel::Info,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(json: &str, expected: &str) {
        let record = Record::parse(json).unwrap();
        let kind = record.text("type").unwrap_or_default();
        assert_eq!(message_of(&record, &kind, json), expected);
    }

    #[test]
    fn event_says_what_stands_in_place_of_its_message() {
        check(r#"{"message":"m","detail":"d"}"#, "m");
        check(r#"{"message":null,"error":"e"}"#, "e");
        check(r#"{"message":"","error":{"message":"e","code":1}}"#, "e");
        check(r#"{"message":5}"#, "5");
        check(r#"{"message":["a","b"]}"#, r#"["a","b"]"#);
        check(r#"{"type":"job_error"}"#, "");
        check(r#"{"at":1}"#, r#"{"at":1}"#);
    }

    #[test]
    fn level_follows_the_type_where_there_is_no_word_for_it() {
        #[track_caller]
        fn check(word: &str, kind: &str, expected: EventLevel) {
            assert_eq!(level_of(word, kind), expected, "{word} {kind}");
        }
        check("", "job_error", EventLevel::Error);
        check("", "JOB_USER_ERROR", EventLevel::Error);
        check("", "billing_limit", EventLevel::Warning);
        check("", "epoch_complete", EventLevel::Info);
        check("info", "job_error", EventLevel::Info);
        check("FATAL", "message", EventLevel::Error);
        check("legacy_iwarning", "", EventLevel::Warning);
        check("notice", "", EventLevel::Info);
    }

    #[test]
    fn entry_that_is_no_object_is_shown_as_it_was_sent() {
        for (json, expected) in [("42", Ok("42")), ("\"a\"", Ok("a")), ("[1]", Ok("[1]")), ("null", Err(()))]
        {
            let event = bare_event(json);
            assert_eq!(
                event.as_ref().map(|event| event.message.as_str()).map_err(|_| ()),
                expected,
                "{json}"
            );
        }
    }
}
