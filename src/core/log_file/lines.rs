//! Logs of objects one after the other: one on each line, one over several lines as `jq .` prints it, or several on a line.
//!
//! Contract: no byte is looked at more than three times, whatever the file holds. Of an object that is broken the lines that are
//! whole objects by themselves are read.

use kernel::{Token, Tokens, find};

use super::{LogKind, Part, console};
use crate::{api::metrics::rows::RowReader, json::Fault, model::RowSink};

/// The objects so far.
pub(super) struct Lines {
    reader: RowReader,
    /// End of the present line.
    line_end: usize,
    /// End of what was looked at as an object over several lines and is none; lines before it are read by themselves.
    broken_until: usize,
    /// Place where the text ends within an object over several lines.
    cut_off_at: Option<Fault>,
}

/// Outcome of a look at the value that begins at a place.
enum Value {
    /// The value ends here.
    Whole(usize),
    /// The value stops being JSON here; `None` if the text ends first.
    Broken(Option<usize>),
}

impl Lines {
    pub(super) fn new(is_numbered: bool) -> Self {
        Self { reader: RowReader::of_file(is_numbered), line_end: 0, broken_until: 0, cut_off_at: None }
    }

    /// Reads the object that begins at `at`, or the rest of its line, and moves on to what is behind it.
    pub(super) fn read_line(&mut self, text: &[u8], at: &mut usize, sink: &mut dyn RowSink) {
        *at += text.get(*at..).unwrap_or_default().iter().take_while(|byte| is_between(**byte)).count();
        let is_line_begin = self.line_end <= *at;
        if is_line_begin {
            let rest = text.get(*at..).unwrap_or_default();
            self.line_end = *at + find(rest, b'\n').unwrap_or(rest.len());
        }
        let line = text.get(*at..self.line_end).unwrap_or_default().trim_ascii_end();
        if line.is_empty() || (is_line_begin && self.reader.read_known(line, sink)) {
            *at = self.line_end;
            return;
        }
        let is_in_broken = *at < self.broken_until;
        let within = if is_in_broken { text.get(..self.line_end).unwrap_or_default() } else { text };
        let value = if line.starts_with(b"{") { value_at(within, *at) } else { Value::Broken(None) };
        match value {
            Value::Whole(end) if line.starts_with(b"{") => {
                let behind = text.get(end..).and_then(|rest| rest.iter().find(|byte| !is_space(**byte)));
                if matches!(behind, None | Some(b'\n' | b'{' | b',' | &RECORD_BEGIN)) {
                    let row = text.get(*at..end).unwrap_or_default();
                    if is_line_begin || !self.reader.read_known(row, sink) {
                        self.reader.read_row(row, sink);
                    }
                    *at = end;
                    return;
                }
            }
            Value::Broken(fault) if line.starts_with(b"{") && !is_in_broken => {
                let until = fault.unwrap_or(text.len());
                if self.line_end < until {
                    self.broken_until = until;
                    self.cut_off_at = fault.is_none().then(|| end_of(text));
                }
            }
            _ => {}
        }
        *at = self.line_end;
        match console::whole_object(&String::from_utf8_lossy(line)) {
            Some(row) => self.reader.read_row(row.as_bytes(), sink),
            // The lines of a broken object are one row that cannot be read.
            None if is_in_broken && !line.starts_with(b"{") => {}
            None => self.reader.skip("it is no JSON object"),
        }
    }

    pub(super) fn finish(self) -> (Part, Option<Fault>) {
        (Part::of(LogKind::Lines, self.reader.finish()), self.cut_off_at)
    }
}

/// The byte before each text of a JSON text sequence (RFC 7464).
pub(super) const RECORD_BEGIN: u8 = 0x1e;

fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\r')
}

/// Returns whether a byte may stand between two objects.
fn is_between(byte: u8) -> bool {
    is_space(byte) || matches!(byte, b'\n' | b',' | RECORD_BEGIN)
}

/// Looks at the value that begins at a place, bare `NaN` allowed.
fn value_at(text: &[u8], mut at: usize) -> Value {
    let (mut tokens, mut depth) = (Tokens::default(), 0_usize);
    loop {
        match tokens.next(text, &mut at) {
            Token::Object | Token::List => depth += 1,
            Token::Close => {
                depth = depth.saturating_sub(1);
                if depth == 0 {
                    return Value::Whole(at);
                }
            }
            Token::More => return Value::Broken(None),
            Token::Malformed(_) => return Value::Broken(Some(at)),
            _ => {}
        }
    }
}

/// The end of a text, where it breaks off.
fn end_of(text: &[u8]) -> Fault {
    let line = 1 + text.iter().filter(|byte| **byte == b'\n').count();
    let column = text.iter().rev().take_while(|byte| **byte != b'\n').count();
    Fault { line, column, is_cut_off: true }
}
