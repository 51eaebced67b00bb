//! A button that pins the crosshair.

use leptos::prelude::*;

use crate::components::{ChartSync, Icon, IconName, handler};

/// Pins the crosshair's position, which a click, a tap or keys left; disabled without a crosshair.
#[component]
pub fn PinButton(
    /// State shared by all charts of the page.
    sync: ChartSync,
) -> impl IntoView {
    let has_crosshair = Memo::new(move |_| sync.cursor.with(Option::is_some));
    let hint = move || {
        if has_crosshair.get() { "Pin the crosshair" } else { "Click or tap a chart, then pin the place" }
    };
    view! {
        <button
            type="button"
            class="btn quiet small"
            title=hint
            disabled=move || !has_crosshair.get()
            on:click=handler(move |_| sync.pin_crosshair())
        >
            <Icon name=IconName::Pin />
            <span class="fold">"Pin"</span>
        </button>
    }
}
