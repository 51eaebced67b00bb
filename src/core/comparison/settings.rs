//! Settings of compared jobs, one by one: every field of every record, under the name that services have in common.

use std::collections::BTreeMap;

use crate::{
    api::{RecordKey, record_key},
    format::{count, count_of},
    model::{Dataset, Job, Split},
    record::{self, Entry},
};

/// Text of a missing value in a record; see [`record::flatten`].
const NOTHING: &str = "–";

/// Settings that come before the alphabet.
const FIRST: [&str; 4] = ["base_model", "method", "training data", "evaluation data"];

/// A row: one setting of all jobs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SettingRow {
    /// The name services have in common.
    pub name: String,
    /// Names in the records themselves, each once; empty for what no single field says.
    pub raw: Vec<String>,
    /// One per job; `None` where it is not given.
    pub values: Vec<Option<String>>,
    /// Not all jobs say the same. A job whose record is not known has no say.
    pub differs: bool,
    /// The field is the job's outcome, not its setup.
    pub is_state: bool,
}

#[derive(Default)]
struct Collected {
    raw: Vec<String>,
    values: Vec<Option<String>>,
}

impl Collected {
    /// Adds a value of a job; a second one of the same field is appended to the first.
    fn put(&mut self, place: usize, n_jobs: usize, path: &str, value: &str) {
        self.values.resize(n_jobs, None);
        if !path.is_empty() && !self.raw.iter().any(|known| known == path) {
            self.raw.push(path.to_owned());
        }
        if value == NOTHING {
            return;
        }
        if let Some(known) = self.values.get_mut(place) {
            match known {
                Some(known) if known.split("; ").any(|part| is_same(part, value)) => {}
                Some(known) => *known = format!("{known}; {value}"),
                None => *known = Some(value.to_owned()),
            }
        }
    }
}

/// Returns all fields of all records: settings before what became of the jobs, and those that all jobs give before those
/// that some do. `None` stands for a job whose record is not known.
pub fn settings(jobs: &[Option<&Job>]) -> Vec<SettingRow> {
    let mut rows = BTreeMap::<(bool, usize, String), Collected>::new();
    let rank = |name: &str| FIRST.iter().position(|first| *first == name).unwrap_or(FIRST.len());
    for (place, job) in jobs.iter().enumerate().filter_map(|(place, job)| Some((place, (*job)?))) {
        let mut put = |is_state: bool, name: String, path: &str, value: &str| {
            rows.entry((is_state, rank(&name), name)).or_default().put(place, jobs.len(), path, value);
        };
        for Entry { path, value } in record::flatten(&job.raw) {
            match record_key(&path) {
                RecordKey::Setting(name) => put(false, name, &path, &value),
                RecordKey::State => put(true, path.clone(), &path, &value),
                RecordKey::Elsewhere => {}
            }
        }
        for (name, split) in [("training data", Split::Train), ("evaluation data", Split::Eval)] {
            let of_split = job.datasets.iter().filter(|dataset| dataset.split == split);
            let text = of_split.map(words).collect::<Vec<_>>().join(", ");
            if !text.is_empty() {
                put(false, name.to_owned(), "", &text);
            }
        }
    }
    let row = |((is_state, _, name), Collected { raw, values }): ((bool, usize, String), Collected)| {
        let differs = differs(jobs, &values);
        SettingRow { name, raw, values, differs, is_state }
    };
    let mut rows: Vec<SettingRow> = rows.into_iter().map(row).collect();
    let is_partial = |row: &SettingRow| {
        let mut known = row.values.iter().zip(jobs).filter(|(_, job)| job.is_some());
        rank(&row.name) == FIRST.len() && known.any(|(value, _)| value.is_none())
    };
    rows.sort_by_key(|row| (row.is_state, is_partial(row)));
    rows
}

/// Says how many of `n` settings differ between `n_jobs` jobs.
pub fn settings_words(n: usize, n_different: usize, n_jobs: usize) -> String {
    let what = count_of(n, "setting", "settings");
    match (n_jobs, n_different) {
        (0 | 1, _) => format!("{what}, of one job"),
        (_, 0) => format!("{what}, none of which differs"),
        (_, 1) => format!("1 of {what} differs"),
        (_, n_different) => format!("{} of {what} differ", count(n_different as u64)),
    }
}

/// `pumps (file-1, file-2)`, or the file alone where it is the name.
fn words(dataset: &Dataset) -> String {
    let files = dataset.file_ids.join(", ");
    if files.is_empty() || files == dataset.name {
        dataset.name.clone()
    } else {
        format!("{} ({files})", dataset.name)
    }
}

fn differs(jobs: &[Option<&Job>], values: &[Option<String>]) -> bool {
    let mut known = values.iter().zip(jobs).filter(|(_, job)| job.is_some()).map(|(value, _)| value);
    let Some(first) = known.next() else { return false };
    known.any(|value| match (first, value) {
        (Some(a), Some(b)) => !is_same(a, b),
        (a, b) => a.is_some() != b.is_some(),
    })
}

/// Returns true for the same text, or the same number differently written. Whole ones are written in one way: there are
/// more of them than a float can tell apart.
fn is_same(a: &str, b: &str) -> bool {
    let number = |text: &str| text.parse::<f64>().ok();
    let is_whole = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-');
    a == b || !(is_whole(a) && is_whole(b)) && number(a).zip(number(b)).is_some_and(|(a, b)| a == b)
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::*;
    use crate::{comparison::test_jobs, model::StatusClass};

    fn job(raw: &str, datasets: &[(&str, Split, &str)]) -> Job {
        let dataset = |(name, split, files): &(&str, Split, &str)| Dataset {
            name: (*name).to_owned(),
            split: split.clone(),
            file_ids: files.split(' ').map(str::to_owned).collect(),
        };
        let datasets = datasets.iter().map(dataset).collect();
        Job { raw: raw.into(), datasets, ..test_jobs::job("a", StatusClass::Completed) }
    }

    /// Rows as `name: value | value`, `!` before those that differ.
    #[track_caller]
    fn check(jobs: &[Option<&Job>], expected: &[&str]) {
        let words = |row: &SettingRow| {
            let values: Vec<&str> = row.values.iter().map(|value| value.as_deref().unwrap_or("∅")).collect();
            format!("{}{}: {}", if row.differs { "!" } else { "" }, row.name, values.join(" | "))
        };
        assert_eq!(settings(jobs).iter().map(words).collect::<Vec<_>>(), expected);
    }

    #[test]
    fn fields_of_different_services_share_a_row() {
        let a = job(
            r#"{"id":"1","model":"x","n_epochs":3,"learning_rate":1e-05,"training_file":"t","training_type":{"type":"Lora","lora_r":64}}"#,
            &[("t", Split::Train, "t")],
        );
        let b = job(
            r#"{"id":"2","model":"y","hyperparameters":{"n_epochs":3,"learning_rate":0.00001},"seed":null,"training_file":"u"}"#,
            &[("u", Split::Train, "u v"), ("e", Split::Eval, "e")],
        );
        check(
            &[Some(&a), None, Some(&b)],
            &[
                "!base_model: x | ∅ | y",
                "!training data: t | ∅ | u (u, v)",
                "!evaluation data: ∅ | ∅ | e",
                "learning_rate: 1e-5 | ∅ | 1e-5",
                "n_epochs: 3 | ∅ | 3",
                "!lora_r: 64 | ∅ | ∅",
                "seed: ∅ | ∅ | ∅",
                "!training_type: Lora | ∅ | ∅",
                "!id: 1 | ∅ | 2",
            ],
        );
        let rows = settings(&[Some(&a), Some(&b)]);
        let raw = |name: &str| rows.iter().find(|row| row.name == name).map(|row| row.raw.join(" "));
        assert_eq!(raw("n_epochs").as_deref(), Some("n_epochs hyperparameters.n_epochs"));
        assert_eq!(rows.iter().filter(|row| row.is_state).count(), 1);
    }

    #[test]
    fn settings_are_counted_in_words() {
        #[track_caller]
        fn check(n: usize, n_different: usize, n_jobs: usize, expected: &str) {
            assert_eq!(settings_words(n, n_different, n_jobs), expected);
        }
        check(1, 0, 1, "1 setting, of one job");
        check(0, 0, 2, "0 settings, none of which differs");
        check(12, 0, 2, "12 settings, none of which differs");
        check(1, 1, 2, "1 of 1 setting differs");
        check(3, 1, 2, "1 of 3 settings differs");
        check(1_200, 1_100, 3, "1,100 of 1,200 settings differ");
    }

    #[test]
    fn numbers_differ_by_their_value() {
        for (a, b, expected) in [
            ("3", "3.0", true),
            ("1e-05", "0.00001", true),
            ("9007199254740993", "9007199254740992", false),
            ("-1", "1", false),
            ("auto", "auto", true),
            ("", "0", false),
        ] {
            assert_eq!(is_same(a, b), expected, "{a} {b}");
        }
    }

    #[test]
    fn a_field_that_is_said_twice_is_said_once_or_both_ways() {
        let a = job(
            r#"{"hyperparameters":{"n_epochs":3,"batch_size":8},"method":{"type":"supervised","supervised":{"hyperparameters":{"n_epochs":3.0,"batch_size":"auto"}}}}"#,
            &[],
        );
        check(&[Some(&a)], &["method: supervised", "batch_size: 8; auto", "n_epochs: 3"]);
        check(&[], &[]);
        check(&[None], &[]);
    }
}
