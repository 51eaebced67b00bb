//! A chart with its heading, its key with current values, its tooltip and its data table.

use std::sync::Arc;

use leptos::{ev, html, prelude::*};

use super::{
    fields::ChartFields,
    pinned::Pinned,
    pointing::Pointing,
    surface::ChartNotes,
    tooltip::{ChartTip, color, dash, place_label, tip_height},
};
use crate::{
    browser::{focus, schedule::Debounced, viewport},
    components::{
        ChartDataTable, ChartLiveRegion, ChartSurface, ChartSync, ExportMenu, Icon, IconName, handler,
    },
};
use tuneboard_core::{
    chart::{self, Curve, HitOrder, HitRow, Marks, View, axis::zoom::Range},
    format,
};

/// Duration of the hint about the wheel, seconds.
const HINT_SECS: f64 = 3.0;

/// The card.
#[component]
pub fn ChartCard(
    /// Heading.
    title: String,
    /// Name of the job, for pictures and for the names of files.
    #[prop(into)]
    job: Signal<String>,
    /// Spans the page.
    is_wide: bool,
    /// Curves to draw.
    #[prop(into)]
    curves: Signal<Arc<Vec<Curve>>>,
    /// View on the curves.
    #[prop(into)]
    view: Signal<View>,
    /// Marks of events and findings.
    #[prop(into)]
    marks: Signal<Arc<Marks>>,
    /// Dark colours.
    #[prop(into)]
    is_dark: Signal<bool>,
    /// Order of a tooltip's values.
    #[prop(into)]
    order: Signal<HitOrder>,
    /// State shared by all charts of the page.
    sync: ChartSync,
    /// A range of y was chosen, or given back.
    on_y: Callback<Option<Range>>,
    /// Smoothing weight of this chart alone; `None` for the weight of all charts.
    #[prop(into)]
    weight: Signal<Option<f64>>,
    /// Such a weight was chosen, or given back.
    on_weight: Callback<Option<f64>>,
    /// Values outside of the view are to be shown.
    on_fit: Callback<()>,
) -> impl IntoView {
    let pointing = RwSignal::new(None::<Pointing>);
    let notes = RwSignal::new(ChartNotes::default());
    let shows_table = RwSignal::new(false);
    let is_full = RwSignal::new(false);
    let has_hint = RwSignal::new(false);
    let (card, plot) = (NodeRef::<html::Section>::new(), NodeRef::<html::Div>::new());
    let (shown, full) = (format::shortened(&title), format::full_if_shortened(&title));
    let heading = title.clone();
    let forecast = Memo::new(move |_| {
        let axis = view.with(|view| view.x_axis);
        marks.with(|marks| marks.forecast.as_ref().map(|band| band.words(axis)))
    });
    let summary = Memo::new(move |_| {
        let summary = curves.with(|curves| view.with(|view| chart::summary(&heading, curves, view)));
        forecast.get().map_or(summary.clone(), |forecast| format!("{summary} {forecast}"))
    });
    let gap_title = title.clone();
    let gaps = Memo::new(move |_| curves.with(|curves| chart::gap_notes(&gap_title, curves)).join(". "));
    let has_repeats = Memo::new(move |_| curves.with(|curves| curves.iter().any(Curve::has_repeats)));
    let is_of_repeats = Signal::derive(move || sync.shows_repeats.get() && has_repeats.get());
    Effect::new(move |was: Option<bool>| {
        let is = is_of_repeats.get();
        if was.unwrap_or(false) != is {
            shows_table.set(is);
        }
        is
    });
    let empty_range =
        Memo::new(move |_| curves.with(|curves| view.with(|view| chart::empty_range(curves, view))));
    let voice = shown.clone();
    let cursor = sync.cursor;
    let place = move || {
        view.with(|view| {
            cursor.get().map(|x| format!("{} {}", view.x_axis.label().to_lowercase(), place_label(x, view)))
        })
    };
    // Where the box goes is decided once, when it appears.
    let is_above = Memo::new(move |_| {
        let is_shown = pointing.with(Option::is_some);
        let below = plot.get_untracked().map_or(0.0, |plot| viewport::room_below(&plot));
        let height = tip_height(curves.with_untracked(|curves| curves.len()));
        is_shown && (below < height || is_full.get_untracked())
    });
    let tip = move || {
        pointing.get().map(|pointing| {
            let (events, findings) = marks.with(|marks| {
                let events = marks.events.get(pointing.marks.clone()).unwrap_or_default().to_vec();
                // The beginning of a finding is an event with the same words.
                let is_new = |text: &str| events.iter().all(|event| event.text != text);
                let findings = marks.open_at(pointing.hit.x).filter(|finding| is_new(&finding.text));
                let findings = findings.cloned().collect::<Vec<_>>();
                (events, findings)
            });
            view! {
                <ChartTip
                    pointing=pointing
                    curves=curves.get().to_vec()
                    view=view.get()
                    order=order.get()
                    marks=events
                    findings=findings
                    is_above=is_above.get()
                />
            }
        })
    };
    let beside = Signal::derive(move || {
        let there = pointing
            .with(|pointing| pointing.as_ref().map(|pointing| (pointing.marks.clone(), pointing.hit.x)));
        let Some((there, x)) = there else { return String::new() };
        marks.with(|marks| {
            let events = marks.events.get(there).unwrap_or_default().iter().map(|mark| mark.text.clone());
            // At every point the name is enough; where it begins, the event says it all.
            let findings = marks.open_at(x).map(|finding| format!("within {}", finding.title));
            events.chain(findings).collect::<Vec<_>>().join("; ")
        })
    });
    let hide_hint = Debounced::new(move || has_hint.set(false));
    let on_wheel = Callback::new(move |()| {
        has_hint.set(true);
        hide_hint.request(HINT_SECS);
    });
    let on_key = move |event: ev::KeyboardEvent| {
        if !is_full.get_untracked() {
            return;
        }
        if event.key() == "Escape" {
            is_full.set(false);
        } else if event.key() == "Tab"
            && card.get_untracked().is_some_and(|card| focus::wrap(&card, event.shift_key()))
        {
            // What lies below is covered.
            event.prevent_default();
        }
    };
    let name = shown.clone();
    let table_icon = move || if shows_table.get() { IconName::Chart } else { IconName::Table };
    view! {
        <section
            class="chart"
            class:wide=is_wide
            class:full=is_full
            node_ref=card
            role=move || is_full.get().then_some("dialog")
            aria-modal=move || is_full.get().then_some("true")
            aria-label=name
            on:keydown=handler(on_key)
        >
            <header>
                <h2 title=full>{shown.clone()}</h2>
                <Legend curves=curves cursor=cursor />
                <span class="grow"></span>
                <span class="at">{place}</span>
                <ExportMenu title=title.clone() job curves view marks pins=sync.pins />
                <IconToggle is_on=shows_table icon=Signal::derive(table_icon) name=format!("{shown} as a table") hint="As a table" />
                <IconToggle is_on=is_full icon=IconName::Maximize name=format!("{shown} on the whole page") hint="On the whole page" />
            </header>
            <Show when=move || empty_range.with(Option::is_some)>
                <p class="chart-note" role="status">
                    {move || empty_range.get()}
                    <button type="button" class="btn quiet small" on:click=handler(move |_| sync.show_all())>
                        "Show all"
                    </button>
                </p>
            </Show>
            <Show
                when=move || !shows_table.get()
                fallback=move || view! { <ChartDataTable curves view marks is_of_repeats /> }
            >
                <div class="plot" node_ref=plot on:pointerleave=handler(move |_| sync.leave(pointing))>
                    <ChartSurface curves view marks is_dark summary sync pointing notes on_y on_wheel />
                    <ChartLiveRegion title=voice.clone() curves view cursor summary beside />
                    <SinglePoint curves=curves view=view />
                    <Show when=move || has_hint.get()>
                        <p class="plot-hint" role="status">"Hold Alt to zoom with the wheel"</p>
                    </Show>
                    {tip}
                </div>
                <Show when=move || is_full.get()>
                    <ChartFields view=view on_y=on_y weight=weight on_weight=on_weight />
                </Show>
                <Pinned curves=curves view=view pins=sync.pins has_fields=is_wide />
                <Notes notes=notes gaps=gaps forecast=forecast on_fit=on_fit weight=weight on_weight=on_weight />
            </Show>
        </section>
    }
}

/// A button in the header that is on or off.
#[component]
fn IconToggle(
    /// State that the button switches.
    is_on: RwSignal<bool>,
    /// Icon of the button.
    #[prop(into)]
    icon: Signal<IconName>,
    /// Its name, with the chart's.
    name: String,
    /// Its name where the chart is seen.
    hint: &'static str,
) -> impl IntoView {
    view! {
        <button
            type="button"
            class="btn quiet small icon-only"
            aria-pressed=move || is_on.get().to_string()
            aria-label=name
            title=hint
            on:click=handler(move |_| is_on.update(|is_on| *is_on = !*is_on))
        >
            {move || view! { <Icon name=icon.get() /> }}
        </button>
    }
}

/// Each curve's name and value.
#[component]
fn Legend(
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
    /// View on the curves.
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

/// Says what the chart leaves out, and what it does otherwise than the others.
#[component]
fn Notes(
    /// The notes.
    notes: RwSignal<ChartNotes>,
    /// Figures that are not finite, in words.
    gaps: Memo<String>,
    /// The forecast in words.
    forecast: Memo<Option<String>>,
    /// Values outside of the view are to be shown.
    on_fit: Callback<()>,
    /// Smoothing weight of this chart alone.
    weight: Signal<Option<f64>>,
    /// Returns the chart to the smoothing of all charts.
    on_weight: Callback<Option<f64>>,
) -> impl IntoView {
    let non_positive = move || {
        let n = format::count_of(notes.get().n_non_positive, "value", "values");
        format!("{n} of zero or below cannot be shown on a logarithmic axis.")
    };
    let outside =
        move || format!("{} outside the view", format::count_of(notes.get().n_outside, "point", "points"));
    view! {
        <Show when=move || notes.get().is_refused>
            <p class="chart-note" data-kind="warn" role="status">
                <Icon name=IconName::Warning />
                "This browser cannot draw charts here. The table above has every value."
            </p>
        </Show>
        <Show when=move || !gaps.with(String::is_empty)>
            <p class="chart-note" data-kind="warn">
                <Icon name=IconName::Warning />
                {gaps}
            </p>
        </Show>
        <Show when=move || 0 < notes.get().n_non_positive>
            <p class="chart-note">
                <Icon name=IconName::Info />
                {non_positive}
            </p>
        </Show>
        <Show when=move || 0 < notes.get().n_outside>
            <p class="chart-note">
                <Icon name=IconName::Info />
                {outside}
                <button type="button" class="btn quiet small" on:click=handler(move |_| on_fit.run(()))>
                    "Show them"
                </button>
            </p>
        </Show>
        <Show when=move || forecast.with(Option::is_some)>
            <p class="chart-note">
                <Icon name=IconName::Info />
                {forecast}
            </p>
        </Show>
        <Show when=move || weight.get().is_some()>
            <p class="chart-note">
                <Icon name=IconName::Info />
                {move || format!("smoothed by {} in this chart only", format::exact(weight.get().unwrap_or_default()))}
                <button type="button" class="btn quiet small" on:click=handler(move |_| on_weight.run(None))>
                    "Same as page"
                </button>
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
        <span
            class="key"
            style=("--series", color(curve))
            data-dash=dash(curve)
            title=format::full_if_shortened(&curve.label)
        >
            <i aria-hidden="true"></i>
            <span class="name">{format::shortened(&curve.label)}</span>
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
