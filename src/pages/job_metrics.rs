//! A job's charts and the controls they share.

use std::sync::Arc;

use leptos::prelude::*;

use crate::{
    app,
    chart::{self, ChartGroup, View},
    components::{ChartCard, Empty, IconName},
    format,
    metrics::{XAxis, default_weight},
    model::{MetricKey, StatusClass},
    state::{App, OpenJob},
};

/// Largest smoothing that can be chosen.
const MAX_WEIGHT: f64 = 0.99;

/// The charts.
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
        <Show when=move || !is_empty.get() fallback=move || view! { <NoMetrics app=app open=open /> }>
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
        chosen_weight
            .get()
            .and_then(|text| text.parse::<f64>().ok())
            .filter(|weight| (0.0..1.0).contains(weight))
    });
    let log = app.navigator.setting("y");
    let is_log_y = Memo::new(move |_| log.get().as_deref() == Some("log"));
    let outliers = app.navigator.setting("outliers");
    let ignore_outliers = Memo::new(move |_| outliers.get().as_deref() == Some("off"));
    let range_text = app.navigator.setting("range");
    let x_range = Memo::new(move |_| range_text.get().as_deref().and_then(parse_range));
    let view = Memo::new(move |_| View {
        x_axis: axis.get(),
        is_log_y: is_log_y.get(),
        x_range: x_range.get(),
        utc_offset_secs: app::utc_offset_secs(app.now.get_untracked()),
        ignore_outliers: ignore_outliers.get(),
    });
    let cursor = RwSignal::new(None::<f64>);
    let on_zoom = Callback::new(move |range: Option<(f64, f64)>| {
        let text = range.map(|(low, high)| format!("{}~{}", format::exact(low), format::exact(high)));
        app.navigator.set("range", text.as_deref());
    });
    let groups = Memo::new(move |_| store.with(chart::group));
    let card = move |group: ChartGroup| {
        let keys = StoredValue::new(group.keys.clone());
        let curves = Memo::new_with_compare(
            move |_| {
                let weight_of = |key: &MetricKey, n: usize| {
                    weight.get().map_or_else(|| default_weight(key, n), |weight| smoothable(key, weight))
                };
                store.with(|store| {
                    keys.with_value(|keys| Arc::new(chart::curves(store, keys, axis.get(), weight_of)))
                })
            },
            // Each run makes a new list; comparing a hundred thousand points would cost more than drawing.
            |_, _| true,
        );
        view! {
            <ChartCard
                title=group.title
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
        <div class="tools">
            <label>
                "x"
                <select
                    class="field"
                    prop:value=move || axis.get().slug()
                    on:change:target=move |event| {
                        let slug = event.target().value();
                        on_zoom.run(None);
                        app.navigator.set("x", Some(slug.as_str()).filter(|slug| *slug != XAxis::Step.slug()));
                    }
                >
                    <For each=move || axes.get() key=|axis| *axis let:option>
                        <option value=option.slug() prop:selected=move || axis.get() == option>{option.label()}</option>
                    </For>
                </select>
            </label>
            <label>
                "Smoothing"
                <input
                    type="range"
                    min="0"
                    max=MAX_WEIGHT
                    step="0.01"
                    prop:value=move || weight.get().unwrap_or(0.6).to_string()
                    on:input:target=move |event| app.navigator.set("s", Some(event.target().value().as_str()))
                />
                <b class="tool-value">{move || weight.get().map_or_else(|| "auto".to_owned(), |weight| format!("{weight:.2}"))}</b>
            </label>
            <Show when=move || weight.get().is_some()>
                <button type="button" class="btn quiet" on:click=move |_| app.navigator.set("s", None)>"Auto"</button>
            </Show>
            <label>
                <input
                    type="checkbox"
                    prop:checked=is_log_y
                    on:change:target=move |event| app.navigator.set("y", event.target().checked().then_some("log"))
                />
                "log y"
            </label>
            <label>
                <input
                    type="checkbox"
                    prop:checked=ignore_outliers
                    on:change:target=move |event| app.navigator.set("outliers", event.target().checked().then_some("off"))
                />
                "ignore outliers"
            </label>
            <RangeFields view=view on_zoom=on_zoom />
            <Warnings open=open />
        </div>
        <div class="charts">
            <For each=move || groups.get() key=Clone::clone let:group>
                {card(group)}
            </For>
        </div>
    }
}

/// From and to, for those who cannot or do not want to drag.
#[component]
fn RangeFields(
    /// The charts' view.
    view: Memo<View>,
    /// A range was typed, or the whole asked back.
    on_zoom: Callback<Option<(f64, f64)>>,
) -> impl IntoView {
    let range = move || view.with(|view| view.x_range);
    let bound = move |pick: fn((f64, f64)) -> f64| {
        move || range().map(pick).filter(|bound| bound.is_finite()).map(format::exact).unwrap_or_default()
    };
    let typed = move |is_low: bool, text: String| {
        let (low, high) = untrack(range).unwrap_or((f64::NEG_INFINITY, f64::INFINITY));
        let value = text.trim().parse::<f64>().ok().filter(|value| value.is_finite());
        let new = if is_low {
            (value.unwrap_or(f64::NEG_INFINITY), high)
        } else {
            (low, value.unwrap_or(f64::INFINITY))
        };
        on_zoom.run((new.0 < new.1 && (new.0.is_finite() || new.1.is_finite())).then_some(new));
    };
    // Only of an axis whose values people know by heart.
    let is_offered = move || view.with(|view| matches!(view.x_axis, XAxis::Step | XAxis::Epoch));
    view! {
        <Show when=is_offered>
            <span class="range-fields">
                <input
                    class="field"
                    inputmode="decimal"
                    placeholder="from"
                    aria-label="Show from"
                    prop:value=bound(|range| range.0)
                    on:change:target=move |event| typed(true, event.target().value())
                />
                "–"
                <input
                    class="field"
                    inputmode="decimal"
                    placeholder="to"
                    aria-label="Show up to"
                    prop:value=bound(|range| range.1)
                    on:change:target=move |event| typed(false, event.target().value())
                />
            </span>
        </Show>
        <button type="button" class="btn quiet" disabled=move || range().is_none() on:click=move |_| on_zoom.run(None)>
            "Show all"
        </button>
    }
}

/// What could not be read, and restarts.
#[component]
fn Warnings(
    /// The job.
    open: OpenJob,
) -> impl IntoView {
    let text = move || {
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
    };
    view! { <span class="chart-note">{text}</span> }
}

/// Why there is nothing to plot, and when there will be.
#[component]
fn NoMetrics(
    /// Shared state.
    app: App,
    /// The job.
    open: OpenJob,
) -> impl IntoView {
    let _ = app;
    let class = Memo::new(move |_| open.job().with(|job| job.as_ref().map(|job| job.status.class)));
    let is_loaded =
        move || open.metrics_read_at().with(Option::is_some) || open.metrics_error().with(Option::is_some);
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
    move || {
        if is_loaded() {
            view! { <Empty icon=IconName::Chart title="No metrics yet" text=Signal::derive(move || text().to_owned()) /> }.into_any()
        } else {
            view! {
                <div class="charts" aria-busy="true" aria-label="Loading metrics">
                    <span class="skeleton chart-skeleton wide"></span>
                    <span class="skeleton chart-skeleton"></span>
                    <span class="skeleton chart-skeleton"></span>
                </div>
            }
            .into_any()
        }
    }
}

/// The chosen weight, but never for curves that smoothing falsifies.
fn smoothable(key: &MetricKey, weight: f64) -> f64 {
    const LONG_ENOUGH_FOR_ANY_DEFAULT: usize = usize::MAX;
    if default_weight(key, LONG_ENOUGH_FOR_ANY_DEFAULT) == 0.0 { 0.0 } else { weight }
}

/// `120~300`; a missing side is open.
fn parse_range(text: &str) -> Option<(f64, f64)> {
    let (low, high) = text.split_once('~')?;
    let bound = |text: &str| text.parse::<f64>().ok().filter(|bound| !bound.is_nan());
    let (low, high) = (bound(low)?, bound(high)?);
    (low < high).then_some((low, high))
}
