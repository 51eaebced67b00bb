//! Words for what became of the rows of a log.

use super::tables::table_remarks;
use crate::{
    format::{self, shortened},
    log_file::{Log, LogKind, UnusableSteps},
    model::RowTally,
};

/// Names of runs that are listed; a file may hold hundreds.
const MOST_NAMES: usize = 12;

/// Endings of the warnings about a row without a step that can be used, which need no example.
const NO_STEP: [&str; 2] = ["it has no step", "its step is negative, fractional, too large or no number"];

/// Rows that could not be placed, a part of a sentence for each kind; empty if all could be.
pub fn unplaced(rows: RowTally) -> Vec<String> {
    let count = |n: usize, one: &str, many: &str| {
        (0 < n).then(|| format!("{} {}", format::count_of(n, "row", "rows"), if n == 1 { one } else { many }))
    };
    let n_broken = rows.n_unreadable.saturating_sub(rows.n_without_step + rows.n_with_unusable_step);
    let parts = [
        count(rows.n_without_step, "says no step and is left out", "say no step and are left out"),
        count(
            rows.n_with_unusable_step,
            "says a step that is negative, fractional, too large or no number, and is left out",
            "say a step that is negative, fractional, too large or no number, and are left out",
        ),
        count(n_broken, "could not be read", "could not be read"),
    ];
    parts.into_iter().flatten().collect()
}

/// Describes the parts of a job's log that are not on the page, by its `LogGaps`; `None` if nothing is known to be missing.
pub fn log_gaps(n_unreadable: usize, cut_at: Option<usize>) -> Option<String> {
    let unreadable = (0 < n_unreadable).then(|| {
        let verb = if n_unreadable == 1 { "is" } else { "are" };
        let entries = format::count_of(n_unreadable, "entry", "entries");
        format!("{entries} of the log could not be read and {verb} left out.")
    });
    let cut = cut_at.map(|most| {
        format!(
            "The service sends at most {}; earlier ones may be missing.",
            format::count_of(most, "event", "events")
        )
    });
    let parts: Vec<String> = unreadable.into_iter().chain(cut).collect();
    (!parts.is_empty()).then(|| parts.join(" "))
}

/// Explains that a service sent so many rows and cannot be asked for those behind them, a part of a sentence.
pub fn cut_rows(n: u64) -> String {
    format!(
        "the service sent {} rows and takes no question for later ones; there may be more",
        format::count(n)
    )
}

/// Explains why a checkpoint is not in the list, from its name and fault (`checkpoint 2: it has no step`).
pub fn unread_checkpoint(first: &str) -> String {
    let (name, fault) = first.split_once(": ").unwrap_or((first, "it cannot be read"));
    let name = name.replacen("checkpoint", "Checkpoint", 1);
    format!("{name} is left out, because {fault}. Those in the list are complete.")
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

/// Names the runs of a file; `None` for one without a name.
fn runs_in_words(runs: &[&str]) -> Option<String> {
    let name = |run: &&str| if run.is_empty() { "one without a name".to_owned() } else { shortened(run) };
    match runs {
        [] | [""] => None,
        [run] => Some(format!("run {}", shortened(run))),
        runs => {
            let mut names: Vec<String> = runs.iter().take(MOST_NAMES).map(name).collect();
            let n_others = runs.len().saturating_sub(MOST_NAMES);
            if 0 < n_others {
                names.push(format!("and {} more", format::count(n_others as u64)));
            }
            Some(format!("{} runs: {}", format::count(runs.len() as u64), names.join(", ")))
        }
    }
}

/// Describes the parts of a log that could not be read, were left out or made up; parts of a sentence.
pub fn log_remarks(log: &Log) -> Vec<String> {
    let mut parts = Vec::new();
    if let Some(at) = log.broken_at {
        let how = if at.is_cut_off { "breaks off" } else { "stops being JSON" };
        let line = format::count(at.line as u64);
        parts.push(format!("the file {how} at line {line}; what is before that is shown"));
    }
    let is_about_step = |message: &str| NO_STEP.iter().any(|ending| message.ends_with(ending));
    let why = log.warnings.iter().find(|warning| !is_about_step(&warning.message));
    let rows = unplaced(log.summary.tally()).into_iter();
    parts.extend(rows.map(|part| match why {
        Some(why) if part.contains("could not be read") => format!("{part} ({})", why.message),
        _ => part,
    }));
    if log.is_numbered {
        let why = match log.unusable_steps {
            None => "no row says its step, so they are numbered",
            Some(UnusableSteps::Other) => {
                "no row says a step that is a whole number from 0, so they are numbered"
            }
            Some(UnusableSteps::Fractions) => {
                "steps are no whole numbers, so rows are numbered, and where they say no epoch their step stands as it"
            }
        };
        parts.push(why.to_owned());
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
    parts.extend(table_remarks(&log.table));
    parts
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::*;
    use crate::model::{JobId, MetricRow, Provider};
    use crate::{
        api::{self, HttpResponse},
        log_file::read_log,
    };

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
    fn unusable_steps_are_told_apart_from_missing_ones() {
        let unusable = "say a step that is negative, fractional, too large or no number, and are left out";
        let one = "1 row says a step that is negative, fractional, too large or no number, and is left out";
        let other = "no row says a step that is a whole number from 0, so they are numbered";
        let fractions = "steps are no whole numbers, so rows are numbered, and where they say no epoch their step stands as it";
        for (steps, expected) in [
            (&["1", "2", "-1"][..], vec![one.to_owned()]),
            (&["1", "2", "1.5", "-9223372036854775808", "1e300", "true"], vec![format!("4 rows {unusable}")]),
            (
                &["1", "2", "\"abc\"", "null", "NaN", "\"n/a\""],
                vec!["3 rows say no step and are left out".into(), one.into()],
            ),
            (&["-1", "-2"], vec![other.to_owned()]),
            (&["1e300", "null"], vec![other.to_owned()]),
            (&["null", "null"], vec!["no row says its step, so they are numbered".to_owned()]),
            (&["0.5", "1.0", "1.5"], vec![fractions.to_owned()]),
            (&["0", "0.25", "0.5", "0.75", "1"], vec![fractions.to_owned()]),
        ] {
            let lines: String =
                steps.iter().map(|step| format!("{{\"step\":{step},\"loss\":2}}\n")).collect();
            assert_eq!(log_remarks(&read(&lines)), expected, "{steps:?}");
            let list = format!("{{\"metrics\":[{}]}}", lines.trim().replace('\n', ","));
            assert_eq!(log_remarks(&read(&list)), expected, "{steps:?}");
            let table: String = steps.iter().map(|step| format!("{},2\n", step.replace('"', ""))).collect();
            assert_eq!(log_remarks(&read(&format!("step,loss\n{table}"))), expected, "{steps:?}");
            let points: String =
                steps.iter().map(|step| format!("loss,{},2\n", step.replace('"', ""))).collect();
            assert_eq!(log_remarks(&read(&format!("metric,step,value\n{points}"))), expected, "{steps:?}");
        }
    }

    #[test]
    fn a_checkpoint_that_is_left_out_says_why() {
        for (step, why) in [
            ("-1", "its step is negative, fractional, too large or no number"),
            ("1e300", "its step is negative, fractional, too large or no number"),
            ("2.5", "its step is negative, fractional, too large or no number"),
            ("null", "it has no step"),
        ] {
            let body = format!("{{\"data\":[{{\"step\":5}},{{\"step\":{step}}}]}}");
            let answer = HttpResponse::json(200, body);
            let read = api::decode_checkpoints(Provider::Together, &JobId("ft-1".into()), &answer);
            let first = read.expect("a list").warnings.remove(0).message;
            let expected =
                format!("Checkpoint 2 is left out, because {why}. Those in the list are complete.");
            assert_eq!(unread_checkpoint(&first), expected, "{step}");
        }
    }

    #[test]
    fn a_step_of_2_to_the_63_is_too_large() {
        let log = read("{\"step\":9223372036854775808,\"loss\":2}\n{\"step\":5,\"loss\":1}\n");
        let expected =
            "1 row says a step that is negative, fractional, too large or no number, and is left out";
        assert_eq!(log_remarks(&log), [expected]);
    }

    #[test]
    fn fractional_steps_stand_as_epochs() {
        for text in [
            "{\"step\":0.5,\"loss\":3}\n{\"step\":1.0,\"loss\":2}\n{\"step\":1.5,\"loss\":1}\n",
            "step,loss\n0.5,3\n1.0,2\n1.5,1\n",
            "metric,step,value\nloss,0.5,3\nloss,1.0,2\nloss,1.5,1\n",
        ] {
            let mut rows: Vec<MetricRow> = Vec::new();
            read_log(text.as_bytes(), &mut rows).expect("a log");
            let read: Vec<_> = rows.iter().map(|row| (row.step, row.epoch, row.values[0].1)).collect();
            assert_eq!(read, [(1, Some(0.5), 3.0), (2, Some(1.0), 2.0), (3, Some(1.5), 1.0)], "{text}");
        }
    }

    #[test]
    fn rows_that_came_are_never_silent() {
        let rows = RowTally {
            n_received: 5,
            n_unreadable: 4,
            n_without_step: 2,
            n_with_unusable_step: 1,
            n_without_figures: 1,
        };
        let expected = "The service sent 5 rows of metrics, and no chart could be made of them: 2 rows say no step and \
                        are left out; 1 row says a step that is negative, fractional, too large or no number, and is left \
                        out; 1 row could not be read; 1 row without a figure.";
        assert_eq!(none_placed(rows).as_deref(), Some(expected));
        assert_eq!(none_placed(RowTally::default()), None);
    }
}
