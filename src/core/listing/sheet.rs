//! Rows of the job table as files: what the list knows of each job, in full.
//!
//! Contract: times are RFC 3339 in UTC, figures are the shortest texts that read back as what is known (the list keeps
//! seven digits), and what is not known is an empty cell or `null`.

use super::{
    Column, Listed,
    column_entry::{Export, ExportValue},
};
use crate::{
    export::{csv_cell, file_slug},
    json,
    model::Timestamp,
};

/// One row of a file.
pub struct SheetRow {
    /// Name of the job's connection.
    pub connection: String,
    /// The job.
    pub listed: Listed,
    /// When a job that has not ended has taken how long.
    pub now: Timestamp,
}

/// Name of a file that is saved at `now`.
pub fn sheet_name(now: Timestamp, extension: &str) -> String {
    format!("jobs-{}.{extension}", file_slug(&now.to_rfc3339()))
}

/// Columns whose values come first in files; the others follow in display order.
const FIRST: [&str; 2] = ["provider", "name"];

/// Names and values of a file, in order.
fn exports() -> impl Iterator<Item = &'static Export> + Clone {
    let first = FIRST.into_iter().filter_map(Column::from_slug);
    let others = Column::ALL.into_iter().filter(|column| !FIRST.contains(&column.slug()));
    first.chain(others).flat_map(|column| column.exports())
}

/// Rows as a table after RFC 4180, a line per job and one for the headings; in pieces.
pub fn sheet_csv(rows: impl Iterator<Item = Vec<SheetRow>>) -> impl Iterator<Item = String> {
    let head: Vec<&str> = exports().map(|export| export.name).collect();
    let line = |row: &SheetRow| {
        let cells = exports().map(|export| match (export.value)(row) {
            ExportValue::Text(text) => csv_cell(&text),
            ExportValue::Figure(figure) => figure,
            ExportValue::Nothing => String::new(),
        });
        cells.collect::<Vec<_>>().join(",") + "\r\n"
    };
    let lines = rows.map(move |rows| rows.iter().map(line).collect());
    std::iter::once(head.join(",") + "\r\n").chain(lines)
}

/// Rows as JSON, an object per job; in pieces.
pub fn sheet_json(rows: impl Iterator<Item = Vec<SheetRow>>) -> impl Iterator<Item = String> {
    let mut is_first = true;
    let mut object = move |row: &SheetRow| {
        let mut text = if std::mem::take(&mut is_first) { "\n{" } else { ",\n{" }.to_owned();
        for (i, Export { name, value }) in exports().enumerate() {
            if 0 < i {
                text.push(',');
            }
            json::quote(name, &mut text);
            text.push(':');
            match value(row) {
                ExportValue::Text(value) => json::quote(&value, &mut text),
                ExportValue::Figure(figure) => text.push_str(&figure),
                ExportValue::Nothing => text.push_str("null"),
            }
        }
        text + "}"
    };
    let objects = rows.map(move |rows| rows.iter().map(&mut object).collect());
    std::iter::once("[".to_owned()).chain(objects).chain(std::iter::once("\n]\n".to_owned()))
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::*;
    use crate::{
        insight::{EvalFigures, Severity},
        listing::tests::{finding, job},
        model::{Job, StatusClass},
    };

    fn rows() -> Vec<SheetRow> {
        let mut listed = job("ft-1", "=cmd|' /C calc'!A1, \"x\"\n", StatusClass::Running, 1_000_000);
        let mut changed = Job::clone(&listed.job);
        changed.progress.n_steps_done = Some(12_345_678);
        changed.base_model = None;
        listed.ends_at = Some(Timestamp::from_unix_secs(1_001_500));
        (listed.job, listed.last_loss) = (changed.into(), Some(f64::from(0.831_25_f32)));
        listed.evals = Some(EvalFigures { last: 1.5, lowest: 1.25, lowest_step: 600 });
        listed.finding = finding(Severity::Warning, "Overfitting since step 4: loss, again");
        let plain = job("ft-2", "b", StatusClass::Completed, 1_000_100);
        let row =
            |listed| SheetRow { connection: "lab".into(), listed, now: Timestamp::from_unix_secs(1_000_300) };
        vec![row(listed), row(plain)]
    }

    #[test]
    fn a_table_has_a_line_per_job_and_no_formula() {
        let csv: String = sheet_csv([rows(), Vec::new(), rows()].into_iter()).collect();
        let provider = rows()[0].listed.provider.label();
        let expected = [
            "connection,provider,id,name,status,provider_status,base_model,output_model,steps_done,steps_total,\
             epochs_done,epochs_total,share_done,train_loss,eval_loss,best_eval_loss,best_eval_step,finding_severity,finding,created_at,updated_at,took_seconds,seconds_left"
                .to_owned(),
            format!(
                "lab,{provider},ft-1,\"'=cmd|' /C calc'!A1, \"\"x\"\"\n\",running,running,,,12345678,,,,,0.83125,1.5,1.25,600,warning,\
                 \"Overfitting since step 4: loss, again\",\
                 1970-01-12T13:46:40Z,1970-01-12T13:47:40Z,300,1200"
            ),
            format!(
                "lab,{provider},ft-2,b,completed,completed,base-of-ft-2,,,,,,,,,,,,,1970-01-12T13:48:20Z,\
                 1970-01-12T13:49:20Z,60,"
            ),
        ];
        let lines = format!("{}\r\n{}\r\n", expected[1], expected[2]);
        assert_eq!(csv, format!("{}\r\n{lines}{lines}", expected[0]));
    }

    #[test]
    fn files_are_named_after_their_time() {
        assert_eq!(sheet_name(Timestamp::from_unix_secs(1_000_000), "csv"), "jobs-1970-01-12T13-46-40Z.csv");
    }

    #[test]
    fn json_has_an_object_per_job() {
        for pieces in [vec![], vec![rows()], vec![rows(), Vec::new(), rows()]] {
            let n: usize = pieces.iter().map(Vec::len).sum();
            let json: String = sheet_json(pieces.into_iter()).collect();
            let jobs: Vec<Value> = serde_json::from_str(&json).unwrap();
            assert_eq!(jobs.len(), n);
            if let Some(first) = jobs.first() {
                assert_eq!(first["name"], "=cmd|' /C calc'!A1, \"x\"\n");
                assert_eq!(
                    (&first["steps_done"], &first["train_loss"]),
                    (&Value::from(12_345_678), &Value::from(0.831_25))
                );
                assert_eq!(first["base_model"], Value::Null);
            }
        }
    }
}
