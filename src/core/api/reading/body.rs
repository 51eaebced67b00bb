//! From an [`HttpResponse`] to JSON that can be read item by item.
//!
//! The one place where a success is told from a refusal, a page of HTML, and an answer that broke off; after
//! `json_text` the text is valid JSON.

use std::borrow::Cow;

use super::lenient::{Record, Scalar};
use crate::{
    api::{ApiError, DecodeWarning, Decoded, HttpResponse, error::one_line},
    json::{self, Fault},
    model::Job,
};

/// The body of a success, as valid JSON. Bare `NaN`, `Infinity` and `-Infinity`, which some writers emit
/// though JSON has no such tokens, become strings.
pub(crate) fn json_text(response: &HttpResponse) -> Result<Cow<'_, str>, ApiError> {
    if !response.is_success() {
        return Err(ApiError::from_response(response));
    }
    let mut text = response.text();
    if let Some(rest) = text.strip_prefix('\u{feff}') {
        text = Cow::Owned(rest.to_owned());
    }
    let start = text.trim_start();
    if start.starts_with('<') {
        return Err(ApiError::not_the_api(response.status, start));
    }
    if start.is_empty() {
        return Err(ApiError::unreadable(response.status, "The answer is empty"));
    }
    let Err(fault) = json::check(&text) else { return Ok(text) };
    let Some(quoted) = with_quoted_tokens(&text) else {
        return Err(unreadable_json(response.status, fault));
    };
    match json::check(&quoted) {
        Ok(()) => Ok(Cow::Owned(quoted)),
        Err(fault) => Err(unreadable_json(response.status, fault)),
    }
}

/// A success whose body stops being JSON.
pub(crate) fn unreadable_json(status: u16, fault: Fault) -> ApiError {
    let Fault { line, column, is_cut_off } = fault;
    let what = if is_cut_off { "The response was cut off" } else { "The answer is not valid JSON" };
    ApiError::unreadable(status, &format!("{what} at line {line}, column {column}"))
}

/// `json` with bare not-a-number tokens quoted; `None` if it has none.
pub(crate) fn with_quoted_tokens(json: &str) -> Option<String> {
    // Bytes will do: those looked for are ASCII, which never occurs within a longer character.
    let bytes = json.as_bytes();
    let mut quoted = String::new();
    let mut n_copied = 0;
    let mut is_in_string = false;
    let mut i = 0;
    while let Some(byte) = bytes.get(i) {
        match byte {
            b'"' => is_in_string = !is_in_string,
            b'\\' if is_in_string => i += 1,
            b'N' | b'I' | b'-' if !is_in_string => {
                let mut tokens = ["NaN", "Infinity", "-Infinity"].into_iter();
                if let Some(token) = tokens.find(|token| bytes[i..].starts_with(token.as_bytes())) {
                    quoted.extend([&json[n_copied..i], "\"", token, "\""]);
                    i += token.len();
                    n_copied = i;
                    continue;
                }
            }
            _ => {}
        }
        i += 1;
    }
    if n_copied == 0 {
        return None;
    }
    quoted.push_str(&json[n_copied..]);
    Some(quoted)
}

/// Members by which an answer reports a failure.
const ERRORS: [&str; 2] = ["error", "errors"];

/// As [`ERRORS`], of an answer that holds nothing of what was asked for.
const WORDS: [&str; 4] = ["error", "errors", "detail", "message"];

/// The failure that a success reports in one of `members`, in the service's words; `None` if it reports none.
fn reported(status: u16, record: &Record<'_>, members: &[&str], what: &str) -> Option<ApiError> {
    let is_empty = |json: &str| matches!(json.trim(), "null" | "false" | "0" | "\"\"" | "{}" | "[]");
    let mut said = members.iter().filter_map(|name| Some((name, record.json(name)?)));
    let (name, json) = said.find(|(_, json)| !is_empty(json))?;
    let told = ApiError::from_response(&HttpResponse::json(status, format!("{{\"{name}\":{json}}}")));
    Some(ApiError {
        code: told.code,
        suggestion: told.suggestion,
        support_id: told.support_id,
        ..ApiError::unreadable(status, &format!("An error came instead of the {what}: {}", told.message))
    })
}

/// Refuses an answer that reports a failure although its status is a success.
///
/// # Errors
/// The failure.
pub(crate) fn refuse_reported(status: u16, record: &Record<'_>, what: &str) -> Result<(), ApiError> {
    reported(status, record, &ERRORS, what).map_or(Ok(()), Err)
}

/// The failure that a success reports in place of a list, which is `null`, missing or of another kind.
pub(crate) fn reported_for_list(
    status: u16,
    record: &Record<'_>,
    is_null: bool,
    what: &str,
) -> Option<ApiError> {
    let members: &[&str] = if is_null { &ERRORS } else { &WORDS };
    reported(status, record, members, what)
}

/// A word as sent, whatever it is sent as; empty if it is missing or `null`.
pub(crate) fn word(record: &Record<'_>, name: &str) -> String {
    let other = || record.json(name).filter(|json| *json != "null" && !json.starts_with('"'));
    record.text(name).or_else(|| other().map(str::to_owned)).unwrap_or_default()
}

/// Returns whether `name` is a member by which a success may report a failure.
pub(crate) fn is_word(name: &str) -> bool {
    WORDS.contains(&name)
}

/// Returns whether an answer is a success in JSON that reports no failure, whatever else it holds.
pub(crate) fn is_plain_yes(response: &HttpResponse) -> bool {
    let Ok(json) = json_text(response) else { return false };
    let is_denied = |record: &Record<'_>| {
        let flags = ["success", "ok"].iter().any(|name| record.scalar(name) == Scalar::Bool(false));
        flags || reported(response.status, record, &ERRORS, "job").is_some()
    };
    match Record::parse(&json) {
        Some(record) => !is_denied(&record),
        None => json.trim() != "false",
    }
}

/// The items of a body that is an array.
pub(crate) fn bare_list<'a>(status: u16, json: &'a str, what: &str) -> Result<Vec<&'a str>, ApiError> {
    json::items(json).ok_or_else(|| {
        let reported = Record::parse(json).and_then(|record| reported(status, &record, &WORDS, what));
        reported
            .unwrap_or_else(|| ApiError::unreadable(status, &format!("The answer is not a list of {what}")))
    })
}

/// The items of the array `field` of a body that is an object. `null` is an empty list: some writers have no
/// other word for it.
pub(crate) fn list_in<'a>(
    status: u16,
    record: &Record<'a>,
    field: &str,
    what: &str,
) -> Result<Vec<&'a str>, ApiError> {
    let json = record.json(field);
    if let Some(items) = json.and_then(json::items) {
        return Ok(items);
    }
    let is_null = json == Some("null");
    match reported_for_list(status, record, is_null, what) {
        Some(error) => Err(error),
        None if is_null => Ok(Vec::new()),
        None => {
            Err(ApiError::unreadable(status, &format!("The answer holds no list of {what} (\"{field}\")")))
        }
    }
}

/// A body that is an object.
pub(crate) fn record<'a>(status: u16, json: &'a str, what: &str) -> Result<Record<'a>, ApiError> {
    Record::parse(json)
        .ok_or_else(|| ApiError::unreadable(status, &format!("The answer is not the expected {what}")))
}

/// Reads a body that is one `noun`.
pub(crate) fn one<T>(
    response: &HttpResponse,
    noun: &str,
    read: impl FnOnce(&str) -> Result<T, String>,
) -> Result<T, ApiError> {
    let json = json_text(response)?;
    read(json.trim()).map_err(|why| {
        let record = Record::parse(&json);
        let reported = record.and_then(|record| reported(response.status, &record, &WORDS, noun));
        reported.unwrap_or_else(|| {
            ApiError::unreadable(response.status, &format!("The answer is no {noun}: {why}"))
        })
    })
}

/// Reads every item by itself: those that `read` refuses become warnings, `noun 4: why` counted from 1.
pub(crate) fn each<T>(
    items: &[&str],
    noun: &str,
    mut read: impl FnMut(&str) -> Result<T, String>,
) -> Decoded<Vec<T>> {
    let mut decoded = Decoded { value: Vec::with_capacity(items.len()), warnings: Vec::new() };
    for (index, item) in items.iter().enumerate() {
        match read(item) {
            Ok(value) => decoded.value.push(value),
            Err(why) => {
                let message = format!("{noun} {}: {why}", index + 1);
                decoded.warnings.push(DecodeWarning { index, message });
            }
        }
    }
    decoded
}

/// Reads the jobs of a list as [`each`] does. Of several with an empty id one is read: nothing tells them apart.
pub(crate) fn each_job(
    items: &[&str],
    mut read: impl FnMut(&str) -> Result<Job, String>,
) -> Decoded<Vec<Job>> {
    let mut has_empty = false;
    each(items, "job", |item| {
        let job = read(item)?;
        if job.id.0.is_empty() && std::mem::replace(&mut has_empty, true) {
            return Err("its id is empty, like that of another job".to_owned());
        }
        Ok(job)
    })
}

/// Returns the name of a job whose record has none: its id, or words if the id is blank.
pub(crate) fn stopgap_name(id: &str) -> String {
    if id.trim().is_empty() { "Job with an empty id".to_owned() } else { id.to_owned() }
}

/// Returns the reason why a record without an id is refused; its name says which record it was.
pub(crate) fn missing_id(name: Option<&str>) -> String {
    match name {
        Some(name) => format!("\"id\" is missing (named \"{}\")", one_line(name)),
        None => "\"id\" is missing".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(json: &str, expected: Option<&str>) {
        assert_eq!(with_quoted_tokens(json).as_deref(), expected);
    }

    #[test]
    fn only_bare_tokens_are_quoted() {
        check(r#"{"a":NaN}"#, Some(r#"{"a":"NaN"}"#));
        check(r#"[Infinity,-Infinity]"#, Some(r#"["Infinity","-Infinity"]"#));
        check(r#"{"NaN":"is NaN","b":"\"NaN","c":"\\"}"#, None);
        check(r#"{"ö":"\\","b":NaN}"#, Some(r#"{"ö":"\\","b":"NaN"}"#));
        check(r#""broke off \"#, None);
        check(r#"[-1,"é\é",NaN"#, Some(r#"[-1,"é\é","NaN""#));
    }
}
