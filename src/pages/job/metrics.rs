//! A job's charts.

use std::sync::Arc;

use leptos::prelude::*;

use crate::{
    browser::clock,
    components::{Empty, Icon, IconName, handler},
    pages::charts::{
        list::{ChartList, CurvesOf, MAX_CHARTS},
        log_bounds::{ask_for, part_in_words},
        settings::ChartSettings,
        smoothing::SmoothingQueue,
        tools::ChartTools,
    },
    state::{App, Judgement, OpenJob},
};
use tuneboard_core::{
    chart::{self, ChartGroup, Curve, FindingMark, ForecastBand, Marks, Smoother, View},
    explain, format,
    metrics::{MetricStore, XAxis},
    model::{MetricKey, MetricsFilter, StatusClass},
};

/// Charts that are made at once.
const CHARTS_AT_ONCE: usize = 4;

/// The charts, or why there are none.
#[component]
pub fn JobMetrics(
    /// Shared state.
    app: App,
    /// The job.
    open: OpenJob,
    /// The judgement on it.
    judgement: Judgement,
) -> impl IntoView {
    let store = open.store();
    let is_empty = Memo::new(move |_| store.with(|store| store.is_empty()));
    let name = Signal::derive(move || {
        open.job().with(|job| job.as_ref().map(|job| job.name.to_string())).unwrap_or_default()
    });
    view! {
        <Show when=move || !is_empty.get() fallback=move || view! { <NoMetrics app=app open=open /> }>
            <MetricCharts app=app store=store name=name open=Some(open) judgement=judgement>
                <Warnings app=app open=open />
            </MetricCharts>
        </Show>
    }
}

/// Charts of all metrics, from a service or a file.
#[component]
pub fn MetricCharts(
    /// Shared state.
    app: App,
    /// The metrics.
    store: ReadSignal<MetricStore>,
    /// Name of the job or run, for files and readers.
    name: Signal<String>,
    /// The job that goes on logging, if there is one.
    open: Option<OpenJob>,
    /// The judgement on them, whose findings are marked.
    judgement: Judgement,
    /// Remarks on the figures.
    children: Children,
) -> impl IntoView {
    let settings = ChartSettings::new(app, store);
    let groups = Memo::new(move |_| store.with(chart::group));
    let filter = app.navigator.setting("m");
    let matching = Memo::new(move |_| {
        let wanted = filter.get().unwrap_or_default().to_ascii_lowercase();
        let is_wanted = |group: &&ChartGroup| group.title.to_ascii_lowercase().contains(&wanted);
        groups.with(|groups| groups.iter().filter(is_wanted).cloned().collect::<Vec<_>>())
    });
    let marks = Memo::new(move |_| Arc::new(marks_of(open, judgement, store, settings)));
    let x_end = Memo::new(move |_| marks.with(|marks| marks.forecast.as_ref().map(|band| band.end)));
    let everything = Memo::new(move |_| {
        let x_axis = settings.view.with(|view| view.x_axis);
        let x_end = x_end.get();
        store.with(|store| {
            let curves: Vec<_> =
                store.series().map(|series| Curve::of_series(series, x_axis, 0, false)).collect();
            chart::everything(&curves, &View { x_axis, x_end, ..View::default() })
        })
    });
    let has_findings = Memo::new(move |_| {
        judgement.with(|answer| answer.as_ref().is_some_and(|answer| !answer.findings.is_empty()))
    });
    let has_forecast = Memo::new(move |_| {
        judgement.with(|answer| answer.as_ref().is_some_and(|answer| answer.forecast.is_some()))
    });
    let queue = SmoothingQueue::new();
    let curves_of = CurvesOf::new(move |(keys, weight)| curves_of(store, keys, settings, weight, queue));
    view! {
        <ChartTools settings=settings open=open everything=everything.into() has_findings has_forecast />
        {children()}
        <Repeats store=store settings=settings />
        <Show when=move || MAX_CHARTS < groups.with(Vec::len)>
            <ChartFilter app=app n_all=Signal::derive(move || groups.with(Vec::len)) n_matching=Signal::derive(move || matching.with(Vec::len)) />
        </Show>
        <ChartList settings=settings groups=matching n_at_once=CHARTS_AT_ONCE name=name curves_of=curves_of marks=marks.into() />
    }
}

/// Rows that were logged more than once, and the way to what was logged first.
#[component]
fn Repeats(
    /// The metrics.
    store: ReadSignal<MetricStore>,
    /// Settings of the charts.
    settings: ChartSettings,
) -> impl IntoView {
    let text = Memo::new(move |_| store.with(chart::repeats));
    let shows = settings.sync.shows_repeats;
    view! {
        <Show when=move || text.with(Option::is_some)>
            <p class="chart-note">
                <Icon name=IconName::Info />
                {text}
                <button
                    type="button"
                    class="btn quiet small"
                    on:click=handler(move |_| shows.update(|shows| *shows = !*shows))
                >
                    {move || if shows.get() { "Back to the charts" } else { "Show the others" }}
                </button>
            </p>
        </Show>
    }
}

/// Returns the log's events and the findings as marks on the charts. Where steps are along x, new points move no mark.
fn marks_of(
    open: Option<OpenJob>,
    judgement: Judgement,
    store: ReadSignal<MetricStore>,
    settings: ChartSettings,
) -> Marks {
    let (has_events, has_findings) = (settings.shows_events.get(), settings.shows_findings.get());
    let has_forecast = settings.shows_forecast.get();
    let axis = settings.view.with(|view| view.x_axis);
    if axis != XAxis::Step {
        store.track();
    }
    let mut events = Vec::new();
    if let Some(open) = open.filter(|_| has_events) {
        open.events().with(|logged| events.extend_from_slice(logged));
    }
    judgement.with(|answer| {
        let findings = answer.as_deref().filter(|_| has_findings).map(|answer| answer.findings.as_slice());
        let findings = findings.unwrap_or_default();
        store.with_untracked(|store| {
            let findings = FindingMark::of_run(findings, store, axis);
            let forecast = answer.as_deref().filter(|_| has_forecast).and_then(|answer| {
                let metric = &answer.evaluation_loss.as_ref()?.metric;
                ForecastBand::of(answer.forecast.as_ref()?, metric, store, axis)
            });
            Marks { forecast, ..Marks::new(chart::event_marks(&events, store, axis), findings) }
        })
    })
}

/// Charts by name, where they are many.
#[component]
fn ChartFilter(
    /// Shared state.
    app: App,
    /// Charts there are.
    n_all: Signal<usize>,
    /// Charts whose name matches.
    n_matching: Signal<usize>,
) -> impl IntoView {
    let filter = app.navigator.setting("m");
    let words = move || {
        format!(
            "{} of {}",
            format::count(n_matching.get() as u64),
            format::count_of(n_all.get(), "chart", "charts")
        )
    };
    let typed = move |text: String| app.navigator.set("m", Some(text.trim()).filter(|text| !text.is_empty()));
    view! {
        <label class="tool chart-filter">
            <Icon name=IconName::Search />
            <input
                class="field"
                type="search"
                aria-label="Show charts named"
                placeholder="Find a metric"
                prop:value=move || filter.get().unwrap_or_default()
                on:input=handler(move |event: web_sys::Event| typed(event_target_value(&event)))
            />
            <span role="status">{words}</span>
        </label>
    }
}

/// Returns the curves of one chart; anew whenever metrics, axis or smoothing change.
fn curves_of(
    store: ReadSignal<MetricStore>,
    keys: Vec<MetricKey>,
    settings: ChartSettings,
    weight: Memo<Option<f64>>,
    queue: SmoothingQueue,
) -> ReadSignal<Arc<Vec<Curve>>> {
    let axis = Memo::new(move |_| settings.view.with(|view| view.x_axis));
    queue.follow(move |before| {
        let how = |key: &MetricKey, n: usize| settings.smoothing_of(key, n, weight.get());
        store.with(|store| Smoother::new(store, &keys, axis.get(), how, before))
    })
}

/// Rows that could not be read, and restarts.
#[component]
fn Warnings(
    /// Shared state.
    app: App,
    /// The job.
    open: OpenJob,
) -> impl IntoView {
    let text = Memo::new(move |_| {
        let (n_restarts, has_repeats) =
            open.store().with(|store| (store.n_restarts(), chart::repeats(store).is_some()));
        let mut parts = Vec::new();
        if let Some(part) = part_of_log(open) {
            parts.push(format!("only {part} are asked for"));
        }
        if open.is_sampled().get() {
            parts.push(
                "a sample of the points, chosen by the service, is shown while all of them are on their way"
                    .to_owned(),
            );
        }
        parts.extend(open.cut_at().get().map(explain::cut_rows));
        parts.extend(explain::unplaced(open.rows().get()));
        parts.extend(open.left_out().with(|names| explain::left_out(names)));
        if 0 < n_restarts {
            // Which rows came twice is said by itself.
            let newest = if has_repeats { "" } else { "; the newest value of each step is shown" };
            parts.push(format!(
                "training went back {}{newest}",
                format::count_of(n_restarts, "time", "times")
            ));
        }
        parts.join("; ")
    });
    view! {
        <Show when=move || !text.with(String::is_empty)>
            <p class="chart-note" data-kind="warn">
                <Icon name=IconName::Warning />
                {text}
                <AskForAll app=app open=open />
            </p>
        </Show>
    }
}

fn part_of_log(open: OpenJob) -> Option<String> {
    part_in_words(open.bounds().get(), clock::LOCAL)
}

/// The way back from a part of the log.
#[component]
fn AskForAll(
    /// Shared state.
    app: App,
    /// The job.
    open: OpenJob,
) -> impl IntoView {
    let is_part = move || open.bounds().get() != MetricsFilter::default();
    view! {
        <Show when=is_part>
            <button type="button" class="btn quiet small" on:click=handler(move |_| ask_for(app, MetricsFilter::default()))>
                "Ask for everything"
            </button>
        </Show>
    }
}

/// Reason why there is nothing to plot, and when there will be.
#[component]
fn NoMetrics(
    /// Shared state.
    app: App,
    /// The job.
    open: OpenJob,
) -> impl IntoView {
    let class = Memo::new(move |_| open.job().with(|job| job.as_ref().map(|job| job.status.class)));
    let is_loaded = Memo::new(move |_| {
        open.metrics_read_at().with(Option::is_some) || open.metrics_error().with(Option::is_some)
    });
    let is_part = move || open.bounds().get() != MetricsFilter::default();
    let title = move || match class.get() {
        _ if 0 < open.rows().with(|rows| rows.n_received) => "No metrics that can be drawn",
        _ if is_part() => "No points in this part of the log",
        Some(class) if class.is_terminal() => "No metrics",
        _ => "No metrics yet",
    };
    let text = move || match class.get() {
        Some(StatusClass::Waiting) => {
            "The job waits for a machine, usually less than an hour. The first point comes a few minutes after training begins."
        }
        Some(StatusClass::Starting) => {
            "Model and data are being loaded. The first point comes a few minutes after training begins."
        }
        Some(StatusClass::Running) => {
            "Training runs and has not reported a step yet. This page asks every few seconds."
        }
        Some(StatusClass::Failed | StatusClass::Cancelled) => "The job ended before its first logged step.",
        Some(StatusClass::Completed | StatusClass::Stopped) => "The service reports no metrics for this job.",
        Some(StatusClass::Paused | StatusClass::Finishing | StatusClass::Stopping | StatusClass::Unknown)
        | None => "The service has not reported a step.",
    };
    view! {
        <Show when=move || is_loaded.get() fallback=|| view! { <ChartsSkeleton /> }>
            <Empty
                icon=IconName::Chart
                title=Signal::derive(move || title().to_owned())
                text=Signal::derive(move || match (explain::none_placed(open.rows().get()), part_of_log(open)) {
                    (Some(rows), _) => rows,
                    (None, Some(part)) => format!("Only {part} are requested, and the service has none."),
                    (None, None) => text().to_owned(),
                })
            />
            <p class="chart-note">
                <AskForAll app=app open=open />
            </p>
        </Show>
    }
}

/// The charts before the first response, with their final sizes.
#[component]
pub fn ChartsSkeleton() -> impl IntoView {
    let card = |class: &'static str| {
        view! {
            <div class=class>
                <header>
                    <i class="skeleton"></i>
                </header>
                <div class="plot"></div>
            </div>
        }
    };
    view! {
        <div class="charts-skeleton" role="status" aria-busy="true" aria-label="Loading metrics">
            <div class="tools"></div>
            <div class="charts">{card("chart wide")} {card("chart")} {card("chart")} {card("chart")}</div>
        </div>
    }
}
