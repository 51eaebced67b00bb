//! The bytes of a file on their way to a report.

use kernel::{Token, Tokens, find};

use super::document::Document;
use super::encoding::{self, BYTE_ORDER_MARK, SNIFFED_BYTES, Utf8};
use super::example::Example;
use super::excerpt::LineText;
use super::finding::LineFindings;
use super::table::Table;
use super::{DuplicateIndex, Encoding, Finding, Findings, Form, Kind, Longest, MOST_PRINTS, Report};
use crate::model::DatasetRules;

/// Looks at a file, which comes in pieces.
///
/// # Example: a file in two pieces
/// ```
/// use tuneboard_core::{api, dataset::{Checker, Form, Kind}, model::Provider};
///
/// let mut checker = Checker::new(api::dataset_rules(Provider::Together));
/// checker.push(b"{\"text\": \"one\"}\n{\"te");
/// checker.push(b"xt\": 2}\n");
/// let report = checker.finish();
/// assert_eq!((report.form, report.n_examples, report.n_rejected), (Some(Form::Text), 2, 1));
/// assert_eq!(report.findings.n_lines(Kind::FieldType), 1);
/// ```
#[derive(Debug)]
pub struct Checker {
    report: Report,
    phase: Phase,
}

#[derive(Debug)]
enum Phase {
    /// The first bytes, which say what the file is.
    Head(Vec<u8>),
    Lines(Box<Lines>),
    Table(Box<Table>),
    /// Only the size counts.
    NoText,
}

impl Checker {
    /// Returns a check by the rules of a service.
    pub fn new(rules: &'static DatasetRules) -> Self {
        let report = Report {
            rules,
            layout: None,
            foreign: Vec::new(),
            n_bytes: 0,
            encoding: Encoding::Utf8,
            has_mark: false,
            n_crlf: 0,
            ends_with_newline: true,
            form: None,
            n_lines: 0,
            n_examples: 0,
            n_empty_lines: 0,
            n_rejected: 0,
            n_empty_examples: 0,
            n_chars: 0,
            longest: None,
            findings: Findings::default(),
            columns: Vec::new(),
            prints: DuplicateIndex::with_most(MOST_PRINTS),
        };
        Self { report, phase: Phase::Head(Vec::new()) }
    }

    /// Takes the next bytes.
    pub fn push(&mut self, bytes: &[u8]) {
        self.report.n_bytes += bytes.len() as u64;
        let mut bytes = bytes;
        if let Phase::Head(head) = &mut self.phase {
            let (first, rest) =
                bytes.split_at(bytes.len().min(SNIFFED_BYTES - head.len().min(SNIFFED_BYTES)));
            head.extend_from_slice(first);
            if head.len() < SNIFFED_BYTES {
                return;
            }
            self.begin();
            bytes = rest;
        }
        self.take(bytes);
    }

    /// Returns the end of the file.
    pub fn finish(mut self) -> Report {
        if let Phase::Head(_) = self.phase {
            self.begin();
        }
        match &mut self.phase {
            Phase::Lines(lines) => lines.finish(&mut self.report),
            Phase::Table(table) => table.finish(&mut self.report),
            Phase::Head(_) | Phase::NoText => {}
        }
        self.report
    }

    /// Finds out what the file is by its first bytes, and takes them.
    fn begin(&mut self) {
        let Phase::Head(head) = std::mem::replace(&mut self.phase, Phase::NoText) else { return };
        self.report.encoding = encoding::sniff(&head);
        if self.report.encoding != Encoding::Utf8 {
            return;
        }
        self.report.has_mark = head.starts_with(BYTE_ORDER_MARK);
        let text = head.strip_prefix(BYTE_ORDER_MARK).unwrap_or(&head);
        self.phase = match Table::delimiter(text) {
            Some(delimiter) => Phase::Table(Box::new(Table::new(delimiter, self.report.rules))),
            None => Phase::Lines(Box::new(Lines::new(self.report.rules, Document::begin(text)))),
        };
        self.take(text);
    }

    fn take(&mut self, bytes: &[u8]) {
        match &mut self.phase {
            Phase::Lines(lines) => lines.push(bytes, &mut self.report),
            Phase::Table(table) => table.push(bytes, &mut self.report),
            Phase::Head(_) | Phase::NoText => {}
        }
    }
}

/// Lines of JSON.
#[derive(Debug)]
struct Lines {
    /// The same bytes as one document, if they begin like one.
    document: Option<Document>,
    tokens: Tokens,
    example: Example,
    utf8: Utf8,
    text: LineText,
    found: LineFindings,
    /// A part of the line has been read already.
    has_begun: bool,
    has_ink: bool,
    ends_with_return: bool,
    /// The rest of the line cannot be used.
    is_lost: bool,
}

impl Lines {
    fn new(rules: &'static DatasetRules, document: Option<Document>) -> Self {
        Self {
            document,
            tokens: Tokens::default(),
            example: Example::new(rules),
            utf8: Utf8::default(),
            text: LineText::default(),
            found: LineFindings::new(rules),
            has_begun: false,
            has_ink: false,
            ends_with_return: false,
            is_lost: false,
        }
    }

    fn push(&mut self, bytes: &[u8], report: &mut Report) {
        if let Some(document) = &mut self.document {
            document.push(bytes);
        }
        let mut rest = bytes;
        while let Some(end) = find(rest, b'\n') {
            let (line, after) = rest.split_at(end);
            self.piece(line, false, report);
            report.n_crlf += u64::from(self.ends_with_return);
            self.end_line(report);
            rest = after.get(1..).unwrap_or_default();
        }
        if !rest.is_empty() {
            self.piece(rest, true, report);
        }
    }

    fn finish(&mut self, report: &mut Report) {
        if self.has_begun {
            report.ends_with_newline = false;
            self.end_line(report);
        }
        if let Some(layout) = self.document.take().and_then(|document| document.finish(report.rules)) {
            report.tell_as_document(layout);
        }
    }

    /// A line, or a part of one.
    fn piece(&mut self, piece: &[u8], goes_on: bool, report: &Report) {
        if !self.has_begun {
            self.has_begun = true;
            (self.has_ink, self.is_lost, self.ends_with_return) = (false, false, false);
            self.text.restart();
            self.example.restart();
            self.found.restart(&report.findings);
        }
        if let Some(last) = piece.last() {
            self.ends_with_return = *last == b'\r';
        }
        self.has_ink = self.has_ink || piece.iter().any(|byte| !matches!(byte, b' ' | b'\t' | b'\r'));
        let mut fault = None;
        if !self.is_lost {
            let wrong_at = self.utf8.fault(piece);
            let readable = piece.get(..wrong_at.unwrap_or(piece.len())).unwrap_or(piece);
            fault = self.read(readable);
            if fault.is_none() && wrong_at.is_some() {
                let column = self.text.n_bytes() + readable.len() as u64 + 1;
                self.found.add(Kind::Encoding, || format!("byte {column} of the line is no UTF-8"));
                fault = wrong_at;
            }
        }
        if let Some(at) = fault {
            self.is_lost = true;
            if self.found.shows_rejects() {
                self.text.mark(piece, at);
            }
        }
        self.text.pass(piece, fault.is_some(), goes_on);
    }

    /// Reads tokens; gives the place of the byte that cannot be, if there is one.
    fn read(&mut self, bytes: &[u8]) -> Option<usize> {
        let mut at = 0;
        loop {
            match self.tokens.next(bytes, &mut at) {
                Token::More => return None,
                Token::Malformed(fault) => {
                    let found = bytes.get(at).copied();
                    if self.tokens.is_too_deep() && matches!(found, Some(b'[' | b'{')) {
                        self.found
                            .add(Kind::TooDeep, || "lists within lists, more than 250 of them".to_owned());
                    } else {
                        self.found.add(Kind::Malformed, || why(fault.column, found));
                    }
                    return Some(at);
                }
                token => self.example.take(token, self.tokens.said(), &mut self.found),
            }
        }
    }

    fn end_line(&mut self, report: &mut Report) {
        self.has_begun = false;
        report.n_lines += 1;
        let line = report.n_lines;
        let hash = self.tokens.hash();
        let end = self.tokens.end();
        if self.utf8.end() && !self.is_lost {
            self.is_lost = true;
            self.found.add(Kind::Encoding, || "the line ends within a character".to_owned());
        }
        if !self.has_ink {
            report.n_empty_lines += 1;
            self.found.add(Kind::EmptyLine, || {
                "there is nothing on this line; each line has to be an example".to_owned()
            });
        } else if !self.is_lost {
            match end {
                Err(_) => self.found.add(Kind::CutOff, || {
                    "the example is not complete at the end of the line; each one has to be on a line of its own".to_owned()
                }),
                Ok(()) => self.end_example(hash, line, report),
            }
        }
        report.n_rejected += u64::from(self.found.is_rejected());
        for (kind, message) in self.found.drain() {
            if report.findings.count(kind) {
                let is_place = matches!(kind, Kind::Malformed | Kind::Encoding | Kind::TooDeep);
                let excerpt = if is_place { self.text.around() } else { self.text.head() };
                report.findings.keep(Finding { line, kind, message, excerpt });
            }
        }
    }

    fn end_example(&mut self, hash: u64, line: u64, report: &mut Report) {
        let Some(facts) = self.example.finish(&mut self.found) else { return };
        if let Some(form) = facts.form.filter(|_| facts.is_foreign) {
            report.add_foreign(form, line);
        }
        report.n_examples += 1;
        report.n_chars += facts.n_chars;
        report.n_empty_examples += u64::from(facts.is_empty);
        report.prints.add(hash, line);
        let n_bytes = self.text.n_bytes() - u64::from(self.ends_with_return);
        if report.longest.is_none_or(|longest| longest.n_chars < facts.n_chars) {
            report.longest = Some(Longest { line, n_chars: facts.n_chars, n_bytes });
        }
        let form = facts.form.filter(|_| !facts.is_foreign);
        if let (Some(first), Some(form)) = (report.form, form)
            && first != form
        {
            self.found.add(Kind::OtherForm, || other_form(first, form));
        }
        report.form = report.form.or(form);
    }
}

fn other_form(first: Form, form: Form) -> String {
    format!(
        "it has the fields {}, and the first example {}; all examples of a file have to be alike",
        form.fields(),
        first.fields()
    )
}

/// Returns the reason why a byte is not allowed, in words.
fn why(column: usize, found: Option<u8>) -> String {
    match found {
        Some(b'\'') => format!("byte {column} is a single quote; JSON has double quotes only"),
        Some(byte @ 0..0x20) => {
            format!(
                "byte {column} is a control character ({byte:#04x}), which a string has to write as an escape"
            )
        }
        Some(byte @ 0x20..0x7f) => format!("byte {column}, {}, cannot be there in JSON", char::from(byte)),
        _ => format!("byte {column} cannot be there in JSON"),
    }
}
