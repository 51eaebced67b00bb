//! All findings on a run: those that hold first, each with its span, its evidence, advice, and what the rule means.

use leptos::prelude::*;

use super::{changes::change_words, panel::chart_link, what_if::WhatIf};
use crate::{
    components::{Empty, Icon, IconName},
    state::{App, Judgement},
};
use tuneboard_core::{
    format,
    insight::{Change, Finding, Severity},
};

/// Steps of the evidence that are named.
const MOST_STEPS: usize = 12;

/// The list.
#[component]
pub fn FindingsList(
    /// Shared state.
    app: App,
    /// The answer.
    judgement: Judgement,
) -> impl IntoView {
    let findings = Memo::new(move |_| {
        judgement.with(|answer| answer.as_ref().map(|answer| answer.findings.clone()).unwrap_or_default())
    });
    let changes = Memo::new(move |_| {
        judgement.with(|answer| answer.as_ref().map(|answer| answer.changes.clone()).unwrap_or_default())
    });
    view! {
        <Show
            when=move || !findings.with(Vec::is_empty)
            fallback=|| view! {
                <Empty
                    icon=IconName::Check
                    title="Nothing found"
                    text="No rule sees trouble in the figures so far. Rules that the metrics do not allow to judge say nothing."
                />
            }
        >
            <ol class="findings">
                {move || findings.get().into_iter().map(|finding| finding_view(app, finding)).collect_view()}
            </ol>
        </Show>
        <Show when=move || !changes.with(Vec::is_empty)>
            <section class="next-run">
                <h2>"For a next run"</h2>
                <ul>{move || changes.get().iter().map(change_view).collect_view()}</ul>
            </section>
        </Show>
        <WhatIf judgement=judgement />
    }
}

fn finding_view(app: App, finding: Finding) -> impl IntoView {
    let words = finding.rule.words();
    let kind = match finding.severity {
        Severity::Error => "error",
        Severity::Warning => "warn",
        Severity::Note => "info",
    };
    let (icon, severity) = (IconName::of_severity(finding.severity), finding.severity.label());
    let span = match (finding.is_open, finding.first_step == finding.last_step) {
        (true, _) => format!("since step {}", format::count(finding.first_step)),
        (false, true) => format!("at step {}, over", format::count(finding.first_step)),
        (false, false) => format!(
            "steps {} to {}, over",
            format::count(finding.first_step),
            format::count(finding.last_step)
        ),
    };
    let steps: Vec<String> =
        finding.evidence.iter().take(MOST_STEPS).map(|step| format::count(*step)).collect();
    let more = finding.evidence.len().saturating_sub(MOST_STEPS);
    let metric = finding.metric.as_ref().map(|key| format!("{key}, ")).unwrap_or_default();
    let more = if more == 0 { String::new() } else { format!(" and {} more", format::count(more as u64)) };
    let evidence = format!("Seen at: {metric}step {}{more}.", steps.join(", "));
    let advice = finding.advice.iter().map(|text| view! { <li>{text.clone()}</li> }).collect_view();
    let sentence = finding.sentence.clone();
    view! {
        <li class="finding" data-kind=kind>
            <Icon name=icon />
            <div>
                <h2>{words.title}" "<span>{format!("{severity}, {span}")}</span></h2>
                <p>{sentence}</p>
                <ul>{advice}</ul>
                <p class="evidence">{evidence}</p>
                <div class="buttons">
                    <a class="btn quiet small" href=move || chart_link(app, &finding)>"Show on the chart"</a>
                </div>
                <details class="more">
                    <summary>
                        <Icon name=IconName::ChevronDown />
                        "What this rule looks for"
                    </summary>
                    <p>{words.definition}" Source: "{words.source}"."</p>
                </details>
            </div>
        </li>
    }
}

fn change_view(change: &Change) -> impl IntoView + use<> {
    view! { <li><b>{change_words(change.setting)}</b>" "{change.reason.clone()}</li> }
}
