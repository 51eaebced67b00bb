//! Runs as columns, for the tests of rules.

use super::{Finding, Insight, Rule, RunFacts, Surroundings};
use crate::metrics::MetricStore;
use crate::model::{MetricKey, MetricRow};

/// A store of columns with rows at steps 1, 2, …; `None` where nothing was logged.
pub(super) fn store(
    columns: &[(&str, Vec<Option<f64>>)],
    epoch: impl Fn(usize) -> Option<f64>,
) -> MetricStore {
    let n = columns.iter().map(|(_, values)| values.len()).max().unwrap_or_default();
    let row = |idx: usize| {
        let figure = |(key, values): &(&str, Vec<Option<f64>>)| {
            Some((MetricKey::parse(key)?, values.get(idx).copied()??))
        };
        MetricRow {
            step: idx as u64 + 1,
            epoch: epoch(idx),
            logged_at: None,
            elapsed_secs: None,
            values: columns.iter().filter_map(figure).collect(),
        }
    };
    let mut store = MetricStore::new();
    store.merge(&(0..n).map(row).collect::<Vec<_>>());
    store
}

/// A finding in a line: `warning 3-9 open`.
pub(super) fn describe(finding: &Finding) -> String {
    assert!(
        !finding.evidence.is_empty() && !finding.sentence.is_empty() && finding.advice.len() <= 2,
        "{finding:?}"
    );
    let state = if finding.is_open { "open" } else { "over" };
    format!("{} {}-{} {state}", finding.severity.slug(), finding.first_step, finding.last_step)
}

fn findings(
    columns: &[(&str, Vec<Option<f64>>)],
    total_steps: Option<u64>,
    per_epoch: Option<f64>,
) -> Vec<Finding> {
    let store = store(columns, |row| per_epoch.map(|rows| (row + 1) as f64 / rows));
    let facts = RunFacts { total_steps, falls: Vec::new() };
    Insight::default().append(&store, &facts).answer(&store, &facts, &Surroundings::default()).findings
}

fn full(columns: &[(&str, &[f64])]) -> Vec<(String, Vec<Option<f64>>)> {
    columns
        .iter()
        .map(|(key, values)| ((*key).to_owned(), values.iter().map(|value| Some(*value)).collect()))
        .collect()
}

fn of_rule(findings: Vec<Finding>, rule: Rule) -> Vec<String> {
    let mut found: Vec<Finding> = findings.into_iter().filter(|finding| finding.rule == rule).collect();
    found.sort_by_key(|finding| finding.first_step);
    found.iter().map(describe).collect()
}

/// Returns the findings of a rule in columns, a line each, by their first steps.
pub(super) fn spans(rule: Rule, columns: &[(&str, &[f64])], total_steps: Option<u64>) -> Vec<String> {
    let columns = full(columns);
    let columns: Vec<_> = columns.iter().map(|(key, values)| (key.as_str(), values.clone())).collect();
    of_rule(findings(&columns, total_steps, None), rule)
}

/// The same for rows of which so many are an epoch.
pub(super) fn spans_with_epochs(
    rule: Rule,
    columns: &[(&str, &[f64])],
    per_epoch: Option<f64>,
) -> Vec<String> {
    let columns = full(columns);
    let columns: Vec<_> = columns.iter().map(|(key, values)| (key.as_str(), values.clone())).collect();
    of_rule(findings(&columns, None, per_epoch), rule)
}

/// Returns the findings of some rules, with their names.
pub(super) fn spans_of(
    rules: &[Rule],
    columns: &[(&str, Vec<Option<f64>>)],
    total_steps: Option<u64>,
) -> Vec<String> {
    let mut found: Vec<Finding> = findings(columns, total_steps, None);
    found.retain(|finding| rules.contains(&finding.rule));
    found.sort_by_key(|finding| finding.first_step);
    found.iter().map(|finding| format!("{} {}", finding.rule.slug(), describe(finding))).collect()
}

/// Noise with mean 0 and deviation 1, about normal, the same for the same number.
pub(super) fn noise(idx: i32) -> f64 {
    let mut state = (idx as u64).wrapping_add(1).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    let mut uniform = || {
        state ^= state >> 30;
        state = state.wrapping_mul(0xBF58_476D_1CE4_E5B9);
        state ^= state >> 27;
        state = state.wrapping_mul(0x94D0_49BB_1331_11EB);
        state ^= state >> 31;
        (state >> 11) as f64 / (1_u64 << 53) as f64
    };
    (0..12).map(|_| uniform()).sum::<f64>() - 6.0
}
