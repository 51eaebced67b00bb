//! Error rates of the rules, on made-up runs of every kind: false alarms, misses, and warnings that are taken
//! back.
//!
//! `TUNEBOARD_RUNS=60 cargo test --test insight rates -- --nocapture` prints the table of 60 runs of each kind; without the variable there are
//! fewer. Thresholds are not to be fitted to it: a kind that goes wrong asks what
//! kind of run it is.

use std::sync::LazyLock;

use tuneboard_core::{
    insight::{Answer, Insight, Rule, RunFacts, Severity, Surroundings},
    metrics::MetricStore,
};

use crate::synthetic::{Kind, kinds};

/// Runs of each kind.
static RUNS: LazyLock<u64> =
    LazyLock::new(|| std::env::var("TUNEBOARD_RUNS").map_or(12, |runs| runs.parse().unwrap()));
/// Prefixes of each run, beside those that end with an evaluation.
const PREFIXES: usize = 16;

/// Counts of one kind.
#[derive(Default)]
struct Rates {
    /// Runs whose last verdict is right: of healthy ones those without a warning.
    n_right: u64,
    /// Runs with a warning or an error that is not the right one, at any time.
    n_false: u64,
    /// Runs in which a warning is gone later.
    n_taken_back: u64,
    /// Runs in which the right rule speaks, and the share of the run that had gone by since the onset then.
    delays: Vec<f64>,
    /// Notes on healthy runs, by their rules.
    notes: Vec<&'static str>,
    /// Findings on wrong runs.
    wrong: Vec<String>,
}

/// The answers of a run as it grows, each with the share that is done.
fn answers(kind: &Kind, seed: u64, mut take: impl FnMut(f64, &Answer)) -> f64 {
    let run = kind.run(seed);
    let facts = RunFacts { total_steps: Some(run.total_steps), falls: Vec::new() };
    let (mut store, mut insight) = (MetricStore::new(), Insight::default());
    let apart = (run.rows.len() / PREFIXES).max(1);
    let mut from = 0;
    for to in 1..=run.rows.len() {
        let is_evaluated = run.rows[to - 1].values.iter().any(|(key, _)| key.to_string() == "eval/loss");
        if to.is_multiple_of(apart) || is_evaluated || to == run.rows.len() {
            store.merge(&run.rows[from..to]);
            from = to;
            insight.append(&store, &facts);
            let answer = insight.answer(&store, &facts, &Surroundings::default());
            take(to as f64 / run.rows.len() as f64, &answer);
        }
    }
    run.onset
}

fn measure(kind: &Kind) -> Rates {
    let mut rates = Rates::default();
    for seed in 0..*RUNS {
        let (mut verdict, mut first_right) = ("", None);
        let (mut last_loud, mut is_taken_back, mut false_ones) = (None::<Rule>, false, Vec::new());
        let (mut notes, mut back) = (Vec::new(), None);
        let onset = answers(kind, seed, |done, answer| {
            verdict = answer.verdict.slug();
            let is_loud = |severity: Severity| Severity::Note < severity;
            let loud: Vec<Rule> = answer
                .findings
                .iter()
                .filter(|finding| finding.is_open && is_loud(finding.severity))
                .map(|finding| finding.rule)
                .collect();
            if let Some(rule) = last_loud.filter(|_| loud.is_empty()) {
                (is_taken_back, back) = (true, Some(format!("{} taken back at {done:.2}", rule.slug())));
            }
            last_loud = loud.first().copied();
            let is_right = |slug: &str| kind.verdicts.contains(&slug);
            // A divergence begins with a jump, or with evaluations that rise.
            let is_first_sign =
                |rule: Rule| is_right("diverged") && matches!(rule, Rule::Spike | Rule::EvalRises);
            let wrong = loud
                .iter()
                .filter(|rule| !is_right(rule.slug()) && !is_first_sign(**rule))
                .map(|rule| format!("{} at {done:.2}", rule.slug()));
            false_ones.extend(wrong);
            if first_right.is_none() && is_right(verdict) {
                first_right = Some(done);
            }
            notes = answer.findings.iter().map(|finding| finding.rule.slug()).collect();
        });
        let is_right = if kind.is_healthy() { last_loud.is_none() } else { kind.verdicts.contains(&verdict) };
        rates.n_right += u64::from(is_right);
        rates.n_false += u64::from(!false_ones.is_empty());
        rates.n_taken_back += u64::from(is_taken_back);
        rates.delays.extend(first_right.map(|done| (done - onset).max(0.0) / (1.0 - onset).max(1e-9)));
        if kind.is_healthy() {
            rates.notes.extend(notes);
        }
        if !is_right || !false_ones.is_empty() || is_taken_back {
            let why = false_ones.first().cloned().or(back).unwrap_or_default();
            rates.wrong.push(format!("seed {seed}: {verdict} ({why})"));
        }
    }
    rates
}

fn median(values: &mut [f64]) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(f64::NAN)
}

#[test]
fn rules_are_right_on_made_up_runs_of_every_kind() {
    let mut table = String::from("kind | right | false alarm | taken back | delay\n");
    let (mut n_healthy, mut n_healthy_false, mut n_trouble, mut n_found) = (0, 0, 0, 0);
    let mut too_bad = Vec::new();
    for kind in kinds() {
        let mut rates = measure(kind);
        let delay = median(&mut rates.delays);
        let percent = |n: u64| 100 * n / *RUNS;
        table += &format!(
            "{} | {} % | {} % | {} % | {delay:.2}\n",
            kind.name,
            percent(rates.n_right),
            percent(rates.n_false),
            percent(rates.n_taken_back)
        );
        if kind.is_healthy() {
            n_healthy += *RUNS;
            n_healthy_false += rates.n_false;
            rates.notes.sort_unstable();
            let counts =
                rates.notes.chunk_by(|a, b| a == b).map(|same| format!("{} {}", same.len(), same[0]));
            table += &format!("    notes: {}\n", counts.collect::<Vec<_>>().join(", "));
        } else {
            n_trouble += *RUNS;
            n_found += rates.n_right;
        }
        rates.wrong.truncate(6);
        table += &rates.wrong.iter().map(|wrong| format!("    {wrong}\n")).collect::<String>();
        let most_false = if kind.is_healthy() { RUNS.div_ceil(12) } else { *RUNS / 6 };
        if most_false < rates.n_false || rates.n_right < *RUNS * 8 / 10 {
            too_bad.push(kind.name);
        }
    }
    println!(
        "{table}healthy runs with a warning: {n_healthy_false} of {n_healthy}; trouble found: {n_found} of {n_trouble}"
    );
    assert_eq!(too_bad, [""; 0]);
    assert!(
        100 * n_healthy_false <= 2 * n_healthy,
        "{n_healthy_false} of {n_healthy} healthy runs got a warning"
    );
    assert!(93 * n_trouble <= 100 * n_found, "{n_found} of {n_trouble} troubled runs were told");
}
