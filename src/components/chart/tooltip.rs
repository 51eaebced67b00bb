//! The exact values under the crosshair, in a box below or above the chart, so that it never covers a point.

use leptos::prelude::*;

use super::pointing::Pointing;
use tuneboard_core::{
    chart::{self, Curve, EventMark, FindingMark, HitOrder, HitRow, View},
    format,
    metrics::XAxis,
    model::EventLevel,
};

/// Rows shown; more are counted.
const MAX_ROWS: usize = 12;
/// Height of a row, and of all beside the rows of a tooltip without many events, CSS pixels.
const ROW_PX: f64 = 20.0;
const FRAME_PX: f64 = 70.0;
/// Events shown; more are counted.
const MAX_EVENTS: usize = 3;

/// The box.
#[component]
pub fn ChartTip(
    /// Points to describe.
    pointing: Pointing,
    /// The chart's curves.
    curves: Vec<Curve>,
    /// The chart's view.
    view: View,
    /// Order of the values.
    order: HitOrder,
    /// Events that are marked there.
    marks: Vec<EventMark>,
    /// Findings that hold there.
    findings: Vec<FindingMark>,
    /// There is no room below the chart.
    is_above: bool,
) -> impl IntoView {
    let Pointing { hit, share, near, is_detailed, .. } = pointing;
    let is_smoothed = hit.rows.iter().any(|row| row.smoothed.is_some());
    let rows = hit.ordered(order, &curves);
    let n_more = rows.len().saturating_sub(MAX_ROWS);
    let hit_x = hit.x;
    let row = |row: HitRow| {
        let curve = curves.get(row.curve)?;
        let elsewhere = (row.x != hit_x).then(|| format!(" at {}", place_label(row.x, &view)));
        let is_near = (1 < curves.len() && near == Some(row.curve)).then_some("");
        let details = is_detailed.then(|| details(curve, row.index, &view));
        Some(view! {
            <tr data-near=is_near>
                <th scope="row" data-dash=dash(curve)>
                    <i style=("--series", color(curve)) aria-hidden="true"></i>
                    {format::shortened(&curve.label)}
                    {elsewhere.map(|at| view! { <span class="faint">{at}</span> })}
                </th>
                {is_smoothed.then(|| view! { <td class="num smoothed">{row.smoothed.map(format::number)}</td> })}
                <td class="num">{chart::gap_word(row.value).map_or_else(|| format::exact(row.value), str::to_owned)}</td>
                {details.map(|text| view! { <td class="faint">{text}</td> })}
            </tr>
        })
    };
    let rows: Vec<_> = rows.into_iter().take(MAX_ROWS).filter_map(row).collect();
    let heads = is_smoothed.then(|| {
        view! {
            <tr>
                <td></td>
                <td class="num faint smoothed">"smoothed"</td>
                <td class="num faint">"value"</td>
                {is_detailed.then(|| view! { <td></td> })}
            </tr>
        }
    });
    let heading = match view.x_axis {
        XAxis::WallClock => place_label(hit_x, &view),
        axis => format!("{} {}", axis.label(), place_label(hit_x, &view)),
    };
    view! {
        <div class="chart-tip" class:above=is_above style=("--share", share.to_string())>
            <b>{heading}</b>
            <table>
                <tbody>{heads} {rows}</tbody>
            </table>
            {(0 < n_more).then(|| view! { <span class="faint">{format!("+ {n_more} more")}</span> })}
            {events(&marks, hit_x, &view)}
            {open_findings(&findings)}
        </div>
    }
}

/// The log's events at this place.
fn events(marks: &[EventMark], hit_x: f64, view: &View) -> impl IntoView + use<> {
    let n_more = marks.len().saturating_sub(MAX_EVENTS);
    let line = |mark: &EventMark| {
        let level = level_word(mark.level);
        let elsewhere = (mark.x != hit_x).then(|| format!(" at {}", place_label(mark.x, view)));
        view! {
            <li data-level=level>
                {mark.text.clone()}
                {elsewhere.map(|at| view! { <span class="faint">{at}</span> })}
            </li>
        }
    };
    let lines = marks.iter().take(MAX_EVENTS).map(line).collect_view();
    let more = (0 < n_more).then(
        || view! { <li class="faint">{format!("+ {}", format::count_of(n_more, "event", "events"))}</li> },
    );
    (!marks.is_empty()).then(|| view! { <ul class="tip-events">{lines} {more}</ul> })
}

/// Findings that hold at this place.
fn open_findings(findings: &[FindingMark]) -> impl IntoView + use<> {
    let n_more = findings.len().saturating_sub(MAX_EVENTS);
    let line = |finding: &FindingMark| {
        view! { <li data-level=level_word(finding.level)>{finding.text.to_string()}</li> }
    };
    let lines = findings.iter().take(MAX_EVENTS).map(line).collect_view();
    let more = (0 < n_more).then(|| {
        view! { <li class="faint">{format!("+ {}", format::count_of(n_more, "finding", "findings"))}</li> }
    });
    (!findings.is_empty()).then(|| view! { <ul class="tip-events">{lines} {more}</ul> })
}

const fn level_word(level: EventLevel) -> &'static str {
    match level {
        EventLevel::Info => "info",
        EventLevel::Warning => "warn",
        EventLevel::Error => "error",
    }
}

/// Returns the properties logged beside a figure, as far as they are known, except the one on the axis.
fn details(curve: &Curve, index: usize, view: &View) -> String {
    let Some(series) = curve.series() else { return String::new() };
    let part = |axis: XAxis| {
        let x = Some(series.x_at(axis, index)).filter(|x| axis != view.x_axis && x.is_finite())?;
        let label = chart::tick_label(x, axis, view.utc_offset);
        Some(if axis == XAxis::WallClock {
            label
        } else {
            format!("{} {label}", axis.label().to_lowercase())
        })
    };
    let earlier =
        curve.earlier_figures(index).into_iter().map(|figure| format!("earlier {}", format::exact(figure)));
    XAxis::ALL.into_iter().filter_map(part).chain(earlier).collect::<Vec<_>>().join(", ")
}

/// The colour of a curve as the style sheet names it.
pub(in crate::components) fn color(curve: &Curve) -> String {
    format!("var(--series-{})", curve.color % chart::LIGHT.series.len() + 1)
}

/// Returns the dash pattern of a line, as the style sheet names it; `None` for a solid line.
pub(in crate::components) const fn dash(curve: &Curve) -> Option<&'static str> {
    match (curve.is_dashed, curve.is_dotted) {
        (false, false) => None,
        (true, false) => Some(""),
        (false, true) => Some("dot"),
        (true, true) => Some("dash-dot"),
    }
}

/// Height of the box for so many curves at most, CSS pixels.
pub(in crate::components) fn tip_height(n_curves: usize) -> f64 {
    FRAME_PX + ROW_PX * n_curves.clamp(3, MAX_ROWS) as f64
}

/// A place on the axis, exact where ticks are rounded.
pub(in crate::components) fn place_label(x: f64, view: &View) -> String {
    chart::tick_label(x, view.x_axis, view.utc_offset)
}
