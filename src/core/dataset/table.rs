//! A CSV table: a header, and rows that have as many fields.

use kernel::{Csv, Mark, StringToken};

use super::encoding::Utf8;
use super::excerpt::LineText;
use super::finding::LineFindings;
use super::{Finding, ForeignForm, Form, Kind, Longest, Report};
use crate::format::count_of;
use crate::model::DatasetRules;

/// Columns whose names are kept.
const MOST_COLUMNS: usize = 200;
/// Bytes of a column's name that are kept.
const MOST_NAME_BYTES: usize = 64;

/// Reads a table.
#[derive(Debug)]
pub(super) struct Table {
    /// The service takes tables. Otherwise that is all there is to say, and rows are only counted.
    is_taken: bool,
    csv: Csv,
    utf8: Utf8,
    text: LineText,
    /// The row as a whole, for its hash.
    row: StringToken,
    name: Vec<u8>,
    n_fields: u64,
    n_columns: Option<u64>,
    found: LineFindings,
    has_wrong_bytes: bool,
    ends_with_return: bool,
    has_begun: bool,
}

impl Table {
    /// Returns the delimiter of a text that looks like a table: the first line is no JSON and has one of the usual ones.
    pub(super) fn delimiter(head: &[u8]) -> Option<u8> {
        let text = head.trim_ascii_start();
        if let None | Some(b'{' | b'[') = text.first() {
            return None;
        }
        let line = text.split(|byte| matches!(byte, b'\n' | b'\r')).next()?;
        let n_of = |delimiter: u8| line.iter().filter(|byte| **byte == delimiter).count();
        let (n, delimiter) =
            [b',', b'\t', b';'].into_iter().map(|byte| (n_of(byte), byte)).max_by_key(|(n, _)| *n)?;
        let is_prose = line.iter().any(|byte| matches!(byte, b'{' | b'}'));
        (0 < n && !is_prose).then_some(delimiter)
    }

    pub(super) fn new(delimiter: u8, rules: &DatasetRules) -> Self {
        Self {
            is_taken: rules.forms.contains(&Form::Table),
            csv: Csv::new(delimiter),
            utf8: Utf8::default(),
            text: LineText::default(),
            row: StringToken::default(),
            name: Vec::new(),
            n_fields: 0,
            n_columns: None,
            found: LineFindings::new(rules),
            has_wrong_bytes: false,
            ends_with_return: false,
            has_begun: false,
        }
    }

    pub(super) fn push(&mut self, bytes: &[u8], report: &mut Report) {
        report.form = Some(Form::Table);
        let (mut from, mut at) = (0, 0);
        loop {
            let mark = self.csv.next(bytes, &mut at);
            // Only of the header is it of interest where a field ends.
            if mark == Mark::Field && self.n_columns.is_some() {
                self.n_fields += 1;
                continue;
            }
            let mut piece = bytes.get(from..at).unwrap_or_default();
            from = at;
            if self.ends_with_return && !piece.is_empty() {
                self.ends_with_return = false;
                // What ended the row before.
                if let Some(after) = piece.strip_prefix(b"\n") {
                    report.n_crlf += 1;
                    piece = after;
                }
            }
            if piece.is_empty() && mark == Mark::More {
                return;
            }
            self.take(piece, mark, report);
            match mark {
                Mark::More => return,
                Mark::Field => self.end_field(report),
                Mark::Row => {
                    self.ends_with_return = piece.last() == Some(&b'\r');
                    self.end_field(report);
                    self.end_row(report);
                }
            }
        }
    }

    pub(super) fn finish(&mut self, report: &mut Report) {
        if self.has_begun {
            report.ends_with_newline = false;
            if self.csv.is_quoted() {
                self.found
                    .add(Kind::CutOff, || "a quote is not closed before the end of the file".to_owned());
            }
            self.end_field(report);
            self.end_row(report);
        }
        if !self.is_taken {
            let foreign = ForeignForm { form: Form::Table, n: report.n_examples, line: 1 };
            report.foreign.push(foreign);
        }
    }

    fn take(&mut self, piece: &[u8], mark: Mark, report: &Report) {
        if !self.has_begun {
            self.has_begun = true;
            self.text.restart();
            self.row = StringToken::default();
            self.found.restart(&report.findings);
        }
        let n_ends = if mark == Mark::More { 0 } else { 1 };
        let field = piece.get(..piece.len() - n_ends.min(piece.len())).unwrap_or(piece);
        if self.n_columns.is_none() {
            let free = MOST_NAME_BYTES.saturating_sub(self.name.len());
            self.name.extend_from_slice(field.get(..free).unwrap_or(field));
        }
        let shown = if mark == Mark::Row { field } else { piece };
        self.has_wrong_bytes = self.has_wrong_bytes || self.utf8.fault(shown).is_some();
        self.row.feed(shown);
        self.text.pass(shown, false, mark != Mark::Row);
    }

    fn end_field(&mut self, report: &mut Report) {
        self.n_fields += 1;
        if self.n_columns.is_some() {
            return;
        }
        let name =
            String::from_utf8_lossy(&std::mem::take(&mut self.name)).trim().trim_matches('"').to_owned();
        if name.is_empty() || report.columns.contains(&name) {
            let n = self.n_fields;
            self.found.add(Kind::Column, || match name.is_empty() {
                true => format!("column {n} has no name"),
                false => format!("the name of column {n}, {name}, is that of an earlier one"),
            });
        }
        if report.columns.len() < MOST_COLUMNS {
            report.columns.push(name);
        }
    }

    fn end_row(&mut self, report: &mut Report) {
        self.has_begun = false;
        report.n_lines += 1;
        let (line, n_fields) = (report.n_lines, std::mem::take(&mut self.n_fields));
        let is_cut_off = self.utf8.end();
        if std::mem::take(&mut self.has_wrong_bytes) || is_cut_off {
            self.found.add(Kind::Encoding, || "some bytes of the row are no UTF-8".to_owned());
        }
        self.row.end();
        let is_empty = !self.row.has_ink;
        match self.n_columns {
            _ if is_empty => {
                report.n_empty_lines += 1;
                self.found.add(Kind::EmptyLine, || "there is nothing in this row".to_owned());
            }
            None => self.n_columns = Some(n_fields),
            Some(n_columns) => {
                report.n_examples += 1;
                report.n_chars += self.row.n_chars;
                report.prints.add(self.row.hash, line);
                if report.longest.is_none_or(|longest| longest.n_chars < self.row.n_chars) {
                    let (n_chars, n_bytes) = (self.row.n_chars, self.row.n_bytes);
                    report.longest = Some(Longest { line, n_chars, n_bytes });
                }
                if n_fields != n_columns {
                    self.found.add(Kind::Fields, || {
                        let fields = count_of(n_fields as usize, "field", "fields");
                        format!("the row has {fields}, and the header {n_columns}")
                    });
                }
            }
        }
        if !self.is_taken {
            self.found.clear();
        }
        report.n_rejected += u64::from(self.found.is_rejected());
        for (kind, message) in self.found.drain() {
            if report.findings.count(kind) {
                report.findings.keep(Finding { line, kind, message, excerpt: self.text.head() });
            }
        }
    }
}
