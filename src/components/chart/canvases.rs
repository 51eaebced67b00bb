//! The canvases of a chart: drawn on by a [`Surface`], felt by a [`Pointer`].

use std::sync::Arc;

use leptos::prelude::*;

use super::{
    pointer::Pointer,
    pointing::Pointing,
    surface::{ChartNotes, Surface},
};
use crate::components::{ChartSync, handler};
use tuneboard_core::chart::{Curve, Marks, View, axis::zoom};

/// The canvases.
#[component]
pub fn ChartSurface(
    /// Curves to draw.
    #[prop(into)]
    curves: Signal<Arc<Vec<Curve>>>,
    /// View on the curves.
    #[prop(into)]
    view: Signal<View>,
    /// Marks of events and findings.
    #[prop(into, optional)]
    marks: Signal<Arc<Marks>>,
    /// Dark colours.
    #[prop(into)]
    is_dark: Signal<bool>,
    /// Description for those who do not see it.
    #[prop(into)]
    summary: Signal<String>,
    /// State shared by all charts of the page.
    sync: ChartSync,
    /// Position of the pointer in this chart; `None` while it is elsewhere.
    pointing: RwSignal<Option<Pointing>>,
    /// Points that could not be shown.
    notes: RwSignal<ChartNotes>,
    /// A range of y was chosen, or given back.
    on_y: Callback<Option<zoom::Range>>,
    /// The wheel was turned without the key that makes it zoom.
    on_wheel: Callback<()>,
) -> impl IntoView {
    let surface = Surface::new(curves, view, marks, is_dark, notes, sync);
    let pointer = Pointer::new(surface, sync, pointing, on_y, on_wheel);
    view! {
        <canvas class="plot-base" node_ref=surface.base aria-hidden="true"></canvas>
        <canvas class="plot-lines" node_ref=surface.lines aria-hidden="true"></canvas>
        <canvas
            class="plot-overlay"
            node_ref=surface.overlay
            role="img"
            aria-label=summary
            tabindex="0"
            on:pointermove=handler(move |event| pointer.on_move(&event))
            on:pointerdown=handler(move |event| pointer.on_down(&event))
            on:pointerup=handler(move |event| pointer.on_up(&event))
            on:pointercancel=handler(move |_| pointer.on_cancel())
            on:wheel=handler(move |event| pointer.on_wheel(&event))
            on:blur=handler(move |_| pointer.on_blur())
            on:dblclick=handler(move |_| pointer.show_all())
            on:keydown=handler(move |event| pointer.on_key(&event))
        ></canvas>
    }
}
