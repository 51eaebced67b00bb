//! A metric log from a file, with the charts a job has.

mod runs;

use leptos::{ev, html, prelude::*};

use self::runs::RunCharts;
use super::job::metrics::MetricCharts;
use crate::{
    browser::files::file,
    components::{Banner, BannerKind, Empty, Icon, IconName, handler},
    pages::insight::{AnswerPanel, FindingsList},
    state::{Around, LogPhase, OpenLog, judge, use_app},
};
use tuneboard_core::{explain, format};

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
    let title = move || {
        log.name()
            .with(|name| if name.is_empty() { "Open a log".to_owned() } else { format::shortened(name) })
    };
    let full_title = move || log.name().with(|name| format::full_if_shortened(name));
    let choice = move || if log.name().with(String::is_empty) { "Choose a log" } else { "Open another log" };
    let body = move || {
        match phase.get() {
        LogPhase::Idle => view! {
            <Empty
                icon=IconName::Chart
                title="Charts of a training run that no provider knows"
                text="Choose or drop a trainer_state.json, metrics as JSON or JSON lines, a CSV table with a header, a chart that was saved here or elsewhere, or what a training program printed. The file is read on this device and nothing of it is sent."
            />
        }
        .into_any(),
        LogPhase::Reading => view! { <p class="loading" role="status">"Reading"</p> }.into_any(),
        LogPhase::Failed(why) => view! { <Banner kind=BannerKind::Error title="Not opened." text=why /> }.into_any(),
        LogPhase::Open(opened) => {
            let facts = log.runs().with_untracked(|runs| {
                let names: Vec<&str> = runs.iter().map(|run| &*run.name).collect();
                explain::log_facts(&opened, &names)
            });
            let has_runs = log.runs().with_untracked(|runs| 1 < runs.len());
            let remark = explain::log_remarks(&opened).join("; ");
            let note = move || {
                (!remark.is_empty())
                    .then(|| {
                        view! {
                            <p class="chart-note" data-kind="warn">
                                <Icon name=IconName::Warning />
                                {remark}
                            </p>
                        }
                    })
            };
            let charts = if has_runs {
                view! {
                    <RunCharts app=app log=log>
                        {note()}
                    </RunCharts>
                }
                .into_any()
            } else {
                let judgement = judge(log.store(), Memo::new(|_| Around::default()));
                let shows_findings = RwSignal::new(false);
                let toggle = Callback::new(move |()| shows_findings.update(|shows| *shows = !*shows));
                view! {
                    <AnswerPanel app=app judgement=judgement open=None on_findings=toggle />
                    <Show when=move || shows_findings.get()>
                        <FindingsList app=app judgement=judgement />
                    </Show>
                    <MetricCharts app=app store=log.store() name=log.name() open=None judgement=judgement>
                        {note()}
                    </MetricCharts>
                }
                .into_any()
            };
            view! {
                <p class="lead" role="status">{facts}</p>
                {charts}
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
                <h1 title=full_title>{title}</h1>
                <span class="grow"></span>
                <label class="btn file-choice">
                    <span>{choice}</span>
                    <input
                        type="file"
                        class="visually-hidden"
                        node_ref=input
                        accept=".json,.jsonl,.ndjson,.csv,.tsv,.txt,.log,.md,.out"
                        on:change=handler(choose)
                    />
                </label>
            </div>
            {body}
        </div>
    }
}
