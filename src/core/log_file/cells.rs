//! Cells of a table: what separates them, and how their numbers are written.

use std::borrow::Cow;

use kernel::{Csv, Mark, find};

use super::{
    decimals::{Columns, Marks, number},
    markdown,
    style::Style,
};
use crate::{
    api::metrics::names::{Meaning, meaning},
    json,
};

/// Rows from which the style of a table is found out, and bytes: what is no table may have no end of a line.
const SAMPLE_ROWS: usize = 200;
const SAMPLE_BYTES: usize = 1 << 17;

impl Style {
    /// The style of a text and where its header begins; `None` if it is no table.
    pub(super) fn of(text: &[u8]) -> Option<(Self, usize)> {
        let start = title_len(text);
        let (style, at) = Self::of_untitled(text.get(start..)?)?;
        Some((style, start + at))
    }

    fn of_untitled(text: &[u8]) -> Option<(Self, usize)> {
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
            // A delimiter at the end of a line is no cell; figures beyond the header are cells without a name.
            let are_figures = |row: &[String]| row.iter().all(|cell| json::float(cell).is_some());
            let fits = |row: &&Vec<String>| {
                row.get(n_cells..).is_some_and(|beyond| is_empty(beyond) || are_figures(row))
            };
            let n_fit = rows.iter().filter(fits).count();
            // Prose has lines between them as well.
            let holds_figure = |row: &&Vec<String>| row.iter().any(|cell| number(cell, true).is_some());
            let has_figures =
                *delimiter != b'|' || rows.len() <= 2 * rows.iter().filter(holds_figure).count();
            let is_table = 2 <= n_cells && (rows.is_empty() || rows.len() <= 2 * n_fit) && has_figures;
            is_table.then_some(((n_fit, n_cells), *delimiter))
        };
        if let Some(start) = markdown::table_start(text) {
            return Some((Self::with(b'|', text.get(start..)?), start));
        }
        let fits = [b',', b'\t', b';', b'|'].iter().filter_map(fit).max_by_key(|(fit, _)| *fit);
        if let Some((_, delimiter)) = fits {
            return Some((Self::with(delimiter, text), 0));
        }
        if columns_of_words(text) {
            return Some((Self::with(b' ', text), 0));
        }
        // One column of numbers under a name.
        let rows: Vec<_> = sample(text, b',').take(3).collect();
        let is_number =
            |row: &Vec<String>| row.len() == 1 && row.iter().all(|cell| json::float(cell).is_some());
        let is_column = rows.len() == 3 && !is_number(rows.first()?) && rows.get(1..)?.iter().all(is_number);
        is_column.then_some((Self { delimiter: b',', has_decimal_comma: false }, 0))
    }

    fn with(delimiter: u8, text: &[u8]) -> Self {
        let mut marks = Marks::default();
        sample(text, delimiter).skip(1).flatten().for_each(|cell| marks.take(&cell));
        Self { delimiter, has_decimal_comma: marks.has_decimal_comma(delimiter) }
    }

    /// The marks of the columns of a text that begins with its header.
    pub(super) fn columns(self, text: &[u8]) -> Columns {
        Columns::of(self, sample(text, self.delimiter).skip(1))
    }
}

/// Names of the columns that MLflow's files of one metric have, if this is one.
pub(super) fn mlflow_header(text: &[u8]) -> Option<Vec<String>> {
    /// 2001 in milliseconds.
    const LEAST_MILLIS: u64 = 1_000_000_000_000;
    let is_point = |row: &Vec<String>| {
        let [millis, value, step] = &row[..] else { return false };
        millis.parse().is_ok_and(|millis: u64| LEAST_MILLIS <= millis)
            && value.parse::<f64>().is_ok()
            && step.parse::<i64>().is_ok()
    };
    let mut rows = sample(text, b' ').take(20).filter(|row| !row.is_empty()).peekable();
    let is_one = rows.peek().is_some() && rows.all(|row| is_point(&row));
    is_one.then(|| ["timestamp", "value", "step"].map(str::to_owned).to_vec())
}

/// The first rows.
fn sample(text: &[u8], delimiter: u8) -> impl Iterator<Item = Vec<String>> {
    let text = text.get(..text.len().min(SAMPLE_BYTES)).unwrap_or_default();
    let (mut csv, mut at) = (Csv::new(delimiter), 0);
    std::iter::from_fn(move || (at < text.len()).then(|| cells(&mut csv, text, &mut at))).take(SAMPLE_ROWS)
}

/// Returns the length of the lines before a header with a step or an epoch that hold one cell or none each, as titles do.
fn title_len(text: &[u8]) -> usize {
    /// Lines before a header.
    const MOST_LINES: usize = 10;
    let mut start = 0;
    for _ in 0..MOST_LINES {
        let line = String::from_utf8_lossy(markdown::line_at(text, start)).into_owned();
        let names: Vec<&str> = line.split([',', ';', '\t']).filter(|name| !name.trim().is_empty()).collect();
        if 2 <= names.len() {
            let is_counter = |name: &&str| {
                matches!(meaning(name.trim_matches('"')), Meaning::Step { .. } | Meaning::Epoch { .. })
            };
            return if names.iter().any(is_counter) { start } else { 0 };
        }
        start += line.len() + 1;
        if text.len() <= start {
            break;
        }
    }
    0
}

/// Returns whether a text is a header of words and rows of as many numbers, with spaces between them.
fn columns_of_words(text: &[u8]) -> bool {
    let mut rows = sample(text, b' ');
    let Some(header) = rows.next() else { return false };
    let is_number = |cell: &String| cell.parse::<f64>().is_ok();
    let rows: Vec<Vec<String>> = rows.take(20).filter(|row| !row.is_empty()).collect();
    let is_row = |row: &Vec<String>| {
        row.len() == header.len() && row.len() <= 2 * row.iter().filter(|cell| is_number(cell)).count()
    };
    2 <= header.len() && !rows.is_empty() && !header.iter().any(is_number) && rows.iter().all(is_row)
}

/// The cells of the row that begins at `at`, which moves on to the next. A quote that never ends, or behind whose end over a
/// line break something else stands than the end of its cell, is read as it stands.
pub(super) fn cells(csv: &mut Csv, text: &[u8], at: &mut usize) -> Vec<String> {
    let mut has_open_quote = false;
    cells_of(csv, text, at, &mut has_open_quote)
}

/// Reads as [`cells`] does, and sets `has_open_quote` if a quote of the row was read as it stands.
pub(super) fn cells_of(csv: &mut Csv, text: &[u8], at: &mut usize, has_open_quote: &mut bool) -> Vec<String> {
    let mut cells = Vec::new();
    loop {
        let from = *at;
        let mut mark = csv.next(text, at);
        let end = |mark, at| if mark == Mark::More { at } else { at - 1 };
        if is_open(text.get(from..end(mark, *at)).unwrap_or_default()) {
            *has_open_quote = true;
            *at = from
                + text.get(from..).and_then(|rest| rest.iter().position(|byte| *byte == b'"')).unwrap_or(0)
                + 1;
            csv.take_quote_as_text();
            mark = csv.next(text, at);
        }
        cells.push(cell(text.get(from..end(mark, *at)).unwrap_or_default()));
        if mark != Mark::Field {
            // Columns that are aligned have spaces between them.
            if csv.delimiter() == b' ' {
                cells.retain(|cell| !cell.is_empty());
            }
            return cells;
        }
    }
}

/// Returns whether a cell over several lines begins with a quote that does not end it.
fn is_open(cell: &[u8]) -> bool {
    // The line feed of the end of the row before.
    let Some(inner) = cell.strip_prefix(b"\n").unwrap_or(cell).strip_prefix(b"\"") else { return false };
    let mut at = 0;
    let behind = loop {
        let Some(n) = inner.get(at..).and_then(|rest| find(rest, b'"')) else { return true };
        at += n + 1;
        if inner.get(at) != Some(&b'"') {
            break inner.get(at..).unwrap_or_default();
        }
        at += 1;
    };
    let is_over_lines = inner.iter().any(|byte| matches!(byte, b'\n' | b'\r'));
    is_over_lines && !behind.trim_ascii().is_empty()
}

/// Returns the text of a cell without its quotes.
fn cell(bytes: &[u8]) -> String {
    // What is no UTF-8 is most likely the alphabet of Western Europe, as spreadsheets write it.
    let western = || Cow::Owned(bytes.iter().map(|byte| char::from(*byte)).collect());
    let text = std::str::from_utf8(bytes).map_or_else(|_| western(), Cow::Borrowed);
    // The line feed of the end of the row before.
    let text = text.trim_start_matches('\n');
    let text = match text.trim().strip_prefix('"') {
        Some(inner) => inner.strip_suffix('"').unwrap_or(inner).replace("\"\"", "\""),
        None => text.trim().to_owned(),
    };
    let is_other = |byte: u8| matches!(byte, b' ' | b'\'') || !byte.is_ascii();
    if text.bytes().any(is_other) { with_plain_digits(text) } else { text }
}

/// Characters that stand between groups of three digits beside points and commas.
const GROUP_MARKS: [char; 7] = [' ', '\u{a0}', '\u{2007}', '\u{2009}', '\u{202f}', '\'', '\u{2019}'];

/// A number as programs write it: with a plain minus, digits of ASCII and nothing between groups of digits; any other text as it is.
fn with_plain_digits(text: String) -> String {
    let is_plain = |c: char| c.is_ascii_digit() || matches!(c, '.' | ',' | '+' | '-' | 'e' | 'E' | '%');
    let folded = |c: char| match c {
        '\u{2212}' | '\u{ff0d}' => '-',
        '\u{ff10}'..='\u{ff19}' => char::from_u32(u32::from(c) - 0xff10 + u32::from('0')).unwrap_or(c),
        '\u{ff0e}' => '.',
        '\u{ff0c}' => ',',
        c => c,
    };
    if !text.chars().all(|c| is_plain(folded(c)) || GROUP_MARKS.contains(&c)) {
        return text;
    }
    let number: String = text.chars().map(folded).collect();
    let Some(mark) = number.chars().find(|c| GROUP_MARKS.contains(c)) else { return number };
    let magnitude = number.trim_start_matches(['+', '-']);
    let whole = magnitude.split(['.', ',', 'e', 'E', '%']).next().unwrap_or_default();
    let n_digits =
        |group: &str| if group.bytes().all(|byte| byte.is_ascii_digit()) { group.len() } else { 0 };
    let mut groups = whole.trim_end().split(mark).map(n_digits);
    let are_groups = groups.next().is_some_and(|n| (1..=3).contains(&n)) && groups.all(|n| n == 3);
    let rest = magnitude.get(whole.len()..).unwrap_or_default();
    let is_number = are_groups && !rest.contains(GROUP_MARKS);
    if is_number { number.replace(mark, "") } else { text }
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

    /// Rows with `|` between cells, and `!` behind one with a quote that was read as it stands.
    #[track_caller]
    fn check_cells(text: &str, expected: &[&str]) {
        let (mut csv, mut at, mut rows) = (Csv::new(b','), 0, Vec::new());
        while at < text.len() {
            let mut has_open_quote = false;
            let row = cells_of(&mut csv, text.as_bytes(), &mut at, &mut has_open_quote).join("|");
            rows.push(row + if has_open_quote { "!" } else { "" });
        }
        assert_eq!(rows, expected, "{text}");
    }

    #[test]
    fn a_quote_that_never_ends_is_read_as_it_stands() {
        check_cells("1,\"oops\n2,ok\n3,ok", &["1|oops!", "2|ok", "3|ok"]);
        check_cells("1,\"oops,7\r\n2,\"a,b\",8", &["1|oops|7!", "2|a,b|8"]);
        check_cells("\"oops,1\n2,\"\",\"x\"\n\"y\"", &["oops|1!", "2||x", "y"]);
        check_cells("1,\"a\nb\",2\n3", &["1|a\nb|2", "3"]);
        check_cells("1,\"a\"b,2\n3", &["1|a\"b|2", "3"]);
        check_cells("1,a\"b\n2,\"c\n", &["1|a\"b", "2|c!"]);
        check_cells("x\r\n\"a\r\nb", &["x", "a!", "b"]);
        check_cells("1,\"", &["1|!"]);
    }

    #[test]
    fn typeset_numbers_are_numbers() {
        check_cells(
            "\u{ff11}\u{ff10}\u{ff0e}\u{ff15},\u{2212}1\u{202f}234.5,1\u{a0}234\u{a0}567",
            &["10.5|-1234.5|1234567"],
        );
        check_cells("12 345,1'234.5,12\u{2007}%,1 234e5", &["12345|1234.5|12%|1234e5"]);
        check_cells(
            "2026 11 30,1 2,1 2345,12 34 567,1'2,- 1,1234 567",
            &["2026 11 30|1 2|1 2345|12 34 567|1'2|- 1|1234 567"],
        );

        check_cells("\u{2212}0.5,1e\u{2212}5,a \u{2212} b", &["-0.5|1e-5|a \u{2212} b"]);
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
                let read = number(&row[1], style.has_decimal_comma).and_then(|number| json::float(&number));
                prop_assert_eq!(read.map(f64::to_bits), Some(figure.to_bits()), "{:?}", row);
            }
        }
    }
}
