//! A chart with its heading, its key with current values, its tooltip and its table twin.

use std::sync::Arc;

use leptos::prelude::*;

use super::{ChartSurface, Icon, IconName, TableTwin, chart_surface::Pointing};
use crate::{
    chart::{self, Curve, HitRow, View},
    format,
    metrics::XAxis,
};

/// The card.
#[component]
pub fn ChartCard(
    /// Heading.
    title: String,
    /// Spans the page.
    is_wide: bool,
    /// What to draw.
    #[prop(into)]
    curves: Signal<Arc<Vec<Curve>>>,
    /// How to draw it.
    #[prop(into)]
    view: Signal<View>,
    /// Dark colours.
    #[prop(into)]
    is_dark: Signal<bool>,
    /// The x value all charts of the page point at.
    cursor: RwSignal<Option<f64>>,
    /// A range was dragged, or the whole asked back.
    on_zoom: Callback<Option<(f64, f64)>>,
) -> impl IntoView {
    let pointing = RwSignal::new(None::<Pointing>);
    let n_hidden = RwSignal::new(0_usize);
    let shows_table = RwSignal::new(false);
    let heading = title.clone();
    let summary = Memo::new(move |_| curves.with(|curves| summarise(&heading, curves)));
    let single = Memo::new(move |_| curves.with(|curves| single_point(curves)));
    let keys = move || {
        let hit = cursor.get().and_then(|x| curves.with(|curves| chart::hit_at(curves, x)));
        curves.with(|curves| {
            curves
                .iter()
                .enumerate()
                .map(|(i, curve)| key(curve, hit.as_ref().and_then(|hit| row_of(&hit.rows, i))))
                .collect_view()
        })
    };
    let place = move || {
        let axis = view.with(|view| view.x_axis);
        cursor.get().map(|x| {
            format!(
                "{} {}",
                axis.label().to_lowercase(),
                chart::tick_label(x, axis, view.with(|view| view.utc_offset_secs))
            )
        })
    };
    let table_name = format!("{title} as a table");
    let name = title.clone();
    view! {
        <section class=if is_wide { "panel chart wide" } else { "panel chart" } aria-label=name>
            <header>
                <h2>{title}</h2>
                <span class="keys">{keys}</span>
                <span class="grow"></span>
                <span class="tip">{place}</span>
                <button
                    type="button"
                    class="btn quiet icon-only"
                    aria-pressed=move || shows_table.get().to_string()
                    aria-label=table_name.clone()
                    title=table_name
                    on:click=move |_| shows_table.update(|shows| *shows = !*shows)
                >
                    {move || view! { <Icon name=if shows_table.get() { IconName::Chart } else { IconName::Table } /> }}
                </button>
            </header>
            <Show
                when=move || !shows_table.get()
                fallback=move || view! { <TableTwin curves=curves view=view /> }
            >
                <div class="plot">
                    <ChartSurface curves view is_dark summary cursor pointing n_hidden on_zoom />
                    {move || single.get().map(|text| view! { <p class="plot-single">{text}</p> })}
                    {move || pointing.get().map(|pointing| tooltip(&pointing, &curves.get(), &view.get()))}
                </div>
                <Show when=move || 0 < n_hidden.get()>
                    <p class="chart-note">
                        {move || format!("{} of zero or below cannot be shown on a logarithmic axis.", format::count_of(n_hidden.get(), "value", "values"))}
                    </p>
                </Show>
            </Show>
        </section>
    }
}

fn row_of(rows: &[HitRow], curve: usize) -> Option<&HitRow> {
    rows.iter().find(|row| row.curve == curve)
}

/// Swatch, name and value: at the crosshair, else the last one.
fn key(curve: &Curve, at_cursor: Option<&HitRow>) -> impl IntoView + use<> {
    let last = curve.ys.iter().rposition(|y| y.is_finite());
    let (value, smoothed) = match (at_cursor, last) {
        (Some(row), _) => (Some(row.value), row.smoothed),
        (None, Some(i)) => (Some(curve.ys[i]), curve.smoothed.as_ref().map(|smoothed| smoothed[i])),
        (None, None) => (None, None),
    };
    view! {
        <span class="key" style=format!("--series: var(--series-{})", curve.color + 1)>
            <i class:dash=curve.is_dashed aria-hidden="true"></i>
            {curve.label.clone()}
            " "
            <b>{value.map_or_else(|| "–".to_owned(), format::number)}</b>
            {smoothed.map(|smoothed| view! { <span class="faint">" smoothed " {format::number(smoothed)}</span> })}
        </span>
    }
}

/// Exact values at the pointer, in the order of the lines from top to bottom.
fn tooltip(pointing: &Pointing, curves: &[Curve], view: &View) -> impl IntoView + use<> {
    let is_left = pointing.width_css_px / 2.0 < pointing.left_css_px;
    let style = if is_left {
        format!("right: {:.0}px", pointing.width_css_px - pointing.left_css_px + 12.0)
    } else {
        format!("left: {:.0}px", pointing.left_css_px + 12.0)
    };
    let rows = pointing.hit.rows.iter().filter_map(|row| Some((row, curves.get(row.curve)?))).map(|(row, curve)| {
        let is_elsewhere = row.x != pointing.hit.x;
        view! {
            <tr style=format!("--series: var(--series-{})", curve.color + 1)>
                <th scope="row">
                    <i class:dash=curve.is_dashed aria-hidden="true"></i>
                    {curve.label.clone()}
                </th>
                <td>{format::exact(row.value)}</td>
                <td class="faint">{row.smoothed.map(|smoothed| format!("smoothed {}", format::number(smoothed)))}</td>
                <td class="faint">
                    {is_elsewhere.then(|| format!("at {}", chart::tick_label(row.x, view.x_axis, view.utc_offset_secs)))}
                </td>
            </tr>
        }
    });
    let x = chart::tick_label(pointing.hit.x, view.x_axis, view.utc_offset_secs);
    let heading = match view.x_axis {
        XAxis::WallClock => x,
        axis => format!("{} {x}", axis.label()),
    };
    view! {
        <div class="chart-tip" style=style>
            <b>{heading}</b>
            <table>
                <tbody>{rows.collect_view()}</tbody>
            </table>
        </div>
    }
}

/// One sentence with what the chart shows, for screen readers.
fn summarise(title: &str, curves: &[Curve]) -> String {
    let mut text = format!("{title}.");
    for curve in curves {
        let finite: Vec<f64> = curve.ys.iter().copied().filter(|y| y.is_finite()).collect();
        let (Some(first), Some(last)) = (finite.first(), finite.last()) else { continue };
        let low = finite.iter().copied().fold(f64::INFINITY, f64::min);
        let high = finite.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        text.push_str(&format!(
            " {}: {}, first {}, last {}, lowest {}, highest {}.",
            curve.label,
            format::count_of(finite.len(), "point", "points"),
            format::number(*first),
            format::number(*last),
            format::number(low),
            format::number(high),
        ));
    }
    text
}

/// A chart of one point is a number.
fn single_point(curves: &[Curve]) -> Option<String> {
    let mut finite = curves.iter().flat_map(|curve| curve.ys.iter().copied().filter(|y| y.is_finite()));
    let only = finite.next()?;
    finite.next().is_none().then(|| format::number(only))
}
