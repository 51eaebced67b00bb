//! Real training logs, in the shape of Hugging Face's `trainer_state.json`, for replay as jobs.
//!
//! Figures keep the text they were logged with. Rows keep their order; unknown keys are kept.

use super::service::members::Members;
use tuneboard_core::json::{self, Fault};

/// A log that can be replayed.
#[derive(Debug, Clone)]
pub struct ReplayLog {
    /// Job name: the file name without its extensions.
    pub(super) name: String,
    /// Rows to emit, at least one, in the order logged.
    pub(super) rows: Vec<LogRow>,
    /// Seconds between rows, above 0.
    pub(super) secs_per_row: f64,
    /// The members beside the rows and those of the summary row.
    pub(super) facts: Members,
}

/// One row of a log.
#[derive(Debug, Clone)]
pub(super) struct LogRow {
    pub(super) step: u64,
    /// The epoch's text as logged.
    pub(super) epoch: Option<String>,
    pub(super) is_eval: bool,
    /// The other figures: name (without `eval_` in evaluation rows) and JSON text.
    pub(super) figures: Vec<(String, String)>,
}

/// Reason why a file cannot be replayed as a log.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ReplayError {
    /// Not JSON, even when bare `NaN` is allowed.
    #[error("{0} is not JSON: {1}")]
    NotJson(String, String),
    /// No `log_history` with a row that has a step and figures.
    #[error("{0} has no log_history with rows")]
    NoRows(String),
}

impl ReplayLog {
    /// Reads a log; `name` is its file name. Bare `NaN` and `Infinity` are accepted and replayed as
    /// quoted text; rows without a step are left out.
    ///
    /// # Errors
    /// Text that is not JSON, or holds no rows.
    pub fn parse(name: &str, json: &str) -> Result<Self, ReplayError> {
        let name = name.strip_suffix(".json").unwrap_or(name);
        let name = name.strip_suffix(".trainer_state").unwrap_or(name);
        let text = quote_bare_numbers(json);
        json::check(&text).map_err(|Fault { line, column, .. }| {
            ReplayError::NotJson(name.into(), format!("line {line}, column {column}"))
        })?;
        let no_rows = || ReplayError::NoRows(name.into());
        let mut facts = Members::parse(&text).ok_or_else(no_rows)?;
        let history = facts.take("log_history").ok_or_else(no_rows)?;
        let history = json::items(&history).ok_or_else(no_rows)?;
        let mut rows = Vec::with_capacity(history.len());
        for mut row in history.into_iter().filter_map(Members::parse) {
            let is_eval = row.iter().any(|(key, _)| key.starts_with("eval_"));
            let is_summary = !is_eval && row.get("loss").is_none() && row.get("train_runtime").is_some();
            if is_summary {
                facts.extend(row);
                continue;
            }
            let epoch = row.take("epoch");
            let Some(step) = row.take("step").and_then(|value| json::float(&value)) else {
                continue;
            };
            let base = |key: &str| key.strip_prefix("eval_").filter(|_| is_eval).unwrap_or(key).to_owned();
            let figures: Vec<_> = row.iter().map(|(key, value)| (base(key), value.to_owned())).collect();
            if !figures.is_empty() {
                rows.push(LogRow { step: step as u64, epoch, is_eval, figures });
            }
        }
        if rows.is_empty() {
            return Err(ReplayError::NoRows(name.into()));
        }
        let runtime = facts.get("train_runtime").and_then(json::float);
        let secs_per_row = runtime.filter(|secs| *secs > 0.0).map_or(2.0, |secs| secs / rows.len() as f64);
        Ok(Self { name: name.into(), rows, secs_per_row, facts })
    }

    /// Name of its job.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// A whole number among the facts.
    pub(super) fn fact(&self, name: &str) -> Option<u64> {
        self.facts.get(name).and_then(json::float).map(|n| n as u64)
    }

    /// Returns true if the log is of preference tuning.
    pub(super) fn is_dpo(&self) -> bool {
        self.rows.iter().any(|row| row.figures.iter().any(|(key, _)| key.starts_with("rewards/")))
    }
}

/// Python writes `NaN`, `Infinity` and `-Infinity` as bare words; puts them in quotes.
fn quote_bare_numbers(json: &str) -> String {
    let mut quoted = String::with_capacity(json.len());
    let mut rest = json;
    while let Some(first) = rest.chars().next() {
        let len = if first == '"' {
            string_len(rest)
        } else if let Some(word) =
            ["NaN", "Infinity", "-Infinity"].iter().find(|word| rest.starts_with(**word))
        {
            quoted.extend(["\"", word, "\""]);
            rest = rest.get(word.len()..).unwrap_or_default();
            continue;
        } else {
            first.len_utf8()
        };
        let (copied, after) = rest.split_at_checked(len).unwrap_or((rest, ""));
        quoted.push_str(copied);
        rest = after;
    }
    quoted
}

/// Bytes of the string literal that `text` begins with.
fn string_len(text: &str) -> usize {
    let mut is_escaped = false;
    for (i, byte) in text.bytes().enumerate().skip(1) {
        match byte {
            _ if is_escaped => is_escaped = false,
            b'\\' => is_escaped = true,
            b'"' => return i + 1,
            _ => {}
        }
    }
    text.len()
}
