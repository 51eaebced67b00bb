//! Several named datasets per split, where a provider has a list of them.

use proptest::prelude::*;

use super::*;
use crate::draft::clone::tests::{job, job_of};
use crate::model::{Dataset, Split};

fn named() -> JobDraft {
    let has_names = |provider: &Provider| provider.capabilities().has_dataset_names;
    let mut draft = JobDraft::new(Provider::ALL.into_iter().find(has_names).unwrap());
    draft.set(BaseModel, "model");
    draft.set(Name, "pumps");
    draft
}

/// Datasets of the spec as `split name: ids`.
fn datasets(draft: &JobDraft) -> Vec<String> {
    let text = |set: Dataset| format!("{} {}: {}", set.split.label(), set.name, set.file_ids.join(" "));
    draft.sketch().datasets.into_iter().map(text).collect()
}

#[track_caller]
fn check(train: &str, expected: &[&str]) {
    let mut draft = named();
    draft.set(TrainFiles, train);
    assert_eq!(datasets(&draft), expected);
    assert_eq!(draft.validate().map(|_| ()), Ok(()));
}

#[test]
fn files_are_in_the_dataset_they_name() {
    check("file-1", &["train train: file-1"]);
    check("file-1\nfile-2", &["train train: file-1 file-2"]);
    check(
        "file-1\nvalves: file-2\nfile-3, valves: file-4",
        &["train train: file-1 file-3", "train valves: file-2 file-4"],
    );
    check("valves: file-2\nfile-1", &["train valves: file-2", "train train: file-1"]);
    check("train: file-2\nfile-1", &["train train: file-2 file-1"]);
    check("s3://bucket/file:1", &["train train: s3://bucket/file:1"]);
    check("valves:  s3://bucket/a", &["train valves: s3://bucket/a"]);
}

#[test]
fn name_without_a_file_and_file_without_a_name_are_told() {
    let mut draft = named();
    draft.set(TrainFiles, "file-1\nvalves: ");
    let problems = draft.validate().unwrap_err();
    assert_eq!(problems.len(), 1, "{problems:?}");
    assert_eq!(problems[0].message, "Give a file id behind the name in valves:.");
    draft.set(TrainFiles, "valves: file-1");
    draft.set(TrainName, " ");
    assert!(draft.validate().is_ok(), "no file needs the usual name");
    draft.set(TrainFiles, "valves: file-1\nfile-2");
    assert_eq!(draft.validate().unwrap_err()[0].field, Some(TrainName));
}

#[test]
fn clones_keep_datasets_apart() {
    let set = |name: &str, split: Split, ids: &[&str]| Dataset {
        name: name.into(),
        split,
        file_ids: ids.iter().map(|id| (*id).to_owned()).collect(),
    };
    let clone = |sets: Vec<Dataset>| JobDraft::from_job(&job("job-1", sets, "{}"), named().provider());
    let (draft, notes) = clone(vec![
        set("pumps", Split::Train, &["a", "b"]),
        set("valves", Split::Train, &["c"]),
        set("held", Split::Eval, &["d"]),
        set("odd", Split::Eval, &["e", "f"]),
    ]);
    assert_eq!(notes, [""; 0]);
    assert_eq!((draft.get(TrainName), draft.get(TrainFiles)), ("pumps", "a\nb\nvalves: c"));
    assert_eq!((draft.get(EvalName), draft.get(EvalFiles)), ("held", "d\nodd: e\nodd: f"));
    // A name that reads like another one is left out rather than read wrongly.
    let (draft, notes) = clone(vec![set("a", Split::Train, &["x: y"]), set("b: c", Split::Train, &["z"])]);
    assert_eq!((draft.get(TrainFiles), notes.len()), ("a: x: y", 1), "{notes:?}");
}

/// Names and ids such as people give.
fn dataset() -> impl Strategy<Value = (String, Vec<String>)> {
    let id = "[a-z0-9][a-z0-9:/. _-]{0,8}[a-z0-9]".prop_filter("one entry", |id| !id.contains("  "));
    ("[a-zé][a-z0-9 _-]{0,6}[a-z0-9]", prop::collection::btree_set(id, 1..4))
        .prop_map(|(name, ids)| (name, ids.into_iter().collect()))
}

proptest! {
    #[test]
    fn named_datasets_survive_storing_and_cloning(
        train in prop::collection::btree_map("[a-z]{1,5}", dataset(), 1..4),
        eval in prop::collection::btree_map("[a-z]{1,5}", dataset(), 0..3),
    ) {
        let sets = |sets: std::collections::BTreeMap<String, (String, Vec<String>)>, split: Split| {
            sets.into_values().enumerate().map(move |(n, (name, file_ids))| {
                Dataset { name: format!("{name}{n}"), split: split.clone(), file_ids }
            })
        };
        let datasets: Vec<Dataset> = sets(train, Split::Train).chain(sets(eval, Split::Eval)).collect();
        let (draft, notes) = JobDraft::from_job(&job("pumps", datasets.clone(), "{}"), named().provider());
        prop_assert_eq!(notes, Vec::<String>::new());
        let stored = JobDraft::from_json(&draft.to_json());
        prop_assert_eq!(stored.as_ref(), Some(&draft));
        let spec = draft.validate();
        prop_assert_eq!(spec.as_ref().map(|spec| &spec.datasets), Ok(&datasets));
        let (again, _) = JobDraft::from_job(&job_of(&spec.unwrap()), draft.provider());
        prop_assert_eq!(again.validate().map(|spec| spec.datasets), Ok(datasets));
    }
}
