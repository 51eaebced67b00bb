//! Tables with a row per point: the name of its metric stands in a column. So are charts that this page has saved.

use kernel::Csv;

use super::{LogKind, Part, TableNotes, cells::cells_of, decimals, style::Style};
use crate::{
    api::{
        metrics::{
            keys::{Keys, Role},
            names::{Meaning, meaning},
            row_count::RowCount,
            row_plan::MOST_SAID,
        },
        reading::lenient::{Scalar, StepFault},
    },
    export::csv_text,
    model::{MetricBlock, MetricKey, RowSink},
};

/// The column of a chart that this page has saved.
const SERIES: &str = "series";

/// Columns that name the metric; the first that is there counts.
const NAMES: [&str; 6] = [SERIES, "metric", "metric_name", "key", "tag", "name"];

/// Points of a series that are handed on at once.
const MOST_POINTS: usize = 1024;

/// The points so far.
pub(super) struct LongTable {
    csv: Csv,
    decimals: decimals::Columns,
    columns: Columns,
    keys: Keys,
    count: RowCount,
    /// Run and name of the present series as they stand in the table, and its points.
    run: String,
    name: String,
    block: MetricBlock,
    notes: TableNotes,
    /// Points of each series, where rows are numbered.
    numbers: Option<Vec<(String, String, u64)>>,
}

/// Places of columns.
struct Columns {
    name: usize,
    /// Names are keys of this page, in full.
    is_own: bool,
    value: usize,
    run: Option<usize>,
    steps: Vec<(u8, usize)>,
    epoch: Option<usize>,
    elapsed: Option<usize>,
    logged_at: Option<usize>,
}

impl Columns {
    fn of(header: &[String]) -> Option<Self> {
        let place = |wanted: &str| header.iter().position(|name| name.trim().eq_ignore_ascii_case(wanted));
        let name = NAMES.iter().find_map(|name| place(name))?;
        let meant = |test: fn(&Meaning) -> bool| header.iter().position(|name| test(&meaning(name)));
        let step = |(idx, name): (usize, &String)| match meaning(name) {
            Meaning::Step { rank } => Some((rank, idx)),
            _ => None,
        };
        let mut steps: Vec<(u8, usize)> = header.iter().enumerate().filter_map(step).collect();
        steps.sort_unstable();
        Some(Self {
            name,
            is_own: header.get(name).is_some_and(|name| name == SERIES),
            value: place("value")?,
            run: meant(|meaning| *meaning == Meaning::Run),
            steps,
            epoch: meant(|meaning| matches!(meaning, Meaning::Epoch { .. })),
            elapsed: meant(|meaning| matches!(meaning, Meaning::Elapsed { .. })),
            logged_at: meant(|meaning| matches!(meaning, Meaning::LoggedAt { .. } | Meaning::Clock)),
        })
    }
}

impl LongTable {
    /// For a table with these names of columns; `None` if it has no row per point.
    pub(super) fn new(
        csv: Csv,
        style: Style,
        decimals: decimals::Columns,
        header: &[String],
        is_numbered: bool,
    ) -> Option<Self> {
        let columns = Columns::of(header)?;
        // This page writes points; a spreadsheet that saves the table anew changes the delimiter as well.
        let is_as_saved = columns.is_own && style.delimiter == b',';
        Some(Self {
            csv,
            decimals: if is_as_saved { decimals.with_points() } else { decimals },
            columns,
            keys: Keys::default(),
            count: RowCount::default(),
            run: String::new(),
            name: String::new(),
            block: MetricBlock::default(),
            notes: TableNotes::default(),
            numbers: is_numbered.then(Vec::new),
        })
    }

    /// Reads the row that begins at `at`, and moves on to the next.
    pub(super) fn read_row(&mut self, text: &[u8], at: &mut usize, sink: &mut dyn RowSink) {
        let mut has_open_quote = false;
        let cells = cells_of(&mut self.csv, text, at, &mut has_open_quote);
        if cells.iter().all(|cell| cell.trim().is_empty()) {
            return;
        }
        self.count.n_received += 1;
        if has_open_quote {
            self.notes.n_open_quotes += 1;
            self.notes.first_open_quote.get_or_insert(self.count.n_received);
        }
        let cell = |idx: usize| cells.get(idx).map_or("", String::as_str);
        let value = cell(self.columns.value).trim();
        let figure = match self.decimals.number(self.columns.value, value) {
            Some(number) => Scalar::parse(&number).and_then(|number| number.as_figure()),
            None => Scalar::Text(value.into()).as_figure(),
        };
        let Some(figure) = figure else {
            // An empty cell says that nothing was logged.
            let is_empty = value.is_empty();
            return if is_empty { self.count.place(1, 0) } else { self.count.skip("its value is no number") };
        };
        let run = self.columns.run.map_or("", cell);
        let name = cell(self.columns.name);
        if self.run != run || self.name != name || self.block.columns.is_empty() {
            self.deliver(sink);
            let Some(own_run) = self.begin(run, name, sink) else { return };
            self.run = own_run;
        }
        let scalar = |idx: usize| {
            let text = cell(idx).trim();
            match self.decimals.number(idx, text) {
                Some(number) => {
                    Scalar::parse(&number).and_then(|number| number.as_number()).map(Scalar::Float)
                }
                None => Some(Scalar::Text(text.into())).filter(|_| !text.is_empty()),
            }
        };
        let count = |idx: usize| {
            let text = cell(idx).trim();
            text.parse().ok().or_else(|| Scalar::parse(&self.decimals.number(idx, text)?)?.as_count())
        };
        let step = match &mut self.numbers {
            Some(numbers) => Some(next_number(numbers, run, name)),
            None => self.columns.steps.iter().find_map(|(_, idx)| count(*idx)),
        };
        let said = || self.columns.steps.iter().find_map(|(_, idx)| scalar(*idx));
        let Some(step) = step else {
            let fault = said().and_then(|said| said.step_fault());
            return self.count.skip_for_step(fault.unwrap_or(StepFault::Missing));
        };
        let epoch = self.columns.epoch.and_then(scalar).and_then(|epoch| epoch.as_number());
        let said = if self.numbers.is_some() { said().and_then(|said| said.as_number()) } else { None };
        let epoch = epoch.or(said.filter(|said| (0.0..MOST_SAID).contains(said)));
        let elapsed = self.columns.elapsed.and_then(scalar).and_then(|secs| secs.as_secs());
        let logged_at = self.columns.logged_at.and_then(|idx| match Scalar::parse(cell(idx).trim()) {
            Some(number @ (Scalar::Int(_) | Scalar::Float(_))) => number.as_time(),
            _ => Scalar::Text(cell(idx).into()).as_time(),
        });
        self.block.push_head(step, epoch, elapsed, logged_at);
        if let Some((_, figures)) = self.block.columns.first_mut() {
            figures.push(figure);
        }
        if MOST_POINTS <= self.block.len() {
            self.deliver(sink);
        }
    }

    /// Begins the rows of this run and metric; returns the run as it stands in the table, `None` if the metric has no
    /// name.
    fn begin(&mut self, run: &str, name: &str, sink: &mut dyn RowSink) -> Option<String> {
        self.name = name.to_owned();
        self.block.columns.clear();
        let is_own = self.columns.is_own;
        let (run_name, text) = (plain(run, is_own), plain(name, is_own));
        let has_runs = self.columns.run.is_some();
        let (owner, key) = if is_own { own_key(text, has_runs) } else { (None, self.usual_key(text)) };
        let Some(key) = key else {
            self.count.skip("it names no metric");
            return None;
        };
        sink.enter_run(owner.unwrap_or(run_name));
        self.block.columns.push((key, Vec::new()));
        Some(run.to_owned())
    }

    fn usual_key(&mut self, name: &str) -> Option<MetricKey> {
        let idx = self.keys.idx_of(name);
        match self.keys.role(idx) {
            Role::Figure(key) => Some(key.clone()),
            Role::Nothing => None,
            // A metric by the name of a counter: it stands where metrics stand.
            _ => Some(MetricKey::train(name)),
        }
    }

    fn deliver(&mut self, sink: &mut dyn RowSink) {
        if !self.block.is_empty() {
            self.count.place(self.block.len(), 1);
            sink.take(&self.block);
            self.block.clear();
        }
    }

    pub(super) fn finish(mut self, sink: &mut dyn RowSink) -> Part {
        self.deliver(sink);
        if let Some((cell, number)) = self.decimals.open_cell(self.columns.value) {
            self.notes.open_marks.push(("value".to_owned(), cell.to_owned(), number.into_owned()));
        }
        let kind = if self.columns.is_own { LogKind::SavedChart } else { LogKind::Csv };
        Part { table: self.notes, ..Part::of(kind, self.count.finish()) }
    }
}

/// A cell without the mark that keeps spreadsheets from taking it for a formula.
fn plain(cell: &str, is_own: bool) -> &str {
    if is_own { csv_text(cell) } else { cell.trim() }
}

/// Splits the name of a saved chart's series into its run, if it names one, and its metric.
pub(super) fn own_key(name: &str, has_runs: bool) -> (Option<&str>, Option<MetricKey>) {
    // Charts of several jobs said `JOB train/loss` before runs had a column of their own.
    let job = [" train/", " eval/"].iter().filter_map(|end| name.find(end)).min();
    let is_key = has_runs || ["train/", "eval/"].iter().any(|start| name.starts_with(start));
    let (owner, name) = match job.filter(|_| !is_key) {
        Some(end) => (name.get(..end), name.get(end + 1..).unwrap_or_default()),
        None => (None, name),
    };
    (owner, MetricKey::parse(name))
}

/// The number of the next point of a series.
fn next_number(numbers: &mut Vec<(String, String, u64)>, run: &str, name: &str) -> u64 {
    let found = numbers.iter_mut().find(|(of_run, of_name, _)| of_run == run && of_name == name);
    match found {
        Some((.., n)) => {
            *n += 1;
            *n
        }
        None => {
            numbers.push((run.to_owned(), name.to_owned(), 1));
            1
        }
    }
}
