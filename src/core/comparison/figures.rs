//! The figures of compared jobs as a table: a row per figure, a column per job, each beside that of the baseline.

use super::Facts;
use crate::format;

/// Text of a missing figure.
const NOTHING: &str = "–";

/// A row of the table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FigureRow {
    /// Its name.
    pub label: &'static str,
    /// One per job.
    pub cells: Vec<Figure>,
}

/// A cell of the table.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Figure {
    /// The figure.
    pub text: String,
    /// Note after the figure: ` at step 1,200`, ` of 300`.
    pub note: String,
    /// Difference from the baseline's figure: `−0.12 (−8.3 %)`, `+30 s`; `None` where there is nothing to compare.
    pub difference: Option<String>,
    /// The word for what it is among the others, if it is that: `best`.
    pub rank: Option<&'static str>,
}

/// A figure as a number, for comparing.
struct Amount {
    value: f64,
    /// The figure is final.
    is_final: bool,
}

/// Definition of a row.
struct Kind {
    label: &'static str,
    /// Text and note; `None` where nothing is known.
    text: fn(&Facts) -> Option<(String, String)>,
    /// As a number, where differences mean something.
    amount: Option<fn(&Facts) -> Option<Amount>>,
    /// Format of a difference.
    unit: fn(f64) -> String,
    /// Differences have a percentage. It says something of losses, and nothing of the length of a run.
    has_percent: bool,
    /// The word for the lowest of several, if that is worth a word.
    lowest: Option<&'static str>,
}

impl Kind {
    /// A row of words, which are not compared.
    const fn of_words(label: &'static str, text: fn(&Facts) -> Option<(String, String)>) -> Self {
        Self { label, text, amount: None, unit: format::number, has_percent: false, lowest: None }
    }
}

/// Defaults of a row of losses; its name, text and amount are never taken from here.
const LOSS: Kind = Kind { has_percent: true, lowest: Some("best"), ..Kind::of_words("", |_| None) };
/// Defaults of a row of lengths and prices.
const AMOUNT: Kind = Kind::of_words("", |_| None);

/// Row that is left out while no job has anything to say there.
const OUTCOME: &str = "Against its origin";

const KINDS: [Kind; 14] = [
    Kind::of_words("Status", |facts| Some(plain(facts.status.clone()))),
    Kind::of_words("Verdict", |facts| facts.judged.as_ref().map(|judged| judged.verdict.clone())),
    Kind::of_words(OUTCOME, |facts| facts.judged.as_ref()?.outcome(facts.origin.as_ref()?)),
    Kind::of_words("Best evaluation", |facts| facts.judged.as_ref()?.best_words()),
    Kind::of_words("Early stopping", |facts| Some(facts.judged.as_ref()?.stopping.as_ref()?.short())),
    Kind::of_words("Base model", |facts| facts.base_model.clone().map(plain)),
    Kind {
        label: "Best eval loss",
        text: |facts| facts.best_eval_loss.map(at_step),
        amount: Some(|facts| loss(facts, facts.best_eval_loss)),
        ..LOSS
    },
    Kind {
        label: "Last eval loss",
        text: |facts| facts.last_eval_loss.map(at_step),
        amount: Some(|facts| loss(facts, facts.last_eval_loss)),
        ..LOSS
    },
    Kind {
        label: "Last train loss",
        text: |facts| facts.last_train_loss.map(at_step),
        amount: Some(|facts| loss(facts, facts.last_train_loss)),
        ..LOSS
    },
    Kind {
        label: "Steps",
        text: |facts| {
            facts.n_steps.map(|n| {
                (format::count(n), of(facts.n_steps_total.filter(|total| n < *total).map(format::count)))
            })
        },
        amount: Some(|facts| facts.n_steps.map(|n| Amount { value: n as f64, is_final: facts.is_over })),
        unit: whole,
        ..AMOUNT
    },
    Kind {
        label: "Epochs",
        text: |facts| {
            facts.n_epochs.map(|n| {
                (format::number(n), of(facts.n_epochs_total.filter(|total| n < *total).map(format::number)))
            })
        },
        amount: Some(|facts| facts.n_epochs.map(|value| Amount { value, is_final: facts.is_over })),
        ..AMOUNT
    },
    Kind {
        label: "Duration",
        text: |facts| {
            facts.took_secs.map(|secs| {
                (format::duration(secs), if facts.is_over { String::new() } else { " so far".to_owned() })
            })
        },
        amount: Some(|facts| facts.took_secs.map(|value| Amount { value, is_final: facts.is_over })),
        unit: format::duration,
        lowest: Some("shortest"),
        ..AMOUNT
    },
    Kind {
        label: "Price",
        text: |facts| {
            facts.price_usd.map(|usd| {
                (format::dollars(usd), if facts.is_over { String::new() } else { " so far".to_owned() })
            })
        },
        amount: Some(|facts| facts.price_usd.map(|value| Amount { value, is_final: facts.is_over })),
        unit: format::dollars,
        lowest: Some("cheapest"),
        ..AMOUNT
    },
    Kind::of_words("Output model", |facts| facts.output_model.clone().map(plain)),
];

/// Returns the table. `None` stands for a job of which nothing is known yet, or any more; `baseline` is the place of the
/// job, if it is there, that the others are compared with.
pub fn figures(jobs: &[Option<Facts>], baseline: Option<usize>) -> Vec<FigureRow> {
    let is_empty = |row: &FigureRow| row.cells.iter().all(|cell| cell.text == NOTHING);
    let rows = KINDS.iter().map(|kind| row(kind, jobs, baseline));
    rows.filter(|row| row.label != OUTCOME || !is_empty(row)).collect()
}

fn row(kind: &Kind, jobs: &[Option<Facts>], baseline: Option<usize>) -> FigureRow {
    let amounts: Vec<Option<Amount>> = jobs
        .iter()
        .map(|facts| facts.as_ref().and_then(|facts| kind.amount.and_then(|amount| amount(facts))))
        .collect();
    let base = baseline.and_then(|baseline| amounts.get(baseline)?.as_ref()).map(|amount| amount.value);
    let is_lowest = lowest(&amounts);
    let cell = |(place, facts): (usize, &Option<Facts>)| {
        let known = facts.as_ref().and_then(kind.text);
        let (text, note) = known.unwrap_or_else(|| plain(NOTHING.to_owned()));
        let amount = amounts.get(place).and_then(Option::as_ref).map(|amount| amount.value);
        let difference = match (amount, base) {
            (Some(value), Some(base)) if Some(place) != baseline => Some(difference(value, base, kind)),
            _ => None,
        };
        let rank = kind.lowest.filter(|_| is_lowest.get(place).copied().unwrap_or(false));
        Figure { text, note, difference, rank }
    };
    FigureRow { label: kind.label, cells: jobs.iter().enumerate().map(cell).collect() }
}

/// Returns which figures are the lowest of at least two that are final; none if all are the same.
fn lowest(amounts: &[Option<Amount>]) -> Vec<bool> {
    let is_counted = |amount: &&Amount| amount.is_final && amount.value.is_finite();
    let counted = || amounts.iter().flatten().filter(is_counted).map(|amount| amount.value);
    let (low, high) = counted()
        .fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), value| (low.min(value), high.max(value)));
    let is_low = |amount: &Option<Amount>| {
        low < high && amount.as_ref().filter(is_counted).is_some_and(|amount| amount.value == low)
    };
    amounts.iter().map(is_low).collect()
}

/// `+0.12 (+8.3 %)`, `−2 h 04 min`, `< 1 s more`, `the same`. Percentages of nothing are left out.
fn difference(value: f64, base: f64, kind: &Kind) -> String {
    let by = value - base;
    if by == 0.0 {
        return "the same".to_owned();
    }
    let sign = if by < 0.0 { "−" } else { "+" };
    let share = 100.0 * by.abs() / base.abs();
    let share = match share {
        share if !kind.has_percent || !share.is_finite() => String::new(),
        share if share < 0.05 => " (< 0.1 %)".to_owned(),
        // One decimal below ten, none above.
        share if 999.5 <= share => format!(" ({sign}{} %)", whole(share.round())),
        share => format!(" ({sign}{} %)", format::fixed(share, u32::from(share < 9.95))),
    };
    let size = (kind.unit)(by.abs());
    if size.starts_with('<') {
        return format!("{size} {}{share}", if by < 0.0 { "less" } else { "more" });
    }
    format!("{sign}{size}{share}")
}

fn loss(facts: &Facts, loss: Option<(u64, f64)>) -> Option<Amount> {
    loss.map(|(_, value)| Amount { value, is_final: !facts.is_sampled })
}

fn whole(n: f64) -> String {
    format::count(n as u64)
}

fn plain(text: String) -> (String, String) {
    (text, String::new())
}

fn at_step((step, value): (u64, f64)) -> (String, String) {
    (format::number(value), format!(" at step {}", format::count(step)))
}

fn of(total: Option<String>) -> String {
    total.map(|total| format!(" of {total}")).unwrap_or_default()
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::*;
    use crate::{
        comparison::{Judged, Origin},
        insight::RunEnd,
    };

    fn facts(best: f64, took: f64, is_over: bool) -> Option<Facts> {
        Some(Facts {
            best_eval_loss: Some((100, best)),
            took_secs: Some(took),
            n_steps: Some(200),
            n_steps_total: Some(300),
            is_over,
            ..Facts::default()
        })
    }

    /// A row in words: figure and note, then difference and rank where there are any.
    #[track_caller]
    fn check(label: &str, jobs: &[Option<Facts>], baseline: usize, expected: &[&str]) {
        let rows = figures(jobs, Some(baseline));
        let row = rows.iter().find(|row| row.label == label).expect("the row");
        let words = |cell: &Figure| {
            let difference =
                cell.difference.as_ref().map(|difference| format!(" | {difference}")).unwrap_or_default();
            let rank = cell.rank.map(|rank| format!(" | {rank}")).unwrap_or_default();
            format!("{}{}{difference}{rank}", cell.text, cell.note)
        };
        assert_eq!(row.cells.iter().map(words).collect::<Vec<_>>(), expected, "{label}");
    }

    #[test]
    fn figures_are_compared_with_the_baseline_in_words() {
        let jobs = [facts(1.2, 60.0, true), None, facts(1.08, 90.0, true), facts(1.2, 30.0, false)];
        check(
            "Best eval loss",
            &jobs,
            0,
            &[
                "1.2 at step 100",
                "–",
                "1.08 at step 100 | −0.12 (−10 %) | best",
                "1.2 at step 100 | the same",
            ],
        );
        check(
            "Best eval loss",
            &jobs,
            2,
            &[
                "1.2 at step 100 | +0.12 (+11 %)",
                "–",
                "1.08 at step 100 | best",
                "1.2 at step 100 | +0.12 (+11 %)",
            ],
        );
        // With a baseline of which nothing is known there is nothing to compare with.
        check(
            "Best eval loss",
            &jobs,
            1,
            &["1.2 at step 100", "–", "1.08 at step 100 | best", "1.2 at step 100"],
        );
        // What is not over may still become the longest.
        check("Duration", &jobs, 0, &["1 min | shortest", "–", "2 min | +30 s", "30 s so far | −30 s"]);
        check("Steps", &jobs, 0, &["200 of 300", "–", "200 of 300 | the same", "200 of 300 | the same"]);
        check("Price", &jobs, 0, &["–", "–", "–", "–"]);
    }

    #[test]
    fn outcome_of_a_clone_has_a_row_only_if_there_is_one() {
        let labels =
            |jobs: &[Option<Facts>]| figures(jobs, None).into_iter().map(|row| row.label).collect::<Vec<_>>();
        assert!(!labels(&[facts(1.2, 60.0, true), None]).contains(&OUTCOME));
        let judged = |value: f64| {
            let store = crate::comparison::test_jobs::store(&[(1, 2.0, 2.0), (2, 1.5, value)]);
            let run = crate::insight::RunFacts::default();
            let around = crate::insight::Surroundings::default();
            let answer =
                crate::insight::Insight::default().append(&store, &run).answer(&store, &run, &around);
            Judged::of(&answer, &store, &RunEnd { has_ended: true, ..RunEnd::default() })
        };
        let origin = Origin { name: "a".into(), best: judged(1.0).best().cloned() };
        let job = |value: f64, origin: Option<Origin>| {
            facts(value, 1.0, true).map(|facts| Facts { judged: Some(judged(value)), origin, ..facts })
        };
        let jobs = [job(1.0, None), job(0.8, Some(origin))];
        let told = "better than a; eval/loss 0.8, there 1; less than 0.01 apart is noise";
        check(OUTCOME, &jobs, 0, &["–", told]);
        check("Best evaluation", &jobs, 0, &["step 2 eval/loss 1", "step 2 eval/loss 0.8"]);
        check("Early stopping", &jobs, 0, &["no stop too few evaluations"; 2]);
        check("Verdict", &jobs, 0, &["too little to judge by"; 2]);
    }

    #[test]
    fn a_sample_is_no_best() {
        let sampled = |best| facts(best, 1.0, true).map(|facts| Facts { is_sampled: true, ..facts });
        let jobs = [sampled(1.0), facts(1.5, 1.0, true), facts(2.0, 1.0, true)];
        let expected =
            ["1 at step 100", "1.5 at step 100 | +0.5 (+50 %) | best", "2 at step 100 | +1 (+100 %)"];
        check("Best eval loss", &jobs, 0, &expected);
    }

    #[test]
    fn what_is_hardly_a_difference_says_so() {
        let jobs = [facts(1.0, 60.0, true), facts(1.0, 60.3, true), facts(1.0, 59.7, true)];
        let expected = ["1 min", "1 min | < 1 s more", "1 min | < 1 s less | shortest"];
        check("Duration", &jobs, 0, &expected);
    }

    #[test]
    fn the_only_one_and_equals_are_no_best() {
        check("Best eval loss", &[facts(1.0, 1.0, true)], 0, &["1 at step 100"]);
        check(
            "Best eval loss",
            &[facts(1.0, 1.0, true), facts(1.0, 1.0, true)],
            0,
            &["1 at step 100", "1 at step 100 | the same"],
        );
        check("Best eval loss", &[facts(1.0, 1.0, true), None], 0, &["1 at step 100", "–"]);
        check("Best eval loss", &[], 0, &[]);
    }

    #[test]
    fn lengths_and_prices_differ_without_a_percentage() {
        let run = |n_steps, n_epochs, price_usd| {
            let (n_steps, n_epochs, price_usd) = (Some(n_steps), Some(n_epochs), Some(price_usd));
            facts(1.0, 60.0, true).map(|facts| Facts { n_steps, n_epochs, price_usd, ..facts })
        };
        let jobs = [run(200, 1.0, 2.5), run(4_000, 3.0, 4.0)];
        check("Steps", &jobs, 0, &["200 of 300", "4,000 | +3,800"]);
        check("Epochs", &jobs, 0, &["1", "3 | +2"]);
        check("Price", &jobs, 0, &["$2.50 | cheapest", "$4.00 | +$1.50"]);
    }

    #[test]
    fn shares_have_as_many_digits_as_say_something() {
        for (value, base, expected) in [
            (1.0004, 1.0, "+4e-4 (< 0.1 %)"),
            (1.083, 1.0, "+0.083 (+8.3 %)"),
            (3.0, 1.0, "+2 (+200 %)"),
            (2.0, 0.0, "+2"),
            (100.0, 1.0, "+99 (+9,900 %)"),
            (-1.0, -2.0, "+1 (+50 %)"),
        ] {
            let kind = Kind { unit: |by| format::number((by * 1e6).round() / 1e6), ..LOSS };
            assert_eq!(difference(value, base, &kind), expected);
        }
    }
}
