//! Columns of figures in a JSON text, which become points one column after the other.

use std::ops::Range;

use super::TableNotes;
use crate::{
    api::{
        metrics::{
            keys::{Keys, Role},
            row_count::{RowCount, RowsRead},
            row_plan::Head,
        },
        reading::lenient::{Scalar, StepFault},
    },
    model::{MetricBlock, RowSink},
};

/// Points that are handed on at once.
const MOST_POINTS: usize = 4096;

/// Names of the columns of lists without a header, as TensorBoard downloads points.
const POINT: [&str; 3] = ["wall_time", "step", "value"];

/// Columns with the same rows.
#[derive(Default)]
pub(super) struct ColumnSet {
    /// Names of the objects around it; empty for none.
    pub name: String,
    pub columns: Vec<Column>,
    pub n_rows: usize,
}

/// One column; `null` is no cell.
#[derive(Default)]
pub(super) struct Column {
    /// Empty if nothing says it.
    pub name: String,
    pub cells: Vec<Cell>,
}

/// A value, by its row from 0 and its place in the text.
pub(super) struct Cell {
    pub row: usize,
    pub json: Range<usize>,
}

impl Cell {
    fn value<'a>(&self, text: &'a [u8]) -> Scalar<'a> {
        let json = text.get(self.json.clone()).and_then(|json| std::str::from_utf8(json).ok());
        match json.unwrap_or_default() {
            "NaN" => Scalar::Float(f64::NAN),
            "Infinity" => Scalar::Float(f64::INFINITY),
            "-Infinity" => Scalar::Float(f64::NEG_INFINITY),
            json => Scalar::parse(json).unwrap_or(Scalar::Null),
        }
    }
}

impl ColumnSet {
    /// Names the columns of a list of lists: by `header` if it is the list `data`, by its first row if that holds texts alone, else
    /// as points if it looks like that.
    pub(super) fn name_columns(&mut self, text: &[u8], header: &[String]) {
        let first = |column: &Column| match column.cells.first() {
            Some(cell) if cell.row == 0 => cell.value(text),
            _ => Scalar::Null,
        };
        let firsts: Vec<Scalar<'_>> = self.columns.iter().map(first).collect();
        let is_name = |value: &Scalar<'_>| matches!(value, Scalar::Text(_)) && value.as_figure().is_none();
        let names: Vec<String> = if self.name == "data" && !header.is_empty() {
            header.to_vec()
        } else if !firsts.is_empty() && firsts.iter().all(is_name) {
            self.columns.iter_mut().for_each(|column| {
                column.cells.remove(0);
                column.cells.iter_mut().for_each(|cell| cell.row -= 1);
            });
            self.n_rows -= 1;
            let name = |value: &Scalar<'_>| match value {
                Scalar::Text(text) => text.to_string(),
                _ => String::new(),
            };
            firsts.iter().map(name).collect()
        } else {
            let value = if self.name.is_empty() { POINT[2] } else { &self.name };
            match &*firsts {
                [_, step, _] if step.as_count().is_some() => {
                    vec![POINT[0].to_owned(), POINT[1].to_owned(), value.to_owned()]
                }
                [step, _] if step.as_count().is_some() => vec![POINT[1].to_owned(), value.to_owned()],
                _ => Vec::new(),
            }
        };
        self.columns.iter_mut().zip(names).for_each(|(column, name)| column.name = name);
    }
}

/// Points on their way out.
pub(super) struct Points {
    is_numbered: bool,
    /// The present set, the roles of its columns, and its next row to count, column and cell.
    set: usize,
    roles: Option<Vec<Role>>,
    n_counted: usize,
    column: usize,
    cell: usize,
    /// Columns of steps and times, each with its first cell that is not behind the present row.
    cursors: Vec<(usize, usize)>,
    count: RowCount,
    notes: TableNotes,
    n_odd_cells: usize,
    n_odd_here: usize,
}

impl Points {
    pub(super) fn new(is_numbered: bool) -> Self {
        Self {
            is_numbered,
            set: 0,
            roles: None,
            n_counted: 0,
            column: 0,
            cell: 0,
            cursors: Vec::new(),
            count: RowCount::default(),
            notes: TableNotes::default(),
            n_odd_cells: 0,
            n_odd_here: 0,
        }
    }

    /// Hands on some points; whether these were the last ones.
    pub(super) fn hand_on(&mut self, sets: &[ColumnSet], text: &[u8], sink: &mut dyn RowSink) -> bool {
        let Some(set) = sets.get(self.set) else { return true };
        let roles = self.roles.take().unwrap_or_else(|| roles(set, text));
        let is_over = self.hand_on_set(set, &roles, text, sink);
        if is_over {
            (self.set, self.n_counted, self.column, self.cell) = (self.set + 1, 0, 0, 0);
            self.cursors.clear();
        } else {
            self.roles = Some(roles);
        }
        false
    }

    fn hand_on_set(&mut self, set: &ColumnSet, roles: &[Role], text: &[u8], sink: &mut dyn RowSink) -> bool {
        if self.cursors.is_empty() {
            let is_head = |role: &Role| !matches!(role, Role::Figure(_) | Role::Nothing);
            let heads = roles.iter().enumerate().filter(|(_, role)| is_head(role));
            self.cursors = heads.map(|(idx, _)| (idx, 0)).collect();
        }
        let mut columns = roles.iter().zip(&set.columns);
        let has_figures =
            columns.any(|(role, column)| matches!(role, Role::Figure(_)) && !column.cells.is_empty());
        if !has_figures {
            return true;
        }
        if self.n_counted < set.n_rows {
            for row in self.n_counted..set.n_rows.min(self.n_counted + MOST_POINTS) {
                self.count.n_received += 1;
                if let Err(fault) = self.head(set, roles, text, row) {
                    self.count.skip_for_step(fault);
                }
                self.n_counted += 1;
            }
            if self.n_counted == set.n_rows {
                self.cursors.clear();
            }
            return false;
        }
        let (Some(column), Some(role)) = (set.columns.get(self.column), roles.get(self.column)) else {
            return true;
        };
        let cells = column.cells.get(self.cell..).unwrap_or_default();
        let cells = cells.get(..cells.len().min(MOST_POINTS)).unwrap_or_default();
        match role {
            Role::Figure(key) => {
                let mut block =
                    MetricBlock { columns: vec![(key.clone(), Vec::new())], ..MetricBlock::default() };
                for cell in cells {
                    let Some(figure) = cell.value(text).as_figure() else {
                        self.n_odd_here += 1;
                        continue;
                    };
                    if let Ok((step, head)) = self.head(set, roles, text, cell.row) {
                        block.push_head(step, head.epoch(), head.elapsed_secs(), head.logged_at());
                        block.columns.iter_mut().for_each(|(_, figures)| figures.push(figure));
                    }
                }
                self.count.place(block.len(), 1);
                if !block.is_empty() {
                    sink.take(&block);
                }
                self.cell += cells.len();
            }
            _ => self.cell = column.cells.len(),
        }
        if column.cells.len() <= self.cell {
            if matches!(role, Role::Figure(_)) && 0 < self.n_odd_here {
                if self.n_odd_here == column.cells.len() {
                    self.notes.without_numbers.push(column.name.clone());
                } else {
                    self.n_odd_cells += self.n_odd_here;
                }
            }
            (self.column, self.cell, self.n_odd_here) = (self.column + 1, 0, 0);
            self.cursors.clear();
        }
        false
    }

    /// Step and times of a row; rows are asked for in ascending order.
    fn head(
        &mut self,
        set: &ColumnSet,
        roles: &[Role],
        text: &[u8],
        row: usize,
    ) -> Result<(u64, Head), StepFault> {
        let mut head = Head::default();
        let mut step: Option<(u8, u64)> = None;
        for (idx, cursor) in &mut self.cursors {
            let (Some(role), Some(column)) = (roles.get(*idx), set.columns.get(*idx)) else { continue };
            while column.cells.get(*cursor).is_some_and(|cell| cell.row < row) {
                *cursor += 1;
            }
            let Some(cell) = column.cells.get(*cursor).filter(|cell| cell.row == row) else { continue };
            let value = cell.value(text);
            match role {
                Role::TotalSteps => self.count.note_total_steps(value.as_count()),
                Role::TotalEpochs => self.count.note_total_epochs(value.as_number()),
                Role::Step { rank } => {
                    let said = value.as_count().map(|said| (*rank, said));
                    step = step.into_iter().chain(said).min();
                }
                _ => {}
            }
            head.offer(role, &value);
        }
        if self.is_numbered {
            return Ok((row as u64 + 1, head.with_step_as_epoch()));
        }
        step.map(|(_, step)| (step, head)).ok_or(head.step_fault())
    }

    /// Returns the counts and notes that are told beside the points.
    pub(super) fn finish(self) -> (RowsRead, TableNotes, usize) {
        (self.count.finish(), self.notes, self.n_odd_cells)
    }
}

/// The roles of columns by their names, and of clocks by their first values.
fn roles(set: &ColumnSet, text: &[u8]) -> Vec<Role> {
    let mut keys = Keys::default();
    let firsts: Vec<(&str, Scalar<'_>)> = set
        .columns
        .iter()
        .map(|column| (&*column.name, column.cells.first().map_or(Scalar::Null, |cell| cell.value(text))))
        .collect();
    keys.learn(firsts.iter().map(|(name, value)| (*name, value)));
    let role = |(name, _): &(&str, Scalar<'_>)| {
        let idx = keys.idx_of(name);
        keys.role(idx).clone()
    };
    let mut seen = std::collections::HashSet::new();
    // Of columns with one name the first counts.
    firsts
        .iter()
        .map(role)
        .zip(&firsts)
        .map(|(role, (name, _))| if seen.insert(*name) { role } else { Role::Nothing })
        .collect()
}
