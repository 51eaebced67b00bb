//! The answer above the tabs: one or two sentences, and what can be done with one click.

use leptos::prelude::*;

use super::changes::clone_link;
use crate::{
    components::{Icon, IconName, handler},
    state::{App, Judgement, OpenJob},
};
use tuneboard_core::{
    chart::{PIN_NAMES, axis::zoom},
    format,
    insight::{Action, Answer, Finding, Severity},
    model::JobVerb,
};

/// Part of a finding's span that is shown before and behind it.
const MARGIN: f64 = 0.25;

/// The panel; nothing before the first answer.
#[component]
pub fn AnswerPanel(
    /// Shared state.
    app: App,
    /// The answer.
    judgement: Judgement,
    /// The job; `None` for a file.
    open: Option<OpenJob>,
    /// Takes the verb that ends the job, to ask about it.
    #[prop(optional)]
    on_stop: Option<Callback<JobVerb>>,
    /// Shows the list of all findings.
    on_findings: Callback<()>,
) -> impl IntoView {
    let headline =
        Memo::new(move |_| judgement.with(|answer| answer.as_ref().map(|answer| parts(&answer.headline))));
    let severity = Memo::new(move |_| {
        judgement.with(|answer| {
            answer.as_ref().and_then(|answer| worst_open(answer).map(|finding| finding.severity))
        })
    });
    let actions = Memo::new(move |_| {
        judgement.with(|answer| answer.as_ref().map(|answer| answer.actions.clone()).unwrap_or_default())
    });
    let n_findings = Memo::new(move |_| {
        judgement.with(|answer| answer.as_ref().map_or(0, |answer| answer.findings.len()))
    });
    let kind = move || match severity.get() {
        Some(Severity::Error) => "error",
        Some(Severity::Warning) => "warn",
        Some(Severity::Note) | None => "info",
    };
    let icon = move || {
        let name = IconName::of_severity(severity.get().unwrap_or(Severity::Note));
        view! { <Icon name=name /> }
    };
    // Figures of the sentences change with every row; only what changes the judgement is said aloud.
    let title = Memo::new(move |_| headline.get().map(|(title, _)| title));
    let rest = move || headline.get().map(|(_, rest)| rest);
    let button = move |action: Action| action_view(action, app, judgement, open, on_stop);
    let next_run = Memo::new(move |_| {
        let changes =
            judgement.with(|answer| answer.as_ref().map(|answer| answer.changes.clone()).unwrap_or_default());
        open.and_then(|open| clone_link(&open.key(), &changes))
    });
    view! {
        <Show when=move || headline.with(Option::is_some)>
            <section class="answer" data-kind=kind aria-label="Answer">
                {icon}
                <div>
                    <p>
                        <b role="status">{title}</b>
                        {rest}
                    </p>
                    <div class="buttons">
                        {move || actions.get().into_iter().filter_map(button).collect_view()}
                        <Show when=move || next_run.with(Option::is_some)>
                            <a class="btn quiet" href=move || next_run.get().unwrap_or_default()>"Clone with changes"</a>
                        </Show>
                        <Show when=move || 0 < n_findings.get()>
                            <button type="button" class="btn quiet" on:click=handler(move |_| on_findings.run(()))>
                                {move || format::count_of(n_findings.get(), "finding", "findings")}
                            </button>
                        </Show>
                    </div>
                </div>
            </section>
        </Show>
    }
}

/// The button or link of an action; `None` where it cannot be done: a file has no checkpoints and cannot be stopped.
fn action_view(
    action: Action,
    app: App,
    judgement: Judgement,
    open: Option<OpenJob>,
    on_stop: Option<Callback<JobVerb>>,
) -> Option<AnyView> {
    match action {
        Action::TakeCheckpoint(step) => {
            open?;
            let label = format!("Take checkpoint {}", format::count(step));
            let take = move |_| app.navigator.set("tab", Some("checkpoints"));
            Some(
                view! { <button type="button" class="btn" on:click=handler(take)>{label}</button> }
                    .into_any(),
            )
        }
        Action::Stop => {
            let (on_stop, verbs) = (on_stop?, open?.connection().provider.capabilities().verbs);
            let verb = [JobVerb::Stop, JobVerb::Cancel].into_iter().find(|verb| verbs.contains(verb))?;
            let (ask, label) = (move |_| on_stop.run(verb), format!("{}…", verb.label()));
            Some(
                view! { <button type="button" class="btn" on:click=handler(ask)>{label}</button> }.into_any(),
            )
        }
        Action::ShowOnChart(place) => {
            let href = move || {
                judgement.with(|answer| {
                    let finding = answer.as_ref().and_then(|answer| answer.findings.get(place));
                    finding.map(|finding| chart_link(app, finding)).unwrap_or_default()
                })
            };
            Some(view! { <a class="btn quiet" href=href>"Show on the chart"</a> }.into_any())
        }
    }
}

/// The worst finding that still holds.
fn worst_open(answer: &Answer) -> Option<&Finding> {
    answer.findings.first().filter(|finding| finding.is_open)
}

/// Splits a headline into its judgement, which stands in bold, and the figures behind it.
fn parts(headline: &str) -> (String, String) {
    match headline.split_once(": ") {
        Some((title, rest)) => (format!("{title}: "), rest.to_owned()),
        None => (headline.to_owned(), String::new()),
    }
}

/// The link to the charts with the span of a finding in view and its first points pinned.
pub(super) fn chart_link(app: App, finding: &Finding) -> String {
    let (first, last) = (finding.first_step as f64, finding.last_step as f64);
    let margin = ((last - first) * MARGIN).max(1.0).ceil();
    let range = zoom::text(((first - margin).max(0.0), last + margin));
    let pins: Vec<String> = finding.evidence.iter().take(PIN_NAMES.len()).map(u64::to_string).collect();
    let place = app.navigator.location().get();
    let place = ["tab", "level", "find", "x"].into_iter().fold(place, |place, name| place.with(name, None));
    place.with("range", Some(&range)).with("pin", Some(&pins.join(","))).to_hash()
}
