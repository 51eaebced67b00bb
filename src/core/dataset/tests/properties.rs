//! Properties of the checker for any file: pieces do not matter, nothing panics, and serde_json agrees.

use proptest::prelude::*;
use serde_json::Value;

use super::{report, report_in};
use crate::dataset::{Kind, Report, Severity};

/// Bits of files that are nearly datasets.
fn scraps() -> impl Strategy<Value = String> {
    let scrap = prop_oneof![
        6 => prop::sample::select(vec![
            "{\"messages\":[", "{\"role\":\"user\",\"content\":\"a\"}", ",", "{\"role\":\"assistant\",\"content\":\"b\"}",
            "]}", "\n", "\r\n", "{\"text\":\"", "\"}", "{\"prompt\":\"p\",\"completion\":\"c\"}", "[", "{", "}", "]",
            "\"input\":", "\"preferred_output\":[", "NaN", " ", "\\u00e9", "\\", "\"", ":", "null", "\"weight\":1",
            "[{\"type\":\"text\",\"text\":\"x\"}]", "[{\"type\":\"image_url\",\"image_url\":{\"url\":\"u\"}}]", "a,b,c", "\u{feff}",
        ]).prop_map(str::to_owned),
        1 => "[ -~é家]{0,9}",
    ];
    prop::collection::vec(scrap, 0..40).prop_map(|scraps| scraps.concat())
}

/// Lines that are well formed more often than not.
fn lines() -> impl Strategy<Value = Vec<String>> {
    let text = prop_oneof![
        Just("\"\"".to_owned()),
        "[a-zé家 ]{0,12}".prop_map(|text| format!("{text:?}")),
        Just("7".to_owned()),
        Just("null".to_owned())
    ];
    let role = prop::sample::select(vec!["user", "assistant", "system", "tool", "bot"]);
    let message = (role, text.clone(), 0..8_u8).prop_map(|(role, content, odd)| match odd {
        0 => format!("{{\"role\":\"{role}\"}}"),
        1 => format!("{{\"content\":{content}}}"),
        2 => format!("{{\"content\":{content},\"weight\":2,\"role\":\"{role}\"}}"),
        _ => format!("{{\"role\": \"{role}\", \"content\": {content}}}"),
    });
    let list = prop::collection::vec(message, 0..4).prop_map(|messages| format!("[{}]", messages.join(", ")));
    let line = prop_oneof![
        list.clone().prop_map(|list| format!("{{\"messages\":{list}}}")),
        text.clone().prop_map(|text| format!("{{\"text\":{text}}}")),
        (text.clone(), text).prop_map(|(a, b)| format!("{{\"prompt\":{a},\"completion\":{b}}}")),
        (list.clone(), list.clone(), list).prop_map(|(a, b, c)| format!(
            "{{\"input\":{{\"messages\":{a}}},\"preferred_output\":{b},\"non_preferred_output\":{c}}}"
        )),
    ];
    let line = (line, 0..12_u8).prop_map(|(line, damage)| match damage {
        0 => line[..line.len() - 1].to_owned(),
        1 => line.replace(':', ";"),
        2 => String::new(),
        _ => line,
    });
    prop::collection::vec(line, 0..12)
}

/// Returns the form of a line that a provider takes, by its documented rules; slowly, with a tree of values.
fn is_taken(line: &str) -> Option<&'static str> {
    let value: Value = serde_json::from_str(line).ok()?;
    let object = value.as_object()?;
    let text = |name: &str| object.get(name).is_some_and(Value::is_string);
    if let Some(list) = object.get("messages") {
        return (is_conversation(list, 0)?.contains(&"assistant")).then_some("messages");
    }
    if object.contains_key("text") {
        return text("text").then_some("text");
    }
    if object.contains_key("prompt") {
        return (text("prompt") && text("completion")).then_some("prompt");
    }
    let input = is_conversation(object.get("input")?.get("messages")?, 0)?;
    let is_one = |name: &str| Some(is_conversation(object.get(name)?, 1)? == ["assistant"]);
    let is_whole =
        input.last() != Some(&"assistant") && is_one("preferred_output")? && is_one("non_preferred_output")?;
    is_whole.then_some("preference")
}

/// Returns the roles of a conversation that is in order.
fn is_conversation(list: &Value, n_less: usize) -> Option<Vec<&str>> {
    let mut roles: Vec<&str> = Vec::new();
    for message in list.as_array()? {
        let role = message.get("role")?.as_str()?;
        message.get("content")?.as_str()?;
        let is_known = ["system", "user", "assistant", "tool"].contains(&role);
        let begins = !roles.is_empty() || n_less == 1 || ["system", "user"].contains(&role);
        let alternates = role == "tool" || roles.last() != Some(&role);
        let weight = message.get("weight").is_none_or(|weight| [0, 1].map(Value::from).contains(weight));
        (is_known && begins && alternates && weight).then_some(())?;
        roles.push(role);
    }
    (!roles.is_empty()).then_some(roles)
}

fn rejected_lines(report: &Report) -> Vec<u64> {
    let mut lines: Vec<u64> =
        report.findings.first(Severity::Reject).iter().map(|finding| finding.line).collect();
    lines.dedup();
    lines
}

/// Lines of one form that the provider of these tests does not take.
const FOREIGN: [&str; 4] = [
    r#"{"prompt":"a","chosen":"b","rejected":"c"}"#,
    r#"{"instruction":"a","input":"","output":"b"}"#,
    r#"{"conversations":[{"from":"human","value":"a"},{"from":"gpt","value":"b"}]}"#,
    r#"{"contents":[{"role":"user","parts":[{"text":"a"}]}]}"#,
];

proptest! {
    #[test]
    fn one_foreign_form_among_good_lines_is_one_sentence(
        is_foreign in prop::collection::vec(any::<bool>(), 1..60),
        line in prop::sample::select(FOREIGN.to_vec()),
        size in 1..300_usize,
    ) {
        let good = |n: usize| format!("{{\"text\":\"example {n}\"}}");
        let varied = |n: usize| line.replacen(":\"a\"", &format!(":\"a{n}\""), 1);
        let lines = is_foreign.iter().enumerate().map(|(n, is)| if *is { varied(n) } else { good(n) });
        let text = lines.collect::<Vec<_>>().join("\n") + "\n";
        let report = report_in(text.as_bytes(), size);
        let n_foreign = is_foreign.iter().filter(|is| **is).count();
        prop_assert_eq!(report.notes().len(), usize::from(0 < n_foreign));
        prop_assert_eq!(report.findings.kinds().count(), 0);
        prop_assert_eq!(report.n_rejected, n_foreign as u64);
        let told: Vec<_> = report.foreign.iter().map(|told| (told.n, told.line)).collect();
        let first = is_foreign.iter().position(|is| *is).map(|at| (n_foreign as u64, at as u64 + 1));
        prop_assert_eq!(told, first.into_iter().collect::<Vec<_>>());
    }

    #[test]
    fn one_array_is_one_sentence(texts in prop::collection::vec("[a-z\\[\\]{}\"\\\\ ]{0,9}", 1..40), is_pretty: bool, size in 1..90_usize) {
        let items: Vec<Value> = texts.iter().map(|text| serde_json::json!({ "text": text })).collect();
        let n = items.len() as u64;
        let array = Value::Array(items);
        let text = if is_pretty { format!("{array:#}\n") } else { array.to_string() };
        let report = report_in(text.as_bytes(), size);
        prop_assert_eq!(report.layout.map(|layout| (layout.is_array, layout.n_objects, layout.is_cut_off)), Some((true, n, false)));
        prop_assert_eq!((report.notes().len(), report.findings.kinds().count()), (1, 0));
    }

    #[test]
    fn pieces_do_not_matter(text in scraps(), size in 1..50_usize) {
        prop_assert_eq!(report_in(text.as_bytes(), size), report(&text));
    }

    #[test]
    fn any_bytes_do(bytes in prop::collection::vec(any::<u8>(), 0..200), size in 1..50_usize) {
        prop_assert_eq!(report_in(&bytes, size), report(&bytes));
    }

    #[test]
    fn tables_do_too(text in "(a|b|\"|,|\n|\r|\r\n|é){0,60}", size in 1..9_usize) {
        let text = format!("x,y\n{text}");
        prop_assert_eq!(report_in(text.as_bytes(), size), report(&text));
    }

    #[test]
    fn a_tree_of_values_says_the_same(lines in lines()) {
        let report = report(lines.join("\n") + "\n");
        let mut expected = Vec::new();
        let mut form = None;
        for (line, number) in lines.iter().zip(1..) {
            let taken = is_taken(line);
            // The first line with the fields of a form says what all have to be, even if it is wrong otherwise.
            let own = form_of(line);
            if taken.is_none() || (form.is_some() && form != own) {
                expected.push(number);
            }
            form = form.or(own);
        }
        if lines.is_empty() {
            expected = vec![1];
        }
        prop_assert_eq!(rejected_lines(&report), expected, "{}", lines.join("\n"));
        let n_empty = lines.iter().filter(|line| line.is_empty()).count().max(usize::from(lines.is_empty()));
        prop_assert_eq!(report.findings.n_lines(Kind::EmptyLine), n_empty as u64);
    }
}

fn form_of(line: &str) -> Option<&'static str> {
    let value: Value = serde_json::from_str(line).ok()?;
    let has = |name: &str| value.get(name).is_some();
    ["messages", "text", "prompt", "input"].into_iter().find(|name| has(name))
}
