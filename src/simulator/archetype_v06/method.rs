//! The method of a create request and its files: their members of a wrong type.

use crate::service::members::{Members, said};
use tuneboard_core::json::{items, string};

/// Problems: the place and the reason of each.
pub(super) type Problems = Vec<(String, &'static str)>;

const NO_OBJECT: &str = "Input should be a valid dictionary";
const NO_COUNT: &str = "Input should be a valid integer greater than or equal to 1";
const NO_TEXT: &str = "Input should be a valid string";

/// Collects the problems of the method. No document gives the values of `metric` and `weights`.
pub(super) fn check(method: &str, problems: &mut Problems) {
    let Some(method) = Members::parse(method) else {
        return problems.push(("body.method".into(), NO_OBJECT));
    };
    let kind = method.given("type").and_then(said).unwrap_or_default();
    let figures: &[(&str, Kind)] = match kind.as_str() {
        "head" => &[("batch_size", Kind::Count), ("n_epochs", Kind::Count)],
        "knn" => &[
            ("batch_size", Kind::Count),
            ("n_neighbors", Kind::Count),
            ("metric", Kind::Text),
            ("weights", Kind::Text),
            ("normalize_embeddings", Kind::Bool),
        ],
        _ => return problems.push(("body.method.type".into(), "Input should be 'head' or 'knn'")),
    };
    let place = format!("body.method.{kind}");
    let Some(settings) = method.given(&kind) else { return problems.push((place, "Field required")) };
    let Some(settings) = Members::parse(settings) else { return problems.push((place, NO_OBJECT)) };
    let reader = [("window_size", Kind::Count), ("step_size", Kind::Count), ("data_columns", Kind::Texts)];
    for (group, kinds) in [("hyperparameters", figures), ("reader", &reader)] {
        let Some(members) = settings.given(group) else { continue };
        let place = format!("{place}.{group}");
        let Some(members) = Members::parse(members) else {
            problems.push((place, NO_OBJECT));
            continue;
        };
        for (name, kind) in kinds {
            if let Some(why) = members.given(name).and_then(|value| kind.refusal(value)) {
                problems.push((format!("{place}.{name}"), why));
            }
        }
    }
}

/// Collects the problems of a list of files.
pub(super) fn check_files(name: &str, files: Option<&str>, problems: &mut Problems) {
    for (i, file) in files.and_then(items).into_iter().flatten().enumerate() {
        let place = |field: &str| format!("body.{name}.{i}.{field}");
        let Some(file) = Members::parse(file) else {
            problems.push((format!("body.{name}.{i}"), NO_OBJECT));
            continue;
        };
        let text = |field: &str| file.given(field).and_then(said).filter(|text| !text.is_empty());
        for field in ["file_id", "label"] {
            if text(field).is_none() {
                problems.push((place(field), "Field required"));
            }
        }
        if text("type").as_deref() != Some("n_shot") {
            problems.push((place("type"), "Input should be 'n_shot'"));
        }
        if text("format").as_deref() != Some("csv") {
            problems.push((place("format"), "Input should be 'csv'"));
        }
    }
}

/// Returns the number of epochs, if the method gives one.
pub(super) fn n_epochs(method: &str) -> Option<u64> {
    let settings = Members::parse(Members::parse(method)?.given("head")?)?;
    Members::parse(settings.given("hyperparameters")?)?.given("n_epochs")?.parse().ok()
}

/// Type that a value must have.
#[derive(Clone, Copy)]
enum Kind {
    Count,
    Text,
    Texts,
    Bool,
}

impl Kind {
    /// Returns the reason why a value is not of this type; `None` if it is.
    fn refusal(self, value: &str) -> Option<&'static str> {
        let (is_right, why) = match self {
            Self::Count => (value.parse::<u64>().is_ok_and(|n| 0 < n), NO_COUNT),
            Self::Text => (string(value).is_some(), NO_TEXT),
            Self::Texts => {
                let is_list =
                    items(value).is_some_and(|list| list.into_iter().all(|item| string(item).is_some()));
                (is_list, "Input should be a list of strings")
            }
            Self::Bool => (matches!(value, "true" | "false"), "Input should be a valid boolean"),
        };
        (!is_right).then_some(why)
    }
}
