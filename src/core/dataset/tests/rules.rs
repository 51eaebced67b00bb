//! Tests of the rules for a single line.

use super::{report, report_of};
use crate::dataset::{Form, Kind};
use crate::model::Provider;

/// Kinds found in the first line of a file of which the second is in order.
#[track_caller]
fn check(line: &str, expected: &[Kind]) {
    let report = report(format!("{line}\n"));
    let found: Vec<Kind> = report.findings.kinds().map(|(kind, _)| kind).collect();
    assert_eq!(found, expected, "{line}");
}

fn messages(list: &str) -> String {
    format!(r#"{{"messages":[{list}]}}"#)
}

#[track_caller]
fn check_messages(list: &str, expected: &[Kind]) {
    check(&messages(list), expected);
}

const USER: &str = r#"{"role":"user","content":"Hi"}"#;
const REPLY: &str = r#"{"role":"assistant","content":"Hello"}"#;

#[test]
fn every_form_is_known() {
    let form = |line: &str| report(line).form;
    check_messages(&format!("{USER},{REPLY}"), &[]);
    assert_eq!(form(&messages(&format!("{USER},{REPLY}"))), Some(Form::Conversation));
    for (line, expected) in [
        (r#"{"prompt":"a","completion":"b"}"#, Form::Instruction),
        (r#"{"completion":"b","prompt":""}"#, Form::Instruction),
        (r#"{"text":"a"}"#, Form::Text),
        (
            r#"{"input":{"messages":[{"role":"user","content":"a"}]},"preferred_output":[{"role":"assistant","content":"b"}],"non_preferred_output":[{"role":"assistant","content":"c"}]}"#,
            Form::Preference,
        ),
    ] {
        check(line, &[]);
        assert_eq!(form(line), Some(expected), "{line}");
    }
    let pair = r#"{"input":"a","output":{"label":1}}"#;
    assert_eq!(report_of(Provider::Archetype, pair).form, Some(Form::Pair));
    assert_eq!(form(r#"{"t\u0065xt":"a"}"#), Some(Form::Text), "names may be escaped");
}

#[test]
fn a_line_is_one_object_of_one_form() {
    check("", &[Kind::EmptyLine]);
    check(" \t\r", &[Kind::EmptyLine]);
    check("[1]", &[Kind::NotObject]);
    check("\"text\"", &[Kind::NotObject]);
    check("12", &[Kind::NotObject]);
    check("{}", &[Kind::NoForm]);
    check(r#"{"question":"a"}"#, &[Kind::NoForm]);
    check(r#"{"prompt":"a"}"#, &[Kind::NoForm]);
    check(r#"{"text":"a","prompt":"b","completion":"c"}"#, &[Kind::TwoForms]);
    check(r#"{"text":"a","id":7}"#, &[Kind::ExtraField]);
    check(r#"{"text":"a","tools":[]}"#, &[Kind::ExtraField]);
    check(r#"{"text":"a","text":"b"}"#, &[Kind::RepeatedField]);
    check(r#"{"text":"a","x":NaN}"#, &[Kind::ExtraField, Kind::BareNumber]);
    check(r#"{"text":"\ud83d"}"#, &[Kind::HalfCharacter]);
    check(r#"{"text":"a \ud83d b"}"#, &[Kind::HalfCharacter]);
    check(r#"{"text":"\ude00\ud83d"}"#, &[Kind::HalfCharacter]);
    check(r#"{"text":"\ud83d\ud83d\ude00"}"#, &[Kind::HalfCharacter]);
    check(r#"{"text":"\ud83d\n\ude00"}"#, &[Kind::HalfCharacter]);
    check(r#"{"text":"\ud83d\ude00, \\ud83d and \uFFFD"}"#, &[]);
    check(
        r#"{"prompt":"a","completion":[{"type":"text","text":"a long text, then \uDBFF"}]}"#,
        &[Kind::HalfCharacter],
    );
    check(r#"{"text":"a","x":{"y":["\udc00"]}}"#, &[Kind::ExtraField, Kind::HalfCharacter]);
    check(r#"{"text":"a"} {"text":"b"}"#, &[Kind::Malformed]);
    check(r#"{'text':'a'}"#, &[Kind::Malformed]);
    check(r#"{"text":"a",}"#, &[Kind::Malformed]);
    check("{\"text\":\"a\tb\"}", &[Kind::Malformed]);
    check(r#"{"text":"a"#, &[Kind::CutOff]);
    check("{", &[Kind::CutOff]);
    check(&"[".repeat(300), &[Kind::TooDeep]);
}

#[test]
fn fields_have_their_types() {
    check(r#"{"text":1}"#, &[Kind::FieldType]);
    check(r#"{"text":["a"]}"#, &[Kind::FieldType]);
    check(r#"{"prompt":{"a":1},"completion":"b"}"#, &[Kind::FieldType]);
    check(r#"{"messages":"a"}"#, &[Kind::FieldType]);
    check(r#"{"messages":{"role":"user"}}"#, &[Kind::FieldType]);
    check(r#"{"text":""}"#, &[Kind::EmptyExample]);
    check(r#"{"text":" \n "}"#, &[Kind::EmptyExample]);
    check(r#"{"prompt":"a","completion":""}"#, &[Kind::EmptyExample]);
    check(r#"{"prompt":[{"type":"text","text":"a"}],"completion":[{"type":"text","text":"b"}]}"#, &[]);
    check(r#"{"prompt":"a","completion":[{"type":"text","text":" "}]}"#, &[Kind::EmptyExample]);
}

#[test]
fn messages_have_a_role_and_a_content() {
    check_messages("", &[Kind::NoMessages]);
    check_messages(&format!("7,{REPLY}"), &[Kind::Message, Kind::Turn]);
    check_messages(&format!(r#"{{"content":"a"}},{REPLY}"#), &[Kind::Role, Kind::Turn]);
    check_messages(&format!(r#"{USER},{{"role":"bot","content":"a"}},{REPLY}"#), &[Kind::Role]);
    check_messages(&format!(r#"{USER},{{"role":3,"content":"a"}},{REPLY}"#), &[Kind::Role]);
    check_messages(&format!(r#"{{"role":"user"}},{REPLY}"#), &[Kind::NoContent]);
    check_messages(&format!(r#"{{"role":"user","content":null}},{REPLY}"#), &[Kind::NoContent]);
    check_messages(&format!(r#"{{"role":"user","content":7}},{REPLY}"#), &[Kind::Content]);
    check_messages(&format!(r#"{USER},{{"role":"assistant"}}"#), &[Kind::NoContent]);
    check_messages(&format!(r#"{USER},{{"role":"assistant","content":""}}"#), &[Kind::EmptyExample]);
    for weight in ["0", "1", "true"] {
        check_messages(&format!(r#"{USER},{{"role":"assistant","content":"a","weight":{weight}}}"#), &[]);
    }
    for weight in ["2", "0.5", "\"1\"", "null", "[]"] {
        check_messages(
            &format!(r#"{USER},{{"role":"assistant","content":"a","weight":{weight}}}"#),
            &[Kind::Weight],
        );
    }
}

#[test]
fn tools_are_called_instead_of_saying_something() {
    let call = r#"{"role":"assistant","tool_calls":[{"id":"1","type":"function","function":{"name":"f","arguments":"{}"}}]}"#;
    let answer = r#"{"role":"tool","tool_call_id":"1","content":"4"}"#;
    check_messages(&format!("{USER},{call},{answer},{answer},{REPLY}"), &[]);
    check_messages(&format!("{USER},{}", call.replace("tool_calls", "content\":null,\"tool_calls")), &[]);
    check_messages(&format!("{},{REPLY}", call.replace("assistant", "user")), &[Kind::NoContent]);
    let tools = format!(r#"{{"tools":[{{"type":"function"}}],"messages":[{USER},{call}]}}"#);
    check(&tools, &[]);
}

#[test]
fn roles_take_turns() {
    let system = r#"{"role":"system","content":"Be kind"}"#;
    check_messages(&format!("{system},{USER},{REPLY},{USER},{REPLY}"), &[]);
    check_messages(&format!("{system},{REPLY}"), &[]);
    check_messages(REPLY, &[Kind::Turn]);
    check_messages(&format!("{USER},{USER},{REPLY}"), &[Kind::Turn]);
    check_messages(&format!("{USER},{REPLY},{REPLY}"), &[Kind::Turn]);
    check_messages(&format!("{USER},{system},{REPLY}"), &[Kind::LateSystem]);
    check_messages(USER, &[Kind::NoAssistant]);
}

#[test]
fn contents_may_come_in_parts() {
    let parts = |parts: &str| {
        format!(
            r#"{{"role":"user","content":[{parts}]}},{{"role":"assistant","content":[{{"type":"text","text":"b"}}]}}"#
        )
    };
    let image = |url: &str| format!(r#"{{"type":"image_url","image_url":{{"url":"{url}"}}}}"#);
    let good = image("data:image/png;base64,AAAA");
    check_messages(&parts(r#"{"type":"text","text":"a"}"#), &[]);
    check_messages(&parts(&format!(r#"{{"type":"text","text":"a"}},{good}"#)), &[]);
    check_messages(&parts("7"), &[Kind::Part]);
    check_messages(&parts(r#"{"type":"text"}"#), &[Kind::Part]);
    check_messages(&parts(r#"{"text":"a"}"#), &[Kind::Part]);
    check_messages(&parts(r#"{"type":"video","text":"a"}"#), &[Kind::Part]);
    check_messages(&parts(r#"{"type":"image_url"}"#), &[Kind::Image]);
    check_messages(&parts(&image("https://example.com/a.png")), &[Kind::Image]);
    check_messages(
        &parts(&image(&format!("data:image/png;base64,{}", "A".repeat(14_000_000)))),
        &[Kind::Image],
    );
    check_messages(&parts(&vec![good.clone(); 11].join(",")), &[Kind::Images]);
    check_messages(&parts(&vec![good.clone(); 10].join(",")), &[]);
    check_messages(
        &format!(r#"{USER},{{"role":"assistant","content":[{{"type":"text","text":"b"}}]}}"#),
        &[Kind::MixedContent],
    );
    check_messages(
        &format!(r#"{},{{"role":"user","content":[{good}]}}"#, parts(&good)).replace(
            r#""user","content":[{"type":"image_url","image_url":{"url":"data:image/png;base64,AAAA"}}]}"#,
            r#""user","content":[]}"#,
        ),
        &[],
    );
    check_messages(&parts(&good).replace("user", "system"), &[Kind::Image]);
}

#[test]
fn preferences_have_two_answers_to_one_input() {
    let line = |input: &str, preferred: &str, other: &str| {
        format!(r#"{{"input":{input},"preferred_output":{preferred},"non_preferred_output":{other}}}"#)
    };
    let input = &format!(r#"{{"messages":[{USER}]}}"#);
    let (good, bad) = (&format!("[{REPLY}]"), r#"[{"role":"assistant","content":"No"}]"#);
    check(&line(input, good, bad), &[]);
    check(&line(&format!(r#"{{"tools":[],"messages":[{USER}]}}"#), good, bad), &[]);
    check(&line(input, good, good), &[Kind::SameOutputs]);
    check(&line("\"a\"", good, bad), &[Kind::FieldType]);
    check(&line("{}", good, bad), &[Kind::FieldType]);
    check(&line(input, "[]", bad), &[Kind::Output]);
    check(&line(input, &format!("[{REPLY},{REPLY}]"), bad), &[Kind::Turn, Kind::Output]);
    check(&line(input, &format!("[{USER}]"), bad), &[Kind::Output]);
    check(&line(input, "\"a\"", bad), &[Kind::FieldType]);
    check(&line(&format!(r#"{{"messages":[{USER},{REPLY}]}}"#), good, bad), &[Kind::Answered]);
    check(&line(input, "[{\"role\":\"assistant\"}]", bad), &[Kind::NoContent]);
    check(&format!(r#"{{"input":{input},"preferred_output":{good}}}"#), &[Kind::NoForm]);
}

#[test]
fn messages_say_where_and_what() {
    let first = |line: &str| {
        let report = report(line);
        let findings = report.findings.first(crate::dataset::Severity::Reject);
        findings.first().map(|finding| finding.message.clone()).unwrap_or_default()
    };
    let bot = messages(&format!(r#"{USER},{{"role":"bot","content":"a"}},{REPLY}"#));
    assert_eq!(first(&bot), "message 2 has the role “bot”; known are system, user, assistant and tool");
    assert_eq!(first(r#"{"prompt":"a"}"#), "the field completion is missing");
    assert_eq!(first("{'text':1}"), "byte 2 is a single quote; JSON has double quotes only");
    assert_eq!(
        first("{\"text\":\"a\tb\"}"),
        "byte 11 is a control character (0x09), which a string has to write as an escape"
    );
}
