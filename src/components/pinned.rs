//! What a chart's curves have at the pins, and what changed from A to B.

use std::sync::Arc;

use leptos::prelude::*;

use super::chart_tip::color;
use crate::{
    chart::{Curve, PIN_NAMES, PinnedFigures, Pins},
    format,
};

/// A row per curve; nothing while nothing is pinned.
#[component]
pub fn Pinned(
    /// The chart's curves.
    curves: Signal<Arc<Vec<Curve>>>,
    /// What is pinned.
    pins: RwSignal<Pins>,
) -> impl IntoView {
    let rows = move || {
        curves.with(|curves| {
            let figures = |curve: &Curve| Some(row(curve, &pins.with(|pins| pins.figures(curve))?));
            curves.iter().filter_map(figures).collect_view()
        })
    };
    view! {
        <Show when=move || pins.with(|pins| !pins.places().is_empty())>
            <ul class="pinned">{rows}</ul>
        </Show>
    }
}

fn row(curve: &Curve, figures: &PinnedFigures) -> impl IntoView + use<> {
    let points = PIN_NAMES.iter().zip(&figures.points).map(|(name, (_, y))| {
        view! {
            <span>
                {*name}
                " "
                <b>{format::number(*y)}</b>
            </span>
        }
    });
    let change = figures.difference.map(|difference| {
        let share =
            figures.share.map(|share| format!(" ({})", signed(100.0 * share, " %"))).unwrap_or_default();
        view! { <span class="change">{signed(difference, "")} {share}</span> }
    });
    view! {
        <li style=("--series", color(curve)) data-dash=curve.is_dashed.then_some("")>
            <i aria-hidden="true"></i>
            {curve.label.clone()}
            {points.collect_view()}
            {change}
        </li>
    }
}

/// With a sign either way.
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
