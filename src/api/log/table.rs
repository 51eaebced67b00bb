//! CSV logs: each row becomes an object with the header's names, and is read as such.

use kernel::{Csv, Mark};

use super::{Log, LogKind, log};
use crate::api::metric_rows::RowReader;
use crate::json;
use crate::model::RowSink;

/// The rows so far.
pub(super) struct Table {
    csv: Csv,
    /// Names as they stand before their values in an object.
    names: Vec<Option<String>>,
    is_numbered: bool,
    reader: RowReader,
    /// The present row as an object.
    row: String,
    n: u64,
}

impl Table {
    /// Reads the header at the text's beginning; `None` if there is none.
    pub(super) fn begin(text: &[u8], at: &mut usize) -> Option<Self> {
        let mut csv = Csv::new(delimiter(text)?);
        let names: Vec<Option<String>> = cells(&mut csv, text, at).iter().map(|cell| name(cell)).collect();
        let is_numbered = !names.iter().flatten().any(|name| name == "step");
        let names = names.into_iter().map(|name| Some(format!("{}:", quoted(&name?)))).collect();
        Some(Self { csv, names, is_numbered, reader: RowReader::default(), row: String::new(), n: 0 })
    }

    /// Reads the row that begins at `at`, and moves on to the next.
    pub(super) fn read_row(&mut self, text: &[u8], at: &mut usize, sink: &mut dyn RowSink) {
        let cells = cells(&mut self.csv, text, at);
        if cells.iter().all(|cell| cell.is_empty()) {
            return;
        }
        self.n += 1;
        let row = &mut self.row;
        row.clear();
        row.push('{');
        if self.is_numbered {
            row.push_str(&format!("\"step\":{},", self.n));
        }
        for (name, cell) in self.names.iter().zip(&cells) {
            if let Some(name) = name
                && !cell.is_empty()
            {
                row.push_str(name);
                push_value(row, cell);
                row.push(',');
            }
        }
        row.pop();
        row.push('}');
        if !self.reader.read_known(row.as_bytes(), sink) {
            self.reader.read_row(row.as_bytes(), sink);
        }
    }

    pub(super) fn finish(self) -> Log {
        log(LogKind::Csv, self.reader.finish(), None, self.is_numbered)
    }
}

/// The one that the header has most of.
fn delimiter(text: &[u8]) -> Option<u8> {
    let header = text.split(|byte| matches!(byte, b'\n' | b'\r')).next()?;
    let count = |delimiter: u8| header.iter().filter(|byte| **byte == delimiter).count();
    let best = [b',', b'\t', b';'].into_iter().max_by_key(|delimiter| count(*delimiter))?;
    (0 < count(best)).then_some(best)
}

/// What a column is called where services send it; `None` for one that is no curve of its own.
fn name(header: &str) -> Option<String> {
    // Boards that export several runs put the run's name before the metric's.
    let name = header.rsplit(" - ").next().unwrap_or(header).trim();
    if name.is_empty() || name.ends_with("__MIN") || name.ends_with("__MAX") {
        return None;
    }
    let lower = name.to_ascii_lowercase();
    let known = match &*lower {
        "step" | "steps" | "_step" | "global_step" | "iteration" | "iter" => "step",
        "epoch" | "epochs" => "epoch",
        "timestamp" | "_timestamp" | "wall time" | "time" => "timestamp",
        "_runtime" | "elapsed" | "wall_time_sec" => "wall_time_sec",
        _ => "",
    };
    if !known.is_empty() {
        return Some(known.to_owned());
    }
    let of_eval = ["val_", "val/", "valid_", "valid/", "validation_", "validation/"].iter();
    let of_eval = of_eval.clone().find_map(|prefix| name.strip_prefix(prefix));
    Some(match (of_eval, name.strip_prefix("train_")) {
        (Some(rest), _) => format!("eval/{rest}"),
        (None, Some(rest)) => format!("train/{rest}"),
        (None, None) => name.to_owned(),
    })
}

/// Appends a cell as JSON: a number if it is one, else text, which may still say NaN.
fn push_value(row: &mut String, cell: &str) {
    let is_number = cell.starts_with(|c: char| c.is_ascii_digit() || c == '-') && json::check(cell).is_ok();
    if is_number { row.push_str(cell) } else { row.push_str(&quoted(cell)) }
}

fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

/// The cells of the row that begins at `at`, which moves on to the next.
fn cells(csv: &mut Csv, text: &[u8], at: &mut usize) -> Vec<String> {
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

/// What a cell says, without its quotes.
fn cell(bytes: &[u8]) -> String {
    let text = String::from_utf8_lossy(bytes);
    // The line feed of the end of the row before.
    let text = text.trim();
    match text.strip_prefix('"') {
        Some(inner) => inner.strip_suffix('"').unwrap_or(inner).replace("\"\"", "\"").trim().to_owned(),
        None => text.to_owned(),
    }
}
