//! A number to be typed: thousands may have commas, anything that is no number empties it.

use leptos::prelude::*;

use super::handler;

use crate::format;

/// The field.
#[component]
pub fn NumberField(
    /// What it is, for those who do not see where it stands.
    #[prop(into)]
    name: String,
    /// What stands there while it is empty.
    #[prop(optional)]
    placeholder: &'static str,
    /// The number; `None` for an empty field.
    #[prop(into)]
    value: Signal<Option<f64>>,
    /// Another number was typed, or none.
    #[prop(into)]
    on_number: Callback<Option<f64>>,
) -> impl IntoView {
    let typed = move |text: String| {
        let number = text.trim().replace(',', "").parse::<f64>().ok();
        on_number.run(number.filter(|number| number.is_finite()));
    };
    view! {
        <input
            class="field"
            type="text"
            inputmode="decimal"
            autocomplete="off"
            placeholder=placeholder
            aria-label=name
            prop:value=move || value.get().map(format::exact).unwrap_or_default()
            on:change=handler(move |event: web_sys::Event| typed(event_target_value(&event)))
        />
    }
}
