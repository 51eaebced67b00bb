//! A log that is read bit by bit, so that whoever reads it can do other things in between.

use std::ops::Range;

use super::{
    Log, LogError, LogKind,
    lines::Lines,
    log,
    outline::{Outline, Outliner},
    table::Table,
};
use crate::api::MetricsScanner;
use crate::model::RowSink;

/// A log under way. It is told the bytes anew each time, and holds none of them.
pub struct LogReading {
    /// Without byte order mark and space at both ends.
    text: Range<usize>,
    /// The first byte of the text that was not looked at yet.
    at: usize,
    state: State,
    total_steps: Option<u64>,
    n_epochs: Option<f64>,
}

enum State {
    /// What it is.
    Outline(Outliner),
    List(MetricsScanner, LogKind),
    /// A list that is in no object; it is read as if it were.
    BareList(MetricsScanner),
    Lines(Lines),
    Table(Box<Table>),
    Over,
}

impl LogReading {
    /// Begins with all bytes of a file.
    pub fn new(bytes: &[u8]) -> Self {
        let whole = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
        let text = whole.trim_ascii_start();
        let start = bytes.len() - text.len();
        let text = start..start + text.trim_ascii_end().len();
        Self { text, at: 0, state: State::Outline(Outliner::default()), total_steps: None, n_epochs: None }
    }

    /// Reads about `n_bytes` further of the same `bytes`; rows go to `sink`. `None` while there is more, then what
    /// the log says beside its rows; the reading is over after that.
    pub fn step(
        &mut self,
        bytes: &[u8],
        n_bytes: usize,
        sink: &mut dyn RowSink,
    ) -> Option<Result<Log, LogError>> {
        let text = bytes.get(self.text.clone()).unwrap_or_default();
        if text.is_empty() {
            return Some(Err(LogError::Empty));
        }
        let until = self.at.saturating_add(n_bytes).min(text.len());
        match &mut self.state {
            State::Outline(outliner) => {
                let outline = outliner.look(text, &mut self.at, until)?;
                self.at = 0;
                return self.begin(outline, text);
            }
            State::List(scanner, _) | State::BareList(scanner) => {
                scanner.push(text.get(self.at..until).unwrap_or_default(), sink);
                self.at = until;
            }
            State::Lines(lines) => {
                while self.at < until {
                    lines.read_line(text, &mut self.at, sink);
                }
            }
            State::Table(table) => {
                while self.at < until {
                    table.read_row(text, &mut self.at, sink);
                }
            }
            State::Over => return Some(Err(LogError::Unknown)),
        }
        if self.at < text.len() {
            return None;
        }
        let log = match std::mem::replace(&mut self.state, State::Over) {
            State::BareList(mut scanner) => {
                scanner.push(b"}", sink);
                list(scanner, LogKind::List)
            }
            State::List(scanner, kind) => list(scanner, kind),
            State::Lines(lines) => lines.finish(),
            State::Table(table) => table.finish(),
            State::Outline(_) | State::Over => return Some(Err(LogError::Unknown)),
        };
        Some(self.judge(log))
    }

    /// Chooses how to read on.
    fn begin(&mut self, outline: Outline, text: &[u8]) -> Option<Result<Log, LogError>> {
        self.state = match outline {
            Outline::Member { name, total_steps, n_epochs } => {
                (self.total_steps, self.n_epochs) = (total_steps, n_epochs);
                let kind = if name == "log_history" { LogKind::TrainerState } else { LogKind::List };
                State::List(MetricsScanner::of_list(name), kind)
            }
            Outline::List => {
                let mut scanner = MetricsScanner::of_list("metrics");
                scanner.push(b"{\"metrics\":", &mut Vec::new());
                State::BareList(scanner)
            }
            Outline::Lines => State::Lines(Lines::default()),
            Outline::Other => match Table::begin(text, &mut self.at) {
                Some(table) => State::Table(Box::new(table)),
                None => return Some(Err(LogError::Unknown)),
            },
        };
        None
    }

    fn judge(&self, log: Log) -> Result<Log, LogError> {
        if log.summary.n_received == log.summary.n_unreadable {
            return Err(match log.kind {
                LogKind::Lines if log.summary.n_received == 1 => LogError::Unknown,
                _ => LogError::NoRows(log.summary.n_received),
            });
        }
        Ok(Log { total_steps: self.total_steps, n_epochs: self.n_epochs, ..log })
    }
}

fn list(scanner: MetricsScanner, kind: LogKind) -> Log {
    let (rows, broken_at) = scanner.rows();
    log(kind, rows, broken_at, false)
}
