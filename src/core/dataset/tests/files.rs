//! Whole files: their encodings, ends of lines, sizes and repetitions.

use super::{report, report_in, report_of};
use crate::api::dataset_rules;
use crate::dataset::{Checker, Encoding, Form, Kind, MOST_FINDINGS, Severity, Verdict};
use crate::model::Provider;

#[test]
fn an_empty_file_is_refused() {
    let report = report("");
    assert_eq!((report.n_lines, report.n_examples, report.verdict()), (0, 0, Verdict::Reject));
    assert_eq!(report.headline(), "The file is empty, so Together AI would reject it");
    assert!(report.notes()[0].1.starts_with("The file is empty."), "{:?}", report.notes());
}

#[test]
fn ends_of_lines_do_no_harm() {
    let report = report("{\"text\":\"a\"}\r\n{\"text\":\"b\"}\r\n{\"text\":\"c\"}");
    assert_eq!((report.n_lines, report.n_crlf, report.ends_with_newline), (3, 2, false));
    assert_eq!((report.n_examples, report.n_rejected, report.verdict()), (3, 0, Verdict::Fine));
    assert_eq!(report.longest.map(|longest| (longest.line, longest.n_bytes)), Some((1, 12)));
}

#[test]
fn other_encodings_are_told_and_not_read() {
    let text = "{\"text\":\"a\"}\n".repeat(1000);
    let wide: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    for bytes in [wide.clone(), [b"\xff\xfe".as_slice(), &wide].concat()] {
        let report = report_in(&bytes, 1000);
        assert_eq!((report.encoding, report.n_lines), (Encoding::OtherText("UTF-16"), 0));
        assert_eq!(report.findings.kinds().count(), 0, "no thousand errors for one cause");
        assert!(report.notes()[0].1.contains("Save it as UTF-8"), "{:?}", report.notes());
    }
    let binary = report_in(&vec![0; 1 << 20], 1 << 16);
    assert_eq!(
        (binary.encoding, binary.n_bytes, binary.verdict()),
        (Encoding::Binary(None), 1 << 20, Verdict::Reject)
    );
    let marked = report("\u{feff}{\"text\":\"a\"}\n");
    assert_eq!((marked.has_mark, marked.n_examples, marked.verdict()), (true, 1, Verdict::Reject));
    let parquet = report("PAR1 and so on");
    assert_eq!((parquet.encoding, parquet.verdict()), (Encoding::Parquet, Verdict::Look));
}

#[test]
fn latin_1_is_found_line_by_line() {
    let report =
        report(b"{\"text\":\"caf\xe9 au lait\"}\n{\"text\":\"caf\xc3\xa9\"}\n{\"text\":\"\xc3\n".as_slice());
    assert_eq!((report.findings.n_lines(Kind::Encoding), report.n_examples, report.n_chars), (2, 1, 4));
    let findings = report.findings.first(Severity::Reject);
    assert_eq!((findings[0].line, &*findings[0].message), (1, "byte 13 of the line is no UTF-8"));
    assert_eq!(findings[0].excerpt.text, "{\"text\":\"caf\u{fffd} au lait\"}");
    assert_eq!(findings[1].line, 3);
}

#[test]
fn the_first_findings_are_kept_and_all_are_counted() {
    let report = report("{\"text\":1}\n{\"text\":\"\"}\n".repeat(300));
    assert_eq!((report.n_lines, report.n_rejected, report.n_empty_examples), (600, 300, 300));
    for severity in [Severity::Reject, Severity::Look] {
        assert_eq!(report.findings.first(severity).len(), MOST_FINDINGS);
        assert_eq!(report.n_found(severity), 300);
    }
    assert_eq!(report.findings.first(Severity::Reject)[1].line, 3);
    assert_eq!(report.headline(), "Together AI would reject 300 lines of 600");
}

#[test]
fn a_file_has_one_form() {
    let report = report("{\"text\":\"a\"}\n{\"prompt\":\"a\",\"completion\":\"b\"}\n{\"text\":\"b\"}\n");
    assert_eq!(
        (report.form, report.findings.n_lines(Kind::OtherForm), report.n_rejected),
        (Some(Form::Text), 1, 1)
    );
    assert_eq!(report.findings.first(Severity::Reject)[0].line, 2);
}

#[test]
fn repeated_examples_are_counted_whatever_the_space() {
    let train = report("{\"text\":\"a\"}\n{\"text\":\"b\"}\n{ \"text\" : \"a\" }\n{\"text\":\"c\"}\n");
    let repeats = train.repeats();
    assert_eq!((repeats.n, repeats.is_estimate, repeats.pairs), (1, false, vec![(3, 1)]));
    assert!(train.notes()[0].1.contains("Line 3 as 1."), "{:?}", train.notes());
    let eval = report("{\"text\":\"c\"}\n{\"text\":\"d\"}\n{\"text\": \"b\"}\n");
    assert_eq!(eval.overlap(&train).n, 2);
    assert!(
        eval.overlap(&train)
            .note()
            .is_some_and(|note| note.starts_with("2 examples of the evaluation set are in"))
    );
    assert_eq!(report("{\"text\":\"e\"}").overlap(&train).note(), None);
}

#[test]
fn sizes_are_of_what_is_said() {
    let report = report("{\"prompt\":\"Wo?\",\"completion\":\"Über\\n\\u00e9 家\"}\n");
    assert_eq!((report.n_chars, report.longest.map(|longest| longest.n_chars)), (11, Some(11)));
    assert_eq!(report.tokens(), Some((3, 4)));
    let chat =
        r#"{"messages":[{"role":"user","content":"abcde"},{"role":"assistant","content":"fgh","weight":1}]}"#;
    assert_eq!(super::report(chat).n_chars, 8, "roles are not said");
}

#[test]
fn one_huge_line_is_read_in_place() {
    let mut checker = Checker::new(dataset_rules(Provider::Together));
    checker.push(b"{\"text\":\"");
    let piece = "What is said at length. ".repeat(1 << 12);
    let n_pieces = 20 * (1 << 20) / piece.len();
    (0..n_pieces).for_each(|_| checker.push(piece.as_bytes()));
    checker.push(b"\"}");
    let report = checker.finish();
    assert_eq!((report.n_lines, report.n_examples, report.verdict()), (1, 1, Verdict::Fine));
    assert_eq!(report.n_chars, (n_pieces * piece.len()) as u64);
    // Of brackets alone, and never ending.
    let mut checker = Checker::new(dataset_rules(Provider::Together));
    (0..200).for_each(|_| checker.push(&[b'['; 1 << 16]));
    let report = checker.finish();
    assert_eq!((report.findings.n_lines(Kind::TooDeep), report.n_lines), (1, 1));
    let excerpt = &report.findings.first(Severity::Reject)[0].excerpt;
    assert!(excerpt.text.len() < 200 && excerpt.is_cut_before && excerpt.is_cut_after, "{excerpt:?}");
}

#[test]
fn many_lines_are_counted() {
    let mut checker = Checker::new(dataset_rules(Provider::Together));
    for n in 0..200_000 {
        checker.push(format!("{{\"text\":\"example {}\"}}\n", n % 150_000).as_bytes());
    }
    let report = checker.finish();
    assert_eq!((report.n_examples, report.n_lines, report.repeats().n), (200_000, 200_000, 50_000));
}

#[test]
fn a_table_has_rows_as_wide_as_its_header() {
    let report = |text: &str| report_of(Provider::ArchetypeV06, text);
    let table = report("time,accel_x,\"accel, y\"\r\n1,2,3\r\n1,2\r\n4,\"5\n6\",7\r\n");
    assert_eq!((table.form, table.n_lines, table.n_examples, table.n_crlf), (Some(Form::Table), 4, 3, 4));
    assert_eq!(table.columns, ["time", "accel_x", "accel, y"]);
    assert_eq!((table.n_rejected, table.findings.n_lines(Kind::Fields), table.tokens()), (1, 1, None));
    let finding = &table.findings.first(Severity::Reject)[0];
    assert_eq!(
        (finding.line, &*finding.message, &*finding.excerpt.text),
        (3, "the row has 2 fields, and the header 3", "1,2")
    );
    let odd = report("a\t\ta\n1\t2\t3\n\n");
    assert_eq!((odd.findings.n_lines(Kind::Column), odd.n_empty_lines), (1, 1));
    assert_eq!(report("a,b\n1,\"2\n").findings.n_lines(Kind::CutOff), 1);
}

#[test]
fn long_unbroken_text_is_counted_and_base64_is_not() {
    #[track_caller]
    fn check(text: &str, n_chars: u64) {
        assert_eq!(super::report(format!("{{\"text\":\"{text}\"}}\n")).n_chars, n_chars, "{}", &text[..20]);
    }
    check(&"ACGTTGCA".repeat(250), 2_000);
    check(&"MKVLAAGIVGLLLAQ".repeat(100), 1_500);
    check(&"00ff7a3c".repeat(250), 2_000);
    check(&"x".repeat(2_000), 2_000);
    check(&"iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJ".repeat(50), 0);
}
