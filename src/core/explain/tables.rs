//! Sentences on a table's columns and cells that are left out, or that could be read in another way.

use crate::{
    format::{self, shortened},
    log_file::TableNotes,
};

/// Names that are listed at once.
const MOST_NAMES: usize = 8;

/// Names in one line; those beyond the first few are counted.
fn listed(names: &[String]) -> String {
    let mut listed: Vec<String> = names.iter().take(MOST_NAMES).map(|name| shortened(name)).collect();
    let n_others = names.len().saturating_sub(MOST_NAMES);
    if 0 < n_others {
        listed.push(format!("and {n_others} more"));
    }
    listed.join(", ")
}

/// Describes the parts of a table that were left out or read in one of several ways; parts of a sentence.
pub fn table_remarks(notes: &TableNotes) -> Vec<String> {
    let mut parts = Vec::new();
    if let Some(row) = notes.first_open_quote {
        let row = format::count(row as u64);
        parts.push(match notes.n_open_quotes {
            1 => format!("a quoted cell that began in row {row} never ends; it was read as it stands"),
            n => format!(
                "quotes that began in {} never end, the first in row {row}; they were read as they stand",
                format::count_of(n, "row", "rows")
            ),
        });
    }
    match notes.n_beyond {
        0 => {}
        1 => parts.push("1 cell is beyond the last column of the header and is left out".to_owned()),
        n => {
            let cells = format::count_of(n, "cell", "cells");
            parts.push(format!("{cells} are beyond the last column of the header and are left out"));
        }
    }
    if 0 < notes.n_new_headers {
        parts.push("the header changes within the table; rows count by the header above them".to_owned());
    }
    if let Some(most) = notes.most_columns {
        parts.push(format!("columns beyond the first {} are left out", format::count(most as u64)));
    }
    let columns = |names: &[String], one: &str, many: &str| {
        let words = if names.len() == 1 { one } else { many };
        (!names.is_empty()).then(|| format!("{words}: {}", listed(names)))
    };
    parts.extend(columns(
        &notes.without_numbers,
        "a column without numbers is left out",
        "columns without numbers are left out",
    ));
    parts.extend(columns(
        &notes.spare,
        "a column beside the one that counts is left out",
        "columns beside those that count are left out",
    ));
    parts.extend(columns(
        &notes.percents,
        "a column is in percent (10% is 10)",
        "columns are in percent (10% is 10)",
    ));
    if let Some((n, name, cell)) = &notes.unread_times {
        let times = format::count_of(*n, "time", "times");
        parts.push(format!("{times} could not be read, such as {} in {}", shortened(cell), shortened(name)));
    }
    let open = |(name, cell, number): &(String, String, String)| {
        let name = shortened(name);
        format!("{name} may have decimals or groups of three digits: {cell} was read as {number}")
    };
    parts.extend(notes.open_marks.iter().take(MOST_NAMES).map(open));
    parts
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use crate::{log_file::read_log, model::MetricRow};

    #[track_caller]
    fn check(text: &str, expected: &[&str]) {
        let log = read_log(text.as_bytes(), &mut Vec::<MetricRow>::new()).expect("a log");
        assert_eq!(super::super::log_remarks(&log), expected, "{text}");
    }

    #[test]
    fn nothing_of_a_table_is_lost_silently() {
        check("step,loss\n1,2\n2,1\n", &[]);
        check(
            "step,loss,note\n1,2,a\n2,1.5,\"oops\n3,1,b\n",
            &[
                "a quoted cell that began in row 2 never ends; it was read as it stands",
                "a column without numbers is left out: note",
            ],
        );
        check(
            "step,acc,loss,cost,size\n0,0%,1.2e-5,$1.50,1.5k\n1,10%,1.1e-5,$1.50,1.5k\n",
            &["columns without numbers are left out: cost, size", "a column is in percent (10% is 10): acc"],
        );
        check(
            "step,step,loss\n1,5,2\n",
            &["a column beside the one that counts is left out: step (column 2)"],
        );
        check(
            "global_step,loss,iteration\n1,2,5\n2,1,6\n",
            &["a column beside the one that counts is left out: iteration"],
        );
        check("step,loss\n1,2,7\n2,1\n", &["1 cell is beyond the last column of the header and is left out"]);
        check(
            "step,loss\n1,2,7,8\n2,1,9\n",
            &["3 cells are beyond the last column of the header and are left out"],
        );
        check(
            "epoch,loss\n1,2\nepoch,loss,val_loss\n2,1,1.5\n",
            &[
                "no row says its step, so they are numbered",
                "the header changes within the table; rows count by the header above them",
            ],
        );
        check("step,loss\n1,2\nstep,loss\n2,1\n", &[]);
        check(
            "step;loss;lr\n1;3.512;0,001\n2;2.234;0,001\n",
            &["loss may have decimals or groups of three digits: 3.512 was read as 3.512"],
        );
        check("step,loss,\n1,2,3\n", &["a column beside the one that counts is left out: column 3"]);
        check(",step,loss\n0,1,2\n", &[]);
        check(
            "date,step,loss\n01.02.2026 10:00,1,2\n29/03/2026,2,1\n30/03/2026,3,1\n",
            &["2 times could not be read, such as 29/03/2026 in date"],
        );
        check(
            "{\"a\":[1,\"x\"],\"b\":[\"x\",\"y\"],\"step\":[1,2]}",
            &["1 cell holds no number and is left out", "a column without numbers is left out: b"],
        );
        let wide: String = (0..3000).map(|n| format!("\"a{n}\":[1,2],")).collect();
        check(
            &format!("{{{wide}\"b\":[1]}}"),
            &["no row says its step, so they are numbered", "columns beyond the first 2,048 are left out"],
        );
    }
}
