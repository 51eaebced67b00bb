//! Metric logs that are files: what training programs write, and what command lines of services print.
//!
//! Contract: the kind of file is found out by what is in it, never by its name. Rows are read as those of a
//! service are, so that a log shows what the same job would show; a row that cannot be read is skipped and
//! counted, and of a file that breaks off everything before the break counts.

mod cells;
mod console;
mod curves;
mod dates;
mod decimals;
mod encoding;
mod header;
mod json_columns;
mod json_table;
mod lines;
mod long;
mod looks;
mod markdown;
mod notes;
mod outline;
mod pairs;
mod reading;
mod style;
mod table;

pub use self::{encoding::Encoding, looks::Looks, notes::TableNotes, reading::LogReading};
use crate::{
    api::{DecodeWarning, metrics::row_count::RowsRead},
    json::{self, Fault},
    model::{MetricsSummary, RowSink},
};

/// Kind of log file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum LogKind {
    /// `{"log_history": […], "max_steps": …}`, as the trainer of Hugging Face writes `trainer_state.json`.
    TrainerState,
    /// `{"metrics": […]}` or a bare list, as a service answers and its command line prints.
    List,
    /// JSON with a list of figures per metric, or a list of lists.
    JsonTable,
    /// One object per line.
    Lines,
    /// Objects among the other lines that a training program prints.
    Console,
    /// A table with a header row.
    #[default]
    Csv,
    /// A chart that this page has saved, as CSV or JSON.
    SavedChart,
}

impl LogKind {
    /// For people.
    pub const fn label(self) -> &'static str {
        match self {
            Self::TrainerState => "trainer state",
            Self::List => "list of metrics",
            Self::JsonTable => "JSON table",
            Self::Lines => "JSON lines",
            Self::Console => "console output",
            Self::Csv => "CSV table",
            Self::SavedChart => "saved chart",
        }
    }
}

/// Content of a log beside its rows.
#[derive(Debug, Clone, PartialEq)]
pub struct Log {
    /// Kind of file.
    pub kind: LogKind,
    /// Encoding of its text.
    pub encoding: Encoding,
    /// Rows that were read and that could not be.
    pub summary: MetricsSummary,
    /// The first rows that could not be read.
    pub warnings: Vec<DecodeWarning>,
    /// Position at which the file stops being JSON; everything before it was read.
    pub broken_at: Option<Fault>,
    /// No row said its step, so they were numbered.
    pub is_numbered: bool,
    /// Kind of the steps that rows say although they are numbered; `None` if they say none, or are not numbered.
    pub unusable_steps: Option<UnusableSteps>,
    /// Steps the training was to take, if the file says so.
    pub total_steps: Option<u64>,
    /// Epochs the training was to take, if the file says so.
    pub n_epochs: Option<f64>,
    /// Cells of a table that hold no number, in columns of numbers.
    pub n_odd_cells: usize,
    /// Columns that were left out: the lowest and highest figures of another one (`__MIN`, `__MAX`).
    pub n_limits: usize,
    /// Remarks on the columns of a table.
    pub table: TableNotes,
}

/// Kind of the steps for which rows are numbered although some of them say one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UnusableSteps {
    /// Many are numbers between two whole ones (0.5, 1, 1.5): they stand as epochs, where rows say no other.
    Fractions,
    /// All are negative, fractional, too large, no numbers or missing.
    Other,
}

/// Reason why a file is no log.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LogError {
    /// Nothing in it.
    #[error("The file is empty. Choose the file that the training program writes to.")]
    Empty,
    /// The file is of another kind.
    #[error("{0}")]
    Foreign(Looks),
    /// One row that does not say its step.
    #[error(
        "The file has only one row of figures, and it does not say its step. A chart needs several rows: open the log when more of them are written."
    )]
    OneRow,
    /// A list of rows, and no figures in them.
    #[error(
        "The file is a {} with {n_rows} rows, and none of them has a figure that could be drawn. A row is an object with figures, such as a step and a loss. Open a log that was written after training began.", kind.label()
    )]
    NoSeries {
        /// Kind of the file.
        kind: LogKind,
        /// Rows in it.
        n_rows: usize,
    },
    /// A table without numbers.
    #[error(
        "The file is a table with {0} rows, and no column of figures is in it. A log has a column per metric, with its name in the first row and a number in each row below, and one of steps."
    )]
    NoNumbers(usize),
}

/// Result of one of the readers.
#[derive(Default)]
struct Part {
    kind: LogKind,
    read: RowsRead,
    n_odd_cells: usize,
    n_limits: usize,
    table: TableNotes,
}

impl Part {
    fn of(kind: LogKind, read: RowsRead) -> Self {
        Self { kind, read, ..Self::default() }
    }

    /// With what was read of another run in the same rows.
    fn beside(mut self, other: Self) -> Self {
        let (ours, theirs) = (&mut self.read.rows.value, other.read.rows.value);
        ours.n_received = ours.n_received.max(theirs.n_received);
        ours.n_unreadable = ours.n_unreadable.max(theirs.n_unreadable);
        ours.n_without_step = ours.n_without_step.max(theirs.n_without_step);
        ours.n_with_unusable_step = ours.n_with_unusable_step.max(theirs.n_with_unusable_step);
        ours.n_without_figures = ours.n_without_figures.max(theirs.n_without_figures);
        self.read.n_points += other.read.n_points;
        self.read.n_fractional_steps = self.read.n_fractional_steps.max(other.read.n_fractional_steps);
        self
    }

    /// Returns whether rows have to be numbered: none of them says a step that can be used, or as many say fractions of one as
    /// say whole ones (0.5, 1, 1.5).
    fn has_no_steps(&self) -> bool {
        let summary = &self.read.rows.value;
        let has_none = 0 < summary.n_without_step + summary.n_with_unusable_step
            && summary.n_received == summary.n_unreadable;
        has_none || self.has_fractions()
    }

    fn has_fractions(&self) -> bool {
        let summary = &self.read.rows.value;
        let n_placed = summary.n_received.saturating_sub(summary.n_unreadable);
        2 <= self.read.n_fractional_steps && n_placed <= self.read.n_fractional_steps + 1
    }

    /// Returns the kind of the steps that rows say and that cannot be used; `None` if they say none.
    fn unusable_steps(&self) -> Option<UnusableSteps> {
        let other = (0 < self.read.rows.value.n_with_unusable_step).then_some(UnusableSteps::Other);
        if self.has_fractions() { Some(UnusableSteps::Fractions) } else { other }
    }
}

/// Reads a log; its rows go to `sink`.
///
/// # Errors
/// When there is no row that can be read.
///
/// # Example: lines of a training script
/// ```
/// use tuneboard_core::{log_file::{LogKind, read_log}, model::MetricRow};
///
/// let mut rows: Vec<MetricRow> = Vec::new();
/// let log = read_log(b"{\"step\": 1, \"loss\": 0.5}\n{\"step\": 2, \"loss\": NaN}\n", &mut rows)?;
/// assert_eq!((log.kind, rows.len(), rows[0].values[0].1), (LogKind::Lines, 2, 0.5));
/// # Ok::<(), tuneboard_core::log_file::LogError>(())
/// ```
pub fn read_log(bytes: &[u8], sink: &mut dyn RowSink) -> Result<Log, LogError> {
    let mut reading = LogReading::new(bytes);
    loop {
        if let Some(read) = reading.step(bytes, bytes.len().max(1), sink) {
            return read;
        }
    }
}

/// A number of the outermost object, as text.
fn number(text: &[u8]) -> Option<f64> {
    json::float(std::str::from_utf8(text).ok()?)
}
