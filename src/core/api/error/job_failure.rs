//! The failure of a job, as its record tells it.

use super::one_line;
use crate::api::reading::lenient::Record;

/// Reads a failure from a record's `error`: a text, or `{code, message, param}`. The code and the field are said after
/// the message unless it names them, and stand alone where there is none; `None` if the record says nothing.
pub(crate) fn failure_of(record: &Record<'_>) -> Option<String> {
    if let Some(text) = record.opaque("error") {
        return Some(text);
    }
    let error = record.record("error")?;
    let message = ["message", "detail", "reason"].iter().find_map(|name| error.text(name));
    let words = ["code", "type", "param"].iter().filter_map(|name| error.opaque(name));
    let mut more: Vec<String> = Vec::new();
    for word in words.map(|word| one_line(&word)) {
        let is_said = message.as_deref().is_some_and(|message| has_words(message, &word));
        if !is_said && !more.contains(&word) {
            more.push(word);
        }
    }
    match (message, more.join(", ")) {
        (Some(message), more) if more.is_empty() => Some(message),
        (Some(message), more) => Some(format!("{message} ({more})")),
        (None, more) => Some(more).filter(|more| !more.is_empty()),
    }
}

/// Returns whether `message` says the words of a code such as `not_found`, in whatever case.
pub(crate) fn has_words(message: &str, code: &str) -> bool {
    let plain = |text: &str| text.to_lowercase().replace(['_', '-'], " ");
    plain(message).contains(&plain(code))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(error: &str, expected: Option<&str>) {
        let json = format!("{{\"error\":{error}}}");
        let record = Record::parse(&json).unwrap();
        assert_eq!(failure_of(&record).as_deref(), expected, "{error}");
    }

    #[test]
    fn failure_has_its_code_and_field_beside_the_message() {
        check(
            r#"{"code":"invalid_training_file","message":"Line 3 is bad","param":"training_file"}"#,
            Some("Line 3 is bad (invalid_training_file, training_file)"),
        );
        check(
            r#"{"code":"server_error","message":"Out of memory","param":null}"#,
            Some("Out of memory (server_error)"),
        );
        check(
            r#"{"code":"training_file","message":"The training file is bad","param":"training_file"}"#,
            Some("The training file is bad"),
        );
        check(r#"{"code":"x","param":"x","message":"m"}"#, Some("m (x)"));
        check(r#"{"code":500,"message":"m"}"#, Some("m (500)"));
    }

    #[test]
    fn failure_without_a_message_is_its_code() {
        check(r#"{"code":"cancelled_by_admin"}"#, Some("cancelled_by_admin"));
        check(r#"{"code":"quota","message":""}"#, Some("quota"));
        check(r#""Out of memory""#, Some("Out of memory"));
    }

    #[test]
    fn job_that_did_not_fail_has_no_failure() {
        for error in ["null", "{}", "[]", "\"\"", "false", r#"{"code":null,"message":null,"param":null}"#] {
            check(error, None);
        }
    }
}
