//! The charts of a comparison: one per metric, the curves of all jobs in it.

use std::sync::Arc;

use leptos::prelude::*;

use super::{comparison::Comparison, pace::paced};
use crate::{
    components::{Icon, IconName},
    pages::charts::{
        list::{ChartList, CurvesOf},
        settings::ChartSettings,
        smoothing::SmoothingQueue,
        tools::ChartTools,
    },
    state::Watched,
};
use tuneboard_core::{
    chart::{self, Curve, Marks},
    comparison::{AXES, ComparedJob, compared_curves, compared_findings, objection, share_reason},
    metrics::XAxis,
    model::MetricKey,
};

/// The charts, or that there are none yet.
#[component]
pub fn CompareCharts(
    /// State shared by the parts of the screen.
    comparison: Comparison,
) -> impl IntoView {
    let app = comparison.app;
    let beat = paced(comparison);
    let reasons = Memo::new(move |_| {
        beat.track();
        comparison.with_logs(|jobs| {
            let jobs: Vec<_> = jobs.iter().map(|job| (&**job.name, job.store, job.stretch)).collect();
            (AXES.map(|axis| (axis, objection(axis, &jobs))), share_reason(&jobs))
        })
    });
    let axes_that = move |are_refused: bool| {
        Memo::new(move |_| {
            let is_meant = |(_, why): &&(XAxis, Option<String>)| why.is_some() == are_refused;
            reasons.with(|(all, _)| all.iter().filter(is_meant).map(|(axis, _)| *axis).collect::<Vec<_>>())
        })
    };
    let usual = Memo::new(move |_| {
        if reasons.with(|(_, why_share)| why_share.is_some()) { XAxis::RunShare } else { XAxis::Step }
    });
    let settings = ChartSettings::of_axes(app, axes_that(false), axes_that(true), usual.into());
    let axis = Memo::new(move |_| settings.view.with(|view| view.x_axis));
    let chosen_axis = app.navigator.setting("x");
    let groups = Memo::new(move |_| {
        beat.track();
        comparison.with_logs(|jobs| chart::group_all(jobs.iter().map(|job| job.store)))
    });
    let extent_beat = paced(comparison);
    let everything = Memo::new(move |_| {
        extent_beat.track();
        let keys: Vec<MetricKey> =
            groups.with(|groups| groups.iter().flat_map(|group| group.keys.clone()).collect());
        let axis = axis.get();
        let curves = comparison.with_logs(|jobs| compared_curves(jobs, &keys, axis));
        chart::x_extent(&curves.into_iter().map(|(_, curve)| curve).collect::<Vec<_>>(), axis)
    });
    let queue = SmoothingQueue::new();
    let curves_of =
        CurvesOf::new(move |(keys, weight)| curves_of(comparison, keys, settings, axis, weight, queue));
    let marks_beat = paced(comparison);
    let has_findings = Memo::new(move |_| {
        marks_beat.track();
        let is_found = |(_, watched): &(usize, Watched)| {
            watched.judgement.with(|answer| answer.as_ref().is_some_and(|answer| !answer.findings.is_empty()))
        };
        untrack(|| comparison.watched().iter().any(is_found))
    });
    let marks = Memo::new(move |_| {
        marks_beat.track();
        let is_shown = settings.shows_findings.get();
        Arc::new(if is_shown { marks_of(comparison, axis.get()) } else { Marks::default() })
    });
    let axis_notes = move || {
        let (refused, why_share) = reasons.get();
        let is_share = axis.get() == XAxis::RunShare && chosen_axis.with(Option::is_none);
        let refusal = |(axis, why): (XAxis, Option<String>)| {
            Some(format!("{} is no axis here: {}.", axis.label(), why?))
        };
        let notes = why_share.filter(|_| is_share).into_iter().chain(refused.into_iter().filter_map(refusal));
        let line = |words: String| {
            view! {
                <p class="chart-note">
                    <Icon name=IconName::Info />
                    {words}
                </p>
            }
        };
        notes.map(line).collect_view()
    };
    let has_charts = Memo::new(move |_| !groups.with(Vec::is_empty));
    let is_pending = move || {
        comparison.watched().iter().any(|(_, watched)| {
            let open = watched.open();
            open.metrics_read_at().with(Option::is_none)
                && open.metrics_error().with(Option::is_none)
                && open.job_error().with(Option::is_none)
        })
    };
    let is_any_unread = move || {
        comparison.watched().iter().any(|(_, watched)| watched.open().metrics_error().with(Option::is_some))
    };
    let why_none = move || match (is_pending(), is_any_unread()) {
        (true, _) => "Loading metrics",
        (false, true) => "No metrics could be read so far.",
        (false, false) => "None of these jobs has logged a metric yet.",
    };
    view! {
        <h2 class="compare-heading">"Charts"</h2>
        <Show
            when=move || has_charts.get()
            fallback=move || {
                view! {
                    <p class="loading" role="status">
                        {why_none}
                    </p>
                }
            }
        >
            <ChartTools settings=settings open=None everything=everything.into() has_findings />
            {axis_notes}
            <ChartList
                settings=settings
                groups=groups
                n_at_once=1
                name=Signal::stored("comparison".to_owned())
                curves_of=curves_of
                marks=marks.into()
            />
        </Show>
    }
}

/// The findings on all jobs. Follows nothing.
fn marks_of(comparison: Comparison, axis: XAxis) -> Marks {
    comparison.with_logs(|jobs| {
        let watched = comparison.watched();
        let of_job = |(job, (_, watched)): (&ComparedJob<'_>, &(usize, Watched))| {
            watched.judgement.with(|answer| {
                let findings = answer.as_ref().map(|answer| answer.findings.as_slice()).unwrap_or_default();
                compared_findings(job, findings, axis)
            })
        };
        Marks::new(Vec::new(), jobs.iter().zip(&watched).flat_map(of_job).collect())
    })
}

/// The curves of one chart; anew whenever jobs, metrics, axis or smoothing change.
fn curves_of(
    comparison: Comparison,
    keys: Vec<MetricKey>,
    settings: ChartSettings,
    axis: Memo<XAxis>,
    weight: Memo<Option<f64>>,
    queue: SmoothingQueue,
) -> ReadSignal<Arc<Vec<Curve>>> {
    let beat = paced(comparison);
    queue.follow(move |before| {
        beat.track();
        let axis = axis.get();
        let curves = comparison.with_logs(|jobs| compared_curves(jobs, &keys, axis));
        settings.smoother_of(curves, weight.get(), before)
    })
}
