//! Verdicts after some rows depend on these rows alone: however they arrived, and in which unit.

use proptest::prelude::*;
use tuneboard_core::{
    insight::{Answer, Insight, Rule, Surroundings},
    model::{MetricKey, MetricRow},
};

use crate::runs::{diagnose, fixture_rows, row, store_of};

/// Rows of a run in which most rules can speak.
fn rows() -> impl Strategy<Value = Vec<MetricRow>> {
    let figure = prop_oneof![
        12 => (0..40_i32).prop_map(|n| f64::from(n) / 10.0),
        1 => Just(f64::NAN),
        1 => Just(f64::INFINITY),
        1 => Just(0.0),
        1 => Just(1e308),
    ];
    let one = (figure.clone(), figure.clone(), figure, 0..8_u8, 0..20_u64);
    (prop::collection::vec(one, 1..120), 0..4_u8).prop_map(|(list, kind)| {
        let mut step = 0;
        let of = |(a, b, c, which, back): (f64, f64, f64, u8, u64)| {
            step = if back == 0 { step / 2 } else { step + 1 };
            let mut figures = vec![("train/loss", a)];
            match which {
                0 | 1 => figures.push(("eval/loss", b)),
                2 => figures.push(("train/grad_norm", c)),
                3 => figures.push(("eval/f1", b)),
                _ => {}
            }
            match kind {
                1 => figures.extend([("train/rewards/margins", b), ("train/rewards/accuracies", c)]),
                2 => figures.extend([("train/reward", b), ("train/frac_reward_zero_std", c)]),
                _ => {}
            }
            MetricRow { epoch: Some(step as f64 / 10.0), ..row(step, &figures) }
        };
        list.into_iter().map(of).collect()
    })
}

/// A judgement without the figures in its sentences, to be compared.
fn outline(answer: &Answer) -> Vec<String> {
    let of = |finding: &tuneboard_core::insight::Finding| format!("{finding:?}");
    answer.findings.iter().map(of).chain([answer.verdict.slug().to_owned()]).collect()
}

/// Rules and spans only.
fn spans(answer: &Answer) -> Vec<(Rule, u64, u64, bool)> {
    let of = |finding: &tuneboard_core::insight::Finding| {
        (finding.rule, finding.first_step, finding.last_step, finding.is_open)
    };
    answer.findings.iter().map(of).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn rows_that_come_bit_by_bit_are_judged_as_all_at_once(rows in rows(), size in 1..9_usize, total in prop::option::of(1..200_u64)) {
        let mut insight = Insight::default();
        for n in (0..=rows.len()).step_by(size) {
            let (store, facts) = store_of(&rows[..n], total);
            let live = insight.append(&store, &facts).answer(&store, &facts, &Surroundings::default());
            prop_assert_eq!(outline(&live), outline(&diagnose(&rows[..n], total)), "after {} rows", n);
        }
    }

    #[test]
    fn every_finding_has_evidence_within_the_run(rows in rows()) {
        let last = rows.iter().map(|row| row.step).max().unwrap_or_default();
        for finding in diagnose(&rows, None).findings {
            prop_assert!(!finding.evidence.is_empty() && finding.evidence.is_sorted(), "{:?}", finding);
            prop_assert!(finding.evidence.iter().all(|step| *step <= last), "{:?}", finding);
            let has_point = |step: &u64| {
                rows.iter().any(|row| row.step == *step && row.values.iter().any(|(key, _)| Some(key) == finding.metric.as_ref()))
            };
            prop_assert!(finding.evidence.iter().all(has_point), "{:?}", finding);
            prop_assert!(finding.first_step <= finding.last_step && finding.last_step <= last, "{:?}", finding);
            prop_assert!(!finding.sentence.is_empty() && finding.advice.len() <= 2, "{:?}", finding);
        }
    }
}

/// Logs in which relative rules speak.
const LOGS: [&str; 8] = [
    "labelled/01-overfit-whisper-small-hi.csv",
    "labelled/04-overfit-dnabert.csv",
    "labelled/08-diverged-lyrics-lora.csv",
    "labelled/10-spikes-recovered-rpg.csv",
    "labelled/11-diverged-whisper-braj.csv",
    "labelled/15-healthy-mt5-70-evals.csv",
    "labelled/21-plateau-token-compressor.csv",
    "labelled/38-mild-overfit-qwen-medical.csv",
];

/// Rules whose thresholds are losses themselves.
const ABSOLUTE: [Rule; 2] = [Rule::ChanceLevel, Rule::TooGood];

#[test]
fn a_loss_in_another_unit_is_judged_the_same() {
    for log in LOGS {
        let rows = fixture_rows(log);
        let mut larger = rows.clone();
        let losses = [MetricKey::train("loss"), MetricKey::eval("loss")];
        // A power of two, so that no figure is rounded.
        let scale =
            |(key, value): &mut (MetricKey, f64)| *value *= if losses.contains(key) { 1024.0 } else { 1.0 };
        larger.iter_mut().flat_map(|row| &mut row.values).for_each(scale);
        let relative = |rows: &[MetricRow]| {
            let mut found = spans(&diagnose(rows, None));
            found.retain(|(rule, ..)| !ABSOLUTE.contains(rule));
            found
        };
        assert_eq!(relative(&larger), relative(&rows), "{log}");
    }
}

#[test]
fn steps_that_count_sevenfold_are_judged_the_same() {
    for log in LOGS {
        let rows = fixture_rows(log);
        let mut further = rows.clone();
        further.iter_mut().for_each(|row| row.step *= 7);
        let expected: Vec<_> = spans(&diagnose(&rows, Some(5_000)))
            .into_iter()
            .map(|(rule, from, to, is_open)| (rule, 7 * from, 7 * to, is_open))
            .collect();
        assert_eq!(spans(&diagnose(&further, Some(35_000))), expected, "{log}");
    }
}

#[test]
fn real_logs_are_judged_the_same_bit_by_bit() {
    for log in LOGS {
        let rows = fixture_rows(log);
        let mut insight = Insight::default();
        for part in 1..=12 {
            let rows = &rows[..rows.len() * part / 12];
            let (store, facts) = store_of(rows, Some(5_000));
            let live = insight.append(&store, &facts).answer(&store, &facts, &Surroundings::default());
            assert_eq!(outline(&live), outline(&diagnose(rows, Some(5_000))), "{log} at {part}/12");
        }
        let (store, facts) = store_of(&rows, None);
        let live = insight.append(&store, &facts).answer(&store, &facts, &Surroundings::default());
        assert_eq!(outline(&live), outline(&diagnose(&rows, None)), "{log} with another end");
    }
}

#[test]
fn long_runs_are_judged_the_same_bit_by_bit() {
    // Beyond 8,192 rows not every row is looked at; odd ones and evaluations are, and rows that come late.
    let rows: Vec<MetricRow> = (1..30_000_u64)
        .map(|step| {
            let noise = ((step * 7_919) % 101) as f64 / 1_000.0;
            let loss = match step {
                15_000 | 15_001 => f64::NAN,
                20_000..20_004 => 9.0,
                25_000.. => 4.0 + noise,
                _ => 1.0 + 2.0 / (step as f64).sqrt() + noise,
            };
            let mut figures = vec![("train/loss", loss), ("train/grad_norm", 1.0)];
            if step % 700 == 0 {
                figures.push(("eval/loss", 1.0 + noise));
            }
            row(step, &figures)
        })
        .collect();
    let total = Some(40_000);
    let whole = diagnose(&rows, total);
    let found: Vec<Rule> = whole.findings.iter().map(|finding| finding.rule).collect();
    for rule in [Rule::Diverged, Rule::LossNotFinite, Rule::Spike] {
        assert!(found.contains(&rule), "{found:?}");
    }
    let (store, facts) = store_of(&rows, total);
    let mut in_turns = Insight::default();
    while !in_turns.append_some(&store, &facts, 1_000) {}
    assert_eq!(outline(&in_turns.answer(&store, &facts, &Surroundings::default())), outline(&whole));
    let mut live = Insight::default();
    for n in (1..30_000).step_by(997).chain([29_999]) {
        let (store, facts) = store_of(&rows[..n], total);
        live.append(&store, &facts);
        if n % 5 == 0 || n == 29_999 {
            let answer = live.answer(&store, &facts, &Surroundings::default());
            assert_eq!(outline(&answer), outline(&diagnose(&rows[..n], total)), "after {n} rows");
        }
    }
}
