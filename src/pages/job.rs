//! One job: where it stands, what it logged, what can be done about it.

mod checkpoints;
pub mod consequences;
mod control;
mod delete;
mod details;
mod download;
mod events;
mod facts;
mod head;
pub mod metrics;
mod missing_connection;
mod outputs;
mod parts;
mod record;
mod timeline;

use leptos::prelude::*;

use self::{
    head::JobHead,
    metrics::{ChartsSkeleton, JobMetrics},
    missing_connection::MissingConnection,
    parts::LateParts,
};
use crate::{
    browser::location,
    components::{Banner, BannerKind, Empty, Icon, IconName, Tab, Tabs, handler},
    state::{App, OpenJob, use_app},
};
use tuneboard_core::{
    api::{ApiError, ErrorKind},
    explain,
    model::JobKey,
};

/// The screen. Waits for the configuration before it decides that a connection does not exist.
#[component]
pub fn JobPage(
    /// Job to show.
    key: JobKey,
) -> impl IntoView {
    let app = use_app();
    let id = key.connection.clone();
    let connection = Memo::new(move |_| app.connections.usable().into_iter().find(|known| known.id == id));
    view! {
        <a class="crumb" href="#/jobs">
            <Icon name=IconName::ChevronLeft />
            "Jobs"
        </a>
        {move || match connection.get() {
            Some(connection) => {
                let open = OpenJob::open(app, key.clone(), connection);
                view! { <OpenedJob app=app open=open /> }.into_any()
            }
            None if !app.connections.is_ready() => view! { <Heading /> <JobSkeleton /> }.into_any(),
            None => view! { <Heading /> <MissingConnection app=app key=key.clone() /> }.into_any(),
        }}
    }
}

/// The screen's heading while there is no job whose name it could be.
#[component]
fn Heading() -> impl IntoView {
    view! { <h1 class="visually-hidden">"Job"</h1> }
}

#[component]
fn OpenedJob(
    /// Shared state.
    app: App,
    /// The job.
    open: OpenJob,
) -> impl IntoView {
    let job = open.job();
    let has_job = Memo::new(move |_| job.with(Option::is_some));
    Effect::new(move || {
        if let Some(job) = job.get() {
            location::set_page_title(&format!("{} · {}", job.name, job.status.class.label()));
        }
    });
    let chosen = app.navigator.setting("tab");
    let has_events = open.connection().provider.capabilities().has_events;
    let n_events = Signal::derive(move || Some(open.events().with(Vec::len)).filter(|n| 0 < *n));
    let saved = open.saved();
    let n_checkpoints = Signal::derive(move || Some(saved.known().with(Vec::len)).filter(|n| 0 < *n));
    let judgement = open.judge(app.judgements);
    let n_findings = Signal::derive(move || {
        judgement.with(|answer| answer.as_ref().map(|answer| answer.findings.len())).filter(|n| 0 < *n)
    });
    let none = Signal::stored(None);
    // What the service turns out not to have goes away, unless a link led there: then it is said why.
    let shown = Memo::new(move |_| {
        let is_asked = chosen.with(|chosen| chosen.as_deref() == Some("checkpoints"));
        let has_checkpoints = saved.is_offered().get() || is_asked;
        let is_shown = |slug: &&str| match *slug {
            "metrics" | "findings" | "events" | "checkpoints" if !open.is_addressable() => false,
            "events" => has_events,
            "checkpoints" => has_checkpoints,
            _ => true,
        };
        ["metrics", "findings", "events", "checkpoints", "config", "raw"]
            .into_iter()
            .filter(is_shown)
            .collect::<Vec<_>>()
    });
    let tab = |slug: &'static str, label, count| {
        let is_shown = Signal::derive(move || shown.with(|shown| shown.contains(&slug)));
        Tab { slug, label, count, is_shown }
    };
    let tabs = vec![
        tab("metrics", "Metrics", none),
        tab("findings", "Findings", n_findings),
        tab("events", "Events", n_events),
        tab("checkpoints", "Checkpoints", n_checkpoints),
        tab("config", "Config", none),
        tab("raw", "Raw", none),
    ];
    let selected = Memo::new(move |_| {
        let slug = chosen.get().unwrap_or_default();
        shown.with(|shown| {
            let known = shown.iter().find(|known| **known == slug).or(shown.first());
            known.map_or(slug.clone(), |known| (*known).to_owned())
        })
    });
    let on_select = Callback::new(move |slug: &'static str| {
        app.navigator.set("tab", Some(slug).filter(|slug| *slug != "metrics"));
    });
    let is_metrics = Memo::new(move |_| selected.with(|slug| slug.is_empty() || slug == "metrics"));
    let parts = LateParts::follow(move || {
        let has_answer = open.metrics_read_at().with(Option::is_some)
            || [open.metrics_error(), open.job_error()].iter().any(|error| error.with(Option::is_some));
        has_answer || !is_metrics.get()
    });
    let panel = move || match selected.get() {
        _ if is_metrics.get_untracked() => {
            view! { <JobMetrics app=app open=open judgement=judgement /> }.into_any()
        }
        slug => parts.view(loading, move |parts| (parts.panel)(app, open, judgement, &slug)),
    };
    let tabs = StoredValue::new(tabs);
    let panel = StoredValue::new(panel);
    view! {
        <Troubles app=app open=open />
        <Show when=move || has_job.get() fallback=move || view! { <Heading /> <NoJob app=app open=open /> }>
            {(!open.is_addressable()).then(|| unaddressable(app, open))}
            <JobHead app=app open=open judgement=judgement parts=parts />
            <Tabs name="Job" tabs=tabs.get_value() selected=selected on_select=on_select />
            <div id="panel" role="tabpanel" aria-labelledby=move || format!("tab-{}", selected.get())>
                {move || panel.with_value(|panel| panel())}
            </div>
        </Show>
    }
}

fn loading() -> AnyView {
    view! { <p class="loading" role="status">"Loading"</p> }.into_any()
}

/// Explains why nothing is known of a job but what its list says, or said.
fn unaddressable(app: App, open: OpenJob) -> impl IntoView + use<> {
    let key = open.key();
    let said = Memo::new(move |_| {
        let is_listed = !app.jobs.is_settled() || app.jobs.get(&key).is_some();
        explain::unaddressable(&key.id.0, true, is_listed)
    });
    let title = Signal::derive(move || said.with(|(title, _)| (*title).to_owned()));
    let text = Signal::derive(move || said.with(|(_, text)| text.clone()));
    view! { <Banner kind=BannerKind::Warning title=title text=text /> }
}

/// Reasons why parts of the page are not current.
#[component]
fn Troubles(
    /// Shared state.
    app: App,
    /// The job.
    open: OpenJob,
) -> impl IntoView {
    let base_url = StoredValue::new(open.connection().base_url);
    let banner = move |what: &'static str,
                       error: ApiError,
                       read_at: Option<tuneboard_core::model::Timestamp>| {
        let told = base_url.with_value(|base_url| explain::explain(&error, base_url));
        let is_gone = error.kind == ErrorKind::NotFound && what == "record";
        let title =
            if is_gone { "This job is no longer there.".to_owned() } else { format!("{}.", told.title) };
        let text = move || {
            let age =
                read_at.map(|at| format!(" Showing data from {}.", app.now.ago(at))).unwrap_or_default();
            if is_gone {
                format!("The service does not know it any more; it may have been deleted.{age}")
            } else {
                let meaning = told.meaning.trim_end_matches('.');
                format!(
                    "The job's {what} could not be refreshed. {meaning}.{age} {}.",
                    explain::next_step(&error)
                )
            }
        };
        view! {
            <Banner kind=if is_gone { BannerKind::Warning } else { BannerKind::Error } title=title text=Signal::derive(text)>
                <button type="button" class="btn" on:click=handler(move |_| open.refresh())>"Retry"</button>
            </Banner>
        }
    };
    view! {
        {move || {
            let has_job = open.job().with(Option::is_some);
            open.job_error().get().filter(|_| has_job).map(|error| banner("record", error, open.job_read_at().get_untracked()))
        }}
        {move || {
            let is_said = open.job_error().with(Option::is_some);
            open.metrics_error().get().filter(|_| !is_said).map(|error| banner("metrics", error, open.metrics_read_at().get_untracked()))
        }}
        {move || {
            let is_said = open.job_error().with(Option::is_some) || open.metrics_error().with(Option::is_some);
            open.events_error().get().filter(|_| !is_said).map(|error| banner("log", error, open.events_read_at().get_untracked()))
        }}
    }
}

/// In place of a job that could not be read yet.
#[component]
fn NoJob(
    /// Shared state.
    app: App,
    /// The job.
    open: OpenJob,
) -> impl IntoView {
    let base_url = StoredValue::new(open.connection().base_url);
    move || match open.job_error().get() {
        None if !open.is_addressable() && app.jobs.is_settled() => {
            let (title, text) = explain::unaddressable(&open.key().id.0, false, false);
            view! {
                <Empty icon=IconName::Warning kind=BannerKind::Error title=title text=text>
                    <a class="btn" href="#/jobs">"All jobs"</a>
                </Empty>
            }
            .into_any()
        }
        None => view! {
            <JobSkeleton />
        }
        .into_any(),
        Some(error) => {
            let told = base_url.with_value(|base_url| explain::explain(&error, base_url));
            let is_missing = error.kind == ErrorKind::NotFound;
            let title = if is_missing { "No such job" } else { told.title };
            let text = if is_missing {
                "The service knows no job with this id. It may have been deleted, or belong to another account.".to_owned()
            } else {
                format!("{}. {}.", told.meaning.trim_end_matches('.'), explain::next_step(&error))
            };
            view! {
                <Empty icon=IconName::Warning kind=BannerKind::Error title=title text=text>
                    <button type="button" class="btn" on:click=handler(move |_| app.watcher.refresh_all())>"Try now"</button>
                    <a class="btn" href="#/jobs">"All jobs"</a>
                </Empty>
            }
            .into_any()
        }
    }
}

/// The page before the record: grey strokes of the final sizes.
#[component]
fn JobSkeleton() -> impl IntoView {
    view! {
        <div class="job-skeleton" aria-busy="true" role="status" aria-label="Loading the job">
            <div class="job-head">
                <i class="skeleton title"></i>
            </div>
            <div class="facts">
                {(0..5).map(|_| view! { <div><i class="skeleton"></i><i class="skeleton"></i></div> }).collect_view()}
            </div>
            <div class="tabs"></div>
            <ChartsSkeleton />
        </div>
    }
}
