//! The pins, what a chart's curves have at them, and what changed from A to B.

use std::sync::Arc;

use leptos::prelude::*;

use super::tooltip::{color, dash};
use crate::components::{Icon, IconName, NumberField, handler};
use tuneboard_core::{
    chart::{Curve, PIN_NAMES, PinnedFigures, Pins, View, tick_label},
    format,
    metrics::XAxis,
};

/// A row per curve; nothing while nothing is pinned.
#[component]
pub fn Pinned(
    /// The chart's curves.
    curves: Signal<Arc<Vec<Curve>>>,
    /// View on the curves.
    view: Signal<View>,
    /// The pins.
    pins: RwSignal<Pins>,
    /// The pins can be changed here.
    has_fields: bool,
) -> impl IntoView {
    let rows = move || {
        curves.with(|curves| {
            let view = view.get();
            let figures = |curve: &Curve| Some(row(curve, &pins.with(|pins| pins.figures(curve))?, &view));
            curves.iter().filter_map(figures).collect_view()
        })
    };
    view! {
        <Show when=move || pins.with(|pins| !pins.places().is_empty())>
            <div class="pinned">
                {has_fields.then(|| view! { <PinFields pins=pins view=view /> })}
                <ul>{rows}</ul>
            </div>
        </Show>
    }
}

fn row(curve: &Curve, figures: &PinnedFigures, view: &View) -> impl IntoView + use<> {
    let is_smoothed = figures.points.iter().any(|point| point.smoothed.is_some());
    let points = PIN_NAMES.iter().zip(&figures.points).map(|(name, point)| {
        let beside =
            (!point.is_at_pin).then(|| format!(" at {}", tick_label(point.x, view.x_axis, view.utc_offset)));
        let smoothed = point.smoothed.map(|smoothed| format!(" smoothed {}", format::number(smoothed)));
        view! {
            <span>
                {*name}
                " "
                <b>{format::number(point.y)}</b>
                <span class="faint">{beside}{smoothed}</span>
            </span>
        }
    });
    let change = figures.difference.map(|difference| {
        let share =
            figures.share.map(|share| format!(" ({})", signed(100.0 * share, " %"))).unwrap_or_default();
        let of = is_smoothed.then_some(" smoothed");
        view! { <span class="change">{signed(difference, "")} {share} {of}</span> }
    });
    view! {
        <li style=("--series", color(curve)) data-dash=dash(curve)>
            <i aria-hidden="true"></i>
            {format::shortened(&curve.label)}
            {points.collect_view()}
            {change}
        </li>
    }
}

/// Formats a figure with a sign either way.
fn signed(value: f64, unit: &str) -> String {
    let sign = if 0.0 < value {
        "+"
    } else if value < 0.0 {
        "−"
    } else {
        "±"
    };
    format!("{sign}{}{unit}", format::number(value.abs()))
}

/// The pins by name, to be typed and taken away.
#[component]
fn PinFields(
    /// The pins.
    pins: RwSignal<Pins>,
    /// View whose x axis the places are on.
    view: Signal<View>,
) -> impl IntoView {
    let n_pins = Memo::new(move |_| pins.with(|pins| pins.places().len()));
    let pin = move |index: usize| {
        let name = PIN_NAMES[index];
        let place = move || pins.with(|pins| pins.places().get(index).copied()).unwrap_or(f64::NAN);
        let is_typed = move || view.with(|view| matches!(view.x_axis, XAxis::Step | XAxis::Epoch));
        let typed = move |x: Option<f64>| {
            if let Some(x) = x {
                pins.update(|pins| pins.move_to(index, x));
            }
        };
        let needs_place = |x: Option<f64>| x.is_none().then(|| "Enter a position for the pin.".to_owned());
        let value = Signal::derive(move || Some(place()).filter(|x| x.is_finite()));
        let label = move || view.with(|view| tick_label(place(), view.x_axis, view.utc_offset));
        view! {
            <span class="tool pin">
                <b>{name}</b>
                <Show when=is_typed fallback=move || view! { <span>{label}</span> }>
                    <NumberField
                        name=format!("Pin {name}")
                        value=value
                        check=needs_place
                        on_number=typed
                    />
                </Show>
                <button
                    type="button"
                    class="btn quiet small icon-only"
                    aria-label=format!("Remove pin {name}")
                    title="Remove"
                    on:click=handler(move |_| pins.update(|pins| pins.remove(index)))
                >
                    <Icon name=IconName::Close />
                </button>
            </span>
        }
    };
    view! {
        <Show when=move || 0 < n_pins.get()>
            <span class="tool pins" role="group" aria-label="Pins">
                <For each=move || 0..n_pins.get() key=|index| *index let:index>
                    {pin(index)}
                </For>
            </span>
        </Show>
    }
}
