//! Charts that a job's metrics make.

use std::collections::{BTreeMap, BTreeSet};

use crate::{metrics::MetricStore, model::MetricKey};

/// One chart: a metric on all splits that have it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct ChartGroup {
    /// Heading for people.
    pub title: String,
    /// Its curves, train before eval.
    pub keys: Vec<MetricKey>,
    /// True if the chart takes the full width.
    pub is_wide: bool,
}

/// Metrics that come before the alphabet, with their headings. The first is wide.
const FIRST: [(&str, &str); 3] =
    [("loss", "Loss"), ("learning_rate", "Learning rate"), ("grad_norm", "Gradient norm")];

/// Words that are written in capitals.
const CAPITALS: [&str; 7] = ["kl", "wer", "cer", "f1", "bleu", "gpu", "tps"];

/// Returns the charts of a store: loss, learning rate, gradient norm, then the rest by name. A
/// metric that was never finite has one, too, that says so.
pub fn group(store: &MetricStore) -> Vec<ChartGroup> {
    group_all([store])
}

/// Returns the charts of several stores together; see [`group`].
pub fn group_all<'a>(stores: impl IntoIterator<Item = &'a MetricStore>) -> Vec<ChartGroup> {
    let mut keys_by_name = BTreeMap::<(usize, &str), BTreeSet<MetricKey>>::new();
    let series = stores.into_iter().flat_map(MetricStore::series);
    for series in series.filter(|series| !series.is_empty()) {
        let name = &*series.key().name;
        let rank = FIRST.iter().position(|(first, _)| *first == name).unwrap_or(FIRST.len());
        keys_by_name.entry((rank, name)).or_default().insert(series.key().clone());
    }
    let title_of = |rank: usize, name: &str| {
        FIRST.get(rank).map_or_else(|| title(name), |(_, title)| (*title).to_owned())
    };
    let mut n_by_title = BTreeMap::<String, usize>::new();
    for (rank, name) in keys_by_name.keys() {
        *n_by_title.entry(title_of(*rank, name)).or_default() += 1;
    }
    let group = |((rank, name), keys): ((usize, &str), BTreeSet<MetricKey>)| {
        // Two names that would be one heading stay as they are.
        let title = Some(title_of(rank, name)).filter(|title| n_by_title.get(title) == Some(&1));
        ChartGroup {
            title: title.unwrap_or_else(|| name.to_owned()),
            keys: keys.into_iter().collect(),
            is_wide: rank == 0,
        }
    };
    keys_by_name.into_iter().map(group).collect()
}

/// `steps_per_second` as `Steps per second`; names with a path stay as they are.
fn title(name: &str) -> String {
    if name.contains('/') {
        return name.to_owned();
    }
    let mut title = String::new();
    for word in name.split('_').filter(|word| !word.is_empty()) {
        let is_first = title.is_empty();
        if !is_first {
            title.push(' ');
        }
        let mut chars = word.chars();
        match chars.next() {
            _ if CAPITALS.contains(&word) => title.push_str(&word.to_uppercase()),
            Some(first) if is_first => {
                title.extend(first.to_uppercase());
                title.push_str(chars.as_str());
            }
            _ => title.push_str(word),
        }
    }
    if title.is_empty() { name.to_owned() } else { title }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::MetricRow;

    #[test]
    fn no_two_charts_have_one_heading() {
        #[track_caller]
        fn check(names: &[&str], expected: &[&str]) {
            let mut store = MetricStore::new();
            let values = names.iter().map(|name| (MetricKey::train(name), 1.0)).collect();
            store.merge(&[MetricRow { step: 1, epoch: None, logged_at: None, elapsed_secs: None, values }]);
            let titles: Vec<String> = group(&store).into_iter().map(|chart| chart.title).collect();
            assert_eq!(titles, expected);
        }
        check(&["Loss", "loss"], &["loss", "Loss"]);
        check(&["loss", "acc"], &["Loss", "Acc"]);
        check(&["a_b", "a b", "A_b"], &["A_b", "a b", "a_b"]);
        check(&["learning_rate", "Learning rate"], &["learning_rate", "Learning rate"]);
    }

    #[test]
    fn charts_come_in_the_order_people_look_at_them() {
        let mut store = MetricStore::new();
        let keys = [
            MetricKey::train("wer"),
            MetricKey::train("rewards/chosen"),
            MetricKey::eval("loss"),
            MetricKey::train("grad_norm"),
            MetricKey::train("loss"),
            MetricKey::train("learning_rate"),
            MetricKey::eval("steps_per_second"),
        ];
        let mut values: Vec<_> = keys.into_iter().map(|key| (key, 1.0)).collect();
        values.push((MetricKey::train("never_finite"), f64::NAN));
        store.merge(&[MetricRow { step: 1, epoch: None, logged_at: None, elapsed_secs: None, values }]);
        let charts = group(&store);
        let titles: Vec<_> = charts.iter().map(|chart| &*chart.title).collect();
        let expected = [
            "Loss",
            "Learning rate",
            "Gradient norm",
            "Never finite",
            "rewards/chosen",
            "Steps per second",
            "WER",
        ];
        assert_eq!(titles, expected);
        assert_eq!(charts[0].keys, [MetricKey::train("loss"), MetricKey::eval("loss")]);
        assert_eq!(charts.iter().filter(|chart| chart.is_wide).count(), 1);
    }
}
