//! Files from real trouble, by the rules of every provider that has any.

use tuneboard_core::{
    api::dataset_rules,
    dataset::{Checker, Kind, Report, Severity, Verdict},
    model::Provider::{self, Archetype, ArchetypeV06, OpenAi, Together},
};

/// Returns the report on a file by a provider's rules.
fn report_of(provider: Provider, bytes: impl AsRef<[u8]>) -> Report {
    let mut checker = Checker::new(dataset_rules(provider));
    checker.push(bytes.as_ref());
    checker.finish()
}

macro_rules! fixture {
    ($name:literal) => {
        include_bytes!(concat!("../fixtures/", $name)).as_slice()
    };
}

/// Lines with a finding, each with its kind.
fn found(report: &Report) -> Vec<(u64, Kind)> {
    let of = |severity| report.findings.first(severity).iter().map(|finding| (finding.line, finding.kind));
    of(Severity::Reject).chain(of(Severity::Look)).collect()
}

/// Returns the sentences about the file as a whole.
fn said(report: &Report) -> Vec<String> {
    report.notes().into_iter().map(|(_, note)| note).collect()
}

#[track_caller]
fn check(file: &[u8], provider: Provider, verdict: Verdict, expected: &[(u64, Kind)], notes: &[&str]) {
    let report = report_of(provider, file);
    assert_eq!(found(&report), expected, "{:?}", report.findings);
    assert_eq!(said(&report), notes);
    assert_eq!(report.verdict(), verdict, "{}", report.headline());
}

#[test]
fn json_array_is_told_in_one_sentence() {
    let file = fixture!("datasets/json_array.json");
    for (provider, service) in [(Together, "Together AI"), (OpenAi, "OpenAI")] {
        let note = format!(
            "The file is one JSON array of 12 objects; {service} takes one object per line (JSON Lines): convert it, \
             for example with jq -c '.[]' old.json > new.jsonl."
        );
        check(file, provider, Verdict::Reject, &[], &[&note]);
        let report = report_of(provider, file);
        assert_eq!(report.headline(), format!("{service} would reject this file"));
        assert_eq!(report.examples(), "one JSON array of 12 objects");
    }
    assert_eq!(report_of(Archetype, file).verdict(), Verdict::Look);
    let table = "The file is JSON, which Archetype AI does not take for training: write the examples as CSV tables with \
                 a header, one file per class.";
    check(file, ArchetypeV06, Verdict::Reject, &[], &[table]);
}

#[test]
fn documents_are_told_apart_from_lines() {
    let label = |text: &str| report_of(Together, text).layout.map(|layout| layout.label());
    let array = |n: usize| Some(format!("one JSON array of {n} object{}", if n == 1 { "" } else { "s" }));
    // One line, too; with strings that have brackets, and cut off.
    assert_eq!(label(r#"[{"text":"a"},{"text":"]}"},{"text":"\"["}]"#), array(3));
    assert_eq!(label("[\n{\"text\":\"a\"},\n{\"text\":\"b\"}\n]\n\n"), array(2));
    assert_eq!(label("[\n{\"text\":\"a\"},\n{\"text\":\"b"), array(1));
    assert_eq!(
        label("{\n \"text\": \"a\"\n}\n{\n \"text\": \"b\"\n}\n").as_deref(),
        Some("2 objects over several lines")
    );
    assert_eq!(
        label("{\n \"data\": [\n{\"text\": \"a\"}\n]}\n").as_deref(),
        Some("1 object over several lines")
    );
    // Arrays on lines of their own, and lines of which the first is broken.
    assert_eq!(label("[{\"text\":\"a\"}]\n[{\"text\":\"b\"}]\n"), None);
    assert_eq!(label("[1, 2]\n"), None);
    assert_eq!(label("{\"text\":\"a\"\n{\"text\":\"b\"}\n{\"text\":\"c\"}\n"), None);
    assert_eq!(label("{\"text\":\"a\n{\"text\":\"b\"}\n{\"text\":\"c\"}\n"), None);
    assert_eq!(label("{\"text\":\"a\"}\n{\"text\":\"b\"}\n"), None);
    let alpaca = "[\n{\"instruction\":\"a\",\"input\":\"\",\"output\":\"b\"}\n]\n";
    let notes = said(&report_of(Together, alpaca));
    assert_eq!(notes.len(), 2, "{notes:?}");
    assert!(notes[1].starts_with("Its objects have the fields instruction, input, output"), "{notes:?}");
    assert!(said(&report_of(Together, "[{\"text\":\"a\"},{\"te"))[0].contains("ends in the middle of it"));
}

#[test]
fn preferences_in_order_have_no_findings() {
    for provider in [Together, OpenAi, Archetype] {
        check(fixture!("datasets/preferences_good.jsonl"), provider, Verdict::Fine, &[], &[]);
    }
}

#[test]
fn preferences_of_another_library_are_told_once() {
    let note = |service: &str| {
        format!(
            "All 10 examples have the fields prompt, chosen, rejected (Preferences as TRL writes them), a form that \
             {service} does not take: put prompt into input as {{\"messages\": […]}}, chosen into preferred_output and \
             rejected into non_preferred_output, each of the two a list with one message of the assistant."
        )
    };
    let file = fixture!("datasets/preferences_trl.jsonl");
    check(file, Together, Verdict::Reject, &[], &[&note("Together AI")]);
    check(file, OpenAi, Verdict::Reject, &[], &[&note("OpenAI")]);
    assert_eq!(report_of(OpenAi, file).headline(), "OpenAI would reject 10 lines of 10");
    check(file, Archetype, Verdict::Fine, &[], &[]);
}

#[test]
fn mistakes_in_preferences_are_named_by_line() {
    let mistakes = [(4, Kind::Output), (6, Kind::Output), (8, Kind::Answered), (11, Kind::FieldType)];
    let same = (9, Kind::SameOutputs);
    let of = |provider: Provider| {
        let mut found = found(&report_of(provider, fixture!("datasets/preferences_mistakes.jsonl")));
        // Two messages of the assistant are also out of turn where that is a rule.
        found.retain(|(_, kind)| *kind != Kind::Turn);
        found
    };
    let expected: Vec<(u64, Kind)> = mistakes.into_iter().chain([same]).collect();
    assert_eq!(of(Together), expected);
    assert_eq!(of(OpenAi), expected);
}

#[test]
fn images_follow_the_rules_of_their_service() {
    let file = fixture!("datasets/images.jsonl");
    let together = [(4, Kind::Image), (6, Kind::Images), (8, Kind::Image)];
    check(file, Together, Verdict::Reject, &together, &[]);
    // OpenAI documents at most 10 images, too, and follows links.
    check(file, OpenAi, Verdict::Reject, &[(6, Kind::Images), (8, Kind::Image)], &[]);
    check(file, Archetype, Verdict::Fine, &[], &[]);
    for provider in [Together, OpenAi] {
        let report = report_of(provider, file);
        assert_eq!((report.n_lines, report.n_examples), (12, 12));
        let (_, most) = report.tokens().unwrap();
        assert!(most < 300, "{most} tokens: an image is no text");
        let longest =
            report.findings.first(Severity::Reject).iter().map(|finding| finding.excerpt.text.len());
        assert!(longest.max() < Some(200), "long lines are shown cut");
    }
}

#[test]
fn answers_as_text_beside_questions_in_parts_are_one_services_fault_only() {
    let file = fixture!("datasets/images_assistant_as_text.jsonl");
    check(file, OpenAi, Verdict::Fine, &[], &[]);
    let mixed: Vec<(u64, Kind)> = (1..=7).map(|line| (line, Kind::MixedContent)).collect();
    check(file, Together, Verdict::Reject, &mixed, &[]);
    assert_eq!(report_of(Together, file).headline(), "Together AI would reject 7 lines of 7");
}

#[test]
fn foreign_forms_are_known_by_their_fields() {
    let form = |line: &str| {
        let report = report_of(Together, line);
        assert_eq!(found(&report), [], "{line}");
        assert_eq!(said(&report).len(), 1, "{:?}", said(&report));
        assert_eq!((report.n_rejected, report.n_examples), (1, 1));
        report.foreign[0].form.label()
    };
    assert_eq!(form("{\"instruction\":\"a\",\"output\":7}\n"), "Instructions as in Alpaca");
    assert_eq!(
        form("{\"output\":\"b\",\"input\":\"\",\"instruction\":\"a\"}\n"),
        "Instructions as in Alpaca"
    );
    assert_eq!(
        form(
            "{\"id\":\"1\",\"conversations\":[{\"from\":\"human\",\"value\":\"a\"},{\"from\":\"gpt\",\"value\":7}]}\n"
        ),
        "Conversations as in ShareGPT"
    );
    assert_eq!(
        form("{\"contents\":[{\"role\":\"user\",\"parts\":[{\"text\":\"a\"}]}]}\n"),
        "Conversations as in Gemini"
    );
    assert_eq!(
        form("{\"chosen\":[{\"role\":\"user\"}],\"rejected\":[]}\n"),
        "Preferences as TRL writes them"
    );
    assert_eq!(form("{\"input\":\"a\",\"output\":{\"label\":1}}\n"), "Inputs with outputs");
    // What the service takes comes first, whatever else is there.
    let taken = report_of(Together, "{\"text\":\"a\",\"instruction\":\"b\",\"output\":\"c\"}\n");
    assert_eq!((taken.foreign.len(), found(&taken)), (0, vec![(1, Kind::ExtraField)]));
    // Plain text is for one service only, and tables are for none of these two.
    assert_eq!(report_of(OpenAi, "{\"text\":\"a\"}\n").foreign[0].form.label(), "Plain text");
    let table = report_of(OpenAi, "text,label\na,b\nc\n");
    assert_eq!((said(&table).len(), found(&table), table.verdict()), (1, vec![], Verdict::Reject));
    assert_eq!(table.headline(), "OpenAI would reject this file");
}

#[test]
fn unknown_forms_are_shown_once() {
    let file = "{\"question\":\"a\",\"answer\":\"b\"}\n".repeat(50) + "[1]\n[2]\n";
    let report = report_of(OpenAi, &file);
    assert_eq!(found(&report), [(1, Kind::NoForm), (51, Kind::NotObject)]);
    assert_eq!((report.n_rejected, report.findings.n_lines(Kind::NoForm)), (52, 50));
    assert_eq!(
        report.findings.first(Severity::Reject)[0].message,
        "its first field is “question”; OpenAI takes messages, or input + preferred_output + non_preferred_output, or \
         prompt + completion"
    );
}

#[test]
fn json_is_told_once_where_tables_are_wanted() {
    let known = report_of(ArchetypeV06, "{\"text\":\"a\"}\n{\"text\":\"b\"}\n");
    assert_eq!((said(&known).len(), found(&known), known.n_rejected), (1, vec![], 2));
    assert!(said(&known)[0].ends_with("write the examples as CSV tables with a header, one file per class."));
    let unknown = report_of(ArchetypeV06, "{\"time\":1}\n{\"time\":2}\n");
    assert_eq!(found(&unknown), [(1, Kind::NoForm)]);
    let message = &unknown.findings.first(Severity::Reject)[0].message;
    assert_eq!(message, "the line is JSON; Archetype AI takes CSV tables with a header");
    let table = report_of(ArchetypeV06, "time,flow\n1,2\n2,3\n");
    assert_eq!((table.verdict(), said(&table).len()), (Verdict::Fine, 0));
}

#[test]
fn tool_calls_are_looked_into() {
    let call = |call: &str| {
        let line = format!(
            "{{\"messages\":[{{\"role\":\"user\",\"content\":\"a\"}},{{\"role\":\"assistant\",\"tool_calls\":[{call}]}}]}}\n"
        );
        let report = report_of(OpenAi, &line);
        report.findings.first(Severity::Reject).first().map(|finding| finding.message.clone())
    };
    assert_eq!(call(r#"{"id":"1","type":"function","function":{"name":"f","arguments":"{}"}}"#), None);
    assert_eq!(call(r#"{"function":{"arguments":"{}","name":"f"}}"#), None);
    let wrong = |rest: &str| Some(format!("tool call 1 of message 2 {rest}"));
    assert_eq!(
        call(r#"{"id":"1","type":"function","function":{"name":"f","arguments":{"a":1}}}"#),
        wrong("has arguments that are not a string; write their JSON as text, with escaped quotes")
    );
    assert_eq!(
        call(r#"{"function":{"name":"","arguments":"{}"}}"#),
        wrong("has a function whose name is empty or not a string")
    );
    assert_eq!(call(r#"{"function":{"arguments":"{}"}}"#), wrong("has a function without a name"));
    assert_eq!(call(r#"{"name":"f","arguments":"{}"}"#), wrong("has no function"));
    assert_eq!(
        call(r#"{"function":"f"}"#),
        wrong("has a function that is not an object with a name and arguments")
    );
    assert_eq!(call(r#"{"id":1,"function":{"name":"f"}}"#), wrong("has an id that is not a string"));
    assert_eq!(call("\"f\""), wrong("is not an object"));
    let second = r#"{"function":{"name":"f"}},{"function":{"name":7}}"#;
    assert_eq!(
        call(second).as_deref(),
        Some("tool call 2 of message 2 has a function whose name is empty or not a string")
    );
}

#[test]
fn strings_have_to_be_text() {
    let line = |provider, text: &str| {
        let report = report_of(provider, text);
        found(&report).into_iter().map(|(_, kind)| kind).collect::<Vec<_>>()
    };
    let reply = r#"{"role":"assistant","content":"b"}"#;
    for provider in [Together, OpenAi] {
        let message = |extra: &str| {
            line(provider, &format!(r#"{{"messages":[{{"role":"user","content":"a"{extra}}},{reply}]}}"#))
        };
        assert_eq!(message(r#","name":"Ann""#), []);
        assert_eq!(message(r#","name":null,"tool_calls":null"#), []);
        assert_eq!(message(r#","name":7"#), [Kind::FieldType]);
        assert_eq!(message(r#","tool_call_id":[]"#), [Kind::FieldType]);
        assert_eq!(message(r#","tool_calls":"[]""#), [Kind::ToolCall]);
        assert_eq!(line(provider, r#"{"prompt":7,"completion":"b"}"#), [Kind::FieldType]);
        assert_eq!(line(provider, r#"{"prompt":"a","completion":null}"#), [Kind::FieldType]);
        let tools = format!(r#"{{"tools":"[]","messages":[{{"role":"user","content":"a"}},{reply}]}}"#);
        assert_eq!(line(provider, &tools), [Kind::FieldType]);
        let tool = format!(
            r#"{{"messages":[{{"role":"user","content":"a"}},{{"role":"tool","content":"c"}},{reply}]}}"#
        );
        assert_eq!(line(provider, &tool), [Kind::ToolAnswer]);
    }
    let parts = r#"{"prompt":[{"type":"text","text":"a"}],"completion":"b"}"#;
    assert_eq!((line(Together, parts), line(OpenAi, parts)), (vec![], vec![Kind::FieldType]));
}

#[test]
fn roles_and_turns_are_those_of_the_service() {
    let user = r#"{"role":"user","content":"a"}"#;
    let reply = r#"{"role":"assistant","content":"b"}"#;
    let kinds = |provider, list: &str| {
        found(&report_of(provider, format!("{{\"messages\":[{list}]}}")))
            .into_iter()
            .map(|(_, kind)| kind)
            .collect::<Vec<_>>()
    };
    let twice = format!("{user},{user},{reply}");
    assert_eq!((kinds(Together, &twice), kinds(OpenAi, &twice)), (vec![Kind::Turn], vec![]));
    let developer = format!("{},{user},{reply}", user.replace("user", "developer"));
    assert_eq!((kinds(Together, &developer), kinds(OpenAi, &developer)), (vec![Kind::Role], vec![]));
    let called =
        format!(r#"{user},{{"role":"assistant","function_call":{{"name":"f","arguments":"{{}}"}}}}"#);
    assert_eq!((kinds(Together, &called), kinds(OpenAi, &called)), (vec![Kind::NoContent], vec![]));
    let bot = user.replace("user", "bot");
    assert_eq!(
        (kinds(OpenAi, &format!("{bot},{reply}")), kinds(Archetype, &format!("{bot},{reply}"))),
        (vec![Kind::Role], vec![])
    );
}

#[test]
fn data_in_base64_is_not_counted_as_text() {
    let data = "iVBORw0KGgoAAAANSUhEUg".repeat(500);
    let n_chars = |line: &str| report_of(Together, line).n_chars;
    for value in [data.clone(), format!("data:image/png;base64,{data}"), data.replace('g', "\\/")] {
        assert_eq!(n_chars(&format!("{{\"text\":\"four\",\"image\":\"{value}\"}}")), 4);
        assert_eq!(n_chars(&format!("{{\"text\":\"{value}\"}}")), 0);
    }
    let words = "A word or two. ".repeat(100);
    assert_eq!(n_chars(&format!("{{\"text\":\"{words}\"}}")), words.len() as u64);
    assert_eq!(n_chars("{\"text\":\"data: there is none of it that anybody would want to read\"}"), 57);
}
