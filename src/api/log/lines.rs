//! Logs with an object on each line.

use kernel::{Tokens, find};

use super::{Log, LogKind, log, outline};
use crate::api::body::with_quoted_tokens;
use crate::api::lenient::Record;
use crate::api::metric_keys::{Keys, Role};
use crate::api::metric_rows::RowReader;
use crate::model::RowSink;

/// The lines so far.
#[derive(Default)]
pub(super) struct Lines {
    reader: RowReader,
    /// Known from the first row on.
    is_numbered: Option<bool>,
    n: u64,
}

impl Lines {
    /// Reads the line that begins at `at`, and moves on to the next.
    pub(super) fn read_line(&mut self, text: &[u8], at: &mut usize, sink: &mut dyn RowSink) {
        let rest = text.get(*at..).unwrap_or_default();
        let end = find(rest, b'\n').unwrap_or(rest.len());
        let line = rest.get(..end).unwrap_or_default().trim_ascii();
        *at += end + 1;
        if line.is_empty() {
            return;
        }
        self.n += 1;
        if self.is_numbered == Some(false) && self.reader.read_known(line, sink) {
            return;
        }
        if !is_object(line) {
            return self.reader.skip("it is no JSON object");
        }
        if *self.is_numbered.get_or_insert_with(|| !has_step(line)) {
            let head = format!("{{\"step\":{},", self.n);
            let row = [head.as_bytes(), line.get(1..).unwrap_or_default()].concat();
            let row = if line.ends_with(b"{}") { line } else { &row };
            if !self.reader.read_known(row, sink) {
                self.reader.read_row(row, sink);
            }
        } else {
            self.reader.read_row(line, sink);
        }
    }

    pub(super) fn finish(self) -> Log {
        log(LogKind::Lines, self.reader.finish(), None, self.is_numbered.unwrap_or(false))
    }
}

/// Whether a line is one object, bare `NaN` allowed.
fn is_object(line: &[u8]) -> bool {
    let (mut tokens, mut at) = (Tokens::default(), 0);
    line.first() == Some(&b'{') && outline::passes(&mut tokens, line, &mut at) && tokens.end().is_ok()
}

/// Whether a row says its step.
fn has_step(row: &[u8]) -> bool {
    let text = String::from_utf8_lossy(row);
    let quoted = with_quoted_tokens(&text);
    let Some(record) = Record::parse(quoted.as_deref().unwrap_or(&text)) else { return false };
    let mut keys = Keys::default();
    record.fields().any(|(name, _)| {
        let idx = keys.idx_of(name);
        matches!(keys.role(idx), Role::Step { .. })
    })
}
