//! Words for what became of the rows of a log.

use crate::{
    api::{Log, LogKind},
    format,
    model::RowTally,
};

/// Names of runs that are listed; a file may hold hundreds.
const MOST_NAMES: usize = 12;

/// Ending of the warning about a row without a step, which needs no example.
const NO_STEP: &str = "it has no step";

/// Rows that could not be placed, a part of a sentence for each kind; empty if all could be.
pub fn unplaced(rows: RowTally) -> Vec<String> {
    let count = |n: usize, one: &str, many: &str| {
        (0 < n).then(|| format!("{} {}", format::count_of(n, "row", "rows"), if n == 1 { one } else { many }))
    };
    let n_broken = rows.n_unreadable.saturating_sub(rows.n_without_step);
    let parts = [
        count(rows.n_without_step, "says no step and is left out", "say no step and are left out"),
        count(n_broken, "could not be read", "could not be read"),
    ];
    parts.into_iter().flatten().collect()
}

/// Figures that are in no chart, by the keys that hold them; `None` if all are in one.
pub fn left_out(keys: &[Box<str>]) -> Option<String> {
    (!keys.is_empty()).then(|| format!("lists and objects within objects are left out: {}", keys.join(", ")))
}

/// Explains why a service that sends rows has no charts; `None` if it sent none.
pub fn none_placed(rows: RowTally) -> Option<String> {
    if rows.n_received == 0 {
        return None;
    }
    let sent = format::count_of(rows.n_received, "row", "rows");
    let figures = (0 < rows.n_without_figures)
        .then(|| format!("{} without a figure", format::count_of(rows.n_without_figures, "row", "rows")));
    let kinds: Vec<String> = unplaced(rows).into_iter().chain(figures).collect();
    Some(format!(
        "The service sent {sent} of metrics, and no chart could be made of them: {}.",
        kinds.join("; ")
    ))
}

/// Describes a log: `Trainer state, 94 rows, of 3,765 steps and 3 epochs`, `CSV table, 6 rows, 2 runs: a, b`.
pub fn log_facts(log: &Log, runs: &[&str]) -> String {
    let n_rows = log.summary.n_received.saturating_sub(log.summary.n_unreadable);
    let mut kind = log.kind.label().to_owned();
    if let Some(first) = kind.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    if let Some(encoding) = log.encoding.label() {
        kind = format!("{kind} {encoding}");
    }
    let steps = log.total_steps.map(|n| format::count_of(n as usize, "step", "steps"));
    let epochs = log.n_epochs.map(|n| format::number_of(n, "epoch", "epochs"));
    let extent = steps.into_iter().chain(epochs).collect::<Vec<_>>().join(" and ");
    let extent = (!extent.is_empty()).then(|| format!("of {extent}"));
    let rows = if log.kind == LogKind::SavedChart {
        format::count_of(n_rows, "point", "points")
    } else {
        format::count_of(n_rows, "row", "rows")
    };
    [Some(kind), Some(rows), extent, runs_in_words(runs)].into_iter().flatten().collect::<Vec<_>>().join(", ")
}

/// The runs of a file by their names; `None` for one without a name.
fn runs_in_words(runs: &[&str]) -> Option<String> {
    let name = |run: &&str| if run.is_empty() { "one without a name".to_owned() } else { (*run).to_owned() };
    match runs {
        [] | [""] => None,
        [run] => Some(format!("run {run}")),
        runs => {
            let mut names: Vec<String> = runs.iter().take(MOST_NAMES).map(name).collect();
            let n_others = runs.len().saturating_sub(MOST_NAMES);
            if 0 < n_others {
                names.push(format!("and {n_others} more"));
            }
            Some(format!("{} runs: {}", runs.len(), names.join(", ")))
        }
    }
}

/// Says what of a log could not be read, was left out or was made up; parts of a sentence.
pub fn log_remarks(log: &Log) -> Vec<String> {
    let mut parts = Vec::new();
    if let Some(at) = log.broken_at {
        let how = if at.is_cut_off { "breaks off" } else { "stops being JSON" };
        let line = format::count(at.line as u64);
        parts.push(format!("the file {how} at line {line}; what is before that is shown"));
    }
    let why = log.warnings.iter().find(|warning| !warning.message.ends_with(NO_STEP));
    let rows = unplaced(log.summary.tally()).into_iter();
    parts.extend(rows.map(|part| match why {
        Some(why) if part.contains("could not be read") => format!("{part} ({})", why.message),
        _ => part,
    }));
    if log.is_numbered {
        parts.push("no row says its step, so they are numbered".to_owned());
    }
    if 0 < log.n_odd_cells {
        let cells = format::count_of(log.n_odd_cells, "cell holds", "cells hold");
        parts.push(format!(
            "{cells} no number and {} left out",
            if log.n_odd_cells == 1 { "is" } else { "are" }
        ));
    }
    if 0 < log.n_limits {
        let columns = format::count_of(log.n_limits, "column", "columns");
        parts.push(format!("{columns} of lowest and highest figures (__MIN, __MAX) are left out"));
    }
    parts.extend(left_out(&log.summary.left_out));
    parts
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::*;
    use crate::{api::read_log, model::MetricRow};

    fn read(text: &str) -> Log {
        read_log(text.as_bytes(), &mut Vec::<MetricRow>::new()).expect("a log")
    }

    #[test]
    fn a_log_is_told_in_a_line() {
        let log = read(
            "{\"max_steps\": 40, \"num_train_epochs\": 2, \"log_history\": [{\"step\": 1, \"loss\": 2}]}",
        );
        assert_eq!(log_facts(&log, &[""]), "Trainer state, 1 row, of 40 steps and 2 epochs");
        assert_eq!(log_remarks(&log), Vec::<String>::new());
        let log = read("run,step,loss\na,1,2\nb,1,3\nb,,4\nb,2,x\n");
        assert_eq!(log_facts(&log, &["a", "b"]), "CSV table, 3 rows, 2 runs: a, b");
        let expected = ["1 row says no step and is left out", "1 cell holds no number and is left out"];
        assert_eq!(log_remarks(&log), expected);
        let many: Vec<String> = (0..15).map(|n| n.to_string()).collect();
        let many: Vec<&str> = many.iter().map(String::as_str).collect();
        assert!(
            log_facts(&log, &many).ends_with("15 runs: 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, and 3 more")
        );
        let log = read("{\"loss\":2,\"a\":[1]}\nnonsense\n{\"loss\":1,\"a\":[1]}\n");
        let expected = [
            "1 row could not be read (row 2: it is no JSON object)",
            "no row says its step, so they are numbered",
            "lists and objects within objects are left out: a",
        ];
        assert_eq!(log_remarks(&log), expected);
    }

    #[test]
    fn rows_that_came_are_never_silent() {
        let rows = RowTally { n_received: 5, n_unreadable: 4, n_without_step: 3, n_without_figures: 1 };
        let expected = "The service sent 5 rows of metrics, and no chart could be made of them: 3 rows say no step and \
                        are left out; 1 row could not be read; 1 row without a figure.";
        assert_eq!(none_placed(rows).as_deref(), Some(expected));
        assert_eq!(none_placed(RowTally::default()), None);
    }
}
