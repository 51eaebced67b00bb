//! What is in view of all charts of a screen: from and to, buttons for zooming and panning, for the pins, and for the link
//! that holds them.

use leptos::prelude::*;

use super::settings::ChartSettings;
use crate::{
    browser::location,
    components::{
        ChartSync, CopyButton, Icon, IconName, NumberField, PAN_STEP, PinButton, ZOOM_STEP, handler,
    },
};
use tuneboard_core::{
    chart::{axis::zoom, words::typed},
    metrics::XAxis,
    route::{Location, Route},
};

/// From and to, and buttons for what dragging, the wheel and keys do.
#[component]
pub fn RangeTools(
    /// Settings to change.
    settings: ChartSettings,
    /// The whole of x.
    everything: Signal<zoom::Range>,
) -> impl IntoView {
    let (sync, view) = (settings.sync, settings.view);
    let range = move || view.with(|view| view.x_range);
    let low = Signal::derive(move || range().and_then(|range| zoom::ends(range).0));
    let high = Signal::derive(move || range().and_then(|range| zoom::ends(range).1));
    let choose = move |low, high| sync.zoom.update(|zoom| zoom.show(zoom::between(low, high)));
    let navigator = settings.app.navigator;
    // A log from a file is nowhere but on this device.
    let is_shareable = navigator.route().with_untracked(|route| *route != Route::Log);
    let link = Signal::derive(move || location::link(&navigator.location().with(Location::to_hash)));
    // Only of an axis whose values people know by heart.
    let is_offered = move || view.with(|view| matches!(view.x_axis, XAxis::Step | XAxis::Epoch));
    let shown = move || {
        let (low, high) = everything.get_untracked();
        let (from, to) = untrack(range).unwrap_or((low, high));
        (from.max(low), to.min(high))
    };
    let button = move |icon: IconName,
                       name: &'static str,
                       needs_zoom: bool,
                       act: fn(ChartSync, zoom::Range) -> Option<zoom::Range>| {
        let press = move |_| match act(sync, shown()) {
            Some(range) => sync.show(range, everything.get_untracked()),
            None => sync.back(),
        };
        view! {
            <button
                type="button"
                class="btn quiet small icon-only"
                aria-label=name
                title=name
                disabled=move || needs_zoom && range().is_none()
                on:click=handler(press)
            >
                <Icon name=icon />
            </button>
        }
    };
    view! {
        <span class="tool range">
            <Show when=is_offered>
                <span class="tool from-to">
                    {move || view.with(|view| view.x_axis.label())}
                    <NumberField
                        name="Show from"
                        placeholder="from"
                        value=low
                        check=move |low| typed::low_problem(low, high.get())
                        on_number=move |low| choose(low, high.get_untracked())
                    />
                    "–"
                    <NumberField
                        name="Show up to"
                        placeholder="to"
                        value=high
                        check=move |high| typed::high_problem(low.get(), high)
                        on_number=move |high| choose(low.get_untracked(), high)
                    />
                </span>
            </Show>
            <span class="buttons" role="group" aria-label="What is in view">
                {button(IconName::ChevronLeft, "Earlier", true, |_, range| Some(zoom::moved(range, -PAN_STEP)))}
                {button(IconName::Minus, "Zoom out", true, |_, _| None)}
                {button(IconName::Plus, "Zoom in", false, |sync, range| Some(zoom::scaled(range, middle(sync, range), ZOOM_STEP)))}
                {button(IconName::ChevronRight, "Later", true, |_, range| Some(zoom::moved(range, PAN_STEP)))}
            </span>
            <span class="buttons">
                <button
                    type="button"
                    class="btn quiet small"
                    disabled=move || range().is_none()
                    on:click=handler(move |_| sync.show_all())
                >
                    <span class="narrow-only"><Icon name=IconName::Fit /></span>
                    <span class="fold">"Show all"</span>
                </button>
                <PinButton sync=sync />
                {is_shareable.then(|| view! { <CopyButton text=link what="link" has_words=true /> })}
            </span>
        </span>
    }
}

/// Returns the centre of a zoom: the crosshair, else the middle.
fn middle(sync: ChartSync, (low, high): zoom::Range) -> f64 {
    let cursor = sync.cursor.get_untracked().filter(|x| (low..=high).contains(x));
    cursor.unwrap_or(low + (high - low) / 2.0)
}
