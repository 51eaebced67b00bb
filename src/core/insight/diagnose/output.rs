//! Answers as lines for people and for programs.

use std::fmt::Write;

use serde_json::{Value, json};
use tuneboard_core::{
    format,
    insight::{Answer, Finding, Severity},
};

/// One object for `--json`.
pub fn json_line(file: &str, run: Option<&str>, answer: &Answer) -> Value {
    let finding = |finding: &Finding| {
        json!({
            "rule": finding.rule.slug(),
            "severity": finding.severity.slug(),
            "first_step": finding.first_step,
            "last_step": finding.last_step,
            "is_open": finding.is_open,
            "metric": finding.metric.as_ref().map(ToString::to_string),
            "evidence": finding.evidence,
            "sentence": finding.sentence,
            "advice": finding.advice,
        })
    };
    let best = answer.best.as_ref().map(|best| {
        json!({
            "step": best.step,
            "metric": best.metric.to_string(),
            "value": best.value,
            "equally_good": best.equally_good,
        })
    });
    let eta = answer.time_left.as_ref().map(|left| {
        let (low, high) = left.range.unzip();
        json!({ "secs": left.secs, "low": low, "high": high, "method": left.method })
    });
    let forecast = answer
        .forecast
        .map(|forecast| json!({ "value": forecast.value, "low": forecast.low, "high": forecast.high }));
    let mut line = json!({
        "file": file,
        "verdict": answer.verdict.slug(),
        "severity": answer.verdict.severity().map_or("none", Severity::slug),
        "headline": answer.headline,
        "findings": answer.findings.iter().map(finding).collect::<Vec<_>>(),
        "best": best,
        "eta": eta,
        "forecast": forecast,
    });
    if let Some(run) = run {
        line["run"] = json!(run);
    }
    line
}

/// Lines for people.
pub fn paragraph(file: &str, run: Option<&str>, answer: &Answer) -> String {
    let run = run.map(|run| format!(", run {run}")).unwrap_or_default();
    let mut text = format!("{file}{run}: {}\n  {}\n", answer.verdict.slug(), answer.headline);
    for finding in &answer.findings {
        let steps =
            format!("steps {} to {}", format::count(finding.first_step), format::count(finding.last_step));
        let state = if finding.is_open { "open" } else { "over" };
        let _ = writeln!(text, "  {} {}, {steps}, {state}", finding.severity.slug(), finding.rule.slug());
        let _ = writeln!(text, "    {}", finding.sentence);
        for advice in &finding.advice {
            let _ = writeln!(text, "    {advice}");
        }
    }
    if let Some(best) = &answer.best {
        let value = format::number(best.value);
        let _ = writeln!(text, "  best {}: {value} at step {}", best.metric, format::count(best.step));
    }
    if let Some(left) = &answer.time_left {
        let range = left.range.map_or(String::new(), |(low, high)| {
            format!(" ({} to {}, in 8 of 10 cases)", format::duration(low), format::duration(high))
        });
        let _ = writeln!(text, "  time left: {}{range}", format::duration(left.secs));
    }
    if let Some(forecast) = &answer.forecast {
        let [value, low, high] = [forecast.value, forecast.low, forecast.high].map(format::number);
        let _ = writeln!(
            text,
            "  evaluation loss at the end: about {value} (80 of 100 runs ended within {low} to {high})"
        );
    }
    text
}
