//! The charts of a file with several runs: one per metric, a curve per run in it.

use std::{collections::BTreeSet, sync::Arc};

use leptos::prelude::*;

use crate::{
    components::handler,
    pages::charts::{
        list::{ChartList, CurvesOf},
        settings::ChartSettings,
        smoothing::SmoothingQueue,
        tools::ChartTools,
    },
    state::{App, LogRun, OpenLog},
};
use tuneboard_core::{
    chart,
    comparison::{ComparedJob, MOST_JOBS, Stretch, compared_curves},
    format,
    metrics::XAxis,
    model::MetricKey,
};

/// The charts.
#[component]
pub fn RunCharts(
    /// Shared state.
    app: App,
    /// The log.
    log: OpenLog,
    /// Notes about the figures.
    children: Children,
) -> impl IntoView {
    let runs = log.runs();
    let n_runs = runs.with_untracked(Vec::len);
    // Beyond that, lines cannot be told apart.
    let shown = RwSignal::new((0..n_runs.min(MOST_JOBS)).collect::<BTreeSet<usize>>());
    let axes = Memo::new(move |_| shown.with(|shown| runs.with(|runs| common_axes(runs, shown))));
    let settings = ChartSettings::of_axes(app, axes, Memo::new(|_| Vec::new()), Signal::stored(XAxis::Step));
    let axis = Memo::new(move |_| settings.view.with(|view| view.x_axis));
    let groups = Memo::new(move |_| {
        shown.with(|shown| {
            runs.with(|runs| {
                chart::group_all(shown.iter().filter_map(|idx| runs.get(*idx)).map(|run| &run.store))
            })
        })
    });
    let everything = Memo::new(move |_| {
        let keys: Vec<MetricKey> =
            groups.with(|groups| groups.iter().flat_map(|group| group.keys.clone()).collect());
        let axis = axis.get();
        let curves = with_shown(runs, shown, |jobs| compared_curves(jobs, &keys, axis));
        chart::x_extent(&curves.into_iter().map(|(_, curve)| curve).collect::<Vec<_>>(), axis)
    });
    let queue = SmoothingQueue::new();
    let curves_of = CurvesOf::new(move |(keys, weight): (Vec<MetricKey>, Memo<Option<f64>>)| {
        queue.follow(move |before| {
            let axis = axis.get();
            let curves = with_shown(runs, shown, |jobs| compared_curves(jobs, &keys, axis));
            settings.smoother_of(curves, weight.get(), before)
        })
    });
    view! {
        {(MOST_JOBS < n_runs).then(|| view! { <RunChoice runs=runs shown=shown /> })}
        <ChartTools settings=settings open=None everything=everything.into() />
        {children()}
        <ChartList
            settings=settings
            groups=groups
            n_at_once=1
            name=log.name()
            curves_of=curves_of
            marks=Signal::default()
        />
    }
}

/// Choice of the runs to draw, where they are too many for one chart.
#[component]
fn RunChoice(
    /// All of them.
    runs: ReadSignal<Vec<LogRun>>,
    /// Runs that are drawn, by their places.
    shown: RwSignal<BTreeSet<usize>>,
) -> impl IntoView {
    let words = move || {
        let n_all = runs.with(Vec::len);
        format!("{} of {} are drawn", shown.with(BTreeSet::len), format::count_of(n_all, "run", "runs"))
    };
    let choices = move || {
        let names: Vec<Arc<str>> = runs.with(|runs| runs.iter().map(|run| Arc::clone(&run.name)).collect());
        let choice = |(idx, name): (usize, Arc<str>)| {
            let is_on = Memo::new(move |_| shown.with(|shown| shown.contains(&idx)));
            let is_full = move || !is_on.get() && shown.with(|shown| MOST_JOBS <= shown.len());
            let toggle = move |event: web_sys::Event| {
                let is_on = event_target_checked(&event);
                shown.update(|shown| {
                    if is_on {
                        shown.insert(idx)
                    } else {
                        shown.remove(&idx)
                    };
                });
            };
            view! {
                <label title=format::full_if_shortened(&name)>
                    <input type="checkbox" prop:checked=is_on disabled=is_full on:change=handler(toggle) />
                    {format::shortened(&name)}
                </label>
            }
        };
        names.into_iter().enumerate().map(choice).collect_view()
    };
    view! {
        <details class="run-choice">
            <summary>
                <span role="status">{words}</span>
            </summary>
            <div role="group" aria-label="Runs drawn">
                {choices}
            </div>
        </details>
    }
}

/// Returns the axes that all runs that are drawn have figures for.
fn common_axes(runs: &[LogRun], shown: &BTreeSet<usize>) -> Vec<XAxis> {
    let mut axes = XAxis::ALL.to_vec();
    for run in shown.iter().filter_map(|idx| runs.get(*idx)) {
        let own = run.store.axes();
        axes.retain(|axis| own.contains(axis));
    }
    axes
}

/// Returns the runs that are drawn, as jobs of a comparison.
fn with_shown<T>(
    runs: ReadSignal<Vec<LogRun>>,
    shown: RwSignal<BTreeSet<usize>>,
    read: impl FnOnce(&[ComparedJob<'_>]) -> T,
) -> T {
    runs.with(|runs| {
        shown.with(|shown| {
            let jobs: Vec<ComparedJob<'_>> = shown
                .iter()
                .filter_map(|idx| runs.get(*idx))
                .enumerate()
                .map(|(place, run)| ComparedJob {
                    name: &run.name,
                    place,
                    store: &run.store,
                    stretch: Stretch::Open,
                })
                .collect();
            read(&jobs)
        })
    })
}
