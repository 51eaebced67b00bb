//! Rows that were logged more than once, in words.

use kernel::Steps;

use crate::{
    chart::axis::step_ranges::StepRanges,
    format::count_of,
    metrics::{MetricStore, Series},
    model::Split,
};

/// Describes the rows that were logged more than once: `5 rows of steps 110–150 were logged twice; the later
/// ones are shown`. Of each split the metric with the most of them stands for the row. `None` without any.
pub fn repeats(store: &MetricStore) -> Option<String> {
    let of = |split: Split| {
        let series = store.series().filter(move |series| series.key().split == split);
        series.max_by_key(|series| series.repeated_steps().len()).filter(|series| has_repeats(series))
    };
    let (train, eval) = (of(Split::Train), of(Split::Eval));
    // One row may hold both.
    let is_other =
        |eval: &&Series| train.is_none_or(|train| !is_same(train.repeated_steps(), eval.repeated_steps()));
    let eval = eval.filter(is_other);
    let all: Vec<&Series> = train.into_iter().chain(eval).collect();
    if all.is_empty() {
        return None;
    }
    let rows = |series: &&Series| {
        let noun =
            if series.key().split == Split::Eval { ("evaluation", "evaluations") } else { ("row", "rows") };
        format!("{} of {}", count_of(series.repeated_steps().len(), noun.0, noun.1), steps_of(series))
    };
    let n_rows: usize = all.iter().map(|series| series.repeated_steps().len()).sum();
    let is_twice = all.iter().all(|series| series.repeated_figures() == series.repeated_steps().len());
    Some(format!(
        "{} {} logged {}; the later {} shown",
        all.iter().map(rows).collect::<Vec<_>>().join(" and "),
        if n_rows == 1 { "was" } else { "were" },
        if is_twice { "twice" } else { "more than once" },
        if n_rows == 1 { "one is" } else { "ones are" },
    ))
}

fn has_repeats(series: &Series) -> bool {
    !series.repeated_steps().is_empty()
}

fn is_same(a: &Steps, b: &Steps) -> bool {
    a.len() == b.len() && a.iter().eq(b.iter())
}

/// Returns the stretches of repeated steps between which nothing else was logged.
fn steps_of(series: &Series) -> String {
    let (all, repeated) = (series.steps(), series.repeated_steps());
    let mut ranges = StepRanges::default();
    let mut at = 0;
    while at < repeated.len() && !ranges.is_full() {
        let place = repeated.get(at).map_or(0, |step| all.rank(step));
        // As long as one follows the other in both; beyond that in none.
        let (mut low, mut high) = (1, repeated.len() - at + 1);
        while low + 1 < high {
            let middle = low + (high - low) / 2;
            let follows = all.get(place + middle - 1) == repeated.get(at + middle - 1);
            if follows { low = middle } else { high = middle }
        }
        ranges.push(at..at + low, |idx| repeated.get(idx));
        at += low;
    }
    ranges.words(repeated.len())
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::*;
    use crate::model::{MetricKey, MetricRow};

    fn store(figures: &[(u64, &str, f64)]) -> MetricStore {
        let row = |&(step, name, value): &(u64, &str, f64)| {
            let key = match name.strip_prefix("eval/") {
                Some(name) => MetricKey::eval(name),
                None => MetricKey::train(name),
            };
            MetricRow { step, epoch: None, logged_at: None, elapsed_secs: None, values: vec![(key, value)] }
        };
        let mut store = MetricStore::new();
        store.merge(&figures.iter().map(row).collect::<Vec<_>>());
        store
    }

    #[track_caller]
    fn check(figures: &[(u64, &str, f64)], expected: Option<&str>) {
        assert_eq!(repeats(&store(figures)).as_deref(), expected);
    }

    fn run(
        steps: impl IntoIterator<Item = u64>,
        name: &'static str,
        by: f64,
    ) -> Vec<(u64, &'static str, f64)> {
        steps.into_iter().map(|step| (step, name, step as f64 + by)).collect()
    }

    #[test]
    fn rows_that_were_logged_twice_are_counted_and_named() {
        let (first, again) =
            (run((1..=15).map(|i| i * 10), "loss", 0.0), run((11..=20).map(|i| i * 10), "loss", 0.5));
        check(&first, None);
        check(&[first.clone(), first.clone()].concat(), None);
        let resumed = [first.clone(), again.clone()].concat();
        check(&resumed, Some("5 rows of steps 110–150 were logged twice; the later ones are shown"));
        let third = run([120], "loss", 0.7);
        check(
            &[resumed.clone(), third].concat(),
            Some("5 rows of steps 110–150 were logged more than once; the later ones are shown"),
        );
        check(
            &[first.clone(), run([30], "loss", 0.5)].concat(),
            Some("1 row of step 30 was logged twice; the later one is shown"),
        );
        // Every other step: none follows another.
        let others = run((0..7).map(|i| 10 + 20 * i), "loss", 0.5);
        check(
            &[first, others].concat(),
            Some("7 rows of steps 10, 30, 50 and 4 more were logged twice; the later ones are shown"),
        );
        let evals = [run([50, 100], "eval/loss", 0.0), run([100], "eval/loss", 0.5)].concat();
        check(
            &[resumed.clone(), evals.clone()].concat(),
            Some(
                "5 rows of steps 110–150 and 1 evaluation of step 100 were logged twice; the later ones are shown",
            ),
        );
        check(&evals, Some("1 evaluation of step 100 was logged twice; the later one is shown"));
        // Rows that hold both are rows, and several metrics of a row are one row.
        let both = [
            resumed.clone(),
            run((1..=15).map(|i| i * 10), "eval/loss", 0.0),
            run((11..=15).map(|i| i * 10), "eval/loss", 0.5),
        ];
        check(&both.concat(), Some("5 rows of steps 110–150 were logged twice; the later ones are shown"));
    }

    #[test]
    fn a_million_rows_twice_are_one_stretch() {
        let block = |by: f64| crate::model::MetricBlock {
            steps: (0..1_000_000).collect(),
            columns: vec![(MetricKey::train("loss"), (0..1_000_000).map(|i| f64::from(i) + by).collect())],
            ..Default::default()
        };
        let mut store = MetricStore::new();
        store.take(&block(0.0));
        store.settle();
        store.take(&block(0.5));
        store.settle();
        let expected = "1,000,000 rows of steps 0–999,999 were logged twice; the later ones are shown";
        assert_eq!(repeats(&store).as_deref(), Some(expected));
    }
}
