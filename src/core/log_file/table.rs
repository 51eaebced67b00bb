//! Tables with a column per metric: each row becomes an object with the header's names, and is read as such. Where
//! the names begin with those of runs, it becomes one per run.

use std::borrow::Cow;

use kernel::Csv;

use super::{
    LogKind, Part, TableNotes,
    cells::cells_of,
    dates,
    decimals::Columns,
    header::{self, Column},
    markdown,
};
use crate::{
    api::metrics::{names::Meaning, rows::RowReader},
    json,
    model::RowSink,
};

/// The rows so far.
pub(super) struct Table {
    csv: Csv,
    decimals: Columns,
    runs: Vec<Run>,
    /// Columns of the present header.
    header: Vec<Column>,
    /// Counts of all columns, and the place among them of each column of the present header.
    counts: Vec<Counted>,
    places: Vec<usize>,
    is_numbered: bool,
    /// Rows begin with a bar, and end with the first line that does not.
    is_markdown: bool,
    /// Columns with the lowest and highest figures of another column.
    n_limits: usize,
    n_rows: usize,
    notes: TableNotes,
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
struct Counted {
    column: Column,
    /// Place in its header, from 1.
    place: usize,
    n_numbers: usize,
    n_others: usize,
    has_percent: bool,
    meaning: Meaning,
}

impl Counted {
    fn is_figure(&self) -> bool {
        matches!(self.meaning, Meaning::Figure(_))
    }

    fn is_instant(&self) -> bool {
        matches!(self.meaning, Meaning::LoggedAt { .. } | Meaning::Clock)
    }

    fn label(&self) -> String {
        let name = self.column.name.trim();
        if name.is_empty() { format!("column {}", self.place) } else { name.to_owned() }
    }
}

impl Table {
    /// For a table with these names of columns; `csv` is behind the header.
    pub(super) fn new(csv: Csv, decimals: Columns, header: &[String], is_numbered: bool) -> Self {
        let mut table = Self {
            csv,
            decimals,
            runs: Vec::new(),
            header: Vec::new(),
            counts: Vec::new(),
            places: Vec::new(),
            is_numbered,
            is_markdown: false,
            n_limits: 0,
            n_rows: 0,
            notes: TableNotes::default(),
            row: String::new(),
        };
        table.begin(header);
        table
    }

    /// The same table, in Markdown.
    pub(super) fn in_markdown(self) -> Self {
        Self { is_markdown: true, ..self }
    }

    /// Begins the rows of a header. Columns and runs that were there before go on.
    fn begin(&mut self, header: &[String]) {
        let columns = header::columns(header);
        self.places.clear();
        for (idx, column) in columns.iter().enumerate() {
            let known = self.counts.iter().position(|count| count.column.name == column.name);
            self.places.push(known.filter(|_| !column.name.is_empty()).unwrap_or(self.counts.len()));
            if self.places.last() == Some(&self.counts.len()) {
                let meaning = column.meaning();
                let column = column.clone();
                self.counts.push(Counted {
                    column,
                    place: idx + 1,
                    n_numbers: 0,
                    n_others: 0,
                    has_percent: false,
                    meaning,
                });
            }
        }
        self.n_limits = self.n_limits.max(columns.iter().filter(|column| column.is_limit).count());
        let is_used = |column: &&Column| !column.is_limit && !column.is_spare;
        let run_of = |column: &Column| column.run.as_ref().map(|(run, _)| run.clone());
        let mut names: Vec<String> = Vec::new();
        for run in columns.iter().filter(is_used).filter_map(run_of) {
            if !names.contains(&run) {
                names.push(run);
            }
        }
        if names.is_empty() {
            names.push(String::new());
        }
        self.runs.iter_mut().for_each(|run| run.columns.clear());
        for name in names {
            let own = |(idx, column): (usize, &Column)| match &column.run {
                _ if !is_used(&column) => None,
                None => Some((idx, column.name.clone())),
                Some((run, metric)) => (*run == name).then(|| (idx, metric.clone())),
            };
            let own: Vec<(usize, String)> = columns.iter().enumerate().filter_map(own).collect();
            let place = self.runs.iter().position(|run| run.name == name).unwrap_or(self.runs.len());
            if place == self.runs.len() {
                let reader = RowReader::of_file(self.is_numbered);
                self.runs.push(Run { name, columns: Vec::new(), reader });
            }
            if let Some(run) = self.runs.get_mut(place) {
                run.reader.expect(own.iter().map(|(_, column)| column.as_str()));
                run.columns = own.iter().map(|(idx, column)| (*idx, as_member(column))).collect();
            }
        }
        self.header = columns;
    }

    /// Reads the row that begins at `at`, and moves on to the next.
    pub(super) fn read_row(&mut self, text: &[u8], at: &mut usize, sink: &mut dyn RowSink) {
        if self.is_markdown {
            let line = markdown::line_at(text, *at);
            if !markdown::is_row(line) {
                // Text goes on behind the table.
                *at = text.len();
                return;
            }
            if markdown::is_rule(line) {
                *at += line.len() + 1;
                return;
            }
        }
        let mut has_open_quote = false;
        let cells = cells_of(&mut self.csv, text, at, &mut has_open_quote);
        if cells.iter().all(|cell| cell.trim().is_empty()) {
            return;
        }
        if header::is_again(&self.header, &cells, |cell| figure(&self.decimals, 0, cell).is_some()) {
            self.notes.n_new_headers += usize::from(header::columns(&cells) != self.header);
            return self.begin(&cells);
        }
        self.n_rows += 1;
        if has_open_quote {
            self.notes.n_open_quotes += 1;
            self.notes.first_open_quote.get_or_insert(self.n_rows);
        }
        let beyond = cells.iter().skip(self.header.len());
        self.notes.n_beyond += beyond.filter(|cell| !cell.trim().is_empty()).count();
        for (idx, (place, cell)) in self.places.iter().zip(&cells).enumerate() {
            let Some(count) = self.counts.get_mut(*place) else { continue };
            let cell = cell.trim();
            if cell.parse::<f64>().is_ok() || figure(&self.decimals, idx, cell).is_some() {
                count.n_numbers += 1;
                count.has_percent |= cell.ends_with('%');
            } else if !cell.is_empty() {
                count.n_others += 1;
                if count.is_instant() && dates::readable(cell).is_none() {
                    let label = || (0, count.label(), cell.to_owned());
                    self.notes.unread_times.get_or_insert_with(label).0 += 1;
                }
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
                let count = self.places.get(*idx).and_then(|place| self.counts.get(*place));
                has_figures |= count.is_some_and(Counted::is_figure);
                row.push_str(name);
                match figure(&self.decimals, *idx, cell) {
                    Some(number) => row.push_str(&number),
                    None if count.is_some_and(Counted::is_instant) => {
                        json::quote(dates::readable(cell).as_deref().unwrap_or(cell), row);
                    }
                    None => json::quote(cell, row),
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

    pub(super) fn finish(mut self) -> Part {
        let has_numbers = |count: &&Counted| count.is_figure() && 0 < count.n_numbers;
        let n_odd_cells = self.counts.iter().filter(has_numbers).map(|count| count.n_others).sum();
        self.note_columns();
        let parts = self.runs.into_iter().map(|run| Part::of(LogKind::Csv, run.reader.finish()));
        let mut all = parts.reduce(Part::beside).unwrap_or_default();
        all.read.rows.value.n_received = self.n_rows;
        Part { n_odd_cells, n_limits: self.n_limits, table: self.notes, ..all }
    }

    /// Notes the columns that are in no chart though they have cells, and those that were read in one of several ways.
    fn note_columns(&mut self) {
        let rank = |count: &Counted| match count.meaning {
            Meaning::Step { rank } if 0 < count.n_numbers && !count.column.is_spare => Some(rank),
            _ => None,
        };
        // In rows without it another counter is the step.
        let axis = self.counts.iter().filter_map(|count| Some((rank(count)?, count.n_numbers))).min();
        let axis = axis.filter(|(_, n_numbers)| *n_numbers == self.n_rows).map(|(axis, _)| axis);
        for count in self.counts.iter().filter(|count| !count.column.is_limit) {
            let n_cells = count.n_numbers + count.n_others;
            let is_beside = axis.is_some_and(|axis| rank(count).is_some_and(|rank| axis < rank));
            // The first column without a name numbers the rows.
            let is_nameless = count.meaning == Meaning::Nothing && 1 < count.place;
            let notes = &mut self.notes;
            if n_cells == 0 {
            } else if count.column.is_spare || is_beside || is_nameless {
                notes.spare.push(count.label());
            } else if count.is_figure() && count.n_numbers == 0 {
                notes.without_numbers.push(count.label());
            } else if count.has_percent {
                notes.percents.push(count.label());
            }
        }
        for (idx, column) in self.header.iter().enumerate() {
            if let Some((cell, number)) = self.decimals.open_cell(idx) {
                self.notes.open_marks.push((column.name.clone(), cell.to_owned(), number.into_owned()));
            }
        }
    }
}

/// A cell as a JSON number, a percent sign behind it left out; `None` if it is none.
fn figure<'a>(decimals: &Columns, idx: usize, cell: &'a str) -> Option<Cow<'a, str>> {
    match cell.strip_suffix('%') {
        Some(share) => decimals.number(idx, share.trim_end()),
        None => decimals.number(idx, cell),
    }
}

/// A name as it stands before its value in an object.
fn as_member(name: &str) -> String {
    let mut text = String::new();
    json::quote(name, &mut text);
    text + ":"
}
