//! Models of signals: the method, its figures, and how files become windows.

use super::*;
use crate::model::{self, Neighbors, SignalReader};

/// The shortest valid draft where windows of signals are classified, with further texts on top.
fn draft(texts: &[(SpecField, &str)]) -> JobDraft {
    let can = |provider: &Provider| provider.capabilities().training_fields.contains(&Classifier);
    let mut draft = JobDraft::new(Provider::ALL.into_iter().find(can).unwrap());
    for (field, text) in [(Name, "gearbox"), (BaseModel, "m"), (TrainFiles, "normal: a.csv")] {
        draft.set(field, text);
    }
    texts.iter().for_each(|(field, text)| draft.set(*field, *text));
    draft
}

fn chosen(texts: &[(SpecField, &str)]) -> model::Hyperparameters {
    draft(texts).validate().unwrap().hyperparameters.unwrap()
}

const KNN: (SpecField, &str) = (Classifier, "knn");

#[test]
fn each_method_has_its_own_figures() {
    let own = [Epochs, NeighborCount, NeighborMetric, NeighborWeights, NormalizeEmbeddings];
    let shown = |texts: &[(SpecField, &str)]| -> Vec<SpecField> {
        draft(texts).fields().iter().map(|spec| spec.field).filter(|field| own.contains(field)).collect()
    };
    assert_eq!(shown(&[]), own[..1]);
    assert_eq!(shown(&[KNN]), own[1..]);
    for method in [&[][..], &[KNN]] {
        let fields = draft(method).fields();
        for field in [BatchSize, WindowSize, StepSize, DataColumns, Seed] {
            assert!(fields.iter().any(|spec| spec.field == field), "{field:?}");
        }
    }
    // Elsewhere there is no such thing, whatever was typed here.
    let other = draft(&[KNN]).with_provider(provider(true));
    assert!(!other.fields().iter().any(|spec| [Classifier, NeighborCount, WindowSize].contains(&spec.field)));
}

#[test]
fn what_is_not_filled_in_is_left_to_the_service() {
    let head = chosen(&[]);
    assert_eq!(
        (head.n_epochs, head.batch_size, head.classifier),
        (None, Batch::Auto, model::Classifier::Head)
    );
    assert_eq!(head.reader, SignalReader::default());
    assert_eq!(chosen(&[KNN]).classifier, model::Classifier::Knn(Neighbors::default()));
}

#[test]
fn text_becomes_the_chosen_method() {
    let texts = [
        KNN,
        (Epochs, "many"),
        (BatchSize, "16"),
        (NeighborCount, " 15 "),
        (NeighborMetric, " mahalanobis "),
        (NeighborWeights, "distance"),
        (NormalizeEmbeddings, "false"),
        (WindowSize, "128"),
        (StepSize, "AUTO"),
        (DataColumns, "flow rate, pressure\nflow rate\n"),
        (Seed, "0"),
    ];
    let typed = chosen(&texts);
    let neighbors = Neighbors {
        n_neighbors: Some(15),
        metric: Some("mahalanobis".into()),
        weights: Some("distance".into()),
        is_normalized: Some(false),
    };
    assert_eq!(typed.classifier, model::Classifier::Knn(neighbors));
    let columns = vec!["flow rate".to_owned(), "pressure".to_owned()];
    assert_eq!(typed.reader, SignalReader { window_size: Some(128), step_size: None, data_columns: columns });
    assert_eq!((typed.n_epochs, typed.batch_size, typed.seed), (None, Batch::Fixed(16), Some(0)));
    let mut again = JobDraft::from_json(&draft(&texts).to_json()).unwrap();
    assert_eq!(again, draft(&texts));
    again.set(Classifier, "head");
    check(&again, &[(Epochs, "whole number")]);
}

#[test]
fn figures_of_windows_have_limits() {
    for field in [NeighborCount, WindowSize, StepSize] {
        for text in ["1", "auto", "", "4294967295"] {
            check(&draft(&[KNN, (field, text)]), &[]);
        }
        for text in ["0", "-1", "2.5", "many", "4294967296"] {
            check(&draft(&[KNN, (field, text)]), &[(field, "")]);
        }
    }
    check(&draft(&[(Classifier, "svm")]), &[(Classifier, "Nearest neighbours")]);
    check(&draft(&[KNN, (NormalizeEmbeddings, "maybe")]), &[(NormalizeEmbeddings, "Yes")]);
    // A step beyond the window leaves rows out, which may be meant.
    check(&draft(&[(WindowSize, "8"), (StepSize, "16")]), &[]);
    assert!(draft(&[]).warnings(Some(3)).iter().all(|text| !text.contains("examples")));
}

#[track_caller]
fn clone_of(raw: &str, files: &[(&str, &str)], fields: &[(SpecField, &str)], parts: &[&str]) {
    let set = |(label, id): &(&str, &str)| Dataset {
        name: (*label).into(),
        split: Split::Train,
        file_ids: vec![(*id).into()],
    };
    let job = crate::draft::clone::tests::job("j", files.iter().map(set).collect(), raw);
    let (draft, notes) = JobDraft::from_job(&job, draft(&[]).provider());
    for (field, text) in fields {
        assert_eq!(draft.get(*field), *text, "{field:?}");
    }
    assert_eq!(notes.len(), parts.len(), "{notes:?}");
    for (note, part) in notes.iter().zip(parts) {
        assert!(note.contains(part), "{part} in {note}");
    }
}

#[test]
fn a_clone_takes_the_settings_of_the_method_that_was_used() {
    let raw = r#"{"seed":7,"method":{"type":"knn","head":{"hyperparameters":{"batch_size":1}},"knn":{"hyperparameters":
        {"batch_size":32,"n_neighbors":15,"metric":"cosine","weights":null,"normalize_embeddings":true},
        "reader":{"window_size":128,"step_size":"auto","data_columns":["x","y z"]}}}}"#;
    let fields = [
        KNN,
        (Seed, "7"),
        (BatchSize, "32"),
        (NeighborCount, "15"),
        (NeighborMetric, "cosine"),
        (NeighborWeights, ""),
        (NormalizeEmbeddings, "true"),
        (WindowSize, "128"),
        (StepSize, "auto"),
        (DataColumns, "x\ny z"),
    ];
    clone_of(raw, &[("normal", "a")], &fields, &[]);
}

#[test]
fn what_a_clone_cannot_take_is_named() {
    let files = [("normal", "a")];
    let raw = r#"{"method":{"type":"svm","svm":{"hyperparameters":{"c":1}}}}"#;
    clone_of(raw, &files, &[(Classifier, "head")], &["Method was svm"]);
    let raw = r#"{"method":{"type":"head","head":{"hyperparameters":{"n_epochs":[3],"dropout":0.1,"n_neighbors":5},
        "reader":{"data_columns":["x","a,b",7],"padding":true},"optimizer":{"name":"adam"}}}}"#;
    let parts = [
        r#""a,b""#,
        "column 7",
        "hyperparameters.dropout",
        "hyperparameters.n_epochs",
        "hyperparameters.n_neighbors",
        "optimizer.name",
        "reader.padding",
    ];
    clone_of(raw, &files, &[(DataColumns, "x"), (Epochs, "auto")], &parts);
    let raw = r#"{"training_files":[{"type":"full","file_id":"a","label":"normal","format":"parquet"}]}"#;
    clone_of(raw, &files, &[], &["type of the file a was full", "format of the file a was parquet"]);
    let odd = [("normal, or so", "a"), ("normal", "s3://b"), ("x: y", "c"), ("normal", "d")];
    let parts = ["normal, or so: a", "s3://b"];
    clone_of("{}", &odd, &[(TrainFiles, "x: y: c\nnormal: d")], &parts);
}

#[track_caller]
fn told(provider: Provider, raw: &str, expected: &[(&str, &str)]) {
    let job = crate::draft::clone::tests::job("j", Vec::new(), raw);
    let facts = method_facts(&job, provider);
    let facts: Vec<_> = facts.iter().map(|(label, value)| (*label, value.as_str())).collect();
    assert_eq!(facts, expected);
}

#[test]
fn a_record_tells_its_method_in_words() {
    let own = draft(&[]).provider();
    told(own, "{}", &[]);
    told(own, "no record", &[]);
    told(provider(true), r#"{"method":{"type":"knn"}}"#, &[]);
    told(own, r#"{"method":{"type":"svm"}}"#, &[("Method", "svm")]);
    let raw = r#"{"method":{"type":"head","head":{"hyperparameters":{"n_epochs":5,"batch_size":32}}}}"#;
    told(own, raw, &[("Method", "Head"), ("Batch size", "32")]);
    let raw = r#"{"method":{"type":"knn","knn":{"hyperparameters":{"n_neighbors":5,"normalize_embeddings":false},
        "reader":{"window_size":64,"data_columns":["a","b"]}}}}"#;
    let expected = [
        ("Method", "Nearest neighbours"),
        ("Neighbours", "5"),
        ("Normalise embeddings", "No"),
        ("Window", "64"),
        ("Data columns", "a, b"),
    ];
    told(own, raw, &expected);
    told(own, &raw.replace(r#""b""#, r#""b","c","d""#), &[&expected[..4], &[("Data columns", "4")]].concat());
}
