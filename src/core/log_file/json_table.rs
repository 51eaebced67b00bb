//! JSON whose figures do not stand in rows: a list per metric as Keras keeps its history, the objects of objects and the
//! lists of lists that pandas writes, and the points that TensorBoard downloads.
//!
//! Contract: memory and time grow with the length of the text alone; of a text that breaks off everything before counts.
//! Values that are in no list are passed.

use std::collections::HashMap;

use kernel::{Fault, Token, Tokens};

use super::{
    LogKind, Part,
    json_columns::{Cell, Column, ColumnSet, Points},
};
use crate::{json, model::RowSink};

/// Columns that are read: roles are found by comparing each with all others.
pub(super) const MOST_COLUMNS: usize = 2048;

/// The values so far.
pub(super) struct JsonTable {
    tokens: Tokens,
    levels: Vec<Level>,
    sets: Vec<ColumnSet>,
    /// Places of the sets by their names, and of columns by theirs.
    set_places: HashMap<String, usize>,
    column_places: HashMap<String, usize>,
    /// Items of the list `columns`: names for the columns of the list `data`.
    header: Vec<String>,
    fault: Option<Fault>,
    points: Points,
    is_over: bool,
    /// Some columns are beyond those that are read.
    has_more_columns: bool,
}

/// An object or a list that is not over.
struct Level {
    place: Place,
    /// Name of the present member.
    name: String,
    /// Number of items or members so far.
    n: usize,
}

/// Meaning of the values in a list or an object.
#[derive(Clone, Copy, PartialEq)]
enum Place {
    /// An object: a value's place follows from its name.
    Object,
    /// A list of lists, or one that is read no further.
    List,
    /// Cells of the column at this place of the first set.
    Column(usize),
    /// Cells of this row of a set without names.
    Row { set: usize, row: usize },
    /// Names of columns.
    Header,
}

impl JsonTable {
    pub(super) fn new(is_numbered: bool) -> Self {
        Self {
            tokens: Tokens::default(),
            levels: Vec::new(),
            sets: vec![ColumnSet::default()],
            set_places: HashMap::new(),
            column_places: HashMap::new(),
            header: Vec::new(),
            fault: None,
            points: Points::new(is_numbered),
            is_over: false,
            has_more_columns: false,
        }
    }

    /// Reads on, from `at` to about `until`, then hands on the points; whether that was all.
    pub(super) fn read(&mut self, text: &[u8], at: &mut usize, until: usize, sink: &mut dyn RowSink) -> bool {
        if self.is_over {
            let is_done = self.points.hand_on(&self.sets, text, sink);
            if is_done {
                *at = text.len();
            }
            return is_done;
        }
        while *at < until {
            let from = *at;
            let token = self.tokens.next(text, at);
            let said = || {
                let said = text.get(from..*at).unwrap_or_default();
                let n_before = said.iter().take_while(|byte| b"{[]} \n\r\t,:".contains(byte)).count();
                from + n_before..*at
            };
            match token {
                Token::Object | Token::List => {
                    self.count_item();
                    let place = if token == Token::List { self.list_place() } else { Place::Object };
                    self.levels.push(Level { place, name: String::new(), n: 0 });
                }
                Token::Close => {
                    self.levels.pop();
                }
                Token::Name => {
                    if let Some(level) = self.levels.last_mut() {
                        level.name = text_of(text.get(said()).unwrap_or_default());
                        level.n += 1;
                    }
                }
                Token::More => self.fault = self.tokens.end().err(),
                Token::Malformed(fault) => self.fault = Some(fault),
                token => self.take(text, Cell { row: 0, json: said() }, token),
            }
            if self.levels.is_empty() || self.fault.is_some() {
                return self.begin_points(text, at);
            }
        }
        // The end of the text, within a list.
        if *at < text.len() { false } else { self.begin_points(text, at) }
    }

    fn begin_points(&mut self, text: &[u8], at: &mut usize) -> bool {
        self.fault = self.fault.or_else(|| self.tokens.end().err());
        self.is_over = true;
        self.sets.iter_mut().skip(1).for_each(|set| set.name_columns(text, &self.header));
        if let Some(set) = self.sets.first_mut() {
            let has_data = self.set_places.contains_key("data");
            set.columns.retain(|column| !(has_data && column.name == "index"));
        }
        *at = text.len().saturating_sub(1);
        false
    }

    /// Returns the rows and the names among the levels, of which a name of digits is a row.
    fn path(&self) -> (Vec<usize>, String) {
        let (mut rows, mut names) = (Vec::new(), String::new());
        for level in &self.levels {
            let is_number = level.name.bytes().all(|byte| byte.is_ascii_digit());
            if level.place != Place::Object || (is_number && !level.name.is_empty()) {
                rows.push(level.n - 1);
            } else {
                names.extend([if names.is_empty() { "" } else { "/" }, &level.name]);
            }
        }
        (rows, names)
    }

    /// Returns the meaning of a list that begins here.
    fn list_place(&mut self) -> Place {
        let (rows, names) = self.path();
        match *rows {
            [] if names == "columns" => Place::Header,
            [] if !names.is_empty() => self.column(&names).map_or(Place::List, Place::Column),
            [row] => {
                let n_sets = self.sets.len();
                let set = *self.set_places.entry(names.clone()).or_insert(n_sets);
                if set == n_sets && n_sets <= MOST_COLUMNS {
                    self.sets.push(ColumnSet { name: names, ..ColumnSet::default() });
                }
                Place::Row { set, row }
            }
            _ => Place::List,
        }
    }

    /// The place of a column with a name; `None` if there are too many.
    fn column(&mut self, name: &str) -> Option<usize> {
        if let Some(place) = self.column_places.get(name) {
            return Some(*place);
        }
        let columns = &mut self.sets.first_mut()?.columns;
        if MOST_COLUMNS <= columns.len() {
            self.has_more_columns = true;
            return None;
        }
        columns.push(Column { name: name.to_owned(), cells: Vec::new() });
        self.column_places.insert(name.to_owned(), columns.len() - 1);
        Some(columns.len() - 1)
    }

    /// Counts an item of a list; members of objects are counted by their names.
    fn count_item(&mut self) {
        if let Some(level) = self.levels.last_mut().filter(|level| level.place != Place::Object) {
            level.n += 1;
        }
    }

    /// Takes a value that is no list and no object.
    fn take(&mut self, text: &[u8], cell: Cell, token: Token) {
        self.count_item();
        let Some(level) = self.levels.last() else { return };
        let (set, row, column) = match level.place {
            Place::Column(column) => (0, level.n - 1, column),
            Place::Row { set, row } => (set, row, level.n - 1),
            Place::Header => {
                self.header.push(text_of(text.get(cell.json).unwrap_or_default()));
                return;
            }
            Place::List => return,
            Place::Object => {
                let (rows, names) = self.path();
                let ([row], false) = (&*rows, names.is_empty()) else { return };
                let Some(column) = self.column(&names) else { return };
                (0, *row, column)
            }
        };
        let Some(set) = self.sets.get_mut(set) else { return };
        set.n_rows = set.n_rows.max(row + 1);
        self.has_more_columns |= MOST_COLUMNS <= column;
        if token == Token::Null || MOST_COLUMNS <= column {
            return;
        }
        set.columns.resize_with(set.columns.len().max(column + 1), Column::default);
        if let Some(column) = set.columns.get_mut(column) {
            column.cells.push(Cell { row, ..cell });
        }
    }

    pub(super) fn finish(self) -> (Part, Option<Fault>) {
        let (count, mut table, n_odd_cells) = self.points.finish();
        table.most_columns = self.has_more_columns.then_some(MOST_COLUMNS);
        (Part { table, n_odd_cells, ..Part::of(LogKind::JsonTable, count) }, self.fault)
    }
}

/// The text of a string, or of any other value as it stands.
fn text_of(json: &[u8]) -> String {
    let json = String::from_utf8_lossy(json);
    json::string(&json).map_or_else(|| json.to_string(), |text| text.into_owned())
}
