//! Providers that have a word for leaving a figure to them, and those whose files have labels.

use super::*;

/// A draft of the first provider that can do something.
fn draft_where(can: impl Fn(&crate::model::Capabilities) -> bool) -> JobDraft {
    let provider = Provider::ALL.into_iter().find(|provider| can(&provider.capabilities())).unwrap();
    let mut draft = JobDraft::new(provider);
    draft.set(BaseModel, "model-1");
    draft
}

fn auto() -> JobDraft {
    let mut draft =
        draft_where(|can| can.auto_fields.contains(&Epochs) && can.training_fields.contains(&Method));
    draft.set(TrainFiles, "file-1");
    draft
}

fn labelled() -> JobDraft {
    let mut draft = draft_where(|can| can.has_labelled_files);
    draft.set(Name, "gearbox");
    draft
}

#[test]
fn untouched_figures_are_left_to_the_service() {
    let mut draft = auto();
    assert_eq!(draft.get(Epochs), "auto");
    let chosen = draft.validate().unwrap().hyperparameters.unwrap();
    assert_eq!(
        (chosen.n_epochs, chosen.batch_size, chosen.learning_rate_multiplier),
        (None, Batch::Auto, None)
    );
    draft.set(Method, "dpo");
    for (field, text) in
        [(Epochs, "3"), (BatchSize, "8"), (RateMultiplier, "1.8"), (DpoBeta, " Auto "), (Seed, "7")]
    {
        draft.set(field, text);
    }
    let chosen = draft.validate().unwrap().hyperparameters.unwrap();
    let figures = (chosen.n_epochs, chosen.batch_size, chosen.learning_rate_multiplier, chosen.seed);
    assert_eq!(figures, (Some(3), Batch::Fixed(8), Some(1.8), Some(7)));
    assert_eq!(chosen.method, How::Dpo { beta: None });
}

#[test]
fn other_words_are_refused_with_the_right_one() {
    let mut draft = auto();
    for (field, text) in [(Epochs, "max"), (RateMultiplier, "0"), (BatchSize, "max")] {
        draft.set(field, text);
    }
    check(&draft, &[(Epochs, "whole number"), (RateMultiplier, "above 0"), (BatchSize, "or auto")]);
    let mut other = super::draft(true, &[(Epochs, "auto"), (BatchSize, "auto")]);
    check(&other, &[(Epochs, "whole number"), (BatchSize, "or max")]);
    other.set(Epochs, "4");
    assert_eq!(other.get(Epochs), "4");
}

#[test]
fn figures_stay_with_the_provider_whose_word_they_may_be() {
    let (with_word, without) = (auto().provider(), provider(true));
    let mut draft = auto();
    draft.set(Epochs, "1");
    let mut draft = draft.with_provider(without);
    assert_eq!(draft.get(Epochs), "1");
    draft.set(Epochs, "5");
    let draft = draft.with_provider(with_word);
    assert_eq!(draft.get(Epochs), "1");
    let stored = JobDraft::from_json(&draft.to_json()).unwrap();
    assert_eq!((stored.get(Epochs), stored.clone().with_provider(without).get(Epochs)), ("1", "5"));
}

#[test]
fn what_is_not_offered_is_no_problem_however_it_reads() {
    let mut draft =
        super::draft(true, &[(Weights, "x"), (LoraR, "0"), (EarlyStopping, "true"), (Evals, "-1")]);
    draft = draft.with_provider(auto().provider());
    draft.set(BaseModel, "m");
    draft.set(TrainFiles, "f");
    draft.set(EvalFiles, "g");
    check(&draft, &[]);
    assert_eq!(draft.warnings(None), [""; 0]);
}

#[test]
fn files_come_with_their_labels() {
    let mut draft = labelled();
    check(&draft, &[(TrainFiles, "label")]);
    draft.set(TrainFiles, "normal: a.csv\nfaulty: b.csv, normal:c.csv");
    draft.set(EvalFiles, "normal: s3://bucket: v.csv");
    let datasets = draft.validate().unwrap().datasets;
    let shown: Vec<_> =
        datasets.iter().map(|set| (set.split.label(), &*set.name, set.file_ids.join(" "))).collect();
    let expected = [
        ("train", "normal", "a.csv c.csv".to_owned()),
        ("train", "faulty", "b.csv".to_owned()),
        ("eval", "normal: s3://bucket", "v.csv".to_owned()),
    ];
    assert_eq!(shown, expected);
    draft.set(TrainFiles, "normal: a.csv, b.csv, faulty:");
    check(&draft, &[(TrainFiles, "b.csv"), (TrainFiles, "faulty:")]);
}

#[test]
fn a_cloned_job_keeps_labels_method_and_figures() {
    let job = |raw: &str, datasets| Job {
        raw: raw.into(),
        datasets,
        ..super::super::clone::tests::job("j", Vec::new(), "{}")
    };
    let set = |split, label: &str, ids: &[&str]| Dataset {
        name: label.into(),
        split,
        file_ids: ids.iter().map(|id| (*id).to_owned()).collect(),
    };
    let files = vec![set(Split::Train, "normal", &["a", "c"]), set(Split::Train, "faulty", &["b"])];
    let raw = r#"{"name":"gearbox","method":{"type":"head","head":{"hyperparameters":{"n_epochs":20}}}}"#;
    let (draft, notes) = JobDraft::from_job(&job(raw, files), labelled().provider());
    assert_eq!((draft.get(TrainFiles), draft.get(Epochs)), ("normal: a\nnormal: c\nfaulty: b", "20"));
    assert_eq!(notes, [""; 0]);

    let raw = r#"{"user_provided_suffix":"triage-v2","seed":42,"method":{"type":"dpo","dpo":{"hyperparameters":
        {"n_epochs":3,"batch_size":"auto","beta":0.2}}},"hyperparameters":{"batch_size":8,"learning_rate_multiplier":1.8}}"#;
    let files = vec![set(Split::Train, "file-1", &["file-1"])];
    let (draft, notes) = JobDraft::from_job(&job(raw, files), auto().provider());
    for (field, text) in [
        (Name, "triage-v3"),
        (Method, "dpo"),
        (DpoBeta, "0.2"),
        (Epochs, "3"),
        (BatchSize, "auto"),
        (RateMultiplier, "1.8"),
        (Seed, "42"),
        (TrainFiles, "file-1"),
    ] {
        assert_eq!(draft.get(field), text, "{field:?}");
    }
    assert_eq!(notes, [""; 0]);
}

#[test]
fn figures_beyond_the_services_bounds_are_refused() {
    let problems = |field, text: &str| {
        let mut draft = auto();
        draft.set(Method, "dpo");
        draft.set(field, text);
        draft
            .validate()
            .err()
            .unwrap_or_default()
            .into_iter()
            .map(|problem| problem.message)
            .collect::<Vec<_>>()
    };
    for (field, text) in [
        (Seed, "0"),
        (Seed, "2147483647"),
        (Epochs, "1"),
        (Epochs, "50"),
        (BatchSize, "1"),
        (BatchSize, "256"),
        (RateMultiplier, "0.000001"),
        (DpoBeta, "2"),
    ] {
        assert_eq!(problems(field, text), [""; 0], "{field:?} {text}");
    }
    let between = |label: &str, bounds: &str| vec![format!("{label} must be between {bounds}.")];
    for text in ["-1", "2147483648", "9000000000000000000"] {
        assert_eq!(problems(Seed, text), between("Random seed", "0 and 2147483647"));
    }
    assert_eq!(problems(Epochs, "51"), between("Epochs", "1 and 50"));
    assert_eq!(problems(BatchSize, "257"), between("Batch size", "1 and 256"));
    assert_eq!(problems(DpoBeta, "2.5"), between("DPO beta", "0 and 2"));
    assert_eq!(problems(Epochs, "0"), ["Epochs must be at least 1."]);
    assert_eq!(problems(RateMultiplier, "0"), ["Learning rate multiplier must be above 0."]);
    // Where no bounds are documented there are none.
    let other = super::draft(true, &[(Seed, "-1"), (Epochs, "51"), (BatchSize, "257")]);
    assert_eq!(other.validate().err(), None);
}
