//! A chart with its heading, its key with current values, its tooltip and its table twin.

use std::sync::Arc;

use leptos::prelude::*;

use super::{
    ChartSurface, ChartVoice, ExportMenu, Icon, IconName, TableTwin,
    chart_surface::Pointing,
    chart_tip::{ChartTip, color, place_label},
};
use crate::{
    chart::{self, Curve, HitRow, View},
    format,
};

/// The card.
#[component]
pub fn ChartCard(
    /// Heading.
    title: String,
    /// What the job is called, for the names of files.
    #[prop(into)]
    job: Signal<String>,
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
    let summary =
        Memo::new(move |_| curves.with(|curves| view.with(|view| chart::summary(&heading, curves, view))));
    let voice = title.clone();
    let place = move || {
        view.with(|view| {
            cursor.get().map(|x| format!("{} {}", view.x_axis.label().to_lowercase(), place_label(x, view)))
        })
    };
    let tip = move || {
        pointing.get().map(|pointing| {
            view! { <ChartTip pointing=pointing curves=curves.get().to_vec() view=view.get() /> }
        })
    };
    let name = title.clone();
    let icon = move || if shows_table.get() { IconName::Chart } else { IconName::Table };
    view! {
        <section class="chart" class:wide=is_wide aria-label=name>
            <header>
                <h2>{title.clone()}</h2>
                <Keys curves=curves cursor=cursor />
                <span class="grow"></span>
                <span class="at">{place}</span>
                <ExportMenu title=title.clone() job curves view />
                <button
                    type="button"
                    class="btn quiet small icon-only"
                    aria-pressed=move || shows_table.get().to_string()
                    aria-label=format!("{title} as a table")
                    title="As a table"
                    on:click=move |_| shows_table.update(|shows| *shows = !*shows)
                >
                    {move || view! { <Icon name=icon() /> }}
                </button>
            </header>
            <Show
                when=move || !shows_table.get()
                fallback=move || view! { <TableTwin curves=curves view=view /> }
            >
                <div class="plot">
                    <ChartSurface curves view is_dark summary cursor pointing n_hidden on_zoom />
                    <ChartVoice title=voice.clone() curves view cursor summary />
                    <SinglePoint curves=curves view=view />
                    {tip}
                </div>
                <HiddenNote n_hidden=n_hidden />
            </Show>
        </section>
    }
}

/// Each curve's name and value.
#[component]
fn Keys(
    /// The chart's curves.
    curves: Signal<Arc<Vec<Curve>>>,
    /// The x value the values belong to.
    cursor: RwSignal<Option<f64>>,
) -> impl IntoView {
    let keys = move || {
        let hit = cursor.get().and_then(|x| curves.with(|curves| chart::hit_at(curves, x)));
        curves.with(|curves| {
            let numbered = curves.iter().enumerate();
            numbered
                .map(|(i, curve)| key(curve, hit.as_ref().and_then(|hit| row_of(&hit.rows, i))))
                .collect_view()
        })
    };
    view! { <span class="keys">{keys}</span> }
}

/// In place of a line, as long as there is but one value.
#[component]
fn SinglePoint(
    /// The chart's curves.
    curves: Signal<Arc<Vec<Curve>>>,
    /// How they are looked at.
    view: Signal<View>,
) -> impl IntoView {
    let single = Memo::new(move |_| curves.with(|curves| single_point(curves)));
    move || {
        single.get().map(|(x, y)| {
            let (axis, place) = view.with(|view| (view.x_axis.label().to_lowercase(), place_label(x, view)));
            view! {
                <div class="single">
                    <b>{format::number(y)}</b>
                    {format!("at {axis} {place}, the only value so far")}
                </div>
            }
        })
    }
}

/// Says that a logarithmic axis leaves values out.
#[component]
fn HiddenNote(
    /// How many.
    n_hidden: RwSignal<usize>,
) -> impl IntoView {
    let words = move || {
        let n = format::count_of(n_hidden.get(), "value", "values");
        format!("{n} of zero or below cannot be shown on a logarithmic axis.")
    };
    view! {
        <Show when=move || 0 < n_hidden.get()>
            <p class="chart-note">
                <Icon name=IconName::Info />
                {words}
            </p>
        </Show>
    }
}

fn row_of(rows: &[HitRow], curve: usize) -> Option<&HitRow> {
    rows.iter().find(|row| row.curve == curve)
}

/// Swatch, name and value: at the crosshair, else the last one.
fn key(curve: &Curve, at_cursor: Option<&HitRow>) -> impl IntoView + use<> {
    let (value, smoothed) = match (at_cursor, curve.nearest(f64::INFINITY)) {
        (Some(row), _) => (Some(row.value), row.smoothed),
        (None, Some(i)) => (Some(curve.ys().at(i)), curve.smoothed_ys().map(|ys| ys.at(i))),
        (None, None) => (None, None),
    };
    view! {
        <span class="key" style=("--series", color(curve)) data-dash=curve.is_dashed.then_some("")>
            <i aria-hidden="true"></i>
            {curve.label.clone()}
            <b>{value.map_or_else(|| "–".to_owned(), format::number)}</b>
            {smoothed.map(|smoothed| view! { <small>"smoothed " {format::number(smoothed)}</small> })}
        </span>
    }
}

/// A chart of one point is a number: it, and where it stands.
fn single_point(curves: &[Curve]) -> Option<(f64, f64)> {
    let n_figures: usize = curves.iter().map(|curve| curve.len() - curve.ys().whole().n_gaps as usize).sum();
    let only = curves.iter().find_map(|curve| Some(curve.point(curve.nearest(0.0)?)));
    only.filter(|_| n_figures == 1)
}
