//! Findings as marks on charts.

use tuneboard_core::{
    insight::{Answer, Finding, Severity},
    model::{EventLevel, JobEvent},
};

/// The findings of an answer as events at their first steps, to be marked on charts.
pub fn finding_events(answer: Option<&Answer>) -> Vec<JobEvent> {
    let findings = answer.map(|answer| answer.findings.as_slice()).unwrap_or_default();
    let event = |finding: &Finding| JobEvent {
        at: None,
        level: match finding.severity {
            Severity::Note => EventLevel::Info,
            Severity::Warning => EventLevel::Warning,
            Severity::Error => EventLevel::Error,
        },
        kind: "finding".into(),
        message: format!("{}: {}", finding.rule.title(), finding.sentence),
        step: Some(finding.first_step),
        n_steps_total: None,
    };
    findings.iter().map(event).collect()
}
