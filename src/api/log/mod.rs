//! Metric logs that are files: what training programs write, and what command lines of services print.
//!
//! Contract: the kind of file is found out by what is in it, never by its name. Rows are read as those of a
//! service are, so that a log shows what the same job would show; a row that cannot be read is skipped and
//! counted, and of a file that breaks off everything before the break counts.

mod lines;
mod outline;
mod reading;
mod table;

pub use self::reading::LogReading;
use super::{DecodeWarning, Decoded};
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
    let mut reading = LogReading::new(bytes);
    loop {
        if let Some(read) = reading.step(bytes, bytes.len().max(1), sink) {
            return read;
        }
    }
}

fn log(kind: LogKind, rows: Decoded<MetricsSummary>, broken_at: Option<Malformed>, is_numbered: bool) -> Log {
    let Decoded { value: summary, warnings } = rows;
    Log { kind, summary, warnings, broken_at, is_numbered, total_steps: None, n_epochs: None }
}

/// A number of the outermost object, as text.
fn number(text: &[u8]) -> Option<f64> {
    json::float(std::str::from_utf8(text).ok()?)
}
