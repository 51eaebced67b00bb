//! The exact values under the pointer, in a small box that never leaves its chart.

use leptos::{html, prelude::*};

use super::chart_surface::Pointing;
use crate::{
    chart::{self, Curve, View},
    format,
    metrics::XAxis,
};

/// Between the pointer and the box, CSS pixels.
const GAP_PX: f64 = 14.0;

/// The box.
#[component]
pub fn ChartTip(
    /// What is pointed at.
    pointing: Pointing,
    /// The chart's curves.
    curves: Vec<Curve>,
    /// The chart's view.
    view: View,
) -> impl IntoView {
    let node = NodeRef::<html::Div>::new();
    let (left, top) = (pointing.left_css_px, pointing.top_css_px);
    let (width, height) = (pointing.width_css_px, pointing.height_css_px);
    let place = RwSignal::new((left + GAP_PX, top + GAP_PX));
    // Only once it is in the page does it have a size.
    Effect::new(move || {
        let Some(tip) = node.get() else { return };
        let (tip_width, tip_height) = (f64::from(tip.offset_width()), f64::from(tip.offset_height()));
        place.set((beside(left, tip_width, width), (top + GAP_PX).min(height - tip_height).max(0.0)));
    });
    let is_smoothed = pointing.hit.rows.iter().any(|row| row.smoothed.is_some());
    let hit_x = pointing.hit.x;
    let rows =
        pointing.hit.rows.iter().filter_map(|row| Some((row, curves.get(row.curve)?))).map(|(row, curve)| {
            let elsewhere = (row.x != hit_x).then(|| format!(" at {}", place_label(row.x, &view)));
            view! {
                <tr>
                    <th scope="row" data-dash=curve.is_dashed.then_some("")>
                        <i style=("--series", color(curve)) aria-hidden="true"></i>
                        {curve.label.clone()}
                        {elsewhere.map(|at| view! { <span class="faint">{at}</span> })}
                    </th>
                    {is_smoothed.then(|| view! { <td class="num smoothed">{row.smoothed.map(format::number)}</td> })}
                    <td class="num">{format::exact(row.value)}</td>
                </tr>
            }
        });
    let heads = is_smoothed.then(|| {
        view! {
            <tr>
                <td></td>
                <td class="num faint smoothed">"smoothed"</td>
                <td class="num faint">"value"</td>
            </tr>
        }
    });
    let heading = match view.x_axis {
        XAxis::WallClock => place_label(hit_x, &view),
        axis => format!("{} {}", axis.label(), place_label(hit_x, &view)),
    };
    view! {
        <div
            class="chart-tip"
            node_ref=node
            style=("--x", move || format!("{:.0}px", place.get().0))
            style=("--y", move || format!("{:.0}px", place.get().1))
        >
            <b>{heading}</b>
            <table>
                <tbody>
                    {heads}
                    {rows.collect_view()}
                </tbody>
            </table>
        </div>
    }
}

/// Where a box of `size` starts beside `at` within `room`: after it where there is room, else before it.
fn beside(at: f64, size: f64, room: f64) -> f64 {
    let after = at + GAP_PX;
    let before = at - GAP_PX - size;
    let start = if after + size <= room || before < 0.0 { after } else { before };
    start.min(room - size).max(0.0)
}

/// The colour of a curve as the style sheet names it.
pub(super) fn color(curve: &Curve) -> String {
    format!("var(--series-{})", curve.color % chart::LIGHT.series.len() + 1)
}

/// A place on the axis, exact where ticks are rounded.
pub(super) fn place_label(x: f64, view: &View) -> String {
    chart::tick_label(x, view.x_axis, view.utc_offset_secs)
}
