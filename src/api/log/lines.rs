//! Logs with an object on each line.

use kernel::{Tokens, find};

use super::{LogKind, Part, console, outline};
use crate::api::metric_rows::RowReader;
use crate::model::RowSink;

/// The lines so far.
pub(super) struct Lines {
    reader: RowReader,
}

impl Lines {
    pub(super) fn new(is_numbered: bool) -> Self {
        Self { reader: RowReader::of_file(is_numbered) }
    }

    /// Reads the line that begins at `at`, and moves on to the next.
    pub(super) fn read_line(&mut self, text: &[u8], at: &mut usize, sink: &mut dyn RowSink) {
        let rest = text.get(*at..).unwrap_or_default();
        let end = find(rest, b'\n').unwrap_or(rest.len());
        let line = rest.get(..end).unwrap_or_default().trim_ascii();
        *at += end + 1;
        if line.is_empty() || self.reader.read_known(line, sink) {
            return;
        }
        if is_object(line) {
            self.reader.read_row(line, sink);
        } else if let Some(row) = console::whole_object(&String::from_utf8_lossy(line)) {
            self.reader.read_row(row.as_bytes(), sink);
        } else {
            self.reader.skip("it is no JSON object");
        }
    }

    pub(super) fn finish(self) -> Part {
        Part::of(LogKind::Lines, self.reader.finish())
    }
}

/// Whether a line is one object, bare `NaN` allowed.
fn is_object(line: &[u8]) -> bool {
    let (mut tokens, mut at) = (Tokens::default(), 0);
    line.first() == Some(&b'{') && outline::passes(&mut tokens, line, &mut at) && tokens.end().is_ok()
}
