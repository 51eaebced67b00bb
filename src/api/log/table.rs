//! Tables with a column per metric: each row becomes an object with the header's names, and is read as such. Where
//! the names begin with those of runs, it becomes one per run.

use kernel::Csv;

use super::{
    LogKind, Part,
    cells::{Style, cells},
};
use crate::api::metric_names::{Meaning, meaning};
use crate::api::metric_rows::RowReader;
use crate::export::json_text;
use crate::model::RowSink;

/// Separator that experiment trackers put between the name of a run and that of a metric.
const RUN_END: &str = " - ";

/// Suffixes that experiment trackers give to columns of lowest and highest figures.
const LIMITS: [&str; 2] = ["__MIN", "__MAX"];

/// The rows so far.
pub(super) struct Table {
    csv: Csv,
    style: Style,
    runs: Vec<Run>,
    columns: Vec<Counted>,
    /// Columns with the lowest and highest figures of another column.
    n_limits: usize,
    n_rows: usize,
    /// The present row as an object.
    row: String,
}

/// Columns and rows of one run.
struct Run {
    name: String,
    /// Columns, each with its name as it stands before its values in an object.
    columns: Vec<(usize, String)>,
    reader: RowReader,
}

/// Number of a column's cells that are numbers, and of those that are something else.
#[derive(Default)]
struct Counted {
    n_numbers: usize,
    n_others: usize,
    is_figure: bool,
}

impl Table {
    /// For a table with these names of columns; `at` is behind the header.
    pub(super) fn new(csv: Csv, style: Style, header: &[String], is_numbered: bool) -> Self {
        let is_limit = |name: &String| {
            LIMITS.iter().any(|limit| {
                name.strip_suffix(limit).is_some_and(|base| header.iter().any(|other| other == base))
            })
        };
        let used: Vec<(usize, &String)> =
            header.iter().enumerate().filter(|(_, name)| !is_limit(name)).collect();
        let is_shared = |name: &str| !matches!(meaning(name), Meaning::Figure(_));
        let has_runs = used.iter().any(|(_, name)| name.contains(RUN_END))
            && used.iter().all(|(_, name)| name.contains(RUN_END) || is_shared(name));
        let split = |name: &'_ str| {
            let (run, metric) = name.rsplit_once(RUN_END).filter(|_| has_runs)?;
            Some((run.to_owned(), metric.to_owned()))
        };
        let mut names: Vec<String> = Vec::new();
        for (run, _) in used.iter().filter_map(|(_, name)| split(name)) {
            if !names.contains(&run) {
                names.push(run);
            }
        }
        if names.is_empty() {
            names.push(String::new());
        }
        let run = |name: String| {
            let own = |(idx, column): &(usize, &String)| match split(column) {
                None => Some((*idx, (*column).clone())),
                Some((run, metric)) => (run == name).then_some((*idx, metric)),
            };
            let columns: Vec<(usize, String)> = used.iter().filter_map(own).collect();
            let mut reader = RowReader::of_file(is_numbered);
            reader.expect(columns.iter().map(|(_, column)| column.as_str()));
            let columns = columns.into_iter().map(|(idx, column)| (idx, as_member(&column))).collect();
            Run { name, columns, reader }
        };
        let metric = |name: &str| split(name).map_or_else(|| name.to_owned(), |(_, metric)| metric);
        let counted = |name: &String| Counted {
            is_figure: matches!(meaning(&metric(name)), Meaning::Figure(_)),
            ..Counted::default()
        };
        Self {
            csv,
            style,
            runs: names.into_iter().map(run).collect(),
            columns: header.iter().map(counted).collect(),
            n_limits: header.len() - used.len(),
            n_rows: 0,
            row: String::new(),
        }
    }

    /// Reads the row that begins at `at`, and moves on to the next.
    pub(super) fn read_row(&mut self, text: &[u8], at: &mut usize, sink: &mut dyn RowSink) {
        let cells = cells(&mut self.csv, text, at);
        if cells.iter().all(|cell| cell.trim().is_empty()) {
            return;
        }
        self.n_rows += 1;
        for (counted, cell) in self.columns.iter_mut().zip(&cells) {
            let cell = cell.trim();
            if cell.parse::<f64>().is_ok() || self.style.number(cell).is_some() {
                counted.n_numbers += 1;
            } else if !cell.is_empty() {
                counted.n_others += 1;
            }
        }
        let has_runs = 1 < self.runs.len() || self.runs.iter().any(|run| !run.name.is_empty());
        for run in &mut self.runs {
            let row = &mut self.row;
            row.clear();
            row.push('{');
            let mut has_figures = !has_runs;
            for (idx, name) in &run.columns {
                let cell = cells.get(*idx).map_or("", |cell| cell.trim());
                if cell.is_empty() {
                    continue;
                }
                has_figures |= self.columns.get(*idx).is_some_and(|column| column.is_figure);
                row.push_str(name);
                match self.style.number(cell) {
                    Some(number) => row.push_str(&number),
                    None => json_text(cell, row),
                }
                row.push(',');
            }
            // A run that logged nothing here has no row here.
            if !has_figures {
                continue;
            }
            if row.len() > 1 {
                row.pop();
            }
            row.push('}');
            if has_runs {
                sink.enter_run(&run.name);
            }
            if !run.reader.read_known(row.as_bytes(), sink) {
                run.reader.read_row(row.as_bytes(), sink);
            }
        }
    }

    pub(super) fn finish(self) -> Part {
        let has_numbers = |column: &&Counted| column.is_figure && 0 < column.n_numbers;
        let n_odd_cells = self.columns.iter().filter(has_numbers).map(|column| column.n_others).sum();
        let parts = self.runs.into_iter().map(|run| Part::of(LogKind::Csv, run.reader.finish()));
        let mut all = parts.reduce(Part::beside).unwrap_or_default();
        all.read.rows.value.n_received = self.n_rows;
        Part { n_odd_cells, n_limits: self.n_limits, ..all }
    }
}

/// A name as it stands before its value in an object.
fn as_member(name: &str) -> String {
    let mut text = String::new();
    json_text(name, &mut text);
    text + ":"
}
