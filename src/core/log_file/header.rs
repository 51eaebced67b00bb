//! Header of a table: names of its columns, and the runs among them.

use crate::api::metrics::names::{Meaning, meaning};

/// Separator that experiment trackers put between the name of a run and that of a metric.
const RUN_END: &str = " - ";

/// Suffixes that experiment trackers give to columns of lowest and highest figures.
const LIMITS: [&str; 2] = ["__MIN", "__MAX"];

/// One column.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Column {
    /// Name that no other column of the header has.
    pub name: String,
    /// A second column with the name of a step, a time or a run; it is left out.
    pub is_spare: bool,
    /// Lowest or highest figures of another column.
    pub is_limit: bool,
    /// Run of a column whose name begins with one, and its metric.
    pub run: Option<(String, String)>,
}

impl Column {
    /// Returns the meaning of the column's name, without that of a run.
    pub(super) fn meaning(&self) -> Meaning {
        meaning(self.run.as_ref().map_or(&self.name, |(_, metric)| metric))
    }
}

/// Returns the columns of a header. Of several with one name all but the first are named by their places.
pub(super) fn columns(header: &[String]) -> Vec<Column> {
    let is_limit = |name: &String| {
        let base = LIMITS.iter().find_map(|limit| name.strip_suffix(limit));
        base.is_some_and(|base| header.iter().any(|other| other == base))
    };
    let used = || header.iter().filter(|name| !is_limit(name));
    let is_figure = |name: &str| matches!(meaning(name), Meaning::Figure(_));
    let has_runs = used().any(|name| name.contains(RUN_END))
        && used().all(|name| name.contains(RUN_END) || !is_figure(name));
    let column = |(idx, name): (usize, &String)| {
        let is_again = !name.is_empty() && header.iter().take(idx).any(|other| other == name);
        let own = if is_again { format!("{name} (column {})", idx + 1) } else { name.clone() };
        let run = own.rsplit_once(RUN_END).filter(|_| has_runs);
        Column {
            is_spare: is_again && !is_figure(name),
            is_limit: is_limit(name),
            run: run.map(|(run, metric)| (run.to_owned(), metric.to_owned())),
            name: own,
        }
    };
    header.iter().enumerate().map(column).collect()
}

/// Returns whether a row is a header again: none of its cells is a number, and half of them or more are names of `columns`.
pub(super) fn is_again(columns: &[Column], cells: &[String], is_number: impl Fn(&str) -> bool) -> bool {
    let is_known = |cell: &str| columns.iter().any(|column| column.name == cell);
    // Most rows begin with what is no name.
    if !cells.first().is_some_and(|first| is_known(first) || first.is_empty()) {
        return false;
    }
    let filled = || cells.iter().filter(|cell| !cell.is_empty());
    let (n_filled, n_known) = (filled().count(), filled().filter(|cell| is_known(cell)).count());
    0 < n_known && n_filled <= 2 * n_known && !filled().any(|cell| is_number(cell))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(header: &[&str], expected: &[&str]) {
        let header: Vec<String> = header.iter().map(|name| (*name).to_owned()).collect();
        let word = |column: Column| {
            let run = column.run.map_or(String::new(), |(run, metric)| format!(" = {run}: {metric}"));
            let spare = if column.is_spare { " spare" } else { "" };
            column.name + &run + spare + if column.is_limit { " limit" } else { "" }
        };
        assert_eq!(columns(&header).into_iter().map(word).collect::<Vec<_>>(), expected);
    }

    #[test]
    fn columns_have_names_of_their_own() {
        check(&["step", "loss", "loss"], &["step", "loss", "loss (column 3)"]);
        check(&["step", "step", "loss"], &["step", "step (column 2) spare", "loss"]);
        check(&["step", "", ""], &["step", "", ""]);
        check(
            &["Step", "a - loss", "a - loss__MIN"],
            &["Step", "a - loss = a: loss", "a - loss__MIN = a: loss__MIN limit"],
        );
        check(&["a - loss", "a - loss"], &["a - loss = a: loss", "a - loss (column 2) = a: loss (column 2)"]);
    }

    #[test]
    fn a_header_is_known_again() {
        let known = columns(&["step".into(), "loss".into(), "note".into()]);
        let check = |cells: &[&str], expected: bool| {
            let cells: Vec<String> = cells.iter().map(|cell| (*cell).to_owned()).collect();
            let is_number = |cell: &str| cell.parse::<f64>().is_ok();
            assert_eq!(is_again(&known, &cells, is_number), expected, "{cells:?}");
        };
        check(&["step", "loss", "note"], true);
        check(&["step", "loss", "val_loss", "lr"], true);
        check(&["step", "acc", "val_loss"], false);
        check(&["step", "1", "note"], false);
        check(&["1", "2", "loss"], false);
        check(&["note"], true);
        check(&["", "loss"], true);
    }
}
