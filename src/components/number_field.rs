//! A number to be typed: thousands may have commas. A text that cannot be taken stays, is marked, and says why.

use std::sync::atomic::{AtomicUsize, Ordering};

use leptos::prelude::*;

use super::handler;

use crate::{chart::typed, format};

/// Number of fields so far, for the ids of their messages.
static N_FIELDS: AtomicUsize = AtomicUsize::new(0);

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
    /// Returns the reason why a number, or none, cannot be taken; `None` if it can.
    #[prop(optional, into)]
    check: Option<Callback<Option<f64>, Option<String>>>,
    /// Another number was typed, or none.
    #[prop(into)]
    on_number: Callback<Option<f64>>,
) -> impl IntoView {
    let problem = RwSignal::new(None::<String>);
    let has_problem = move || problem.with(Option::is_some);
    let id = format!("number-problem-{}", N_FIELDS.fetch_add(1, Ordering::Relaxed));
    let message_id = id.clone();
    let typed = move |text: String| {
        let taken = typed::number(&text).and_then(|number| {
            let refused = check.and_then(|check| check.run(number));
            refused.map_or(Ok(number), Err)
        });
        problem.set(taken.as_ref().err().cloned());
        if let Ok(number) = taken {
            on_number.run(number);
        }
    };
    // Another number from elsewhere takes the place of the text.
    Effect::new(move |was: Option<Option<f64>>| {
        let is = value.get();
        if was.is_some_and(|was| was != is) {
            problem.set(None);
        }
        is
    });
    view! {
        <input
            class="field"
            type="text"
            inputmode="decimal"
            autocomplete="off"
            placeholder=placeholder
            aria-label=name
            aria-invalid=move || has_problem().then_some("true")
            aria-describedby=move || has_problem().then(|| id.clone())
            prop:value=move || value.get().map(format::exact).unwrap_or_default()
            on:change=handler(move |event: web_sys::Event| typed(event_target_value(&event)))
        />
        <Show when=has_problem>
            <small id=message_id.clone() class="field-problem" role="alert">
                {move || problem.get()}
            </small>
        </Show>
    }
}
