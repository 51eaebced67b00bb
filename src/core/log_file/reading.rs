//! Reading of a log in pieces, so that the caller can do other work in between.

use std::ops::Range;

use kernel::Csv;

use super::{
    Log, LogError, LogKind, Part, UnusableSteps,
    cells::{cells, mlflow_header},
    console::Console,
    curves::Curves,
    encoding::{Decoder, Encoding},
    json_table::JsonTable,
    lines::{Lines, RECORD_BEGIN},
    long::LongTable,
    looks::{self, Looks},
    markdown,
    outline::{Outline, Outliner},
    style::Style,
    table::Table,
};
use crate::{
    api::{
        MetricsScanner,
        metrics::names::{Meaning, meaning},
    },
    json::Fault,
    model::RowSink,
};

/// A log under way. It is told the bytes anew each time, and holds none of them unless it has to decode them.
pub struct LogReading {
    encoding: Encoding,
    /// The text, where it is not what the file's bytes are.
    decoded: Option<Vec<u8>>,
    /// Without byte order mark and space at both ends.
    text: Range<usize>,
    /// The first byte of the text that was not looked at yet.
    at: usize,
    state: State,
    outline: Option<Outline>,
    /// A second time, because no row said its step.
    is_numbered: bool,
    unusable_steps: Option<UnusableSteps>,
}

enum State {
    /// The file is no text.
    Refused(Looks),
    Decoding(Decoder),
    /// The kind of file is being determined.
    Outline(Outliner),
    List(MetricsScanner, LogKind),
    /// A list that is in no object; it is read as if it were.
    BareList(MetricsScanner),
    Curves(Box<Curves>),
    JsonTable(Box<JsonTable>),
    Lines(Box<Lines>),
    Console(Box<Console>),
    Table(Box<Table>),
    LongTable(Box<LongTable>),
    Over,
}

impl LogReading {
    /// Begins with all bytes of a file.
    pub fn new(bytes: &[u8]) -> Self {
        let state = match Decoder::of_marked(bytes) {
            Some(decoder) => State::Decoding(decoder),
            None => match looks::of_binary(bytes) {
                Some(looks) => State::Refused(looks),
                None => State::Outline(Outliner::default()),
            },
        };
        Self {
            encoding: Encoding::default(),
            decoded: None,
            text: trimmed(bytes),
            at: 0,
            state,
            outline: None,
            is_numbered: false,
            unusable_steps: None,
        }
    }

    /// Reads about `n_bytes` further of the same `bytes`; rows go to `sink`. `None` while there is more, then what
    /// the log says beside its rows; the reading is over after that.
    pub fn step(
        &mut self,
        bytes: &[u8],
        n_bytes: usize,
        sink: &mut dyn RowSink,
    ) -> Option<Result<Log, LogError>> {
        if let State::Decoding(decoder) = &mut self.state {
            let source =
                if decoder.encoding() == Encoding::Base64 { bytes.get(self.text.clone())? } else { bytes };
            if decoder.go_on(source, n_bytes) {
                self.take_decoded();
            }
            return None;
        }
        let text = self.decoded.as_deref().unwrap_or(bytes).get(self.text.clone()).unwrap_or_default();
        if text.is_empty() {
            return Some(Err(LogError::Empty));
        }
        let until = self.at.saturating_add(n_bytes).min(text.len());
        match &mut self.state {
            State::Refused(looks) => return Some(Err(LogError::Foreign(*looks))),
            State::Outline(outliner) => {
                let outline = outliner.look(text, &mut self.at, until)?;
                if outline == Outline::Other
                    && self.encoding == Encoding::Utf8
                    && let Some(decoder) = Decoder::of_base64(text)
                {
                    self.state = State::Decoding(decoder);
                    return None;
                }
                (self.state, self.at) = match begin(&outline, text, self.is_numbered) {
                    Ok(begun) => begun,
                    Err(looks) => return Some(Err(LogError::Foreign(looks))),
                };
                self.outline = Some(outline);
                return None;
            }
            State::List(scanner, _) | State::BareList(scanner) => {
                scanner.push(text.get(self.at..until).unwrap_or_default(), sink);
                self.at = until;
            }
            State::Curves(curves) => {
                if curves.read(text, &mut self.at, until, sink) {
                    self.at = text.len();
                }
            }
            State::JsonTable(table) => {
                if !table.read(text, &mut self.at, until, sink) {
                    return None;
                }
            }
            State::Lines(lines) => {
                while self.at < until {
                    lines.read_line(text, &mut self.at, sink);
                }
            }
            State::Console(console) => {
                while self.at < until {
                    console.read_line(text, &mut self.at, sink);
                }
            }
            State::Table(table) => {
                while self.at < until {
                    table.read_row(text, &mut self.at, sink);
                }
            }
            State::LongTable(table) => {
                while self.at < until {
                    table.read_row(text, &mut self.at, sink);
                }
            }
            State::Decoding(_) | State::Over => return Some(Err(LogError::Foreign(looks::of_text(text)))),
        }
        if self.at < text.len() {
            return None;
        }
        let (part, broken_at) = finish(std::mem::replace(&mut self.state, State::Over), sink);
        if !self.is_numbered
            && part.has_no_steps()
            && let Some(outline) = &self.outline
        {
            self.is_numbered = true;
            self.unusable_steps = part.unusable_steps();
            sink.restart();
            (self.state, self.at) = begin(outline, text, true).unwrap_or((State::Over, text.len()));
            return None;
        }
        Some(self.judge(text, part, broken_at))
    }

    /// Goes on with what was decoded.
    fn take_decoded(&mut self) {
        let state = std::mem::replace(&mut self.state, State::Outline(Outliner::default()));
        if let State::Decoding(decoder) = state {
            self.encoding = decoder.encoding();
            let text = decoder.into_text();
            self.text = trimmed(&text);
            if let Some(looks) = looks::of_binary(&text) {
                self.state = State::Refused(looks);
            }
            self.decoded = Some(text);
        }
    }

    fn judge(&self, text: &[u8], part: Part, broken_at: Option<Fault>) -> Result<Log, LogError> {
        let Part { kind, read, n_odd_cells, n_limits, table } = part;
        let (summary, warnings) = (read.rows.value, read.rows.warnings);
        let (mut total_steps, mut n_epochs) = (read.total_steps, read.n_epochs);
        if let Some(Outline::Member { total_steps: steps, n_epochs: epochs, .. }) = &self.outline {
            (total_steps, n_epochs) = (steps.or(total_steps), epochs.or(n_epochs));
        }
        let n_placed = summary.n_received - summary.n_unreadable;
        // One row without a step is no series: it says how things stand.
        let says_none = self.is_numbered && self.unusable_steps.is_none();
        let is_one = n_placed == 1 && says_none && kind != LogKind::Csv;
        let is_json = matches!(kind, LogKind::Lines | LogKind::List) && !self.is_list_of_rows();
        if is_json
            && self.is_numbered
            && let Some(looks) = looks::of_rows(text)
        {
            return Err(LogError::Foreign(looks));
        }
        if read.n_points == 0 || is_one {
            return Err(match kind {
                LogKind::TrainerState | LogKind::List if self.is_list_of_rows() => {
                    LogError::NoSeries { kind, n_rows: summary.n_received }
                }
                LogKind::Csv => LogError::NoNumbers(summary.n_received),
                LogKind::Console | LogKind::JsonTable if is_one => LogError::OneRow,
                _ => LogError::Foreign(looks::of_text(text)),
            });
        }
        Ok(Log {
            kind,
            encoding: self.encoding,
            summary,
            warnings,
            broken_at,
            is_numbered: self.is_numbered,
            unusable_steps: self.unusable_steps,
            total_steps,
            n_epochs,
            n_odd_cells,
            n_limits,
            table,
        })
    }

    /// Returns whether the file names its list, so that it is no other kind of JSON.
    fn is_list_of_rows(&self) -> bool {
        matches!(self.outline, Some(Outline::Member { .. }))
    }
}

/// Chooses how to read on, and from where.
fn begin(outline: &Outline, text: &[u8], is_numbered: bool) -> Result<(State, usize), Looks> {
    let state = match outline {
        Outline::Member { name, .. } => {
            let kind = if *name == "log_history" { LogKind::TrainerState } else { LogKind::List };
            State::List(MetricsScanner::of_list(name, is_numbered), kind)
        }
        Outline::Curves => State::Curves(Box::new(Curves::new(is_numbered))),
        Outline::Records(name) => {
            State::List(MetricsScanner::of_list(name, is_numbered).unwrapping(), LogKind::List)
        }
        Outline::Broken if is_python(text) => State::Console(Box::new(Console::new(text, is_numbered))),
        Outline::List | Outline::Broken | Outline::Table if is_tagged(text) && Console::is_one(text) => {
            State::Console(Box::new(Console::new(text, is_numbered)))
        }
        Outline::Table => State::JsonTable(Box::new(JsonTable::new(is_numbered))),
        Outline::List | Outline::Broken if text.starts_with(b"[") => {
            let mut scanner = MetricsScanner::of_list("metrics", is_numbered);
            scanner.push(b"{\"metrics\":", &mut Vec::new());
            State::BareList(scanner)
        }
        Outline::List | Outline::Broken | Outline::Lines => State::Lines(Box::new(Lines::new(is_numbered))),
        Outline::Other => return table_or_console(text, is_numbered),
    };
    Ok((state, 0))
}

/// A text that is no JSON.
fn table_or_console(text: &[u8], is_numbered: bool) -> Result<(State, usize), Looks> {
    let Some((style, start)) = Style::of(text).filter(|_| !text.starts_with(b"<")) else {
        if Console::is_one(text) {
            return Ok((State::Console(Box::new(Console::new(text, is_numbered))), 0));
        }
        let Some(header) = mlflow_header(text) else { return Err(looks::of_text(text)) };
        let style = Style { delimiter: b' ', has_decimal_comma: false };
        let table = Table::new(Csv::new(b' '), style.columns(text), &header, is_numbered);
        return Ok((State::Table(Box::new(table)), 0));
    };
    let (mut csv, mut at) = (Csv::new(style.delimiter), start);
    let header = cells(&mut csv, text, &mut at);
    // A console's lines may have as many commas as one another.
    let is_figure = |name: &String| matches!(meaning(name), Meaning::Figure(_) | Meaning::Nothing);
    if header.iter().all(is_figure) && Console::is_one(text) {
        return Ok((State::Console(Box::new(Console::new(text, is_numbered))), 0));
    }
    if text.len() <= at && header.iter().all(is_figure) {
        return Err(looks::of_text(text));
    }
    let decimals = style.columns(text.get(start..).unwrap_or_default());
    if let Some(table) =
        LongTable::new(Csv::new(style.delimiter), style, decimals.clone(), &header, is_numbered)
    {
        return Ok((State::LongTable(Box::new(table)), at));
    }
    let table = Table::new(csv, decimals, &header, is_numbered);
    let is_markdown = style.delimiter == b'|' && markdown::is_row(text.get(start..).unwrap_or_default());
    Ok((State::Table(Box::new(if is_markdown { table.in_markdown() } else { table })), at))
}

/// Returns whether an object's first name is quoted as Python quotes it.
fn is_python(text: &[u8]) -> bool {
    let inner = text.strip_prefix(b"[").unwrap_or(text).trim_ascii_start();
    inner.strip_prefix(b"{").is_some_and(|rest| rest.trim_ascii_start().starts_with(b"'"))
}

/// Returns whether a text begins with a word in brackets, as a console's lines do (`[INFO|trainer.py:2405]`, `[rank0]:`), and not with
/// a list of objects or lists.
fn is_tagged(text: &[u8]) -> bool {
    let first = text.strip_prefix(b"[").and_then(|rest| rest.trim_ascii_start().first());
    first.is_some_and(|first| !matches!(first, b'{' | b'[' | b']'))
}

/// Ends the reading: the rows that were read, and the place from which the text is no JSON.
fn finish(state: State, sink: &mut dyn RowSink) -> (Part, Option<Fault>) {
    match state {
        State::BareList(mut scanner) => {
            scanner.push(b"}", sink);
            list(scanner, LogKind::List)
        }
        State::List(scanner, kind) => list(scanner, kind),
        State::Curves(curves) => curves.finish(),
        State::JsonTable(table) => table.finish(),
        State::Lines(lines) => lines.finish(),
        State::Console(console) => (console.finish(), None),
        State::Table(table) => (table.finish(), None),
        State::LongTable(table) => (table.finish(sink), None),
        State::Refused(_) | State::Decoding(_) | State::Outline(_) | State::Over => (Part::default(), None),
    }
}

fn list(scanner: MetricsScanner, kind: LogKind) -> (Part, Option<Fault>) {
    let (rows, broken_at) = scanner.rows();
    (Part::of(kind, rows), broken_at)
}

/// A text without byte order mark, space and zeros at both ends; zeros are what a crash leaves of a file that grew.
fn trimmed(bytes: &[u8]) -> Range<usize> {
    let start = if bytes.starts_with(b"\xef\xbb\xbf") { 3 } else { 0 };
    let is_space = |byte: &u8| byte.is_ascii_whitespace() || matches!(*byte, 0 | RECORD_BEGIN);
    let text = bytes.get(start..).unwrap_or_default();
    let first = start + text.iter().position(|byte| !is_space(byte)).unwrap_or(text.len());
    let last = text.iter().rposition(|byte| !is_space(byte)).map_or(first, |last| start + last + 1);
    first..last
}
