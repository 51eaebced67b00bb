//! Rows of the job table as files: what the list knows of each job, in full.
//!
//! Contract: times are RFC 3339 in UTC, figures are the shortest texts that read back as what is known (the list keeps
//! seven digits), and what is not known is an empty cell or `null`.

use super::{Listed, took_secs};
use crate::{
    export::{csv_cell, file_slug, json_text},
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

enum Cell {
    Text(String),
    Figure(String),
    Nothing,
}

/// A column's value in a row.
type Value = fn(&SheetRow) -> Cell;

/// Name and value of each column.
const FIELDS: [(&str, Value); 17] = [
    ("connection", |row| text(&row.connection)),
    ("provider", |row| text(row.listed.provider.label())),
    ("id", |row| text(&row.listed.job.id.0)),
    ("name", |row| text(&row.listed.job.name)),
    ("status", |row| text(row.listed.job.status.class.slug())),
    ("provider_status", |row| text(&row.listed.job.status.raw)),
    ("base_model", |row| maybe(row.listed.job.base_model.as_deref())),
    ("output_model", |row| maybe(row.listed.job.output_model.as_deref())),
    ("steps_done", |row| figure(row.listed.job.progress.n_steps_done)),
    ("steps_total", |row| figure(row.listed.job.progress.n_steps_total)),
    ("epochs_done", |row| figure(row.listed.job.progress.n_epochs_done.and_then(short))),
    ("epochs_total", |row| figure(row.listed.job.progress.n_epochs_total.and_then(short))),
    ("share_done", |row| figure(row.listed.share.and_then(short))),
    ("train_loss", |row| figure(row.listed.last_loss.and_then(short))),
    ("created_at", |row| maybe(row.listed.job.created_at.map(Timestamp::to_rfc3339).as_deref())),
    ("updated_at", |row| maybe(row.listed.job.updated_at.map(Timestamp::to_rfc3339).as_deref())),
    ("took_seconds", |row| figure(took_secs(&row.listed.job, row.now))),
];

/// Rows as a table after RFC 4180, a line per job and one for the headings; in pieces.
pub fn sheet_csv(rows: impl Iterator<Item = Vec<SheetRow>>) -> impl Iterator<Item = String> {
    let head: Vec<&str> = FIELDS.iter().map(|(name, _)| *name).collect();
    let line = |row: &SheetRow| {
        let cells = FIELDS.iter().map(|(_, value)| match value(row) {
            Cell::Text(text) => csv_cell(&text),
            Cell::Figure(figure) => figure,
            Cell::Nothing => String::new(),
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
        for (i, (name, value)) in FIELDS.iter().enumerate() {
            if 0 < i {
                text.push(',');
            }
            json_text(name, &mut text);
            text.push(':');
            match value(row) {
                Cell::Text(value) => json_text(&value, &mut text),
                Cell::Figure(figure) => text.push_str(&figure),
                Cell::Nothing => text.push_str("null"),
            }
        }
        text + "}"
    };
    let objects = rows.map(move |rows| rows.iter().map(&mut object).collect());
    std::iter::once("[".to_owned()).chain(objects).chain(std::iter::once("\n]\n".to_owned()))
}

fn text(text: &str) -> Cell {
    Cell::Text(text.to_owned())
}

fn maybe(text: Option<&str>) -> Cell {
    text.filter(|text| !text.is_empty()).map_or(Cell::Nothing, self::text)
}

fn figure(value: Option<impl ToString>) -> Cell {
    value.map_or(Cell::Nothing, |value| Cell::Figure(value.to_string()))
}

/// Seven digits are known; both formats know numbers only.
fn short(value: f64) -> Option<f32> {
    Some(value as f32).filter(|value| value.is_finite())
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::*;
    use crate::{
        listing::tests::job,
        model::{Job, StatusClass},
    };

    fn rows() -> Vec<SheetRow> {
        let mut listed = job("ft-1", "=cmd|' /C calc'!A1, \"x\"\n", StatusClass::Running, 1_000_000);
        let mut changed = Job::clone(&listed.job);
        changed.progress.n_steps_done = Some(12_345_678);
        changed.base_model = None;
        (listed.job, listed.last_loss) = (changed.into(), Some(f64::from(0.831_25_f32)));
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
             epochs_done,epochs_total,share_done,train_loss,created_at,updated_at,took_seconds"
                .to_owned(),
            format!(
                "lab,{provider},ft-1,\"'=cmd|' /C calc'!A1, \"\"x\"\"\n\",running,running,,,12345678,,,,,0.83125,\
                 1970-01-12T13:46:40Z,1970-01-12T13:47:40Z,300"
            ),
            format!(
                "lab,{provider},ft-2,b,completed,completed,base-of-ft-2,,,,,,,,1970-01-12T13:48:20Z,\
                 1970-01-12T13:49:20Z,60"
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
