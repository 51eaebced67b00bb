//! A number to be typed: thousands may have commas. A text that cannot be taken stays, is marked, and says why.

use std::sync::atomic::{AtomicUsize, Ordering};

use leptos::{ev, prelude::*};

use super::handler;
use tuneboard_core::{chart::words::typed, format};

/// Number of fields so far, for the ids of their messages.
static N_FIELDS: AtomicUsize = AtomicUsize::new(0);

/// The field.
#[component]
pub fn NumberField(
    /// Name of the field, for people who do not see its position.
    #[prop(into)]
    name: String,
    /// Placeholder while the field is empty.
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
    let read = move |text: &str| {
        typed::number(text).and_then(|number| {
            let refused = check.and_then(|check| check.run(number));
            refused.map_or(Ok(number), Err)
        })
    };
    // A text that cannot be taken; what it has to fit may change.
    let refused = RwSignal::new(None::<String>);
    let problem = Memo::new(move |_| refused.with(|text| text.as_deref().and_then(|text| read(text).err())));
    let has_problem = move || problem.with(Option::is_some);
    // What is written in the field is the number again.
    let rewritten = Trigger::new();
    let id = format!("number-problem-{}", N_FIELDS.fetch_add(1, Ordering::Relaxed));
    let message_id = id.clone();
    let take = move |number| {
        refused.set(None);
        on_number.run(number);
        rewritten.notify();
    };
    let typed = move |text: String| match untrack(|| read(&text)) {
        Ok(number) => take(number),
        Err(_) => refused.set(Some(text)),
    };
    Effect::new(move || {
        let fits = refused.with(|text| text.as_deref().and_then(|text| read(text).ok()));
        if let Some(number) = fits {
            untrack(|| take(number));
        }
    });
    // Signals also notify of changes that do not concern this field.
    let number = Memo::new(move |_| value.get());
    // Another number from elsewhere takes the place of the text.
    Effect::new(move |was: Option<Option<f64>>| {
        let is = number.get();
        if was.is_some_and(|was| was != is) {
            refused.set(None);
        }
        is
    });
    let shown = move || {
        rewritten.track();
        number.get().map(format::exact).unwrap_or_default()
    };
    let on_key = move |event: ev::KeyboardEvent| {
        if event.key() == "Escape" && untrack(has_problem) {
            // It takes back the text, and closes nothing.
            event.stop_propagation();
            event.prevent_default();
            refused.set(None);
            rewritten.notify();
        }
    };
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
            prop:value=shown
            on:keydown=handler(on_key)
            on:change=handler(move |event: web_sys::Event| typed(event_target_value(&event)))
        />
        <Show when=has_problem>
            <small id=message_id.clone() class="field-problem" role="alert">
                {move || problem.get()}
            </small>
        </Show>
    }
}
