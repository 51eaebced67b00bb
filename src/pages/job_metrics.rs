//! A job's charts.

use std::sync::Arc;

use kernel::Smoothing;
use leptos::prelude::*;

use super::chart_tools::{ChartTools, parse_range};
use crate::{
    browser::clock,
    chart::{self, ChartGroup, Curve, View},
    components::{ChartCard, Empty, Icon, IconName},
    format,
    metrics::{MetricStore, XAxis, default_weight},
    model::{MetricKey, StatusClass},
    state::{App, OpenJob},
};

/// The charts, or why there are none.
#[component]
pub fn JobMetrics(
    /// Shared state.
    app: App,
    /// The job.
    open: OpenJob,
) -> impl IntoView {
    let store = open.store();
    let is_empty = Memo::new(move |_| store.with(|store| store.is_empty()));
    view! {
        <Show when=move || !is_empty.get() fallback=move || view! { <NoMetrics open=open /> }>
            <Charts app=app open=open />
        </Show>
    }
}

#[component]
fn Charts(
    /// Shared state.
    app: App,
    /// The job.
    open: OpenJob,
) -> impl IntoView {
    let store = open.store();
    let axes = Memo::new(move |_| store.with(|store| store.axes()));
    let chosen_axis = app.navigator.setting("x");
    let axis = Memo::new(move |_| {
        let chosen = chosen_axis.get().and_then(|slug| XAxis::from_slug(&slug));
        chosen.filter(|axis| axes.with(|axes| axes.contains(axis))).unwrap_or(XAxis::Step)
    });
    let chosen_weight = app.navigator.setting("s");
    // `None` leaves each curve its own default.
    let weight = Memo::new(move |_| {
        let chosen = chosen_weight.get().and_then(|text| text.parse::<f64>().ok());
        chosen.filter(|weight| (0.0..1.0).contains(weight))
    });
    let log = app.navigator.setting("y");
    let outliers = app.navigator.setting("outliers");
    let range = app.navigator.setting("range");
    let view = Memo::new(move |_| View {
        x_axis: axis.get(),
        is_log_y: log.get().as_deref() == Some("log"),
        x_range: range.get().as_deref().and_then(parse_range),
        utc_offset_secs: clock::utc_offset_secs(app.now.get_untracked()),
        ignore_outliers: outliers.get().as_deref() == Some("off"),
        y_range: None,
        from_zero: false,
    });
    let cursor = RwSignal::new(None::<f64>);
    let on_zoom = Callback::new(move |range: Option<(f64, f64)>| {
        let text = range.map(|(low, high)| format!("{}~{}", format::exact(low), format::exact(high)));
        app.navigator.set("range", text.as_deref());
    });
    let groups = Memo::new(move |_| store.with(chart::group));
    let job_name = Signal::derive(move || {
        open.job().with(|job| job.as_ref().map(|job| job.name.to_string())).unwrap_or_default()
    });
    let card = move |group: ChartGroup| {
        let curves = curves_of(store, group.keys, axis, weight);
        view! {
            <ChartCard
                title=group.title
                job=job_name
                is_wide=group.is_wide
                curves=curves
                view=view
                is_dark=Signal::derive(move || app.settings.is_dark())
                cursor=cursor
                on_zoom=on_zoom
            />
        }
    };
    view! {
        <ChartTools app=app axes=axes weight=weight view=view on_zoom=on_zoom />
        <Warnings open=open />
        <div class="charts">
            <For each=move || groups.get() key=Clone::clone let:group>
                {card(group)}
            </For>
        </div>
    }
}

/// The curves of one chart; anew whenever metrics, axis or smoothing change.
fn curves_of(
    store: ReadSignal<MetricStore>,
    keys: Vec<MetricKey>,
    axis: Memo<XAxis>,
    weight: Memo<Option<f64>>,
) -> Memo<Arc<Vec<Curve>>> {
    Memo::new_owning(move |before: Option<Arc<Vec<Curve>>>| {
        let how = |key: &MetricKey, n: usize| {
            let weight =
                weight.get().map_or_else(|| default_weight(key, n), |weight| smoothable(key, weight));
            Some(Smoothing::Average(weight))
        };
        let before = before.unwrap_or_default();
        let curves = store.with(|store| chart::curves(store, &keys, axis.get(), how, &before));
        // Each run makes a new list; comparing a hundred thousand points would cost more than drawing.
        (Arc::new(curves), true)
    })
}

/// What could not be read, and restarts.
#[component]
fn Warnings(
    /// The job.
    open: OpenJob,
) -> impl IntoView {
    let text = Memo::new(move |_| {
        let n_rows = open.n_unreadable_rows().get();
        let n_restarts = open.store().with(|store| store.n_restarts());
        let mut parts = Vec::new();
        if 0 < n_rows {
            parts.push(format!("{} of metrics could not be read", format::count_of(n_rows, "row", "rows")));
        }
        if 0 < n_restarts {
            parts.push(format!(
                "training went back {}; the newest value of each step is shown",
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
            </p>
        </Show>
    }
}

/// Why there is nothing to plot, and when there will be.
#[component]
fn NoMetrics(
    /// The job.
    open: OpenJob,
) -> impl IntoView {
    let class = Memo::new(move |_| open.job().with(|job| job.as_ref().map(|job| job.status.class)));
    let is_loaded = Memo::new(move |_| {
        open.metrics_read_at().with(Option::is_some) || open.metrics_error().with(Option::is_some)
    });
    let title = move || match class.get() {
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
        Some(StatusClass::Finishing | StatusClass::Stopping | StatusClass::Unknown) | None => {
            "The service has not reported a step."
        }
    };
    view! {
        <Show when=move || is_loaded.get() fallback=|| view! { <ChartsSkeleton /> }>
            <Empty
                icon=IconName::Chart
                title=Signal::derive(move || title().to_owned())
                text=Signal::derive(move || text().to_owned())
            />
        </Show>
    }
}

/// The charts before the first answer, with their final sizes.
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

/// The chosen weight, but never for curves that smoothing falsifies.
fn smoothable(key: &MetricKey, weight: f64) -> f64 {
    const LONG_ENOUGH_FOR_ANY_DEFAULT: usize = usize::MAX;
    if default_weight(key, LONG_ENOUGH_FOR_ANY_DEFAULT) == 0.0 { 0.0 } else { weight }
}
