//! A metric log from a file, with the charts a job has.

use leptos::{ev, html, prelude::*};

use super::job_metrics::MetricCharts;
use crate::{
    api::Log,
    browser::file,
    components::{Banner, BannerKind, Empty, Icon, IconName, handler},
    format,
    state::{LogPhase, OpenLog, use_app},
};

/// The screen.
#[component]
pub fn LogPage() -> impl IntoView {
    let app = use_app();
    let log = OpenLog::new();
    let input = NodeRef::<html::Input>::new();
    let choose = move |_| {
        if let Some((file, name)) = input.get_untracked().and_then(|input| file::chosen(&input)) {
            log.open(file, name);
        }
    };
    let drop_here = move |event: ev::DragEvent| {
        event.prevent_default();
        if let Some((file, name)) = file::dropped(&event) {
            log.open(file, name);
        }
    };
    let phase = Memo::new(move |_| log.phase().get());
    let title =
        move || if log.name().with(String::is_empty) { "Open a log".to_owned() } else { log.name().get() };
    let body = move || {
        match phase.get() {
        LogPhase::Idle => view! {
            <Empty
                icon=IconName::Chart
                title="Charts of a training run that no provider knows"
                text="Choose or drop a trainer_state.json, metrics as JSON or JSON lines, or a CSV table with a header. The file is read on this device and nothing of it is sent."
            />
        }
        .into_any(),
        LogPhase::Reading => view! { <p class="loading" role="status">"Reading"</p> }.into_any(),
        LogPhase::Failed(why) => view! { <Banner kind=BannerKind::Error title="Not opened." text=why /> }.into_any(),
        LogPhase::Open(opened) => {
            let remark = remark(&opened);
            view! {
                <p class="lead" role="status">{facts(&opened)}</p>
                <MetricCharts app=app store=log.store() name=log.name() open=None>
                    {(!remark.is_empty())
                        .then(|| {
                            view! {
                                <p class="chart-note" data-kind="warn">
                                    <Icon name=IconName::Warning />
                                    {remark}
                                </p>
                            }
                        })}
                </MetricCharts>
            }
            .into_any()
        }
    }
    };
    view! {
        <div on:dragover=handler(|event: ev::DragEvent| event.prevent_default()) on:drop=handler(drop_here)>
            <a class="crumb" href="#/jobs">
                <Icon name=IconName::ChevronLeft />
                "Jobs"
            </a>
            <div class="page-head">
                <h1>{title}</h1>
                <span class="grow"></span>
                <label class="lab">
                    <span class="visually-hidden">"Log file"</span>
                    <input
                        type="file"
                        class="field"
                        node_ref=input
                        accept=".json,.jsonl,.ndjson,.csv,.tsv,.txt,.log"
                        on:change=handler(choose)
                    />
                </label>
            </div>
            {body}
        </div>
    }
}

/// `Trainer state, 94 rows, of 3,765 steps and 3 epochs`.
fn facts(log: &Log) -> String {
    let n_rows = log.summary.n_received - log.summary.n_unreadable;
    let mut kind = log.kind.label().to_owned();
    if let Some(first) = kind.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    let rows = format::count_of(n_rows, "row", "rows");
    let steps = log.total_steps.map(|n| format!("{} steps", format::count(n)));
    let epochs = log.n_epochs.map(|n| format!("{} epochs", format::number(n)));
    let extent = steps.into_iter().chain(epochs).collect::<Vec<_>>().join(" and ");
    let extent = (!extent.is_empty()).then(|| format!("of {extent}"));
    [Some(kind), Some(rows), extent].into_iter().flatten().collect::<Vec<_>>().join(", ")
}

/// What could not be read, and what was made up.
fn remark(log: &Log) -> String {
    let mut parts = Vec::new();
    if let Some(at) = log.broken_at {
        let how = if at.is_cut_off { "breaks off" } else { "stops being JSON" };
        parts.push(format!(
            "the file {how} at line {}; what is before that is shown",
            format::count(at.line as u64)
        ));
    }
    if 0 < log.summary.n_unreadable {
        let rows = format::count_of(log.summary.n_unreadable, "row", "rows");
        let first = log.warnings.first().map(|warning| format!(" ({})", warning.message)).unwrap_or_default();
        parts.push(format!("{rows} could not be read{first}"));
    }
    if log.is_numbered {
        parts.push("no row says its step, so they are numbered".to_owned());
    }
    parts.join("; ")
}
