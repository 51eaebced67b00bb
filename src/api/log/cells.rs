//! Cells of a table: what separates them, and how their numbers are written.

use std::borrow::Cow;

use kernel::{Csv, Mark};

use crate::json;

/// Rows from which the style of a table is found out, and bytes: what is no table may have no end of a line.
const SAMPLE_ROWS: usize = 200;
const SAMPLE_BYTES: usize = 1 << 17;

/// Delimiter and number format of a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Style {
    pub delimiter: u8,
    /// Numbers have a decimal comma, and perhaps points between groups of three digits.
    pub has_decimal_comma: bool,
}

impl Style {
    /// The style of a text and where its header begins; `None` if it is no table.
    pub(super) fn of(text: &[u8]) -> Option<(Self, usize)> {
        // Spreadsheets say so themselves at times.
        if let Some(rest) = text.strip_prefix(b"sep=")
            && let [delimiter, b'\r' | b'\n', ..] = *rest
        {
            let start = text.iter().position(|byte| *byte == b'\n').map_or(text.len(), |at| at + 1);
            return Some((Self::with(delimiter, text.get(start..)?), start));
        }
        let fit = |delimiter: &u8| {
            let mut rows = sample(text, *delimiter);
            let n_cells = rows.next().map_or(0, |header| header.len());
            let is_empty = |cells: &[String]| cells.iter().all(|cell| cell.trim().is_empty());
            let rows: Vec<Vec<String>> = rows.take(20).filter(|row| !is_empty(row)).collect();
            // A delimiter at the end of a line is no cell.
            let fits = |row: &&Vec<String>| n_cells <= row.len() && row.get(n_cells..).is_some_and(is_empty);
            let n_fit = rows.iter().filter(fits).count();
            let is_table = 2 <= n_cells && (rows.is_empty() || rows.len() <= 2 * n_fit);
            is_table.then_some(((n_fit, n_cells), *delimiter))
        };
        let fits = [b',', b'\t', b';'].iter().filter_map(fit).max_by_key(|(fit, _)| *fit);
        if let Some((_, delimiter)) = fits {
            return Some((Self::with(delimiter, text), 0));
        }
        // One column of numbers under a name.
        let rows: Vec<_> = sample(text, b',').take(3).collect();
        let is_number =
            |row: &Vec<String>| row.len() == 1 && row.iter().all(|cell| json::float(cell).is_some());
        let is_column = rows.len() == 3 && !is_number(rows.first()?) && rows.get(1..)?.iter().all(is_number);
        is_column.then_some((Self { delimiter: b',', has_decimal_comma: false }, 0))
    }

    fn with(delimiter: u8, text: &[u8]) -> Self {
        let (mut n_points, mut n_commas, mut n_sure_points, mut n_sure_commas) = (0, 0, 0, 0);
        for cell in sample(text, delimiter).skip(1).flatten() {
            let (n_all, n_sure) = match mark_of(&cell) {
                Some('.') => (&mut n_points, &mut n_sure_points),
                Some(_) => (&mut n_commas, &mut n_sure_commas),
                None => continue,
            };
            *n_all += 1;
            *n_sure += usize::from(!is_group(&cell));
        }
        // `1,234` alone may be either: where commas separate cells they are no decimal ones.
        let has_decimal_comma = match (n_commas, n_points) {
            (0, _) => false,
            (_, 0) => delimiter != b',' || 0 < n_sure_commas,
            _ => 0 < n_sure_commas && n_sure_points == 0,
        };
        Self { delimiter, has_decimal_comma }
    }

    /// A cell as a JSON number; `None` if it is none.
    pub(super) fn number<'a>(&self, cell: &'a str) -> Option<Cow<'a, str>> {
        if !self.has_decimal_comma || !cell.contains(',') {
            let is_plain = !self.has_decimal_comma || !is_group(cell);
            if is_plain && json::float(cell).is_some() {
                return Some(Cow::Borrowed(cell));
            }
        }
        let (group, decimal) = if self.has_decimal_comma { ('.', ',') } else { (',', '.') };
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
    let marks: Vec<char> = magnitude.chars().filter(|c| matches!(c, '.' | ',')).collect();
    let is_one_mark = marks.iter().all(|mark| Some(mark) == marks.first());
    0 < n && all && is_one_mark && (1..=3).contains(&first.len()) && !first.starts_with('0')
}

/// The first rows.
fn sample(text: &[u8], delimiter: u8) -> impl Iterator<Item = Vec<String>> {
    let text = text.get(..text.len().min(SAMPLE_BYTES)).unwrap_or_default();
    let (mut csv, mut at) = (Csv::new(delimiter), 0);
    std::iter::from_fn(move || (at < text.len()).then(|| cells(&mut csv, text, &mut at))).take(SAMPLE_ROWS)
}

/// The cells of the row that begins at `at`, which moves on to the next.
pub(super) fn cells(csv: &mut Csv, text: &[u8], at: &mut usize) -> Vec<String> {
    let mut cells = Vec::new();
    loop {
        let from = *at;
        let mark = csv.next(text, at);
        let end = if mark == Mark::More { *at } else { *at - 1 };
        cells.push(cell(text.get(from..end).unwrap_or_default()));
        if mark != Mark::Field {
            return cells;
        }
    }
}

/// Returns the text of a cell without its quotes.
fn cell(bytes: &[u8]) -> String {
    // What is no UTF-8 is most likely the alphabet of Western Europe, as spreadsheets write it.
    let western = || Cow::Owned(bytes.iter().map(|byte| char::from(*byte)).collect());
    let text = std::str::from_utf8(bytes).map_or_else(|_| western(), Cow::Borrowed);
    // The line feed of the end of the row before.
    let text = text.trim_start_matches('\n');
    match text.trim().strip_prefix('"') {
        Some(inner) => inner.strip_suffix('"').unwrap_or(inner).replace("\"\"", "\""),
        None => text.trim().to_owned(),
    }
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[track_caller]
    fn check(text: &str, expected: Option<(char, bool)>) {
        let style = Style::of(text.as_bytes())
            .map(|(style, _)| (char::from(style.delimiter), style.has_decimal_comma));
        assert_eq!(style, expected, "{text}");
    }

    #[test]
    fn the_style_is_found_out() {
        check("a,b\n1,2\n", Some((',', false)));
        check("a\tb\n1\t2,5\n", Some(('\t', true)));
        check("Schritt;Verlust\n1;0,5\n2;1.234,5\n", Some((';', true)));
        check("a;b,c;d\n1;2;3\n", Some((';', false)));
        check("a;b\n1;1,234.5\n2;0.5\n", Some((';', false)));
        check("a,b\n1,\"0,5\"\n", Some((',', true)));
        check("a,b\n1,\"1,234\"\n", Some((',', false)));
        check("a;b\n1;1,234\n", Some((';', true)));
        check("sep=;\r\na;b\r\n1;0,5\r\n", Some((';', true)));
        check("loss\n2.5\n1.5\n", Some((',', false)));
        check("hello", None);
        check("hello, you\nand\nyou\n", None);
        check("", None);
    }

    #[test]
    fn numbers_are_read_as_they_are_written() {
        let (comma, point) = (
            Style { delimiter: b';', has_decimal_comma: true },
            Style { delimiter: b';', has_decimal_comma: false },
        );
        for (style, cell, expected) in [
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
            assert_eq!(style.number(cell).as_deref(), expected, "{cell}");
        }
    }

    proptest! {
        #[test]
        fn any_style_gives_back_the_same_figures(
            figures in prop::collection::vec(any::<f64>().prop_filter("a number", |n| n.is_finite()), 1..20),
            delimiter in prop::sample::select(vec![b',', b';', b'\t']),
            has_comma: bool, is_quoted: bool,
        ) {
            let delimiter = if has_comma && !is_quoted && delimiter == b',' { b';' } else { delimiter };
            let mark = if has_comma { "," } else { "." };
            let quote = if is_quoted { "\"" } else { "" };
            // One that leaves no doubt.
            let figures: Vec<f64> = figures.into_iter().chain([0.5]).collect();
            let mut text = format!("step{}loss\n", char::from(delimiter));
            for (i, figure) in figures.iter().enumerate() {
                let figure = format!("{figure:e}").replace('.', mark);
                text += &format!("{i}{}{quote}{figure}{quote}\n", char::from(delimiter));
            }
            text += &format!("99{}{quote}0{mark}5{quote}\n", char::from(delimiter));
            let (style, start) = Style::of(text.as_bytes()).expect("a table");
            prop_assert_eq!((style.delimiter, style.has_decimal_comma, start), (delimiter, has_comma, 0));
            let (mut csv, mut at) = (Csv::new(style.delimiter), 0);
            cells(&mut csv, text.as_bytes(), &mut at);
            for figure in figures {
                let row = cells(&mut csv, text.as_bytes(), &mut at);
                let read = style.number(&row[1]).and_then(|number| json::float(&number));
                prop_assert_eq!(read.map(f64::to_bits), Some(figure.to_bits()), "{:?}", row);
            }
        }
    }
}
