//! Decimal marks of a table's columns, and the numbers that are written with them.
//!
//! Contract: the mark is decided per column. A column whose cells leave it open follows the rest of the table, unless
//! all its cells have the other mark; it is in doubt then, which is told.

use std::borrow::Cow;

use super::style::Style;
use crate::json;

/// Cells of some columns by their marks.
#[derive(Debug, Clone, Default)]
pub(super) struct Marks {
    n_points: usize,
    n_commas: usize,
    /// Cells in which the point can only be before decimals.
    n_sure_points: usize,
    n_sure_commas: usize,
    /// Whole numbers without a mark.
    n_whole: usize,
    /// The first cell that can be read in two ways.
    open: String,
}

impl Marks {
    /// Counts a cell.
    pub(super) fn take(&mut self, cell: &str) {
        let Some(mark) = mark_of(cell) else {
            self.n_whole += usize::from(!cell.is_empty() && cell.bytes().all(|byte| byte.is_ascii_digit()));
            return;
        };
        let is_point = mark == '.';
        *(if is_point { &mut self.n_points } else { &mut self.n_commas }) += 1;
        let n_groups = cell.matches(mark).count();
        let is_open = is_group(cell);
        if is_open && n_groups == 1 {
            if self.open.is_empty() {
                cell.clone_into(&mut self.open);
            }
            return;
        }
        // A mark that is there twice stands between groups, so that the other is before decimals.
        *(if is_point == is_open { &mut self.n_sure_commas } else { &mut self.n_sure_points }) += 1;
    }

    fn add(&mut self, other: &Self) {
        self.n_points += other.n_points;
        self.n_commas += other.n_commas;
        self.n_sure_points += other.n_sure_points;
        self.n_sure_commas += other.n_sure_commas;
    }

    /// Returns whether a table with such cells has decimal commas.
    pub(super) fn has_decimal_comma(&self, delimiter: u8) -> bool {
        // `1,234` alone may be either: where commas separate cells they are no decimal ones.
        match (self.n_commas, self.n_points) {
            (0, _) => 0 < self.n_sure_commas,
            (_, 0) => (delimiter != b',' || 0 < self.n_sure_commas) && self.n_sure_points == 0,
            _ => 0 < self.n_sure_commas && self.n_sure_points == 0,
        }
    }

    /// Decides the mark of one column of a table with these marks.
    fn column(&self, style: Style, table: &Self) -> Decimals {
        let sure = |has_comma| Decimals { has_comma, open: None };
        match (self.n_sure_points, self.n_sure_commas, self.n_points, self.n_commas) {
            (0, 0, 0, 0) => return sure(style.has_decimal_comma),
            (0, 0, ..) => {}
            (_, 0, ..) => return sure(false),
            (0, ..) => return sure(true),
            _ => return sure(style.has_decimal_comma),
        }
        let is_either = self.n_points != 0 && self.n_commas != 0;
        let has_own_comma = self.n_commas != 0;
        if is_either || has_own_comma == style.has_decimal_comma {
            // No other column says that commas are decimal ones.
            let is_open = has_own_comma && table.n_sure_commas == 0;
            return Decimals { open: is_open.then(|| self.open.clone()), ..sure(style.has_decimal_comma) };
        }
        if style.delimiter == b',' && has_own_comma {
            return sure(false);
        }
        // Groups leave small numbers as they are; decimals are there in each cell.
        let has_comma = if self.n_whole == 0 { has_own_comma } else { style.has_decimal_comma };
        Decimals { has_comma, open: Some(self.open.clone()) }
    }
}

/// Mark of one column.
#[derive(Debug, Clone)]
struct Decimals {
    has_comma: bool,
    /// A cell that could be another number as well.
    open: Option<String>,
}

/// The marks of all columns.
#[derive(Debug, Clone)]
pub(super) struct Columns {
    style: Style,
    columns: Vec<Decimals>,
}

impl Columns {
    /// The marks of a table whose first rows, below the header, are these.
    pub(super) fn of(style: Style, rows: impl Iterator<Item = Vec<String>>) -> Self {
        let mut marks: Vec<Marks> = Vec::new();
        for row in rows {
            marks.resize_with(marks.len().max(row.len()), Marks::default);
            marks.iter_mut().zip(&row).for_each(|(marks, cell)| marks.take(cell));
        }
        let mut table = Marks::default();
        marks.iter().for_each(|marks| table.add(marks));
        Self { style, columns: marks.iter().map(|marks| marks.column(style, &table)).collect() }
    }

    /// The marks of a table that has points in all columns.
    pub(super) fn with_points(self) -> Self {
        Self { style: Style { has_decimal_comma: false, ..self.style }, columns: Vec::new() }
    }

    /// A cell of a column as a JSON number; `None` if it is none.
    pub(super) fn number<'a>(&self, idx: usize, cell: &'a str) -> Option<Cow<'a, str>> {
        let column = self.columns.get(idx);
        number(cell, column.map_or(self.style.has_decimal_comma, |column| column.has_comma))
    }

    /// Returns a cell of a column that could be another number as well, and the number it was read as.
    pub(super) fn open_cell(&self, idx: usize) -> Option<(&str, Cow<'_, str>)> {
        let cell = self.columns.get(idx)?.open.as_deref()?;
        Some((cell, self.number(idx, cell)?))
    }
}

/// A cell as a JSON number; `None` if it is none.
pub(super) fn number(cell: &str, has_decimal_comma: bool) -> Option<Cow<'_, str>> {
    if !has_decimal_comma || !cell.contains(',') {
        let is_plain = !has_decimal_comma || !is_group(cell);
        if is_plain && json::float(cell).is_some() {
            return Some(Cow::Borrowed(cell));
        }
    }
    let (group, decimal) = if has_decimal_comma { ('.', ',') } else { (',', '.') };
    let sign_len = usize::from(cell.starts_with(['+', '-']));
    let (sign, magnitude) = cell.split_at(sign_len);
    let whole_len = magnitude.find([decimal, 'e', 'E']).unwrap_or(magnitude.len());
    let (whole, rest) = magnitude.split_at(whole_len);
    let mut groups = whole.split(group);
    let first = groups.next()?;
    let mut is_grouped = false;
    let are_groups = groups.all(|group| {
        is_grouped = true;
        group.len() == 3
    });
    if is_grouped && !(are_groups && (1..=3).contains(&first.len())) {
        return None;
    }
    let whole = whole.replace(group, "");
    let whole = whole.trim_start_matches('0');
    let rest = rest.replacen(decimal, ".", 1);
    let rest = rest.strip_suffix('.').unwrap_or(&rest);
    let (sign, whole) = (if sign == "-" { "-" } else { "" }, if whole.is_empty() { "0" } else { whole });
    let number = format!("{sign}{whole}{rest}");
    let has_digits = magnitude.contains(|c: char| c.is_ascii_digit());
    (has_digits && json::float(&number).is_some()).then_some(Cow::Owned(number))
}

/// The mark before the decimals of a cell that is a number, or could be.
fn mark_of(cell: &str) -> Option<char> {
    let magnitude = cell.strip_prefix(['+', '-']).unwrap_or(cell);
    let magnitude = magnitude.split(['e', 'E']).next()?;
    let is_number = magnitude.chars().all(|c| c.is_ascii_digit() || matches!(c, '.' | ','));
    let mark = magnitude
        .rfind(['.', ','])
        .filter(|_| is_number && magnitude.contains(|c: char| c.is_ascii_digit()))?;
    magnitude.get(mark..)?.chars().next()
}

/// Returns whether the mark of a number may as well stand between groups of three digits.
fn is_group(cell: &str) -> bool {
    let magnitude = cell.strip_prefix(['+', '-']).unwrap_or(cell);
    let mut groups = magnitude.split(['.', ',']);
    let first = groups.next().unwrap_or_default();
    let mut n = 0;
    let all = groups.all(|group| {
        n += 1;
        group.len() == 3 && group.bytes().all(|byte| byte.is_ascii_digit())
    });
    let mut marks = magnitude.chars().filter(|c| matches!(c, '.' | ','));
    let mark = marks.next();
    let is_one_mark = marks.all(|other| Some(other) == mark);
    0 < n && all && is_one_mark && (1..=3).contains(&first.len()) && !first.starts_with('0')
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_as_they_are_written() {
        let (comma, point) = (true, false);
        for (has_comma, cell, expected) in [
            (comma, "0,5", Some("0.5")),
            (comma, "-1.234,5", Some("-1234.5")),
            (comma, "1.234", Some("1234")),
            (comma, "1,5e-05", Some("1.5e-05")),
            (comma, "7", Some("7")),
            (comma, "1,2,3", None),
            (comma, "12.34,5", None),
            (point, "0.5", Some("0.5")),
            (point, "1,234.5", Some("1234.5")),
            (point, "+1.5", Some("1.5")),
            (point, ".5", Some("0.5")),
            (point, "1.", Some("1")),
            (point, "1,23", None),
            (point, "-", None),
            (point, "", None),
            (point, "nan", None),
            (point, "1e", None),
            (point, "-0", Some("-0")),
        ] {
            assert_eq!(number(cell, has_comma).as_deref(), expected, "{cell}");
        }
    }

    #[test]
    fn each_column_has_its_own_mark() {
        /// Cells of columns, and what the first of each column is read as, `?` behind one in doubt.
        #[track_caller]
        fn check(delimiter: u8, rows: &[&[&str]], expected: &[&str]) {
            let rows =
                || rows.iter().map(|row| row.iter().map(|cell| (*cell).to_owned()).collect::<Vec<_>>());
            let mut marks = Marks::default();
            rows().flatten().for_each(|cell| marks.take(&cell));
            let style = Style { delimiter, has_decimal_comma: marks.has_decimal_comma(delimiter) };
            let columns = Columns::of(style, rows());
            let first = rows().next().unwrap_or_default();
            let read = first.iter().enumerate().map(|(idx, cell)| {
                let number = columns.number(idx, cell).unwrap_or_default();
                format!("{number}{}", if columns.open_cell(idx).is_some() { "?" } else { "" })
            });
            assert_eq!(read.collect::<Vec<_>>(), expected);
        }
        check(b';', &[&["3.512", "0,001"], &["2.234", "0,001"]], &["3.512?", "0.001"]);
        check(b';', &[&["2.000", "0,5"], &["1.900", "1,5"]], &["2.000?", "0.5"]);
        // Small numbers without a mark: the points are between groups.
        check(b';', &[&["1.024", "0,5"], &["512", "1,5"]], &["1024?", "0.5"]);
        check(b';', &[&["1.25", "0,5"]], &["1.25", "0.5"]);
        check(b';', &[&["1,250", "0.5"]], &["1.250?", "0.5"]);
        check(b';', &[&["1.234.567", "0,5"]], &["1234567", "0.5"]);
        check(b';', &[&["1,234"]], &["1.234?"]);
        check(b',', &[&["1,234", "0.5"]], &["1234", "0.5"]);
        check(b',', &[&["1.234", "0.5"]], &["1.234", "0.5"]);
        check(b';', &[&["1.234,5", "7"]], &["1234.5", "7"]);
    }
}
