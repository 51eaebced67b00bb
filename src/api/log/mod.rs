//! Metric logs that are files: what training programs write, and what command lines of services print.
//!
//! Contract: the kind of file is found out by what is in it, never by its name. Rows are read as those of a
//! service are, so that a log shows what the same job would show; a row that cannot be read is skipped and
//! counted, and of a file that breaks off everything before the break counts.

mod outline;
mod table;

use kernel::{Tokens, find};

use self::outline::{Outline, outline};
use super::lenient::Record;
use super::metric_keys::{Keys, Role};
use super::metric_rows::RowReader;
use super::{DecodeWarning, Decoded, MetricsScanner};
use crate::json::{self, Malformed};
use crate::model::{MetricsSummary, RowSink};

/// What kind of file a log is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LogKind {
    /// `{"log_history": […], "max_steps": …}`, as the trainer of Hugging Face writes `trainer_state.json`.
    TrainerState,
    /// `{"metrics": […]}` or a bare list, as a service answers and its command line prints.
    List,
    /// One object per line.
    Lines,
    /// A table with a header row.
    Csv,
}

impl LogKind {
    /// For people.
    pub const fn label(self) -> &'static str {
        match self {
            Self::TrainerState => "trainer state",
            Self::List => "list of metrics",
            Self::Lines => "JSON lines",
            Self::Csv => "CSV table",
        }
    }
}

/// What a log says beside its rows.
#[derive(Debug, Clone, PartialEq)]
pub struct Log {
    /// What kind of file it is.
    pub kind: LogKind,
    /// Rows that were read and that could not be.
    pub summary: MetricsSummary,
    /// The first rows that could not be read.
    pub warnings: Vec<DecodeWarning>,
    /// Where the file stops being JSON; what is before that was read.
    pub broken_at: Option<Malformed>,
    /// No row said its step, so they were numbered.
    pub is_numbered: bool,
    /// Steps the training was to take, if the file says so.
    pub total_steps: Option<u64>,
    /// Epochs the training was to take, if the file says so.
    pub n_epochs: Option<f64>,
}

/// Why a file is no log.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LogError {
    /// Nothing in it.
    #[error("The file is empty.")]
    Empty,
    /// None of the known kinds.
    #[error(
        "This is no metric log: neither JSON with log_history or metrics, nor one JSON object per line, nor a CSV table."
    )]
    Unknown,
    /// Rows of a known kind, and none that can be read.
    #[error(
        "None of its {0} rows could be read: a row is an object with figures, such as a step and a loss."
    )]
    NoRows(usize),
}

/// Reads a log; its rows go to `sink`.
///
/// # Errors
/// When there is no row that can be read.
///
/// # Example: lines of a training script
/// ```
/// use tuneboard::{api::{LogKind, read_log}, model::MetricRow};
///
/// let mut rows: Vec<MetricRow> = Vec::new();
/// let log = read_log(b"{\"step\": 1, \"loss\": 0.5}\n{\"step\": 2, \"loss\": NaN}\n", &mut rows)?;
/// assert_eq!((log.kind, rows.len(), rows[0].values[0].1), (LogKind::Lines, 2, 0.5));
/// # Ok::<(), tuneboard::api::LogError>(())
/// ```
pub fn read_log(bytes: &[u8], sink: &mut dyn RowSink) -> Result<Log, LogError> {
    let text = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes).trim_ascii();
    if text.is_empty() {
        return Err(LogError::Empty);
    }
    let outline = outline(text);
    let log = match &outline {
        Outline::Member { name: "log_history", .. } => list(text, "log_history", LogKind::TrainerState, sink),
        Outline::Member { name, .. } => list(text, name, LogKind::List, sink),
        Outline::List => list(&[b"{\"metrics\":", text, b"}"].concat(), "metrics", LogKind::List, sink),
        Outline::Lines => lines(text, sink),
        Outline::Other => table::read(text, sink).ok_or(LogError::Unknown)?,
    };
    if log.summary.n_received == log.summary.n_unreadable {
        return Err(match outline {
            Outline::Lines if log.summary.n_received == 1 => LogError::Unknown,
            _ => LogError::NoRows(log.summary.n_received),
        });
    }
    match outline {
        Outline::Member { total_steps, n_epochs, .. } => Ok(Log { total_steps, n_epochs, ..log }),
        _ => Ok(log),
    }
}

/// A list of rows within an object.
fn list(text: &[u8], name: &'static str, kind: LogKind, sink: &mut dyn RowSink) -> Log {
    let mut scanner = MetricsScanner::of_list(name);
    scanner.push(text, sink);
    let (rows, broken_at) = scanner.rows();
    log(kind, rows, broken_at, false)
}

/// An object on each line.
fn lines(text: &[u8], sink: &mut dyn RowSink) -> Log {
    let mut reader = RowReader::default();
    let mut is_numbered = None;
    let mut n = 0_u64;
    let mut rest = text;
    while !rest.is_empty() {
        let end = find(rest, b'\n').unwrap_or(rest.len());
        let line = rest.get(..end).unwrap_or_default().trim_ascii();
        rest = rest.get(end + 1..).unwrap_or_default();
        if line.is_empty() {
            continue;
        }
        n += 1;
        if !is_object(line) {
            reader.skip("it is no JSON object");
            continue;
        }
        if *is_numbered.get_or_insert_with(|| !has_step(line)) {
            let row = [format!("{{\"step\":{n},").as_bytes(), line.get(1..).unwrap_or_default()].concat();
            reader.read_row(if line.ends_with(b"{}") { line } else { &row }, sink);
        } else {
            reader.read_row(line, sink);
        }
    }
    log(LogKind::Lines, reader.finish(), None, is_numbered.unwrap_or(false))
}

/// Whether a line is one object, bare `NaN` allowed.
fn is_object(line: &[u8]) -> bool {
    let (mut tokens, mut at) = (Tokens::default(), 0);
    line.first() == Some(&b'{') && outline::passes(&mut tokens, line, &mut at) && tokens.end().is_ok()
}

/// Whether a row says its step.
fn has_step(row: &[u8]) -> bool {
    let text = String::from_utf8_lossy(row);
    let quoted = super::body::with_quoted_tokens(&text);
    let Some(record) = Record::parse(quoted.as_deref().unwrap_or(&text)) else { return false };
    let mut keys = Keys::default();
    record.fields().any(|(name, _)| {
        let idx = keys.idx_of(name);
        matches!(keys.role(idx), Role::Step { .. })
    })
}

fn log(kind: LogKind, rows: Decoded<MetricsSummary>, broken_at: Option<Malformed>, is_numbered: bool) -> Log {
    let Decoded { value: summary, warnings } = rows;
    Log { kind, summary, warnings, broken_at, is_numbered, total_steps: None, n_epochs: None }
}

/// A number of the outermost object, as text.
fn number(text: &[u8]) -> Option<f64> {
    json::float(std::str::from_utf8(text).ok()?)
}
