//! Charts, a card for each group of metrics: of a job, a log or a comparison.

use std::sync::Arc;

use leptos::prelude::*;

use super::settings::{ChartSettings, ORDERS};
use crate::{
    components::{ChartCard, handler},
    shell::incremental_count::incremental_count,
};
use tuneboard_core::{
    chart::{ChartGroup, Curve, Marks, View},
    format,
    model::MetricKey,
};

/// Charts shown at first, and more at each press: a job may log thousands of metrics.
pub const MAX_CHARTS: usize = 24;

/// Builds the curves of these metrics, with a weight for all of them or `None` for each its own.
pub type CurvesOf = Callback<(Vec<MetricKey>, Memo<Option<f64>>), ReadSignal<Arc<Vec<Curve>>>>;

/// The charts, some at a time.
#[component]
pub fn ChartList(
    /// Settings of the charts.
    settings: ChartSettings,
    /// Groups of metrics, one per chart.
    #[prop(into)]
    groups: Signal<Vec<ChartGroup>>,
    /// Number of charts made at once.
    n_at_once: usize,
    /// Name of the job or run, for files and readers.
    name: Signal<String>,
    /// Builds the curves of a chart.
    curves_of: CurvesOf,
    /// Marks of the log's events, and of findings.
    marks: Signal<Arc<Marks>>,
) -> impl IntoView {
    let app = settings.app;
    let n_shown = RwSignal::new(MAX_CHARTS);
    let n_wanted = Signal::derive(move || groups.with(Vec::len).min(n_shown.get()));
    let n_made = incremental_count(n_wanted, n_at_once);
    let shown =
        Memo::new(move |_| groups.with(|all| all.iter().take(n_made.get()).cloned().collect::<Vec<_>>()));
    let n_hidden = move || groups.with(Vec::len).saturating_sub(n_shown.get());
    let ends = Memo::new(move |_| marks.with(|marks| marks.forecast.as_ref().map(|band| band.end)));
    let card = move |group: ChartGroup| {
        let keys = group.keys.clone();
        let marks = Memo::new(move |_| Arc::new(marks.with(|marks| marks.of_chart(&keys))));
        let weight = settings.own_weight(&group.title);
        let curves = curves_of.run((group.keys, weight));
        let title = StoredValue::new(group.title.clone());
        let y_range = settings.y_range(&group.title);
        let view = Memo::new(move |_| {
            let view = settings.view.get();
            // All charts reach to the end of a run that has a forecast, so that they line up.
            let x_end = ends.get();
            let y_reach = marks.with(|marks| marks.forecast.as_ref().and_then(|band| band.y_reach(&view)));
            View { y_range: y_range.get(), x_end, y_reach, ..view }
        });
        let set_y = move |range| title.with_value(|title| settings.set_y_range(title, range));
        let on_fit = Callback::new(move |()| {
            set_y(None);
            app.navigator.set("outliers", None);
        });
        view! {
            <ChartCard
                title=group.title
                job=name
                is_wide=group.is_wide
                curves=curves
                view=view
                marks=marks
                is_dark=Signal::derive(move || app.settings.is_dark())
                order=Signal::derive(move || ORDERS[settings.order.get()].2)
                sync=settings.sync
                on_y=Callback::new(set_y)
                weight=weight
                on_weight=Callback::new(move |weight| title.with_value(|title| settings.set_own_weight(title, weight)))
                on_fit=on_fit
            />
        }
    };
    view! {
        <div class="charts">
            <For each=move || shown.get() key=Clone::clone let:group>
                {card(group)}
            </For>
        </div>
        <Show when=move || 0 < n_hidden()>
            <button type="button" class="btn" on:click=handler(move |_| n_shown.update(|n| *n += MAX_CHARTS))>
                {move || format!("Show more of {}", format::count_of(n_hidden(), "chart", "charts"))}
            </button>
        </Show>
    }
}
